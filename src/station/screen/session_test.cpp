// The threads behind the screens, with imaginary drives that hang and services that take their time.
#include "station/screen/session.hpp"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "engine/engine_test.hpp"

namespace station::screen {
namespace {

using namespace std::chrono_literals;
using engine::testing::Folder;

const i18n::Translators& translators() {
  static const i18n::Translators all;
  return all;
}

/// A bench whose drives are named each by itself, with services that do nothing unless a test says otherwise.
struct Shop {
  explicit Shop(const std::string& name, engine::Eraser::Limits limits = engine::testing::quick())
      : folder("session-" + name), eraser(bench, folder.journals(), base::system_now, limits) {
    bench.set_practice(false);
    services.policies = {engine::testing::policy(sanitization::Level::clear)};
  }
  std::shared_ptr<drives::FakeDrive> slow(const std::string& serial) {
    auto spec = drives::usb_stick(serial, 40'000);
    spec.bytes_per_second = 4 << 20;  // 5 s a pass: to its end only if nobody stops it
    return bench.add(std::move(spec));
  }

  drives::FakeBench bench;
  Folder folder;
  engine::Eraser eraser;
  ScreenServices services{.bench = bench,
                          .eraser = eraser,
                          .journals = folder.journals(),
                          .translators = translators(),
                          .policies = {},
                          .on_bench = true,
                          .now = base::system_now,
                          .read_machine = [] { return MachineRead{}; },
                          .status = [] { return ScreenStatus{.known = true}; },
                          .enrol = [](const std::string&) { return base::Outcome(base::Done{}); },
                          .report = [](const engine::Finished&, const std::string&,
                                       const std::string&) { return base::Result<std::string>("report-1"); },
                          .send_now = [] { return base::Outcome(base::Done{}); },
                          .export_to_usb = [] { return base::Result<std::size_t>(std::size_t{0}); }};
};

/// Ticks until it is so, at most 20 s.
template <typename Condition>
bool until(Session& session, Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    session.tick();
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

void type(Session& session, std::string_view text) {
  for (const char c : text) session.press(character(static_cast<char32_t>(c)));
}
void enter(Session& session, std::string_view text) {
  type(session, text);
  session.press({Key::Kind::enter});
}
/// All drives that are there, each confirmed by its serial.
void start_all(Session& session, const std::vector<std::string>& serials) {
  ASSERT_TRUE(until(session, [&] { return !session.state().reading_drives; }));
  enter(session, "T07");
  ASSERT_EQ(session.state().page, Page::choose);
  for (DriveRow row : session.state().rows)
    if (!row.chosen) type(session, std::to_string(row.id));
  session.press({Key::Kind::enter});
  for (const auto& serial : serials) enter(session, serial);
  ASSERT_EQ(session.state().page, Page::progress);
}
const DriveRow& row_of(const Session& session, const std::string& serial) {
  for (const auto& row : session.state().rows)
    if (row.identity().serial == serial) return row;
  throw std::logic_error("no row of " + serial);
}

TEST(ScreenSession, LeavingWhileDrivesHangAndDeedsTakeTheirTimeWaitsForThem) {
  Shop shop("leave");
  const auto hung = shop.slow("HANGS-1");
  hung->set_faults({.hang_identify = true});
  std::atomic<int> done = 0;
  const auto slowly = [&] {
    std::this_thread::sleep_for(200ms);
    ++done;
  };
  shop.services.read_machine = [&] { return slowly(), MachineRead{}; };
  shop.services.status = [&] { return slowly(), ScreenStatus{}; };
  shop.services.enrol = [&](const std::string&) { return slowly(), base::Outcome(base::Done{}); };
  std::thread plug;
  {
    Session session(shop.services);
    session.press(function(4));
    enter(session, "https://boucle.exemple.fr CODE");
    std::this_thread::sleep_for(50ms);  // all of them are at it
    plug = std::thread([&] {
      std::this_thread::sleep_for(400ms);
      hung->release();
      ++done;
    });
  }
  EXPECT_GE(done, 4) << "they use what the session holds";
  plug.join();
}

TEST(ScreenSession, AStopReachesWhatHasNotBegunAndWhatIsBeginning) {
  Shop shop("stop");
  const auto first = shop.slow("STICK-AAA111"), second = shop.slow("STICK-BBB222");
  const auto third = shop.bench.add(drives::usb_stick("THIRD-CCC333"));
  third->set_use({.boot_medium = true});
  Session session(shop.services);
  ASSERT_TRUE(until(session, [&] { return !session.state().reading_drives; }));
  third->set_faults(
      {.hang_identify = true});  // so that the first start does not come back, and the second waits behind it
  start_all(session, {"STICK-AAA111", "STICK-BBB222"});
  std::this_thread::sleep_for(50ms);
  type(session, "to");
  EXPECT_TRUE(row_of(session, "STICK-BBB222").stopping);
  third->release();
  ASSERT_TRUE(until(session, [&] { return running_count(session.state()) == 0; }));
  const auto& begun = row_of(session, "STICK-AAA111");
  ASSERT_TRUE(begun.finished);
  EXPECT_EQ(begun.finished->assessment.verdict, sanitization::Verdict::interrupted);
  const auto& waiting = row_of(session, "STICK-BBB222");
  ASSERT_TRUE(waiting.not_started);
  EXPECT_EQ(waiting.not_started->code, "station.screen.stopped_before_start");
  EXPECT_FALSE(waiting.stopping);
  EXPECT_EQ(second->transfers(), 0U);
}

TEST(ScreenSession, WhatWasStoppedCanBeStartedAnew) {
  Shop shop("anew");
  auto spec = drives::usb_stick("STICK-AAA111", 8'000);
  spec.bytes_per_second = 4 << 20;
  const auto drive = shop.bench.add(std::move(spec));
  Session session(shop.services);
  start_all(session, {"STICK-AAA111"});
  type(session, "to");  // before its job is known
  ASSERT_TRUE(until(session, [&] { return running_count(session.state()) == 0; }));
  session.press({Key::Kind::enter});
  start_all(session, {"STICK-AAA111"});
  ASSERT_TRUE(until(session, [&] { return running_count(session.state()) == 0; }));
  ASSERT_TRUE(row_of(session, "STICK-AAA111").finished);
  EXPECT_EQ(row_of(session, "STICK-AAA111").finished->assessment.verdict, sanitization::Verdict::erased);
}

TEST(ScreenSession, WindingUpStartsNothingAnyMore) {
  Shop shop("wind-up");
  const auto first = shop.slow("STICK-AAA111"), second = shop.slow("STICK-BBB222");
  const auto third = shop.bench.add(drives::usb_stick("THIRD-CCC333"));
  third->set_use({.boot_medium = true});
  Session session(shop.services);
  ASSERT_TRUE(until(session, [&] { return !session.state().reading_drives; }));
  third->set_faults({.hang_identify = true});
  start_all(session, {"STICK-AAA111", "STICK-BBB222"});
  session.wind_up(0s);
  EXPECT_TRUE(session.busy());
  third->release();
  session.wind_up(20s);
  EXPECT_FALSE(session.busy());
  EXPECT_EQ(second->transfers(), 0U);
  EXPECT_TRUE(first->old_data_left(sanitization::Level::clear));
}

TEST(ScreenSession, ADriveThatErasesItselfUnderAPasswordIsHeldUntilItEnds) {
  auto limits = engine::testing::quick();
  limits.firmware_least = limits.firmware_most = 20s;
  Shop shop("held", limits);
  shop.services.policies = {engine::testing::policy(sanitization::Level::purge)};
  auto spec = drives::sata_hdd("HDD-AAA111");
  spec.facts.sanitize = {};
  spec.firmware_time = 1500ms;
  const auto drive = shop.bench.add(std::move(spec));
  Session session(shop.services);
  start_all(session, {"HDD-AAA111"});
  ASSERT_TRUE(until(session, [&] { return !session.held().empty(); }));
  EXPECT_EQ(session.held().front().serial, "HDD-AAA111");
  while (!session.held().empty()) session.wind_up(1s);
  EXPECT_FALSE(drive->truth().security.enabled) << "whoever waited for it leaves no locked drive";
}

TEST(ScreenSession, ADeedThatThrowsIsAMessageAndNoEnd) {
  Shop shop("throws");
  shop.slow("STICK-AAA111");
  shop.services.read_machine = []() -> MachineRead { throw std::runtime_error("no such file"); };
  shop.services.report = [](const engine::Finished&, const std::string&,
                            const std::string&) -> base::Result<std::string> { throw std::runtime_error("disk full"); };
  shop.services.send_now = []() -> base::Outcome { throw std::runtime_error("no network"); };
  Session session(shop.services);
  ASSERT_TRUE(until(session, [&] { return session.state().message.has_value(); }));
  EXPECT_EQ(session.state().message->text.code, "station.screen.deed_failed");
  EXPECT_EQ(session.state().message->text.arguments.at("why"), "no such file");
  EXPECT_FALSE(session.state().reading_machine) << "it can be asked again";
  session.press(function(4));
  session.press(function(7));
  EXPECT_TRUE(session.state().busy);
  ASSERT_TRUE(until(session, [&] { return !session.state().busy; }));
  EXPECT_EQ(session.state().message->text.arguments.at("why"), "no network");
}

TEST(ScreenSession, AStatusThatWasAskedBeforeAReportWasKeptDoesNotSayThatItWasSent) {
  Shop shop("status");
  shop.bench.add(drives::usb_stick("STICK-AAA111"));
  shop.services.now = [now = base::system_now()]() mutable { return now += 4s; };  // asks at each tick
  std::promise<void> asked_early, kept;
  std::atomic<bool> hold = false, in_spool = false;
  shop.services.status = [&] {
    ScreenStatus status{.known = true};
    if (in_spool) status.waiting = {"report-1"};
    if (hold.exchange(false)) {
      asked_early.set_value();
      kept.get_future().wait();
      std::this_thread::sleep_for(100ms);
    }
    return status;
  };
  shop.services.report = [&](const engine::Finished&, const std::string&, const std::string&) {
    hold = true;
    asked_early.get_future().wait();
    in_spool = true;
    kept.set_value();
    return base::Result<std::string>("report-1");
  };
  Session session(shop.services);
  start_all(session, {"STICK-AAA111"});
  using Report = DriveRow::Report;
  const auto report = [&] { return row_of(session, "STICK-AAA111").report; };
  ASSERT_TRUE(until(session, [&] { return report() == Report::kept; }));
  ASSERT_TRUE(until(session, [&] {
    EXPECT_NE(report(), Report::sent);
    return !session.state().status.waiting.empty();
  }));
  EXPECT_EQ(report(), Report::kept);
}

}  // namespace
}  // namespace station::screen
