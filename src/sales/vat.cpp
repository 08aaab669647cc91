#include "sales/vat.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"

namespace sales {

std::string_view code(Regime regime) {
  switch (regime) {
    case Regime::exempt:
      return "exempt";
    case Regime::margin:
      return "margin";
    case Regime::normal:
      return "normal";
  }
  return {};
}

std::optional<Regime> regime_from_code(std::string_view text) {
  for (const Regime regime : all_regimes)
    if (code(regime) == text) return regime;
  return std::nullopt;
}

// The wording of the law, in the language of the law: data of the receipt, kept and edited per structure, never translated.
std::string usual_mention(Regime regime) {
  switch (regime) {
    case Regime::exempt:
      return "TVA non applicable, art. 293 B du CGI";
    case Regime::margin:
      return "Régime particulier – Biens d’occasion (art. 297 A du CGI)";
    case Regime::normal:
      return {};
  }
  return {};
}

VatRule default_vat() { return {.regime = Regime::exempt, .mention = usual_mention(Regime::exempt)}; }

Amounts amounts_of(const VatRule& rule, base::Money price, base::Money purchase) {
  std::int64_t taxed = 0;
  switch (rule.regime) {
    case Regime::exempt:
      break;
    case Regime::margin:
      taxed = std::max<std::int64_t>(0, price.in_cents() - purchase.in_cents());
      break;
    case Regime::normal:
      taxed = price.in_cents();
      break;
  }
  const std::int64_t whole = 10'000 + rule.rate;
  const base::Money vat = base::Money::cents((taxed * rule.rate * 2 + whole) / (whole * 2));
  return {.price = price, .net = price - vat, .vat = vat};
}

Amounts operator+(const Amounts& a, const Amounts& b) {
  return {.price = a.price + b.price, .net = a.net + b.net, .vat = a.vat + b.vat};
}

boost::json::object to_json(const VatRule& rule) {
  return {{"regime", code(rule.regime)}, {"rate", rule.rate}, {"mention", rule.mention}};
}

base::Result<VatRule> check_vat(VatRule rule) {
  rule.mention = base::trim(rule.mention);
  if (rule.rate < 0 || rule.rate > 10'000) return base::Refusal{.code = "sales.vat.bad_rate", .field = "rate"};
  if (rule.mention.size() > 300) return base::Refusal{.code = "sales.vat.long_mention", .field = "mention"};
  if (rule.regime != Regime::normal && rule.mention.empty())
    return base::Refusal{.code = "sales.vat.no_mention", .field = "mention"};
  return rule;
}

base::Result<VatRule> vat_from_json(const boost::json::value& json) {
  const base::Refusal bad{.code = "sales.vat.bad_regime", .field = "regime"};
  if (!json.is_object()) return bad;
  const auto& object = json.get_object();
  const auto* regime_text = object.if_contains("regime");
  const auto* rate = object.if_contains("rate");
  const auto* mention = object.if_contains("mention");
  if (regime_text == nullptr || !regime_text->is_string() || rate == nullptr || !rate->is_int64() ||
      mention == nullptr || !mention->is_string())
    return bad;
  const auto regime = regime_from_code(regime_text->get_string());
  if (!regime) return bad;
  return check_vat({.regime = *regime, .rate = rate->get_int64(), .mention = std::string(mention->get_string())});
}

}  // namespace sales
