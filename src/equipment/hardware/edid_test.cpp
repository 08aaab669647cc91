#include "equipment/hardware/edid.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace equipment {
namespace {

struct Screen {
  unsigned width_cm = 34;
  unsigned height_cm = 27;
  unsigned width_mm = 338;
  unsigned height_mm = 270;
  unsigned input = 0x80;
  unsigned revision = 3;
  std::string name = "Panel 17";
  std::string serial = "ZX81000042";
};

/// A block built byte by byte after the standard, so that each oddity stands alone.
std::string block_of(const Screen& screen) {
  std::string block(128, '\0');
  const auto put = [&](std::size_t at, unsigned value) {
    block[at] = static_cast<char>(static_cast<unsigned char>(value));
  };
  for (std::size_t at = 1; at < 7; ++at) put(at, 0xFF);
  put(8, 0x10);
  put(9, 0xAC);  // DEL
  put(16, 12);
  put(17, 20);
  put(18, 1);
  put(19, screen.revision);
  put(20, screen.input);
  put(21, screen.width_cm);
  put(22, screen.height_cm);
  put(54, 0x30);
  put(55, 0x2A);
  put(66, screen.width_mm & 255U);
  put(67, screen.height_mm & 255U);
  put(68, ((screen.width_mm >> 8U) << 4U) | (screen.height_mm >> 8U));
  const auto text = [&](std::size_t at, unsigned tag, const std::string& words) {
    put(at + 3, tag);
    for (std::size_t index = 0; index < 13; ++index)
      put(at + 5 + index, index < words.size()    ? static_cast<unsigned char>(words[index])
                          : index == words.size() ? '\n'
                                                  : ' ');
  };
  text(72, 0xFC, screen.name);
  text(90, 0xFF, screen.serial);
  put(111, 0x10);
  unsigned sum = 0;
  for (const char byte : block) sum += static_cast<unsigned char>(byte);
  put(127, 256 - sum % 256);
  return block;
}

TEST(Edid, Values) {
  const auto edid = read_edid(block_of({}));
  ASSERT_TRUE(edid.ok());
  EXPECT_EQ(edid->maker, "Dell");
  EXPECT_EQ(edid->name, "Panel 17");
  EXPECT_EQ(edid->serial, "ZX81000042");
  EXPECT_EQ(edid->week, 12);
  EXPECT_EQ(edid->year, 2010);
  EXPECT_EQ(edid->inches, 17.0);
  EXPECT_TRUE(edid->checksum_right);
}

TEST(Edid, Sizes) {
  const auto inches = [](const Screen& screen) { return read_edid(block_of(screen))->inches; };
  EXPECT_EQ(inches({.width_cm = 53, .height_cm = 30, .width_mm = 527, .height_mm = 296}), 23.8);
  EXPECT_EQ(inches({.width_cm = 33, .height_cm = 21, .width_mm = 289, .height_mm = 21}),
            15.4);  // nonsense in millimetres
  EXPECT_EQ(inches({.width_cm = 33, .height_cm = 21, .width_mm = 0, .height_mm = 0}), 15.4);
  EXPECT_FALSE(inches({.width_cm = 0, .height_cm = 0, .width_mm = 531, .height_mm = 398}));  // projector
  EXPECT_FALSE(inches({.width_cm = 79, .height_cm = 0}));                                    // a ratio
  EXPECT_EQ(inches({.width_cm = 28, .height_cm = 21, .width_mm = 272, .height_mm = 204, .input = 0x0C, .revision = 1}),
            13.8);  // tube
}

TEST(Edid, AroundAndBroken) {
  const std::string block = block_of({});
  EXPECT_TRUE(read_edid(block + "\n").ok());
  EXPECT_TRUE(read_edid("\n" + block + block).ok());
  EXPECT_EQ(read_edid(base::to_hex(block))->name, "Panel 17");
  EXPECT_EQ(read_edid(block.substr(0, 127)).refusal().code, "equipment.hardware.broken_edid");
  EXPECT_EQ(read_edid("EDID").refusal().code, "equipment.hardware.unknown_kind");
}

TEST(Edid, WrongChecksumKeepsOnlyWhatIsSaidTwice) {
  std::string block = block_of({});
  block[100] = '!';
  const auto careful = read_edid(block);
  EXPECT_FALSE(careful->checksum_right);
  EXPECT_FALSE(careful->serial);
  EXPECT_EQ(careful->inches, 17.0);
  block[21] = 60;
  EXPECT_FALSE(read_edid(block)->inches);
}

TEST(Edid, ReservedSerialsAreNone) { EXPECT_FALSE(read_edid(block_of({.serial = "0"}))->serial); }

}  // namespace
}  // namespace equipment
