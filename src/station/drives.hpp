#pragma once
// Which drives the machine has, before any of them is asked.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace station {

/// How smartctl reaches a drive.
struct Drive {
  std::string device = {};  ///< "/dev/sda", "/dev/nvme0", "/dev/bus/0"
  std::string type = {};    ///< for -d: "sat", "nvme", "megaraid,5"; empty lets smartctl find out
  bool operator==(const Drive&) const = default;
};

/// The drives that `smartctl --scan-open -j` found; nothing if this is not its output. Names that are no device path and
/// types that are no word are left out: they become arguments of a program that runs as root.
std::optional<std::vector<Drive>> drives_in_scan(std::string_view json);

/// Names of the whole disks in sys/block ("sda", "nvme0n1"), sorted; without loop, RAM, zram, device-mapper, RAID, network and
/// floppy devices, optical drives and memory cards, which smartctl cannot ask.
std::vector<std::string> disks_in_sysfs(const std::filesystem::path& sys);

/// The scanned drives, then the disks that no scanned drive stands for; at most 128.
std::vector<Drive> drives_to_ask(std::vector<Drive> scanned, const std::vector<std::string>& disks);

}  // namespace station
