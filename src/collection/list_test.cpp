#include "collection/list.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "collection/agreement.hpp"
#include "collection/donor.hpp"

namespace collection {
namespace {

constexpr base::Day day{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(21)};

std::string first_problem(const LineText& text) {
  const Line line = read_line(text, 7);
  if (line.problems.empty()) return "";
  EXPECT_EQ(line.problems.front().line, 7);
  return line.problems.front().code.substr(std::string("collection.line.").size()) + "/" + line.problems.front().field;
}

TEST(Lines, EachMistakeHasItsMessage) {
  EXPECT_EQ(first_problem({.kind = "PC portable"}), "");
  EXPECT_EQ(first_problem({.kind = "Grille-pain"}), "unknown_kind/kind");
  EXPECT_EQ(first_problem({.model = "Latitude 5400"}), "missing_kind/kind");
  EXPECT_EQ(first_problem({.kind = "UC", .quantity = "douze"}), "bad_quantity/quantity");
  EXPECT_EQ(first_problem({.kind = "UC", .quantity = "1,5"}), "bad_quantity/quantity");
  EXPECT_EQ(first_problem({.kind = "UC", .quantity = "0"}), "quantity_range/quantity");
  EXPECT_EQ(first_problem({.kind = "UC", .quantity = "-3"}), "quantity_range/quantity");
  EXPECT_EQ(first_problem({.kind = "UC", .quantity = "1001"}), "quantity_range/quantity");
  EXPECT_EQ(first_problem({.kind = "UC", .quantity = "1 000"}), "");
  EXPECT_EQ(first_problem({.kind = "UC", .serial = "X1", .quantity = "2"}), "serial_with_quantity/quantity");
  EXPECT_EQ(first_problem({.kind = "UC", .mass = "lourd"}), "bad_mass/mass");
  EXPECT_EQ(first_problem({.kind = "UC", .mass = "n/c"}), "");
  EXPECT_EQ(read_line({.kind = "x", .quantity = "y", .mass = "z"}, 1).problems.size(), 3U);
}

TEST(Lines, Values) {
  const Line line =
      read_line({.kind = "Écran 22\"", .serial = " N/A ", .asset_tag = "-", .quantity = "3.0", .mass = "5,2 kg"}, 2);
  EXPECT_EQ(line.kind, equipment::Kind::monitor);
  EXPECT_EQ(line.serial, "");
  EXPECT_EQ(line.asset_tag, "");
  EXPECT_EQ(line.quantity, 3);
  EXPECT_EQ(line.mass_g, 5200);
  EXPECT_EQ(read_line({.kind = "UC", .mass = "5200", .mass_in_grams = true}, 2).mass_g, 5200);
  EXPECT_EQ(read_line({.kind = "UC", .quantity = "4", .mass = "20", .mass_is_total = true}, 2).mass_g, 5000);
  EXPECT_EQ(read_line({.kind = "PC portable Dell Latitude"}, 2).model, "PC portable Dell Latitude");
}

TEST(Lines, EmptyTemplateRowsAreSkippedAndOriginalKept) {
  documents::Sheet sheet{.name = "",
                         .rows = {{.line = 4, .cells = {"Type", "Couleur", "N° de série"}},
                                  {.line = 5, .cells = {"", "rouge"}},
                                  {.line = 9, .cells = {"UC", "bleu", "S1"}}}};
  documents::Workbook workbook;
  workbook.sheets.push_back(sheet);
  const auto lines = read_lines(sheet, propose_mapping(workbook));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].line, 9);
  EXPECT_EQ(lines[0].original, (std::vector<std::string>{"UC", "bleu", "S1"}));
}

TEST(Lines, Duplicates) {
  std::vector<Line> lines = {read_line({.kind = "UC", .serial = "5CG-1"}, 2),
                             read_line({.kind = "UC", .serial = "5cg 1"}, 3),
                             read_line({.kind = "UC", .serial = "Z9"}, 4)};
  find_duplicates(lines, {"z9"});
  EXPECT_TRUE(lines[0].usable());
  ASSERT_EQ(lines[1].problems.size(), 1U);
  EXPECT_EQ(lines[1].problems[0].code, "collection.line.duplicate_serial");
  EXPECT_EQ(lines[1].problems[0].arguments.at("first"), "2");
  EXPECT_EQ(lines[2].problems.at(0).code, "collection.line.serial_in_stock");
  answer_lines(lines, day);
  const Counts counts = count(lines);
  EXPECT_EQ(counts.lines, 3);
  EXPECT_EQ(counts.accepted, 1);
  EXPECT_EQ(counts.problems, 2);
  EXPECT_EQ(problems_from_json(problems_to_json(lines[1].problems)), lines[1].problems);
}

