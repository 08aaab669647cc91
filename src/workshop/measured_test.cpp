// From a signed report to the verdict of each medium: matched, judged once, never on the station's word.
#include <gtest/gtest.h>

#include "accounts/store.hpp"
#include "equipment/hardware/inventory.hpp"
#include "storage/testing.hpp"
#include "workshop/actions.hpp"
#include "workshop/actions_station.hpp"
#include "workshop/report_for_tests.hpp"

namespace workshop {
namespace {

using equipment::Item;
using equipment::Kind;
using equipment::Level;
using equipment::Rank;
using equipment::Verdict;
using sanitization::Method;
using sanitization::testing::perfect_record;
using testing::ReportMaker;
namespace json = boost::json;

const base::Instant now = base::from_milliseconds(1'790'000'000'000);

class MeasuredErasures : public ::testing::Test {
 protected:
  void SetUp() override {
    db->write([&](storage::Session& session) {
      accounts::insert_organisation(session, {.id = ours, .code = "ATV", .name = "Atelier"}, now);
      accounts::insert_organisation(session, {.id = theirs, .code = "AUT", .name = "Autre"}, now);
    });
    station = join('a', ours);
  }
  Station join(char seed, const equipment::OrganisationId& organisation) {
    const accounts::Keys keys(proof::Secret::from_bytes(std::string(32, 'k')).value());
    return db
        ->write([&](storage::Session& session) -> base::Result<Enrolled> {
          TRY(made, make_code(session, organisation, "Banc", 1, 1, "A01", now));
          const auto key = testing::station_key(seed);
          return enrol_station(session, keys,
                               {.code = made.text,
                                .name = "banc-1",
                                .key = key.public_key().multibase(),
                                .signature = base::to_base64(key.sign("boucle-station-enrol-v1 " + made.text)),
                                .client = ""},
                               now);
        })
        ->station;
  }
  equipment::Occasion as(const std::string& who, const equipment::OrganisationId& organisation) const {
    return {.organisation = organisation, .actor = who, .now = now};
  }
  Item receive(const std::string& number, Kind kind = Kind::laptop, const std::string& serial = "") {
    return db->write([&](storage::Session& session) {
      return equipment::begin_item(session, as("T01", ours), std::nullopt,
                                   {.number = number, .kind = kind, .serial = serial});
    });
  }
  Item with_drive(const Item& item, const equipment::DiskFacts& facts) {
    auto disk = facts;
    disk.medium = equipment::MediumId::create(now);
    return db->write([&](storage::Session& session) {
      return equipment::record(session, as("T01", ours), item, equipment::Identified{.report = "r", .disks = {disk}});
    });
  }
  base::Result<Taken> send(const std::string& bytes, const equipment::OrganisationId& organisation) {
    const auto report = parse_station_report(bytes);
    if (!report.ok()) return report.refusal();
    const auto inventory = equipment::read_inventory(report->sources);
    const auto raw = erasure::pack_evidence(bytes, "application/json", now);
    return db->write([&](storage::Session& session) {
      return take_report(session, as("API-1", organisation), *report, inventory, raw);
    });
  }
  base::Result<Taken> send(const std::string& bytes) { return send(bytes, ours); }
  Item now_is(const Item& item) {
    return *db->read([&](storage::Session& session) { return equipment::find_item(session, ours, item.id); });
  }
  std::size_t verdicts_of(const Item& item) {
    std::size_t count = 0;
    for (const auto& event : db->read([&](storage::Session& s) { return equipment::history_of_item(s, item.id); }))
      count += std::holds_alternative<equipment::MediumJudged>(event.body) ? 1 : 0;
    return count;
  }
  static ReportMaker drive_report(const std::string& number) {
    ReportMaker maker('a');
    maker.subject = "drive";
    maker.item_number = number;
    maker.raw = {{"smartctl", json::array()}};
    maker.erasures = {perfect_record(Method::overwrite)};
    return maker;
  }
  static equipment::DiskFacts its_drive() { return {.kind = "HDD", .model = "Disk 1", .serial = "s1b2c3d4e5"}; }

