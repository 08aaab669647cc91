#include "workshop/report_match.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace workshop {
namespace {

using equipment::DiskKind;
using equipment::Inventory;
using equipment::Item;
using equipment::Medium;

std::string key_of(std::string_view text) {
  std::string key = base::fold(text);
  std::erase(key, ' ');
  return key;
}

bool same(std::string_view left, std::string_view right) { return key_of(left) == key_of(right); }

/// A serial that one machine alone can have: neither masked nor a placeholder (hardware reading knows them).
bool identifies(const Inventory& inventory, const std::optional<std::string>& serial) {
  if (!serial) return false;
  const auto usable = equipment::serial_candidates(inventory);
  return std::find(usable.begin(), usable.end(), *serial) != usable.end();
}

std::vector<equipment::ItemId> ids_of(const std::vector<Item>& items) {
  std::vector<equipment::ItemId> ids;
  for (const auto& item : items) ids.push_back(item.id);
  return ids;
}

void keep_here(std::vector<Item>& items) {
  std::erase_if(items, [](const Item& item) { return !equipment::in_stock(item.status); });
}

Match by_number(const std::string& number, const Lookup& find) {
  auto found = find(number);
  std::erase_if(found, [&](const Item& item) { return !same(item.number, number); });
  if (found.empty()) return {.why = "number_unknown"};
  auto here = found;
  keep_here(here);
  if (here.size() == 1) return {.item = here.front().id, .why = "number"};
  return {.why = here.empty() ? "gone" : "ambiguous", .candidates = ids_of(found)};
}

/// The board of another machine: it says another system serial than this report.
bool contradicts(const Item& item, const Inventory& inventory) {
  return !item.serial_system.empty() && inventory.serials.system &&
         !same(item.serial_system, *inventory.serials.system);
}

Match by_disks(const Inventory& inventory, const Lookup& find) {
  Match match{.why = "no_match"};
  for (const auto& disk : inventory.disks) {
    if (!disk.serial) continue;
    for (const auto& item : find(*disk.serial))
      if (std::find(match.candidates.begin(), match.candidates.end(), item.id) == match.candidates.end())
        match.candidates.push_back(item.id);
  }
  return match;
}

const Medium* known_medium(const Item& item, const equipment::DiskFacts& disk,
                           const std::vector<equipment::MediumId>& taken) {
  const auto free = [&](const Medium& medium) {
    return std::find(taken.begin(), taken.end(), medium.id) == taken.end();
  };
  if (!disk.serial.empty())
    for (const auto& medium : item.media)
      if (free(medium) && !medium.serial.empty() && same(medium.serial, disk.serial)) return &medium;
  for (const auto& medium : item.media) {
    const bool one_is_silent = disk.serial.empty() || medium.serial.empty();
    if (free(medium) && one_is_silent && !disk.model.empty() && same(medium.model, disk.model) &&
        medium.size_bytes == disk.size_bytes)
      return &medium;
  }
  return nullptr;
}

equipment::DiskFacts facts_of(const equipment::InstalledDisk& disk) {
  return {.kind = std::string(equipment::name_of(disk.kind)),
          .size_bytes =
              static_cast<std::int64_t>(std::min<std::uint64_t>(disk.size_bytes.value_or(0), std::uint64_t{1} << 60)),
          .model = disk.model.value_or(""),
          .serial = disk.serial.value_or("")};
}

/// One drive told twice: same serial; or same model and size when one of the two tells no serial.
bool same_disk(const equipment::DiskFacts& left, const equipment::DiskFacts& right) {
  if (!left.serial.empty() && !right.serial.empty()) return same(left.serial, right.serial);
  return !left.model.empty() && same(left.model, right.model) && left.size_bytes == right.size_bytes;
}

/// A drive that was erased twice in one report is one drive.
std::size_t same_drive_before(const std::vector<erasure::SignedRecord>& erasures, std::size_t at) {
  for (std::size_t i = 0; i < at; ++i)
    if (sanitization::same_drive(erasures[i].record.before.identity, erasures[at].record.before.identity)) return i;
  return at;
}

/// Among those that the raw outputs show: its serial first, then what a silent drive can be.
const equipment::DiskFacts* seen_disk(const std::vector<equipment::DiskFacts>& disks,
                                      const equipment::DiskFacts& wanted,
                                      const std::vector<equipment::MediumId>& taken) {
  const equipment::DiskFacts* silent = nullptr;
  for (const auto& disk : disks) {
    if (std::find(taken.begin(), taken.end(), disk.medium) != taken.end() || !same_disk(disk, wanted)) continue;
    if (!disk.serial.empty() && !wanted.serial.empty()) return &disk;
    if (silent == nullptr) silent = &disk;
  }
  return silent;
}

std::string kind_of(const sanitization::DriveFacts& drive) {
  switch (drive.medium) {
    case sanitization::Medium::hdd:
    case sanitization::Medium::hybrid:
      return "HDD";
    case sanitization::Medium::ssd:
      return drive.bus == sanitization::Bus::nvme ? "NVME" : "SSD";
    case sanitization::Medium::emmc:
      return "EMMC";
    case sanitization::Medium::flash:
      return "USB";
    case sanitization::Medium::unknown:
      break;
  }
  return "UNKNOWN";
}

bool is_computer(equipment::Kind kind) {
  using enum equipment::Kind;
  return kind == laptop || kind == desktop || kind == all_in_one || kind == thin_client || kind == server;
}

/// Not a computer, and a drive can be taken out of it (or it is one).
bool may_hold_a_drive(const Item& item) {
  using enum equipment::Kind;
  if (item.kind == disk) return item.media.empty();
  return item.kind == printer || item.kind == multifunction || item.kind == network || item.kind == other_device;
}

std::optional<std::int64_t> tenths(const std::optional<double>& value) {
  return value ? std::optional(std::llround(*value * 10)) : std::nullopt;
}

}  // namespace

