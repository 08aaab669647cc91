#include "equipment/hardware/battery.hpp"

#include <gtest/gtest.h>

namespace equipment {
namespace {

Inventory read(const std::string& bytes) {
  const Source source{.name = "test", .bytes = bytes};
  return read_inventory(std::span(&source, 1));
}

TEST(Battery, Health) {
  EXPECT_EQ(read("  native-path: BAT0\n  power supply: yes\n  battery\n    present: yes\n    energy-full:  40,5 Wh\n   "
                 " energy-full-design: 50 Wh\n")
                .battery_health_percent,
            81.0);
  EXPECT_EQ(read("Design capacity:\t5000 mAh\nLast full capacity:\t2500 mAh\n").battery_health_percent, 50.0);
  EXPECT_EQ(read("Design capacity: 5000 mAh\nLast full capacity: 4500 mAh\nDesign capacity: 5000 mAh\nLast full "
                 "capacity: 1000 mAh\n")
                .battery_health_percent,
            20.0);
  EXPECT_EQ(read("Battery 0: Charging, 50%\nBattery 0: design capacity 5000 mAh, last full capacity 4000 mAh = 80%\n")
                .battery_health_percent,
            80.0);
  EXPECT_EQ(read("POWER_SUPPLY_NAME=BAT0\nPOWER_SUPPLY_TYPE=Battery\nPOWER_SUPPLY_PRESENT=1\nPOWER_SUPPLY_ENERGY_FULL_"
                 "DESIGN=50000000\nPOWER_SUPPLY_ENERGY_FULL=30000000\n")
                .battery_health_percent,
            60.0);
  EXPECT_EQ(read("POWER_SUPPLY_NAME=BAT0\nPOWER_SUPPLY_CHARGE_FULL_DESIGN=100\nPOWER_SUPPLY_CHARGE_FULL=0\n")
                .battery_health_percent,
            0.0);
  EXPECT_EQ(read("Design capacity: 5000 mAh\nLast full capacity: 5100 mAh\n").battery_health_percent, 100.0);
}

TEST(Battery, SaysNothing) {
  EXPECT_FALSE(read("Design capacity: 5000 mAh\nLast full capacity: unknown\n").battery_health_percent);
  EXPECT_FALSE(read("Design capacity: 0 mAh\nLast full capacity: 0 mAh\n").battery_health_percent);
  EXPECT_FALSE(read("Design capacity: 50 Wh\nLast full capacity: 4000 mAh\n").battery_health_percent);
  EXPECT_FALSE(read("Design capacity: 5000 mAh\nLast full capacity: 9000 mAh\n").battery_health_percent);
  EXPECT_FALSE(read("POWER_SUPPLY_NAME=BAT0\nPOWER_SUPPLY_PRESENT=0\nPOWER_SUPPLY_ENERGY_FULL_DESIGN=50\nPOWER_SUPPLY_"
                    "ENERGY_FULL=30\n")
                   .battery_health_percent);
  EXPECT_FALSE(read("POWER_SUPPLY_NAME=hid\nPOWER_SUPPLY_SCOPE=Device\nPOWER_SUPPLY_ENERGY_FULL_DESIGN=50\nPOWER_"
                    "SUPPLY_ENERGY_FULL=30\n")
                   .battery_health_percent);
  EXPECT_EQ(read("/org/freedesktop/UPower/devices/battery_BAT0\n").kind, SourceKind::Battery);
}

TEST(Battery, DumpOfSeveralDevices) {
  const auto machine = read(
      "Device: /org/freedesktop/UPower/devices/mouse_1\n  native-path: hidpp_battery_0\n  power supply: no\n    "
      "energy-full: 1 Wh\n    energy-full-design: 10 Wh\n"
      "Device: /org/freedesktop/UPower/devices/battery_BAT0\n  native-path: BAT0\n  power supply: yes\n    "
      "energy-full: 9 Wh\n    energy-full-design: 10 Wh\n"
      "Device: /org/freedesktop/UPower/devices/battery_BAT1\n  native-path: BAT1\n  power supply: yes\n    "
      "energy-full: 7 Wh\n    energy-full-design: 10 Wh\n"
      "Device: /org/freedesktop/UPower/devices/DisplayDevice\n  power supply: yes\n    energy-full: 2 Wh\n    "
      "energy-full-design: 10 Wh\n");
  EXPECT_EQ(machine.battery_health_percent, 70.0);
}

/// upower repeated the design as the full capacity; half full with 22 Wh, the battery holds 44 of 54.
TEST(Battery, ChargeTellsWhichIsTrue) {
  const std::string text =
      "  native-path: BAT0\n  power supply: yes\n    energy: 22 Wh\n    energy-full: 54 Wh\n    energy-full-design: 54 "
      "Wh\n    percentage: 50%\n    capacity: ";
  EXPECT_EQ(read(text + "81.5%\n").battery_health_percent, 81.5);
  EXPECT_EQ(read(text + "30%\n").battery_health_percent, 100.0);
}

}  // namespace
}  // namespace equipment
