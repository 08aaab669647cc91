#include "proof/signature.hpp"

#include <gtest/gtest.h>

#include "proof/base58.hpp"
#include "proof/commitment.hpp"

namespace proof {
namespace {

Secret secret_of(std::string_view hex) { return std::move(Secret::from_bytes(*base::from_hex(hex))).value(); }

TEST(Base58, KnownTexts) {
  EXPECT_EQ(to_base58("Hello World!"), "2NEpo7TZRRrLZSi2U");
  EXPECT_EQ(to_base58(*base::from_hex("0000287fb4cd")), "11233QC4");
  EXPECT_EQ(*from_base58("11233QC4"), *base::from_hex("0000287fb4cd"));
  EXPECT_EQ(to_base58(""), "");
  EXPECT_EQ(*from_base58(""), "");
  for (const std::string text : {"0", "O", "I", "l", "z6Mk ", "é"}) EXPECT_FALSE(from_base58(text).ok()) << text;
  EXPECT_FALSE(from_base58(std::string(129, '2')).ok());
}

TEST(SigningKey, Rfc8032Test1) {
  const SigningKey key(secret_of("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  EXPECT_EQ(base::to_hex(key.public_key().bytes()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const auto signature = key.sign("");
  EXPECT_EQ(
      base::to_hex(signature),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
      "24655141438e7a100b");
  EXPECT_TRUE(key.public_key().verify("", signature));
  EXPECT_FALSE(key.public_key().verify("x", signature));
  EXPECT_FALSE(key.public_key().verify("", signature.substr(1)));
}

TEST(SigningKey, MovesAndLeavesNothingBehind) {
  SigningKey first(secret_of(std::string(64, '1')));
  const auto public_key = first.public_key();
  const SigningKey second(std::move(first));
  EXPECT_EQ(second.public_key(), public_key);
  EXPECT_EQ(first.public_key().bytes(), std::string(32, '\0'));  // NOLINT(bugprone-use-after-move)
  Secret one = secret_of(std::string(64, '1'));
  const Secret two(std::move(one));
  EXPECT_EQ(one.bytes(), std::string(32, '\0'));  // NOLINT(bugprone-use-after-move)
}

TEST(PublicKey, MultikeyOfTheDidKeyExamples) {
  const SigningKey key(secret_of(std::string(64, '0')));
  EXPECT_EQ(key.public_key().multibase(), "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp");
  const auto read = PublicKey::parse("z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, key.public_key());
}

TEST(PublicKey, RefusesOtherTexts) {
  for (const std::string text :
       {"", "z", "6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp", "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5G",
        "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW0",
        "z16MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"})
    EXPECT_FALSE(PublicKey::parse(text).ok()) << text;
}

TEST(PublicKey, FingerprintForPaper) {
  const SigningKey key(secret_of(std::string(64, '0')));
  const auto hex = base::to_hex(base::sha256(key.public_key().bytes()));
  const auto text = key.public_key().fingerprint();
  EXPECT_EQ(text.size(), 39U);
  EXPECT_EQ(text.substr(0, 9), hex.substr(0, 4) + " " + hex.substr(4, 4));
  EXPECT_EQ(text.substr(35), hex.substr(28, 4));
}

TEST(MasterKey, FileOfOneLine) {
  const Secret master = secret_of(std::string(64, 'a'));
  const auto text = write_master_key(master);
  EXPECT_EQ(text, "boucle-master-key-v1 qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\n");
  EXPECT_EQ(read_master_key(text, 0600)->bytes(), master.bytes());
  EXPECT_EQ(read_master_key(text, 0100400)->bytes(), master.bytes()) << "with the bits of the file's kind";
  for (const unsigned mode : {0640U, 0604U, 0644U, 0660U, 0610U, 0602U, 0777U})
    EXPECT_EQ(read_master_key(text, mode).refusal().code, "proof.key.file_too_open") << mode;
  EXPECT_EQ(read_master_key(text, 0100644).refusal().arguments.at("mode"), "644");
  for (const std::string& bad : {std::string(), std::string("boucle-master-key-v1 \n"), text + text, text.substr(0, 40),
                                 " " + text, std::string("boucle-master-key-v2") + text.substr(20), text + "\n"})
    EXPECT_EQ(read_master_key(bad, 0600).refusal().code, "proof.key.not_a_master_key") << bad;
}

TEST(MasterKey, EachPurposeHasItsOwnSecret) {
  const Secret master = secret_of(std::string(64, 'a'));
  const Secret session = derive(master, "session");
  EXPECT_EQ(derive(master, "session").bytes(), session.bytes());
  EXPECT_NE(derive(master, "blind-index").bytes(), session.bytes());
  EXPECT_NE(derive(secret_of(std::string(64, 'b')), "session").bytes(), session.bytes());
  // Never to change: a kept database is read with it. BLAKE2b-256, computed apart from libsodium.
  EXPECT_EQ(base::to_hex(session.bytes()), "bcdbf9866c3ad9bb71ecdd42c835ee37a79bb53808302ab4785e2227db426163");
}

TEST(TrustedKeys, FileOfSeveralIssuers) {
  const Issuer one{.origin = "boucle.exemple.fr/un", .key = SigningKey(secret_of(std::string(64, '1'))).public_key()};
  const Issuer two{.origin = "boucle.exemple.fr/deux", .key = SigningKey(secret_of(std::string(64, '2'))).public_key()};
  const auto read = read_trusted_keys("# clés\r\n\n" + write_public_key(one) + "  " + write_public_key(two));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, (std::vector<Issuer>{one, two}));
  const auto bad = read_trusted_keys(write_public_key(one) + "boucle-public-key-v1 x z6Mk\n");
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.refusal().line, 2);
  EXPECT_FALSE(read_trusted_keys("").ok());
  EXPECT_FALSE(read_trusted_keys("# nothing\n").ok());
  EXPECT_FALSE(read_trusted_keys("boucle-public-key-v1 a+b " + one.key.multibase()).ok());
}

TEST(Origin, NamesALog) {
  for (const std::string& good : {std::string("a"), std::string("boucle.exemple.fr/atelier-du-vallon"),
                                  std::string("exemple.fr:8080/x_1"), std::string(200, 'a')})
    EXPECT_TRUE(check_origin(good).ok()) << good;
  for (const std::string& bad : {std::string(), std::string("a b"), std::string("a+b"), std::string("a\nb"),
                                 std::string("é"), std::string("{"), std::string("/a"), std::string(201, 'a')})
    EXPECT_FALSE(check_origin(bad).ok()) << bad;
}

TEST(Commitment, OpensOnlyWithItsSaltAndText) {
  const std::string salt(16, 's');
  const auto commitment = salted_commitment(salt, "PF0ABC12");
  EXPECT_EQ(commitment, base::to_hex(base::sha256("ssssssssssssssssPF0ABC12")));
  EXPECT_TRUE(opens_commitment(commitment, salt, "PF0ABC12"));
  EXPECT_FALSE(opens_commitment(commitment, salt, "PF0ABC13"));
  EXPECT_FALSE(opens_commitment(commitment, std::string(16, 't'), "PF0ABC12"));
  EXPECT_FALSE(opens_commitment(commitment, salt + "P", "F0ABC12")) << "the border between salt and text is fixed";
}

}  // namespace
}  // namespace proof
