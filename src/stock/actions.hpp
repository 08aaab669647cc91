#pragma once
// Putting things away. Each deed runs inside the caller's transaction.
#include <string>

#include "equipment/record.hpp"
#include "stock/location.hpp"

namespace stock {

struct NewLocation {
  std::string code, name;
  std::string parent;  ///< its code or id; empty: a site
};
/// Refuses "stock.location.bad_code", ".bad_name", ".code_taken", ".bad_parent", ".too_deep", each with its field.
base::Result<Location> create_location(storage::Session& session, const equipment::Occasion& occasion,
                                       const NewLocation& asked);
/// The name only: the code is printed on the shelf. Refuses "stock.location.unknown", ".bad_name".
base::Result<Location> name_location(storage::Session& session, const equipment::Occasion& occasion,
                                     const LocationId& id, const std::string& name);
/// Puts an item (anything that find_scanned reads) where `location` (code or scanned address) says. An item that is there already
/// stays as it is, without a new event. Refuses "stock.move.no_location", "stock.scan.…", "stock.item.gone.conflict".
base::Result<equipment::Item> store_item(storage::Session& session, const equipment::Occasion& occasion,
                                         const std::string& scanned_item, const std::string& location);

}  // namespace stock
