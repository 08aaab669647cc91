#include "sanitization/policy.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>

#include "base/bytes.hpp"

namespace sanitization {
namespace {

std::string file(const std::string& path) {
  std::ifstream in(std::string(BOUCLE_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Policy, ThoseOfTheProgram) {
  ASSERT_EQ(known_policies().size(), 3U);
  for (const Policy& policy : known_policies()) {
    EXPECT_EQ(find_policy(policy.id), &policy);
    EXPECT_FALSE(policy.document.empty());
    const auto back = policy_from_json(to_json(policy));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, policy);
  }
  EXPECT_EQ(find_policy("dod-7-passes"), nullptr);
  for (const Medium medium : all_media) {
    EXPECT_EQ(find_policy("anssi-2023")->required_for(medium), Level::clear);
    EXPECT_EQ(find_policy("nist-800-88r2-clear")->required_for(medium), Level::clear);
    EXPECT_EQ(find_policy("nist-800-88r2-purge")->required_for(medium), Level::purge);
  }
}

TEST(Policy, APublishedOneNeverChanges) {
  // Certificates name them. If this fails, the file was edited: put it back, and give the new text a new id.
  const std::map<std::string, std::string> published = {
      {"anssi-2023", "1d780f6f74c73b6f1693610c1f97a84ef3007a7d6469cc62b89f1327cd937253"},
      {"nist-800-88r2-clear", "ea07ce59c6d7f353c366e22c556983cca04f96cf97b63aceba457c13c562e5d8"},
      {"nist-800-88r2-purge", "264baccf22742890ea4e2324a8c35b22f96b5d16fe12b4cb53b6a2474b9dba3e"}};
  for (const auto& [id, sha256] : published)
    EXPECT_EQ(base::to_hex(base::sha256(file("packaging/policies/" + id + ".json"))), sha256) << id;
}

TEST(Policy, AnOrganisationsOwn) {
  const auto policy = parse_policy(file("packaging/examples/policy-maison.json"));
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->required_for(Medium::ssd), Level::purge);
  EXPECT_EQ(policy->required_for(Medium::flash), Level::destruct);
  EXPECT_EQ(policy->required_for(Medium::emmc), Level::clear);
}

TEST(Policy, WithoutRuleEverythingIsDestroyed) { EXPECT_EQ(Policy{}.required_for(Medium::hdd), Level::destruct); }

TEST(Policy, RefusesWithTheField) {
  const auto good = to_json(*find_policy("anssi-2023"));
  const auto refusal = [&](auto change) {
    boost::json::object json = good;
    change(json);
    const auto read = policy_from_json(json);
    return read.ok() ? "read" : read.refusal().code + " " + read.refusal().field;
  };
  EXPECT_EQ(refusal([](auto&) {}), "read");
  EXPECT_EQ(refusal([](auto& j) { j["passes"] = 7; }), "sanitization.policy.unknown passes");
  EXPECT_EQ(refusal([](auto& j) { j.erase("recheck"); }), "sanitization.policy.missing recheck");
  EXPECT_EQ(refusal([](auto& j) { j["recheck"] = "yes"; }), "sanitization.policy.flag recheck");
  EXPECT_EQ(refusal([](auto& j) { j["id"] = "ANSSI 2023"; }), "sanitization.policy.id id");
  EXPECT_EQ(refusal([](auto& j) { j["id"] = std::string(41, 'a'); }), "sanitization.policy.id id");
  EXPECT_EQ(refusal([](auto& j) { j["document"] = " "; }), "sanitization.policy.text document");
  EXPECT_EQ(refusal([](auto& j) { j["document"] = "caf\xe9"; }), "sanitization.policy.text document");
  EXPECT_EQ(refusal([](auto& j) { j["standard"] = "iso"; }), "sanitization.policy.standard standard");
  EXPECT_EQ(refusal([](auto& j) { j["name"] = {{"fr", "x"}}; }), "sanitization.policy.missing name.en");
  EXPECT_EQ(refusal([](auto& j) { j["name"].as_object()["de"] = "x"; }), "sanitization.policy.unknown name.de");
  EXPECT_EQ(refusal([](auto& j) { j["required"] = {{"ssd", "purge"}}; }),
            "sanitization.policy.missing required.default");
  EXPECT_EQ(refusal([](auto& j) { j["required"].as_object()["unknown"] = "clear"; }),
            "sanitization.policy.medium required.unknown");
  EXPECT_EQ(refusal([](auto& j) { j["required"].as_object()["tape"] = "clear"; }),
            "sanitization.policy.medium required.tape");
  EXPECT_EQ(refusal([](auto& j) { j["required"].as_object()["ssd"] = "none"; }),
            "sanitization.policy.level required.ssd");
  EXPECT_EQ(refusal([](auto& j) { j["required"].as_object()["ssd"] = 2; }), "sanitization.policy.level required.ssd");
  EXPECT_EQ(policy_from_json(boost::json::value("x")).refusal().code, "sanitization.policy.not_object");
  EXPECT_EQ(parse_policy(std::string(65'537, ' ')).refusal().code, "sanitization.policy.too_large");
  EXPECT_FALSE(parse_policy(R"({"id":"a","id":"b"})").ok());
}

}  // namespace
}  // namespace sanitization
