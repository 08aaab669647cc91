#pragma once
#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

/// Parses untrusted JSON: at most 64 levels deep; refuses with code "base.not_json" and the line where it broke.
Result<boost::json::value> parse_json(std::string_view text);

}  // namespace base
