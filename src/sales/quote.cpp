#include "sales/quote.hpp"

namespace sales {
namespace {

base::Refusal about(base::Refusal refusal, const equipment::Item& item) {
  const bool reason = refusal.code == "sales.price.no_reason" || refusal.code == "sales.price.bad_reason";
  refusal.field = (reason ? "reasons." : "prices.") + item.number;
  refusal.arguments["number"] = item.number;
  return refusal;
}

QuotedLine line_of(const Rules& rules, const QuotedItem& each, const AskedPrice& asked) {
  QuotedLine line{
      .reason = asked.reason, .wording = wording_of(each.item, each.terms), .capped = is_capped(each.item.origin)};
  if (const auto price = suggested_price(rules.prices, each.item.kind, each.item.category))
    line.suggested = within_cap(rules.caps, {.kind = each.item.kind, .origin = each.item.origin, .price = *price});
  line.price = asked.price.value_or(line.suggested.value_or(base::Money()));
  line.amounts = amounts_of(rules.vat, line.price);
  return line;
}

}  // namespace

Quote quote(const Rules& rules, std::span<const QuotedItem> items, std::span<const AskedPrice> asked) {
  CHECK(items.size() == asked.size());
  Quote quote;
  std::vector<CappedLine> capped;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto line = line_of(rules, items[i], asked[i]);
    if (const auto checked = check_price(line.suggested, asked[i].price, asked[i].reason); !checked.ok())
      quote.refusals.push_back(about(checked.refusal(), items[i].item));
    quote.total = quote.total + line.amounts;
    quote.capped = quote.capped || line.capped;
    capped.push_back({.kind = items[i].item.kind, .origin = items[i].item.origin, .price = line.price});
    quote.lines.push_back(line);
  }
  for (auto& over : over_cap(rules.caps, capped)) {
    const auto index = static_cast<std::size_t>(std::stoul(over.field.substr(over.field.find('.') + 1)));
    quote.refusals.push_back(about(over, items[index].item));
  }
  return quote;
}

}  // namespace sales
