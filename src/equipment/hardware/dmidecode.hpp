#pragma once
#include <string_view>

#include "base/result.hpp"
#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// `dmidecode` text, any version from 2.2, any system, whole or a few sections. `text` is readable_text().
/// Never refuses what has one section or dmidecode's own heading; else "equipment.hardware.unknown_kind".
base::Result<Inventory> parse_dmidecode(std::string_view text);

}  // namespace equipment
