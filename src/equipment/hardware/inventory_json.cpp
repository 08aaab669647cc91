// The published JSON of an inventory, both ways.
#include <array>
#include <boost/json.hpp>
#include <cmath>

#include "equipment/hardware/inventory.hpp"

namespace equipment {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value to_value(const std::optional<std::string>& text) { return text ? value(*text) : value(nullptr); }
value to_value(const std::optional<std::int64_t>& number) { return number ? value(*number) : value(nullptr); }
value to_value(const std::optional<std::uint64_t>& number) { return number ? value(*number) : value(nullptr); }
value to_value(const std::optional<bool>& flag) { return flag ? value(*flag) : value(nullptr); }
/// 16, not 1.6E1.
value to_value(const std::optional<double>& number) {
  if (!number) return nullptr;
  if (std::floor(*number) == *number && std::abs(*number) < 1e15) return static_cast<std::int64_t>(*number);
  return *number;
}
template <typename Named>
value name_or_null(const std::optional<Named>& named) {
  if (!named) return nullptr;
  return value(std::string(name_of(*named)));
}

/// Reads members one by one and keeps the first field that is wrong.
class Fields {
 public:
  Fields(const object& members, std::string prefix, std::optional<std::string>& wrong)
      : members_(members), prefix_(std::move(prefix)), wrong_(wrong) {}

  void read(std::string_view key, std::optional<std::string>& place) {
    if (const value* one = present(key)) {
      if (one->is_string())
        place = std::string(one->as_string().data(), one->as_string().size());
      else
        refuse(key);
    }
  }
  void read(std::string_view key, std::optional<bool>& place) {
    if (const value* one = present(key)) {
      if (one->is_bool())
        place = one->as_bool();
      else
        refuse(key);
    }
  }
  void read(std::string_view key, std::optional<double>& place, double most) {
    if (const value* one = present(key)) {
      boost::system::error_code error;
      const double number = one->is_number() ? one->to_number<double>(error) : -1.0;
      if (one->is_number() && !error && number >= 0 && number <= most)
        place = number;
      else
        refuse(key);
    }
  }
  void read(std::string_view key, std::optional<std::uint64_t>& place) {
    if (const value* one = present(key)) {
      boost::system::error_code error;
      const auto number = one->is_number() ? one->to_number<std::uint64_t>(error) : 0;
      if (one->is_number() && !error)
        place = number;
      else
        refuse(key);
    }
  }
  template <typename Named, std::size_t N>
  void read_name(std::string_view key, std::optional<Named>& place, const std::array<Named, N>& all) {
    std::optional<std::string> name;
    read(key, name);
    if (!name) return;
    for (const Named one : all) {
      if (name_of(one) == *name) place = one;
    }
    if (!place) refuse(key);
  }
  const object* inner(std::string_view key) {
    const value* one = present(key);
    if (one == nullptr) return nullptr;
    if (one->is_object()) return &one->as_object();
    refuse(key);
    return nullptr;
  }
  const array* list(std::string_view key) {
    const value* one = present(key);
    if (one == nullptr) return nullptr;
    if (one->is_array()) return &one->as_array();
    refuse(key);
    return nullptr;
  }
  void refuse(std::string_view key) {
    if (!wrong_) wrong_ = prefix_ + std::string(key);
  }

 private:
  const value* present(std::string_view key) const {
    const value* one = members_.if_contains(key);
    return one == nullptr || one->is_null() ? nullptr : one;
  }

