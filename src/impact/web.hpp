#pragma once
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace impact {

/// Statements of lots and of donors, yearly reports, and the public pages where anyone checks them.
void add_routes(http::Router& router, const accounts::Services& services);

/// The groups of pages, one file each; add_routes() adds them all.
void add_statement_routes(http::Router& router, const accounts::Services& services);
void add_report_routes(http::Router& router, const accounts::Services& services);
void add_verify_routes(http::Router& router, const accounts::Services& services);

}  // namespace impact
