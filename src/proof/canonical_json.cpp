#include "proof/canonical_json.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/text.hpp"

namespace proof {
namespace {

using base::Refusal;
using base::Result;
namespace json = boost::json;

constexpr std::int64_t largest_exact_integer = std::int64_t{1} << 53;

std::string_view view(const json::string_view& text) { return {text.data(), text.size()}; }

/// Order of the UTF-16 code units (RFC 8785 §3.2.3). UTF-8 bytes sort alike, but for characters beyond U+FFFF: their
/// surrogates (D800–DFFF) come before U+E000–U+FFFF, whose first bytes EE and EF are below F0.
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (left == a.end() || right == b.end()) return left == a.end() && right != b.end();
  const auto x = static_cast<unsigned char>(*left);
  const auto y = static_cast<unsigned char>(*right);
  if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0)) return x >= 0xF0;
  return x < y;
}

class Writer {
 public:
  Writer() { bytes_.reserve(4096); }

  /// Leaves the member `member` of the member `parent` of the top object unwritten.
  void leave_out(std::string_view parent, std::string_view member) {
    left_out_parent_ = parent;
    left_out_member_ = member;
  }

  base::Outcome write(const json::value& value) {
    switch (value.kind()) {
      case json::kind::null:
        bytes_ += "null";
        return base::Done{};
      case json::kind::bool_:
        bytes_ += value.get_bool() ? "true" : "false";
        return base::Done{};
      case json::kind::int64:
        return write_integer(value.get_int64());
      case json::kind::uint64:
        return write_unsigned(value.get_uint64());
      case json::kind::double_:
        return write_double(value.get_double());
      case json::kind::string:
        return write_text(view(value.get_string()));
      case json::kind::array:
        return write_array(value.get_array());
      case json::kind::object:
        return write_object(value.get_object(), {});
    }
    CHECK(false);
    return base::Done{};
  }

  base::Outcome write_object(const json::object& object, std::string_view left_out) {
    TRY_DONE(enter());
    std::vector<const json::key_value_pair*> members;
    members.reserve(object.size());
    for (const auto& member : object)
      if (left_out.empty() || view(member.key()) != left_out) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const auto* a, const auto* b) { return utf16_less(view(a->key()), view(b->key())); });
    bytes_ += '{';
    bool first = true;
    for (const auto* member : members) {
      if (!first) bytes_ += ',';
      first = false;
      TRY_DONE(write_text(view(member->key())));
      bytes_ += ':';
      const bool shortened = depth_ == 1 && !left_out_parent_.empty() && view(member->key()) == left_out_parent_ &&
                             member->value().is_object();
      TRY_DONE(shortened ? write_object(member->value().get_object(), left_out_member_) : write(member->value()));
    }
    bytes_ += '}';
    --depth_;
    return base::Done{};
  }

  base::Bytes take() { return std::move(bytes_); }

 private:
  base::Outcome enter() {
    if (++depth_ > deepest_json) return Refusal{.code = "proof.json.too_deep"};
    return base::Done{};
  }

  base::Outcome write_array(const json::array& array) {
    TRY_DONE(enter());
    bytes_ += '[';
    bool first = true;
    for (const auto& element : array) {
      if (!first) bytes_ += ',';
      first = false;
      TRY_DONE(write(element));
    }
    bytes_ += ']';
    --depth_;
    return base::Done{};
  }

  base::Outcome write_integer(std::int64_t number) {
    if (number > largest_exact_integer || number < -largest_exact_integer)
      return Refusal{.code = "proof.json.number_not_exact", .arguments = {{"number", std::to_string(number)}}};
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    bytes_.append(digits.data(), end);
    return base::Done{};
  }

  base::Outcome write_unsigned(std::uint64_t number) {
    if (number > std::uint64_t{largest_exact_integer})
      return Refusal{.code = "proof.json.number_not_exact", .arguments = {{"number", std::to_string(number)}}};
    return write_integer(static_cast<std::int64_t>(number));
  }

  base::Outcome write_double(double number) {
    TRY(text, canonical_number(number));
    bytes_ += text;
    return base::Done{};
  }

  /// RFC 8785 §3.2.2.2: only what JSON demands is escaped, in its shortest form, hexadecimal in lower case.
  base::Outcome write_text(std::string_view text) {
    const auto outside_ascii = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    if (std::any_of(text.begin(), text.end(), outside_ascii) && !base::is_utf8(text))
      return Refusal{.code = "proof.json.not_utf8"};
    bytes_ += '"';
    std::size_t plain = 0;  // start of what is not copied yet
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      if (c >= 0x20 && c != '"' && c != '\\') continue;
      bytes_.append(text, plain, i - plain);
      plain = i + 1;
      write_escape(c);
    }
    bytes_.append(text, plain);
    bytes_ += '"';
    return base::Done{};
  }

  void write_escape(unsigned char c) {
    constexpr std::string_view special = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    bytes_ += '\\';
    if (const auto at = special.find(static_cast<char>(c)); at != std::string_view::npos) {
      bytes_ += letters[at];
      return;
    }
    constexpr std::string_view hexadecimal = "0123456789abcdef";
    bytes_ += "u00";
    bytes_ += hexadecimal[c >> 4];
    bytes_ += hexadecimal[c & 15];
  }

  base::Bytes bytes_;
  std::size_t depth_ = 0;
  std::string_view left_out_parent_;
  std::string_view left_out_member_;
};

}  // namespace

Result<std::string> canonical_number(double number) {
  if (!std::isfinite(number)) return Refusal{.code = "proof.json.number_not_exact", .arguments = {{"number", "NaN"}}};
  if (number == 0) return std::string("0");
  std::array<char, 32> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(number), std::chars_format::scientific).ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto mark = text.find('e');
  std::string digits(text.substr(0, mark));
  if (digits.size() > 1) digits.erase(1, 1);  // the point
  int exponent = 0;
  const auto* from = text.data() + mark + (text[mark + 1] == '+' ? 2 : 1);
  std::from_chars(from, end, exponent);

  // ECMA-262, Number::toString: k digits, the point after the n-th.
  const int k = static_cast<int>(digits.size());
  const int n = exponent + 1;
  std::string result(number < 0 ? 1 : 0, '-');
  const auto places = [](int count) { return static_cast<std::size_t>(count); };
  if (k <= n && n <= 21) return result.append(digits).append(places(n - k), '0');
  if (0 < n && n <= 21) return result.append(digits, 0, places(n)).append(".").append(digits, places(n));
  if (-6 < n && n <= 0) return result.append("0.").append(places(-n), '0').append(digits);
  result.append(digits, 0, 1);
  if (k > 1) result.append(".").append(digits, 1);
  return result.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
}

Result<base::Bytes> to_canonical(const json::value& value) {
  Writer writer;
  TRY_DONE(writer.write(value));
  return writer.take();
}

Result<base::Bytes> to_canonical(const json::object& object) {
  Writer writer;
  TRY_DONE(writer.write_object(object, {}));
  return writer.take();
}

Result<base::Bytes> to_canonical_without(const json::object& object, std::string_view parent, std::string_view member) {
  Writer writer;
  writer.leave_out(parent, member);
  TRY_DONE(writer.write_object(object, {}));
  return writer.take();
}

bool is_canonical(std::string_view bytes) {
  const auto value = parse_strict(bytes);
  if (!value) return false;
  const auto again = to_canonical(*value);
  return again && *again == bytes;
}

}  // namespace proof