  const object& members_;
  std::string prefix_;
  std::optional<std::string>& wrong_;
};

constexpr std::array all_sources = {SourceKind::Lshw,    SourceKind::Dmidecode, SourceKind::Smartctl, SourceKind::Edid,
                                    SourceKind::Battery, SourceKind::Lsblk,     SourceKind::Together};
constexpr std::array all_disks = {DiskKind::Hdd, DiskKind::Ssd,     DiskKind::Nvme,   DiskKind::Emmc,
                                  DiskKind::Usb, DiskKind::Optical, DiskKind::Unknown};
constexpr std::array all_chassis = {Chassis::Laptop,   Chassis::Desktop, Chassis::Tablet,
                                    Chassis::AllInOne, Chassis::Server,  Chassis::MiniPc};

void read_parts(Fields& fields, Inventory& inventory, std::optional<std::string>& wrong) {
  if (const object* serials = fields.inner("serials")) {
    Fields inner(*serials, "serials.", wrong);
    inner.read("system", inventory.serials.system);
    inner.read("chassis", inventory.serials.chassis);
    inner.read("board", inventory.serials.board);
  }
  if (const object* cpu = fields.inner("cpu")) {
    Fields inner(*cpu, "cpu.", wrong);
    std::optional<std::uint64_t> cores;
    inner.read("name", inventory.cpu.name);
    inner.read("family", inventory.cpu.family);
    inner.read("cores", cores);
    if (cores && *cores > 65536) inner.refuse("cores");
    if (cores) inventory.cpu.cores = static_cast<std::int64_t>(*cores);
  }
  if (const object* ram = fields.inner("ram")) {
    Fields inner(*ram, "ram.", wrong);
    inner.read("installed_bytes", inventory.ram.installed_bytes);
    inner.read("nominal_gb", inventory.ram.nominal_gb, 1e6);
  }
  if (const object* board = fields.inner("board")) {
    Fields inner(*board, "board.", wrong);
    inner.read("maker", inventory.board_maker);
    inner.read("model", inventory.board_model);
  }
}

void read_disks(Fields& fields, Inventory& inventory, std::optional<std::string>& wrong) {
  const array* disks = fields.list("disks");
  if (disks == nullptr) return;
  for (std::size_t index = 0; index < disks->size(); ++index) {
    const std::string place = "disks[" + std::to_string(index) + "]";
    const object* one = disks->at(index).if_object();
    if (one == nullptr) {
      fields.refuse(place);
      continue;
    }
    Fields inner(*one, place + ".", wrong);
    InstalledDisk disk;
    std::optional<DiskKind> kind;
    inner.read_name("kind", kind, all_disks);
    if (!kind) inner.refuse("kind");
    disk.kind = kind.value_or(DiskKind::Unknown);
    inner.read("size_bytes", disk.size_bytes);
    inner.read("model", disk.model);
    inner.read("serial", disk.serial);
    inventory.disks.push_back(std::move(disk));
  }
}

}  // namespace

value to_json(const Inventory& inventory) {
  array disks;
  for (const InstalledDisk& disk : inventory.disks) {
    disks.push_back(object{{"kind", std::string(name_of(disk.kind))},
                           {"size_bytes", to_value(disk.size_bytes)},
                           {"model", to_value(disk.model)},
                           {"serial", to_value(disk.serial)}});
  }
  array warnings;
  for (const std::string& warning : inventory.warnings) warnings.push_back(value(warning));
  object out;
  out["kind"] = name_or_null(inventory.kind);
  if (inventory.problem) out["problem"] = *inventory.problem;
  out["maker"] = to_value(inventory.maker);
  out["model"] = to_value(inventory.model);
  out["commercial_name"] = to_value(inventory.commercial_name);
  out["serials"] = object{{"system", to_value(inventory.serials.system)},
                          {"chassis", to_value(inventory.serials.chassis)},
                          {"board", to_value(inventory.serials.board)}};
  out["chassis"] = name_or_null(inventory.chassis);
  out["board"] = object{{"maker", to_value(inventory.board_maker)}, {"model", to_value(inventory.board_model)}};
  out["cpu"] = object{{"name", to_value(inventory.cpu.name)},
                      {"cores", to_value(inventory.cpu.cores)},
                      {"family", to_value(inventory.cpu.family)}};
  out["ram"] = object{{"installed_bytes", to_value(inventory.ram.installed_bytes)},
                      {"nominal_gb", to_value(inventory.ram.nominal_gb)}};
  out["disks"] = std::move(disks);
  out["screen_inches"] = to_value(inventory.screen_inches);
  out["battery_health_percent"] = to_value(inventory.battery_health_percent);
  out["webcam"] = to_value(inventory.webcam);
  out["firmware"] = to_value(inventory.firmware);
  out["warnings"] = std::move(warnings);
  return out;
}

base::Result<Inventory> inventory_from_json(const value& json) {
  const object* members = json.if_object();
  if (members == nullptr) return base::Refusal{.code = "equipment.hardware.bad_inventory"};
  Inventory inventory;
  std::optional<std::string> wrong;
  Fields fields(*members, "", wrong);
  fields.read_name("kind", inventory.kind, all_sources);
  fields.read("problem", inventory.problem);
  fields.read("maker", inventory.maker);
  fields.read("model", inventory.model);
  fields.read("commercial_name", inventory.commercial_name);
  fields.read_name("chassis", inventory.chassis, all_chassis);
  read_parts(fields, inventory, wrong);
  read_disks(fields, inventory, wrong);
  fields.read("screen_inches", inventory.screen_inches, 1000);
  fields.read("battery_health_percent", inventory.battery_health_percent, 100);
  fields.read("webcam", inventory.webcam);
  fields.read("firmware", inventory.firmware);
  if (const array* warnings = fields.list("warnings")) {
    for (const value& one : *warnings) {
      if (one.is_string())
        inventory.warnings.emplace_back(one.as_string().data(), one.as_string().size());
      else
        fields.refuse("warnings");
    }
  }
  if (wrong) return base::Refusal{.code = "equipment.hardware.bad_inventory", .field = *wrong};
  return inventory;
}

}  // namespace equipment
