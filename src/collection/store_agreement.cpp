#include <boost/json.hpp>

#include "base/text.hpp"
#include "collection/store.hpp"

namespace collection {
namespace {

std::string joined(const std::vector<std::string>& codes) {
  std::string text;
  for (const auto& code : codes) text += (text.empty() ? "" : ",") + code;
  return text;
}

template <typename Row, typename... Parameters>
void each_agreement(storage::Session& session, const std::string& rest, Row&& row, Parameters&&... parameters) {
  session
      .each<std::string, std::string, std::string, std::string, std::string, std::optional<std::string>, std::string,
            std::string, std::string, std::int64_t, std::string, std::string, std::int64_t, std::int64_t, std::string>(
          "SELECT agreement.id, agreement.organisation_id, agreement.donor_id, agreement.number, signed_on, "
          "valid_until, erasure_level, accepted_rank, accepted_exceptions, "
          "days_to_erasure, place, subcontractors, proof_years, public_free_transfer, key_fingerprint FROM agreement " +
              rest,
          [&](std::string id, std::string organisation, std::string donor, std::string number, std::string signed_on,
              std::optional<std::string> until, std::string level, std::string rank, std::string exceptions,
              std::int64_t days, std::string place, std::string subcontractors, std::int64_t years,
              std::int64_t free_transfer, std::string fingerprint) {
            Agreement agreement{.id = AgreementId::parse(id).value(),
                                .organisation = OrganisationId::parse(organisation).value(),
                                .donor = DonorId::parse(donor).value(),
                                .signed_on = base::parse_day(signed_on).value(),
                                .key_fingerprint = std::move(fingerprint)};
            if (until) agreement.valid_until = base::parse_day(*until).value();
            AgreementTerms& terms = agreement.terms;
            terms.number = std::move(number);
            // An unreadable term is read as the strictest one.
            terms.level = equipment::from_code<equipment::Level>(level).value_or(equipment::Level::destruct);
            terms.accepted_rank = equipment::from_code<equipment::Rank>(rank).value_or(equipment::Rank::measured);
            for (auto& code : base::split(exceptions, ','))
              if (!code.empty()) terms.accepted_exceptions.push_back(std::move(code));
            terms.days_to_erasure = static_cast<int>(days);
            terms.on_site = place == "on_site";
            terms.subcontractors = std::move(subcontractors);
            terms.proof_years = static_cast<int>(years);
            terms.public_free_transfer = free_transfer != 0;
            row(std::move(agreement));
          },
          std::forward<Parameters>(parameters)...);
}

}  // namespace

void insert_agreement(storage::Session& session, const Agreement& agreement, base::Instant now) {
  const AgreementTerms& terms = agreement.terms;
  session.execute(
      "INSERT INTO agreement (id, organisation_id, donor_id, kind, number, signed_on, valid_until, erasure_level, "
      "days_to_erasure, place, subcontractors, accepted_rank, "
      "accepted_exceptions, proof_years, key_fingerprint, public_free_transfer, created_at) VALUES (:1, :2, :3, "
      "'gift', :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16)",
      agreement.id.text(), agreement.organisation.text(), agreement.donor.text(), terms.number,
      base::to_iso(agreement.signed_on),
      agreement.valid_until ? std::optional(base::to_iso(*agreement.valid_until)) : std::nullopt,
      std::string(equipment::code(terms.level)), terms.days_to_erasure, terms.on_site ? "on_site" : "workshop",
      terms.subcontractors, std::string(equipment::code(terms.accepted_rank)), joined(terms.accepted_exceptions),
      terms.proof_years, agreement.key_fingerprint, terms.public_free_transfer ? 1 : 0, base::to_milliseconds(now));
}

std::optional<Agreement> find_agreement(storage::Session& session, const OrganisationId& organisation,
                                        const AgreementId& id) {
  std::optional<Agreement> found;
  each_agreement(
      session, "WHERE organisation_id = :1 AND id = :2", [&](Agreement agreement) { found = std::move(agreement); },
      organisation.text(), id.text());
  return found;
}

std::vector<Agreement> list_agreements(storage::Session& session, const OrganisationId& organisation,
                                       const std::optional<DonorId>& donor) {
  std::vector<Agreement> agreements;
  const auto keep = [&](Agreement agreement) { agreements.push_back(std::move(agreement)); };
  const std::string order = " ORDER BY signed_on DESC, number DESC";
  if (donor)
    each_agreement(session, "WHERE organisation_id = :1 AND donor_id = :2" + order, keep, organisation.text(),
                   donor->text());
  else
    each_agreement(session, "WHERE organisation_id = :1" + order, keep, organisation.text());
  return agreements;
}

AgreementTerms terms_of_lot(storage::Session& session, const std::optional<equipment::LotId>& lot) {
  AgreementTerms terms = default_terms();
  if (!lot) return terms;
  each_agreement(
      session, "JOIN lot ON lot.agreement_id = agreement.id WHERE lot.id = :1",
      [&](Agreement agreement) { terms = std::move(agreement.terms); }, lot->text());
  return terms;
}

}  // namespace collection
