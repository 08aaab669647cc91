#pragma once
#include "accounts/input.hpp"
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace stock {

/// Locations, storing by scan, departures.
void add_routes(http::Router& router, const accounts::Services& services);

void add_location_routes(http::Router& router, const accounts::Services& services);
void add_move_routes(http::Router& router, const accounts::Services& services);
void add_departure_routes(http::Router& router, const accounts::Services& services);

/// A departure that is not a sale, from the page's form or the API's JSON. A sale goes through sales (price, receipt): the route of
/// the API stands there and calls this one for the other kinds.
http::Response post_departure(const accounts::Services& services, const http::Request& request,
                              const accounts::Input& input);
/// The fields of a departure in the API document.
std::vector<http::ApiField> departure_fields();

}  // namespace stock
