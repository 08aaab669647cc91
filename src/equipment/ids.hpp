#pragma once
#include "accounts/ids.hpp"
#include "base/id.hpp"

namespace equipment {

using accounts::OrganisationId;
using ItemId = base::Id<struct ItemTag>;
using LotId = base::Id<struct LotTag>;
using EventId = base::Id<struct EventTag>;
/// A data-bearing medium (disk, internal memory of a phone, disk of a copier), for ever the same through its item's history.
using MediumId = base::Id<struct MediumTag>;

}  // namespace equipment
