#pragma once
// layer: actions
#include <cstdint>

#include "storage/database.hpp"

namespace equipment {

struct Rebuilt {
  std::int64_t items = 0;    ///< looked at
  std::int64_t changed = 0;  ///< whose row was not what their history says
};
/// Folds every item's history again and rewrites the rows that differ, a thousand items at a time.
Rebuilt rebuild_items(storage::Database& database);

}  // namespace equipment
