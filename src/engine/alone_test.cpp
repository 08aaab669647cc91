// What happens to one drive is the affair of that drive: others go on, and nothing is mistaken for it.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <future>
#include <stdexcept>

#include "engine/engine_test.hpp"

namespace engine {
namespace {

using namespace std::chrono_literals;
using drives::Command;
using drives::CommandKind;
using drives::CommandResult;
using sanitization::Identity;
using sanitization::Level;
using sanitization::Verdict;
using testing::Folder;

/// What a test does when a drive is opened, or before a command reaches it.
struct Hooks {
  std::function<void(const Identity&)> open = [](const Identity&) {};
  std::function<void(CommandKind)> run = [](CommandKind) {};
  std::string sent;  ///< told of each command
};

class HookedDrive final : public drives::Drive {
 public:
  HookedDrive(std::unique_ptr<drives::Drive> inner, const Hooks& hooks) : inner_(std::move(inner)), hooks_(hooks) {}
  std::string device() const override { return inner_->device(); }
  base::Result<sanitization::DriveFacts> identify() override { return inner_->identify(); }
  CommandResult run(const Command& command) override {
    hooks_.run(command.kind);
    CommandResult result = inner_->run(command);
    if (!hooks_.sent.empty()) result.sent = hooks_.sent;
    return result;
  }
  drives::SanitizeProgress sanitize_progress() override { return inner_->sanitize_progress(); }
  base::Result<std::vector<drives::Area>> open_areas() override { return inner_->open_areas(); }
  void close_areas() override { inner_->close_areas(); }

 private:
  std::unique_ptr<drives::Drive> inner_;
  const Hooks& hooks_;
};

class HookedBench final : public drives::Bench {
 public:
  HookedBench() { fakes.set_practice(false); }
  std::vector<drives::Found> find() override { return fakes.find(); }
  base::Result<std::unique_ptr<drives::Drive>> open(const Identity& identity) override {
    hooks.open(identity);
    TRY(drive, fakes.open(identity));
    return std::unique_ptr<drives::Drive>(std::make_unique<HookedDrive>(std::move(drive), hooks));
  }
  std::unique_ptr<drives::IoQueue> make_queue(std::size_t depth) override { return fakes.make_queue(depth); }
  bool practice() const override { return fakes.practice(); }

