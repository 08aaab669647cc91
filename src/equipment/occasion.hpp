#pragma once
// layer: web
#include "accounts/caller.hpp"
#include "equipment/record.hpp"
#include "http/http.hpp"

namespace equipment {

/// This request's deed: its caller, now.
inline Occasion occasion_of(const http::Request& request) {
  const auto& who = accounts::caller(request);
  return {.organisation = who.organisation, .actor = who.operator_code, .now = request.now};
}

}  // namespace equipment
