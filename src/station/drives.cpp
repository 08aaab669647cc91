#include "station/drives.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"

namespace station {
namespace {

constexpr std::size_t most_drives = 128;

bool is_made_of(std::string_view text, std::string_view others) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
}

bool is_device(std::string_view name) {
  return name.starts_with("/dev/") && is_made_of(name, "/_-.:") && name.find("..") == std::string_view::npos;
}

std::string text_in(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// An NVMe disk (nvme0n1) is asked through its controller (/dev/nvme0).
bool stands_for(const Drive& drive, std::string_view disk) {
  const std::string device = "/dev/" + std::string(disk);
  if (drive.device == device) return true;
  return disk.starts_with("nvme") && device.starts_with(drive.device + "n");
}

}  // namespace

std::optional<std::vector<Drive>> drives_in_scan(std::string_view json) {
  const auto scan = base::parse_json(json);
  if (!scan.ok() || !scan->is_object() || !scan->as_object().contains("smartctl")) return std::nullopt;
  std::vector<Drive> drives;
  const auto* devices = scan->as_object().if_contains("devices");
  if (devices == nullptr || !devices->is_array()) return drives;
  for (const auto& device : devices->as_array()) {
    if (!device.is_object()) continue;
    Drive drive{.device = text_in(device.as_object(), "name"), .type = text_in(device.as_object(), "type")};
    if (!is_device(drive.device)) continue;
    if (!is_made_of(drive.type, ",+_/-") || drive.type.starts_with('-')) drive.type.clear();
    if (std::ranges::find(drives, drive) == drives.end()) drives.push_back(std::move(drive));
  }
  return drives;
}

std::vector<std::string> disks_in_sysfs(const std::filesystem::path& sys) {
  static constexpr std::array<std::string_view, 11> not_asked = {"loop", "ram", "zram", "dm-", "md",    "nbd",
                                                                 "fd",   "sr",  "drbd", "mtd", "mmcblk"};
  std::vector<std::string> disks;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(sys / "block", error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool skipped = std::ranges::any_of(not_asked, [&](std::string_view word) { return name.starts_with(word); });
    if (!skipped && is_device("/dev/" + name)) disks.push_back(name);
  }
  std::ranges::sort(disks);
  return disks;
}

std::vector<Drive> drives_to_ask(std::vector<Drive> scanned, const std::vector<std::string>& disks) {
  std::vector<Drive> drives = std::move(scanned);
  for (const auto& disk : disks) {
    if (std::ranges::none_of(drives, [&](const Drive& drive) { return stands_for(drive, disk); })) {
      drives.push_back({.device = "/dev/" + disk, .type = {}});
    }
  }
  if (drives.size() > most_drives) drives.resize(most_drives);
  return drives;
}

}  // namespace station
