#pragma once
// What a sale would be: each item's price, VAT and word, and all that stands in its way. Pure: the counter's page shows it, the sale
// does it.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sales/rules.hpp"

namespace sales {

struct QuotedItem {
  equipment::Item item;
  collection::AgreementTerms terms;
};
/// What the counter typed for an item; nothing: the proposed price.
struct AskedPrice {
  std::optional<base::Money> price;
  std::string reason;  ///< one of price_reasons; empty if the price is the proposed one
};

struct QuotedLine {
  std::optional<base::Money> suggested;  ///< within the cap; nothing if the table has no price
  base::Money price;
  std::string reason;
  Amounts amounts;
  Wording wording = Wording::second_hand;
  bool capped = false;
};
struct Quote {
  std::vector<QuotedLine> lines;
  Amounts total;
  bool capped = false;                  ///< some item comes from a public body's free transfer: its buyer must be asked
  std::vector<base::Refusal> refusals;  ///< fields "prices.NUMBER" and "reasons.NUMBER", argument {number}
};
/// `asked` has one entry per item.
Quote quote(const Rules& rules, std::span<const QuotedItem> items, std::span<const AskedPrice> asked);

}  // namespace sales
