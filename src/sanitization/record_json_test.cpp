#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <limits>

#include "base/json.hpp"
#include "proof/canonical_json.hpp"
#include "sanitization/record_for_tests.hpp"

namespace sanitization {
namespace {

/// Everything set, nothing at its default.
Record full_record() {
  Record record = testing::perfect_record(Method::overwrite);
  record.policy = *find_policy("nist-800-88r2-clear");
  record.before.bridge = "JMicron é";
  record.before.security = {.supported = true,
                            .enabled = true,
                            .locked = true,
                            .frozen = true,
                            .count_expired = true,
                            .enhanced = true,
                            .erase_minutes = 1,
                            .enhanced_minutes = 2};
  record.before.capacity.uncovered_bytes = record.after->capacity.uncovered_bytes = 1 << 30;
  record.before.namespaces = {{.id = 3, .sectors = 9, .logical_sector = 4096}};
  record.before.health.wear_percent = -1;
  record.before.health.passed = false;
  record.steps[1].parameters = {{"opcode", "0xb4"}, {std::string(evidence::log_changed), "true"}};
  record.steps[1].end = StepEnd::timed_out;
  record.refused = {{.method = Method::sanitize_overwrite, .why = "sanitization.refused.not_supported"}};
  record.overwrite->cipher = Cipher::chacha20;
  record.overwrite->retries = 4;
  record.overwrite->unwritable = {{.offset = 512, .bytes = 1024}};
  record.verification->mismatches = record.verification->unreadable = {{.offset = 0, .bytes = 512}};
  record.verification->canary_key = std::string("\0\x01\xff", 3);
  record.verification->constant = 0xff;
  record.interruptions = {{.stopped_after = testing::at(3), .resumed = testing::at(9), .offset = 4096}};
  record.decision = "sanitization.plan.locked";
  record.practice = record.stopped = true;
  record.after = record.before;
  return record;
}

TEST(RecordJson, ComesBackAlike) {
  std::vector<Record> records = {full_record()};
  for (const Method method : all_methods) records.push_back(testing::perfect_record(method));
  for (const Record& record : records) {
    const auto bytes = proof::to_canonical(to_json(record));
    ASSERT_TRUE(bytes.ok()) << bytes.refusal().code;
    const auto json = proof::parse_strict(*bytes);
    ASSERT_TRUE(json.ok());
    const auto back = record_from_json(*json);
    ASSERT_TRUE(back.ok()) << back.refusal().code << " " << back.refusal().field;
    EXPECT_EQ(*back, record);
    EXPECT_EQ(assess(*back), assess(record));
  }
  const auto facts = drive_facts_from_json(to_json(full_record().before));
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(*facts, full_record().before);
}

TEST(RecordJson, GarbageOfADriveIsStillWritten) {
  Record record = full_record();
  record.before.identity.model = std::string("AC\xe9ME\x01\0x", 8);
  record.before.capacity.sectors = std::numeric_limits<std::uint64_t>::max();
  const auto bytes = proof::to_canonical(to_json(record));
  ASSERT_TRUE(bytes.ok()) << bytes.refusal().code;
  const auto back = record_from_json(*proof::parse_strict(*bytes));
  ASSERT_TRUE(back.ok()) << back.refusal().field;
  EXPECT_EQ(back->before.capacity.sectors, std::uint64_t{1} << 53);
  EXPECT_FALSE(plausible_size(back->before));
}

/// Every place of the JSON, one after the other: removed, of another type, or with a member more.
class Places {
 public:
  explicit Places(boost::json::value whole) : whole_(std::move(whole)) { walk(whole_, ""); }
  const std::vector<std::string>& pointers() const { return pointers_; }
  boost::json::value with(const std::string& pointer, const boost::json::value& other) const {
    boost::json::value copy = whole_;
    copy.at_pointer(pointer) = other;
    return copy;
  }
  boost::json::value without(const std::string& pointer) const {
    boost::json::value copy = whole_;
    const std::size_t slash = pointer.rfind('/');
    boost::json::value& parent = copy.at_pointer(pointer.substr(0, slash));
    if (parent.is_object()) parent.get_object().erase(pointer.substr(slash + 1));
    return copy;
  }
  const boost::json::value& at(const std::string& pointer) const { return whole_.at_pointer(pointer); }

