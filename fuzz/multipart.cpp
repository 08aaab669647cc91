// module: http
// module: http
// The first line is the content type, the rest is the body.
#include <cstdlib>

#include "http/parts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find('\n');
  const auto body = line == std::string_view::npos ? text : text.substr(line + 1);
  const auto check = [&](std::string_view content_type) {
    const auto form = http::parse_multipart(content_type, body);
    if (!form) return;
    std::size_t bytes = 0;
    for (const auto& [name, value] : form->fields.entries()) {
      if (!http::is_clean_text(name) || !http::is_clean_text(value)) std::abort();
      bytes += value.size();
    }
    for (const auto& upload : form->uploads) {
      if (!http::is_clean_text(upload.file_name) || upload.file_name.size() > http::longest_name) std::abort();
      if (upload.file_name.find_first_of("/\\\n\r") != std::string::npos) std::abort();
      bytes += upload.bytes.size();
    }
    if (bytes > body.size()) std::abort();
  };
  check(text.substr(0, line));
  check("multipart/form-data; boundary=b");
  return 0;
}
