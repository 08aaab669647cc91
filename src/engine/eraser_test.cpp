// Whole erasures of imaginary drives: the ways that go well, resume, stop, and what may not hold up others. Faults have a matrix of their own.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "engine/engine_test.hpp"
#include "engine/journals.hpp"

namespace engine {
namespace {

using namespace std::chrono_literals;
using sanitization::Level;
using sanitization::Method;
using sanitization::Verdict;
using testing::Folder;

base::Instant now() { return base::system_now(); }

struct Workshop {
  explicit Workshop(const std::string& name) : folder(name) { bench.set_practice(false); }
  std::unique_ptr<Eraser> eraser(Eraser::Limits limits = testing::quick()) {
    return std::make_unique<Eraser>(bench, folder.journals(), now, limits);
  }
  /// Erases to the end.
  Finished erase(const drives::FakeDrive& drive, Level level) {
    auto all = eraser();
    auto job = all->start(testing::request(drive, level));
    if (!job.ok()) throw std::runtime_error(job.refusal().code);
    EXPECT_TRUE((*job)->wait(60s));
    return *(*job)->finished();
  }
  drives::FakeBench bench;
  Folder folder;
};

std::string explain(const Finished& finished) {
  return boost::json::serialize(sanitization::to_json(finished.record)).substr(0, 6000) + "\n" + [&] {
    std::string all(code(finished.assessment.verdict));
    for (const auto& reason : finished.assessment.reasons) all += " " + reason;
    return all;
  }();
}

TEST(Eraser, OverwritesAStickAndProvesIt) {
  Workshop shop("stick");
  const auto drive = shop.bench.add(drives::usb_stick("STICK-1", 5003));  // a tail that is no MiB
  const auto done = shop.erase(*drive, Level::clear);
  EXPECT_EQ(done.assessment.verdict, Verdict::erased) << explain(done);
  EXPECT_EQ(done.assessment.achieved, Level::clear);
  EXPECT_EQ(done.record.overwrite->bytes_written, 5003U * 512);
  EXPECT_EQ(done.record.verification->bytes_read, 5003U * 512);
  EXPECT_FALSE(drive->old_data_left(Level::clear));
  std::vector<std::uint8_t> expected(5003 * 512);
  sanitization::Keystream(done.record.overwrite->cipher, done.record.overwrite->key).generate(0, expected);
  EXPECT_EQ(drive->peek(0, 0, expected.size()), expected);
  ASSERT_EQ(unreported(shop.folder.journals()).size(), 1U);
  EXPECT_EQ(unreported(shop.folder.journals())[0].record, done.record);
}

struct Purged {
  std::string name;
  drives::FakeSpec spec;
  Method method;
  Level level;
};

class EraserMethods : public ::testing::TestWithParam<Purged> {};

TEST_P(EraserMethods, EachMediumTakesItsBest) {
  Workshop shop("method-" + GetParam().name);
  const auto drive = shop.bench.add(GetParam().spec);
  const auto done = shop.erase(*drive, GetParam().level);
  EXPECT_EQ(done.assessment.verdict, Verdict::erased) << explain(done);
  EXPECT_EQ(done.record.method, GetParam().method);
  EXPECT_FALSE(drive->old_data_left(done.assessment.achieved));
  EXPECT_FALSE(drive->truth().security.enabled);
  if (sanitization::is_firmware(GetParam().method)) {
    EXPECT_GE(done.record.verification->canaries_planted, 16U);
    EXPECT_EQ(done.record.verification->canaries_found, 0U);
  }
}

drives::FakeSpec without_sanitize(drives::FakeSpec spec) {
  spec.facts.sanitize = {};
  return spec;
}

drives::FakeSpec with_sanitize(drives::FakeSpec spec) {
  spec.facts.sanitize = {.overwrite = true, .state = sanitization::SanitizeState::never, .log = "000000"};
  return spec;
}

INSTANTIATE_TEST_SUITE_P(
    All, EraserMethods,
    ::testing::Values(Purged{"hdd", with_sanitize(drives::sata_hdd("DISK-H1")), Method::sanitize_overwrite,
                             Level::purge},
                      Purged{"hdd_enhanced", without_sanitize(drives::sata_hdd("DISK-H2")),
                             Method::security_erase_enhanced, Level::purge},
                      Purged{"hdd_hidden", drives::hide(with_sanitize(drives::sata_hdd("DISK-H3")), 200, 100),
                             Method::sanitize_overwrite, Level::purge},
                      Purged{"ssd", drives::sata_ssd("DISK-A1"), Method::sanitize_block, Level::purge},
                      Purged{"nvme", drives::nvme("DISK-N1", 2048, 2), Method::sanitize_block, Level::purge},
                      Purged{"sas", drives::sas_hdd("DISK-W1"), Method::sanitize_overwrite, Level::purge},
                      Purged{"emmc", drives::emmc("DISK-E1"), Method::mmc_sanitize, Level::purge},
                      Purged{"stick", drives::usb_stick("DISK-U1"), Method::overwrite, Level::clear},
                      Purged{"loop", drives::virtual_disk("DISK-V1"), Method::overwrite, Level::clear}),
    [](const auto& test) { return test.param.name; });

TEST(Eraser, RefusesWithoutAConfirmedSerialAndTwice) {
  Workshop shop("refuses");
  auto spec = drives::usb_stick("DISK-R1");
  spec.bytes_per_second = 4 << 20;
  const auto drive = shop.bench.add(std::move(spec));
  auto eraser = shop.eraser();
  auto request = testing::request(*drive, Level::clear);
  request.confirmed_by = "  ";
  EXPECT_EQ(eraser->start(request).refusal().code, "engine.not_confirmed");
  request.confirmed_by = "DISK-R1";
  ASSERT_TRUE(eraser->start(request).ok());
  EXPECT_EQ(eraser->start(request).refusal().code, "engine.already_running");
  request.identity.serial = "DISK-R2";
  EXPECT_EQ(eraser->start(request).refusal().code, "engine.not_found");
}

TEST(Eraser, WhatTheGuardRefusesIsNeverTouched) {
  Workshop shop("guard");
  auto spec = drives::usb_stick("DISK-G1");
  spec.use.boot_medium = true;
  const auto drive = shop.bench.add(std::move(spec));
  EXPECT_EQ(shop.eraser()->start(testing::request(*drive, Level::clear)).refusal().code, "drives.guard.boot_medium");
  EXPECT_EQ(drive->transfers(), 0U);
  EXPECT_FALSE(std::filesystem::exists(shop.folder.journals()));
}

TEST(Eraser, APlanThatSaysDestroyFinishesWithARecordThatSaysSo) {
  Workshop shop("destroy");
  const auto drive = shop.bench.add(drives::usb_stick("DISK-P1"));
  const auto done = shop.erase(*drive, Level::purge);  // no stick can
  EXPECT_EQ(done.assessment.verdict, Verdict::failed);
  EXPECT_TRUE(done.assessment.to_destroy) << explain(done);
  EXPECT_FALSE(done.record.decision.empty());
  EXPECT_EQ(drive->transfers(), 0U);
}

TEST(Eraser, ADriveWhoseEveryPurgeFailedIsToBeDestroyed) {
  Workshop shop("liar");
  auto spec = drives::sata_ssd("DISK-P2");
  spec.faults.lie = drives::Lie::nothing_erased;
  const auto drive = shop.bench.add(std::move(spec));
  const auto done = shop.erase(*drive, Level::purge);
  EXPECT_EQ(done.assessment.verdict, Verdict::failed);
  EXPECT_TRUE(done.record.method.has_value()) << "something ran";
  EXPECT_EQ(done.record.decision, "sanitization.plan.nothing_worked") << explain(done);
  EXPECT_TRUE(done.assessment.to_destroy) << explain(done);
}

TEST(Eraser, StoppedWorkGoesOnWhereItWas) {
  Workshop shop("stop");
  auto spec = drives::usb_stick("DISK-T1", 16384);  // 8 MiB
  spec.bytes_per_second = 64 << 20;
  const auto drive = shop.bench.add(std::move(spec));
  auto eraser = shop.eraser();
  const auto request = testing::request(*drive, Level::clear);
  auto job = *eraser->start(request);
  for (int i = 0; i < 1000 && job->progress().bytes < (3U << 20); ++i) std::this_thread::sleep_for(1ms);
  job->stop();
  ASSERT_TRUE(job->wait(10s));
  ASSERT_EQ(job->finished()->assessment.verdict, Verdict::interrupted) << explain(*job->finished());
  ASSERT_EQ(interrupted(shop.folder.journals()).size(), 1U);
  const auto key = job->finished()->record.overwrite->key;
  const auto written = job->finished()->record.overwrite->bytes_written;
  EXPECT_GE(written, 2U << 20);
  job = *eraser->start(request);
  ASSERT_TRUE(job->wait(10s));
  const auto done = *job->finished();
  EXPECT_EQ(done.assessment.verdict, Verdict::erased) << explain(done);
  ASSERT_EQ(done.record.interruptions.size(), 1U);
  EXPECT_EQ(done.record.interruptions[0].offset, written);
  EXPECT_EQ(done.record.overwrite->key, key);
  EXPECT_TRUE(interrupted(shop.folder.journals()).empty());
}

TEST(Eraser, AnotherPolicyBeginsAnew) {
  Workshop shop("policy");
  auto spec = drives::usb_stick("DISK-T2", 16384);
  spec.bytes_per_second = 64 << 20;
  const auto drive = shop.bench.add(std::move(spec));
  {
    auto eraser = shop.eraser();
    auto job = *eraser->start(testing::request(*drive, Level::clear));
    for (int i = 0; i < 1000 && job->progress().bytes < (2U << 20); ++i) std::this_thread::sleep_for(1ms);
  }  // stops it
  ASSERT_EQ(interrupted(shop.folder.journals()).size(), 1U);
  auto eraser = shop.eraser();
  auto request = testing::request(*drive, Level::clear);
  request.policy.id = "test-other";
  auto job = *eraser->start(request);
  ASSERT_TRUE(job->wait(10s));
  EXPECT_EQ(job->finished()->assessment.verdict, Verdict::erased);
  EXPECT_TRUE(job->finished()->record.interruptions.empty());
  EXPECT_TRUE(interrupted(shop.folder.journals()).empty());
  EXPECT_EQ(unreported(shop.folder.journals()).size(), 2U) << "the one that was given up is told too";
}

TEST(Eraser, AChangedJournalIsSetAsideAndTheErasureBeginsAnew) {
  Workshop shop("changed");
  auto spec = drives::usb_stick("DISK-T3", 16384);
  spec.bytes_per_second = 64 << 20;
  const auto drive = shop.bench.add(std::move(spec));
  {
    auto eraser = shop.eraser();
    auto job = *eraser->start(testing::request(*drive, Level::clear));
    for (int i = 0; i < 1000 && job->progress().bytes < (2U << 20); ++i) std::this_thread::sleep_for(1ms);
  }
  const auto file = std::filesystem::directory_iterator(shop.folder.journals())->path();
  std::string text = testing::read(file);
  const auto place = text.find("\"reached\":");
  ASSERT_NE(place, std::string::npos);
  text[place + 10] = text[place + 10] == '9' ? '8' : '9';
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  const auto done = shop.erase(*drive, Level::clear);
  EXPECT_EQ(done.assessment.verdict, Verdict::erased) << explain(done);
  EXPECT_TRUE(done.record.interruptions.empty());
  ASSERT_FALSE(done.record.steps.empty());
  EXPECT_EQ(done.record.steps[0].what, "journal");
  EXPECT_EQ(done.record.steps[0].parameters.at("why"), "engine.journal.changed");
  EXPECT_TRUE(std::filesystem::exists(file.string() + ".unusable"));
}

TEST(Eraser, BadSectorsAreFoundToTheSectorAndTheRestIsErased) {
  Workshop shop("bad");
  auto spec = drives::usb_stick("DISK-B1", 8192);
  spec.faults.write_errors = {{.offset = 512 * 100, .bytes = 512}, {.offset = 512 * 5000, .bytes = 1024}};
  const auto drive = shop.bench.add(std::move(spec));
  const auto done = shop.erase(*drive, Level::clear);
  EXPECT_EQ(done.assessment.verdict, Verdict::failed) << explain(done);
  EXPECT_TRUE(done.assessment.to_destroy);
  const std::vector<sanitization::Range> expected{{.offset = 512 * 100, .bytes = 512},
                                                  {.offset = 512 * 5000, .bytes = 1024}};
  EXPECT_EQ(done.record.overwrite->unwritable, expected);
  EXPECT_EQ(done.record.overwrite->bytes_written, 8192U * 512 - 1536);
}

TEST(Eraser, ShortTransfersAreGoneOnWith) {
  Workshop shop("short");
  auto spec = drives::usb_stick("DISK-S1", 8192);
  spec.faults.short_every = 3;
  const auto drive = shop.bench.add(std::move(spec));
  const auto done = shop.erase(*drive, Level::clear);
  EXPECT_EQ(done.assessment.verdict, Verdict::erased) << explain(done);
  EXPECT_GT(done.record.overwrite->retries, 0U);
}

TEST(Eraser, AHungDriveIsToldAndHoldsUpNobody) {
  Workshop shop("hung");
  auto hung = drives::usb_stick("HUNG", 32768);
  hung.faults.hang_after = 8;
  const auto bad = shop.bench.add(std::move(hung));
  std::vector<std::shared_ptr<drives::FakeDrive>> good;
  for (int i = 0; i < 7; ++i) {
    auto spec = drives::usb_stick("GOOD-" + std::to_string(i), 16384);
    spec.bytes_per_second = 32 << 20;
    good.push_back(shop.bench.add(std::move(spec)));
    good.back()->set_use({});
  }
  auto limits = testing::quick();
  limits.transfer = 8s;
  auto eraser = shop.eraser(limits);
  auto stuck = *eraser->start(testing::request(*bad, Level::clear));
  std::vector<std::shared_ptr<Job>> jobs;
  for (const auto& drive : good) jobs.push_back(*eraser->start(testing::request(*drive, Level::clear)));
  for (const auto& job : jobs) {
    ASSERT_TRUE(job->wait(20s));
    EXPECT_EQ(job->finished()->assessment.verdict, Verdict::erased) << explain(*job->finished());
  }
  EXPECT_FALSE(stuck->finished()) << "the others, half a second of work each, waited for it";
  ASSERT_TRUE(stuck->wait(60s));
  EXPECT_EQ(stuck->finished()->assessment.verdict, Verdict::interrupted);
  EXPECT_EQ(stuck->finished()->record.steps.back().end, sanitization::StepEnd::timed_out)
      << explain(*stuck->finished());
}

TEST(Eraser, ThirtyTwoDrivesAtOnce) {
  Workshop shop("many");
  std::vector<std::shared_ptr<drives::FakeDrive>> all;
  for (int i = 0; i < 32; ++i)
    all.push_back(shop.bench.add(drives::usb_stick("MANY-" + std::to_string(i), 4096 + static_cast<unsigned>(i))));
  auto eraser = shop.eraser();
  std::vector<std::shared_ptr<Job>> jobs;
  for (const auto& drive : all) jobs.push_back(*eraser->start(testing::request(*drive, Level::clear)));
  for (const auto& job : jobs) {
    ASSERT_TRUE(job->wait(60s));
    EXPECT_EQ(job->finished()->assessment.verdict, Verdict::erased) << explain(*job->finished());
  }
  for (const auto& drive : all) EXPECT_FALSE(drive->old_data_left(Level::clear));
}

TEST(Eraser, NoDriveStaysLockedWhenTheEraseFails) {
  Workshop shop("locked");
  auto spec = without_sanitize(drives::sata_hdd("DISK-L1"));
  spec.faults.fail = drives::CommandKind::security_erase_enhanced;
  const auto drive = shop.bench.add(std::move(spec));
  const auto done = shop.erase(*drive, Level::clear);
  EXPECT_FALSE(drive->truth().security.enabled) << explain(done);
  EXPECT_EQ(done.assessment.verdict, Verdict::erased) << explain(done);
  EXPECT_NE(done.record.method, Method::security_erase_enhanced);
}

}  // namespace
}  // namespace engine
