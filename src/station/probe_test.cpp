#include "station/probe.hpp"

#include <algorithm>

#include "station/bench_test.hpp"
#include "station/drives.hpp"

namespace station {
namespace {

/// Every tool answers well; two drives.
void furnish(const FakeMachine& bench) {
  bench.tool_printing("lshw", lshw_output);
  bench.tool_printing("dmidecode", dmidecode_output);
  bench.tool_printing("lsblk", lsblk_output);
  for (const char* disk : {"sda", "sdb", "loop0", "zram0", "dm-0", "sr0", "mmcblk0"})
    bench.sysfs("block/" + std::string(disk) + "/size", "1\n");
  const auto sda = bench.path() / "sda.json", sdb = bench.path() / "sdb.json";
  std::ofstream(sda) << smartctl_output("SSD0001A");
  std::ofstream(sdb) << smartctl_output("SSD0002B");
  bench.tool("smartctl",
             "echo \"$*\" >> " + (bench.path() / "asked").string() +
                 "\ncase \"$*\" in\n"
                 "*scan-open*) echo "
                 "'{\"smartctl\":{\"version\":[7,3]},\"devices\":[{\"name\":\"/dev/sda\",\"type\":\"sat\"}]}' ;;\n"
                 "*sda) exec /bin/cat " +
                 sda.string() + " ;;\n*sdb) exec /bin/cat " + sdb.string() + " ;;\n*) exit 1 ;;\nesac");
}

std::vector<std::string> codes_of(const Collected& all) {
  std::vector<std::string> codes;
  for (const auto& remark : all.remarks) codes.push_back(remark.code);
  return codes;
}

using Codes = std::vector<std::string>;

TEST(Probe, ReadsAWholeMachine) {
  const FakeMachine bench;
  furnish(bench);
  bench.sysfs("class/drm/card0-eDP-1/edid", edid_output());
  bench.sysfs("class/drm/card0-HDMI-A-2/edid", "");
  bench.sysfs("class/power_supply/BAT0/type", "Battery\n");
  bench.sysfs("class/power_supply/BAT0/uevent", battery_output);
  bench.sysfs("class/power_supply/AC/type", "Mains\n");
  bench.sysfs("class/power_supply/AC/uevent", "POWER_SUPPLY_NAME=AC\n");
  bench.sysfs("class/power_supply/hidpp_battery_0/type", "Battery\n");
  bench.sysfs("class/power_supply/hidpp_battery_0/scope", "Device\n");
  bench.sysfs("class/power_supply/hidpp_battery_0/uevent", "POWER_SUPPLY_NAME=mouse\n");
  const auto all = probe(bench.machine());
  EXPECT_EQ(codes_of(all), Codes{});
  EXPECT_EQ(all.raw.lshw, lshw_output);
  EXPECT_EQ(all.raw.dmidecode, dmidecode_output);
  EXPECT_EQ(all.raw.lsblk, lsblk_output);
  EXPECT_EQ(all.raw.smartctl, (std::vector{smartctl_output("SSD0001A"), smartctl_output("SSD0002B")}));
  EXPECT_EQ(all.raw.edid, std::vector{edid_output()});
  EXPECT_EQ(all.raw.batteries, std::vector{battery_output});

  const auto machine = inventory_of(all.raw);
  EXPECT_EQ(machine.maker, "Atelier");
  EXPECT_EQ(machine.serials.system, "VAL0042X");
  EXPECT_EQ(machine.disks.size(), 2U);
  EXPECT_EQ(machine.battery_health_percent, 80.0);
  EXPECT_TRUE(machine.screen_inches);
}

TEST(Probe, AsksEachDriveOnceAsItWasScanned) {
  const FakeMachine bench;
  furnish(bench);
  (void)probe(bench.machine());
  const std::string asked = content_of(bench.path() / "asked");
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < asked.size();) {
    const auto end = asked.find('\n', at);
    lines.push_back(asked.substr(at, end - at));
    at = end + 1;
  }
  std::ranges::sort(lines);
  EXPECT_EQ(lines, (std::vector<std::string>{"--scan-open -j", "-j -a -d sat /dev/sda", "-j -a /dev/sdb"}));
}

TEST(Probe, ABareMachineIsAllUnknownAndSaysWhatToInstall) {
  const FakeMachine bench;
  const auto all = probe(bench.machine());
  EXPECT_TRUE(all.raw.nothing());
  EXPECT_EQ(codes_of(all), Codes(4, "station.tool.missing"));
  EXPECT_EQ(all.remarks.at(3).arguments.at("package"), "smartmontools");
  const auto machine = inventory_of(all.raw);
  EXPECT_FALSE(machine.maker);
  EXPECT_TRUE(machine.disks.empty());
}

TEST(Probe, SaysThatRightsAreLacking) {
  const FakeMachine bench;
  furnish(bench);
  auto machine = bench.machine();
  machine.administrator = false;
  EXPECT_EQ(codes_of(probe(machine)), Codes{"station.not_administrator"});
}

struct Misbehaviour {
  const char* script;
  const char* code;
};

TEST(Probe, AToolThatMisbehavesIsUnknownAndTheOthersAreRead) {
  const Misbehaviour misbehaviours[] = {
      {"exec /bin/sleep 1000", "station.tool.timed_out"},
      {"exec /usr/bin/head -c 20971520 /dev/zero", "station.tool.too_large"},
      {"echo 'Permission denied' >&2; exit 1", "station.tool.failed_saying"},
      {"exit 3", "station.tool.failed"},
      {"exec /usr/bin/head -c 100000 /dev/urandom", "station.tool.not_understood"},
      {"exit 0", "station.tool.not_understood"},
      {"kill -SEGV $$", "station.tool.crashed"},
  };
  for (const auto& [script, code] : misbehaviours) {
    for (const char* tool : {"lshw", "dmidecode", "lsblk"}) {
      const FakeMachine bench;
      furnish(bench);
      bench.tool(tool, script);
      const auto all = probe(bench.machine());
      ASSERT_EQ(codes_of(all), Codes{code}) << tool << ": " << script;
      EXPECT_EQ(all.remarks[0].arguments.at("tool"), tool);
      EXPECT_EQ(all.raw.lshw.has_value(), std::string(tool) != "lshw");
      EXPECT_EQ(all.raw.dmidecode.has_value(), std::string(tool) != "dmidecode");
      EXPECT_EQ(all.raw.lsblk.has_value(), std::string(tool) != "lsblk");
      EXPECT_EQ(all.raw.smartctl.size(), 2U);
    }
  }
}

TEST(Probe, AnErrorDoesNotHideWhatWasSaidAllTheSame) {
  const FakeMachine bench;
  furnish(bench);
  bench.tool("lshw",
             "/bin/cat " + (bench.path() / "said/lshw").string() + "; echo 'output may be incomplete' >&2; exit 1");
  const auto all = probe(bench.machine());
  EXPECT_EQ(codes_of(all), Codes{"station.tool.failed_saying"});
  EXPECT_EQ(all.remarks[0].arguments.at("reason"), "output may be incomplete");
  EXPECT_EQ(all.raw.lshw, lshw_output);
}

TEST(Probe, AScanThatHangsDoesNotHideTheDisksThatTheKernelKnows) {
  const FakeMachine bench;
  furnish(bench);
  const auto sda = (bench.path() / "sda.json").string();
  bench.tool("smartctl", "case \"$*\" in *scan-open*) exec /bin/sleep 1000 ;; *) exec /bin/cat " + sda + " ;; esac");
  const auto all = probe(bench.machine());
  EXPECT_EQ(codes_of(all), Codes{"station.tool.timed_out"});
  EXPECT_EQ(all.raw.smartctl.size(), 2U);
}

TEST(Probe, ADeadDriveLeavesTheOthersReadable) {
  const Misbehaviour misbehaviours[] = {
      {"exec /bin/sleep 1000", "station.drive.timed_out"},
      {"echo garbage", "station.drive.not_understood"},
      {"echo '[1,2]'", "station.drive.not_understood"},
      {"echo '{\"smartctl\":{\"messages\":[{\"string\":\"open failed\"}]}}'; exit 2", "station.drive.silent_saying"},
      {"echo '{}'; exit 1", "station.drive.silent"},
  };
  for (const auto& [script, code] : misbehaviours) {
    const FakeMachine bench;
    furnish(bench);
    const auto sda = (bench.path() / "sda.json").string();
    bench.tool("smartctl", "case \"$*\" in *scan-open*) echo '{\"smartctl\":{}}' ;; *sda) /bin/cat " + sda +
                               "; exit 64 ;; *) " + script + " ;; esac");
    const auto all = probe(bench.machine());
    ASSERT_EQ(codes_of(all), Codes{code}) << script;
    EXPECT_EQ(all.remarks[0].arguments.at("drive"), "/dev/sdb");
    EXPECT_EQ(all.raw.smartctl, std::vector{smartctl_output("SSD0001A")}) << "a log of errors (status 64) is an answer";
  }
}

TEST(Probe, TheBenchesOwnScreenDoesNotCount) {
  const FakeMachine bench;
  furnish(bench);
  bench.sysfs("class/drm/card0-HDMI-A-1/edid", edid_output());
  bench.sysfs("class/drm/card0-LVDS-1/edid", "not an EDID");
  const auto all = probe(bench.machine());
  EXPECT_EQ(codes_of(all), (Codes{"station.screen.outside", "station.screen.not_understood"}));
  EXPECT_TRUE(all.raw.edid.empty());
}

TEST(Drives, NamesFromAScanCannotBecomeOptions) {
  const auto drives = drives_in_scan(
      R"({"smartctl":{},"devices":[{"name":"/dev/sda","type":"sat"},{"name":"--set=wcache,off","type":"ata"},
    {"name":"/dev/../etc/passwd"},{"name":"/dev/bus/0","type":"megaraid,5"},{"name":"/dev/sdb","type":"-s off"},{"name":"/dev/sda","type":"sat"},
    {"name":7},"x",{"name":"/dev/a b"}]})");
  ASSERT_TRUE(drives);
  EXPECT_EQ(*drives, (std::vector<Drive>{{"/dev/sda", "sat"}, {"/dev/bus/0", "megaraid,5"}, {"/dev/sdb", ""}}));
  EXPECT_FALSE(drives_in_scan("[]"));
  EXPECT_FALSE(drives_in_scan("smartctl: command not understood"));
  EXPECT_FALSE(drives_in_scan(R"({"devices":[]})"));
}

TEST(Drives, AControllerStandsForItsNamespaces) {
  EXPECT_EQ(
      drives_to_ask({{"/dev/nvme0", "nvme"}, {"/dev/sda", "sat"}}, {"nvme0n1", "nvme0n2", "nvme10n1", "sda", "sdb"}),
      (std::vector<Drive>{{"/dev/nvme0", "nvme"}, {"/dev/sda", "sat"}, {"/dev/nvme10n1", ""}, {"/dev/sdb", ""}}));
  EXPECT_EQ(drives_to_ask({}, std::vector<std::string>(500, "sda")).size(), 1U);
  std::vector<std::string> many;
  for (int i = 0; i < 500; ++i) many.push_back("sd" + std::to_string(i));
  EXPECT_EQ(drives_to_ask({}, many).size(), 128U);
}

}  // namespace
}  // namespace station
