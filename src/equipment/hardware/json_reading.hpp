#pragma once
// JSON as the tools really write it, and small questions asked of it.
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace equipment {

/// Every root value of the text. Forgives what has one meaning only: words before the first bracket, trailing commas,
/// a comma missing between two objects, several roots one after the other, control characters inside texts.
/// Refuses with "equipment.hardware.broken_json" (also when cut short) or "equipment.hardware.too_deep" (over 64 levels).
base::Result<std::vector<boost::json::value>> parse_documents(std::string_view text);

const boost::json::object* object_at(const boost::json::object& object, std::string_view key);
const boost::json::array* array_at(const boost::json::object& object, std::string_view key);
/// The text, or a number as text; empty if absent or null.
std::string text_at(const boost::json::object& object, std::string_view key);
/// A whole number ≥ 0, also when written as a text of digits or as { "n": 12, "s": "12" } (smartctl).
std::optional<std::uint64_t> number_at(const boost::json::object& object, std::string_view key);
/// true, false, 1, 0, "1", "0".
std::optional<bool> flag_at(const boost::json::object& object, std::string_view key);

}  // namespace equipment
