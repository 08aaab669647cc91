#pragma once
// The groups of routes that web.hpp's add_routes() puts together.
#include "workshop/web.hpp"

namespace workshop {

void add_report_routes(http::Router& router, const accounts::Services& services);
void add_station_routes(http::Router& router, const accounts::Services& services);
void add_work_routes(http::Router& router, const accounts::Services& services);
void add_grade_routes(http::Router& router, const accounts::Services& services);

}  // namespace workshop
