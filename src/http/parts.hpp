#pragma once
// The pieces of this folder that capabilities do not need: parsing of headers and forms, compression, proxies.
#include <array>
#include <compare>
#include <string>
#include <string_view>

#include "http/http.hpp"

namespace http {

inline constexpr std::size_t most_fields = 2000;
inline constexpr std::size_t most_uploads = 100;
inline constexpr std::size_t longest_name = 200;  ///< bytes, of fields and file names

// ---- forms (url.cpp, multipart.cpp) ----
/// UTF-8 without NUL.
bool is_clean_text(std::string_view text);
base::Outcome check_field(std::string_view name, std::string_view value);
/// A query or an urlencoded body; refuses what `parse_query` drops.
base::Result<Fields> parse_fields(std::string_view text);
base::Result<Form> parse_multipart(std::string_view content_type, std::string_view body);

// ---- headers (headers.cpp) ----
/// "text/HTML; charset=utf-8" → "text/html"
std::string media_type(std::string_view content_type);
/// A parameter such as boundary=…, quoted or not; `name` in lower case.
std::optional<std::string> header_parameter(std::string_view value, std::string_view name);
/// Weight that an Accept… header gives to one item, in thousandths; nothing if it is not listed by that very name.
std::optional<int> accept_weight(std::string_view header, std::string_view item);
bool accepts_gzip(std::string_view accept_encoding);
/// "fr" or "en"
std::string choose_language(std::string_view cookie, std::string_view accept_language);
Values parse_cookies(std::string_view header);
/// What a target without query means; refuses "http.bad_path": invalid percent-encoding or UTF-8, control characters, "..".
base::Result<std::string> decode_path(std::string_view path);
/// "Not Found"
std::string_view reason_phrase(int status);
/// What a handler puts into a header can split neither it nor the response; an address is percent-encoded.
std::string safe_header(std::string_view name, std::string_view value);
/// Security headers, caching: each only if the response has not set it.
void add_default_headers(const Request& request, Response& response);

// ---- compression (compress.cpp) ----
bool is_compressible(std::string_view content_type);
base::Bytes gzip(std::string_view bytes);
/// The stream's next bytes, 64 KiB or what comes within 200 ms; true at its end.
bool gather(const Stream& source, std::string& piece);
/// A stream of the same bytes as gzip; what has waited for 200 ms is sent at once, for slow streams.
Stream gzip_stream(Stream stream);
/// Compresses body, shared body or stream when the type is worth it and the client takes it; says so in the headers.
void compress(const Request& request, Response& response);

// ---- proxies (proxies.cpp) ----
/// An IPv6 address, or an IPv4 one mapped into ::ffff:0:0/96.
struct Address {
  std::array<unsigned char, 16> bytes = {};
  static std::optional<Address> parse(std::string_view text);  ///< also "1.2.3.4:80", "[::1]:80"
  std::string text() const;
  auto operator<=>(const Address&) const = default;
};

class TrustedProxies {
 public:
  static base::Result<TrustedProxies> parse(const std::vector<std::string>& blocks);
  bool trusts(const Address& address) const;
  /// Sets `client` and `secure` from who is connected and, if that is a trusted proxy, from its X-Forwarded-… headers.
  void identify(const Address& peer, Request& request) const;

 private:
  struct Block {
    Address address;
    unsigned bits;
  };
  std::vector<Block> blocks_;
};

}  // namespace http
