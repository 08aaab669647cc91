#include "proof/document.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>

#include "proof/canonical_json.hpp"
#include "proof/log_for_tests.hpp"

namespace proof {
namespace {

namespace json = boost::json;

const std::string type = "boucle.statement.v1";
const std::string origin = "boucle.exemple.fr/atelier";

base::Bytes weighing(std::uint64_t number) {
  return *to_canonical(
      json::object{{"event", "item.weighed"}, {"item", "item-" + std::to_string(number)}, {"mass_g", 1500}});
}

/// A statement is right when its total is the sum of its leaves.
std::vector<Finding> add_up(const json::object& document) {
  std::int64_t sum = 0;
  for (const auto& entry : document.at("proof").at("entries").as_array()) {
    const auto* mass = entry.at("leaf").as_object().if_contains("mass_g");
    if (mass != nullptr && mass->is_int64()) sum += mass->get_int64();
  }
  const auto* total = document.if_contains("total_g");
  if (total != nullptr && total->is_int64() && total->get_int64() == sum) return {};
  return {{.code = "test.total_differs", .arguments = {{"sum", std::to_string(sum)}}}};
}

const ContentRules rules{{type, add_up}};

class DocumentTest : public testing::Test {
 protected:
  void SetUp() override {
    std::vector<Hash> leaves;
    for (std::uint64_t i = 0; i < 300; ++i) leaves.push_back(leaf_hash(weighing(i)));
    log_.append(leaves);
  }

  std::string checkpoint() const {
    return sign_checkpoint({.origin = origin,
                            .size = log_.size(),
                            .root = log_.root(),
                            .time = *base::parse_rfc3339("2026-11-21T20:30:10Z")},
                           key_);
  }
  Evidence evidence(const std::vector<std::uint64_t>& indexes) const {
    Evidence result{.checkpoint = checkpoint(), .entries = {}, .nodes = {}};
    for (const auto index : indexes) result.entries.push_back({.index = index, .leaf = weighing(index)});
    result.nodes = *LogReader(log_.size(), log_.source()).shared_path(indexes);
    return result;
  }
  static json::object content(std::int64_t total) {
    return {{"type", type}, {"donor", "Société Été & Cie"}, {"total_g", total}};
  }
  std::string document() const { return *sign_document(content(3000), evidence({7, 255}), key_); }

  /// As an issuer could do who wants to deceive: changes the document, then signs it anew with the right key.
  std::string signed_anew(const std::function<void(json::object&)>& change) const {
    auto value = *parse_strict(document());
    auto& object = value.as_object();
    change(object);
    object["proof"].as_object()["signature"] =
        base::to_base64url(key_.sign(*to_canonical_without(object, "proof", "signature")));
    return *to_canonical(object);
  }

  Verification verify(std::string_view bytes) const { return verify_document(bytes, trusted_, rules); }
  static std::string first_code(const Verification& result) {
    return result.findings.empty() ? std::string() : result.findings.front().code;
  }

  SigningKey key_ = key_for_tests('k');
  std::vector<Issuer> trusted_{{.origin = origin, .key = key_.public_key()}};
  LogForTests log_;
};

TEST_F(DocumentTest, TrustedAsSigned) {
  const auto bytes = document();
  EXPECT_TRUE(is_canonical(bytes));
  const auto result = verify(bytes);
  EXPECT_EQ(result.verdict, Verdict::trusted) << first_code(result);
  EXPECT_TRUE(result.findings.empty());
  EXPECT_TRUE(result.canonical);
  EXPECT_EQ(result.type, type);
  EXPECT_EQ(result.entries, 2U);
  EXPECT_EQ(result.checkpoint->size, 300U);
  EXPECT_EQ(*result.key, key_.public_key());
}

TEST_F(DocumentTest, ReformattedIsStillTrusted) {
  std::string spaced;
  bool in_text = false;
  for (const char c : document()) {
    if (c == '"') in_text = !in_text;  // the sample has no escaped quotation mark
    spaced += c;
    if (!in_text && (c == ',' || c == ':')) spaced += "\n  ";
  }
  const auto result = verify(spaced);
  EXPECT_EQ(result.verdict, Verdict::trusted) << first_code(result);
  EXPECT_FALSE(result.canonical);
}

TEST_F(DocumentTest, EveryFlippedBitIsFound) {
  const auto bytes = document();
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      const auto result = verify(flipped);
      if (result.verdict == Verdict::changed) continue;
      // Only the spelling of the same values may pass: here an escape's letter, \u000a for \u000A.
      const auto value = parse_strict(flipped);
      ASSERT_TRUE(value.ok() && *to_canonical(*value) == bytes) << "byte " << i << " bit " << bit;
    }
}

TEST_F(DocumentTest, EveryByteReplacedByOthersIsFound) {
  const auto bytes = document();
  for (const char other : {' ', '\n', '"', '0', '9', 'a', '}', '\\', '\0'})
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == other) continue;
      auto changed = bytes;
      changed[i] = other;
      ASSERT_EQ(verify(changed).verdict, Verdict::changed) << "byte " << i << " to " << other;
    }
}

