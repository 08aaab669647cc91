#include "equipment/hardware/lsblk.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>

#include "base/text.hpp"
#include "equipment/hardware/disk_kind.hpp"
#include "equipment/hardware/json_reading.hpp"
#include "equipment/hardware/words.hpp"

namespace equipment {
namespace {

using boost::json::object;

constexpr std::string_view rounded = "equipment.hardware.sizes_rounded";

std::string field(const object& device, std::string_view key) { return base::lower(base::trim(text_at(device, key))); }

std::string name_of_device(const object& device) {
  std::string name = field(device, "name");
  if (name.empty()) name = field(device, "kname");
  if (name.starts_with("/dev/")) name.erase(0, 5);
  return name;
}

/// Devices that the kernel makes up: no drive behind them, or drives already listed.
bool is_made_up(std::string_view name) {
  constexpr std::array<std::string_view, 8> beginnings = {"loop", "ram", "zram", "dm-", "md", "nbd", "fd", "mtdblock"};
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view start) { return name.starts_with(start); }) ||
         name.ends_with("boot0") || name.ends_with("boot1") || name.ends_with("rpmb") ||
         (name.starts_with("nvme") && name.find('c') != std::string_view::npos);
}

DiskKind kind_of(const object& device, std::string_view name, std::string_view model) {
  const std::string way = field(device, "tran");
  if (field(device, "type") == "rom" || name.starts_with("sr")) return DiskKind::Optical;
  if (way == "usb") return DiskKind::Usb;
  if (way == "nvme" || name.starts_with("nvme")) return DiskKind::Nvme;
  if (name.starts_with("mmcblk")) {
    const bool card = flag_at(device, "rm").value_or(false) || flag_at(device, "hotplug").value_or(false);
    return card ? DiskKind::Unknown : DiskKind::Emmc;  // a card in its slot is no part that a grade counts
  }
  const std::string vendor = text_at(device, "vendor");
  const bool real_bus = way == "sata" || way == "ata" || way == "ide" || way == "sas";
  if (is_virtual_drive(vendor) || is_virtual_drive(model) || way == "virtio" || name.starts_with("vd") ||
      name.starts_with("xvd"))
    return DiskKind::Unknown;
  if (const auto kind = kind_from_model(model)) return *kind;
  const auto turns = flag_at(device, "rota");
  if (!turns || !real_bus) return DiskKind::Unknown;
  return *turns ? DiskKind::Hdd : DiskKind::Ssd;
}

class DeviceWalk {
 public:
  explicit DeviceWalk(Inventory& inventory) : inventory_(inventory) {}

  void visit(const object& device) {
    const std::string name = name_of_device(device);
    const std::string type = field(device, "type");
    const bool drive = (type == "disk" || type == "rom" || (type.empty() && !name.empty())) && !is_made_up(name);
    if (drive) return add(device, name);
    if (const auto* children = array_at(device, "children")) {
      for (const auto& child : *children) {
        if (const auto* inner = child.if_object()) visit(*inner);
      }
    }
  }

 private:
  void add(const object& device, const std::string& name) {
    const std::string model = text_at(device, "model");
    if (is_phantom_drive(model + " " + text_at(device, "vendor"))) return;
    InstalledDisk disk{
        .kind = kind_of(device, name, model), .model = known(model), .serial = known_serial(text_at(device, "serial"))};
    if (disk.kind != DiskKind::Optical) {
      disk.size_bytes = size_of(device);
      const auto said = bytes_from_words(text_at(device, "size"));
      if (said && *said == 0) return;  // a reader with no card
    }
    if (disk.kind == DiskKind::Nvme && merged_namespace(name, disk)) return;
    inventory_.disks.push_back(std::move(disk));
  }

  std::optional<std::uint64_t> size_of(const object& device) {
    if (const auto exact = number_at(device, "size")) return *exact > 0 ? exact : std::nullopt;
    const auto about = bytes_from_words(text_at(device, "size"));
    if (about && *about > 0 &&
        std::find(inventory_.warnings.begin(), inventory_.warnings.end(), rounded) == inventory_.warnings.end()) {
      inventory_.warnings.emplace_back(rounded);
    }
    return about;
  }

  /// nvme0n1 and nvme0n2 are parts of one drive.
  bool merged_namespace(const std::string& name, const InstalledDisk& disk) {
    const std::string drive = name.substr(0, name.find('n', 4));
    const auto [found, is_new] = nvme_drives_.emplace(drive, inventory_.disks.size());
    if (is_new) return false;
    auto& size = inventory_.disks[found->second].size_bytes;
    if (size && disk.size_bytes) *size += *disk.size_bytes;
    return true;
  }

  Inventory& inventory_;
  std::map<std::string, std::size_t> nvme_drives_ = {};
};

}  // namespace

base::Result<Inventory> parse_lsblk(std::string_view text) {
  TRY(roots, parse_documents(text));
  Inventory inventory{.kind = SourceKind::Lsblk};
  DeviceWalk walk(inventory);
  bool recognised = false;
  for (const auto& root : roots) {
    const auto* top = root.if_object();
    const auto* devices = top != nullptr ? array_at(*top, "blockdevices") : nullptr;
    if (devices == nullptr) continue;
    recognised = true;
    for (const auto& device : *devices) {
      if (const auto* one = device.if_object()) walk.visit(*one);
    }
  }
  if (!recognised) return base::Refusal{.code = "equipment.hardware.unknown_kind"};
  return inventory;
}

}  // namespace equipment
