#pragma once
// Which item a station report is about. Never a guess: two machines with one serial stay apart, and a person chooses.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "equipment/hardware/inventory.hpp"
#include "equipment/item.hpp"

namespace workshop {

struct Match {
  std::optional<equipment::ItemId> item;
  std::string why;  ///< number, system_serial, chassis_serial, board_serial; or why not: number_unknown, gone,
                    ///< ambiguous, no_match, no_serial
  std::vector<equipment::ItemId> candidates;  ///< to choose from, when not matched
};

/// Items of the organisation that carry this number or serial number.
using Lookup = std::function<std::vector<equipment::Item>(std::string_view key)>;

/// By the number that the station was told; else by the serial of the system, of the chassis, and last of the board, each only if
/// exactly one item that is here carries it. A board's serial never overrules a different system serial.
Match match_report(const std::string& item_number, const equipment::Inventory& inventory, const Lookup& find);

/// What is read of the machine as the body of an event. Disks that the item has keep their identifiers (same serial; or same model and
/// size when one of them tells no serial); `new_medium` draws those of the others. Optical drives and what hangs on USB (the stick that
/// the station started from) are not the machine's media.
equipment::Identified identified(const std::string& report, const equipment::Inventory& inventory,
                                 const equipment::Item* item, const std::function<equipment::MediumId()>& new_medium);

/// Translation keys of what a person should look at: the inventory's own warnings, serials that differ from the declared one, media left out.
std::vector<std::string> warnings_of(const equipment::Inventory& inventory, const equipment::Item* item);

}  // namespace workshop
