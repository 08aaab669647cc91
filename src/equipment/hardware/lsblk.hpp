#pragma once
#include <string_view>

#include "base/result.hpp"
#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// `lsblk -J`, with or without -b and -O: only `disks` is filled. Without -b the sizes are rounded, and a warning says so.
/// `text` is readable_text().
base::Result<Inventory> parse_lsblk(std::string_view text);

}  // namespace equipment
