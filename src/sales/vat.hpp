#pragma once
// The VAT that a price holds, by the structure's regime. Prices at the counter include all taxes; amounts are cents.
#include <array>
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.hpp"
#include "base/result.hpp"

namespace sales {

enum class Regime {
  exempt,  ///< no VAT: the association's exemption, with the mention that the law asks for
  margin,  ///< second-hand goods: VAT on price minus purchase price, never shown on the receipt (CGI 297 A)
  normal,  ///< VAT on the whole price
};
inline constexpr std::array all_regimes = {Regime::exempt, Regime::margin, Regime::normal};
std::string_view code(Regime regime);
std::optional<Regime> regime_from_code(std::string_view code);

struct VatRule {
  Regime regime = Regime::exempt;
  std::int64_t rate = 2000;  ///< hundredths of a percent
  std::string mention;       ///< printed on each receipt; editable
  bool operator==(const VatRule&) const = default;
};
/// « TVA non applicable, art. 293 B du CGI »: to be confirmed by the structure's accountant.
VatRule default_vat();
/// The usual mention of a regime, proposed when it is chosen.
std::string usual_mention(Regime regime);

/// price = net + vat, always.
struct Amounts {
  base::Money price, net, vat;
  bool operator==(const Amounts&) const = default;
};
/// Of one line: the VAT is rounded half up to the cent, the net is the rest, so lines and totals add up exactly. `purchase` is what
/// the thing was bought for (a gift: nothing); under the margin regime a loss bears no VAT.
Amounts amounts_of(const VatRule& rule, base::Money price, base::Money purchase = {});
Amounts operator+(const Amounts& a, const Amounts& b);

boost::json::object to_json(const VatRule& rule);
/// Refuses "sales.vat.bad_regime", ".bad_rate" (0 to 100 %), ".no_mention" (exempt and margin need one), ".long_mention".
base::Result<VatRule> check_vat(VatRule rule);
base::Result<VatRule> vat_from_json(const boost::json::value& json);

}  // namespace sales
