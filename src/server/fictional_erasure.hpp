#pragma once
// A week of erasing in the demonstration's workshop: stations, their signed reports, and all that the product makes of them.
#include "accounts/services.hpp"
#include "base/time.hpp"
#include "equipment/ids.hpp"

namespace server {

/// The five working days before `now`, for items that are in work: reports, certificates, validations, one re-check done and one waiting.
/// Nothing that the organisation has may be later than `begin`, nine days before `now`: the log grows from there as days go by.
base::Outcome demonstrate_erasure(const accounts::Services& services, const equipment::OrganisationId& organisation,
                                  base::Instant begin, base::Instant now);

}  // namespace server
