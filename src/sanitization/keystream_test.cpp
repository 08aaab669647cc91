#include "sanitization/keystream.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sanitization {
namespace {

constexpr std::array ciphers = {Cipher::aes_256_ctr, Cipher::chacha20};

std::vector<std::uint8_t> stream(Cipher cipher, char key, std::uint64_t offset, std::size_t bytes) {
  std::vector<std::uint8_t> out(bytes, 0xEE);
  Keystream(cipher, std::string(32, key)).generate(offset, out);
  return out;
}

TEST(Keystream, AnswersWhatTheStandardsSay) { EXPECT_TRUE(keystream_self_test().ok()); }

TEST(Keystream, GivesTheSameBytesFromAnyPlaceInAnyPieces) {
  for (const auto cipher : ciphers) {
    const auto whole = stream(cipher, 'a', 0, 100000);
    for (const std::size_t offset : {0U, 1U, 15U, 16U, 63U, 64U, 520U, 4096U, 16383U, 16384U, 70000U}) {
      const auto part = stream(cipher, 'a', offset, 5000);
      EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(offset))) << offset;
    }
    Keystream jumping(cipher, std::string(32, 'a'));
    for (const std::size_t offset : {4096U, 0U, 8192U, 99900U, 99999U, 13U, 512U, 1024U}) {
      std::vector<std::uint8_t> part(std::min<std::size_t>(512, whole.size() - offset));
      jumping.generate(offset, part);
      EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(offset))) << offset;
    }
  }
}

TEST(Keystream, DiffersByKeyAndCipherAndPlace) {
  EXPECT_NE(stream(Cipher::aes_256_ctr, 'a', 0, 64), stream(Cipher::aes_256_ctr, 'b', 0, 64));
  EXPECT_NE(stream(Cipher::aes_256_ctr, 'a', 0, 64), stream(Cipher::chacha20, 'a', 0, 64));
  for (const auto cipher : ciphers) {
    EXPECT_NE(stream(cipher, 'a', 0, 64), stream(cipher, 'a', 64, 64));
    EXPECT_NE(stream(cipher, 'a', 0, 64), stream(cipher, 'a', std::uint64_t{1} << 36, 64)) << "32 bits of counter";
    EXPECT_NE(stream(cipher, 'a', 0, 64), stream(cipher, 'a', std::uint64_t{1} << 38, 64)) << "32 bits of counter";
  }
}

TEST(Keystream, CodesAreWhatCertificatesSay) {
  EXPECT_EQ(code(Cipher::aes_256_ctr), "aes_256_ctr");
  EXPECT_EQ(code(Cipher::chacha20), "chacha20");
  EXPECT_FALSE(code(best_cipher()).empty());
}

}  // namespace
}  // namespace sanitization
