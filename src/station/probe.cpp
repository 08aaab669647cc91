#include "station/probe.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>

#include "base/json.hpp"
#include "base/text.hpp"
#include "station/drives.hpp"

namespace station {
namespace {

constexpr std::size_t largest_sysfs_file = std::size_t{64} * 1024;
constexpr int smartctl_could_not_read = 0b11;  // smartctl(8), exit status: bit 0 wrong command, bit 1 drive not opened

std::string package_of(std::string_view tool) {
  if (tool == "smartctl") return "smartmontools";
  if (tool == "lsblk") return "util-linux";
  return std::string(tool);
}

/// The first line that a tool complained with.
std::string complaint(const ToolRun& run) {
  const std::string text = base::trim(base::printable(base::to_utf8(run.errors)));
  return base::shorten(base::trim(text.substr(0, text.find('\n'))), 200);
}

Remark failed(const ToolCommand& command, const ToolRun& run) {
  const std::string reason = complaint(run);
  return {.code = reason.empty() ? "station.tool.failed" : "station.tool.failed_saying",
          .arguments = {{"tool", command.program}, {"status", std::to_string(run.exit_status)}, {"reason", reason}}};
}

/// Why there is nothing to read; nothing if the tool ended by itself.
std::optional<Remark> misfortune(const ToolCommand& command, const ToolRun& run, const ToolLimits& limits) {
  const auto& tool = command.program;
  switch (run.end) {
    case ToolEnd::exited:
      return std::nullopt;
    case ToolEnd::killed:
      return Remark{.code = "station.tool.crashed", .arguments = {{"tool", tool}}};
    case ToolEnd::missing:
      return Remark{.code = "station.tool.missing", .arguments = {{"tool", tool}, {"package", package_of(tool)}}};
    case ToolEnd::not_started:
      return Remark{.code = "station.tool.not_started", .arguments = {{"tool", tool}}};
    case ToolEnd::timed_out: {
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(command.time_limit).count();
      return Remark{.code = "station.tool.timed_out",
                    .arguments = {{"tool", tool}, {"seconds", std::to_string(seconds)}}};
    }
    case ToolEnd::too_large:
      return Remark{.code = "station.tool.too_large",
                    .arguments = {{"tool", tool}, {"mebibytes", std::to_string(limits.output_bytes / 1024 / 1024)}}};
  }
  return std::nullopt;
}

/// The output of a tool that was run once, if it is what that tool writes.
std::optional<std::string> take(const ToolCommand& command, const ToolRun& run, equipment::SourceKind kind,
                                const ToolLimits& limits, std::vector<Remark>& remarks) {
  if (auto remark = misfortune(command, run, limits)) {
    remarks.push_back(std::move(*remark));
    return std::nullopt;
  }
  std::string output = base::to_utf8(run.output);
  const bool understood = equipment::detect_kind(output) == kind;
  if (run.exit_status != 0) {
    remarks.push_back(failed(command, run));
  } else if (!understood) {
    remarks.push_back({.code = "station.tool.not_understood", .arguments = {{"tool", command.program}}});
  }
  if (!understood) return std::nullopt;
  return output;
}

/// What smartctl itself says went wrong, in its JSON.
std::string message_in(const boost::json::value& answer) {
  boost::system::error_code error;
  const auto* message = answer.find_pointer("/smartctl/messages/0/string", error);
  if (message == nullptr || !message->is_string()) return {};
  return base::shorten(base::printable(std::string(message->as_string())), 200);
}

/// The answer of one drive. A failing drive makes smartctl's exit status non-zero too: only the first two bits mean « not read ».
void take_drive(const Drive& drive, const ToolCommand& command, const ToolRun& run, const ToolLimits& limits,
                Collected& all) {
  if (auto remark = misfortune(command, run, limits)) {
    remark->arguments["drive"] = drive.device;
    if (run.end == ToolEnd::timed_out) remark->code = "station.drive.timed_out";
    all.remarks.push_back(std::move(*remark));
    return;
  }
  std::string output = base::to_utf8(run.output);
  const auto answer = base::parse_json(output);
  if (!answer.ok() || !answer->is_object()) {
    all.remarks.push_back({.code = "station.drive.not_understood", .arguments = {{"drive", drive.device}}});
    return;
  }
  if ((run.exit_status & smartctl_could_not_read) != 0) {
    const std::string reason = message_in(*answer);
    all.remarks.push_back({.code = reason.empty() ? "station.drive.silent" : "station.drive.silent_saying",
                           .arguments = {{"drive", drive.device}, {"reason", reason}}});
    return;
  }
  all.raw.smartctl.push_back(std::move(output));
}

ToolCommand ask_drive(const Drive& drive, std::chrono::milliseconds time_limit) {
  ToolCommand command{.program = "smartctl", .arguments = {"-j", "-a"}, .time_limit = time_limit};
  if (!drive.type.empty()) command.arguments.insert(command.arguments.end(), {"-d", drive.type});
  command.arguments.push_back(drive.device);
  return command;
}

void probe_drives(const Machine& machine, const ToolCommand& scan, const ToolRun& found, Collected& all) {
  if (found.end == ToolEnd::missing || found.end == ToolEnd::not_started) {
    all.remarks.push_back(*misfortune(scan, found, machine.tools));
    return;
  }
  // A scan that hangs or fails is no reason to give up: the kernel knows the disks too.
  auto scanned = drives_in_scan(base::to_utf8(found.output));
  if (!scanned) all.remarks.push_back(misfortune(scan, found, machine.tools).value_or(failed(scan, found)));
  const auto drives = drives_to_ask(scanned.value_or(std::vector<Drive>()), disks_in_sysfs(machine.sys));
  std::vector<ToolCommand> commands;
  for (const auto& drive : drives) commands.push_back(ask_drive(drive, machine.times.smartctl));
  const auto runs = run_tools(commands, machine.tools);
  for (std::size_t i = 0; i < drives.size(); ++i) take_drive(drives[i], commands[i], runs[i], machine.tools, all);
}

std::string read_sysfs(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(largest_sysfs_file, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> entries;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    entries.push_back(entry->path());
  }
  std::ranges::sort(entries);
  return entries;
}

/// "card0-eDP-1" is the screen of a laptop, "card0-HDMI-A-1" one that somebody plugged in.
bool is_built_in(const std::string& connector) {
  static constexpr std::array<std::string_view, 3> built_in = {"-eDP-", "-LVDS-", "-DSI-"};
  return std::ranges::any_of(built_in,
                             [&](std::string_view word) { return connector.find(word) != std::string::npos; });
}

void probe_screens(const Machine& machine, Collected& all) {
  for (const auto& connector : entries_of(machine.sys / "class/drm")) {
    std::string bytes = read_sysfs(connector / "edid");
    if (bytes.empty()) continue;
    const std::string name = connector.filename().string();
    if (!is_built_in(name)) {
      all.remarks.push_back({.code = "station.screen.outside", .arguments = {{"connector", name}}});
    } else if (equipment::detect_kind(bytes) != equipment::SourceKind::Edid) {
      all.remarks.push_back({.code = "station.screen.not_understood", .arguments = {{"connector", name}}});
    } else {
      all.raw.edid.push_back(std::move(bytes));
    }
  }
}

void probe_batteries(const Machine& machine, Collected& all) {
  for (const auto& supply : entries_of(machine.sys / "class/power_supply")) {
    // Makers of tablets do not call theirs BAT0; mice and headsets say that they are devices.
    const bool battery =
        supply.filename().string().starts_with("BAT") || base::trim(read_sysfs(supply / "type")) == "Battery";
    if (!battery || base::trim(read_sysfs(supply / "scope")) == "Device") continue;
    std::string text = base::to_utf8(read_sysfs(supply / "uevent"));
    if (!base::trim(text).empty()) all.raw.batteries.push_back(std::move(text));
  }
}

}  // namespace

Machine this_machine() {
  const char* path = std::getenv("PATH");
  const std::string begin = path == nullptr ? "" : std::string(path) + ":";
  return {.tools = {.path = begin + "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
          .administrator = ::geteuid() == 0};
}

Collected probe(const Machine& machine) {
  Collected all;
  if (!machine.administrator) all.remarks.push_back({.code = "station.not_administrator"});
  const std::vector<ToolCommand> commands = {
      {.program = "lshw", .arguments = {"-json", "-quiet"}, .time_limit = machine.times.lshw},
      {.program = "dmidecode", .arguments = {}, .time_limit = machine.times.dmidecode},
      {.program = "lsblk", .arguments = {"-J", "-b", "-O"}, .time_limit = machine.times.lsblk},
      {.program = "smartctl", .arguments = {"--scan-open", "-j"}, .time_limit = machine.times.smartctl},
  };
  const auto runs = run_tools(commands, machine.tools);
  using equipment::SourceKind;
  all.raw.lshw = take(commands[0], runs[0], SourceKind::Lshw, machine.tools, all.remarks);
  all.raw.dmidecode = take(commands[1], runs[1], SourceKind::Dmidecode, machine.tools, all.remarks);
  all.raw.lsblk = take(commands[2], runs[2], SourceKind::Lsblk, machine.tools, all.remarks);
  probe_drives(machine, commands[3], runs[3], all);
  probe_screens(machine, all);
  probe_batteries(machine, all);
  return all;
}

}  // namespace station
