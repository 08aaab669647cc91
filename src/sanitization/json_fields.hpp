#pragma once
// How the structs of this folder become JSON and come back: one list of fields for both directions (record_fields.hpp), one writer and
// one strict reader here. Included only by .cpp files of this folder.
#include <boost/json.hpp>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "sanitization/record.hpp"

namespace sanitization::json {

/// What JCS and every JSON reader keep exactly.
inline constexpr std::uint64_t largest_integer = std::uint64_t{1} << 53;
inline constexpr std::size_t short_text = 4096, long_text = std::size_t{1} << 20;  // bytes
inline constexpr std::size_t most_elements = 10'000;

template <typename T, typename Plain>
concept Of = std::same_as<std::remove_const_t<T>, Plain>;

/// The code of each enum, read back.
template <typename E>
std::optional<E> from_code(std::string_view text);

class Writer {
 public:
  boost::json::object take() && { return std::move(object_); }

  template <typename T>
  void operator()(std::string_view name, const T& value, std::size_t = 0) {
    object_[name] = write(value);
  }
  template <typename T>
  void operator()(std::string_view name, const std::optional<T>& value, std::size_t = 0) {
    if (value) object_[name] = write(*value);
  }
  void bytes(std::string_view name, const base::Bytes& value, std::size_t) { object_[name] = base::to_hex(value); }

 private:
  static boost::json::value write(bool value) { return value; }
  static boost::json::value write(std::integral auto value) {
    if (std::cmp_greater(value, largest_integer)) return static_cast<std::int64_t>(largest_integer);
    return static_cast<std::int64_t>(value);
  }
  static boost::json::value write(const std::string& text) {
    return boost::json::value(base::is_utf8(text) ? text : base::printable(base::to_utf8(text)));
  }
  static boost::json::value write(base::Instant instant) { return boost::json::value(base::to_rfc3339(instant)); }
  static boost::json::value write(const std::map<std::string, std::string>& texts) {
    boost::json::object object;
    for (const auto& [name, text] : texts) object[write(name).as_string()] = write(text);
    return object;
  }
  template <typename T>
  static boost::json::value write(const std::vector<T>& values) {
    boost::json::array array;
    for (const T& value : values) array.push_back(write(value));
    return array;
  }
  static boost::json::value write(const Policy& policy) { return to_json(policy); }
  template <typename E>
    requires std::is_enum_v<E>
  static boost::json::value write(E value) {
    return boost::json::value(code(value));
  }
  template <typename S>
    requires std::is_class_v<S>
  static boost::json::value write(const S& value) {
    Writer inner;
    describe(inner, value);
    return std::move(inner).take();
  }

  boost::json::object object_;
};

/// Reads an object whose members are known; keeps the first thing that is wrong.
class Reader {
 public:
  /// `codes`: what refusal codes begin with, "sanitization.record."; `path`: where the object stands, "before.capacity".
  Reader(const boost::json::value& value, std::string_view codes, std::string path)
      : codes_(codes), path_(std::move(path)), object_(value.if_object()) {
    if (object_ == nullptr) refuse("", "invalid");
  }

  /// What was wrong, also a member that nobody asked for.
  base::Outcome end() {
    if (refusal_) return *refusal_;
    for (const auto& member : *object_)
      if (!asked_.contains(std::string(member.key())))
        refuse(base::shorten(base::printable(member.key()), 80), "unknown");
    if (refusal_) return *refusal_;
    return base::Done{};
  }

  template <typename T>
  void operator()(std::string_view name, T& value, std::size_t most = 0) {
    if (const auto* json = find(name))
      read(name, *json, value, most);
    else if (!refusal_)
      refuse(name, "missing");
  }
  template <typename T>
  void operator()(std::string_view name, std::optional<T>& value, std::size_t most = 0) {
    value.reset();
    if (const auto* json = find(name)) read(name, *json, value.emplace(), most);
  }
  void bytes(std::string_view name, base::Bytes& value, std::size_t most) {
    std::string text;
    (*this)(name, text, 2 * most);
    if (refusal_) return;
    auto read = base::from_hex(text);
    if (!read.ok() || base::to_hex(*read) != text) return refuse(name, "invalid");
    value = std::move(*read);
  }
  void refuse(std::string_view name, std::string_view what) {
    if (refusal_) return;
    std::string where = field(name);
    refusal_ = base::Refusal{
        .code = codes_ + std::string(what), .field = where, .arguments = {{"field", where.empty() ? "JSON" : where}}};
  }
  bool broken() const { return refusal_.has_value(); }

