#pragma once
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace sales {

/// The counter, its receipts and closings, and the rules of sale. Also POST /api/v1/departures, which sends what is no sale to stock.
void add_routes(http::Router& router, const accounts::Services& services);

void add_counter_routes(http::Router& router, const accounts::Services& services);
void add_receipt_routes(http::Router& router, const accounts::Services& services);
void add_rule_routes(http::Router& router, const accounts::Services& services);

}  // namespace sales
