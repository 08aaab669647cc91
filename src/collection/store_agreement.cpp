#include "base/text.hpp"
#include "collection/agreement.hpp"
#include "storage/database.hpp"

namespace collection {

AgreementTerms terms_of_lot(storage::Session& session, const std::optional<equipment::LotId>& lot) {
  AgreementTerms terms = default_terms();
  if (!lot) return terms;
  session.each<std::string, std::string, std::string, std::string, std::int64_t, std::string, std::string, std::int64_t, std::int64_t>(
      "SELECT agreement.number, erasure_level, accepted_rank, accepted_exceptions, days_to_erasure, place, subcontractors, proof_years, "
      "public_free_transfer FROM lot JOIN agreement ON agreement.id = lot.agreement_id WHERE lot.id = :1",
      [&](std::string number, std::string level, std::string rank, std::string exceptions, std::int64_t days, std::string place,
          std::string subcontractors, std::int64_t years, std::int64_t free_transfer) {
        terms.number = std::move(number);
        terms.level = equipment::from_code<equipment::Level>(level).value_or(equipment::Level::destruct);
        terms.accepted_rank = equipment::from_code<equipment::Rank>(rank).value_or(equipment::Rank::measured);
        for (const auto& code : base::split(exceptions, ','))
          if (!code.empty()) terms.accepted_exceptions.push_back(code);
        terms.days_to_erasure = static_cast<int>(days);
        terms.on_site = place == "on_site";
        terms.subcontractors = std::move(subcontractors);
        terms.proof_years = static_cast<int>(years);
        terms.public_free_transfer = free_transfer != 0;
      },
      lot->text());
  return terms;
}

}  // namespace collection
