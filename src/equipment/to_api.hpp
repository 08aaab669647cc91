#pragma once
// layer: web
// Items and events as the API shows them (schema/api.json: "Item", "ItemList", "Event"): times in RFC 3339, units in the names,
// null for what nobody knows.
#include <boost/json/fwd.hpp>
#include <string>

#include "equipment/event.hpp"
#include "equipment/item.hpp"
#include "equipment/list.hpp"

namespace equipment {

boost::json::object api_object(const Item& item);
boost::json::object api_object(const ItemRow& row);
boost::json::object api_object(const Event& event);
std::string api_text(const Item& item);

/// The item's whole history as an EPCIS 2.0 document in JSON-LD (standards.md §1). `public_url` names items and events when it is
/// set, else urn:uuid. CBV knows no step for the erasure of data: ours is `<public_url>/epcis/erasing`.
boost::json::object epcis_document(const Item& item, const std::vector<Event>& history, const std::string& public_url);

}  // namespace equipment
