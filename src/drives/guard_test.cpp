#include <gtest/gtest.h>

#include "drives/drive.hpp"

namespace drives {
namespace {

Found healthy(const std::string& device = "/dev/sda", const std::string& serial = "WD-WCC4E1234567",
              const std::string& wwn = "") {
  Found found;
  found.device = device;
  found.facts.identity = {.maker = "", .model = "WDC WD10EZEX", .serial = serial, .wwn = wwn, .firmware = "01.01A01"};
  found.facts.bus = sanitization::Bus::ata;
  return found;
}

std::string reason(const Found& drive, const std::vector<Found>& others = {}) {
  std::vector<Found> all = others;
  all.push_back(drive);
  const base::Outcome outcome = check_guard(drive, all);
  return outcome.ok() ? "" : outcome.refusal().code;
}

TEST(Guard, LetsAPlainDrivePass) {
  EXPECT_EQ(reason(healthy()), "");
  EXPECT_EQ(reason(healthy(), {healthy("/dev/sdb", "S3Z9NB0K123456")}), "");
}

TEST(Guard, EachReasonRefuses) {
  struct Row {
    std::string code;
    void (*change)(Found&);
  };
  const Row rows[] = {
      {"boot_medium", [](Found& drive) { drive.use.boot_medium = true; }},
      {"mounted", [](Found& drive) { drive.use.mounted = {"/media/stick"}; }},
      {"mounted", [](Found& drive) { drive.use.mounted = {"swap"}; }},
      {"held", [](Found& drive) { drive.use.holders = {"dm-0"}; }},
      {"unreadable", [](Found& drive) { drive.unreadable = base::Refusal{.code = "drives.unreadable"}; }},
      {"hidden_by_controller", [](Found& drive) { drive.facts.bus = sanitization::Bus::raid; }},
      {"unnamed", [](Found& drive) { drive.facts.identity.serial.clear(); }},
      {"unnamed", [](Found& drive) { drive.facts.identity.serial = "0000000000"; }},
      {"read_only", [](Found& drive) { drive.facts.read_only = true; }},
  };
  for (const Row& row : rows) {
    Found drive = healthy();
    row.change(drive);
    EXPECT_EQ(reason(drive), "drives.guard." + row.code);
  }
}

TEST(Guard, RefusesWhatCannotBeToldApart) {
  const std::string wwn = "50014ee2b1234567", other_wwn = "50014ee2b7654321";
  EXPECT_EQ(reason(healthy(), {healthy("/dev/sdb")}), "drives.guard.ambiguous");
  Found bridged = healthy("/dev/sdb");
  bridged.facts.identity.model = "USB 3.0 dock";
  EXPECT_EQ(reason(healthy(), {bridged}), "drives.guard.ambiguous") << "a bridge tells another model";
  EXPECT_EQ(reason(healthy("/dev/sda", "A1B2C3", wwn), {healthy("/dev/sdb", "D4E5F6", wwn)}), "drives.guard.ambiguous")
      << "two paths";
  EXPECT_EQ(reason(healthy("/dev/sda", "A1B2C3", wwn), {healthy("/dev/sdb", "A1B2C3", other_wwn)}), "")
      << "the WWN tells them apart";
  EXPECT_EQ(reason(healthy("/dev/sda", "", wwn)), "") << "a WWN is a name";
}

TEST(Guard, TwoUnitsOfOneTargetAreOneDrive) {
  Found one = healthy("/dev/sda", "A1B2C3", "50014ee2b1234567"),
        other = healthy("/dev/sdb", "A1B2C3", "50014ee2b7654321");
  one.target = other.target = "/sys/devices/host0/target0:0:4";
  EXPECT_EQ(reason(one, {other}), "") << "two slots of a reader, not SAS";
  one.facts.bus = other.facts.bus = sanitization::Bus::scsi;
  EXPECT_EQ(reason(one, {other}), "drives.guard.shared");
  other.target = "/sys/devices/host0/target0:0:5";
  EXPECT_EQ(reason(one, {other}), "");
  one.target = other.target = "";
  EXPECT_EQ(reason(one, {other}), "");
}

TEST(Guard, TheUnnamedNeighbourDoesNotMatter) {
  EXPECT_EQ(reason(healthy(), {healthy("/dev/sdb", ""), healthy("/dev/sdc", "")}), "");
}

TEST(Guard, SaysWhichDriveAndWhere) {
  Found drive = healthy();
  drive.use.mounted = {"/", "/home"};
  const base::Refusal refusal = check_guard(drive, {drive}).refusal();
  EXPECT_EQ(refusal.arguments.at("device"), "/dev/sda");
  EXPECT_EQ(refusal.arguments.at("where"), "/, /home");
}

}  // namespace
}  // namespace drives
