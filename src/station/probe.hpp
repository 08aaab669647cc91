#pragma once
// Asks the running machine what it is made of.
#include <chrono>
#include <filesystem>

#include "station/collected.hpp"
#include "station/tool.hpp"

namespace station {

/// Time for one run of each tool. A sleeping drive needs 15 s to spin up; an old machine's lshw about 20 s.
struct ToolTimes {
  std::chrono::milliseconds lshw = std::chrono::seconds(60);
  std::chrono::milliseconds dmidecode = std::chrono::seconds(15);
  std::chrono::milliseconds smartctl = std::chrono::seconds(45);
  std::chrono::milliseconds lsblk = std::chrono::seconds(15);
};

struct Machine {
  ToolLimits tools;
  std::filesystem::path sys = "/sys";
  bool administrator = true;  ///< without root's rights serial numbers and drives stay silent
  ToolTimes times = {};
};

/// The machine this program runs on, its tools looked for in PATH and in the sbin folders that PATH may lack.
Machine this_machine();

/// Runs lshw, dmidecode, lsblk and smartctl (on every drive, at most 128) and reads screens and batteries from sysfs.
/// Never refuses: what cannot be read is absent and has a remark. Only built-in screens (eDP, LVDS, DSI) count: the
/// bench's own screen is no part of the machine.
Collected probe(const Machine& machine);

}  // namespace station
