#include "equipment/hardware/dmidecode.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/text.hpp"
#include "equipment/hardware/words.hpp"

namespace equipment {
namespace {

/// One SMBIOS structure: « Handle …, DMI type 17 », its title, its lines « name: value » (the first of each name).
struct Structure {
  int type = -1;
  std::string handle = {};
  std::map<std::string, std::string, std::less<>> values = {};
  std::string value(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  }
};

struct Title {
  std::string_view words;
  int type;
};
/// For `dmidecode -q`, which prints no handles.
constexpr std::array titles = {
    Title{"bios information", 0},       Title{"system information", 1},    Title{"base board information", 2},
    Title{"chassis information", 3},    Title{"processor information", 4}, Title{"memory module information", 6},
    Title{"physical memory array", 16}, Title{"memory device", 17},        Title{"portable battery", 22}};

std::optional<int> type_in(std::string_view line) {
  const std::size_t at = line.find("DMI type ");
  if (at == std::string_view::npos) return {};
  std::string_view rest = line.substr(at + 9);
  rest = rest.substr(0, rest.find_first_not_of("0123456789"));
  const auto number = base::to_integer(rest);
  if (!number || *number < 0 || *number > 255) return {};
  return static_cast<int>(*number);
}

void read_line(std::vector<Structure>& structures, std::string_view raw) {
  const std::string line = base::trim(raw);
  if (line.empty() || line.front() == '#') return;
  const bool indented = raw.front() == ' ' || raw.front() == '\t';
  if (line.starts_with("Handle 0x")) {
    structures.push_back(
        {.type = type_in(line).value_or(-1), .handle = line.substr(7, line.find_first_of(", ", 7) - 7)});
    return;
  }
  if (!structures.empty() && structures.back().type < 0 && line.starts_with("DMI type ")) {
    structures.back().type = type_in(line).value_or(-1);  // dmidecode 2.2…2.6 put it on a line of its own
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos) {
    const std::string low = base::lower(line);
    const auto* title = std::find_if(titles.begin(), titles.end(), [&](const Title& one) { return one.words == low; });
    const bool named_already =
        !structures.empty() && !structures.back().handle.empty() && structures.back().values.empty();
    if (title != titles.end() && !indented && !named_already) structures.push_back({.type = title->type});
    return;
  }
  if (structures.empty()) return;
  structures.back().values.emplace(line.substr(0, colon), base::trim(std::string_view(line).substr(colon + 1)));
}

const Structure* first_of(const std::vector<Structure>& structures, int type) {
  const auto found =
      std::find_if(structures.begin(), structures.end(), [&](const Structure& one) { return one.type == type; });
  return found == structures.end() ? nullptr : &*found;
}

/// The board that carries the others; riser cards and blades' parts have boards too.
const Structure* main_board(const std::vector<Structure>& structures) {
  for (const Structure& one : structures) {
    if (one.type == 2 && one.value("Type") == "Motherboard") return &one;
  }
  return first_of(structures, 2);
}

void read_processors(const std::vector<Structure>& structures, Inventory& inventory) {
  std::int64_t cores = 0;
  bool all_counted = true;
  for (const Structure& one : structures) {
    const std::string type = one.value("Type");
    const std::string status = one.value("Status");
    if (one.type != 4 || (!type.empty() && type != "Central Processor")) continue;
    if (status.find("Unpopulated") != std::string::npos) continue;
    const auto name = known(one.value("Version"));
    if (!inventory.cpu.name) inventory.cpu.name = name;
    const bool differs = name && inventory.cpu.name && *name != *inventory.cpu.name;
    constexpr std::string_view warning = "equipment.hardware.processors_differ";
    if (differs && (inventory.warnings.empty() || inventory.warnings.back() != warning))
      inventory.warnings.emplace_back(warning);
    if (const auto family = known(one.value("Family")); !inventory.cpu.family && family != "Other")
      inventory.cpu.family = family;
    const auto count = base::to_integer(one.value("Core Count"));
    if (count && *count > 0 && *count <= 1024) {
      cores += *count;
    } else {
      all_counted = false;
    }
  }
  if (cores > 0 && all_counted) inventory.cpu.cores = cores;
}

/// Handle of each memory array → what it is used for.
using Uses = std::map<std::string, std::string, std::less<>>;

Uses uses_of(const std::vector<Structure>& structures) {
  Uses uses;
  for (const Structure& one : structures) {
    if (one.type == 16) uses.emplace(one.handle, one.value("Use"));
  }
  return uses;
}

bool is_main_memory(const Structure& device, const Uses& uses) {
  const std::string type = device.value("Type");
  for (const std::string_view other :
       {"Flash", "ROM", "EPROM", "EEPROM", "FEPROM", "Logical non-volatile device", "VRAM", "CDRAM"}) {
    if (type == other) return false;
  }
  const auto use = uses.find(device.value("Array Handle"));
  return use == uses.end() || use->second == "System Memory" || is_placeholder(use->second);
}

/// The only copy of a list that stops before the slots that the board announced.
bool is_memory_cut(const std::vector<Structure>& structures) {
  long long slots = 0;
  long long announced = 0;
  for (const Structure& one : structures) {
    if (one.type == 16)
      announced += std::clamp(base::to_integer(one.value("Number Of Devices")).value_or(0), 0LL, 4096LL);
    if (one.type == 17) ++slots;
  }
  return slots > 0 && slots < announced;
}

/// The modules of type 17; nothing if the list was cut before its end or a module does not tell its size.
std::optional<std::uint64_t> modules(const std::vector<Structure>& structures) {
  if (is_memory_cut(structures)) return {};
  const Uses uses = uses_of(structures);
  std::uint64_t sum = 0;
  for (const Structure& one : structures) {
    if (one.type != 17 || !is_main_memory(one, uses)) continue;
    const std::string size = one.value("Size");
    if (const auto bytes = bytes_from_words(size)) {
      sum += std::min(*bytes, std::uint64_t{1} << 50U);
    } else if (size.find("No Module") == std::string::npos && size.find("Not Installed") == std::string::npos) {
      return {};
    }
  }
  if (sum == 0) return {};
  return sum;
}

/// The older table of modules (type 6), for machines that have no type 17.
std::optional<std::uint64_t> old_modules(const std::vector<Structure>& structures) {
  if (first_of(structures, 17) != nullptr || first_of(structures, 16) != nullptr) return {};
  std::uint64_t sum = 0;
  for (const Structure& one : structures) {
    if (one.type == 6) sum += bytes_from_words(one.value("Installed Size")).value_or(0);
  }
  if (sum == 0) return {};
  return sum;
}

Inventory inventory_of(const std::vector<Structure>& structures) {
  Inventory inventory{.kind = SourceKind::Dmidecode};
  if (const Structure* system = first_of(structures, 1)) {
    inventory.maker = known(system->value("Manufacturer"));
    inventory.model = known(system->value("Product Name"));
    if (!inventory.model) inventory.model = known(system->value("Product"));
    inventory.serials.system = known_serial(system->value("Serial Number"));
    if (inventory.maker && base::lower(*inventory.maker) == "lenovo")
      inventory.commercial_name = known(system->value("Version"));
  }
  if (const Structure* board = main_board(structures)) {
    inventory.board_maker = known(board->value("Manufacturer"));
    inventory.board_model = known(board->value("Product Name"));
    if (inventory.board_model == inventory.board_maker) inventory.board_model.reset();
    inventory.serials.board = known_serial(board->value("Serial Number"));
  }
  if (const Structure* chassis = first_of(structures, 3)) {
    inventory.chassis = chassis_from_words(chassis->value("Type"));
    inventory.serials.chassis = known_serial(chassis->value("Serial Number"));
  }
  if (const Structure* bios = first_of(structures, 0)) {
    inventory.firmware = firmware_text(bios->value("Vendor"), bios->value("Version"), bios->value("Release Date"));
  }
  read_processors(structures, inventory);
  if (is_memory_cut(structures)) inventory.warnings.emplace_back("equipment.hardware.memory_list_cut");
  auto bytes = modules(structures);
  if (!bytes) bytes = old_modules(structures);
  if (bytes) inventory.ram = {.installed_bytes = bytes, .nominal_gb = nominal_gb_of_modules(*bytes)};
  return inventory;
}

/// « 59 structures occupying 2374 bytes. » and fewer handles after it.
bool is_cut(std::string_view text, const std::vector<Structure>& structures) {
  const std::size_t at = text.find(" structures occupying ");
  if (at == std::string_view::npos || at == 0) return false;
  const std::size_t start = text.find_last_not_of("0123456789", at - 1);
  const auto announced = base::to_integer(text.substr(start + 1, at - start - 1));
  return announced && *announced > static_cast<long long>(structures.size());
}

}  // namespace

base::Result<Inventory> parse_dmidecode(std::string_view text) {
  std::vector<Structure> structures;
  std::string_view rest = text;
  std::string_view last;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    last = rest.substr(0, end);
    if (end == std::string_view::npos) break;
    if (!last.empty()) read_line(structures, last);
    rest.remove_prefix(end + 1);
  }
  // The end of a last line may be missing; it is believed only if no structure is.
  if (!rest.empty() && !is_cut(text, structures)) read_line(structures, last);
  const bool heading =
      text.find("dmidecode") != std::string_view::npos || text.find("SMBIOS") != std::string_view::npos;
  if (structures.empty() && !heading) return base::Refusal{.code = "equipment.hardware.unknown_kind"};
  return inventory_of(structures);
}

}  // namespace equipment
