#include "accounts/input.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"

namespace accounts {
namespace {

constexpr std::size_t longest_value = 64 * 1024;

std::string scalar(const boost::json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_null()) return {};
  if (value.is_bool()) return value.get_bool() ? "1" : "";
  return boost::json::serialize(value);
}

void flatten(const boost::json::value& value, const std::string& name,
             std::multimap<std::string, std::string, std::less<>>& values) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, each] : *object)
      flatten(each, name.empty() ? std::string(key) : name + "." + std::string(key), values);
  } else if (const auto* array = value.if_array()) {
    for (const auto& each : *array) flatten(each, name, values);
  } else {
    values.emplace(name, scalar(value));
  }
}

}  // namespace

bool holds_social_security_number(std::string_view text) {
  // 13 digits that begin with 1 or 2 and a two-digit key: 97 minus the rest of their division by 97.
  std::string digits;
  const auto check = [&] {
    for (std::size_t at = 0; at + 15 <= digits.size(); ++at) {
      if (digits.size() != 15 || (digits[at] != '1' && digits[at] != '2')) continue;
      const auto body = base::to_integer(digits.substr(at, 13));
      const auto key = base::to_integer(digits.substr(at + 13, 2));
      if (body && key && 97 - *body % 97 == *key) return true;
    }
    return false;
  };
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits.push_back(c);
    } else if (digits.size() == 6 && digits[5] == '2' && (c == 'A' || c == 'a' || c == 'B' || c == 'b')) {
      // Corsica: the key counts 2A as 19 and 2B as 18.
      digits[5] = '1';
      digits.push_back(c == 'A' || c == 'a' ? '9' : '8');
    } else if (c != ' ' && c != '.' && c != '-') {
      if (check()) return true;
      digits.clear();
    }
  }
  return check();
}

base::Result<Input> Input::read(const http::Request& request) {
  Input input;
  if (request.header("content-type").starts_with("application/json")) {
    TRY(json, base::parse_json(request.body));
    if (!json.is_object()) return base::Refusal{.code = "accounts.input.not_an_object"};
    flatten(json, {}, input.values_);
  }
  for (const auto& [name, value] : request.form.entries()) input.values_.emplace(name, value);
  for (auto& [name, value] : input.values_) {
    if (value.size() > longest_value) return base::Refusal{.code = "accounts.input.too_long", .field = name};
    value = base::trim(base::printable(value));
    if (holds_social_security_number(value))
      return base::Refusal{.code = "accounts.input.social_security_number", .field = name};
  }
  return input;
}

std::string Input::text(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

std::vector<std::string> Input::all(std::string_view name) const {
  std::vector<std::string> found;
  const auto [begin, end] = values_.equal_range(name);
  for (auto each = begin; each != end; ++each)
    if (!each->second.empty()) found.push_back(each->second);
  return found;
}

std::map<std::string, std::string> Input::under(std::string_view prefix) const {
  std::map<std::string, std::string> found;
  for (const auto& [name, value] : values_)
    if (name.starts_with(prefix) && !value.empty()) found.emplace(name.substr(prefix.size()), value);
  return found;
}

bool Input::yes(std::string_view name) const {
  const std::string value = base::lower(text(name));
  return value == "1" || value == "on" || value == "true" || value == "oui" || value == "yes";
}

base::Result<std::string> Input::required(std::string_view name) const {
  std::string value = text(name);
  if (value.empty()) return base::Refusal{.code = "accounts.input.missing", .field = std::string(name)};
  return value;
}

base::Result<std::optional<std::int64_t>> Input::integer(std::string_view name) const {
  const std::string value = text(name);
  if (value.empty()) return std::optional<std::int64_t>();
  const auto number = base::to_integer(value);
  if (!number) return base::Refusal{.code = "accounts.input.not_a_number", .field = std::string(name)};
  return std::optional<std::int64_t>(*number);
}

std::map<std::string, std::string> Input::values() const {
  std::map<std::string, std::string> found;
  for (const auto& [name, value] : values_) found.emplace(name, value);
  return found;
}

}  // namespace accounts
