// module: http
// module: http
// Request headers: the same bytes as cookies, languages, addresses, weights; and as a header that must not split.
#include <cstdlib>

#include "http/parts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto& [name, value] : http::parse_cookies(text))
    if (name.empty() || !http::is_clean_text(name) || !http::is_clean_text(value)) std::abort();
  const auto language = http::choose_language(text, text);
  if (language != "fr" && language != "en") std::abort();
  const auto weight = http::accept_weight(text, "gzip").value_or(0);
  if (weight < 0 || weight > 1000) std::abort();
  http::header_parameter(text, "boundary");
  http::media_type(text);
  for (const auto* name : {"Location", "X-Name"})
    if (http::safe_header(name, text).find_first_of("\r\n") != std::string::npos) std::abort();
  if (const auto address = http::Address::parse(text))
    if (http::Address::parse(address->text()) != address) std::abort();
  const auto proxies = http::TrustedProxies::parse({"10.0.0.0/8", "::1"});
  http::Request request{.headers = {{"x-forwarded-for", text}, {"x-forwarded-proto", text}}};
  proxies.value().identify(*http::Address::parse("::1"), request);
  if (!http::Address::parse(request.client)) std::abort();
  http::TrustedProxies::parse({text}).ok();
  if (http::is_local_address(text) && (text.starts_with("//") || !text.starts_with('/'))) std::abort();
  return 0;
}
