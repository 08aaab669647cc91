#include "station/screen/scan.hpp"

#include <gtest/gtest.h>

namespace station::screen {
namespace {

TEST(Scan, KeepsWhatArrivesAsItIs) {
  EXPECT_EQ(clean_scan(" pc260017 \r"), "PC260017");
  EXPECT_EQ(clean_scan("PC-26-0017"), "PC-26-0017");
  EXPECT_EQ(clean_scan(""), "");
}

TEST(Scan, ReadsTheUnshiftedFrenchRowAsDigits) {
  EXPECT_EQ(clean_scan("&é\"'(-è_çà"), "1234567890");
  EXPECT_EQ(clean_scan("PCé-àà&è"), "PC260017");
  EXPECT_EQ(clean_scan("t&("), "T15");
  EXPECT_EQ(clean_scan("PC--"), "PC66");
}

TEST(Scan, ReadsTheShiftedAmericanRowAsDigits) {
  EXPECT_EQ(clean_scan("!@#$%^&*()"), "1234567890");
  EXPECT_EQ(clean_scan("PC@^))!&"), "PC260017");
}

TEST(Scan, LeavesASignAloneWhenRealDigitsStandBesideIt) {
  EXPECT_EQ(clean_scan("LOT_12"), "LOT_12");
  EXPECT_EQ(clean_scan("A-B"), "A-B");
}

TEST(Scan, TakesTheEndOfAnAddress) {
  EXPECT_EQ(clean_scan("https://boucle.exemple.fr/i/PC260017"), "PC260017");
  EXPECT_EQ(clean_scan("https://boucle.exemple.fr/i/PC260017/"), "PC260017");
}

TEST(Scan, CodesOfPeople) {
  EXPECT_TRUE(is_operator_code("T07"));
  EXPECT_TRUE(is_operator_code("A-1"));
  EXPECT_FALSE(is_operator_code(""));
  EXPECT_FALSE(is_operator_code("MARIE DURAND"));
  EXPECT_FALSE(is_operator_code("12345678901234567"));
}

TEST(Scan, ADriveIsNamedByTheEndOfItsSerial) {
  const sanitization::Identity drive{.serial = "WD-WCC4E1234567"};
  EXPECT_TRUE(confirms("WD-WCC4E1234567", drive));
  EXPECT_TRUE(confirms("wcc4e1234567", drive));
  EXPECT_TRUE(confirms("234567", drive));
  EXPECT_TRUE(confirms(" 234 567 ", drive));
  EXPECT_TRUE(confirms("é\"'(-è", drive));
  EXPECT_TRUE(confirms("S/N:WD-WCC4E1234567", drive));
  EXPECT_FALSE(confirms("34567", drive)) << "five characters are not enough";
  EXPECT_FALSE(confirms("WD-WCC", drive)) << "the beginning is common to many drives";
  EXPECT_FALSE(confirms("234568", drive));
  EXPECT_FALSE(confirms("", drive));
}

TEST(Scan, AShortSerialIsTypedWhole) {
  const sanitization::Identity drive{.serial = "A1B2"};
  EXPECT_TRUE(confirms("a1b2", drive));
  EXPECT_FALSE(confirms("1B2", drive));
  EXPECT_FALSE(confirms("XXA1B2", drive)) << "too short to be found at the end of something else";
  EXPECT_EQ(asked_characters(drive), "A1B2");
}

TEST(Scan, WithoutSerialTheWwnNamesIt) {
  const sanitization::Identity drive{.wwn = "5002538e40a1b2c3"};
  EXPECT_TRUE(confirms("A1B2C3", drive));
  EXPECT_EQ(asked_characters(drive), "A1B2C3");
  EXPECT_FALSE(confirms("A1B2C3", {}));
}

}  // namespace
}  // namespace station::screen
