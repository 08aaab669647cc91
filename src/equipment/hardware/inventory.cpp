#include "equipment/hardware/inventory.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "equipment/hardware/battery.hpp"
#include "equipment/hardware/dmidecode.hpp"
#include "equipment/hardware/edid.hpp"
#include "equipment/hardware/lsblk.hpp"
#include "equipment/hardware/lshw.hpp"
#include "equipment/hardware/merge.hpp"
#include "equipment/hardware/smartctl.hpp"
#include "equipment/hardware/words.hpp"

namespace equipment {
namespace {

constexpr std::size_t most_disks = 512;  // merging compares them all with each other

bool contains(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

/// A line that begins with a bracket: JSON, perhaps after a warning on the screen.
bool has_json(std::string_view text) {
  bool line_start = true;
  for (const char letter : text) {
    if (line_start && (letter == '{' || letter == '[')) return true;
    if (letter == '\n') {
      line_start = true;
    } else if (letter != ' ' && letter != '\t' && letter != '\r') {
      line_start = false;
    }
  }
  return false;
}

std::optional<SourceKind> kind_of_json(std::string_view text) {
  if (contains(text, "\"blockdevices\"")) return SourceKind::Lsblk;
  if (contains(text, "\"json_format_version\"") || contains(text, "\"smartctl\"") ||
      contains(text, "\"user_capacity\""))
    return SourceKind::Smartctl;
  if (contains(text, "\"class\"") && contains(text, "\"id\"")) return SourceKind::Lshw;
  return {};
}

std::optional<SourceKind> kind_of_text(std::string_view text) {
  if (contains(text, "DMI type ") && contains(text, "Handle 0x")) return SourceKind::Dmidecode;
  if (has_json(text)) {
    if (const auto kind = kind_of_json(text)) return kind;
  }
  if (contains(text.substr(0, 200), "dmidecode ") || text.starts_with("SMBIOS ") || contains(text, "\nSMBIOS "))
    return SourceKind::Dmidecode;
  for (const std::string_view title : {"BIOS Information", "System Information", "Base Board Information",
                                       "Chassis Information", "Processor Information", "Memory Device"}) {
    const std::size_t at = text.find(title);
    const bool own_line = at != std::string_view::npos && (at == 0 || text[at - 1] == '\n');
    if (own_line && contains(text.substr(at), ":")) return SourceKind::Dmidecode;
  }
  if (looks_like_battery(text)) return SourceKind::Battery;
  return {};
}

base::Result<Inventory> parse(SourceKind kind, std::string_view bytes, std::string_view text) {
  switch (kind) {
    case SourceKind::Lshw:
      return parse_lshw(text);
    case SourceKind::Dmidecode:
      return parse_dmidecode(text);
    case SourceKind::Smartctl:
      return parse_smartctl(text);
    case SourceKind::Edid:
      return parse_edid(bytes);
    case SourceKind::Battery:
      return parse_battery(text);
    case SourceKind::Lsblk:
      return parse_lsblk(text);
    case SourceKind::Together:
      break;
  }
  return base::Refusal{.code = "equipment.hardware.unknown_kind"};
}

base::Result<Inventory> read_source(std::string_view bytes) {
  if (bytes.empty()) return base::Refusal{.code = "equipment.hardware.empty"};
  if (bytes.size() > largest_source_bytes) return base::Refusal{.code = "equipment.hardware.too_large"};
  if (looks_like_edid(bytes)) return parse(SourceKind::Edid, bytes, {});
  const std::string text = readable_text(bytes);
  if (base::trim(text).empty()) return base::Refusal{.code = "equipment.hardware.empty"};
  const auto kind = kind_of_text(text);
  if (!kind)
    return base::Refusal{.code =
                             has_json(text) ? "equipment.hardware.unknown_json" : "equipment.hardware.unknown_kind"};
  TRY(inventory, parse(*kind, bytes, text));
  if (inventory.disks.size() > most_disks) return base::Refusal{.code = "equipment.hardware.too_large"};
  return inventory;
}

void compare_serials(Inventory& inventory) {
  const auto& serials = inventory.serials;
  if (inventory.kind == SourceKind::Edid || !serials.system || !serials.chassis) return;
  if (base::lower(*serials.system) != base::lower(*serials.chassis))
    inventory.warnings.emplace_back("equipment.hardware.serials_differ");
}

}  // namespace

std::optional<SourceKind> detect_kind(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > largest_source_bytes) return {};
  if (looks_like_edid(bytes)) return SourceKind::Edid;
  return kind_of_text(readable_text(bytes));
}

Inventory read_inventory(std::span<const Source> sources) {
  std::vector<Inventory> parts;
  std::vector<std::string> problems;
  for (std::size_t index = 0; index < sources.size(); ++index) {
    const auto earlier = sources.first(index);
    const bool again = std::any_of(earlier.begin(), earlier.end(),
                                   [&](const Source& one) { return one.bytes == sources[index].bytes; });
    if (again) continue;
    auto part = read_source(sources[index].bytes);
    if (part) {
      parts.push_back(std::move(part).value());
    } else {
      problems.push_back(part.refusal().code);
    }
  }
  if (parts.empty())
    return Inventory{.problem = problems.empty() ? std::string("equipment.hardware.empty") : problems.front()};
  Inventory inventory = merge_inventories(parts);
  if (!problems.empty()) inventory.warnings.emplace_back("equipment.hardware.source_unreadable");
  compare_serials(inventory);
  return inventory;
}

std::vector<std::string> serial_candidates(const Inventory& inventory) {
  std::vector<std::string> list;
  const auto add = [&list](const std::optional<std::string>& serial) {
    if (!serial || is_masked(*serial) || !known_serial(*serial)) return;
    const auto letters = std::count_if(serial->begin(), serial->end(), [](char letter) {
      return std::isalnum(static_cast<unsigned char>(letter)) != 0;
    });
    if (letters >= 5 && std::find(list.begin(), list.end(), *serial) == list.end()) list.push_back(*serial);
  };
  const bool screen = inventory.kind == SourceKind::Edid;
  if (screen && inventory.serials.chassis) {  // Acer's text alone repeats between screens
    add(inventory.serials.chassis);
    return list;
  }
  add(inventory.serials.system);
  add(inventory.serials.chassis);
  add(inventory.serials.board);
  return list;
}

std::string_view name_of(SourceKind kind) {
  switch (kind) {
    case SourceKind::Lshw:
      return "lshw";
    case SourceKind::Dmidecode:
      return "dmidecode";
    case SourceKind::Smartctl:
      return "smartctl";
    case SourceKind::Edid:
      return "edid";
    case SourceKind::Battery:
      return "battery";
    case SourceKind::Lsblk:
      return "lsblk";
    case SourceKind::Together:
      return "together";
  }
  return {};
}

std::string_view name_of(DiskKind kind) {
  switch (kind) {
    case DiskKind::Hdd:
      return "HDD";
    case DiskKind::Ssd:
      return "SSD";
    case DiskKind::Nvme:
      return "NVME";
    case DiskKind::Emmc:
      return "EMMC";
    case DiskKind::Usb:
      return "USB";
    case DiskKind::Optical:
      return "OPTICAL";
    case DiskKind::Unknown:
      return "UNKNOWN";
  }
  return {};
}

std::string_view name_of(Chassis chassis) {
  switch (chassis) {
    case Chassis::Laptop:
      return "laptop";
    case Chassis::Desktop:
      return "desktop";
    case Chassis::Tablet:
      return "tablet";
    case Chassis::AllInOne:
      return "all_in_one";
    case Chassis::Server:
      return "server";
    case Chassis::MiniPc:
      return "mini_pc";
  }
  return {};
}

}  // namespace equipment
