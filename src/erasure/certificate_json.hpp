#pragma once
// Reading a certificate's JSON by paths such as "custody.agreement.required"; whatever is missing or of another kind is empty.
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace erasure {

/// Null if any part is missing.
const boost::json::value* at(const boost::json::value& root, std::string_view path);
std::string text_at(const boost::json::value& root, std::string_view path);
std::optional<std::int64_t> integer_at(const boost::json::value& root, std::string_view path);
std::optional<bool> yes_at(const boost::json::value& root, std::string_view path);
std::vector<std::string> words_at(const boost::json::value& root, std::string_view path);
/// Empty if there is no array.
const boost::json::array& array_at(const boost::json::value& root, std::string_view path);

}  // namespace erasure
