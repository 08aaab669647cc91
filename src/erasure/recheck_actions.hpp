#pragma once
// Drawing drives to be read again, and what came of it.
#include <span>
#include <string>
#include <vector>

#include "accounts/keys.hpp"
#include "equipment/record.hpp"
#include "erasure/recheck_store.hpp"

namespace erasure {

/// When an erasure gets its first certificate: it may be drawn from now on, one in twenty at once.
void enter_recheck_pool(storage::Session& session, const accounts::Keys& keys, const CertificateRow& certificate,
                        const std::string& zone, base::Instant now);

/// Background work: fills up to one in twenty of this month's and of last month's erasures that are a day old. Returns how many it drew.
std::int64_t draw_rechecks(storage::Database& database, base::Instant now);

/// A person asks for a re-check. Refuses certificate.unknown, certificate.recheck.{drawn.conflict,not_erased,replaced.conflict}.
base::Result<CertificateRow> choose_recheck(storage::Session& session, const accounts::Keys& keys,
                                            const equipment::Occasion& occasion, const CertificateId& id,
                                            const std::string& zone);

/// What one did who read the medium again: samples of a station, which are compared here; or, without any, the person's own outcome.
struct RecheckReport {
  std::vector<Sample> samples = {};
  std::optional<RecheckOutcome> outcome = {};  ///< by hand
  std::string note;                            ///< by hand: what was done; required for fail and impossible
};
/// Another person than the operator. A failed one revokes the certificate: the medium is not proven any more.
/// Refuses certificate.unknown, certificate.recheck.{same_person.forbidden,not_drawn.conflict,done.conflict,replaced.conflict,
/// bad_outcome,note_needed}, and those of compare_samples().
base::Result<RecheckRow> report_recheck(storage::Session& session, const equipment::Occasion& occasion,
                                        const CertificateId& id, const RecheckReport& report);

}  // namespace erasure
