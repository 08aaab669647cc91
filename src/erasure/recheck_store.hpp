#pragma once
// Rows of re-checks: what may be drawn, what is drawn, what came of it.
#include <optional>
#include <string>
#include <vector>

#include "equipment/ids.hpp"
#include "erasure/certificate_store.hpp"
#include "erasure/recheck.hpp"
#include "storage/database.hpp"

namespace erasure {

struct RecheckRow {
  std::string erasure;
  std::string period;  ///< 2026-11
  std::string why;     ///< sample, chosen; empty: not drawn
  std::string operator_code, means, evidence;
  std::int64_t places = 0;
  std::optional<base::Instant> drawn_at = {}, done_at = {};
  std::optional<RecheckOutcome> outcome = {};
};

/// Once for each erasure; drawn at once when `why` says so.
void consider(storage::Session& session, const equipment::OrganisationId& organisation, std::string_view erasure,
              const std::string& period, const std::string& ticket, std::string_view why, base::Instant now);
std::optional<RecheckRow> find_recheck(storage::Session& session, const equipment::OrganisationId& organisation,
                                       std::string_view erasure);
/// False when it was drawn already.
bool mark_drawn(storage::Session& session, const equipment::OrganisationId& organisation, std::string_view erasure,
                std::string_view why, base::Instant now);
/// False when somebody has done it already.
bool mark_done(storage::Session& session, const equipment::OrganisationId& organisation, const RecheckRow& row);

/// A month of an organisation that has something to draw from.
struct RecheckPool {
  equipment::OrganisationId organisation;
  std::string period;
  std::int64_t considered = 0;  ///< before `until`
  std::int64_t drawn = 0;       ///< by sample, and not impossible
};
/// Of the given months.
std::vector<RecheckPool> recheck_pools(storage::Session& session, const std::vector<std::string>& periods,
                                       base::Instant until);
/// The lowest tickets that are not drawn, whose certificate holds.
std::vector<std::string> lowest_tickets(storage::Session& session, const RecheckPool& pool, base::Instant until,
                                        std::int64_t count);

/// What a person reads again: the certificate that holds, and why it is on the list. Oldest first.
struct OpenRecheck {
  CertificateRow certificate;
  RecheckRow recheck;
};
std::vector<OpenRecheck> open_rechecks(storage::Session& session, const equipment::OrganisationId& organisation,
                                       std::int64_t limit);
std::int64_t count_open_rechecks(storage::Session& session, const equipment::OrganisationId& organisation);

}  // namespace erasure