  drives::FakeBench fakes;
  Hooks hooks;
};

drives::FakeSpec with_password(const std::string& serial) {
  auto spec = drives::sata_hdd(serial);
  spec.facts.sanitize = {};
  return spec;
}

TEST(Alone, ADriveThatIsSlowToOpenHoldsUpNobody) {
  const Folder folder("slow-open");
  HookedBench bench;
  std::promise<void> answer;
  const auto answered = answer.get_future().share();
  bench.hooks.open = [&](const Identity& identity) {
    if (identity.serial == "DISK-SLOW") answered.wait();
  };
  const auto slow = bench.fakes.add(drives::usb_stick("DISK-SLOW"));
  const auto other = bench.fakes.add(drives::usb_stick("DISK-OTHER"));
  Eraser eraser(bench, folder.journals(), base::system_now, testing::quick());
  const auto first = eraser.start(testing::request(*slow, Level::clear));
  ASSERT_TRUE(first.ok());
  std::this_thread::sleep_for(50ms);  // it is being opened
  auto starting = std::async(std::launch::async, [&] { return eraser.start(testing::request(*other, Level::clear)); });
  const bool started = starting.wait_for(20s) == std::future_status::ready;
  EXPECT_TRUE(started) << "it waits for the slow one";
  if (!started) answer.set_value();
  const auto second = starting.get();
  ASSERT_TRUE(second.ok());
  EXPECT_TRUE((*second)->wait(20s));
  if (started) {
    EXPECT_FALSE((*first)->finished());
    answer.set_value();
  }
  ASSERT_TRUE((*first)->wait(20s));
  ASSERT_TRUE((*second)->wait(20s));
  EXPECT_EQ((*first)->finished()->assessment.verdict, Verdict::erased);
  EXPECT_EQ((*second)->finished()->assessment.verdict, Verdict::erased);
}

TEST(Alone, AnExceptionEndsOneErasureAndTakesThePasswordOff) {
  const Folder folder("exception");
  HookedBench bench;
  bench.hooks.run = [](CommandKind kind) {
    if (kind == CommandKind::security_erase_enhanced) throw std::runtime_error("the system says what nobody expects");
  };
  const auto bad = bench.fakes.add(with_password("DISK-BAD"));
  const auto good = bench.fakes.add(drives::usb_stick("DISK-GOOD", 9'001));
  Eraser eraser(bench, folder.journals(), base::system_now, testing::quick());
  const auto first = eraser.start(testing::request(*bad, Level::clear));
  const auto second = eraser.start(testing::request(*good, Level::clear));
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE((*first)->wait(20s));
  ASSERT_TRUE((*second)->wait(20s));
  const auto finished = *(*first)->finished();
  EXPECT_EQ(finished.assessment.verdict, Verdict::interrupted);
  const auto told = std::ranges::find_if(finished.record.steps, [](const auto& step) {
    return step.parameters.contains("why") && step.parameters.at("why") == "exception";
  });
  ASSERT_NE(told, finished.record.steps.end());
  EXPECT_EQ(told->what, "security_erase_enhanced");
  EXPECT_EQ(told->parameters.at("reason"), "the system says what nobody expects");
  EXPECT_FALSE(bad->truth().security.enabled) << "the password was set before, and is off again";
  EXPECT_EQ((*second)->finished()->assessment.verdict, Verdict::erased);
  EXPECT_EQ(interrupted(folder.journals()).size(), 1U);
}

TEST(Alone, AnExceptionInTheMiddleOfAPassStopsItAndALaterRunGoesOn) {
  const Folder folder("exception-pass");
  HookedBench bench;
  auto spec = drives::usb_stick("DISK-CLOCK", 40'000);
  spec.bytes_per_second = 40'000'000;
  const auto drive = bench.fakes.add(spec);
  std::atomic<bool> broken = false;
  const auto clock = [&] {
    if (broken.exchange(false)) throw std::runtime_error("no time");
    return base::system_now();
  };
  Eraser eraser(bench, folder.journals(), clock, testing::quick());
  const auto job = eraser.start(testing::request(*drive, Level::clear));
  ASSERT_TRUE(job.ok());
  for (int i = 0; i < 2000 && drive->transfers() < 8; ++i) std::this_thread::sleep_for(1ms);
  broken = true;
  ASSERT_TRUE((*job)->wait(20s));
  EXPECT_EQ((*job)->finished()->assessment.verdict, Verdict::interrupted);
  const auto transfers = drive->transfers();
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(drive->transfers(), transfers) << "nothing is sent to handles that are closed";
  const auto again = eraser.start(testing::request(*drive, Level::clear));
  ASSERT_TRUE(again.ok());
  ASSERT_TRUE((*again)->wait(20s));
  EXPECT_EQ((*again)->finished()->assessment.verdict, Verdict::erased);
  EXPECT_FALSE(drive->old_data_left(Level::clear));
}

TEST(Alone, ASharedEuiIsNoName) {
  const Folder folder("eui");
  HookedBench bench;
  auto spec = drives::nvme("CHEAP-0001");
  spec.facts.identity.wwn = "0000000001000000e4d25c000000abcd";
  const auto here = bench.fakes.add(spec);
  auto absent = testing::request(*here, Level::clear);
  absent.identity.serial = absent.confirmed_by = "CHEAP-0002";
  Eraser eraser(bench, folder.journals(), base::system_now, testing::quick());
  const auto job = eraser.start(absent);
  ASSERT_FALSE(job.ok());
  EXPECT_EQ(job.refusal().code, "engine.not_found");
  EXPECT_EQ(here->transfers(), 0U);
  EXPECT_TRUE(here->commands().empty());
}

TEST(Alone, ARecordHasRoomForWhatWasSent) {
  const Folder folder("sent");
  HookedBench bench;
  bench.hooks.sent = std::string(100'000, 'a') + "ff";
  const auto drive = bench.fakes.add(drives::emmc("DISK-LONG"));
  Eraser eraser(bench, folder.journals(), base::system_now, testing::quick());
  const auto job = eraser.start(testing::request(*drive, Level::clear));
  ASSERT_TRUE(job.ok());
  ASSERT_TRUE((*job)->wait(20s));
  const auto finished = *(*job)->finished();
  EXPECT_EQ(finished.assessment.verdict, Verdict::erased);
  const auto back = sanitization::record_from_json(sanitization::to_json(finished.record));
  ASSERT_TRUE(back.ok()) << back.refusal().code << " " << back.refusal().field;
  const auto sent = std::ranges::find_if(back->steps, [](const auto& step) { return step.what == "mmc_sanitize"; });
  ASSERT_NE(sent, back->steps.end());
  EXPECT_TRUE(sent->parameters.at("sent").ends_with("aff")) << "its first and its last bytes";
}

}  // namespace
}  // namespace engine
