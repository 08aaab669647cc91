#pragma once
// The groups of routes that web.hpp's add_routes() puts together.
#include "equipment/web.hpp"

namespace equipment {

void add_list_routes(http::Router& router, const accounts::Services& services);
void add_item_routes(http::Router& router, const accounts::Services& services, const Foresight& foresight);
void add_deed_routes(http::Router& router, const accounts::Services& services, const Foresight& foresight);

}  // namespace equipment