TEST_F(DocumentTest, TruncatedAnywhereIsChanged) {
  const auto bytes = document();
  for (std::size_t size = 1; size < bytes.size(); ++size)
    ASSERT_EQ(verify(std::string_view(bytes).substr(0, size)).verdict, Verdict::changed) << size;
  EXPECT_EQ(verify(bytes + "}").verdict, Verdict::changed);
}

TEST_F(DocumentTest, AMemberAddedOrRepeatedIsFound) {
  auto added = document();
  added.insert(1, "\"extra\":1,");
  EXPECT_EQ(first_code(verify(added)), "proof.document.wrong_signature");
  auto twice = document();
  twice.insert(1, "\"total_g\":9,");
  EXPECT_EQ(first_code(verify(twice)), "proof.json.duplicate_key");
}

TEST_F(DocumentTest, OtherKeysAndOtherLogsAreUnknownIssuers) {
  const auto bytes = document();
  EXPECT_EQ(verify_document(bytes, {}, rules).verdict, Verdict::unknown_issuer);
  const std::vector<Issuer> other_key{{.origin = origin, .key = key_for_tests('x').public_key()}};
  EXPECT_EQ(verify_document(bytes, other_key, rules).verdict, Verdict::unknown_issuer);
  const std::vector<Issuer> other_log{{.origin = "boucle.exemple.fr/autre", .key = key_.public_key()}};
  EXPECT_EQ(verify_document(bytes, other_log, rules).verdict, Verdict::unknown_issuer);
}

TEST_F(DocumentTest, SignedByAnotherKeyThanTheLogs) {
  const auto other = key_for_tests('x');
  EXPECT_EQ(sign_document(content(3000), evidence({7, 255}), other).refusal().code, "proof.checkpoint.wrong_signature");
  const auto forged = signed_anew([&](json::object& object) {
    object["proof"].as_object()["checkpoint"] =
        sign_checkpoint({.origin = origin, .size = log_.size(), .root = log_.root(), .time = base::Instant{}}, other);
  });
  EXPECT_EQ(first_code(verify(forged)), "proof.checkpoint.wrong_signature");
}

TEST_F(DocumentTest, AnEntryThatIsNotInTheLog) {
  const auto invented = signed_anew([](json::object& object) {
    object["total_g"] = 3001;
    object["proof"].at("entries").at(0).at("leaf").as_object()["mass_g"] = 1501;
  });
  const auto result = verify(invented);
  EXPECT_EQ(result.verdict, Verdict::changed);
  EXPECT_EQ(first_code(result), "proof.document.not_included");
}

TEST_F(DocumentTest, AnEntryReplayedAtAnotherIndex) {
  const auto moved =
      signed_anew([](json::object& object) { object["proof"].at("entries").at(0).as_object()["index"] = 6; });
  EXPECT_EQ(first_code(verify(moved)), "proof.document.not_included");
  const auto twice = signed_anew([](json::object& object) {
    auto& entries = object["proof"].at("entries").as_array();
    const json::value copy = entries[0];
    entries.insert(entries.begin(), copy);
    object["total_g"] = 4500;
  });
  EXPECT_EQ(first_code(verify(twice)), "proof.document.not_included");
  const auto outside =
      signed_anew([](json::object& object) { object["proof"].at("entries").at(1).as_object()["index"] = 300; });
  EXPECT_EQ(first_code(verify(outside)), "proof.document.not_included");
}

TEST_F(DocumentTest, TheCheckpointOfAnotherLog) {
  LogForTests other;
  other.append(std::vector<Hash>{leaf_hash(weighing(7)), leaf_hash(weighing(255))});
  const auto note = sign_checkpoint({.origin = origin, .size = 2, .root = other.root(), .time = base::Instant{}}, key_);
  const auto result =
      verify(signed_anew([&](json::object& object) { object["proof"].as_object()["checkpoint"] = note; }));
  EXPECT_EQ(result.verdict, Verdict::changed);
  EXPECT_EQ(first_code(result), "proof.document.not_included");
}

TEST_F(DocumentTest, ContentThatDoesNotFollowFromItsEntries) {
  const auto result = verify(signed_anew([](json::object& object) { object["total_g"] = 4500; }));
  EXPECT_EQ(result.verdict, Verdict::changed);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings.front().code, "test.total_differs");
  EXPECT_EQ(result.findings.front().arguments.at("sum"), "3000");
}

TEST_F(DocumentTest, AMissingOrCrookedMemberIsNamed) {
  for (const std::string field : {"key", "signature", "checkpoint", "entries", "nodes"}) {
    auto value = *parse_strict(document());
    value.at("proof").as_object().erase(field);
    const auto result = verify(*to_canonical(value));
    EXPECT_EQ(result.verdict, Verdict::changed) << field;
    ASSERT_EQ(first_code(result), "proof.document.incomplete") << field;
    EXPECT_EQ(result.findings.front().arguments.at("field"), field);
  }
  for (const std::string entry : {"null", "{}", R"({"index":-1,"leaf":{}})", R"({"index":"1","leaf":{}})",
                                  R"({"index":1.5,"leaf":{}})", R"({"index":1,"leaf":[]})"}) {
    const auto crooked = signed_anew(
        [&](json::object& object) { object["proof"].at("entries").as_array().push_back(*parse_strict(entry)); });
    EXPECT_EQ(first_code(verify(crooked)), "proof.document.incomplete") << entry;
  }
}

