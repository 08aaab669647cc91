#pragma once
// What the counter shows; no database here.
#include <string>
#include <vector>

#include "html/forms.hpp"
#include "sales/closing.hpp"
#include "sales/sell.hpp"
#include "stock/draft.hpp"

namespace sales {

struct CounterView {
  stock::Draft draft;
  std::vector<AskedPrice> asked;      ///< one per item
  Quote quote;                        ///< empty while some item may not leave
  bool total_asked = false;           ///< « Voir le total » was pressed
  std::vector<base::Refusal> unread;  ///< prices that are no amount
  stock::DepartureId id;
  html::Submission sent;  ///< of the confirmation
};
html::Html counter_page(const i18n::Translator& tr, const std::string& csrf, const CounterView& view);

struct ReceiptView {
  stock::Departure sale;
  Receipt receipt;
  std::int64_t prints = 0;
  std::string sha256;
  std::string zone;
};
html::Html receipt_page(const i18n::Translator& tr, const std::string& csrf, const ReceiptView& view);

struct ClosingsView {
  Period period = Period::day;
  std::vector<Closing> closings;
  std::optional<base::Result<std::int64_t>> chain;  ///< when it was asked to be checked
};
html::Html closings_page(const i18n::Translator& tr, const ClosingsView& view);

struct RulesView {
  Subject subject = Subject::prices;
  Rules rules;  ///< in force today
  std::vector<RuleVersion> versions;
  std::string today;  ///< day
  html::Submission sent;
};
html::Html rules_page(const i18n::Translator& tr, const std::string& csrf, const RulesView& view);
/// « 45,50 » for a field; whole euros without cents.
std::string amount_text(base::Money amount);
/// The sentence on the legal guarantee.
std::string warranty_text(const i18n::Translator& tr, const Warranty& warranty);

}  // namespace sales
