#include "equipment/hardware/smartctl.hpp"

#include <boost/json.hpp>

#include "base/text.hpp"
#include "equipment/hardware/disk_kind.hpp"
#include "equipment/hardware/json_reading.hpp"
#include "equipment/hardware/words.hpp"

namespace equipment {
namespace {

using boost::json::object;

bool contains(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

/// Only heads that seek and platters that spin up give these attributes together, with a count that is not zero.
bool has_moving_parts(const object& report) {
  const auto* attributes = object_at(report, "ata_smart_attributes");
  const auto* table = attributes != nullptr ? array_at(*attributes, "table") : nullptr;
  if (table == nullptr) return false;
  bool counted = false;
  int mechanical = 0;
  for (const auto& row : *table) {
    const auto* attribute = row.if_object();
    if (attribute == nullptr) continue;
    const std::string name = text_at(*attribute, "name");
    const auto* raw = object_at(*attribute, "raw");
    const bool positive = raw != nullptr && number_at(*raw, "value").value_or(0) > 0;
    const bool strong = name == "Spin_Up_Time" || name == "Seek_Error_Rate";
    counted = counted || (strong && positive);
    mechanical +=
        strong || name == "Spin_Retry_Count" || name == "Start_Stop_Count" || name == "Seek_Time_Performance" ? 1 : 0;
  }
  return counted && mechanical >= 2;
}

bool says_nvme(const object& report, std::string_view protocol) {
  if (protocol == "nvme") return true;
  return report.if_contains("nvme_pci_vendor") != nullptr ||
         report.if_contains("nvme_smart_health_information_log") != nullptr;
}

DiskKind kind_of(const object& report, std::string_view model) {
  const auto* device = object_at(report, "device");
  const std::string protocol = device != nullptr ? base::lower(text_at(*device, "protocol")) : "";
  const std::string way = device != nullptr ? base::lower(text_at(*device, "info_name")) : "";
  const auto* type = object_at(report, "device_type");
  const std::string scsi_type = type != nullptr ? base::lower(text_at(*type, "name")) : "";
  if (contains(scsi_type, "cd/dvd") || contains(scsi_type, "optical")) return DiskKind::Optical;
  if (says_nvme(report, protocol)) return DiskKind::Nvme;
  if (is_virtual_drive(model)) return DiskKind::Unknown;
  // Through a bridge that speaks ATA the drive itself has answered; through plain SCSI only the USB box has.
  if (protocol == "scsi" && contains(way, "usb")) return DiskKind::Usb;
  if (report.if_contains("rotation_rate") != nullptr) {
    const auto rate = number_at(report, "rotation_rate");
    if (rate) return *rate > 1 ? DiskKind::Hdd : DiskKind::Ssd;
  }
  const std::string family = text_at(report, "model_family");
  if (contains(base::lower(family), "ssd")) return DiskKind::Ssd;
  if (const auto kind = kind_from_model(model)) return *kind;
  return has_moving_parts(report) ? DiskKind::Hdd : DiskKind::Unknown;
}

std::optional<std::uint64_t> size_of(const object& report) {
  if (const auto* capacity = object_at(report, "user_capacity")) {
    const auto bytes = number_at(*capacity, "bytes");
    if (bytes && *bytes > 0) return bytes;
  }
  const auto total = number_at(report, "nvme_total_capacity");
  if (total && *total > 0) return total;
  return {};
}

std::string model_text(const object& report) {
  for (const char* key : {"model_name", "scsi_model_name", "device_model"}) {
    if (const std::string text = text_at(report, key); !text.empty()) return text;
  }
  return base::trim(text_at(report, "scsi_vendor") + " " + text_at(report, "scsi_product"));
}

std::optional<InstalledDisk> disk_of(const object& report) {
  InstalledDisk disk{.size_bytes = size_of(report),
                     .model = known(model_text(report)),
                     .serial = known_serial(text_at(report, "serial_number"))};
  if (!disk.size_bytes && !disk.model && !disk.serial) return {};  // smartctl could not open the drive
  disk.kind = kind_of(report, disk.model.value_or(""));
  if (is_phantom_drive(disk.model.value_or(""))) return {};
  if (disk.kind == DiskKind::Optical) disk.size_bytes.reset();
  return disk;
}

}  // namespace

base::Result<Inventory> parse_smartctl(std::string_view text) {
  TRY(roots, parse_documents(text));
  Inventory inventory{.kind = SourceKind::Smartctl};
  bool recognised = false;
  for (const auto& root : roots) {
    const auto* report = root.if_object();
    if (report == nullptr) continue;
    recognised = recognised || report->if_contains("smartctl") != nullptr ||
                 report->if_contains("json_format_version") != nullptr ||
                 report->if_contains("user_capacity") != nullptr;
    if (auto disk = disk_of(*report)) inventory.disks.push_back(std::move(*disk));
  }
  if (!recognised) return base::Refusal{.code = "equipment.hardware.unknown_kind"};
  return inventory;
}

}  // namespace equipment