 private:
  const boost::json::value* find(std::string_view name) {
    asked_.emplace(name);
    return refusal_ ? nullptr : object_->if_contains(name);
  }
  std::string field(std::string_view name) const {
    if (path_.empty() || name.empty()) return path_ + std::string(name);
    return path_ + "." + std::string(name);
  }

  void read(std::string_view name, const boost::json::value& json, bool& value, std::size_t) {
    if (!json.is_bool()) return refuse(name, "invalid");
    value = json.get_bool();
  }
  template <std::integral T>
  void read(std::string_view name, const boost::json::value& json, T& value, std::size_t) {
    if (!json.is_int64() && !json.is_uint64()) return refuse(name, "invalid");
    if (json.is_uint64() && json.get_uint64() > largest_integer) return refuse(name, "invalid");
    const std::int64_t number = json.is_int64() ? json.get_int64() : static_cast<std::int64_t>(json.get_uint64());
    if (std::cmp_greater(number, largest_integer) || !std::in_range<T>(number)) return refuse(name, "invalid");
    value = static_cast<T>(number);
  }
  void read(std::string_view name, const boost::json::value& json, std::string& value, std::size_t most) {
    const auto* text = json.if_string();
    if (text == nullptr || text->size() > (most == 0 ? short_text : most) || !base::is_utf8(*text))
      return refuse(name, "invalid");
    value.assign(text->data(), text->size());
  }
  void read(std::string_view name, const boost::json::value& json, base::Instant& value, std::size_t) {
    const auto* text = json.if_string();
    if (text == nullptr || text->size() > 40) return refuse(name, "invalid");
    const auto instant = base::parse_rfc3339(std::string_view(*text));
    if (!instant.ok()) return refuse(name, "invalid");
    value = *instant;
  }
  void read(std::string_view name, const boost::json::value& json, std::map<std::string, std::string>& value,
            std::size_t) {
    const auto* object = json.if_object();
    if (object == nullptr || object->size() > 100) return refuse(name, "invalid");
    for (const auto& member : *object) {
      std::string text;
      read(std::string(name) + "." + base::shorten(base::printable(member.key()), 80), member.value(), text, 0);
      if (member.key().size() > 100) refuse(name, "invalid");
      if (refusal_) return;
      value.emplace(member.key(), std::move(text));
    }
  }
  template <typename T>
  void read(std::string_view name, const boost::json::value& json, std::vector<T>& values, std::size_t most) {
    const auto* array = json.if_array();
    if (array == nullptr || array->size() > (most == 0 ? most_elements : most)) return refuse(name, "invalid");
    values.clear();
    values.reserve(array->size());
    for (std::size_t i = 0; i < array->size() && !refusal_; ++i)
      read(std::string(name) + "[" + std::to_string(i) + "]", (*array)[i], values.emplace_back(), 0);
  }
  void read(std::string_view name, const boost::json::value& json, Policy& value, std::size_t) {
    auto policy = policy_from_json(json);
    if (policy.ok()) return void(value = std::move(*policy));
    refusal_ = policy.refusal();
    refusal_->field = field(name) + (refusal_->field.empty() ? "" : "." + refusal_->field);
    refusal_->arguments = {{"field", refusal_->field}};
  }
  template <typename E>
    requires std::is_enum_v<E>
  void read(std::string_view name, const boost::json::value& json, E& value, std::size_t) {
    const auto* text = json.if_string();
    const auto known = text == nullptr ? std::optional<E>() : from_code<E>(std::string_view(*text));
    if (!known) return refuse(name, "invalid");
    value = *known;
  }
  template <typename S>
    requires std::is_class_v<S>
  void read(std::string_view name, const boost::json::value& json, S& value, std::size_t) {
    Reader inner(json, codes_, field(name));
    if (!inner.broken()) describe(inner, value);
    if (const auto outcome = inner.end(); !outcome.ok() && !refusal_) refusal_ = outcome.refusal();
  }

  std::string codes_, path_;
  const boost::json::object* object_;
  std::set<std::string, std::less<>> asked_;
  std::optional<base::Refusal> refusal_;
};

}  // namespace sanitization::json
