// The demonstration as people find it: its week of erasing, judged by the product itself.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "collection/store.hpp"
#include "equipment/list.hpp"
#include "equipment/log.hpp"
#include "erasure/certificate_rules.hpp"
#include "erasure/recheck_store.hpp"
#include "erasure/store_record.hpp"
#include "impact/store.hpp"
#include "proof/canonical_json.hpp"
#include "proof/credential.hpp"
#include "sanitization/assess.hpp"
#include "server/demonstration.hpp"
#include "server/fictional_record.hpp"
#include "server/testing.hpp"
#include "workshop/store.hpp"
#include "workshop/store_station.hpp"

namespace {

using equipment::Verdict;
using server::Course;

server::ErasureTale tale(const std::string& kind, const std::string& model, std::int64_t gigabytes) {
  server::ErasureTale told{.policy = "anssi-2023", .confirmed_by = "X"};
  told.medium = {.kind = kind, .model = model, .serial = "7ZK6G91JH8QN", .size_bytes = gigabytes * 1'000'000'000};
  told.ended = base::parse_rfc3339("2026-11-16T11:10:00Z").value();
  return told;
}

TEST(FictionalRecord, IsJudgedAsAnyOther) {
  const std::map<Course, Verdict> verdicts = {{Course::well, Verdict::erased},
                                              {Course::worn, Verdict::erased_with_exceptions},
                                              {Course::cut, Verdict::erased},
                                              {Course::cable, Verdict::failed},
                                              {Course::unwritable, Verdict::failed}};
  for (const auto& [course, verdict] : verdicts) {
    auto told = tale("HDD", "ST500DM002", 500);
    told.course = course;
    const auto record = server::fictional_record(told);
    EXPECT_EQ(sanitization::assess(record).verdict, verdict) << static_cast<int>(course);
    EXPECT_EQ(record.method, sanitization::Method::overwrite);
    EXPECT_EQ(record.ended, told.ended);
    EXPECT_LT(record.started, record.ended);
  }
  auto nvme = tale("NVME", "PC401 NVMe 256GB", 256);
  nvme.policy = "nist-800-88r2-purge";
  const auto blocks = server::fictional_record(nvme);
  EXPECT_EQ(blocks.method, sanitization::Method::sanitize_block);
  EXPECT_EQ(sanitization::assess(blocks).achieved, equipment::Level::purge);
  const auto enhanced = server::fictional_record(tale("SSD", "MZ7LN256HAJQ", 256));
  EXPECT_EQ(enhanced.method, sanitization::Method::security_erase_enhanced);
  EXPECT_EQ(sanitization::assess(enhanced).verdict, Verdict::erased);
}

class Demonstration : public testing::Test {
 protected:
  Demonstration() {
    made = server::make_demonstration(here.services(), now);
    here.database().read([&](storage::Session& session) {
      const auto found = accounts::find_organisation_by_code(session, "ATV");
      if (found) organisation = *found;
      return 0;
    });
  }
  template <typename Read>
  auto read(const Read& work) {
    return here.database().read(work);
  }

  base::Instant now = base::parse_rfc3339("2026-11-22T10:00:00Z").value();  // a Sunday
  server::testing::TestInstallation here;
  base::Result<bool> made = false;
  accounts::Organisation organisation;
};

TEST_F(Demonstration, AWeekOfErasing) {
  ASSERT_TRUE(made.ok()) << made.refusal().code;
  ASSERT_TRUE(*made);
  const auto stations = read([&](auto& session) { return workshop::list_stations(session, organisation.id); });
  ASSERT_EQ(stations.size(), 3U);
  EXPECT_EQ(std::count_if(stations.begin(), stations.end(), [](const auto& each) { return !each.revoked_at; }), 2);
  for (const auto& station : stations) {
    const auto chain = read([&](auto& session) { return workshop::chain_of(session, station.id); });
    EXPECT_FALSE(workshop::check_chain(chain).any()) << station.name;
  }

  std::map<std::string, int> verdicts;
  std::set<std::string> donors;
  int validated = 0, superseded = 0;
  const auto rows = read([&](auto& session) {
    return erasure::list_certificates(session, {.organisation = organisation.id, .limit = 200});
  });
  for (const auto& row : rows) {
    ++verdicts[std::string(equipment::code(row.verdict))];
    donors.insert(row.donor);
    validated += row.validated_by.empty() ? 0 : 1;
    superseded += row.superseded_by ? 1 : 0;
    EXPECT_LT(row.issued_at, now);
    const auto file = read([&](auto& session) { return erasure::certificate_file(session, row.id); });
    ASSERT_TRUE(file.has_value());
    EXPECT_TRUE(proof::verify_credential(*file, {}, erasure::certificate_rules()).findings.empty()) << row.number;
  }
  EXPECT_GE(rows.size(), 18U);
  EXPECT_GE(verdicts["erased"], 12);
  EXPECT_EQ(verdicts["erased_with_exceptions"], 1);
  EXPECT_EQ(verdicts["failed"], 2);
  EXPECT_GE(validated, 4);
  EXPECT_GE(superseded, validated + 1);  // each validated one has an edition before, and one disk failed first
  EXPECT_GE(donors.size(), 2U);

  read([&](storage::Session& session) {
    EXPECT_GE(erasure::count_to_validate(session, organisation.id), 4);
    EXPECT_GE(erasure::count_open_rechecks(session, organisation.id), 1);
    EXPECT_TRUE(erasure::list_problems(session, organisation.id).empty());
    EXPECT_EQ(equipment::log_state(session, organisation.id).waiting, 0);
    return 0;
  });
}

TEST_F(Demonstration, LastYearIsAsItWas) {
  ASSERT_TRUE(made.ok()) << made.refusal().code;
  const auto report = read([&](auto& session) { return impact::read_report(session, organisation, 2025); });
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->collected.devices, 1700);
  EXPECT_EQ(report->put_back.devices, 1400);
}

TEST(DemonstrationInJanuary, IsMadeToo) {
  server::testing::TestInstallation here;
  const auto made = server::make_demonstration(here.services(), base::parse_rfc3339("2027-01-04T08:00:00Z").value());
  ASSERT_TRUE(made.ok()) << made.refusal().code;
}

}  // namespace
