#include "proof/checkpoint.hpp"

#include <gtest/gtest.h>

#include "proof/log_for_tests.hpp"

namespace proof {
namespace {

const std::string origin = "boucle.exemple.fr/atelier";

Checkpoint sample() {
  return {
      .origin = origin, .size = 1700, .root = leaf_hash("root"), .time = *base::parse_rfc3339("2026-11-21T20:30:10Z")};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Checkpoint, IsASignedNote) {
  const auto key = key_for_tests('k');
  const auto note = sign_checkpoint(sample(), key);
  const auto root = base::to_base64(to_bytes(sample().root));
  EXPECT_TRUE(note.starts_with(origin + "\n1700\n" + root + "\ntime 2026-11-21T20:30:10Z\n\n— " + origin + " "))
      << note;
  const auto opened = open_checkpoint(note, key.public_key());
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(*opened, sample());
  EXPECT_EQ(*read_unverified_checkpoint(note), sample());
  EXPECT_EQ(open_checkpoint(note, key_for_tests('x').public_key()).refusal().code, "proof.checkpoint.wrong_signature");
}

TEST(Checkpoint, VerifierKeyOfTheSignedNoteSpecification) {
  const auto bytes = base::from_base64("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  const Issuer issuer{.origin = "example.com/foo", .key = *PublicKey::from_bytes(bytes->substr(1))};
  EXPECT_EQ(verifier_key(issuer), "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
}

TEST(Checkpoint, EveryChangedByteIsFound) {
  const auto key = key_for_tests('k').public_key();
  const auto note = sign_checkpoint(sample(), key_for_tests('k'));
  for (std::size_t i = 0; i < note.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = note;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_FALSE(open_checkpoint(changed, key).ok()) << i << " " << note.substr(i, 3) << " " << changed.substr(i, 3);
    }
  for (std::size_t i = 0; i < note.size(); ++i) EXPECT_FALSE(open_checkpoint(note.substr(0, i), key).ok()) << i;
}

TEST(Checkpoint, OneSpellingOnly) {
  const auto note = sign_checkpoint(sample(), key_for_tests('k'));
  for (const auto& bad :
       {replaced(note, "1700", "01700"), replaced(note, "1700", "-1"), replaced(note, "1700", "1700 "),
        replaced(note, "1700", "99999999999999999999"), replaced(note, "10Z", "10+00:00"),
        replaced(note, "10Z", "10.5Z"), replaced(note, "time ", "when "), replaced(note, "\n\n", "\n"),
        replaced(note, "\n", "\r\n"), replaced(note, "— ", "-- "), std::string("\n\n"), std::string()}) {
    const auto read = read_unverified_checkpoint(bad);
    ASSERT_FALSE(read.ok()) << bad;
    EXPECT_EQ(read.refusal().code, "proof.checkpoint.not_a_checkpoint");
  }
}

TEST(Checkpoint, WitnessesMayAddTheirLines) {
  const auto key = key_for_tests('k');
  const auto note = sign_checkpoint(sample(), key);
  const auto line = note.substr(note.find("—"));
  const std::string witness = "— temoin.exemple.org AAAAAAAA\n";
  EXPECT_TRUE(open_checkpoint(note + witness, key.public_key()).ok());
  EXPECT_TRUE(open_checkpoint(replaced(note, line, witness + line), key.public_key()).ok());
  EXPECT_FALSE(open_checkpoint(replaced(note, line, witness), key.public_key()).ok());
}

TEST(Checkpoint, EmptyLogAndLargestSize) {
  const auto key = key_for_tests('k');
  auto checkpoint = sample();
  for (const std::uint64_t size : {std::uint64_t{0}, ~std::uint64_t{0}}) {
    checkpoint.size = size;
    EXPECT_EQ(*open_checkpoint(sign_checkpoint(checkpoint, key), key.public_key()), checkpoint);
  }
}

}  // namespace
}  // namespace proof
