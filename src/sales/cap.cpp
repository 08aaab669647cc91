#include "sales/cap.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace sales {
namespace {

using equipment::Kind;

constexpr std::array desktop_set = {Kind::monitor, Kind::keyboard, Kind::mouse};

/// « 150 » or « 150,50 », before « € ».
std::string in_euros(base::Money cap) {
  const std::string cents = std::to_string(cap.in_cents() % 100);
  const std::string euros = std::to_string(cap.in_cents() / 100);
  return cents == "0" ? euros : euros + "," + (cents.size() < 2 ? "0" : "") + cents;
}

base::Refusal refusal_of(std::size_t line, base::Money cap) {
  return {.code = "sales.cap.over", .field = "prices." + std::to_string(line), .arguments = {{"cap", in_euros(cap)}}};
}

/// Takes out of `free` the first line of that kind, and returns it; its own size when there is none.
std::size_t take(std::vector<std::size_t>& free, const std::vector<CappedLine>& lines, Kind kind) {
  const auto found = std::find_if(free.begin(), free.end(), [&](std::size_t i) { return lines[i].kind == kind; });
  if (found == free.end()) return lines.size();
  const std::size_t line = *found;
  free.erase(found);
  return line;
}

}  // namespace

CapTable default_caps() {
  CapTable table;
  for (const auto& [kind, euros] : {std::pair(Kind::laptop, 180),
                                    {Kind::desktop, 150},
                                    {Kind::all_in_one, 150},
                                    {Kind::tablet, 100},
                                    {Kind::smartphone, 100},
                                    {Kind::monitor, 30},
                                    {Kind::printer, 30},
                                    {Kind::multifunction, 170}})
    table.caps[kind] = base::Money::cents(euros * 100);
  return table;
}

bool is_capped(equipment::Origin origin) { return origin == equipment::Origin::public_free_transfer; }

std::vector<base::Refusal> over_cap(const CapTable& table, const std::vector<CappedLine>& lines) {
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (is_capped(lines[i].origin)) free.push_back(i);
  std::vector<base::Refusal> refusals;
  const auto cap_of_desktop = table.caps.find(Kind::desktop);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].kind != Kind::desktop || !is_capped(lines[i].origin) || cap_of_desktop == table.caps.end()) continue;
    std::erase(free, i);
    base::Money sum = lines[i].price;
    for (const Kind kind : desktop_set)
      if (const std::size_t line = take(free, lines, kind); line < lines.size()) sum += lines[line].price;
    if (sum > cap_of_desktop->second) refusals.push_back(refusal_of(i, cap_of_desktop->second));
  }
  for (const std::size_t i : free) {
    const auto cap = table.caps.find(lines[i].kind);
    if (cap != table.caps.end() && lines[i].price > cap->second) refusals.push_back(refusal_of(i, cap->second));
  }
  return refusals;
}

base::Money within_cap(const CapTable& table, const CappedLine& line) {
  const auto cap = table.caps.find(line.kind);
  if (!is_capped(line.origin) || cap == table.caps.end()) return line.price;
  return std::min(line.price, cap->second);
}

boost::json::object to_json(const CapTable& table) {
  boost::json::object json;
  for (const auto& [kind, cap] : table.caps) json[equipment::code(kind)] = cap.in_cents();
  return json;
}

base::Result<CapTable> caps_from_json(const boost::json::value& json) {
  const base::Refusal bad{.code = "sales.cap.bad_table"};
  if (!json.is_object()) return bad;
  CapTable table;
  for (const auto& [code, cap] : json.get_object()) {
    const auto kind = equipment::kind_from_code(code);
    if (!kind || !cap.is_int64() || cap.get_int64() < 0) return bad;
    table.caps[*kind] = base::Money::cents(cap.get_int64());
  }
  return table;
}

}  // namespace sales
