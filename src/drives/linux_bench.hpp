#pragma once
// The drives of this machine, through sysfs and the kernel's own commands.
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "drives/drive.hpp"

namespace drives {

struct LinuxBenchOptions {
  std::filesystem::path sys = "/sys", dev = "/dev", proc = "/proc";  ///< other roots in tests
  /// Loop devices ("/dev/loop3") that count as drives. Loop, RAM, device-mapper, RAID and optical devices are never listed otherwise.
  std::vector<std::string> loops = {};
  std::chrono::seconds look_limit{
      30};  ///< for one drive in find(): one that does not answer by then is listed as unreadable
};

/// Needs the rights of root for anything but looking. Holds no drive open between calls.
std::unique_ptr<Bench> linux_bench(LinuxBenchOptions options = {});

}  // namespace drives
