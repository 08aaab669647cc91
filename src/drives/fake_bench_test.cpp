// The bench of imaginary drives and the queue of their transfers.
#include <array>
#include <future>
#include <set>
#include <thread>

#include "drives/fake_use_test.hpp"

namespace drives {
namespace {

using std::chrono::milliseconds;

TEST(FakeQueue, AnswersInItsOwnOrder) {
  FakeBench bench;
  const auto disk = bench.add(virtual_disk("VD-V1-4717"));
  auto drive = opened(bench, disk);
  auto queue = bench.make_queue(16);
  const int handle = drive->open_areas()->front().handle;
  Buffer buffer(16 * 4096);
  for (std::uint64_t tag = 0; tag < 16; ++tag) {
    queue->submit(
        {.handle = handle, .offset = tag * 4096, .data = buffer.get() + tag * 4096, .bytes = 4096, .tag = tag});
  }
  std::array<Completion, 16> done;
  ASSERT_EQ(queue->wait(done, milliseconds(1000)), 16U);
  std::vector<std::uint64_t> tags;
  for (const auto& completion : done) tags.push_back(completion.tag);
  EXPECT_FALSE(std::is_sorted(tags.begin(), tags.end()));
  EXPECT_EQ(std::set<std::uint64_t>(tags.begin(), tags.end()).size(), 16U);
}

TEST(FakeQueue, OneHungDriveDoesNotHoldTheOthers) {
  FakeBench bench;
  FakeSpec spec = virtual_disk("VD-V1-4717");
  spec.faults.hang_after = 1;
  const auto hung = bench.add(spec);
  const auto well = bench.add(virtual_disk("VD-V2-4718"));
  auto one = opened(bench, hung);
  auto two = opened(bench, well);
  auto queue = bench.make_queue(4);
  Buffer buffer(4096);
  queue->submit({.handle = one->open_areas()->front().handle, .data = buffer.get(), .bytes = 512, .tag = 7});
  EXPECT_EQ(read(*queue, two->open_areas()->front().handle, 0, 512), 512);
  Completion completion;
  EXPECT_EQ(queue->wait({&completion, 1}, milliseconds(30)), 0U);
  bench.release();
  ASSERT_EQ(queue->wait({&completion, 1}, milliseconds(1000)), 1U);
  EXPECT_EQ(completion.tag, 7U);
  EXPECT_EQ(completion.result, 512);
}

TEST(FakeQueue, WakesUp) {
  FakeBench bench;
  auto queue = bench.make_queue(4);
  auto waiting = std::async(std::launch::async, [&] {
    Completion completion;
    return queue->wait({&completion, 1}, std::chrono::seconds(20));
  });
  std::this_thread::sleep_for(milliseconds(5));
  queue->wake();
  EXPECT_EQ(waiting.get(), 0U);
}

TEST(FakeBench, HungCommandIsAnsweredWhenReleased) {
  FakeBench bench;
  FakeSpec spec = sata_ssd("BT-S1-4711");
  spec.faults.hang = CommandKind::set_password;
  const auto disk = bench.add(spec);
  auto drive = opened(bench, disk);
  auto answer = std::async(std::launch::async, [&] { return run(*drive, CommandKind::set_password); });
  EXPECT_EQ(answer.wait_for(milliseconds(20)), std::future_status::timeout);
  bench.release();
  EXPECT_EQ(answer.get(), CommandEnd::timed_out);
}

TEST(FakeBench, TwoOfOneNameAndBusyOnes) {
  FakeBench bench;
  const auto one = bench.add(sata_hdd("BT-S1-4711"));
  const auto two = bench.add(sata_hdd("BT-S1-4711"));
  EXPECT_EQ(bench.open(one->truth().identity).refusal().code, "drives.ambiguous");
  bench.remove(two);
  auto drive = opened(bench, one);
  EXPECT_TRUE(drive->open_areas().ok());
  EXPECT_EQ(opened(bench, one)->open_areas().refusal().code, "drives.busy");
  drive.reset();
  one->set_use({.mounted = {"/mnt"}});
  EXPECT_EQ(opened(bench, one)->open_areas().refusal().code, "drives.busy");
  EXPECT_EQ(bench.open({.model = "none", .serial = "S9"}).refusal().code, "drives.gone");
}

TEST(FakeBench, CutReachesEverything) {
  FakeBench bench;
  const auto disk = bench.add(sata_hdd("BT-S1-4711"));
  auto drive = opened(bench, disk);
  auto queue = bench.make_queue(1);
  const int handle = drive->open_areas()->front().handle;
  bool told = false;
  bench.cut_at(3, true, 1, [&] { told = true; });
  EXPECT_EQ(run(*drive, CommandKind::set_password), CommandEnd::done);
  EXPECT_FALSE(told);
  EXPECT_EQ(write(*queue, handle, 0, 512), -ENODEV);
  EXPECT_TRUE(told);
  EXPECT_TRUE(bench.was_cut());
  EXPECT_TRUE(bench.find().empty());
  bench.resume();
  EXPECT_EQ(run(*drive, CommandKind::set_password), CommandEnd::gone) << "an opening of before";
  EXPECT_TRUE(opened(bench, disk)->identify()->security.locked);
}

TEST(FakeBench, PracticeIsMarked) {
  const auto bench = practice_bench();
  EXPECT_TRUE(bench->practice());
  const auto found = bench->find();
  ASSERT_EQ(found.size(), 5U);
  EXPECT_TRUE(found[0].facts.security.frozen);
  EXPECT_TRUE(found[3].use.boot_medium);
  for (const auto& one : found) EXPECT_TRUE(sanitization::names_one(one.facts.identity)) << one.facts.identity.serial;
}

}  // namespace
}  // namespace drives
