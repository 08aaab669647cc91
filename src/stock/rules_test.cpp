// Tables of cases for the rules of stock: locations, receivers, sums of a slip.
#include <gtest/gtest.h>

#include "stock/departure.hpp"
#include "stock/location.hpp"

namespace stock {
namespace {

TEST(Location, Codes) {
  for (const char* good : {"A", "a1-e3", " GR.2 ", "12345678901234567890"}) EXPECT_TRUE(check_code(good).ok()) << good;
  EXPECT_EQ(check_code(" a1-e3 ").value(), "A1-E3");
  for (const char* bad : {"", "   ", "É1", "A 1", "A/1", "123456789012345678901"}) {
    ASSERT_FALSE(check_code(bad).ok()) << bad;
    EXPECT_EQ(check_code(bad).refusal().field, "code");
  }
}

TEST(Location, AScannerReadsTheCodeOrTheAddress) {
  EXPECT_EQ(scanned_code("a1-e3"), "A1-E3");
  EXPECT_EQ(scanned_code("https://boucle.example/stock/move?location=A1-E3"), "A1-E3");
}

TEST(Location, TreeSumsWhatStandsBelow) {
  const auto id = [](std::uint64_t n) { return LocationId::numbered(base::Instant(), 1, n); };
  const std::vector<Location> locations = {{.id = id(3), .code = "B-E1", .name = "Étagère", .parent = id(2)},
                                           {.id = id(1), .code = "A", .name = "Site"},
                                           {.id = id(2), .code = "B", .name = "Salle", .parent = id(1)},
                                           {.id = id(4), .code = "Z", .name = "Perdu de vue", .parent = id(9)}};
  const auto places = tree(locations, {{"B-E1", {{equipment::Status::ready, 3}}},
                                       {"B", {{equipment::Status::ready, 1}, {equipment::Status::received, 2}}}});
  ASSERT_EQ(places.size(), 4U);
  EXPECT_EQ(places[0].location.code, "A");
  EXPECT_EQ(places[1].depth, 1);
  EXPECT_EQ(places[2].depth, 2);
  EXPECT_EQ(places[3].location.code, "Z");
  EXPECT_EQ(places[3].depth, 0);
  EXPECT_EQ(total(places[0].own), 0);
  EXPECT_EQ(total(places[0].with_below), 6);
  EXPECT_EQ(places[0].with_below.at(equipment::Status::ready), 4);
  EXPECT_EQ(total(places[1].own), 3);
}

struct ReceiverCase {
  const char* what;
  DepartureKind departure;
  Receiver receiver;
  const char* code;  ///< empty: accepted
};

TEST(ReceiverRule, Table) {
  using enum ReceiverKind;
  const std::string siret = "73282932000074";
  const std::vector<ReceiverCase> cases = {
      {"gift to a person by reference", DepartureKind::gift, {.kind = person, .reference = "D-12"}, ""},
      {"gift to a person without reference", DepartureKind::gift, {.kind = person, .name = "X"}, "missing_reference"},
      {"gift to an association", DepartureKind::gift, {.kind = association, .name = "Les Amis"}, ""},
      {"gift to an association without name", DepartureKind::gift, {.kind = association}, "missing_name"},
      {"gift with a wrong SIRET",
       DepartureKind::gift,
       {.kind = association, .name = "Les Amis", .siret = "73282932000075"},
       "bad_siret"},
      {"gift to a waste operator",
       DepartureKind::gift,
       {.kind = waste_operator, .name = "Recyclo", .siret = siret},
       "bad_kind"},
      {"waste slip",
       DepartureKind::waste,
       {.kind = waste_operator, .name = "Recyclo", .siret = "732 829 320 00074"},
       ""},
      {"waste slip without SIRET", DepartureKind::waste, {.kind = waste_operator, .name = "Recyclo"}, "missing_siret"},
      {"waste to a person", DepartureKind::waste, {.kind = person, .reference = "D-1"}, "bad_kind"},
      {"give back", DepartureKind::give_back, {.kind = owner, .name = "Mairie"}, ""},
      {"give back to nobody", DepartureKind::give_back, {}, "bad_kind"},
      {"dismantling", DepartureKind::dismantling, {}, ""},
      {"sale to anybody", DepartureKind::sale, {}, ""},
      {"sale to a person without reference", DepartureKind::sale, {.kind = person}, ""},
      {"a name too long",
       DepartureKind::gift,
       {.kind = person, .reference = "D", .name = std::string(121, 'x')},
       "too_long"},
  };
  for (const auto& each : cases) {
    const auto checked = check_receiver(each.departure, each.receiver);
    if (*each.code == '\0') {
      EXPECT_TRUE(checked.ok()) << each.what;
    } else {
      ASSERT_FALSE(checked.ok()) << each.what;
      EXPECT_EQ(checked.refusal().code, std::string("stock.receiver.") + each.code) << each.what;
    }
  }
  EXPECT_EQ(
      check_receiver(DepartureKind::waste, {.kind = waste_operator, .name = "R", .siret = "732 829 320 00074"})->siret,
      siret);
}

TEST(Slip, SumsByCategoryAndOriginAddUp) {
  using equipment::Kind;
  using equipment::MassSource;
  using equipment::Origin;
  const auto line = [](Kind kind, std::optional<std::int64_t> mass, MassSource source, Origin origin) {
    return DepartureLine{.kind = kind,
                         .mass_g = mass,
                         .mass_source = source,
                         .origin = origin,
                         .weee_category = equipment::weee_category(kind)};
  };
  const auto sums = slip_sums({line(Kind::laptop, 1655, MassSource::weighed, Origin::gift),
                               line(Kind::monitor, 5730, MassSource::by_default, Origin::waste),
                               line(Kind::printer, std::nullopt, MassSource::unknown, Origin::waste),
                               line(Kind::desktop, 5260, MassSource::weighed, Origin::gift)});
  EXPECT_EQ(sums.all.items, 4);
  EXPECT_EQ(sums.all.mass_g, 1655 + 5730 + 5260);
  EXPECT_EQ(sums.all.weighed, 2);
  EXPECT_EQ(sums.all.without_mass, 1);
  EXPECT_EQ(sums.by_category.at(2).mass_g, 1655 + 5730);
  EXPECT_EQ(sums.by_origin.at(Origin::gift).mass_g, 1655 + 5260);
  std::int64_t sum = 0, items = 0;
  for (const auto& [category, each] : sums.by_category) sum += each.mass_g, items += each.items;
  EXPECT_EQ(sum, sums.all.mass_g);
  EXPECT_EQ(items, sums.all.items);
}

TEST(Slip, NumbersOfPapers) {
  const base::Day day{std::chrono::year(2026), std::chrono::month(1), std::chrono::day(1)};
  EXPECT_EQ(series(DepartureKind::sale, day), "R2026");
  EXPECT_EQ(series(DepartureKind::waste, day), "BD2026");
  EXPECT_EQ(digits(DepartureKind::sale), 6);
}

}  // namespace
}  // namespace stock
