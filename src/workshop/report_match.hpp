#pragma once
// Which item a station report is about. Never a guess: two machines with one serial stay apart, and a person chooses.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "equipment/hardware/inventory.hpp"
#include "equipment/item.hpp"
#include "erasure/signed_record.hpp"

namespace workshop {

struct Match {
  std::optional<equipment::ItemId> item;
  std::string why;  ///< number, system_serial, chassis_serial, board_serial, medium_serial; or why not: number_unknown,
                    ///< gone, ambiguous, no_match, no_serial, drive_not_listed
  std::vector<equipment::ItemId> candidates;  ///< to choose from, when not matched
};

/// Items of the organisation that carry this number or serial number.
using Lookup = std::function<std::vector<equipment::Item>(std::string_view key)>;

/// By the number that the station was told; else by the serial of the system, of the chassis, and last of the board, each only if
/// exactly one item that is here carries it. A board's serial never overrules a different system serial.
Match match_report(const std::string& item_number, const equipment::Inventory& inventory, const Lookup& find);

/// A drive on a bench: by the number, else by the one item here that carries a drive (or is a drive) with one of these serials. A computer
/// that nobody has inventoried takes no further drive by this way ("drive_not_listed"): who would know what else is in it?
Match match_drive(const std::string& item_number, const std::vector<equipment::DiskFacts>& drives, const Lookup& find);

/// The drive of an erasure as the item's history names it; without an identifier yet.
equipment::DiskFacts disk_facts(const sanitization::DriveFacts& drive);
/// The drives that a report of a drive is about: those erased, then those that its raw outputs show.
std::vector<equipment::DiskFacts> drives_of(const std::vector<erasure::SignedRecord>& erasures,
                                            const equipment::Inventory& inventory);
/// True when the item has all these drives. One that it has not joins an inventoried computer, or a copier that it can
/// come from, or is the loose drive that was received. In every other case only a supervisor says so: nobody knows what else is in it, or of which item each drive is.
bool takes_drive_reports(const equipment::Item& item, const std::vector<equipment::DiskFacts>& drives);

/// What is read of the machine as the body of an event. Disks that the item has keep their identifiers (same serial; or same model and
/// size when one of them tells no serial); `new_medium` draws those of the others. Optical drives and what hangs on USB (the stick that
/// the station started from) are not the machine's media.
equipment::Identified identified(const std::string& report, const equipment::Inventory& inventory,
                                 const equipment::Item* item, const std::function<equipment::MediumId()>& new_medium);

/// A medium for each erasure of a machine, in their order; a drive that only an erasure has seen joins `body`. Nothing for a USB drive
/// that is not the item's and to which nothing was done.
std::vector<std::optional<equipment::MediumId>> media_of(const std::vector<erasure::SignedRecord>& erasures,
                                                         const equipment::Item& item, equipment::Identified& body,
                                                         const std::function<equipment::MediumId()>& new_medium);

/// Translation keys of what a person should look at: the inventory's own warnings, serials that differ from the declared one, media left out.
std::vector<std::string> warnings_of(const equipment::Inventory& inventory, const equipment::Item* item);

}  // namespace workshop
