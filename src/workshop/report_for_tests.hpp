#pragma once
// layer: testing
// Station reports as a station makes them, signed with a key of the test, and everything that can be done to them on the way.
#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "proof/canonical_json.hpp"
#include "proof/signature.hpp"
#include "sanitization/record_for_tests.hpp"

namespace workshop::testing {

namespace json = boost::json;

inline proof::SigningKey station_key(char seed) {
  return proof::SigningKey(proof::Secret::from_bytes(std::string(32, seed)).value());
}

inline json::object signature_of(const json::object& object, const proof::SigningKey& key) {
  return {{"key", key.public_key().multibase()},
          {"value", base::to_base64(key.sign(proof::to_canonical(object).value()))}};
}

/// One report being written; made() signs it as it then is.
struct ReportMaker {
  explicit ReportMaker(char seed) : key(station_key(seed)) {}

  proof::SigningKey key;
  std::string subject = "machine", item_number = {};
  json::object raw = {
      {"lshw", R"({"id":"pc","class":"system","vendor":"Dell Inc.","product":"Latitude 5490","serial":"5CG7411XYZ"})"}};
  std::vector<sanitization::Record> erasures = {};
  json::object tests = {};
  std::int64_t sequence = 1;
  std::string previous = {};
  int number = 1;  ///< another one: another report

  json::object unsigned_object() const {
    json::object report{{"schema", "boucle.station-report.v1"},
                        {"id", base::Id<struct TestReportTag>::numbered(sanitization::testing::at(0), 9,
                                                                        static_cast<std::uint64_t>(number))
                                   .text()},
                        {"station", "banc-1"},
                        {"occurred_at", "2026-09-21T14:05:00.000+02:00"},
                        {"operator", "T07"},
                        {"subject", subject},
                        {"raw", raw},
                        {"host", {{"maker", "Acme"}, {"model", "Bench"}, {"secure_boot", "off"}, {"tpm", "absent"}}},
                        {"software", {{"version", "0.1.0"}, {"commit", "abc1234"}}},
                        {"checklist", {{"tpm_cleared", true}, {"labels_removed", false}}},
                        {"chain", {{"sequence", sequence}, {"previous", previous}}}};
    if (!item_number.empty()) report["item_number"] = item_number;
    if (!tests.empty()) report["tests"] = tests;
    if (erasures.empty()) return report;
    json::array array;
    for (const auto& record : erasures) {
      auto object = sanitization::to_json(record);
      auto signature = signature_of(object, key);
      array.push_back(json::object{{"record", std::move(object)}, {"signature", std::move(signature)}});
    }
    report["erasures"] = std::move(array);
    return report;
  }
  std::string sign(json::object report) const {
    auto signature = signature_of(report, key);
    report["signature"] = std::move(signature);
    return proof::to_canonical(report).value();
  }
  std::string made() const { return sign(unsigned_object()); }
};

/// What a station sends to join.
inline json::object enrolment_request(const proof::SigningKey& key, const std::string& code, const std::string& name) {
  return {{"code", code},
          {"name", name},
          {"key", key.public_key().multibase()},
          {"signature", base::to_base64(key.sign("boucle-station-enrol-v1 " + code))}};
}

}  // namespace workshop::testing
