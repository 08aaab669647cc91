#pragma once
// Issuing certificates, withdrawing them, and the second person's validation. Deeds run inside the caller's transaction.
#include <optional>
#include <string>

#include "accounts/keys.hpp"
#include "accounts/store.hpp"
#include "equipment/record.hpp"
#include "erasure/certificate_store.hpp"
#include "erasure/certificate_summary.hpp"

namespace erasure {

/// Background work: signs a certificate for each erasure whose judgement the log holds by now, once for each state of it; a restart goes on
/// where it was. Returns how many. A record that cannot be certified is set aside with its reason (list_problems).
std::int64_t issue_due_certificates(storage::Database& database, const accounts::Keys& keys,
                                    const std::string& public_url, base::Instant now, std::int64_t batch = 20);

/// Withdraws a certificate for ever; it stays readable. When it was the last word on its medium, the medium counts as not proven from
/// then on: a new event « failed ». Refuses certificate.unknown, certificate.revoked.conflict, certificate.revoke.{bad_reason,
/// note_needed}.
base::Result<CertificateRow> revoke(storage::Session& session, const equipment::Occasion& occasion,
                                    const CertificateId& id, const std::string& why, const std::string& note);

/// The second person judges whether the erasure is sufficient. Accepted: the next edition says so. Not accepted: the certificate is
/// revoked. Refuses certificate.unknown, certificate.validate.{same_person.forbidden,answered.conflict,replaced.conflict,not_erased,
/// reason_needed}.
base::Result<CertificateRow> validate(storage::Session& session, const equipment::Occasion& occasion,
                                      const CertificateId& id, bool accepted, const std::string& reason);

struct IssuedSummary {
  Summary summary;
  base::Bytes file;  ///< the signed credential
};
/// As things stand now. Refuses equipment.item.unknown, certificate.summary.empty (no medium).
base::Result<IssuedSummary> issue_summary(storage::Session& session, const accounts::Keys& keys,
                                          const accounts::Organisation& organisation, const equipment::ItemId& item,
                                          base::Instant now);
/// Refuses certificate.lot.unknown, certificate.summary.empty.
base::Result<IssuedSummary> issue_summary(storage::Session& session, const accounts::Keys& keys,
                                          const accounts::Organisation& organisation, const equipment::LotId& lot,
                                          base::Instant now);

}  // namespace erasure
