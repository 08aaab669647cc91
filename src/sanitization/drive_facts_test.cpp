#include "sanitization/drive_facts.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "sanitization/record_for_tests.hpp"

namespace sanitization {
namespace {

TEST(DriveFacts, SerialsThatNameNothing) {
  for (const std::string serial : {"",
                                   " ",
                                   "0",
                                   "00000000000000",
                                   "FFFFFFFF",
                                   "xxxx xxxx",
                                   "0123456789",
                                   "0123456789ABCDEF",
                                   "1234567890",
                                   "123456789012",
                                   "ABCDEF0123456789",
                                   "9876543210",
                                   "3456789012",
                                   "1234-5678",
                                   "None",
                                   "N/A",
                                   "unknown",
                                   "To Be Filled By O.E.M.",
                                   "Default string",
                                   "Serial Number",
                                   "000000000033",
                                   "---",
                                   "DEADBEEF",
                                   "\xff\xfe"})
    EXPECT_FALSE(names_one({.maker = "A", .model = "B", .serial = serial})) << serial;
  for (const std::string serial :
       {"WD-WCC4E1234567", "S21NNXAG12345A", "QM00001", "1357", "20090815198100000", "9ZQ01", "DISK-1"})
    EXPECT_TRUE(names_one({.model = "B", .serial = serial})) << serial;
}

TEST(DriveFacts, AWwnNamesADriveWithoutSerial) {
  EXPECT_TRUE(names_one({.wwn = "5000c500a1b2c3d4"}));
  for (const std::string wwn : {"0000000000000000", "ffffffffffffffff", "5000", "0123456789abcdef"})
    EXPECT_FALSE(names_one({.wwn = wwn})) << wwn;
}

TEST(DriveFacts, TheSameDrive) {
  const Identity one{.model = "M", .serial = "S12345", .wwn = "5000c500a1b2c3d4"};
  EXPECT_TRUE(same_drive(one, one));
  EXPECT_TRUE(same_drive(one, {.model = "M via bridge", .serial = "other 1", .wwn = "5000C500A1B2C3D4"}));
  EXPECT_FALSE(same_drive(one, {.model = "M", .serial = "S12345", .wwn = "5000c500a1b2c3d5"}));
  EXPECT_TRUE(same_drive(one, {.model = "M ", .serial = " S12345"}));
  EXPECT_FALSE(same_drive(one, {.model = "N", .serial = "S12345"}));
  EXPECT_FALSE(same_drive(one, {.model = "M", .serial = "S12346"}));
  EXPECT_FALSE(same_drive({.model = "M", .serial = "0123456789"}, {.model = "M", .serial = "0123456789"}));
  EXPECT_FALSE(same_drive({}, {}));
}

TEST(DriveFacts, OneEuiOnManyCheapDrivesNamesNoUnit) {
  const Identity one{.model = "SSD 256GB", .serial = "AA000000000123", .wwn = "0000000001000000e4d25c000000abcd"};
  Identity other = one;
  EXPECT_TRUE(same_unit(one, other));
  other.serial = "AA000000000124";
  EXPECT_TRUE(same_drive(one, other)) << "by its WWN alone";
  EXPECT_FALSE(same_unit(one, other));
  other.serial.clear();
  EXPECT_TRUE(same_unit(one, other)) << "not told is no difference";
  other.model = "SSD 512GB";
  EXPECT_FALSE(same_unit(one, other));
}

TEST(DriveFacts, CodesComeBack) {
  for (const Medium value : all_media) EXPECT_EQ(medium_from_code(code(value)), value);
  for (const Bus value : all_buses) EXPECT_EQ(bus_from_code(code(value)), value);
  for (const SanitizeState value : all_sanitize_states) EXPECT_EQ(sanitize_state_from_code(code(value)), value);
  EXPECT_FALSE(medium_from_code("HDD"));
  EXPECT_FALSE(bus_from_code(""));
}

TEST(DriveFacts, SizesCountNamespacesAndBootAreas) {
  DriveFacts nvme = testing::capable_drive(Bus::nvme, Medium::ssd);
  nvme.namespaces.push_back({.id = 2, .sectors = 10, .logical_sector = 4096});
  EXPECT_EQ(data_bytes(nvme), 524'288U * 512 + 40'960);
  const DriveFacts emmc = testing::capable_drive(Bus::mmc, Medium::emmc);
  EXPECT_EQ(boot_bytes(emmc), 8U * 1024 * 1024);
  DriveFacts garbage = testing::capable_drive(Bus::ata, Medium::hdd);
  garbage.capacity.sectors = std::numeric_limits<std::uint64_t>::max();
  EXPECT_FALSE(plausible_size(garbage));
  garbage.capacity.sectors = 8;
  garbage.capacity.logical_sector = 0;
  EXPECT_FALSE(plausible_size(garbage));
}

TEST(DriveFacts, HiddenAreasAndWhatCannotBeToldOfThem) {
  const DriveFacts open = testing::capable_drive(Bus::ata, Medium::hdd);
  EXPECT_FALSE(may_hide_area(open));
  const auto with = [&](auto change) {
    DriveFacts facts = open;
    change(facts);
    return may_hide_area(facts);
  };
  EXPECT_TRUE(with([](DriveFacts& f) { ++*f.capacity.native_sectors; }));
  EXPECT_TRUE(with([](DriveFacts& f) { ++*f.capacity.factory_sectors; }));
  EXPECT_TRUE(with([](DriveFacts& f) { f.capacity.native_sectors.reset(); }));
  EXPECT_TRUE(with([](DriveFacts& f) { f.capacity.factory_sectors.reset(); }));
  EXPECT_FALSE(with([](DriveFacts& f) { f.capacity.factory_sectors.reset(), f.hidden.dco_supported = false; }));
  EXPECT_FALSE(may_hide_area(testing::capable_drive(Bus::virtual_disk, Medium::unknown)));
  DriveFacts bridged = testing::capable_drive(Bus::usb, Medium::hdd);
  EXPECT_FALSE(may_hide_area(bridged)) << "it says nothing of hidden areas";
  bridged.hidden.hpa_supported = true;
  EXPECT_TRUE(may_hide_area(bridged)) << "the drive can hide one, and the bridge cannot exclude it";
}

}  // namespace
}  // namespace sanitization