Match match_report(const std::string& item_number, const Inventory& inventory, const Lookup& find) {
  if (!item_number.empty()) return by_number(item_number, find);
  struct Serial {
    const std::optional<std::string>& text;
    const char* why;
    bool board;
  };
  bool any = false, seen_gone = false;
  std::vector<equipment::ItemId> gone;
  for (const auto& serial : {Serial{inventory.serials.system, "system_serial", false},
                             Serial{inventory.serials.chassis, "chassis_serial", false},
                             Serial{inventory.serials.board, "board_serial", true}}) {
    if (!identifies(inventory, serial.text)) continue;
    any = true;
    auto found = find(*serial.text);
    if (serial.board) std::erase_if(found, [&](const Item& item) { return contradicts(item, inventory); });
    const auto all = ids_of(found);
    keep_here(found);
    if (found.size() == 1) return {.item = found.front().id, .why = serial.why};
    if (found.size() > 1) return {.why = "ambiguous", .candidates = ids_of(found)};
    if (!all.empty() && !seen_gone) gone = all;
    seen_gone = seen_gone || !all.empty();
  }
  if (seen_gone) return {.why = "gone", .candidates = gone};
  auto match = by_disks(inventory, find);
  if (!any) match.why = "no_serial";
  return match;
}

equipment::DiskFacts disk_facts(const sanitization::DriveFacts& drive) {
  equipment::DiskFacts facts{
      .kind = kind_of(drive),
      .size_bytes = static_cast<std::int64_t>(std::min<std::uint64_t>(drive.capacity.bytes(), std::uint64_t{1} << 60)),
      .model = base::shorten(base::printable(drive.identity.model), 80),
      .serial = base::shorten(base::printable(drive.identity.serial), 80)};
  // A drive that tells no serial is named by its WWN, which is as much its own.
  if (facts.serial.empty()) facts.serial = base::shorten(base::printable(drive.identity.wwn), 80);
  return facts;
}

std::vector<equipment::DiskFacts> drives_of(const std::vector<erasure::SignedRecord>& erasures,
                                            const Inventory& inventory) {
  std::vector<equipment::DiskFacts> all;
  const auto add = [&](equipment::DiskFacts disk) {
    const auto known = [&](const equipment::DiskFacts& each) { return same_disk(each, disk); };
    if (std::none_of(all.begin(), all.end(), known)) all.push_back(std::move(disk));
  };
  for (const auto& erasure : erasures) add(disk_facts(erasure.record.before));
  for (const auto& disk : inventory.disks)
    if (disk.kind != DiskKind::Optical) add(facts_of(disk));
  return all;
}

bool takes_drive_reports(const Item& item, const std::vector<equipment::DiskFacts>& drives) {
  const bool listed = std::all_of(drives.begin(), drives.end(),
                                  [&](const auto& disk) { return known_medium(item, disk, {}) != nullptr; });
  if (listed) return true;
  // One drive that nobody listed: of a computer whose inventory is known, of a copier, or the loose drive itself. Several may be of several
  // items; and a telephone's memory is never proven by a drive that lay on the bench.
  return drives.size() == 1 && (is_computer(item.kind) ? item.inventoried : may_hold_a_drive(item));
}

