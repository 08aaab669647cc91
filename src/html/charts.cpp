#include "html/charts.hpp"

#include <algorithm>

#include "html/table.hpp"

namespace html {
namespace {

/// Drawings are 1,000 wide and stretched by the page: texts stay outside of them, at the reader's size.
constexpr std::int64_t canvas = 1000;

std::int64_t scaled(std::int64_t value, std::int64_t largest, std::int64_t size) {
  if (largest <= 0 || value <= 0) return 0;
  return static_cast<std::int64_t>(static_cast<long double>(value) / static_cast<long double>(largest) *
                                   static_cast<long double>(size));
}

std::int64_t largest_of(const Chart& chart) {
  std::int64_t largest = 0;
  for (const Point& point : chart.points) largest = std::max(largest, point.value);
  return largest;
}

std::string colour_class(std::size_t rank) { return "c" + std::to_string(rank % 6 + 1); }

Html figures(const Chart& chart) {
  std::vector<std::vector<Html>> rows;
  for (const Point& point : chart.points) rows.push_back({text(point.label), text(point.shown)});
  return details(summary(chart.tr("html.chart.figures")),
                 simple_table(chart.title,
                              {{.title = chart.label_heading, .heading = true},
                               {.title = chart.value_heading, .align = Align::end}},
                              rows));
}

}  // namespace

Html stacked_bar(const i18n::Translator& tr, std::string_view title, std::string_view total,
                 const std::vector<Share>& shares) {
  std::int64_t whole = 0;
  for (const Share& share : shares) whole += std::max<std::int64_t>(0, share.value);
  Writer bar;
  bar.open("svg", {attr("class", "stack"), attr("viewBox", "0 0 1000 40"), attr("preserveAspectRatio", "none"),
                   attr("aria-hidden", "true")});
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const std::int64_t from = scaled(sum, whole, canvas);
    sum += std::max<std::int64_t>(0, shares[i].value);
    const std::int64_t to = scaled(sum, whole, canvas);
    if (to == from) continue;
    bar.element("rect", {attr("class", colour_class(i)), attr("x", std::to_string(from)),
                         attr("width", std::to_string(to - from)), attr("height", "40")});
  }
  bar.close("svg");
  Writer key;
  key.open("dl", {attr("class", "legend")});
  for (std::size_t i = 0; i < shares.size(); ++i) {
    key.open("div").open("dt");
    key.element("svg", {attr("class", "swatch"), attr("viewBox", "0 0 10 10"), attr("aria-hidden", "true"),
                        element("rect", attr("class", colour_class(i)), attr("width", "10"), attr("height", "10"))});
    key.add(shares[i].label).close("dt");
    key.element("dd", {shares[i].shown, " ", small(tr.percent(shares[i].value, whole))}).close("div");
  }
  key.close("dl");
  return figure(attr("class", "chart"), figcaption(strong(title), " ", span(total)), bar.take(), key.take());
}

Html bar_chart(const Chart& chart) {
  const std::int64_t largest = largest_of(chart);
  Writer out;
  out.open("dl", {attr("class", "bars")});
  for (const Point& point : chart.points) {
    const std::string width = std::to_string(scaled(point.value, largest, canvas));
    out.open("div").element("dt", {point.label}).open("dd");
    out.element("svg",
                {attr("viewBox", "0 0 1000 10"), attr("preserveAspectRatio", "none"), attr("aria-hidden", "true"),
                 element("rect", attr("class", "c1"), attr("width", width), attr("height", "10"))});
    out.element("span", {point.shown}).close("dd").close("div");
  }
  out.close("dl");
  return figure(attr("class", "chart"), figcaption(strong(chart.title)), out.take());
}

Html line_chart(const Chart& chart) {
  if (chart.points.empty()) return figure(attr("class", "chart"), figcaption(strong(chart.title)), p("–"));
  const std::int64_t largest = largest_of(chart);
  const auto last = static_cast<std::int64_t>(chart.points.size()) - 1;
  const auto highest = std::max_element(chart.points.begin(), chart.points.end(),
                                        [](const Point& x, const Point& y) { return x.value < y.value; });
  std::string line;
  for (std::int64_t i = 0; i <= last; ++i) {
    const std::int64_t x = last == 0 ? 0 : i * canvas / last;
    const std::int64_t y = 300 - scaled(chart.points[static_cast<std::size_t>(i)].value, largest, 290);
    line += (line.empty() ? "" : " ") + std::to_string(x) + "," + std::to_string(y);
  }
  const std::string area = "0,300 " + line + " " + std::to_string(last == 0 ? 0 : canvas) + ",300";
  const std::string named = chart.tr("html.chart.line", {{"title", chart.title},
                                                         {"first", chart.points.front().label},
                                                         {"last", chart.points.back().label},
                                                         {"highest", highest->shown},
                                                         {"when", highest->label}});
  return figure(attr("class", "chart"), figcaption(strong(chart.title)),
                div(attr("class", "plot"), span(attr("class", "most"), highest->shown),
                    element("svg", attr("viewBox", "0 0 1000 300"), attr("preserveAspectRatio", "none"),
                            attr("role", "img"), attr("aria-label", named), element("polygon", attr("points", area)),
                            element("polyline", attr("points", line))),
                    div(attr("class", "axis"), attr("aria-hidden", "true"), span(chart.points.front().label),
                        span(chart.points.back().label))),
                figures(chart));
}

}  // namespace html
