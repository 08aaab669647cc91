#pragma once
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace workshop {

void add_routes(http::Router& router, const accounts::Services& services);

}  // namespace workshop
