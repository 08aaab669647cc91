#pragma once
// One line per inventory, so that a table of expectations can be read and checked by eye.
#include <cmath>
#include <string>

#include "equipment/hardware/inventory.hpp"

namespace equipment {

inline std::string decimal(const std::optional<double>& number) {
  if (!number) return "-";
  const long long hundredths = std::llround(*number * 100);
  const std::string cents = std::to_string(100 + hundredths % 100).substr(1);
  return std::to_string(hundredths / 100) + (cents == "00" ? "" : "." + cents);
}

/// kind | maker | model | system, chassis, board serial | shape | processor, cores | RAM | drives | screen | battery | webcam | firmware
inline std::string summary(const Inventory& machine) {
  const auto text = [](const std::optional<std::string>& one) { return one.value_or("-"); };
  std::string out = machine.kind ? std::string(name_of(*machine.kind)) : "?";
  out += " | " + text(machine.maker) + " | " + text(machine.model);
  out +=
      " | " + text(machine.serials.system) + ", " + text(machine.serials.chassis) + ", " + text(machine.serials.board);
  out += " | " + (machine.chassis ? std::string(name_of(*machine.chassis)) : "-");
  out += " | " + text(machine.cpu.name) + ", " + (machine.cpu.cores ? std::to_string(*machine.cpu.cores) : "-");
  out += " | " + decimal(machine.ram.nominal_gb) + " |";
  for (const InstalledDisk& disk : machine.disks) {
    out += " " + std::string(name_of(disk.kind)) + " " + (disk.size_bytes ? std::to_string(*disk.size_bytes) : "-") +
           " " + text(disk.model) + " " + text(disk.serial) + ";";
  }
  out += " | " + decimal(machine.screen_inches) + " | " + decimal(machine.battery_health_percent) + " | ";
  out += machine.webcam ? (*machine.webcam ? "webcam" : "no webcam") : "-";
  return out + " | " + text(machine.firmware);
}

}  // namespace equipment
