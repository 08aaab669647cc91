#pragma once
// Triage: what becomes of an item, with a reason from a published list (domain.md §3.5).
#include <string_view>
#include <vector>

#include "equipment/event.hpp"
#include "equipment/item.hpp"

namespace workshop {

/// Reasons to choose from; parts and waste need one. Codes: "equipment.reason.<code>" in the catalogues.
std::vector<std::string_view> reasons_for(equipment::TriageDecision decision);
bool needs_reason(equipment::TriageDecision decision);

/// Whether an item of this status can be sorted (again): what is promised or gone cannot.
bool can_be_triaged(equipment::Status status);
/// Nobody has said yet whether a printer, a switch… keeps data: triage asks.
bool asks_about_media(const equipment::Item& item);

}  // namespace workshop
