#pragma once
// Programs of other people (lshw, smartctl…) that the station runs: they may hang on a dying drive, flood, fail or be missing.
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace station {

/// Where programs are looked for, and what no program may exceed.
struct ToolLimits {
  std::string path;                                          ///< folders with colons between them, as in PATH
  std::size_t output_bytes = std::size_t{16} * 1024 * 1024;  ///< of standard output; beyond, the program is killed
};

struct ToolCommand {
  std::string program = {};                 ///< a name, looked for in ToolLimits::path
  std::vector<std::string> arguments = {};  ///< without the program's name
  std::chrono::milliseconds time_limit = std::chrono::seconds(30);
};

enum class ToolEnd {
  exited,       ///< by itself: `exit_status` is its own
  killed,       ///< by a signal that the station did not send (it crashed)
  missing,      ///< not in the path
  not_started,  ///< there, but the system would not run it
  timed_out,    ///< killed with its process group
  too_large,    ///< killed with its process group; what it wrote is thrown away
};

struct ToolRun {
  ToolEnd end = ToolEnd::missing;
  int exit_status = 0;
  std::string output = {};  ///< standard output; also what a program wrote before it was timed out
  std::string errors = {};  ///< standard error, the first 64 KiB
};

/// Runs one program to its end, with an environment of PATH and LC_ALL=C only, no standard input and a process group of its own. Whatever
/// the program does, returns at most about two seconds after its time limit; a process that even SIGKILL does not end (it
/// waits for a dead drive inside the kernel) is left to the system.
ToolRun run_tool(const ToolCommand& command, const ToolLimits& limits);

/// The same for several at once, at most eight at a time; results in the same order.
std::vector<ToolRun> run_tools(const std::vector<ToolCommand>& commands, const ToolLimits& limits);

}  // namespace station