TEST(Sorting, Instructions) {
  struct Case {
    equipment::Kind kind;
    std::string words;
    Answer answer;
    std::string reason;
  };
  using equipment::Kind;
  for (const auto& each : std::vector<Case>{{Kind::laptop, "Dell Latitude 5400", Answer::accepted, "fit"},
                                            {Kind::monitor, "Écran CRT 17", Answer::refused, "crt"},
                                            {Kind::monitor, "tube cathodique", Answer::refused, "crt"},
                                            {Kind::laptop, "HS", Answer::to_inspect, "broken"},
                                            {Kind::laptop, "incomplet, sans disque", Answer::to_inspect, "broken"},
                                            {Kind::laptop, "batterie gonflée", Answer::refused, "swollen_battery"},
                                            {Kind::smartphone, "compte iCloud actif", Answer::to_inspect, "locked"},
                                            {Kind::desktop, "Pentium 4", Answer::to_inspect, "too_old"},
                                            {Kind::printer, "HP", Answer::to_inspect, "printer"},
                                            {Kind::keyboard, "Azerty", Answer::accepted, "fit"}}) {
    const Sorted sorted = sort(each.kind, each.words, day);
    EXPECT_EQ(sorted.answer, each.answer) << each.words;
    EXPECT_EQ(sorted.reason, each.reason) << each.words;
  }
}

TEST(Donors, AreChecked) {
  EXPECT_EQ(check_donor({.name = "Mairie", .siret = "732 829 320 00074"}).value().siret, "73282932000074");
  EXPECT_EQ(check_donor({.name = " "}).refusal().field, "name");
  EXPECT_EQ(check_donor({.name = "A", .kind = "king"}).refusal().code, "collection.donor.bad_kind");
  EXPECT_EQ(check_donor({.name = "A", .siret = "1"}).refusal().field, "siret");
  EXPECT_EQ(check_donor({.name = "A", .contact = {.email = "a@"}}).refusal().field, "email");
}

TEST(Agreements, Check) {
  const auto agreement = check_agreement({.level = "purge",
                                          .days = "10",
                                          .place = "on_site",
                                          .rank = "measured",
                                          .valid_until = "31/12/2027",
                                          .exceptions = {"bad_sectors"}},
                                         false, day)
                             .value();
  EXPECT_EQ(agreement.terms.level, equipment::Level::purge);
  EXPECT_TRUE(agreement.terms.accepts_exception("bad_sectors"));
  EXPECT_FALSE(agreement.terms.accepts_exception("hidden_area"));
  EXPECT_FALSE(agreement.terms.accepts(equipment::Rank::third_party));
  EXPECT_FALSE(agreement.terms.accepts(equipment::Level::clear));
  EXPECT_TRUE(agreement.valid_on(day));
  EXPECT_FALSE(agreement.valid_on(base::parse_day("2028-01-01").value()));
  const auto field = [&](AgreementRequest request, bool public_body = false) {
    return check_agreement(request, public_body, day).refusal().field;
  };
  EXPECT_EQ(field({.level = "none"}), "level");
  EXPECT_EQ(field({.days = "0"}), "days");
  EXPECT_EQ(field({.rank = "word"}), "rank");
  EXPECT_EQ(field({.proof_years = "99"}), "proof_years");
  EXPECT_EQ(field({.place = "moon"}), "place");
  EXPECT_EQ(field({.signed_on = "demain"}), "signed_on");
  EXPECT_EQ(field({.valid_until = "2020-01-01"}), "valid_until");
  EXPECT_EQ(field({.exceptions = {"nimporte"}}), "exceptions");
  EXPECT_EQ(field({.public_free_transfer = true}), "public_free_transfer");
  EXPECT_TRUE(check_agreement({.public_free_transfer = true}, true, day).ok());
}

}  // namespace
}  // namespace collection
