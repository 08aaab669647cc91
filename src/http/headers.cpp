// Reading of request headers, and the headers that every response carries.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "http/parts.hpp"

namespace http {

namespace {

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool same_name(std::string_view one, std::string_view lower_case) {
  return std::ranges::equal(one, lower_case, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

/// Up to the next separator, which it removes from `rest` too.
std::string_view next_item(std::string_view& rest, char separator) {
  const auto end = std::min(rest.find(separator), rest.size());
  const auto item = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trim_blanks(item);
}

/// "q=0.8" in thousandths (RFC 9110 §12.4.2); 0 when it is not understood.
int parse_weight(std::string_view text) {
  if (text.starts_with("1")) return 1000;
  if (!text.starts_with("0")) return 0;
  if (text.size() < 3 || text[1] != '.') return 0;
  int weight = 0;
  int unit = 100;
  for (const char c : text.substr(2, 3)) {
    if (c < '0' || c > '9') return 0;
    weight += (c - '0') * unit;
    unit /= 10;
  }
  return weight;
}

/// A quoted string, `text` being after the opening quote. Only a quote is escaped by a backslash: old browsers send
/// "C:\folder\file" as it is.
std::string read_quoted(std::string_view& text) {
  std::string value;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"') break;
    if (c == '\\' && text.starts_with("\"")) {
      value += '"';
      text.remove_prefix(1);
      continue;
    }
    value += c;
  }
  return value;
}

bool is_local_name(std::string_view text) { return text == "fr" || text == "en"; }

}  // namespace

std::string media_type(std::string_view content_type) {
  return base::lower(trim_blanks(content_type.substr(0, content_type.find(';'))));
}

std::optional<std::string> header_parameter(std::string_view value, std::string_view name) {
  const auto semicolon = value.find(';');
  if (semicolon == std::string_view::npos) return std::nullopt;
  auto rest = value.substr(semicolon + 1);
  while (!rest.empty()) {
    const auto stop = std::min(rest.find_first_of("=;"), rest.size());
    const auto key = trim_blanks(rest.substr(0, stop));
    const bool has_value = stop < rest.size() && rest[stop] == '=';
    rest.remove_prefix(std::min(stop + 1, rest.size()));
    if (!has_value) continue;
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
    std::string content;
    if (rest.starts_with('"')) {
      rest.remove_prefix(1);
      content = read_quoted(rest);
      next_item(rest, ';');
    } else {
      content = next_item(rest, ';');
    }
    if (same_name(key, name)) return content;
  }
  return std::nullopt;
}

std::optional<int> accept_weight(std::string_view header, std::string_view item) {
  while (!header.empty()) {
    auto entry = next_item(header, ',');
    if (!same_name(next_item(entry, ';'), item)) continue;
    while (!entry.empty()) {
      const auto parameter = next_item(entry, ';');
      if (parameter.starts_with("q=") || parameter.starts_with("Q=")) return parse_weight(parameter.substr(2));
    }
    return 1000;
  }
  return std::nullopt;
}

bool accepts_gzip(std::string_view accept_encoding) {
  if (const auto weight = accept_weight(accept_encoding, "gzip")) return *weight > 0;
  return accept_weight(accept_encoding, "*").value_or(0) > 0;
}

std::string choose_language(std::string_view cookie, std::string_view accept_language) {
  if (is_local_name(cookie)) return std::string(cookie);
  std::string best = "fr";
  int best_weight = 0;
  while (!accept_language.empty()) {
    const auto entry = next_item(accept_language, ',');
    const auto tag = base::lower(trim_blanks(entry.substr(0, std::min(entry.find(';'), entry.size()))));
    const auto language = tag.substr(0, tag.find('-'));
    if (!is_local_name(language)) continue;
    const int weight = accept_weight(entry, tag).value_or(0);
    if (weight <= best_weight) continue;
    best = language;
    best_weight = weight;
  }
  return best;
}

Values parse_cookies(std::string_view header) {
  constexpr std::size_t most_cookies = 100;
  Values cookies;
  while (!header.empty() && cookies.size() < most_cookies) {
    const auto piece = next_item(header, ';');
    const auto equals = piece.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    auto value = trim_blanks(piece.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    auto decoded = url_decode(value, false).value_or(std::string(value));
    const auto name = trim_blanks(piece.substr(0, equals));
    if (!is_clean_text(name) || !is_clean_text(decoded)) continue;
    cookies.emplace(name, std::move(decoded));  // the first of a name is the most specific one (RFC 6265 §5.4)
  }
  return cookies;
}

base::Result<std::string> decode_path(std::string_view path) {
  const base::Refusal bad{.code = "http.bad_path"};
  if (!path.starts_with('/')) return bad;
  auto decoded = url_decode(path, false);
  if (!decoded || !base::is_utf8(*decoded)) return bad;
  if (std::ranges::any_of(*decoded, [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; })) return bad;
  std::string_view rest = *decoded;
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of("/\\"), rest.size());
    if (rest.substr(0, end) == "..") return bad;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::move(*decoded);
}

std::string_view Request::header(std::string_view lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? std::string_view() : found->second;
}

std::string_view Request::parameter(std::string_view name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view() : found->second;
}

bool Request::wants_json() const {
  if (path.starts_with("/api/")) return true;
  const auto accept = header("accept");
  const int json = std::max(accept_weight(accept, "application/json").value_or(0),
                            accept_weight(accept, "application/problem+json").value_or(0));
  return json > accept_weight(accept, "text/html").value_or(0);
}

void add_default_headers(const Request& request, Response& response) {
  struct Default {
    std::string_view name;
    std::string_view value;
  };
  static constexpr std::array defaults{
      Default{"Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
              "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
              "worker-src 'self'"},
      Default{"X-Content-Type-Options", "nosniff"},
      Default{"Referrer-Policy", "same-origin"},
      Default{"Permissions-Policy",
              "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), midi=(), "
              "display-capture=(), accelerometer=(), gyroscope=(), magnetometer=()"},
      Default{"Cross-Origin-Opener-Policy", "same-origin"},
      Default{"Cross-Origin-Resource-Policy", "same-origin"},
      Default{"Cache-Control", "no-store"},
  };
  const auto add = [&](const Default& header) {
    const bool is_set = std::ranges::any_of(
        response.headers, [&](const auto& set) { return base::lower(set.first) == base::lower(header.name); });
    if (!is_set) response.headers.emplace_back(header.name, header.value);
  };
  for (const auto& header : defaults) add(header);
  if (request.secure) add({"Strict-Transport-Security", "max-age=31536000"});
}

}  // namespace http
