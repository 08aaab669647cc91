#pragma once
// Small deeds on an item that are nobody else's: its description, its mass, its locks. Each runs inside the caller's transaction.
#include <set>
#include <string>

#include "base/mass.hpp"
#include "equipment/record.hpp"

namespace equipment {

/// Refuses equipment.item.unknown, equipment.describe.nothing (nothing changes).
base::Result<Item> describe(storage::Session& session, const Occasion& occasion, const ItemId& id,
                            const Described& described);
/// Refuses equipment.weigh.gone.conflict for what has left: its mass is in statements.
base::Result<Item> weigh(storage::Session& session, const Occasion& occasion, const ItemId& id, base::Mass mass);
/// Brings the locks to `locks`: one event for each that was found or released. Refuses equipment.locks.bad_lock.
base::Result<Item> set_locks(storage::Session& session, const Occasion& occasion, const ItemId& id,
                             const std::set<std::string>& locks);
base::Result<Item> correct_event(storage::Session& session, const Occasion& occasion, const ItemId& id,
                                 const EventId& event, const std::string& reason);

}  // namespace equipment
