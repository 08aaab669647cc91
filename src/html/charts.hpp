#pragma once
// Drawings as SVG inside the page, without scripts; each has its figures as text.
#include <cstdint>
#include <string>
#include <vector>

#include "html/components.hpp"

namespace html {

/// A share of a whole: colours follow the order (1 to 6), the same in light, dark and print.
struct Share {
  std::string label;
  std::int64_t value = 0;  ///< any unit, the same for all (grams for a mass balance)
  std::string shown;       ///< « 21,8 t »
};
/// One bar cut in shares, with its legend: the mass balance of a lot. `title` names it, `total` is its whole as text.
Html stacked_bar(const i18n::Translator& tr, std::string_view title, std::string_view total,
                 const std::vector<Share>& shares);

struct Point {
  std::string label;  ///< « janv. »
  std::int64_t value = 0;
  std::string shown;  ///< « 142 »
};
struct Chart {
  const i18n::Translator& tr;
  std::string title;
  std::string label_heading;  ///< heading of the labels in the table of figures: « Mois »
  std::string value_heading;  ///< « Matériels reçus »
  std::vector<Point> points = {};
};
/// Values from 0 up; negative ones are drawn as 0 but printed as they are in the figures.
Html bar_chart(const Chart& chart);
Html line_chart(const Chart& chart);

}  // namespace html