Match match_drive(const std::string& item_number, const std::vector<equipment::DiskFacts>& drives, const Lookup& find) {
  const auto accept = [&](const Item& item, std::string why) {
    if (!takes_drive_reports(item, drives))
      return Match{.item = {}, .why = "drive_not_listed", .candidates = {item.id}};
    return Match{.item = item.id, .why = std::move(why), .candidates = {}};
  };
  if (!item_number.empty()) {
    auto match = by_number(item_number, find);
    if (!match.item) return match;
    auto found = find(item_number);
    const auto item =
        std::find_if(found.begin(), found.end(), [&](const Item& each) { return each.id == *match.item; });
    return item == found.end() ? match : accept(*item, match.why);
  }
  std::vector<Item> found;
  bool any = false;
  for (const auto& disk : drives) {
    if (disk.serial.empty()) continue;
    any = true;
    for (auto& item : find(disk.serial))
      if (std::none_of(found.begin(), found.end(), [&](const Item& each) { return each.id == item.id; }))
        found.push_back(std::move(item));
  }
  if (!any) return {.item = {}, .why = "no_serial", .candidates = {}};
  const auto all = ids_of(found);
  keep_here(found);
  if (found.size() == 1) return accept(found.front(), "medium_serial");
  if (found.size() > 1) return {.item = {}, .why = "ambiguous", .candidates = ids_of(found)};
  return {.item = {}, .why = all.empty() ? "no_match" : "gone", .candidates = all};
}

std::vector<std::optional<equipment::MediumId>> media_of(const std::vector<erasure::SignedRecord>& erasures,
                                                         const Item& item, equipment::Identified& body,
                                                         const std::function<equipment::MediumId()>& new_medium) {
  std::vector<std::optional<equipment::MediumId>> media;
  std::vector<equipment::MediumId> taken;  // two drives that tell no serial are not taken for one
  for (std::size_t i = 0; i < erasures.size(); ++i) {
    const auto& record = erasures[i].record;
    if (const auto earlier = same_drive_before(erasures, i); earlier < i) {
      media.push_back(media[earlier]);
      continue;
    }
    auto disk = disk_facts(record.before);
    const auto* seen = seen_disk(body.disks, disk, taken);
    const auto* known = seen == nullptr ? known_medium(item, disk, taken) : nullptr;
    const bool foreign = record.before.bus == sanitization::Bus::usb && !record.decision.empty();
    if (seen == nullptr && known == nullptr && foreign) {
      media.emplace_back();
      continue;
    }
    if (seen != nullptr) {
      disk.medium = seen->medium;
    } else {
      disk.medium = known == nullptr ? new_medium() : known->id;
      body.disks.push_back(disk);
    }
    taken.push_back(disk.medium);
    media.emplace_back(disk.medium);
  }
  return media;
}

equipment::Identified identified(const std::string& report, const Inventory& inventory, const Item* item,
                                 const std::function<equipment::MediumId()>& new_medium) {
  equipment::Identified body{.report = report,
                             .maker = inventory.maker.value_or(""),
                             .model = inventory.commercial_name.value_or(inventory.model.value_or("")),
                             .serial_system = inventory.serials.system.value_or(""),
                             .serial_chassis = inventory.serials.chassis.value_or(""),
                             .serial_board = inventory.serials.board.value_or(""),
                             .cpu = inventory.cpu.name.value_or(""),
                             .cores = inventory.cpu.cores,
                             .screen_tenths = tenths(inventory.screen_inches),
                             .battery_tenths = tenths(inventory.battery_health_percent),
                             .webcam = inventory.webcam};
  if (inventory.ram.nominal_gb) body.ram_gb = std::llround(*inventory.ram.nominal_gb);
  std::vector<equipment::MediumId> taken;
  for (const auto& disk : inventory.disks) {
    if (disk.kind == DiskKind::Optical || disk.kind == DiskKind::Usb) continue;
    auto facts = facts_of(disk);
    const auto* known = item == nullptr ? nullptr : known_medium(*item, facts, taken);
    facts.medium = known == nullptr ? new_medium() : known->id;
    taken.push_back(facts.medium);
    body.disks.push_back(std::move(facts));
  }
  return body;
}

std::vector<std::string> warnings_of(const Inventory& inventory, const Item* item) {
  std::vector<std::string> all = inventory.warnings;
  if (inventory.problem) all.push_back(*inventory.problem);
  const auto& [system, chassis, board] = inventory.serials;
  static_cast<void>(board);
  if (system && chassis && !same(*system, *chassis)) all.emplace_back("workshop.warning.two_serials");
  const auto differs = [&](const std::optional<std::string>& serial) {
    return !serial || !same(*serial, item->serial);
  };
  if (item != nullptr && !item->serial.empty() && (system || chassis) && differs(system) && differs(chassis))
    all.emplace_back("workshop.warning.serial_differs");
  if (std::any_of(inventory.disks.begin(), inventory.disks.end(),
                  [](const auto& disk) { return disk.kind == DiskKind::Usb; }))
    all.emplace_back("workshop.warning.usb_left_out");
  return all;
}

}  // namespace workshop
