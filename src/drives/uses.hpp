#pragma once
// Who uses a drive in the running system: mounts, swap, LVM, RAID, dm-crypt, and what this system was started from.
#include <string>
#include <vector>

#include "drives/drive.hpp"
#include "drives/sysfs.hpp"

namespace drives {

/// A line of /proc/self/mountinfo (proc(5)).
struct Mount {
  std::string number;  ///< "8:1" of the device
  std::string point, source;
  bool operator==(const Mount&) const = default;
};
std::vector<Mount> read_mountinfo(std::string_view text);
/// Devices of /proc/swaps.
std::vector<std::string> read_swaps(std::string_view text);
/// What the kernel command line names as the medium: "LABEL=x", "UUID=x", "PARTUUID=x" or a device.
std::vector<std::string> read_boot_media(std::string_view command_line);

struct Usage {
  std::vector<Mount> mounts;
  std::vector<std::string> swaps, boot_media;
};
Usage read_usage(const LinuxBenchOptions& options);
/// From sysfs and procfs only: never touches the drive.
Use use_of(const Node& node, const Usage& usage, const LinuxBenchOptions& options);
/// Reads the file systems' labels from the drive (it may hang): is it labelled BOUCLE…, or named by the kernel command line?
bool carries_boot_medium(const Node& node, const Usage& usage, const LinuxBenchOptions& options);

}  // namespace drives
