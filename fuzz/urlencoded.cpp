// module: http
// module: http
// Queries, urlencoded forms, paths: whatever comes, only text leaves, within the limits.
#include <cstdlib>

#include "http/parts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto check = [](const http::Fields& fields) {
    if (fields.entries().size() > http::most_fields) std::abort();
    for (const auto& [name, value] : fields.entries())
      if (!http::is_clean_text(name) || !http::is_clean_text(value) || name.size() > http::longest_name) std::abort();
  };
  check(http::parse_query(text));
  if (const auto form = http::parse_form("application/x-www-form-urlencoded", text)) check(form->fields);
  if (const auto decoded = http::url_decode(text, true); decoded && decoded->size() > size) std::abort();
  if (http::url_decode(http::url_encode(text), true) != text) std::abort();
  if (const auto path = http::decode_path(text); path && !http::is_clean_text(*path)) std::abort();
  return 0;
}
