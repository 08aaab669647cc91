#pragma once
// Versions of the rules of sale: rows and values.
#include <vector>

#include "equipment/record.hpp"
#include "sales/rules.hpp"

namespace sales {

/// Newest first.
std::vector<RuleVersion> list_versions(storage::Session& session, const equipment::OrganisationId& organisation,
                                       Subject subject);
/// Those in force that day, the default ones where the organisation has none. Throws storage::Fault (corrupt) if a stored one is unreadable.
Rules rules_on(storage::Session& session, const equipment::OrganisationId& organisation, base::Day day);
/// Adds a version. Refuses "sales.rule.no_source", and what the rule itself refuses of its content.
base::Outcome set_rule(storage::Session& session, const equipment::Occasion& occasion, RuleVersion version);

/// Today in the organisation's own zone.
base::Day today(storage::Session& session, const equipment::OrganisationId& organisation, base::Instant now);

}  // namespace sales