 private:
  void walk(const boost::json::value& value, const std::string& pointer) {
    if (!pointer.empty()) pointers_.push_back(pointer);
    if (const auto* object = value.if_object())
      for (const auto& member : *object) walk(member.value(), pointer + "/" + std::string(member.key()));
    if (const auto* array = value.if_array())
      for (std::size_t i = 0; i < array->size(); ++i) walk((*array)[i], pointer + "/" + std::to_string(i));
  }
  boost::json::value whole_;
  std::vector<std::string> pointers_;
};

TEST(RecordJson, AnyPlaceOfAnotherTypeIsRefusedByName) {
  const Places places(to_json(full_record()));
  ASSERT_GT(places.pointers().size(), 150U);
  for (const std::string& pointer : places.pointers()) {
    for (const boost::json::value& other :
         {boost::json::value(nullptr), boost::json::value(1.5), boost::json::value({1})}) {
      const auto read = record_from_json(places.with(pointer, other));
      ASSERT_FALSE(read.ok()) << pointer;
      EXPECT_FALSE(read.refusal().field.empty()) << pointer;
    }
    const boost::json::value& here = places.at(pointer);
    if (here.is_int64()) {
      EXPECT_FALSE(record_from_json(places.with(pointer, (std::int64_t{1} << 53) + 1)).ok()) << pointer;
      EXPECT_FALSE(record_from_json(places.with(pointer, std::numeric_limits<std::uint64_t>::max())).ok()) << pointer;
      EXPECT_FALSE(record_from_json(places.with(pointer, std::numeric_limits<std::int64_t>::min())).ok()) << pointer;
    }
    if (here.is_string()) {
      EXPECT_FALSE(
          record_from_json(places.with(pointer, boost::json::value(std::string((std::size_t{1} << 20) + 1, 'a')))).ok())
          << pointer;
    }
    if (here.is_object() && !pointer.ends_with("/parameters")) {
      boost::json::value more = here;
      more.get_object()["surprise"] = true;
      EXPECT_FALSE(record_from_json(places.with(pointer, more)).ok()) << pointer;
    }
  }
}

TEST(RecordJson, WhatIsMissingIsNamed) {
  const Places places(to_json(full_record()));
  int required = 0;
  for (const std::string& pointer : places.pointers()) {
    const auto read = record_from_json(places.without(pointer));
    if (read.ok()) continue;  // an optional member, or an element of a list
    ++required;
    const std::string name = pointer.substr(pointer.rfind('/') + 1);
    EXPECT_TRUE(read.refusal().field.ends_with(name)) << pointer << " " << read.refusal().field;
  }
  EXPECT_GT(required, 100);
}

/// schema/erasure-record.schema.json, held against the record that has everything.
class Schema {
 public:
  Schema() : places_(to_json(full_record())) {
    std::ifstream in(BOUCLE_SOURCE_DIR "/schema/erasure-record.schema.json", std::ios::binary);
    const auto read = base::parse_json(std::string(std::istreambuf_iterator<char>(in), {}));
    EXPECT_TRUE(read.ok());
    if (read.ok()) schema_ = *read;
  }
  int check() {
    walk(to_json(full_record()), schema_, "");
    return objects_;
  }

 private:
  void walk(const boost::json::value& value, const boost::json::value& rule, const std::string& pointer) {
    if (const auto* reference = rule.as_object().if_contains("$ref"))
      return walk(value, schema_.at_pointer(std::string_view(reference->as_string()).substr(1)), pointer);
    if (const auto* codes = rule.as_object().if_contains("enum")) {
      EXPECT_NE(std::count(codes->as_array().begin(), codes->as_array().end(), value), 0) << pointer;
    }
    if (value.is_array())
      for (std::size_t i = 0; i < value.as_array().size(); ++i)
        walk(value.as_array()[i], rule.at("items"), pointer + "/" + std::to_string(i));
    const auto* members = value.is_object() ? rule.as_object().if_contains("properties") : nullptr;
    if (members == nullptr || pointer.ends_with("policy")) return;
    ++objects_;
    EXPECT_EQ(value.as_object().size(), members->as_object().size()) << pointer;
    const auto& required = rule.at("required").as_array();
    for (const auto& member : value.as_object()) {
      const std::string here = pointer + "/" + std::string(member.key());
      ASSERT_TRUE(members->as_object().contains(member.key())) << here;
      const bool needed = std::count(required.begin(), required.end(), boost::json::value(member.key())) != 0;
      EXPECT_EQ(needed, !record_from_json(places_.without(here)).ok()) << here;
      walk(member.value(), members->at(member.key()), here);
    }
  }
  Places places_;
  boost::json::value schema_ = boost::json::object();
  int objects_ = 0;
};

TEST(RecordJson, TheSchemaSaysTheSame) { EXPECT_GT(Schema().check(), 30); }

TEST(RecordJson, Refusals) {
  const auto refusal = [](auto change) {
    boost::json::object json = to_json(full_record());
    change(json);
    const auto read = record_from_json(json);
    return read.ok() ? "read" : read.refusal().code + " " + read.refusal().field;
  };
  EXPECT_EQ(refusal([](auto& j) { j["schema"] = "boucle.erasure-record.v2"; }), "sanitization.record.schema schema");
  EXPECT_EQ(refusal([](auto& j) { j["id"] = ""; }), "sanitization.record.invalid id");
  EXPECT_EQ(refusal([](auto& j) { j["extra"] = 1; }), "sanitization.record.unknown extra");
  EXPECT_EQ(refusal([](auto& j) { j.erase("steps"); }), "sanitization.record.missing steps");
  EXPECT_EQ(refusal([](auto& j) { j["method"] = "shred"; }), "sanitization.record.invalid method");
  EXPECT_EQ(refusal([](auto& j) { j["started"] = "yesterday"; }), "sanitization.record.invalid started");
  EXPECT_EQ(refusal([](auto& j) { j["overwrite"].as_object()["key"] = "ABCD"; }),
            "sanitization.record.invalid overwrite.key");
  EXPECT_EQ(refusal([](auto& j) { j["steps"].as_array()[2].as_object()["end"] = "fine"; }),
            "sanitization.record.invalid steps[2].end");
  EXPECT_EQ(refusal([](auto& j) { j["policy"].as_object()["id"] = "A B"; }), "sanitization.policy.id policy.id");
  EXPECT_EQ(refusal([](auto& j) { j["verification"].as_object()["constant"] = 256; }),
            "sanitization.record.invalid verification.constant");
  EXPECT_EQ(refusal([](auto& j) { j["verification"].as_object()["mismatches"] = boost::json::array(most_ranges + 1); }),
            "sanitization.record.invalid verification.mismatches");
  EXPECT_FALSE(record_from_json(boost::json::value(3)).ok());
}

}  // namespace
}  // namespace sanitization
