#pragma once
#include <string_view>

#include "base/result.hpp"
#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// `smartctl -j` (any option), one object or several in an array: only `disks` is filled. `text` is readable_text().
base::Result<Inventory> parse_smartctl(std::string_view text);

}  // namespace equipment
