#include "stock/actions.hpp"

#include "base/text.hpp"
#include "stock/scan.hpp"
#include "stock/store_location.hpp"

namespace stock {
namespace {

base::Result<std::optional<Location>> find_parent(storage::Session& session, const OrganisationId& organisation,
                                                  const std::string& text) {
  if (text.empty()) return std::optional<Location>();
  const auto id = LocationId::parse(text);
  auto parent = id.ok() ? find_location(session, organisation, *id)
                        : find_location_by_code(session, organisation, scanned_code(text));
  if (!parent) return base::Refusal{.code = "stock.location.bad_parent", .field = "parent"};
  return parent;
}

int depth_of(storage::Session& session, const OrganisationId& organisation, const Location& location) {
  int depth = 0;
  for (auto parent = location.parent; parent && depth < deepest_location; ++depth) {
    const auto found = find_location(session, organisation, *parent);
    parent = found ? found->parent : std::nullopt;
  }
  return depth;
}

}  // namespace

base::Result<Location> create_location(storage::Session& session, const equipment::Occasion& occasion,
                                       const NewLocation& asked) {
  TRY(code, check_code(asked.code));
  TRY(name, check_name(asked.name));
  TRY(parent, find_parent(session, occasion.organisation, asked.parent));
  if (find_location_by_code(session, occasion.organisation, code))
    return base::Refusal{.code = "stock.location.code_taken", .field = "code", .arguments = {{"code", code}}};
  if (parent && depth_of(session, occasion.organisation, *parent) + 1 >= deepest_location)
    return base::Refusal{.code = "stock.location.too_deep", .field = "parent"};
  Location location{.id = LocationId::create(occasion.now), .code = code, .name = name};
  if (parent) location.parent = parent->id;
  insert_location(session, occasion.organisation, location, occasion.now);
  return location;
}

base::Result<Location> name_location(storage::Session& session, const equipment::Occasion& occasion,
                                     const LocationId& id, const std::string& name) {
  auto location = find_location(session, occasion.organisation, id);
  if (!location) return base::Refusal{.code = "stock.location.unknown"};
  TRY(checked, check_name(name));
  rename_location(session, occasion.organisation, id, checked);
  location->name = checked;
  return std::move(*location);
}

base::Result<equipment::Item> store_item(storage::Session& session, const equipment::Occasion& occasion,
                                         const std::string& scanned_item, const std::string& location) {
  const auto place = find_location_by_code(session, occasion.organisation, scanned_code(location));
  if (!place)
    return base::Refusal{
        .code = "stock.move.no_location", .field = "location", .arguments = {{"text", base::shorten(location, 80)}}};
  TRY(id, find_scanned(session, occasion.organisation, scanned_item));
  const auto item = equipment::lock_item(session, occasion.organisation, id);
  if (!item)
    return base::Refusal{.code = "stock.scan.not_found", .field = "item", .arguments = {{"text", scanned_item}}};
  if (!equipment::in_stock(item->status))
    return base::Refusal{.code = "stock.item.gone.conflict", .field = "item", .arguments = {{"number", item->number}}};
  if (item->location == place->code) return *item;
  return equipment::record(session, occasion, *item, equipment::Stored{.location = place->code});
}

}  // namespace stock
