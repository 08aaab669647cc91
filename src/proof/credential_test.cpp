#include "proof/credential.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <iostream>

#include "proof/base58.hpp"
#include "proof/canonical_json.hpp"
#include "proof/log_for_tests.hpp"

namespace proof {
namespace {

namespace json = boost::json;

const base::Instant now = *base::parse_rfc3339("2026-11-21T20:30:10Z");

// The Recommendation's own example (vc-di-eddsa, B.2 « Representation: eddsa-jcs-2022 »): key pair, credential, hashes and signature.
namespace published {
constexpr std::string_view secret_key = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";
constexpr std::string_view public_key = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
constexpr std::string_view hash =
    "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
    "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19";
constexpr std::string_view signature =
    "407cd12654b33d718ecbb99179a1506daaa849450bf3fc523cce3e1c96f8b803"
    "51da3f253d725c6f00b07c9e5448d50b3ef78012b9ab54255116d069c6dd2808";
constexpr std::string_view secured = R"({
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
  "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
  "type": ["VerifiableCredential", "AlumniCredential"],
  "name": "Alumni Credential",
  "description": "A minimum viable example of an Alumni Credential.",
  "issuer": "https://vc.example/issuers/5678",
  "validFrom": "2023-01-01T00:00:00Z",
  "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
  "proof": {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-jcs-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    "proofPurpose": "assertionMethod",
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
  }
})";
}  // namespace published

TEST(EddsaJcs2022, TheRecommendationsOwnVector) {
  auto secured = parse_strict(published::secured)->as_object();
  const auto proof = secured.at("proof").as_object();
  EXPECT_EQ(check_integrity_proof(secured)->multibase(), published::public_key);
  auto options = proof;
  options.erase("proofValue");
  secured.erase("proof");
  const auto hash = integrity_hash(secured, options);
  ASSERT_TRUE(hash.ok());
  EXPECT_EQ(base::to_hex(*hash), published::hash);
  // The secret key as a Multikey: two bytes of codec, then the seed.
  const auto bytes = from_base58(published::secret_key.substr(1));
  ASSERT_TRUE(bytes.ok());
  const SigningKey key(*Secret::from_bytes(std::string_view(*bytes).substr(2)));
  EXPECT_EQ(key.public_key().multibase(), published::public_key);
  EXPECT_EQ(base::to_hex(key.sign(*hash)), published::signature);
  EXPECT_EQ("z" + to_base58(key.sign(*hash)), std::string(proof.at("proofValue").as_string()));
}

TEST(EddsaJcs2022, TheVectorIsNotACredentialOfItsKey) {
  // Its issuer is a web address that cannot be tied to the key without the network.
  const auto result = verify_credential(
      published::secured, {}, {{"AlumniCredential", [](const json::object&) { return std::vector<Finding>{}; }}});
  EXPECT_EQ(result.verdict, Verdict::changed);
  EXPECT_EQ(result.findings.front().arguments.at("field"), "issuer");
}

class CredentialTest : public testing::Test {
 protected:
  json::object content() const {
    return {{"@context", {credentials_context, undefined_terms_context}},
            {"id", "urn:uuid:0192f3aa-0000-7000-8000-000000000001"},
            {"type", {"VerifiableCredential", "TestCertificate"}},
            {"issuer", {{"id", did_of(key_.public_key())}, {"name", "Atelier d’essai"}, {"log", "TST/1"}}},
            {"validFrom", "2026-11-21T20:30:10Z"},
            {"credentialSubject", {{"id", "urn:uuid:0192f3aa-0000-7000-8000-000000000002"}, {"sum", 3}}}};
  }
  std::string bytes() const { return *sign_credential(content(), key_, now); }
  std::string signed_anew(const std::function<void(json::object&)>& change) const {
    auto object = content();
    change(object);
    return *add_integrity_proof(object, key_, now);
  }
  CredentialVerification verify(std::string_view text) const { return verify_credential(text, trusted_, rules_); }
  static std::string code(const CredentialVerification& result) {
    return result.findings.empty() ? std::string() : result.findings.front().code;
  }

