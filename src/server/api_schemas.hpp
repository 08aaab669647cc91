#pragma once
#include <string_view>

namespace server {

/// schema/api.json, embedded: the component schemas of the API document.
std::string_view api_schemas();

}  // namespace server
