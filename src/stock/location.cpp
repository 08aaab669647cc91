#include "stock/location.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "base/text.hpp"

namespace stock {

base::Result<std::string> check_code(std::string_view text) {
  std::string code = base::upper(base::trim(text));
  const bool right = std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  if (code.empty() || code.size() > 20 || !right)
    return base::Refusal{.code = "stock.location.bad_code", .field = "code"};
  return code;
}

base::Result<std::string> check_name(std::string_view text) {
  std::string name = base::trim(text);
  if (name.empty() || name.size() > 80) return base::Refusal{.code = "stock.location.bad_name", .field = "name"};
  return name;
}

std::string scanned_code(std::string_view text) {
  constexpr std::string_view address = "/stock/move?location=";
  const auto at = text.find(address);
  return base::upper(base::trim(at == std::string_view::npos ? text : text.substr(at + address.size())));
}

std::int64_t total(const Content& content) {
  std::int64_t sum = 0;
  for (const auto& [status, count] : content) sum += count;
  return sum;
}

std::vector<Place> tree(const std::vector<Location>& locations, const std::map<std::string, Content>& content_by_code) {
  std::set<LocationId> known;
  for (const auto& each : locations) known.insert(each.id);
  std::map<LocationId, std::vector<const Location*>> below;
  for (const auto& each : locations)
    below[each.parent && known.contains(*each.parent) ? *each.parent : LocationId()].push_back(&each);
  for (auto& [parent, children] : below)
    std::sort(children.begin(), children.end(), [](const Location* a, const Location* b) { return a->code < b->code; });

  std::vector<Place> places;
  const std::function<Content(const Location&, int)> add = [&](const Location& location, int depth) {
    const auto found = content_by_code.find(location.code);
    const std::size_t here = places.size();
    const Content own = found == content_by_code.end() ? Content() : found->second;
    places.push_back({.location = location, .depth = depth, .own = own});
    Content sum = own;
    if (const auto children = below.find(location.id); children != below.end())
      for (const Location* child : children->second)
        for (const auto& [status, count] : add(*child, depth + 1)) sum[status] += count;
    places[here].with_below = sum;
    return sum;
  };
  for (const Location* site : below[LocationId()]) add(*site, 0);
  return places;
}

}  // namespace stock
