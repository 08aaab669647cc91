// Percent-encoding, queries and urlencoded forms.
#include <algorithm>

#include "base/text.hpp"
#include "http/parts.hpp"

namespace http {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

/// As browsers read forms: a '%' that begins no pair of digits stands for itself.
std::string decode_leniently(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
      continue;
    }
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
      continue;
    }
    decoded += text[i];
  }
  return decoded;
}

struct Pair {
  std::string name;
  std::string value;
};

/// Next "name=value" of `rest`, which it shortens; nothing at the end.
std::optional<Pair> next_pair(std::string_view& rest) {
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto piece = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (piece.empty()) continue;
    const auto equals = std::min(piece.find('='), piece.size());
    return Pair{decode_leniently(piece.substr(0, equals)),
                equals < piece.size() ? decode_leniently(piece.substr(equals + 1)) : std::string()};
  }
  return std::nullopt;
}

}  // namespace

std::string url_encode(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size() + text.size() / 4);
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return encoded;
}

std::optional<std::string> url_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

bool is_clean_text(std::string_view text) { return text.find('\0') == std::string_view::npos && base::is_utf8(text); }

base::Outcome check_field(std::string_view name, std::string_view value) {
  if (name.size() > longest_name)
    return base::Refusal{.code = "http.form.name_too_long",
                         .field = base::shorten(base::printable(name), longest_name),
                         .arguments = {{"bytes", std::to_string(longest_name)}}};
  if (!is_clean_text(name)) return base::Refusal{.code = "http.form.bad_name", .field = base::printable(name)};
  if (!is_clean_text(value))
    return base::Refusal{
        .code = "http.form.not_text", .field = std::string(name), .arguments = {{"field", std::string(name)}}};
  return base::Done{};
}

base::Result<Fields> parse_fields(std::string_view text) {
  Fields fields;
  while (auto pair = next_pair(text)) {
    if (fields.entries().size() == most_fields)
      return base::Refusal{.code = "http.form.too_many_fields", .arguments = {{"count", std::to_string(most_fields)}}};
    TRY_DONE(check_field(pair->name, pair->value));
    fields.add(std::move(pair->name), std::move(pair->value));
  }
  return fields;
}

Fields parse_query(std::string_view text) {
  Fields fields;
  while (fields.entries().size() < most_fields) {
    auto pair = next_pair(text);
    if (!pair) break;
    if (!check_field(pair->name, pair->value).ok()) continue;
    fields.add(std::move(pair->name), std::move(pair->value));
  }
  return fields;
}

base::Result<Form> parse_form(std::string_view content_type, std::string_view body) {
  const auto type = media_type(content_type);
  if (type == "multipart/form-data") return parse_multipart(content_type, body);
  if (type != "application/x-www-form-urlencoded") return base::Refusal{.code = "http.form.unsupported_type"};
  TRY(fields, parse_fields(body));
  return Form{.fields = std::move(fields), .uploads = {}};
}

std::string_view Fields::get(std::string_view name) const { return find(name).value_or(std::string_view()); }

std::optional<std::string_view> Fields::find(std::string_view name) const {
  for (const auto& [key, value] : values_)
    if (key == name) return value;
  return std::nullopt;
}

std::vector<std::string_view> Fields::all(std::string_view name) const {
  std::vector<std::string_view> found;
  for (const auto& [key, value] : values_)
    if (key == name) found.emplace_back(value);
  return found;
}

}  // namespace http
