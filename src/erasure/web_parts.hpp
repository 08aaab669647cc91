#pragma once
// What the routes of an item's erasure share; not for other folders.
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "accounts/services.hpp"
#include "erasure/actions.hpp"
#include "http/http.hpp"

namespace erasure {

/// Runs a deed on the path's item and answers with the state of its erasure, so that a program sees what waits and what is missing;
/// a refused form is shown again with `typed`.
http::Response run_deed(const accounts::Services& services, const http::Request& request,
                        const std::function<base::Result<Submitted>(storage::Session&, const equipment::ItemId&)>& work,
                        std::string_view done_key, const std::map<std::string, std::string>& typed = {});

/// /items/{id}/erasure/guided…
void add_guided_routes(http::Router& router, const accounts::Services& services);

}  // namespace erasure