  std::unique_ptr<storage::Database> db = storage::test_database();
  equipment::OrganisationId ours = equipment::OrganisationId::create(now),
                            theirs = equipment::OrganisationId::create(now);
  Station station;
};

TEST_F(MeasuredErasures, AMachineIsInventoriedErasedAndTestedByOneReport) {
  const auto item = receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ReportMaker maker('a');
  maker.erasures = {perfect_record(Method::sanitize_block)};
  maker.tests = {{"results", {{"ram", {{"outcome", "pass"}}}, {"webcam", {{"outcome", "not_applicable"}}}}},
                 {"score", {{"single", 1200}, {"all", 7400}, {"version", "1"}}}};
  const auto bytes = maker.made();
  const auto taken = send(bytes);
  ASSERT_TRUE(taken.ok()) << taken.refusal().code;
  ASSERT_TRUE(taken->item);
  EXPECT_EQ(taken->item->id, item.id);
  ASSERT_EQ(taken->item->media.size(), 1u);  // seen by the erasure only
  const auto& medium = taken->item->media[0];
  EXPECT_EQ(medium.serial, "S1B2C3D4E5");
  EXPECT_EQ(medium.verdict, Verdict::erased);
  EXPECT_EQ(medium.rank, Rank::measured);
  EXPECT_EQ(medium.achieved, Level::purge);
  EXPECT_EQ(medium.standard, "nist_800_88r2");
  EXPECT_EQ(medium.evidence_sha256, base::to_hex(base::sha256(bytes)));
  EXPECT_EQ(taken->item->tests.at("ram"), equipment::TestOutcome::pass);
  ASSERT_EQ(taken->erasures.size(), 1u);
  const auto& row = taken->erasures[0];
  EXPECT_EQ(row.bytes, proof::to_canonical(sanitization::to_json(maker.erasures[0])).value());
  EXPECT_EQ(row.sha256, base::to_hex(base::sha256(row.bytes)));
  EXPECT_EQ(row.signature_key, station.key);
  EXPECT_EQ(row.station, station.id.text());
  EXPECT_EQ(row.operator_code, "T07");
  const auto seen = db->read([&](storage::Session& session) { return *find_station(session, ours, station.id); });
  EXPECT_EQ(seen.last_sequence, 1);
  EXPECT_EQ(seen.last_sha256, medium.evidence_sha256);
}

TEST_F(MeasuredErasures, TheSameReportOrErasureCountsOnce) {
  const auto item = receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ReportMaker maker('a');
  maker.erasures = {perfect_record(Method::sanitize_block)};
  const auto first = maker.made();
  ASSERT_TRUE(send(first).ok());
  const auto again = send(first);
  EXPECT_TRUE(again.ok() && again->again);
  EXPECT_EQ(again->erasures.size(), 1u);
  maker.number = 2;
  maker.sequence = 2;
  maker.previous = base::to_hex(base::sha256(first));
  const auto second = send(maker.made());  // the same erasure in another report
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(verdicts_of(item), 1u);
  maker.number = 3;
  maker.sequence = 3;
  maker.previous = base::to_hex(base::sha256(maker.made()));
  maker.erasures[0].steps.pop_back();  // another content under its id
  const auto other = send(maker.made());
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(verdicts_of(item), 1u);
  EXPECT_NE(other->row.summary.find("erasure.record.differs"), std::string::npos);
}

TEST_F(MeasuredErasures, TheServerJudgesWhateverTheStationSays) {
  const auto item = receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  int number = 0;
  std::string previous;
  for (const auto& corruption : sanitization::testing::corruptions()) {
    auto record = perfect_record(Method::overwrite);
    if (!corruption.applies(record) || std::string_view(corruption.name) == "practice") continue;
    corruption.apply(record);
    ReportMaker maker('a');
    record.id = base::Id<struct ErasureTag>::numbered(now, 3, static_cast<std::uint64_t>(++number)).text();
    maker.erasures = {record};
    maker.number = number;
    maker.sequence = number;
    maker.previous = previous;
    const auto bytes = maker.made();
    previous = base::to_hex(base::sha256(bytes));
    const auto taken = send(bytes);
    if (!taken.ok()) continue;  // a record that cannot even be read
    ASSERT_TRUE(taken->item) << corruption.name;
    for (const auto& each : taken->erasures) EXPECT_NE(each.verdict, Verdict::erased) << corruption.name;
    for (const auto& medium : taken->item->media) EXPECT_NE(medium.verdict, Verdict::erased) << corruption.name;
  }
  EXPECT_GT(number, 40);
}

TEST_F(MeasuredErasures, TheAgreementAsksForMoreThanThePolicy) {
  // The policy asks for a clear, which the overwrite reaches; the rule with the agreement's purge does not take it.
  const auto record = perfect_record(Method::overwrite);
  const auto medium = equipment::MediumId::create(now);
  EXPECT_EQ(erasure::judge_record(record, medium, Level::clear, "", "", "T01").judged.verdict, Verdict::erased);
  const auto low = erasure::judge_record(record, medium, Level::purge, "", "", "T01").judged;
  EXPECT_EQ(low.verdict, Verdict::failed);
  EXPECT_EQ(low.required, Level::purge);
  EXPECT_EQ(low.exceptions, (std::vector<std::string>{"level_too_low"}));
}

TEST_F(MeasuredErasures, AnUnsignedReportProvesNothing) {
  receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ReportMaker maker('a');
  maker.erasures = {perfect_record(Method::overwrite)};
  const auto taken = send(json::serialize(maker.unsigned_object()));
  ASSERT_TRUE(taken.ok());
  EXPECT_TRUE(taken->item->inventoried);
  EXPECT_TRUE(taken->item->media.empty());
  EXPECT_TRUE(taken->erasures.empty());
  EXPECT_NE(taken->row.summary.find("workshop.report.erasures_not_signed"), std::string::npos);
}

TEST_F(MeasuredErasures, OnlyOurOwnStationsCount) {
  receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ReportMaker stranger('z');
  EXPECT_EQ(send(stranger.made()).refusal().code, "workshop.report.not_enrolled.forbidden");
  join('y', theirs);
  ReportMaker neighbour('y');
  EXPECT_EQ(send(neighbour.made()).refusal().code, "workshop.report.not_enrolled.forbidden");
  EXPECT_TRUE(send(neighbour.made(), theirs).ok());
  accounts::Caller who;
  who.organisation = ours;
  ASSERT_TRUE(db->write([&](storage::Session& session) {
                  return revoke_station(session, {.who = who, .organisation = ours, .client = "", .now = now},
                                        station.id);
                }).ok());
  EXPECT_EQ(send(ReportMaker('a').made()).refusal().code, "workshop.report.station_revoked.forbidden");
}

TEST_F(MeasuredErasures, ADriveFindsItsItemAndNeverMakesTheBenchOne) {
  const auto item = with_drive(receive("GRPC26-0001"), its_drive());
  auto maker = drive_report("");
  maker.raw["lshw"] = R"({"class":"system","vendor":"Bench Corp","product":"Bench","serial":"BENCH123456"})";
  const auto taken = send(maker.made());
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->row.why, "medium_serial");
  ASSERT_EQ(taken->item->id, item.id);
  EXPECT_EQ(taken->item->media.size(), 1u);
  EXPECT_EQ(taken->item->media[0].verdict, Verdict::erased);
  EXPECT_EQ(taken->item->maker, "");
  EXPECT_EQ(taken->item->serial_system, "");
}

TEST_F(MeasuredErasures, ADriveOfAComputerThatNobodyInventoriedWaitsForASupervisor) {
  const auto item = receive("GRPC26-0001");
  auto maker = drive_report("GRPC26-0001");
  const auto taken = send(maker.made());
  ASSERT_TRUE(taken.ok());
  EXPECT_FALSE(taken->item);
  EXPECT_EQ(taken->row.why, "drive_not_listed");
  const auto attach = [&](bool supervisor) {
    return db->write([&](storage::Session& session) {
      return attach_report(session, as("T02", ours), taken->row.id, item.id, supervisor);
    });
  };
  EXPECT_EQ(attach(false).refusal().code, "workshop.attach.drive.forbidden");
  EXPECT_EQ(verdicts_of(item), 0u);
  const auto attached = attach(true);
  ASSERT_TRUE(attached.ok());
  EXPECT_EQ(attached->erasures.size(), 1u);
  EXPECT_EQ(attached->item->media[0].verdict, Verdict::erased);
  EXPECT_EQ(attached->item->media[0].evidence_sha256, taken->row.sha256);
}

TEST_F(MeasuredErasures, ADriveIsAddedToAPrinterOrMadeAnItemOfItsOwn) {
  const auto copier = receive("GRIM26-0001", Kind::multifunction);
  const auto taken = send(drive_report("GRIM26-0001").made());
  ASSERT_TRUE(taken.ok() && taken->item);
  EXPECT_EQ(taken->item->id, copier.id);
  EXPECT_EQ(taken->item->media[0].verdict, Verdict::erased);
  auto loose = drive_report("");
  loose.number = 2;
  loose.sequence = 2;
  loose.previous = taken->row.sha256;
  loose.erasures[0].id = "019aa000-0000-7000-8000-000000000002";
  for (auto* facts : {&loose.erasures[0].before, &*loose.erasures[0].after}) {
    facts->identity.serial = "ANOTHER123";
    facts->identity.wwn = "";
  }
  loose.erasures[0].confirmed_by = "ANOTHER123";
  const auto waits = send(loose.made());
  ASSERT_TRUE(waits.ok());
  EXPECT_EQ(waits->row.why, "no_match");
  constexpr base::Day day{std::chrono::year(2026), std::chrono::month(9), std::chrono::day(21)};
  const auto made = db->write(
      [&](storage::Session& session) { return create_from_report(session, as("T02", ours), waits->row.id, {}, day); });
  ASSERT_TRUE(made.ok()) << made.refusal().code;
  EXPECT_EQ(made->item->kind, Kind::disk);
  EXPECT_EQ(made->item->serial, "ANOTHER123");
  EXPECT_EQ(made->item->media[0].verdict, Verdict::erased);
}

TEST_F(MeasuredErasures, TwoRunsOnOneDriveAreOneMediumAndTheLastCounts) {
  receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ReportMaker maker('a');
  auto failed = perfect_record(Method::overwrite);
  failed.verification->mismatched_sectors = 1;
  auto second = perfect_record(Method::overwrite);
  second.id = "019aa000-0000-7000-8000-000000000002";
  maker.erasures = {failed, second};
  const auto taken = send(maker.made());
  ASSERT_TRUE(taken.ok());
  ASSERT_EQ(taken->item->media.size(), 1u);
  EXPECT_EQ(taken->item->media[0].verdict, Verdict::erased);
  EXPECT_EQ(taken->erasures.size(), 2u);
}

TEST_F(MeasuredErasures, AnOlderReportThatComesLateChangesNothing) {
  const auto item = receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ReportMaker early('a'), late('a');
  auto interrupted = perfect_record(Method::overwrite);
  interrupted.stopped = true;
  interrupted.verification.reset();
  early.erasures = {interrupted};
  late.erasures = {perfect_record(Method::overwrite)};
  late.erasures[0].id = "019aa000-0000-7000-8000-000000000002";
  late.number = 2;
  late.sequence = 2;
  late.previous = base::to_hex(base::sha256(early.made()));
  ASSERT_EQ(send(late.made())->item->media[0].verdict, Verdict::erased);
  const auto taken = send(early.made());
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->item->media[0].verdict, Verdict::erased);
  EXPECT_NE(taken->row.summary.find("erasure.record.older"), std::string::npos);
  EXPECT_EQ(verdicts_of(item), 1u);
}

