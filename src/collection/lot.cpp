#include "collection/lot.hpp"

namespace collection {

std::string_view code(LotState state) {
  switch (state) {
    case LotState::declared:
      return "declared";
    case LotState::in_reception:
      return "in_reception";
    case LotState::received:
      return "received";
  }
  return "";
}

std::optional<LotState> lot_state_from_code(std::string_view text) {
  for (const LotState state : {LotState::declared, LotState::in_reception, LotState::received})
    if (code(state) == text) return state;
  return std::nullopt;
}

}  // namespace collection
