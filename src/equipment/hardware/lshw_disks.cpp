#include "equipment/hardware/lshw_disks.hpp"

#include <boost/json.hpp>
#include <cctype>

#include "base/text.hpp"
#include "equipment/hardware/disk_kind.hpp"
#include "equipment/hardware/json_reading.hpp"
#include "equipment/hardware/words.hpp"

namespace equipment {
namespace {

using boost::json::object;

constexpr std::uint64_t absurd_bytes = std::uint64_t{1} << 57U;  // 128 PiB: a negative number gone through lshw

bool contains(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

std::string field(const object& node, std::string_view key) { return base::lower(text_at(node, key)); }

/// « logicalname » is a text or an array of texts: the first under /dev, or the first.
std::string device_name(const object& node) {
  const auto* names = array_at(node, "logicalname");
  if (names == nullptr) return text_at(node, "logicalname");
  std::string first;
  for (const auto& name : *names) {
    if (const auto* text = name.if_string()) {
      const std::string one(text->data(), text->size());
      if (one.starts_with("/dev/")) return one;
      if (first.empty()) first = one;
    }
  }
  return first;
}

std::optional<std::uint64_t> size_of(const object& node) {
  const auto size = number_at(node, "size");
  if (size && *size > 0 && *size < absurd_bytes) return size;
  if (const auto* children = array_at(node, "children")) {
    for (const auto& child : *children) {  // a removable drive: the size is the medium's
      const auto* inner = child.if_object();
      if (inner == nullptr || !field(*inner, "id").starts_with("medium")) continue;
      const auto medium = number_at(*inner, "size");
      if (medium && *medium > 0 && *medium < absurd_bytes) return medium;
    }
  }
  return {};
}

bool has_capability(const object& node, std::string_view name) {
  const auto* capabilities = object_at(node, "capabilities");
  return capabilities != nullptr && capabilities->if_contains(name) != nullptr;
}

/// « 7200rpm » is in the capabilities only if the drive says that it turns.
bool says_it_turns(const object& node) {
  const auto* capabilities = object_at(node, "capabilities");
  if (capabilities == nullptr) return false;
  for (const auto& one : *capabilities) {
    const std::string name(one.key().data(), one.key().size());
    if (name.size() > 3 && name.ends_with("rpm") && std::isdigit(static_cast<unsigned char>(name.front())) != 0)
      return true;
  }
  return false;
}

/// /dev/nvme0n1 or /dev/ng0n1, not a partition and not the character device alone.
bool is_nvme_namespace(std::string_view name) {
  const std::size_t at = name.find("/nvme");
  if (at == std::string_view::npos) return false;
  const std::string_view rest = name.substr(at + 5);
  return contains(rest, "n") && !contains(rest, "p") && !contains(rest, "c");
}

bool is_mmc_card(std::string_view name) {
  const std::size_t at = name.find("mmcblk");
  if (at == std::string_view::npos) return false;
  const std::string_view rest = name.substr(at + 6);
  return !rest.empty() && rest.find_first_not_of("0123456789") == std::string_view::npos;
}

class DiskWalk {
 public:
  void visit(const object& node, const object* parent, const object* usb) {
    const std::string kind = field(node, "class");
    const std::string id = field(node, "id");
    const std::string bus = text_at(node, "businfo");
    const std::string name = device_name(node);
    if (bus.starts_with("usb@")) usb = &node;
    if (is_nvme_drive(node, id, name)) return add_nvme(node);
    if (is_mmc_card(name)) return add_card(node, parent);
    const std::size_t before = disks_.size();
    if (kind == "disk" && is_drive(node, id, name)) return add_drive(node, usb, id, name);
    if (const auto* children = array_at(node, "children")) {
      for (const auto& child : *children) {
        if (const auto* inner = child.if_object()) visit(*inner, &node, usb);
      }
    }
    // Until 2019 lshw saw the controller of an NVMe drive and nothing behind it: that controller is the drive.
    if (kind == "storage" && disks_.size() == before && is_nvme_controller(node))
      disks_.push_back({.kind = DiskKind::Nvme});
  }

  std::vector<InstalledDisk> take() { return std::move(disks_); }

 private:
  static bool is_nvme_drive(const object& node, std::string_view id, std::string_view name) {
    const bool controller_name = contains(name, "/dev/nvme") && !is_nvme_namespace(name);
    return id.starts_with("nvme") && (controller_name || field(node, "description") == "nvme device");
  }

  static bool is_nvme_controller(const object& node) {
    const auto* configuration = object_at(node, "configuration");
    const std::string driver = configuration != nullptr ? text_at(*configuration, "driver") : "";
    return driver == "nvme" || contains(field(node, "description"), "non-volatile memory controller");
  }

  static bool is_drive(const object& node, std::string_view id, std::string_view name) {
    if (id.starts_with("hwmon") || id.starts_with("medium") || name.starts_with("hwmon")) return false;
    const std::string words =
        text_at(node, "product") + " " + text_at(node, "description") + " " + text_at(node, "vendor");
    return !is_phantom_drive(words) && !contains(name, "/dev/fd");
  }

  void add_nvme(const object& node) {
    InstalledDisk disk{.kind = DiskKind::Nvme,
                       .model = known(text_at(node, "product")),
                       .serial = known_serial(text_at(node, "serial"))};
    std::uint64_t sum = 0;
    if (const auto* children = array_at(node, "children")) {
      for (const auto& child : *children) {
        const auto* inner = child.if_object();
        if (inner == nullptr || !is_nvme_namespace(device_name(*inner))) continue;
        sum += size_of(*inner).value_or(0);
      }
    }
    if (sum > 0) disk.size_bytes = sum;
    disks_.push_back(std::move(disk));
  }

  void add_card(const object& node, const object* parent) {
    const object& named = text_at(node, "product").empty() && parent != nullptr ? *parent : node;
    const bool sd = has_capability(named, "sd") || has_capability(named, "sdcard") ||
                    contains(field(named, "description"), "sd card");
    disks_.push_back({.kind = sd ? DiskKind::Unknown : DiskKind::Emmc,
                      .size_bytes = size_of(node),
                      .model = known(text_at(named, "product")),
                      .serial = known_serial(text_at(named, "serial"))});
  }

  static bool is_optical(const object& node, std::string_view id, std::string_view name) {
    const std::string description = field(node, "description");
    return id.starts_with("cdrom") || contains(name, "/dev/sr") || contains(name, "/dev/cdrom") ||
           contains(description, "dvd") || contains(description, "cd-r") || contains(description, "blu-ray") ||
           has_capability(node, "cd-r") || has_capability(node, "dvd");
  }

  void add_drive(const object& node, const object* usb, std::string_view id, std::string_view name) {
    InstalledDisk disk{.model = known(text_at(node, "product")), .serial = known_serial(text_at(node, "serial"))};
    if (is_optical(node, id, name)) {
      disk.kind = DiskKind::Optical;
      disks_.push_back(std::move(disk));
      return;
    }
    disk.size_bytes = size_of(node);
    const bool removable = has_capability(node, "removable");
    if (!disk.size_bytes && removable) return;  // a card reader with no card
    if (usb != nullptr) {
      disk.kind = DiskKind::Usb;
      if (!disk.model) disk.model = known(text_at(*usb, "product"));
      if (!disk.serial && !shared_bridge(*usb)) disk.serial = known_serial(text_at(*usb, "serial"));
    } else {
      disk.kind = kind_inside(node, disk, name);
    }
    if (!disk.size_bytes && !disk.model && !disk.serial) return;
    disks_.push_back(std::move(disk));
  }

  /// Several drives behind one USB device: its serial is none of theirs.
  static bool shared_bridge(const object& usb) {
    int drives = 0;
    if (const auto* children = array_at(usb, "children")) {
      for (const auto& child : *children) {
        const auto* inner = child.if_object();
        drives += inner != nullptr && field(*inner, "class") == "disk" ? 1 : 0;
      }
    }
    return drives > 1;
  }

  static DiskKind kind_inside(const object& node, const InstalledDisk& disk, std::string_view name) {
    if (is_nvme_namespace(name)) return DiskKind::Nvme;
    const std::string model = disk.model.value_or("");
    if (is_virtual_drive(model)) return DiskKind::Unknown;
    if (const auto kind = kind_from_model(model)) return *kind;
    return says_it_turns(node) ? DiskKind::Hdd : DiskKind::Unknown;
  }

  std::vector<InstalledDisk> disks_ = {};
};

}  // namespace

std::vector<InstalledDisk> lshw_disks(const std::vector<const object*>& roots) {
  DiskWalk walk;
  for (const object* root : roots) walk.visit(*root, nullptr, nullptr);
  return walk.take();
}

}  // namespace equipment
