#pragma once
#include <boost/json/fwd.hpp>
#include <vector>

#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// The drives in the trees of lshw, in their order; empty card readers and pretended media are left out.
std::vector<InstalledDisk> lshw_disks(const std::vector<const boost::json::object*>& roots);

}  // namespace equipment
