#pragma once
#include <string_view>

#include "base/result.hpp"
#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// What a system says of its batteries: `upower -i`, `--dump` or `--enumerate` (decimal point or comma), /proc/acpi and BSD
/// (« Design capacity: 7236 mAh »), `acpi -i`, sysfs `uevent`. Only the health is filled: the weakest battery's.
/// `text` is readable_text().
base::Result<Inventory> parse_battery(std::string_view text);
bool looks_like_battery(std::string_view text);

}  // namespace equipment
