// Tables of cases for the rules of sale: price, cap, VAT, wording, warranty, quote.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "equipment/tests.hpp"
#include "sales/closing.hpp"
#include "sales/quote.hpp"

namespace sales {
namespace {

using base::Money;
using equipment::Kind;
using equipment::Origin;

Money euros(std::int64_t amount) { return Money::cents(amount * 100); }

TEST(Price, ByKindAndCategoryThenByKind) {
  PriceTable table;
  table.prices = {{{Kind::laptop, "B"}, euros(130)}, {{Kind::monitor, ""}, euros(25)}};
  EXPECT_EQ(suggested_price(table, Kind::laptop, "B"), euros(130));
  EXPECT_EQ(suggested_price(table, Kind::laptop, "A"), std::nullopt);
  EXPECT_EQ(suggested_price(table, Kind::monitor, "A"), euros(25));
  EXPECT_EQ(suggested_price(table, Kind::cable, ""), std::nullopt);
}

TEST(Price, Table) {
  struct Case {
    const char* what;
    std::optional<Money> suggested, price;
    const char* reason;
    const char* code;
  };
  for (const Case& each : std::vector<Case>{
           {"as proposed", euros(100), {}, "", ""},
           {"typed the same", euros(100), euros(100), "", ""},
           {"lower without reason", euros(100), euros(90), "", "sales.price.no_reason"},
           {"lower with reason", euros(100), euros(90), "solidarity", ""},
           {"given away", euros(100), Money(), "solidarity", ""},
           {"unknown reason", euros(100), euros(90), "because", "sales.price.bad_reason"},
           {"no proposal, typed", {}, euros(5), "", ""},
           {"no proposal, nothing", {}, {}, "", "sales.price.no_price"},
           {"a slip of the keyboard", euros(100), euros(10'001), "market", "sales.price.too_high"},
       }) {
    const auto checked = check_price(each.suggested, each.price, each.reason);
    EXPECT_EQ(checked.ok() ? "" : checked.refusal().code, each.code) << each.what;
  }
}

TEST(Price, TablesGoThereAndBack) {
  EXPECT_EQ(prices_from_json(to_json(default_prices())).value(), default_prices());
  EXPECT_EQ(caps_from_json(to_json(default_caps())).value(), default_caps());
  for (const char* bad : {"[]", R"({"toaster":{"":100}})", R"({"laptop":{"Z":100}})", R"({"laptop":{"A":-1}})",
                          R"({"laptop":{"A":"100"}})"})
    EXPECT_FALSE(prices_from_json(boost::json::parse(bad)).ok()) << bad;
}

TEST(Cap, Table) {
  constexpr Origin capped = Origin::public_free_transfer;
  struct Case {
    const char* what;
    std::vector<CappedLine> lines;
    std::vector<std::string> refused;  ///< fields
  };
  const std::vector<Case> cases = {
      {"laptop at the cap", {{Kind::laptop, capped, euros(180)}}, {}},
      {"laptop a cent above", {{Kind::laptop, capped, Money::cents(18'001)}}, {"prices.0"}},
      {"the same from a company", {{Kind::laptop, Origin::gift, euros(400)}}, {}},
      {"tablet", {{Kind::tablet, capped, Money::cents(10'001)}}, {"prices.0"}},
      {"smartphone", {{Kind::smartphone, capped, euros(100)}}, {}},
      {"screen", {{Kind::monitor, capped, Money::cents(3'001)}}, {"prices.0"}},
      {"printer", {{Kind::printer, capped, euros(31)}}, {"prices.0"}},
      {"multifunction", {{Kind::multifunction, capped, euros(170)}}, {}},
      {"keyboard alone: no cap", {{Kind::keyboard, capped, euros(40)}}, {}},
      {"desktop set at the cap",
       {{Kind::desktop, capped, euros(110)},
        {Kind::monitor, capped, euros(30)},
        {Kind::keyboard, capped, euros(6)},
        {Kind::mouse, capped, euros(4)}},
       {}},
      {"desktop set above, each piece below",
       {{Kind::monitor, capped, euros(30)}, {Kind::desktop, capped, euros(125)}},
       {"prices.1"}},
      {"two screens: one is in the set, the other has its own cap",
       {{Kind::desktop, capped, euros(120)}, {Kind::monitor, capped, euros(30)}, {Kind::monitor, capped, euros(31)}},
       {"prices.2"}},
      {"two sets, each for itself",
       {{Kind::desktop, capped, euros(120)},
        {Kind::desktop, capped, euros(130)},
        {Kind::monitor, capped, euros(30)},
        {Kind::monitor, capped, euros(30)}},
       {"prices.1"}},
      {"a screen from elsewhere is not in the set",
       {{Kind::desktop, capped, euros(150)}, {Kind::monitor, Origin::gift, euros(60)}},
       {}},
  };
  for (const auto& each : cases) {
    std::vector<std::string> fields;
    for (const auto& refusal : over_cap(default_caps(), each.lines)) fields.push_back(refusal.field);
    EXPECT_EQ(fields, each.refused) << each.what;
  }
  EXPECT_EQ(within_cap(default_caps(), {Kind::laptop, capped, euros(250)}), euros(180));
  EXPECT_EQ(within_cap(default_caps(), {Kind::laptop, Origin::gift, euros(250)}), euros(250));
}

TEST(Vat, RoundedHalfUpAndAddsUp) {
  struct Case {
    Regime regime;
    std::int64_t price, purchase, vat;
  };
  for (const Case& each : std::vector<Case>{
           {Regime::exempt, 12'000, 0, 0},
           {Regime::normal, 12'000, 0, 2'000},
           {Regime::normal, 100, 0, 17},  // 16,67
           {Regime::normal, 9, 0, 2},     // 1,50: half up
           {Regime::normal, 1, 0, 0},     // 0,17
           {Regime::normal, 0, 0, 0},
           {Regime::margin, 12'000, 6'000, 1'000},
           {Regime::margin, 6'000, 9'000, 0},  // a loss bears no VAT
           {Regime::margin, 12'000, 0, 2'000},
       }) {
    const auto amounts = amounts_of({.regime = each.regime, .rate = 2000, .mention = "m"}, Money::cents(each.price),
                                    Money::cents(each.purchase));
    EXPECT_EQ(amounts.vat.in_cents(), each.vat) << code(each.regime) << " " << each.price;
    EXPECT_EQ(amounts.net + amounts.vat, amounts.price);
  }
  Amounts sum;
  const VatRule normal{.regime = Regime::normal, .rate = 550, .mention = ""};
  for (std::int64_t cents = 0; cents < 3000; ++cents) sum = sum + amounts_of(normal, Money::cents(cents));
  EXPECT_EQ(sum.net + sum.vat, sum.price);
}

TEST(Vat, Refusals) {
  EXPECT_EQ(check_vat({.regime = Regime::exempt, .mention = "  "}).refusal().code, "sales.vat.no_mention");
  EXPECT_TRUE(check_vat({.regime = Regime::normal}).ok());
  EXPECT_EQ(check_vat({.regime = Regime::normal, .rate = 10'001}).refusal().code, "sales.vat.bad_rate");
  for (const char* bad : {"{}", "[]", R"({"regime":"none","rate":2000,"mention":"m"})",
                          R"({"regime":"normal","rate":"20","mention":""})"})
    EXPECT_FALSE(vat_from_json(boost::json::parse(bad)).ok()) << bad;
}

equipment::Item tested_laptop() {
  equipment::Item item{.number = "GRPC26-0001", .kind = Kind::laptop, .category = "B"};
  item.media = {{.kind = "SSD",
                 .verdict = equipment::Verdict::erased,
                 .rank = equipment::Rank::measured,
                 .achieved = equipment::Level::purge}};
  for (const auto test : equipment::tests_required(Kind::laptop))
    item.tests[std::string(test)] = equipment::TestOutcome::pass;
  return item;
}

TEST(Wording, ReconditionedOnlyWhenTestedAndErased) {
  const auto terms = collection::default_terms();
  EXPECT_EQ(wording_of(tested_laptop(), terms), Wording::refurbished);
  const auto without = [&](auto change) {
    auto item = tested_laptop();
    change(item);
    return wording_of(item, terms);
  };
  EXPECT_EQ(without([](auto& item) { item.tests.erase("wifi"); }), Wording::second_hand) << "a test is missing";
  EXPECT_EQ(without([](auto& item) { item.tests["battery"] = equipment::TestOutcome::fail; }), Wording::second_hand)
      << "a function does not work";
  EXPECT_EQ(without([](auto& item) { item.tests["webcam"] = equipment::TestOutcome::not_applicable; }),
            Wording::refurbished);
  EXPECT_EQ(without([](auto& item) { item.media[0].verdict.reset(); }), Wording::second_hand) << "no proof of erasure";
  EXPECT_EQ(without([](auto& item) { item.media[0].rank = equipment::Rank::declared; }), Wording::second_hand)
      << "a proof that the donor does not accept";
  EXPECT_EQ(without([](auto& item) { item.locks = {"mdm"}; }), Wording::second_hand);
  EXPECT_EQ(without([](auto& item) { item.media.clear(); }), Wording::second_hand) << "nobody knows its media";
  equipment::Item cable{.kind = Kind::cable};
  EXPECT_EQ(wording_of(cable, terms), Wording::second_hand) << "nothing was tested";
}

TEST(WarrantyRule, Bounds) {
  EXPECT_TRUE(check_warranty({}).ok());
  EXPECT_EQ(check_warranty({.months = 6, .presumption_months = 12}).refusal().field, "presumption_months");
  EXPECT_EQ(check_warranty({.months = 121}).refusal().field, "months");
  EXPECT_EQ(check_warranty({.repair_days = -1}).refusal().field, "repair_days");
  EXPECT_EQ(warranty_from_json(to_json(Warranty{.months = 36}))->months, 36);
}

TEST(QuoteRule, ProposesWithinTheCapAndNamesItsItems) {
  auto capped = tested_laptop();
  capped.origin = Origin::public_free_transfer;
  capped.category = "PREMIUM";
  const std::vector<QuotedItem> items = {{.item = capped, .terms = collection::default_terms()}};
  const auto fine = quote(default_rules(), items, std::vector<AskedPrice>{{}});
  EXPECT_TRUE(fine.refusals.empty());
  EXPECT_TRUE(fine.capped);
  EXPECT_EQ(fine.total.price, euros(180));
  const auto refused = quote(default_rules(), items, std::vector<AskedPrice>{{.price = euros(200)}});
  ASSERT_EQ(refused.refusals.size(), 2U);
  EXPECT_EQ(refused.refusals[0].field, "reasons.GRPC26-0001");
  EXPECT_EQ(refused.refusals[1].code, "sales.cap.over");
  EXPECT_EQ(refused.refusals[1].field, "prices.GRPC26-0001");
  EXPECT_EQ(refused.refusals[1].arguments.at("cap"), "180");
}

TEST(Closings, NamesOfPeriods) {
  const auto day = base::parse_day("2026-11-21").value();
  EXPECT_EQ(period_of(Period::day, day), "2026-11-21");
  EXPECT_EQ(period_of(Period::month, day), "2026-11");
  EXPECT_EQ(period_of(Period::year, day), "2026");
}

}  // namespace
}  // namespace sales
