#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/bytes.hpp"
#include "base/check_digits.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/mass.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace {

TEST(Mass, ReadsWhatScalesAndPeopleWrite) {
  EXPECT_EQ(base::Mass::parse("1,65")->in_grams(), 1650);
  EXPECT_EQ(base::Mass::parse(" 1.65 kg ")->in_grams(), 1650);
  EXPECT_EQ(base::Mass::parse("1650 g")->in_grams(), 1650);
  EXPECT_EQ(base::Mass::parse("1\u202F250,5")->in_grams(), 1250500);
  EXPECT_EQ(base::Mass::parse("0")->in_grams(), 0);
  for (const char* bad : {"", "-1", "1,2,3", "1,6505", "dix", "1e3", "kg", "10001"})
    EXPECT_FALSE(base::Mass::parse(bad).ok()) << bad;
}

TEST(Money, ReadsEurosAndRoundsSharesHalfUp) {
  EXPECT_EQ(base::Money::parse("45")->in_cents(), 4500);
  EXPECT_EQ(base::Money::parse("1 250,5 €")->in_cents(), 125050);
  for (const char* bad : {"", "-3", "1,234", "€"}) EXPECT_FALSE(base::Money::parse(bad).ok()) << bad;
  EXPECT_EQ(base::Money::cents(101).share(5000).in_cents(), 51);
  EXPECT_EQ(base::Money::cents(10000).share(2000).in_cents(), 2000);
}

TEST(Text, FoldsHeadingsAndTrimsOddSpaces) {
  EXPECT_EQ(base::fold("  N° Série "), "n serie");
  EXPECT_EQ(base::fold("Modèle/Œuvre"), "modele oeuvre");
  EXPECT_EQ(base::fold("cafe\u0301"), "cafe");
  EXPECT_EQ(base::trim("\u00A0 a b\u202F\t"), "a b");
  EXPECT_EQ(base::to_utf8("Mod\xE8le \x80"), "Modèle €");
  EXPECT_EQ(base::to_utf8("Modèle"), "Modèle");
  EXPECT_EQ(base::shorten("été", 2), "é");
  EXPECT_EQ(base::printable(std::string_view("a\0b\x1b[c\xff\nd", 9)), "ab[c\nd");
  EXPECT_EQ(base::to_number("15,35"), 15.35);
  EXPECT_FALSE(base::to_number("nan").has_value());
}

TEST(Time, ReadsOffsetsAndKnowsParis) {
  const auto instant = base::parse_rfc3339("2025-12-31T23:30:00.5+00:00").value();
  EXPECT_EQ(base::to_rfc3339(instant), "2025-12-31T23:30:00.500Z");
  EXPECT_EQ(base::parse_rfc3339("2026-01-01T00:30:00.5+01:00").value(), instant);
  EXPECT_EQ(base::to_iso(base::day_in_zone(instant, "Europe/Paris").value()), "2026-01-01");
  EXPECT_EQ(base::to_rfc3339(base::start_of_day(base::parse_day("01/07/2026").value(), "Europe/Paris").value()),
            "2026-06-30T22:00:00.000Z");
  EXPECT_EQ(base::local_minutes(instant, "Europe/Paris"), "2026-01-01 00:30");
  for (const char* bad : {"", "2026-01-01", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z",
                          "2026-01-01T00:00:00.Z"})
    EXPECT_FALSE(base::parse_rfc3339(bad).ok()) << bad;
  EXPECT_FALSE(base::day_in_zone(instant, "Europe/Nulle_Part").ok());
  for (const char* bad : {"31/02/2026", "1/2", "2026-13-01", "aa/bb/cccc"})
    EXPECT_FALSE(base::parse_day(bad).ok()) << bad;
}

TEST(Id, IsAUuidOfVersionSevenThatSortsByTime) {
  struct Thing {};
  using ThingId = base::Id<Thing>;
  const auto first = ThingId::create(base::from_milliseconds(1'000'000));
  const auto later = ThingId::create(base::from_milliseconds(1'000'001));
  EXPECT_LT(first, later);
  EXPECT_EQ(first.text()[14], '7');
  EXPECT_EQ(ThingId::parse(base::upper(first.text())).value(), first);
  EXPECT_EQ(ThingId::numbered(base::from_milliseconds(5), 1, 2), ThingId::numbered(base::from_milliseconds(5), 1, 2));
  EXPECT_NE(ThingId::numbered(base::from_milliseconds(5), 1, 2), ThingId::numbered(base::from_milliseconds(5), 1, 3));
  EXPECT_FALSE(ThingId::parse("00000000-0000-0000-0000-00000000000g").ok());
}

TEST(Bytes, RoundTripAndRefuseOtherAlphabets) {
  const base::Bytes bytes("\0\xff\x10 binary", 10);
  EXPECT_EQ(base::from_hex(base::to_hex(bytes)).value(), bytes);
  EXPECT_EQ(base::from_base64(base::to_base64(bytes)).value(), bytes);
  EXPECT_EQ(base::from_base64url(base::to_base64url(bytes)).value(), bytes);
  EXPECT_FALSE(base::from_base64("a*b=").ok());
  EXPECT_FALSE(base::from_base64("ab\xaf=").ok());
  EXPECT_FALSE(base::from_hex("abc").ok());
  EXPECT_EQ(base::to_hex(base::sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Json, RefusesWithTheLine) {
  EXPECT_TRUE(base::parse_json("\xEF\xBB\xBF{\"a\":1}\n").ok());
  const auto broken = base::parse_json("{\n\"a\":1,\n}");
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.refusal().line, 3);
  EXPECT_FALSE(base::parse_json("{} {}").ok());
  EXPECT_FALSE(base::parse_json(std::string(100, '[')).ok());
}

TEST(CheckDigits, SiretAndLuhn) {
  for (const char* good : {"73282932000074", "35600000000048", "35600000049837"})
    EXPECT_TRUE(base::is_siret(good)) << good;
  for (const char* bad : {"", "73282932000075", "7328293200007", "732829320000744", "7328293200007a", "35600000049838"})
    EXPECT_FALSE(base::is_siret(bad)) << bad;
  EXPECT_TRUE(base::passes_luhn("490154203237518"));
  EXPECT_FALSE(base::passes_luhn("490154203237581")) << "two figures the wrong way round";
  EXPECT_FALSE(base::passes_luhn(""));
  EXPECT_FALSE(base::passes_luhn("4x"));
}

}  // namespace
