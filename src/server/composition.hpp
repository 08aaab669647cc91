#pragma once
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace server {

/// Every route of the product.
http::Router all_routes(const accounts::Services& services);
/// What stands around every route.
http::Hooks all_hooks(const accounts::Services& services);

/// The first page, the scan box, health, assets and the API document.
void add_server_routes(http::Router& router, const accounts::Services& services);

}  // namespace server
