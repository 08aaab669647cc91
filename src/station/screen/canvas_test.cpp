#include "station/screen/canvas.hpp"

#include <gtest/gtest.h>

#include "station/screen/letters.hpp"

namespace station::screen {
namespace {

TEST(Canvas, CountsColumnsNotBytes) {
  EXPECT_EQ(width_of("effacé"), 6);
  EXPECT_EQ(width_of("東芝"), 4);
  EXPECT_EQ(width_of("e\u0301"), 1) << "a combining accent takes no column";
}

TEST(Canvas, CutsWithAnEllipsisAndNeverHalfAWideCharacter) {
  Canvas sheet(1, 10);
  sheet.put(0, 0, "Disque de récupération");
  EXPECT_EQ(sheet.text(0), "Disque de…");
  Canvas wide(1, 6);
  wide.put(0, 0, "東芝東芝東芝");
  EXPECT_EQ(wide.text(0), "東芝…");
  EXPECT_EQ(wide.at(0, 1).character, U'\0');
  Canvas console(1, 10, Charset::console);
  console.put(0, 0, "Disque de récupération");
  EXPECT_EQ(console.text(0), "Disque...");
}

TEST(Canvas, DrawsNothingOutside) {
  Canvas sheet(2, 5);
  sheet.put(-1, 0, "a");
  sheet.put(2, 0, "b");
  sheet.put(0, 5, "c");
  sheet.fill(1, -3, 20, U'.', Style::normal);
  EXPECT_EQ(sheet.text(), "\n.....\n");
}

TEST(Canvas, ABareConsoleGetsOnlyWhatItHas) {
  EXPECT_EQ(in_charset("l’œuf « à 5 % » – fin…", Charset::console), U"l'oeuf « à 5 % » - fin...");
  EXPECT_EQ(in_charset("l’œuf « à » · 5 °", Charset::ascii), U"l'oeuf \" a \" - 5 o");
  EXPECT_EQ(in_charset("東", Charset::console), U"?");
}

TEST(Canvas, ADriveCannotMoveTheCursor) {
  EXPECT_EQ(in_charset("SSD\033[2J\r\n\tX", Charset::unicode), U"SSD [2J   X");
  EXPECT_EQ(in_charset("\xff\xfe", Charset::unicode).size(), 2U) << "bytes that are no UTF-8 are still shown";
}

TEST(Canvas, FoldsAtSpaces) {
  const Canvas sheet(1, 80);
  EXPECT_EQ(sheet.folded("un deux trois", 8), (std::vector<std::string>{"un deux", "trois"}));
  Canvas cut(2, 10);
  EXPECT_EQ(cut.put_folded(0, 0, "un deux trois quatre cinq", Style::normal, 10, 2), 2);
  EXPECT_EQ(cut.text(1), "trois qua…");
}

TEST(Canvas, ABarIsRoundedDown) {
  Canvas sheet(1, 10);
  sheet.bar(0, 0, 10, 0.999);
  EXPECT_EQ(sheet.at(0, 8).style, Style::bar);
  EXPECT_EQ(sheet.at(0, 9).style, Style::bar_rest);
  sheet.bar(0, 0, 10, 7);
  EXPECT_EQ(sheet.at(0, 9).style, Style::bar);
}

TEST(Canvas, BigLettersFitOrAreLeftOut) {
  Canvas sheet(6, 40);
  EXPECT_TRUE(sheet.big(0, 0, "EFFACÉ", Style::good_block));
  EXPECT_EQ(sheet.at(1, 0).style, Style::good_block);
  EXPECT_FALSE(sheet.big(0, 0, "INTERROMPU", Style::bad_block));
  for (const char32_t c : std::u32string(U"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%/ÉÈÊÀ-?"))
    EXPECT_TRUE(c == U'?' || letter_of(c) != letter_of(U'?')) << static_cast<unsigned>(c);
}

}  // namespace
}  // namespace station::screen
