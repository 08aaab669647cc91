#pragma once
#include <vector>

#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// One machine from what several tools said of it (README.md: who is believed for what). `parts` were all recognised.
Inventory merge_inventories(const std::vector<Inventory>& parts);

}  // namespace equipment
