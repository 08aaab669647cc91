#pragma once
#include <string_view>

#include "base/result.hpp"
#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// `lshw -json` of any age: one object, an array, or several objects in a row. `text` is readable_text().
/// Refuses what is not JSON and JSON that is not lshw's ("equipment.hardware.unknown_kind").
base::Result<Inventory> parse_lshw(std::string_view text);

}  // namespace equipment
