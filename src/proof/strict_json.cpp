#include <algorithm>
#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "proof/canonical_json.hpp"

namespace proof {
namespace {

using base::Refusal;
using base::Result;
namespace json = boost::json;

/// A decimal number without its spelling: 1.50e1, 15 and 15.0 are alike.
struct Decimal {
  std::string digits;  ///< without zeros at either end; empty for zero
  long exponent = 0;   ///< of the last digit
  bool operator==(const Decimal&) const = default;
};

/// `text` is a JSON number; its sign is left aside, since nothing but zero changes sign by rounding.
std::optional<Decimal> read_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto mark = std::min(text.find_first_of("eE"), text.size());
  const auto mantissa = text.substr(0, mark);
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  Decimal decimal{.digits = std::string(mantissa.substr(0, point))};
  if (point < mantissa.size()) {
    decimal.digits += mantissa.substr(point + 1);
    decimal.exponent = -static_cast<long>(mantissa.size() - point - 1);
  }
  decimal.digits.erase(0, std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size()));
  if (decimal.digits.empty()) return Decimal{};
  const auto kept = decimal.digits.find_last_not_of('0') + 1;
  decimal.exponent += static_cast<long>(decimal.digits.size() - kept);
  decimal.digits.resize(kept);
  if (mark == text.size()) return decimal;
  auto power = text.substr(mark + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  int exponent = 0;
  if (std::from_chars(power.data(), power.data() + power.size(), exponent).ec != std::errc{}) return std::nullopt;
  decimal.exponent += exponent;
  return decimal;
}

bool is_short_integer(std::string_view text) {
  return text.size() <= 15 && std::all_of(text.begin() + (text.front() == '-' ? 1 : 0), text.end(),
                                          [](char c) { return c >= '0' && c <= '9'; });
}

/// Builds the value, and refuses what Boost's own handler lets through.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using Code = boost::system::error_code;
  using View = json::string_view;

  Handler() { values_.reset(); }

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t count, Code&) {
    values_.push_array(count);
    return true;
  }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t count, Code& code) {
    const auto first = keys_.end() - static_cast<std::ptrdiff_t>(count);
    std::sort(first, keys_.end());
    const auto twice = std::adjacent_find(first, keys_.end());
    if (twice != keys_.end()) return refuse({.code = "proof.json.duplicate_key", .arguments = {{"key", *twice}}}, code);
    keys_.erase(first, keys_.end());
    values_.push_object(count);
    return true;
  }
  bool on_key_part(View part, std::size_t, Code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_key(View part, std::size_t, Code&) {
    text_.append(part.data(), part.size());
    values_.push_key(text_);
    keys_.push_back(std::move(text_));
    text_.clear();
    return true;
  }
  bool on_string_part(View part, std::size_t, Code&) {
    values_.push_chars(part);
    return true;
  }
  bool on_string(View part, std::size_t, Code&) {
    values_.push_string(part);
    return true;
  }
  bool on_number_part(View part, Code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t, View text, Code& code) { return on_number(text, code); }
  bool on_uint64(std::uint64_t, View text, Code& code) { return on_number(text, code); }
  bool on_double(double, View text, Code& code) { return on_number(text, code); }
  bool on_bool(bool value, Code&) {
    values_.push_bool(value);
    return true;
  }
  bool on_null(Code&) {
    values_.push_null();
    return true;
  }
  bool on_comment_part(View, Code&) { return true; }
  bool on_comment(View, Code&) { return true; }

  const std::optional<Refusal>& refusal() const { return refusal_; }
  json::value release() { return values_.release(); }

 private:
  bool refuse(Refusal refusal, Code& code) {
    refusal_ = std::move(refusal);
    code = json::error::syntax;
    return false;
  }

  /// Reads the text again: Boost's doubles may be off by one unit in the last place.
  bool on_number(View part, Code& code) {
    text_.append(part.data(), part.size());
    const std::string text = std::move(text_);
    text_.clear();
    const char* end = text.data() + text.size();
    if (is_short_integer(text)) {
      std::int64_t integer = 0;
      std::from_chars(text.data(), end, integer);
      values_.push_int64(integer);
      return true;
    }
    double number = 0;
    const bool read = std::from_chars(text.data(), end, number).ec == std::errc{};
    const auto canonical = read ? canonical_number(number) : Result<std::string>(Refusal{});
    if (!canonical || read_decimal(text) != read_decimal(*canonical))
      return refuse({.code = "proof.json.number_not_exact", .arguments = {{"number", text.substr(0, 40)}}}, code);
    constexpr double largest_exact_integer = 9007199254740992.0;
    if (std::trunc(number) == number && std::abs(number) <= largest_exact_integer)
      values_.push_int64(static_cast<std::int64_t>(number));
    else
      values_.push_double(number);
    return true;
  }

  json::value_stack values_;
  std::vector<std::string> keys_;  ///< of all objects that are open
  std::string text_;               ///< a key or a number that came in parts
  std::optional<Refusal> refusal_;
};

}  // namespace

Result<json::value> parse_strict(std::string_view bytes) {
  if (bytes.size() > largest_json_bytes) return Refusal{.code = "proof.json.too_large", .arguments = {{"limit", "64"}}};
  json::parse_options options;
  options.max_depth = deepest_json;
  json::basic_parser<Handler> parser(options);
  boost::system::error_code code;
  const auto used = parser.write_some(false, bytes.data(), bytes.size(), code);
  if (!code && used == bytes.size()) return parser.handler().release();
  auto refusal = parser.handler().refusal().value_or(
      Refusal{.code = code == json::error::too_deep ? "proof.json.too_deep" : "proof.json.broken"});
  const auto read = bytes.substr(0, std::min(used, bytes.size()));
  refusal.line = 1 + std::count(read.begin(), read.end(), '\n');
  return refusal;
}

}  // namespace proof
