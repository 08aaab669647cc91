#include "workshop/web.hpp"

#include "workshop/web_parts.hpp"

namespace workshop {

void add_routes(http::Router& router, const accounts::Services& services) {
  add_report_routes(router, services);
  add_station_routes(router, services);
  add_work_routes(router, services);
  add_grade_routes(router, services);
}

}  // namespace workshop
