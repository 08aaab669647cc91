#include "erasure/certificate_json.hpp"

#include <algorithm>

namespace erasure {

namespace json = boost::json;

const json::value* at(const json::value& root, std::string_view path) {
  const json::value* value = &root;
  while (value != nullptr && !path.empty()) {
    const auto dot = std::min(path.find('.'), path.size());
    const auto* object = value->if_object();
    value = object == nullptr ? nullptr : object->if_contains({path.data(), dot});
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return value;
}

std::string text_at(const json::value& root, std::string_view path) {
  const auto* value = at(root, path);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> integer_at(const json::value& root, std::string_view path) {
  const auto* value = at(root, path);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<bool> yes_at(const json::value& root, std::string_view path) {
  const auto* value = at(root, path);
  if (value == nullptr || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

std::vector<std::string> words_at(const json::value& root, std::string_view path) {
  std::vector<std::string> words;
  for (const auto& each : array_at(root, path))
    if (each.is_string()) words.emplace_back(each.get_string());
  return words;
}

const json::array& array_at(const json::value& root, std::string_view path) {
  static const json::array none;
  const auto* value = at(root, path);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

}  // namespace erasure
