#pragma once
#include <optional>
#include <string_view>

#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// HDD or SSD only when the model number leaves no doubt: series that were never anything else, or « SSD » in the name.
std::optional<DiskKind> kind_from_model(std::string_view model);

/// A volume that a controller or a hypervisor shows in place of the drives behind it: what it says of itself proves nothing.
bool is_virtual_drive(std::string_view model);

/// Media that a management card or a virtual floppy pretends to be: not part of the machine.
bool is_phantom_drive(std::string_view model);

}  // namespace equipment