  SigningKey key_ = key_for_tests('k');
  std::vector<Issuer> trusted_{{.origin = "TST/1", .key = key_.public_key()}};
  ContentRules rules_{{"TestCertificate", [](const json::object& document) {
                         const auto& subject = document.at("credentialSubject").as_object();
                         if (subject.contains("sum") && subject.at("sum") == 3) return std::vector<Finding>{};
                         return std::vector<Finding>{{.code = "test.differs"}};
                       }}};
};

TEST_F(CredentialTest, TrustedAsSigned) {
  const auto text = bytes();
  EXPECT_TRUE(is_canonical(text));
  EXPECT_EQ(text, bytes());  // the same bytes each time
  const auto result = verify(text);
  EXPECT_EQ(result.verdict, Verdict::trusted) << code(result);
  EXPECT_TRUE(result.canonical);
  EXPECT_EQ(result.type, "TestCertificate");
  EXPECT_EQ(result.issuer_name, "Atelier d’essai");
  EXPECT_EQ(result.log, "TST/1");
  EXPECT_EQ(*result.key, key_.public_key());
}

TEST_F(CredentialTest, ShapeOfAVerifiableCredential) {
  const auto document = parse_strict(bytes())->as_object();
  EXPECT_EQ(document.at("@context").at(0).as_string(), "https://www.w3.org/ns/credentials/v2");
  EXPECT_EQ(document.at("type").at(0).as_string(), "VerifiableCredential");
  const auto& proof = document.at("proof").as_object();
  EXPECT_EQ(proof.at("type").as_string(), "DataIntegrityProof");
  EXPECT_EQ(proof.at("cryptosuite").as_string(), "eddsa-jcs-2022");
  EXPECT_EQ(proof.at("proofPurpose").as_string(), "assertionMethod");
  EXPECT_EQ(proof.at("@context"), document.at("@context"));
  EXPECT_EQ(std::string(proof.at("verificationMethod").as_string()),
            std::string(document.at("issuer").at("id").as_string()) + "#" + key_.public_key().multibase());
  EXPECT_EQ(proof.at("proofValue").as_string().front(), 'z');
}

TEST_F(CredentialTest, EveryFlippedBitIsFound) {
  const auto text = bytes();
  for (std::size_t i = 0; i < text.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = text;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      const auto result = verify(flipped);
      if (result.verdict == Verdict::changed) continue;
      // Both marks of a credential cannot be hit by one bit; only another spelling of the same values may pass, and is told.
      ASSERT_FALSE(result.canonical) << "byte " << i << " bit " << bit;
      const auto value = parse_strict(flipped);
      ASSERT_TRUE(value.ok() && *to_canonical(*value) == text) << "byte " << i << " bit " << bit;
    }
}

TEST_F(CredentialTest, TruncatedOrLengthenedIsChanged) {
  const auto text = bytes();
  const auto first_mark = text.find("\"VerifiableCredential\"") + 22;
  for (std::size_t size = 0; size < text.size(); ++size)
    ASSERT_EQ(verify(std::string_view(text).substr(0, size)).verdict,
              size < std::min(first_mark, text.find("\"DataIntegrityProof\"") + 20) ? Verdict::not_a_document
                                                                                    : Verdict::changed)
        << size;
  EXPECT_EQ(verify(text + "}").verdict, Verdict::changed);
}

TEST_F(CredentialTest, ReformattedIsTrustedAndTold) {
  const auto result = verify(" " + bytes() + "\n");
  EXPECT_EQ(result.verdict, Verdict::trusted);
  EXPECT_FALSE(result.canonical);
}

