#pragma once
// One field list per type, used both ways: `fields(archive, value)` writes when the archive is a Writer and reads when it is a Reader.
// Included by .cpp files only.
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "equipment/event.hpp"

namespace equipment::detail {

template <typename T>
struct is_id : std::false_type {};
template <typename T>
struct is_id<base::Id<T>> : std::true_type {};
template <typename T>
struct is_optional : std::false_type {};
template <typename T>
struct is_optional<std::optional<T>> : std::true_type {};
template <typename T>
struct is_vector : std::false_type {};
template <typename T>
struct is_vector<std::vector<T>> : std::true_type {};

class Writer;
class Reader;
template <typename T>
concept HasFields = requires(T& value, Writer& writer) { fields(writer, value); };

/// Leaves out what is empty or absent, so that stored facts stay small.
class Writer {
 public:
  template <typename T>
  void operator()(std::string_view name, const T& value) {
    boost::json::value json = write(value);
    const bool empty = json.is_null() || (json.is_string() && json.get_string().empty()) ||
                       (json.is_array() && json.get_array().empty()) || (json.is_object() && json.get_object().empty());
    if (!empty) object_.emplace(name, std::move(json));
  }
  boost::json::object take() { return std::move(object_); }

  template <typename T>
  static boost::json::value write(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      return boost::json::string(value);
    } else if constexpr (std::is_same_v<T, bool>) {
      return value;
    } else if constexpr (std::is_same_v<T, base::Instant>) {
      return base::to_milliseconds(value);
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_enum_v<T>) {
      return boost::json::string(code(value));
    } else if constexpr (is_id<T>::value) {
      return boost::json::string(value.text());
    } else if constexpr (is_optional<T>::value) {
      if (!value) return nullptr;
      return write(*value);
    } else if constexpr (std::is_same_v<T, std::map<std::string, TestOutcome>>) {
      boost::json::object object;
      for (const auto& [key, each] : value) object.emplace(key, code(each));
      return object;
    } else if constexpr (HasFields<T>) {
      Writer writer;
      fields(writer,
             const_cast<T&>(value));  // the list is shared with Reader, which needs it writable; Writer only reads
      return writer.take();
    } else {
      boost::json::array array;
      for (const auto& each : value) array.push_back(write(each));
      return array;
    }
  }

 private:
  boost::json::object object_;
};

/// Reads what Writer wrote; the first wrong field is kept as a refusal.
class Reader {
 public:
  explicit Reader(const boost::json::value& json) : object_(json.if_object()) {
    if (object_ == nullptr) fail("");
  }
  template <typename T>
  void operator()(std::string_view name, T& value) {
    if (object_ == nullptr) return;
    const auto* json = object_->if_contains(name);
    if (json != nullptr && !json->is_null() && !read(*json, value)) fail(name);
  }
  const std::optional<base::Refusal>& refusal() const { return refusal_; }

 private:
  void fail(std::string_view name) {
    if (!refusal_) refusal_ = base::Refusal{.code = "equipment.event.unreadable", .field = std::string(name)};
  }

  template <typename T>
  bool read(const boost::json::value& json, T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (!json.is_string()) return false;
      value = std::string(json.get_string());
    } else if constexpr (std::is_same_v<T, bool>) {
      if (!json.is_bool()) return false;
      value = json.get_bool();
    } else if constexpr (std::is_same_v<T, base::Instant>) {
      if (!json.is_int64()) return false;
      value = base::from_milliseconds(json.get_int64());
    } else if constexpr (std::is_integral_v<T>) {
      if (!json.is_int64()) return false;
      value = static_cast<T>(json.get_int64());
    } else if constexpr (std::is_enum_v<T>) {
      const auto found = json.is_string() ? from_code<T>(json.get_string()) : std::nullopt;
      if (!found) return false;
      value = *found;
    } else if constexpr (is_id<T>::value) {
      if (!json.is_string()) return false;
      auto parsed = T::parse(json.get_string());
      if (!parsed.ok()) return false;
      value = *parsed;
    } else if constexpr (is_optional<T>::value) {
      value.emplace();
      return read(json, *value);
    } else if constexpr (std::is_same_v<T, std::map<std::string, TestOutcome>>) {
      if (!json.is_object()) return false;
      for (const auto& [key, each] : json.get_object()) {
        const auto found = each.is_string() ? from_code<TestOutcome>(each.get_string()) : std::nullopt;
        if (!found) return false;
        value.emplace(key, *found);
      }
    } else if constexpr (HasFields<T>) {
      Reader reader(json);
      fields(reader, value);
      return !reader.refusal().has_value();
    } else {
      if (!json.is_array()) return false;
      for (const auto& each : json.get_array()) {
        typename T::value_type element{};
        if (!read(each, element)) return false;
        value.insert(value.end(), std::move(element));
      }
    }
    return true;
  }

  const boost::json::object* object_;
  std::optional<base::Refusal> refusal_;
};

}  // namespace equipment::detail
