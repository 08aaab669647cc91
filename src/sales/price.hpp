#pragma once
// What a thing is proposed for at the counter: a table by kind and category, dated, each organisation's own.
#include <array>
#include <boost/json/fwd.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/money.hpp"
#include "base/result.hpp"
#include "equipment/item.hpp"

namespace sales {

/// Categories of the published grade, lowest first; "" is the price of what is not graded.
inline constexpr std::array<std::string_view, 6> price_categories = {"", "D", "C", "B", "A", "PREMIUM"};

/// All taxes included.
struct PriceTable {
  std::map<std::pair<equipment::Kind, std::string>, base::Money> prices;
  bool operator==(const PriceTable&) const = default;
};
/// Boucle's starting point, to be replaced by the structure's own: no law nor source behind it.
PriceTable default_prices();
/// The price of its kind and category, else of its kind alone; nothing: no suggestion, the counter types one.
std::optional<base::Money> suggested_price(const PriceTable& table, equipment::Kind kind, std::string_view category);

/// Why a price differs from the one proposed.
inline constexpr std::array<std::string_view, 5> price_reasons = {"solidarity", "kit", "defect", "market", "cap"};
/// Refuses "sales.price.no_price" (nothing typed, nothing proposed), ".no_reason" (different and no reason), ".bad_reason", ".too_high"
/// (over 10,000 €: a slip of the keyboard).
base::Outcome check_price(const std::optional<base::Money>& suggested, const std::optional<base::Money>& price,
                          std::string_view reason);

boost::json::object to_json(const PriceTable& table);
/// Refuses "sales.price.bad_table".
base::Result<PriceTable> prices_from_json(const boost::json::value& json);

}  // namespace sales