TEST_F(CredentialTest, TrustIsInTheKeyAndTheLog) {
  const auto text = bytes();
  const auto verdict = [&](const std::vector<Issuer>& trusted) {
    return verify_credential(text, trusted, rules_).verdict;
  };
  EXPECT_EQ(verdict({}), Verdict::unknown_issuer);
  EXPECT_EQ(verdict({{.origin = "", .key = key_.public_key()}}), Verdict::trusted);
  EXPECT_EQ(verdict({{.origin = "TST/2", .key = key_.public_key()}}), Verdict::unknown_issuer);
  EXPECT_EQ(verdict({{.origin = "TST/1", .key = key_for_tests('x').public_key()}}), Verdict::unknown_issuer);
}

TEST_F(CredentialTest, SomebodyElsesNameIsRefused) {
  const auto other = key_for_tests('x');
  EXPECT_EQ(sign_credential(content(), other, now).refusal().code, "proof.credential.issuer");
  const auto forged = add_integrity_proof(content(), other, now);
  EXPECT_EQ(code(verify(*forged)), "proof.credential.issuer");
}

TEST_F(CredentialTest, AContextAddedOrTakenIsFound) {
  auto document = parse_strict(bytes())->as_object();
  document.at("@context").as_array().push_back("https://example.org/more");
  EXPECT_EQ(code(verify(*to_canonical(document))), "proof.credential.context");
  document = parse_strict(bytes())->as_object();
  document.at("proof").as_object().erase("@context");
  EXPECT_EQ(code(verify(*to_canonical(document))), "proof.credential.context");
}

TEST_F(CredentialTest, WhatTheRuleFindsIsToldEvenIfSigned) {
  EXPECT_EQ(code(verify(signed_anew([](json::object& object) { object["credentialSubject"].as_object()["sum"] = 4; }))),
            "test.differs");
  const auto result =
      verify(signed_anew([](json::object& object) { object["type"] = {"VerifiableCredential", "Other"}; }));
  EXPECT_EQ(result.verdict, Verdict::not_a_document);
  EXPECT_EQ(code(result), "proof.document.unknown_type");
}

TEST_F(CredentialTest, CrookedMembersAreNamed) {
  for (const char* name : {"@context", "type", "credentialSubject", "issuer", "validFrom"}) {
    const auto result = verify(signed_anew([&](json::object& object) { object[name] = 5; }));
    EXPECT_EQ(result.verdict, Verdict::changed) << name;
    ASSERT_EQ(code(result), "proof.document.incomplete") << name;
    EXPECT_EQ(result.findings.front().arguments.at("field"), name);
  }
  for (const char* name : {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}) {
    auto document = parse_strict(bytes())->as_object();
    document.at("proof").as_object()[name] = "z";
    EXPECT_EQ(verify(*to_canonical(document)).verdict, Verdict::changed) << name;
    document.at("proof").as_object()[name] = nullptr;
    EXPECT_EQ(verify(*to_canonical(document)).verdict, Verdict::changed) << name;
  }
}

TEST_F(CredentialTest, OtherFiles) {
  for (const std::string_view text : {"", "bonjour", "[]", R"({"type":"boucle.statement.v1"})", "{}"}) {
    EXPECT_FALSE(looks_like_credential(text));
    EXPECT_EQ(verify(text).verdict, Verdict::not_a_document);
  }
  EXPECT_FALSE(looks_like_credential(R"({"type":"boucle.statement.v1","model":"\"DataIntegrityProof\""})"));
  EXPECT_TRUE(looks_like_credential(R"({"proof":{"type":"DataIntegrityProof"})"));
}

TEST(DidKey, BothForms) {
  const auto key = key_for_tests('k').public_key();
  EXPECT_EQ(*key_of_did(did_of(key)), key);
  EXPECT_EQ(*key_of_did(verification_method_of(key)), key);
  for (const std::string& text : {std::string(), std::string("did:key:"), std::string("did:web:exemple.fr"),
                                  did_of(key) + "#x", did_of(key) + "#", key.multibase()})
    EXPECT_EQ(key_of_did(text).refusal().code, "proof.credential.not_did_key") << text;
}

}  // namespace
}  // namespace proof
