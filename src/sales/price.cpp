#include "sales/price.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace sales {
namespace {

using equipment::Kind;

bool is_category(std::string_view text) {
  return std::find(price_categories.begin(), price_categories.end(), text) != price_categories.end();
}

constexpr std::int64_t most_cents = 10'000 * 100;

}  // namespace

PriceTable default_prices() {
  struct Row {
    Kind kind;
    std::array<std::int64_t, 6> euros;  ///< in the order of price_categories; 0: no price
  };
  static constexpr std::array rows = {Row{Kind::laptop, {0, 60, 90, 130, 170, 250}},
                                      Row{Kind::desktop, {0, 30, 50, 80, 110, 150}},
                                      Row{Kind::all_in_one, {0, 60, 80, 110, 140, 180}},
                                      Row{Kind::thin_client, {25, 0, 0, 0, 0, 0}},
                                      Row{Kind::monitor, {25, 0, 0, 0, 0, 0}},
                                      Row{Kind::tablet, {0, 30, 45, 60, 80, 100}},
                                      Row{Kind::smartphone, {0, 30, 45, 60, 80, 100}},
                                      Row{Kind::phone, {10, 0, 0, 0, 0, 0}},
                                      Row{Kind::printer, {25, 0, 0, 0, 0, 0}},
                                      Row{Kind::multifunction, {50, 0, 0, 0, 0, 0}},
                                      Row{Kind::projector, {60, 0, 0, 0, 0, 0}},
                                      Row{Kind::dock, {20, 0, 0, 0, 0, 0}},
                                      Row{Kind::charger, {10, 0, 0, 0, 0, 0}},
                                      Row{Kind::keyboard, {4, 0, 0, 0, 0, 0}},
                                      Row{Kind::mouse, {3, 0, 0, 0, 0, 0}},
                                      Row{Kind::cable, {2, 0, 0, 0, 0, 0}}};
  PriceTable table;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < price_categories.size(); ++i)
      if (row.euros[i] > 0)
        table.prices[{row.kind, std::string(price_categories[i])}] = base::Money::cents(row.euros[i] * 100);
  return table;
}

std::optional<base::Money> suggested_price(const PriceTable& table, Kind kind, std::string_view category) {
  for (const std::string_view wanted : {category, std::string_view()})
    if (const auto found = table.prices.find({kind, std::string(wanted)}); found != table.prices.end())
      return found->second;
  return std::nullopt;
}

base::Outcome check_price(const std::optional<base::Money>& suggested, const std::optional<base::Money>& price,
                          std::string_view reason) {
  if (!price && !suggested) return base::Refusal{.code = "sales.price.no_price"};
  const base::Money asked = price.value_or(suggested.value_or(base::Money()));
  if (asked.in_cents() > most_cents) return base::Refusal{.code = "sales.price.too_high"};
  if (!reason.empty() && std::find(price_reasons.begin(), price_reasons.end(), reason) == price_reasons.end())
    return base::Refusal{.code = "sales.price.bad_reason"};
  if (suggested && asked != *suggested && reason.empty()) return base::Refusal{.code = "sales.price.no_reason"};
  return base::Done{};
}

boost::json::object to_json(const PriceTable& table) {
  boost::json::object json;
  for (const auto& [key, price] : table.prices) {
    auto& kind = json[equipment::code(key.first)];
    if (!kind.is_object()) kind = boost::json::object();
    kind.get_object()[key.second] = price.in_cents();
  }
  return json;
}

base::Result<PriceTable> prices_from_json(const boost::json::value& json) {
  const base::Refusal bad{.code = "sales.price.bad_table"};
  if (!json.is_object()) return bad;
  PriceTable table;
  for (const auto& [kind_code, row] : json.get_object()) {
    const auto kind = equipment::kind_from_code(kind_code);
    if (!kind || !row.is_object()) return bad;
    for (const auto& [category, price] : row.get_object()) {
      if (!is_category(category) || !price.is_int64() || price.get_int64() < 0 || price.get_int64() > most_cents)
        return bad;
      table.prices[{*kind, std::string(category)}] = base::Money::cents(price.get_int64());
    }
  }
  return table;
}

}  // namespace sales
