#include "server/api_schemas.hpp"

#include "base/embedded.hpp"
#include "base/result.hpp"

namespace embedded {
std::span<const base::EmbeddedFile> api();
}

namespace server {

std::string_view api_schemas() {
  const auto files = embedded::api();
  CHECK(files.size() == 1);
  return files.front().content;
}

}  // namespace server
