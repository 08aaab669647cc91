// Reports of drives: which item they go to, and the chain that they stand in.
#include "workshop/measured_for_tests.hpp"

namespace workshop {
namespace {

using namespace testing;
namespace json = boost::json;

TEST_F(MeasuredErasures, SeveralUnlistedDrivesAreNotAllOfOneItem) {
  const auto item = with_drive(receive("GRPC26-0001"), its_drive());
  auto maker = drive_report("");
  auto other = maker.erasures[0];
  other.id = "019aa000-0000-7000-8000-000000000003";
  for (auto* facts : {&other.before, &*other.after}) {
    facts->identity.serial = "ANOTHER123";
    facts->identity.wwn = "";
  }
  other.confirmed_by = "ANOTHER123";
  maker.erasures.push_back(other);
  const auto taken = send(maker.made());
  ASSERT_TRUE(taken.ok());
  EXPECT_FALSE(taken->item) << "the second drive may come from another machine";
  EXPECT_EQ(taken->row.why, "drive_not_listed");
  EXPECT_EQ(verdicts_of(item), 0u);
}

TEST_F(MeasuredErasures, ADriveProvesNothingOfATelephone) {
  const auto telephone = receive("GRTE26-0001", Kind::smartphone);
  const auto taken = send(drive_report("GRTE26-0001").made());
  ASSERT_TRUE(taken.ok());
  EXPECT_FALSE(taken->item);
  EXPECT_TRUE(now_is(telephone).media.empty());
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

TEST_F(MeasuredErasures, AGapThatIsFilledLeavesTheChainWhole) {
  receive("GRPC26-0001", Kind::laptop, "5CG7411XYZ");
  std::vector<std::string> chain;
  for (int number = 1; number <= 3; ++number) {
    ReportMaker maker('a');
    maker.number = number;
    maker.sequence = number;
    if (number > 1) maker.previous = base::to_hex(base::sha256(chain.back()));
    chain.push_back(maker.made());
  }
  const auto whole = [&] {
    return db->read([&](storage::Session& session) { return find_station(session, ours, station.id)->whole_chain; });
  };
  EXPECT_TRUE(whole());
  ASSERT_TRUE(send(chain[0]).ok());
  ASSERT_TRUE(send(chain[2]).ok());
  EXPECT_FALSE(whole()) << "the second is missing";
  ASSERT_TRUE(send(chain[1]).ok());
  EXPECT_TRUE(whole());
  ASSERT_TRUE(send(chain[1]).ok());
  EXPECT_TRUE(whole()) << "sent again is not come twice";
  ReportMaker other('a');
  other.number = 9;
  other.sequence = 2;
  other.previous = base::to_hex(base::sha256(chain[0]));
  ASSERT_TRUE(send(other.made()).ok());
  EXPECT_FALSE(whole());
}

}  // namespace
}  // namespace workshop
