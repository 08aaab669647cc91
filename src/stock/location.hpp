#pragma once
// Where things are kept: a site, its rooms, their shelves. The code is printed on the shelf and stands in the history of items,
// so it never changes; the name may.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "equipment/status.hpp"
#include "stock/ids.hpp"

namespace stock {

struct Location {
  LocationId id;
  std::string code;  ///< « A1-E3 »: capital letters, digits, '-' and '.'
  std::string name;
  std::optional<LocationId> parent;  ///< nothing: a site
};

/// Site, room, shelf, and a pallet or box on it.
inline constexpr int deepest_location = 4;

/// In capitals; refuses "stock.location.bad_code" (field code): 1 to 20 letters, digits, '-' or '.'.
base::Result<std::string> check_code(std::string_view text);
/// Refuses "stock.location.bad_name" (field name): 1 to 80 bytes… what fits on a label.
base::Result<std::string> check_name(std::string_view text);
/// What a scanner read on a shelf: the code itself, or the address of its QR code (…/stock/move?location=CODE).
std::string scanned_code(std::string_view text);

/// How many items of each status lie somewhere.
using Content = std::map<equipment::Status, std::int64_t>;
std::int64_t total(const Content& content);

/// A location with its place in the tree.
struct Place {
  Location location;
  int depth = 0;       ///< 0: a site
  Content own;         ///< stored right there
  Content with_below;  ///< and in what stands under it
};
/// Sites first, each followed by what is in it, by code. A location whose parent is not in the list stands as a site.
std::vector<Place> tree(const std::vector<Location>& locations, const std::map<std::string, Content>& content_by_code);

}  // namespace stock
