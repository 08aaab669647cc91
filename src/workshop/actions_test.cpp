#include "workshop/actions.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "accounts/store.hpp"
#include "equipment/tests.hpp"
#include "erasure/actions.hpp"
#include "storage/testing.hpp"

namespace workshop {
namespace {

using equipment::Item;
using equipment::Kind;
using equipment::Occasion;
using equipment::Status;
using equipment::TestOutcome;
using equipment::TriageDecision;

const base::Instant now = base::from_milliseconds(1'790'000'000'000);
constexpr base::Day day{std::chrono::year(2026), std::chrono::month(9), std::chrono::day(21)};

class WorkshopActions : public testing::Test {
 protected:
  void SetUp() override {
    db->write([&](storage::Session& session) {
      accounts::insert_organisation(session, {.id = ours, .code = "ATV", .name = "Atelier"}, now);
      accounts::insert_organisation(session, {.id = theirs, .code = "AUT", .name = "Autre"}, now);
    });
  }
  Occasion as(const std::string& who) const { return {.organisation = ours, .actor = who, .now = now}; }
  Item receive(const std::string& number, Kind kind = Kind::laptop, const std::string& serial = "") {
    return db->write([&](storage::Session& session) {
      return equipment::begin_item(session, as("T01"), std::nullopt,
                                   {.number = number, .kind = kind, .serial = serial});
    });
  }
  base::Result<Item> sort(const Item& item, const Triage& wanted, const std::string& who = "T01") {
    return db->write([&](storage::Session& session) { return triage(session, as(who), item.id, wanted); });
  }
  static StationReport report(int n, const std::string& number = "") {
    return {.id = ReportId::numbered(now, 7, static_cast<std::uint64_t>(n)),
            .station = "banc-1",
            .occurred_at = now - std::chrono::hours(2),
            .offset = std::chrono::minutes(60),
            .operator_code = "T07",
            .item_number = number};
  }
  static equipment::Inventory laptop(const std::string& serial) {
    return {
        .kind = equipment::SourceKind::Together,
        .maker = "Dell",
        .model = "Latitude 5490",
        .serials = {.system = serial},
        .chassis = equipment::Chassis::Laptop,
        .cpu = {.name = "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", .cores = 4},
        .ram = {.nominal_gb = 16.0},
        .disks = {
            {.kind = equipment::DiskKind::Ssd, .size_bytes = 256'060'514'304, .model = "MX500", .serial = "S1234567"}}};
  }
  base::Result<Taken> take(const StationReport& report, const equipment::Inventory& inventory,
                           const std::string& bytes = "{}") {
    const auto raw = erasure::pack_evidence(bytes, "application/json", now);
    return db->write(
        [&](storage::Session& session) { return take_report(session, as("API-1"), report, inventory, raw); });
  }

  std::unique_ptr<storage::Database> db = storage::test_database();
  equipment::OrganisationId ours = equipment::OrganisationId::create(now),
                            theirs = equipment::OrganisationId::create(now);
};

TEST_F(WorkshopActions, AReportIsTakenOnceAndRemembersTheBench) {
  const auto item = receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  const auto taken = take(report(1), laptop("5CG7411XYZ"), "{1}");
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->row.why, "system_serial");
  EXPECT_EQ(taken->item->id, item.id);
  EXPECT_EQ(taken->item->ram_gb, 16);
  EXPECT_EQ(taken->item->media.size(), 1u);
  const auto again = take(report(1), laptop("5CG7411XYZ"), "{1}");
  EXPECT_TRUE(again.ok() && again->again);
  EXPECT_EQ(take(report(1), laptop("5CG7411XYZ"), "{2}").refusal().code, "workshop.report.conflict");
  const auto history =
      db->read([&](storage::Session& session) { return equipment::history_of_item(session, item.id); });
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[1].actor, "T07");
  EXPECT_EQ(history[1].occurred_at, now - std::chrono::hours(2));
  EXPECT_EQ(history[1].occurred_offset.count(), 60);
}

TEST_F(WorkshopActions, AnUnmatchedReportWaitsForAPerson) {
  ASSERT_FALSE(take(report(2), laptop("UNKNOWN5566"))->row.item);
  const auto item = receive("GRPC26-0002");
  const auto attach = [&] {
    return db->write(
        [&](storage::Session& session) { return attach_report(session, as("T02"), report(2).id, item.id, false); });
  };
  const auto attached = attach();
  ASSERT_TRUE(attached.ok());
  EXPECT_EQ(attached->item->serial_system, "UNKNOWN5566");
  EXPECT_EQ(attach().refusal().code, "workshop.report.matched.conflict");
  EXPECT_FALSE(take(report(3), laptop("OTHER778899"))->row.item);
  const auto made = db->write(
      [&](storage::Session& session) { return create_from_report(session, as("T02"), report(3).id, {}, day); });
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made->item->kind, Kind::laptop);
  EXPECT_FALSE(made->item->number.empty());
  EXPECT_TRUE(db->read([&](storage::Session& session) { return unmatched_reports(session, ours, 10); }).empty());
}

TEST_F(WorkshopActions, AnotherOrganisationsItemIsNeverMatched) {
  receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  Occasion stranger = as("API-9");
  stranger.organisation = theirs;
  const auto raw = erasure::pack_evidence("{}", "", now);
  const auto taken = db->write([&](storage::Session& session) {
    return take_report(session, stranger, report(1, "GRPC26-0001"), laptop("5CG7411XYZ"), raw);
  });
  EXPECT_FALSE(taken->row.item);
  EXPECT_EQ(taken->row.why, "number_unknown");
}

TEST_F(WorkshopActions, TwoTechniciansSortAtOnceOneWins) {
  const auto item = receive("GRPC26-0001");
  std::vector<std::string> outcomes(2);
  std::vector<std::thread> people;
  for (std::size_t i = 0; i < 2; ++i)
    people.emplace_back([&, i] {
      const auto done = sort(item, {.decision = i == 0 ? TriageDecision::reuse : TriageDecision::repair},
                             "T0" + std::to_string(i + 1));
      outcomes[i] = done.ok() ? "won" : done.refusal().code;
    });
  for (auto& person : people) person.join();
  std::sort(outcomes.begin(), outcomes.end());
  EXPECT_EQ(outcomes, (std::vector<std::string>{"won", "workshop.triage.conflict"}));
  const auto orders = db->read([&](storage::Session& session) {
    return session.value<std::int64_t>("SELECT CAST(COUNT(*) AS BIGINT) FROM work_order");
  });
  EXPECT_EQ(orders, 1);
}

TEST_F(WorkshopActions, TriageAsksForReasonsAndMedia) {
  const auto item = receive("GRPC26-0001");
  EXPECT_EQ(sort(item, {.decision = TriageDecision::waste}).refusal().field, "reason");
  EXPECT_EQ(sort(item, {.decision = TriageDecision::waste, .reason = "nice"}).refusal().code,
            "workshop.triage.bad_reason");
  EXPECT_EQ(sort(item, {.decision = TriageDecision::reuse, .locks = {"padlock"}}).refusal().code,
            "equipment.locks.bad_lock");
  const auto sorted = sort(item, {.decision = TriageDecision::waste, .reason = "broken", .locks = {"mdm"}});
  ASSERT_TRUE(sorted.ok());
  EXPECT_EQ(sorted->status, Status::for_waste);
  EXPECT_TRUE(sorted->locks.contains("mdm"));
  const auto printer = receive("GRIM26-0001", Kind::printer);
  EXPECT_EQ(sort(printer, {}).refusal().field, "has_medium");
  const auto with = sort(printer, {.has_medium = true});
  ASSERT_TRUE(with.ok());
  EXPECT_EQ(with->media.size(), 1u);
  const auto other = receive("GRIM26-0002", Kind::printer);
  const auto without = sort(other, {.has_medium = false});
  ASSERT_TRUE(without.ok());
  EXPECT_FALSE(without->proven_without_media);  // a second person has not looked yet
  EXPECT_EQ(db->read([&](storage::Session& session) { return erasure::open_proposals(session, other.id); }).size(), 1u);
}

TEST_F(WorkshopActions, SortedAgainTheOldOrderEnds) {
  const auto item = receive("GRPC26-0001");
  ASSERT_TRUE(sort(item, {.decision = TriageDecision::repair, .reason = "no_power"}).ok());
  const auto again = sort(item, {.decision = TriageDecision::parts, .reason = "broken", .seen = Status::in_work});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->status, Status::for_parts);
  EXPECT_TRUE(again->work_order.empty());
}

TEST_F(WorkshopActions, FromTheBenchToReady) {
  const auto received = receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ASSERT_TRUE(take(report(1), laptop("5CG7411XYZ")).ok());
  ASSERT_TRUE(sort(received, {}).ok());
  const auto close = [&] {
    return db->write([&](storage::Session& session) { return close_work(session, as("T01"), received.id); });
  };
  EXPECT_EQ(close().refusal().code, "erasure.departure.test_missing.power");
  std::map<std::string, TestOutcome> results;
  for (const auto test : equipment::tests_required(Kind::laptop)) results[std::string(test)] = TestOutcome::pass;
  ASSERT_TRUE(db->write([&](storage::Session& session) {
                  return record_tests(session, as("T01"), received.id, results);
                }).ok());
  EXPECT_EQ(close().refusal().code, "erasure.departure.medium_unproven");
  const auto item =
      db->read([&](storage::Session& session) { return equipment::find_item(session, ours, received.id).value(); });
  const erasure::Evidence evidence{.rank = equipment::Rank::third_party,
                                   .method = erasure::Method::overwrite,
                                   .claimed = equipment::Level::clear,
                                   .outcome = erasure::Outcome::completed,
                                   .names_medium = true};
  ASSERT_TRUE(db->write([&](storage::Session& session) {
                  return erasure::submit_evidence(session, as("T01"), item.id, item.media[0].id, evidence,
                                                  erasure::pack_evidence("log S1234567", "", now));
                }).ok());
  EXPECT_EQ(close().refusal().code, "erasure.departure.not_graded");
  const auto grade_it = [&](const GradeRequest& request) {
    return db->write([&](storage::Session& session) { return grade(session, as("T01"), received.id, request, day); });
  };
  EXPECT_EQ(grade_it({}).refusal().field, "cpumark");  // no table: a person types it
  EXPECT_EQ(grade_it({.cpumark = 6000}).refusal().field, "cpumark_reason");
  EXPECT_EQ(grade_it({.cpumark = 6000, .cpumark_reason = "passmark", .adjustment = {.delta = -1}}).refusal().field,
            "adjustment_reason");
  const auto graded = grade_it({.cpumark = 6000,
                                .cpumark_reason = "passmark",
                                .cosmetic = "B",
                                .adjustment = {.delta = -1, .reason = "charnière"}});
  ASSERT_TRUE(graded.ok()) << graded.refusal().code;
  // CPU mark 6000 → 3, 16 GB → 4, SSD 256 GB → 3: 10, A; one point less is still A.
  EXPECT_EQ(graded->points, 9);
  EXPECT_EQ(graded->category, "A");
  EXPECT_EQ(graded->scheme, "2025-06");
  const auto done = close();
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(done->status, Status::ready);
  EXPECT_EQ(close().refusal().code, "workshop.close.not_open.conflict");
}

TEST_F(WorkshopActions, TestsThatDoNotExistAreRefused) {
  const auto item = receive("GRPC26-0001");
  const auto run = [&](const std::map<std::string, TestOutcome>& results) {
    return db->write([&](storage::Session& session) { return record_tests(session, as("T01"), item.id, results); });
  };
  EXPECT_EQ(run({{"taste", TestOutcome::pass}}).refusal().field, "tests.taste");
  EXPECT_EQ(run({}).refusal().code, "workshop.tests.nothing");
}

TEST_F(WorkshopActions, AnUploadedSchemeIsUsedFromItsDayOn) {
  const std::string rules =
      "#VERSION;2026-01\n#VALID;2026-01-01;\n#NOTE-LINUX;0;1\nCPUMARK;100\nRAM;1\nSSD;1\nHDD;1\n#CATEGORIE;NOTE\nD;"
      "0\nC;3\n";
  const auto parsed = equipment::parse_grading_rules(rules);
  ASSERT_TRUE(parsed.ok()) << parsed.refusal().code;
  const SchemeRow row{.version = parsed->version, .content = rules, .valid_from = now, .created_at = now};
  EXPECT_TRUE(db->write([&](storage::Session& session) { return insert_scheme(session, ours, row); }));
  EXPECT_FALSE(db->write([&](storage::Session& session) { return insert_scheme(session, ours, row); }));
  const auto version = [&](const equipment::OrganisationId& organisation, base::Day on) {
    return db->read([&](storage::Session& session) { return scheme_in_force(session, organisation, on)->version; });
  };
  EXPECT_EQ(version(ours, day), "2026-01");
  EXPECT_EQ(version(ours, base::Day{std::chrono::year(2025), std::chrono::month(12), std::chrono::day(31)}), "2025-06");
  EXPECT_EQ(version(theirs, day), "2025-06");
}

}  // namespace
}  // namespace workshop
