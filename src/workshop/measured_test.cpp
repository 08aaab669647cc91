// From a signed report to the verdict of each medium: matched, judged once, never on the station's word.
#include "workshop/measured_for_tests.hpp"

namespace workshop {
namespace {

using namespace testing;
namespace json = boost::json;

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

TEST_F(MeasuredErasures, AKnownPolicysNameCoversOnlyThatPolicy) {
  const auto medium = equipment::MediumId::create(now);
  auto record = perfect_record(Method::overwrite);
  record.policy = *sanitization::find_policy("nist-800-88r2-clear");
  EXPECT_EQ(erasure::judge_record(record, medium, Level::clear, "", "", "T01").judged.verdict, Verdict::erased);
  record.policy.id = "nist-800-88r2-purge";  // the clear policy under the name of the purge one
  const auto weak = erasure::judge_record(record, medium, Level::clear, "", "", "T01");
  EXPECT_EQ(weak.judged.verdict, Verdict::failed);
  EXPECT_EQ(weak.judged.achieved, Level::none);
  EXPECT_EQ(weak.assessment.reasons.back(), "erasure.reason.policy_differs");
  // Every published policy is still itself after it went through a record.
  for (const auto& policy : sanitization::known_policies()) {
    record.policy = policy;
    const auto read = sanitization::record_from_json(sanitization::to_json(record));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->policy, policy) << policy.id;
  }
}

TEST_F(MeasuredErasures, AClockThatIsAheadMakesNoDeedOfTomorrow) {
  const auto item = receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  ReportMaker maker('a');
  maker.erasures = {perfect_record(Method::overwrite)};
  maker.erasures[0].ended = maker.erasures[0].ended + std::chrono::hours(24 * 365 * 70);
  ASSERT_TRUE(send(maker.made()).ok());
  for (const auto& event : db->read([&](storage::Session& s) { return equipment::history_of_item(s, item.id); }))
    EXPECT_LE(event.occurred_at, event.recorded_at);
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

}  // namespace
}  // namespace workshop
