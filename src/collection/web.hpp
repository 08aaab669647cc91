#pragma once
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace collection {

/// Donors, agreements, lists, lots, reception, labels: pages and API.
void add_routes(http::Router& router, const accounts::Services& services);

}  // namespace collection
