#include "erasure/certificate_actions.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "collection/store.hpp"
#include "proof/credential.hpp"

namespace erasure {
namespace {

/// The medium is not proven any more: the certificate that proved it is the evidence of what is withdrawn.
base::Outcome withdraw_proof(storage::Session& session, const equipment::Occasion& occasion,
                             const CertificateRow& row) {
  const auto item = equipment::lock_item(session, occasion.organisation, row.item);
  if (!item) return base::Refusal{.code = "equipment.item.unknown"};
  // What was proven or destroyed since stands by itself.
  const auto judged_by = session.value<std::string>(
      "SELECT r.sha256 FROM erasure_record e JOIN station_report r ON r.organisation_id = e.organisation_id AND r.id = "
      "e.report_id WHERE e.organisation_id = :1 AND e.id = :2",
      occasion.organisation.text(), row.erasure);
  const bool still = std::any_of(item->media.begin(), item->media.end(), [&](const equipment::Medium& each) {
    return each.id == row.medium && each.evidence_sha256 == judged_by.value_or("");
  });
  if (!still) return base::Done{};
  equipment::record(session, occasion, *item,
                    equipment::MediumJudged{.medium = row.medium,
                                            .rank = equipment::Rank::measured,
                                            .verdict = equipment::Verdict::failed,
                                            .required = row.required,
                                            .achieved = equipment::Level::none,
                                            .standard = "none",
                                            .evidence = row.id.text(),
                                            .evidence_sha256 = row.sha256,
                                            .operator_code = occasion.actor});
  return base::Done{};
}

base::Result<CertificateRow> locked(storage::Session& session, const equipment::Occasion& occasion,
                                    const CertificateId& id) {
  auto row = find_certificate(session, occasion.organisation, id);
  if (!row) return base::Refusal{.code = "certificate.unknown"};
  // Deeds on one item follow each other, so that two people at once do not both decide.
  if (!equipment::lock_item(session, occasion.organisation, row->item))
    return base::Refusal{.code = "certificate.unknown"};
  return std::move(*find_certificate(session, occasion.organisation, id));
}

base::Result<IssuedSummary> sign(Summary summary, const accounts::Keys& keys,
                                 const accounts::Organisation& organisation, base::Instant now) {
  if (summary.lines.empty()) return base::Refusal{.code = "certificate.summary.empty"};
  const auto origin = accounts::Keys::origin(organisation.code, organisation.id);
  const auto key = keys.signing_key(origin);
  summary.did = proof::did_of(key.public_key());
  summary.organisation = organisation.name;
  summary.log = origin;
  summary.issued_at = now;
  TRY(file, proof::sign_credential(summary_content(summary), key, now));
  return IssuedSummary{.summary = std::move(summary), .file = std::move(file)};
}

/// The certificate counts for a medium only while it says what the history says.
void add_item(storage::Session& session, const equipment::Item& item, Summary& summary) {
  ++summary.items;
  if (item.media.empty() && item.proven_without_media) ++summary.without_media;
  for (const auto& medium : item.media) {
    SummaryLine line{.item_number = item.number, .medium = medium};
    const auto last = last_of_medium(session, medium.id);
    if (last && last->status() == CertificateStatus::valid && medium.rank == equipment::Rank::measured &&
        medium.verdict == last->verdict)
      line.certificate = CertificateReference{.id = last->id, .number = last->number, .sha256 = last->sha256};
    summary.lines.push_back(std::move(line));
  }
}

}  // namespace

base::Result<CertificateRow> revoke(storage::Session& session, const equipment::Occasion& occasion,
                                    const CertificateId& id, const std::string& why, const std::string& note) {
  if (std::find(revocation_reasons.begin(), revocation_reasons.end(), why) == revocation_reasons.end())
    return base::Refusal{.code = "certificate.revoke.bad_reason", .field = "why"};
  if (why == "other" && note.empty()) return base::Refusal{.code = "certificate.revoke.note_needed", .field = "note"};
  TRY(row, locked(session, occasion, id));
  const Revocation revocation{.at = occasion.now, .by = occasion.actor, .why = why, .note = note};
  if (row.revocation || !mark_revoked(session, id, revocation))
    return base::Refusal{.code = "certificate.revoked.conflict"};
  // An edition that another one has replaced says nothing of the medium any more.
  if (!row.superseded_by) TRY_DONE(withdraw_proof(session, occasion, row));
  row.revocation = revocation;
  return row;
}

base::Result<CertificateRow> validate(storage::Session& session, const equipment::Occasion& occasion,
                                      const CertificateId& id, bool accepted, const std::string& reason) {
  TRY(row, locked(session, occasion, id));
  if (row.operator_code == occasion.actor) return base::Refusal{.code = "certificate.validate.same_person.forbidden"};
  if (row.operator_code.starts_with(accounts::token_code_prefix))
    return base::Refusal{.code = "certificate.validate.no_operator"};
  if (row.status() != CertificateStatus::valid) return base::Refusal{.code = "certificate.validate.replaced.conflict"};
  if (!row.says_erased()) return base::Refusal{.code = "certificate.validate.not_erased"};
  if (!accepted && reason.empty())
    return base::Refusal{.code = "certificate.validate.reason_needed", .field = "reason"};
  const ValidationRow validation{
      .accepted = accepted, .reason = reason, .operator_code = occasion.actor, .at = occasion.now};
  if (!insert_validation(session, occasion.organisation, row.erasure, validation))
    return base::Refusal{.code = "certificate.validate.answered.conflict"};
  if (!accepted) return revoke(session, occasion, id, "not_validated", reason);
  want_edition(session, occasion.organisation, row.erasure);
  return row;
}

base::Result<IssuedSummary> issue_summary(storage::Session& session, const accounts::Keys& keys,
                                          const accounts::Organisation& organisation, const equipment::ItemId& id,
                                          base::Instant now) {
  const auto item = equipment::find_item(session, organisation.id, id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown"};
  Summary summary{.scope = Scope::machine, .id = id.text(), .number = item->number};
  if (item->lot)
    if (const auto lot = collection::find_lot(session, organisation.id, *item->lot)) summary.donor = lot->donor_name;
  add_item(session, *item, summary);
  return sign(std::move(summary), keys, organisation, now);
}

base::Result<IssuedSummary> issue_summary(storage::Session& session, const accounts::Keys& keys,
                                          const accounts::Organisation& organisation, const equipment::LotId& id,
                                          base::Instant now) {
  const auto lot = collection::find_lot(session, organisation.id, id);
  if (!lot) return base::Refusal{.code = "certificate.lot.unknown"};
  Summary summary{.scope = Scope::lot, .id = id.text(), .number = lot->number, .donor = lot->donor_name};
  for (const auto& item : equipment::items_of_lot(session, id)) add_item(session, item, summary);
  return sign(std::move(summary), keys, organisation, now);
}

}  // namespace erasure
