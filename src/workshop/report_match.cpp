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
    equipment::DiskFacts facts{.kind = std::string(equipment::name_of(disk.kind)),
                               .size_bytes = static_cast<std::int64_t>(
                                   std::min<std::uint64_t>(disk.size_bytes.value_or(0), std::uint64_t{1} << 60)),
                               .model = disk.model.value_or(""),
                               .serial = disk.serial.value_or("")};
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
