#pragma once
// What the machine said, word for word: the evidence that goes to the server, and what the bench shows is read from it.
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "equipment/hardware/inventory.hpp"

namespace station {

/// Outputs as the tools gave them. Absent or empty: not read, therefore unknown.
struct RawOutputs {
  std::optional<std::string> lshw = {};       ///< `lshw -json`
  std::optional<std::string> dmidecode = {};  ///< `dmidecode`
  std::optional<std::string> lsblk = {};      ///< `lsblk -J -b -O`
  std::vector<std::string> smartctl = {};     ///< `smartctl -j -a`, one JSON object for each drive
  std::vector<base::Bytes> edid = {};         ///< 128 bytes or more for each built-in screen
  std::vector<std::string> batteries = {};    ///< sysfs `uevent` of each battery

  bool nothing() const;
};

/// Something a person should know or do: a translation key and its arguments, as a refusal has them.
using Remark = base::Refusal;

struct Collected {
  RawOutputs raw = {};
  std::vector<Remark> remarks = {};  ///< why something is unknown, and what to do about it
};

/// One machine from all outputs, by the rules of src/equipment/hardware.
equipment::Inventory inventory_of(const RawOutputs& raw);

}  // namespace station
