#include "workshop/triage.hpp"

namespace workshop {

using equipment::Status;
using equipment::TriageDecision;

std::vector<std::string_view> reasons_for(TriageDecision decision) {
  switch (decision) {
    case TriageDecision::reuse:
      return {};
    case TriageDecision::repair:
      return {"no_power",     "screen_broken", "keyboard_broken", "battery_dead",
              "missing_part", "slow_disk",     "to_diagnose"};
    case TriageDecision::parts:
      return {"too_old", "broken", "incomplete", "locked", "no_demand"};
    case TriageDecision::waste:
      return {"too_old", "broken", "incomplete", "locked", "no_demand", "dangerous"};
  }
  return {};
}

bool needs_reason(TriageDecision decision) {
  return decision == TriageDecision::parts || decision == TriageDecision::waste;
}

bool can_be_triaged(Status status) {
  return status == Status::received || status == Status::in_work || status == Status::ready ||
         status == Status::for_parts || status == Status::for_waste;
}

bool asks_about_media(const equipment::Item& item) {
  return equipment::data_risk(item.kind) == equipment::DataRisk::possible && item.media.empty() &&
         !item.proven_without_media;
}

}  // namespace workshop
