#pragma once
#include <string>

#include "http/http.hpp"

namespace server {

/// The OpenAPI 3.1 document of every route that declares an operation; component schemas come from schema/api.json.
std::string openapi_document(const http::Router& router, const std::string& public_url);

}  // namespace server
