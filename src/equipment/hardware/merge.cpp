#include "equipment/hardware/merge.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <set>

#include "base/text.hpp"
#include "equipment/hardware/words.hpp"

namespace equipment {
namespace {

std::string letters_of(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0)
      out.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(letter))));
  }
  return out;
}

void warn(Inventory& inventory, std::string_view warning) {
  auto& list = inventory.warnings;
  if (std::find(list.begin(), list.end(), warning) == list.end()) list.emplace_back(warning);
}

bool has_warning(const Inventory& part, std::string_view warning) {
  return std::find(part.warnings.begin(), part.warnings.end(), warning) != part.warnings.end();
}

// ---- drives ----

struct Drive {
  InstalledDisk disk;
  std::set<std::size_t> told_by;  ///< parts that spoke of it: a part never names one drive twice without its serial
};

bool sizes_agree(const InstalledDisk& one, const InstalledDisk& other) {
  if (!one.size_bytes || !other.size_bytes) return true;
  const double low = static_cast<double>(std::min(*one.size_bytes, *other.size_bytes));
  const double high = static_cast<double>(std::max(*one.size_bytes, *other.size_bytes));
  return high - low <= high * 0.01;  // lsblk without -b rounds
}

/// lshw cuts models at 16 characters, and tools disagree on the maker's name before them and on spaces.
bool models_alike(const InstalledDisk& one, const InstalledDisk& other) {
  const std::string first = letters_of(one.model.value_or(""));
  const std::string second = letters_of(other.model.value_or(""));
  const std::string& small = first.size() <= second.size() ? first : second;
  const std::string& large = first.size() <= second.size() ? second : first;
  return small.size() >= 4 && large.find(small) != std::string::npos;
}

std::optional<std::string> own_serial(const InstalledDisk& disk) {
  if (!disk.serial || is_masked(*disk.serial)) return {};
  return letters_of(*disk.serial);
}

bool serials_alike(const std::string& one, const std::string& other) {
  const std::string& small = one.size() <= other.size() ? one : other;
  const std::string& large = one.size() <= other.size() ? other : one;
  return small == large || (small.size() >= 6 && (large.ends_with(small) || large.starts_with(small)));
}

bool same_drive(const Drive& drive, const InstalledDisk& disk, std::size_t part) {
  const auto first = own_serial(drive.disk);
  const auto second = own_serial(disk);
  const bool optical = drive.disk.kind == DiskKind::Optical;
  if (optical != (disk.kind == DiskKind::Optical) || !sizes_agree(drive.disk, disk)) return false;
  if (first && second) return serials_alike(*first, *second);
  if (drive.told_by.count(part) != 0) return false;
  const bool sized = drive.disk.size_bytes && disk.size_bytes;
  return models_alike(drive.disk, disk) && (sized || optical);
}

void complete(InstalledDisk& disk, const InstalledDisk& other) {
  if (!disk.size_bytes) disk.size_bytes = other.size_bytes;
  if (!disk.model) disk.model = other.model;
  if (!disk.serial) disk.serial = other.serial;
  // A drive plugged from outside is no part of the machine, whatever turns in it.
  if (disk.kind == DiskKind::Unknown || other.kind == DiskKind::Usb) disk.kind = other.kind;
}

/// smartctl asks the drive itself, lsblk the kernel, lshw cuts names; sizes rounded by lsblk come last.
int drive_rank(const Inventory& part) {
  if (part.kind == SourceKind::Smartctl) return 0;
  if (part.kind == SourceKind::Lsblk) return has_warning(part, "equipment.hardware.sizes_rounded") ? 3 : 1;
  return 2;
}

std::vector<InstalledDisk> merge_drives(const std::vector<Inventory>& parts) {
  std::vector<std::size_t> order;
  for (int rank = 0; rank <= 3; ++rank) {
    for (std::size_t index = 0; index < parts.size(); ++index) {
      if (drive_rank(parts[index]) == rank) order.push_back(index);
    }
  }
  std::vector<Drive> drives;
  for (const std::size_t part : order) {
    // Two parts of one tool never describe the same drive unless its serial says so.
    const std::size_t teller = static_cast<std::size_t>(drive_rank(parts[part]));
    for (const InstalledDisk& disk : parts[part].disks) {
      const auto found = std::find_if(drives.begin(), drives.end(),
                                      [&](const Drive& drive) { return same_drive(drive, disk, teller); });
      if (found == drives.end()) {
        drives.push_back({.disk = disk, .told_by = {teller}});
      } else {
        complete(found->disk, disk);
        found->told_by.insert(teller);
      }
    }
  }
  std::vector<InstalledDisk> disks;
  for (Drive& drive : drives) disks.push_back(std::move(drive.disk));
  return disks;
}

// ---- the rest ----

/// The parts that speak for the machine itself, the most believed first. Screens speak for themselves only when alone.
std::vector<const Inventory*> tellers(const std::vector<Inventory>& parts) {
  std::vector<const Inventory*> list;
  const bool screens_only =
      std::all_of(parts.begin(), parts.end(), [](const Inventory& part) { return part.kind == SourceKind::Edid; });
  for (const SourceKind kind : {SourceKind::Dmidecode, SourceKind::Lshw, SourceKind::Edid}) {
    if (kind == SourceKind::Edid && !screens_only) continue;
    for (const Inventory& part : parts) {
      if (part.kind == kind) list.push_back(&part);
    }
  }
  return list;
}

template <typename T>
void take(std::optional<T>& place, const std::optional<T>& other) {
  if (!place) place = other;
}

void merge_identity(Inventory& machine, const Inventory& part) {
  const auto& mine = machine.serials.system;
  const auto& theirs = part.serials.system;
  if (mine && theirs && letters_of(*mine) != letters_of(*theirs)) warn(machine, "equipment.hardware.sources_disagree");
  take(machine.maker, part.maker);
  take(machine.model, part.model);
  take(machine.commercial_name, part.commercial_name);
  take(machine.board_maker, part.board_maker);
  take(machine.board_model, part.board_model);
  take(machine.serials.system, part.serials.system);
  take(machine.serials.chassis, part.serials.chassis);
  take(machine.serials.board, part.serials.board);
  take(machine.chassis, part.chassis);
  take(machine.cpu.name, part.cpu.name);
  take(machine.cpu.cores, part.cpu.cores);
  take(machine.cpu.family, part.cpu.family);
  if (!machine.ram.installed_bytes) machine.ram = part.ram;
  take(machine.firmware, part.firmware);
}

void merge_screen(Inventory& machine, const Inventory& part) {
  if (part.screen_inches && machine.screen_inches && *part.screen_inches != *machine.screen_inches) {
    warn(machine, "equipment.hardware.several_screens");
  }
  take(machine.screen_inches, part.screen_inches);
}

}  // namespace

Inventory merge_inventories(const std::vector<Inventory>& parts) {
  if (parts.size() == 1) return parts.front();
  Inventory machine{.kind = SourceKind::Together};
  for (const Inventory* part : tellers(parts)) merge_identity(machine, *part);
  for (const Inventory& part : parts) {
    merge_screen(machine, part);
    const auto& health = part.battery_health_percent;
    if (health && (!machine.battery_health_percent || *health < *machine.battery_health_percent))
      machine.battery_health_percent = health;
    if (part.webcam) machine.webcam = machine.webcam.value_or(false) || *part.webcam;
    for (const std::string& warning : part.warnings) warn(machine, warning);
  }
  machine.disks = merge_drives(parts);
  return machine;
}

}  // namespace equipment