TEST_F(MeasuredErasures, AnInterruptedErasureGoesOnUnderItsId) {
  receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ReportMaker cut('a'), whole('a');
  auto interrupted = perfect_record(Method::overwrite);
  interrupted.stopped = true;
  cut.erasures = {interrupted};
  whole.erasures = {perfect_record(Method::overwrite)};
  whole.number = 2;
  whole.sequence = 2;
  whole.previous = base::to_hex(base::sha256(cut.made()));
  const auto first = send(cut.made());
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->item->media[0].verdict, Verdict::interrupted);
  const auto second = send(whole.made());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->item->media[0].verdict, Verdict::erased);
  EXPECT_EQ(second->erasures.at(0).sequence, 2);
}

TEST_F(MeasuredErasures, AForkAndABrokenChainAreToldAndTaken) {
  receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ReportMaker first('a'), fork('a'), broken('a');
  fork.number = 2;
  broken.number = 3;
  broken.sequence = 2;
  broken.previous = std::string(64, '0');
  ASSERT_TRUE(send(first.made()).ok());
  EXPECT_NE(send(fork.made())->row.summary.find("workshop.warning.chain_fork"), std::string::npos);
  EXPECT_NE(send(broken.made())->row.summary.find("workshop.warning.chain_broken"), std::string::npos);
  const auto faults = db->read([&](storage::Session& session) { return check_chain(chain_of(session, station.id)); });
  EXPECT_EQ(faults.forks, (std::vector<std::int64_t>{1}));
  EXPECT_EQ(faults.broken, (std::vector<std::int64_t>{2}));
}

}  // namespace
}  // namespace workshop
