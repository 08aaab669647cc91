#include "i18n/i18n.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace i18n {
namespace {

const Translators& translators() {
  static const Translators all;
  return all;
}
const Translator& fr() { return translators()[Language::french]; }
const Translator& en() { return translators()[Language::english]; }

TEST(Languages, are_read_from_codes_and_headers) {
  EXPECT_EQ(parse_language("en-GB"), Language::english);
  EXPECT_EQ(parse_language("FR"), Language::french);
  EXPECT_FALSE(parse_language("eng"));
  EXPECT_FALSE(parse_language(""));
  EXPECT_EQ(negotiate_language("de, en;q=0.7, fr;q=0.3"), Language::english);
  EXPECT_EQ(negotiate_language("en;q=0.5,fr-CA"), Language::french);
  EXPECT_EQ(negotiate_language("en;q=0"), Language::french);
  EXPECT_EQ(negotiate_language("en;q=x"), Language::french);
  EXPECT_EQ(negotiate_language(""), Language::french);
  EXPECT_EQ(negotiate_language(";;,,q=1"), Language::french);
}

TEST(Texts, replace_their_arguments_once) {
  EXPECT_EQ(fr()("base.at_line", {{"line", "12"}, {"text", "{line} ?"}}), "Ligne 12\u00a0: {line} ?");
  EXPECT_EQ(en()("base.at_line", {{"line", "12"}}), "Line 12: {text}");
}

TEST(Texts, show_an_unknown_key) {
  EXPECT_EQ(fr()("base.nothing_like_it"), "base.nothing_like_it");
  EXPECT_EQ(fr().count("base.nothing_like_it", 3), "base.nothing_like_it");
  EXPECT_FALSE(fr().has("base.nothing_like_it"));
  EXPECT_TRUE(fr().has("base.at_line"));
  EXPECT_EQ(fr()(""), "");  // and not the catalogue's header
}

TEST(Texts, agree_with_their_number) {
  EXPECT_EQ(fr().count("html.table.rows", 0), "0 ligne");
  EXPECT_EQ(fr().count("html.table.rows", 1), "1 ligne");
  EXPECT_EQ(fr().count("html.table.rows", 1700), "1\u202f700 lignes");
  EXPECT_EQ(en().count("html.table.rows", 0), "0 rows");
  EXPECT_EQ(en().count("html.table.rows", 1), "1 row");
  EXPECT_EQ(en().count("html.table.rows", 5'000'000'001), "5,000,000,001 rows");
}

TEST(Figures, are_written_as_in_the_language) {
  EXPECT_EQ(fr().number(0), "0");
  EXPECT_EQ(fr().number(999), "999");
  EXPECT_EQ(fr().number(1700), "1\u202f700");
  EXPECT_EQ(fr().number(-1'234'567), "-1\u202f234\u202f567");
  EXPECT_EQ(en().number(1700), "1,700");
  EXPECT_EQ(en().number(INT64_MIN), "-9,223,372,036,854,775,808");
  EXPECT_EQ(fr().decimal(15350, 2), "15,35");
  EXPECT_EQ(fr().decimal(-15350, 1), "-15,4");
  EXPECT_EQ(fr().decimal(-4, 1), "0,0");
  EXPECT_EQ(en().decimal(999, 0), "1");
}

TEST(Figures, masses) {
  const auto shown = [](std::int64_t grams) { return fr().mass(base::Mass::grams(grams)); };
  EXPECT_EQ(shown(0), "0\u00a0kg");
  EXPECT_EQ(shown(320), "320\u00a0g");
  EXPECT_EQ(shown(1650), "1,65\u00a0kg");
  EXPECT_EQ(shown(2000), "2\u00a0kg");
  EXPECT_EQ(shown(1004), "1\u00a0kg");
  EXPECT_EQ(shown(999'994), "999,99\u00a0kg");
  EXPECT_EQ(shown(999'995), "1,0\u00a0t");
  EXPECT_EQ(shown(21'784'000), "21,8\u00a0t");
  EXPECT_EQ(shown(-1650), "-1,65\u00a0kg");
  EXPECT_EQ(en().mass(base::Mass::grams(1650)), "1.65\u00a0kg");
  EXPECT_EQ(fr().kilograms(base::Mass::grams(1'234'565)), "1\u202f234,57");
}

TEST(Figures, money) {
  EXPECT_EQ(fr().money(base::Money::cents(4550)), "45,50\u00a0€");
  EXPECT_EQ(fr().money(base::Money::cents(125'000'05)), "125\u202f000,05\u00a0€");
  EXPECT_EQ(en().money(base::Money::cents(-4550)), "-€45.50");
}

TEST(Figures, shares) {
  EXPECT_EQ(fr().percent(1400, 1700), "82\u202f%");
  EXPECT_EQ(en().percent(1400, 1700), "82%");
  EXPECT_EQ(fr().percent(3, 100), "3\u202f%");
  EXPECT_EQ(fr().percent(1, 80), "1,3\u202f%");
  EXPECT_EQ(fr().percent(9999, 100'000), "10\u202f%");
  EXPECT_EQ(fr().percent(0, 7), "0\u202f%");
  EXPECT_EQ(fr().percent(3, 0), "–");
}

TEST(Figures, sizes) {
  EXPECT_EQ(fr().bytes(0), "0\u00a0o");
  EXPECT_EQ(fr().bytes(1023), "1\u202f023\u00a0o");
  EXPECT_EQ(fr().bytes(1536), "1,5\u00a0Kio");
  EXPECT_EQ(fr().bytes(46 * 1024), "46\u00a0Kio");
  EXPECT_EQ(fr().bytes(std::int64_t{512} << 30), "512\u00a0Gio");
  EXPECT_EQ(en().bytes(std::int64_t{3} << 40), "3\u00a0TiB");
}

TEST(Dates, are_written_as_in_the_language) {
  using namespace std::chrono;
  EXPECT_EQ(fr().date(2026y / November / 21), "21\u00a0novembre 2026");
  EXPECT_EQ(fr().date(2026y / August / 1), "1er\u00a0août 2026");
  EXPECT_EQ(en().date(2026y / November / 1), "1\u00a0November 2026");
  EXPECT_EQ(fr().short_date(2026y / March / 2), "02/03/2026");
  EXPECT_EQ(fr().month(2026y / February), "février 2026");
}

TEST(Dates, follow_the_zone_and_its_summer_time) {
  const auto winter = base::parse_rfc3339("2026-11-21T23:30:00Z").value();
  const auto summer = base::parse_rfc3339("2026-07-14T10:05:00Z").value();
  EXPECT_EQ(fr().date_time(winter, "Europe/Paris"), "22\u00a0novembre 2026 à 00:30");
  EXPECT_EQ(en().date_time(summer, "Europe/Paris"), "14\u00a0July 2026 at 12:05");
  EXPECT_EQ(fr().short_date_time(summer, "Europe/Paris"), "14/07/2026\u00a012:05");
  EXPECT_EQ(fr().short_date_time(summer, "Nowhere/AtAll"), "14/07/2026\u00a010:05");  // UTC
}

TEST(Dates, relative_to_now) {
  const auto now = base::parse_rfc3339("2026-11-21T20:30:00Z").value();
  using namespace std::chrono;
  const auto shown = [now](auto before) { return fr().relative(now - before, now); };
  EXPECT_EQ(shown(44s), "à l’instant");
  EXPECT_EQ(shown(50s), "il y a 1\u00a0min");
  EXPECT_EQ(shown(2h), "il y a 2\u00a0h");
  EXPECT_EQ(shown(24h), "il y a 1\u00a0jour");
  EXPECT_EQ(shown(72h), "il y a 3\u00a0jours");
  EXPECT_EQ(shown(24h * 61), "il y a 2\u00a0mois");
  EXPECT_EQ(shown(24h * 365), "il y a 1\u00a0an");
  EXPECT_EQ(shown(-5min), "dans 5\u00a0min");
  EXPECT_EQ(en().relative(now - 48h, now), "2\u00a0days ago");
}

TEST(Dates, durations) {
  using namespace std::chrono;
  EXPECT_EQ(fr().duration(40s), "40\u00a0s");
  EXPECT_EQ(fr().duration(95s), "1\u00a0min 35\u00a0s");
  EXPECT_EQ(fr().duration(1h + 25min + 9s), "1\u00a0h 25\u00a0min");
  EXPECT_EQ(fr().duration(2h), "2\u00a0h");
  EXPECT_EQ(fr().duration(-5s), "0\u00a0s");
}

TEST(Names, sort_as_in_a_dictionary) {
  std::vector<std::string> names = {"Zoé", "Éric", "eau", "étage", "Emma", "zèbre", "Eric"};
  std::sort(names.begin(), names.end(),
            [](const auto& x, const auto& y) { return fr().sort_key(x) < fr().sort_key(y); });
  EXPECT_EQ(names, (std::vector<std::string>{"eau", "Emma", "Eric", "Éric", "étage", "zèbre", "Zoé"}));
}

TEST(Refusals, say_their_line) {
  EXPECT_EQ(refusal_text(fr(), {.code = "base.mass.too_heavy", .line = 1200}),
            "Ligne 1\u202f200\u00a0: Ce poids est trop élevé\u00a0: 10\u00a0tonnes au plus.");
  EXPECT_EQ(refusal_text(en(), {.code = "unknown.code", .field = "kind"}), "unknown.code");
}

}  // namespace
}  // namespace i18n