TEST_F(DocumentTest, NotADocument) {
  for (const std::string bytes : {"", "bonjour", "[]", "12", "{}", R"({"name":"ordinateur"})", "%PDF-1.7\n1 0 obj"}) {
    const auto result = verify(bytes);
    EXPECT_EQ(result.verdict, Verdict::not_a_document) << bytes;
    EXPECT_EQ(result.findings.size(), 1U) << bytes;
  }
  const auto unknown = verify_document(document(), trusted_, {});
  EXPECT_EQ(unknown.verdict, Verdict::not_a_document);
  EXPECT_EQ(first_code(unknown), "proof.document.unknown_type");
}

TEST_F(DocumentTest, SigningRefusesWhatWouldNotVerify) {
  EXPECT_EQ(sign_document({{"total_g", 1}}, evidence({1}), key_).refusal().code, "proof.document.incomplete");
  EXPECT_EQ(sign_document({{"type", type}, {"proof", 1}}, evidence({1}), key_).refusal().arguments.at("field"),
            "proof");
  auto wrong = evidence({1, 2});
  wrong.entries[0].leaf = weighing(3);
  EXPECT_EQ(sign_document(content(3000), wrong, key_).refusal().code, "proof.document.not_included");
  auto loose = evidence({1});
  std::vector<Hash> leaves{leaf_hash("{ }")};
  LogForTests small;
  small.append(leaves);
  loose = {
      .checkpoint = sign_checkpoint({.origin = origin, .size = 1, .root = small.root(), .time = base::Instant{}}, key_),
      .entries = {{.index = 0, .leaf = "{ }"}},
      .nodes = {}};
  EXPECT_EQ(sign_document(content(0), loose, key_).refusal().code, "proof.document.entry_unreadable");
}

TEST(ExitCode, OfBoucleVerify) {
  EXPECT_EQ(exit_code(Verdict::trusted), 0);
  EXPECT_EQ(exit_code(Verdict::changed), 1);
  EXPECT_EQ(exit_code(Verdict::not_a_document), 2);
  EXPECT_EQ(exit_code(Verdict::unknown_issuer), 3);
}

/// A year of a large donor: 1,700 items with 8 events each, every seventh leaf of the log.
TEST(DocumentSize, AYearOfALargeDonor) {
  constexpr std::uint64_t count = 1700 * 8;
  const auto key = key_for_tests('k');
  Evidence evidence;
  std::vector<Hash> leaves;
  std::vector<std::uint64_t> indexes;
  for (std::uint64_t i = 0; i < count * 7; ++i) {
    if (i % 7 != 3) {
      leaves.push_back(leaf_hash(std::to_string(i)));
      continue;
    }
    const json::object leaf{{"id", "01930f3e-7b1c-7a52-9d3f-" + std::to_string(100000000000 + i)},
                            {"item", "01930f3e-7b1c-7a52-8c11-" + std::to_string(200000000000 + i / 56)},
                            {"kind", "item.weighed"},
                            {"mass_g", 1500},
                            {"occurred_at", "2026-03-02T09:15:27+01:00"},
                            {"recorded_at", "2026-03-02T08:15:28.114Z"},
                            {"serial", base::to_hex(base::sha256(std::to_string(i)))}};
    evidence.entries.push_back({.index = i, .leaf = *to_canonical(leaf)});
    leaves.push_back(leaf_hash(evidence.entries.back().leaf));
    indexes.push_back(i);
  }
  LogForTests log;
  log.append(leaves);
  evidence.checkpoint =
      sign_checkpoint({.origin = origin, .size = log.size(), .root = log.root(), .time = base::Instant{}}, key);
  LogReader reader(log.size(), log.source());
  evidence.nodes = *reader.shared_path(indexes);
  std::size_t separate = 0;
  for (std::size_t i = 0; i < indexes.size(); i += 100) separate += 100 * reader.inclusion_path(indexes[i])->size();
  EXPECT_LT(evidence.nodes.size() * 4, separate) << "one shared path must be worth its form";

  const json::object content{{"type", type}, {"total_g", 1500 * static_cast<std::int64_t>(count)}};
  const auto bytes = sign_document(content, evidence, key);
  ASSERT_TRUE(bytes.ok());
  const std::vector<Issuer> trusted{{.origin = origin, .key = key.public_key()}};
  const auto start = std::chrono::steady_clock::now();
  const auto result = verify_document(*bytes, trusted, rules);
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(result.verdict, Verdict::trusted);
  EXPECT_EQ(result.entries, count);
  RecordProperty("bytes", std::to_string(bytes->size()));
  std::cout << bytes->size() << " bytes, " << evidence.nodes.size() << " shared nodes (" << separate
            << " in separate paths), verified in " << spent.count() << " ms\n";
}

}  // namespace
}  // namespace proof
