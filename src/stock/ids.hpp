#pragma once
#include "equipment/ids.hpp"

namespace stock {

using accounts::OrganisationId;

using LocationId = base::Id<struct LocationTag>;
using DepartureId = base::Id<struct DepartureTag>;

}  // namespace stock
