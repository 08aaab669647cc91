#pragma once
// Resale caps of what a public body transferred free of charge (standards.md §2, note M): an editable, dated table.
#include <boost/json/fwd.hpp>
#include <map>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "base/result.hpp"
#include "equipment/item.hpp"

namespace sales {

/// Highest prices, all taxes included. That of a desktop is the cap of the set « unit, screen, keyboard, mouse ».
struct CapTable {
  std::map<equipment::Kind, base::Money> caps;
  bool operator==(const CapTable&) const = default;
};
/// laptop 180 €, desktop set 150, tablet 100, smartphone 100, screen 30, printer 30, multifunction 170; and, by our reading, an
/// all-in-one counts as a desktop set. Read in a secondary source (M): to be checked by the structure.
CapTable default_caps();

/// What the cap is looked at for: one sold item and its price.
struct CappedLine {
  equipment::Kind kind = equipment::Kind::other_device;
  equipment::Origin origin = equipment::Origin::gift;
  base::Money price;
};

bool is_capped(equipment::Origin origin);
/// The refusals "sales.cap.over" {cap}, field "prices.INDEX" of the line whose cap is passed. Each desktop of such origin takes into
/// its set one screen, one keyboard and one mouse of such origin sold with it: the set's sum is what the cap bounds.
std::vector<base::Refusal> over_cap(const CapTable& table, const std::vector<CappedLine>& lines);
/// The highest price that may be proposed for the line alone; the price itself where there is no cap.
base::Money within_cap(const CapTable& table, const CappedLine& line);

boost::json::object to_json(const CapTable& table);
/// Refuses "sales.cap.bad_table".
base::Result<CapTable> caps_from_json(const boost::json::value& json);

}  // namespace sales
