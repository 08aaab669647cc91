// Drives that must not be touched, drives that hang, drives that are not who they were: what stands around an erasure.
#include <chrono>
#include <random>
#include <thread>

#include "engine/faults_bench_test.hpp"

namespace engine::faults {
namespace {

using drives::CommandKind;
using drives::FakeDrive;
using drives::FakeSpec;
using sanitization::Level;
using std::chrono::milliseconds;

std::string refusal_of(Workshop& workshop, const std::shared_ptr<FakeDrive>& drive) {
  const auto job = workshop.start(drive, policy_of(Level::clear, false));
  return job.ok() ? "" : job.refusal().code;
}

void expect_untouched(const FakeDrive& drive) {
  EXPECT_EQ(drive.transfers(), 0U);
  EXPECT_TRUE(drive.commands().empty());
}

TEST(FaultsOfPeople, BootStickMountedHeldAndNamelessAreNotTouched) {
  Workshop workshop;
  auto& bench = workshop.bench();
  FakeSpec boot = drives::usb_stick("ESSAI-BOOT-1");
  boot.use.boot_medium = true;
  FakeSpec mounted = drives::sata_ssd("ESSAI-MONTE-2");
  mounted.use.mounted = {"/home"};
  FakeSpec held = drives::nvme("ESSAI-LVM-3");
  held.use.holders = {"vg0-root"};
  FakeSpec nameless = drives::sata_hdd("");
  FakeSpec placeholder = drives::usb_stick("0123456789");
  FakeSpec silent = drives::sata_hdd("ESSAI-MUET-4");
  silent.faults.unreadable = true;
  FakeSpec read_only = drives::usb_stick("ESSAI-PROTEGE-5");
  read_only.facts.read_only = true;
  const std::vector<std::pair<FakeSpec, std::string>> cases = {{boot, "drives.guard.boot_medium"},
                                                               {mounted, "drives.guard.mounted"},
                                                               {held, "drives.guard.held"},
                                                               {silent, "drives.guard.unreadable"},
                                                               {read_only, "drives.guard.read_only"}};
  for (const auto& [spec, code] : cases) {
    const auto drive = bench.add(spec);
    const std::string refused = refusal_of(workshop, drive);
    EXPECT_EQ(refused, code) << spec.facts.identity.serial;
    expect_untouched(*drive);
  }
  for (const auto& spec : {nameless, placeholder}) {
    const auto drive = bench.add(spec);
    EXPECT_NE(refusal_of(workshop, drive), "") << spec.facts.identity.serial;
    expect_untouched(*drive);
  }
}

TEST(FaultsOfPeople, TwoDrivesOfOneSerial) {
  Workshop workshop;
  const auto one = workshop.bench().add(drives::sata_hdd("ESSAI-DOUBLE-1"));
  const auto two = workshop.bench().add(drives::sata_hdd("ESSAI-DOUBLE-1"));
  EXPECT_NE(refusal_of(workshop, one), "");
  expect_untouched(*one);
  expect_untouched(*two);
}

TEST(FaultsOfPeople, WithoutConfirmationNothingBegins) {
  Workshop workshop;
  const auto drive = workshop.bench().add(drives::sata_hdd("ESSAI-CONFIRME-1"));
  const auto job = workshop.eraser().start(
      {.identity = drive->truth().identity, .policy = policy_of(Level::clear, false), .confirmed_by = ""});
  ASSERT_FALSE(job.ok());
  EXPECT_EQ(job.refusal().code, "engine.not_confirmed");
  expect_untouched(*drive);
}

TEST(FaultsOfPeople, TheSameDriveTwiceAtOnce) {
  Workshop workshop;
  FakeSpec spec = drives::virtual_disk("ESSAI-DEUXFOIS-1");
  spec.faults.latency = milliseconds(20);
  const auto drive = workshop.bench().add(spec);
  const auto job = workshop.start(drive, policy_of(Level::clear, false));
  ASSERT_TRUE(job.ok());
  EXPECT_EQ(refusal_of(workshop, drive), "engine.already_running");
  ASSERT_TRUE((*job)->wait(std::chrono::seconds(20)));
  EXPECT_TRUE(says_erased(*(*job)->finished()));
}

TEST(FaultsOfPeople, PracticeIsNeverEvidence) {
  Workshop workshop;
  workshop.bench().set_practice(true);
  const auto drive = workshop.bench().add(drives::virtual_disk("ESSAI-JEU-1"));
  const auto finished = workshop.erase(drive, policy_of(Level::clear, false));
  ASSERT_TRUE(finished);
  EXPECT_TRUE(finished->record.practice);
  EXPECT_FALSE(says_erased(*finished)) << tell(*finished);
}

TEST(FaultsOfPeople, AnotherDriveStandsThereOnResume) {
  Workshop workshop;
  const auto policy = policy_of(Level::clear, false);
  const FakeSpec spec = drives::virtual_disk("ESSAI-ECHANGE-1", 9'221);
  const auto drive = workshop.bench().add(spec);
  const Folder kept;
  workshop.bench().cut_at(9, true, 1, [&] { copy_files(workshop.journals(), kept.path()); });
  const auto job = workshop.start(drive, policy);
  ASSERT_TRUE(job.ok());
  ASSERT_TRUE((*job)->wait(std::chrono::seconds(20)));
  workshop.end_program();
  workshop.use_journals(kept.path());
  workshop.bench().resume();
  auto other = spec.facts.identity;
  other.serial = "ESSAI-ECHANGE-2";
  drive->set_identity(other);
  const auto again = workshop.eraser().start({.identity = spec.facts.identity, .policy = policy, .confirmed_by = "x"});
  EXPECT_FALSE(again.ok());
  const auto finished = workshop.erase(drive, policy);
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->record.before.identity, other);
  EXPECT_TRUE(finished->record.interruptions.empty());
  EXPECT_EQ(falsehood(*drive, other, *finished), "") << tell(*finished);
}

TEST(FaultsOfDrives, OneSlowAndTwoHungAmongEight) {
  Workshop workshop;
  const auto policy = policy_of(Level::clear, false);
  std::vector<std::shared_ptr<Job>> well;
  FakeSpec slow = drives::virtual_disk("ESSAI-LENT-1");
  slow.faults.latency = milliseconds(500);
  FakeSpec hung = drives::virtual_disk("ESSAI-BLOQUE-2");
  hung.faults.hang_after = 2;
  FakeSpec silent = drives::sata_ssd("ESSAI-BLOQUE-3");
  silent.faults.hang = CommandKind::sanitize_block;
  const auto slow_drive = workshop.bench().add(slow), hung_drive = workshop.bench().add(hung),
             silent_drive = workshop.bench().add(silent);
  const auto slow_job = workshop.start(slow_drive, policy), hung_job = workshop.start(hung_drive, policy),
             silent_job = workshop.start(silent_drive, policy);
  ASSERT_TRUE(slow_job.ok() && hung_job.ok() && silent_job.ok());
  for (int number = 0; number < 5; ++number) {
    const auto job =
        workshop.start(workshop.bench().add(drives::virtual_disk("ESSAI-SAIN-" + std::to_string(number))), policy);
    ASSERT_TRUE(job.ok());
    well.push_back(*job);
  }
  for (const auto& job : well) {
    ASSERT_TRUE(job->wait(std::chrono::seconds(10)));
    EXPECT_TRUE(says_erased(*job->finished())) << tell(*job->finished());
  }
  EXPECT_FALSE((*slow_job)->finished()) << "they waited for the slow one";
  ASSERT_TRUE((*hung_job)->wait(std::chrono::seconds(10))) << "a transfer that never comes back ends the job";
  EXPECT_FALSE(says_erased(*(*hung_job)->finished()));
  ASSERT_TRUE((*slow_job)->wait(std::chrono::seconds(20)));
  EXPECT_TRUE(says_erased(*(*slow_job)->finished())) << tell(*(*slow_job)->finished());
  EXPECT_FALSE((*silent_job)->finished() && says_erased(*(*silent_job)->finished()));
  workshop.bench().release();
  ASSERT_TRUE((*silent_job)->wait(std::chrono::seconds(20)));
  const auto finished = (*silent_job)->finished();
  EXPECT_EQ(falsehood(*silent_drive, silent.facts.identity, *finished), "") << tell(*finished);
}

TEST(FaultsOfDrives, HungTransfersOnEveryMedium) {
  Workshop workshop;
  const auto policy = policy_of(Level::clear, false);
  std::vector<std::pair<std::shared_ptr<FakeDrive>, std::shared_ptr<Job>>> jobs;
  std::uint64_t count = 0;
  for (const Kind& kind : all_kinds()) {
    FakeSpec spec = kind.make("ESSAI-" + kind.name + "-91");
    spec.faults.hang_after = ++count % 7 + 1;
    const auto drive = workshop.bench().add(spec);
    const auto job = workshop.start(drive, policy, spec.psid);
    if (job.ok()) jobs.emplace_back(drive, *job);
  }
  for (const auto& [drive, job] : jobs) {
    ASSERT_TRUE(job->wait(std::chrono::seconds(30))) << job->identity().serial;
    EXPECT_EQ(falsehood(*drive, job->identity(), *job->finished()), "") << tell(*job->finished());
  }
  workshop.bench().release();  // what comes back late does no harm
  std::this_thread::sleep_for(milliseconds(50));
  for (const auto& [drive, job] : jobs) {
    const auto facts = drive->truth();
    EXPECT_EQ(falsehood(*drive, job->identity(), *job->finished()), "")
        << facts.identity.serial << ": " << tell(*job->finished());
  }
}

TEST(FaultsOfDrives, StoppedByAPersonAndResumed) {
  std::mt19937_64 random(5);
  for (const Kind& kind : all_kinds()) {
    if (kind.hopeless) continue;
    Workshop workshop;
    const auto policy = policy_of(Level::clear, false);
    FakeSpec spec = kind.make("ESSAI-" + kind.name + "-92");
    const auto drive = workshop.bench().add(spec);
    for (int stop = 0; stop < 2; ++stop) {
      const auto job = workshop.start(drive, policy, spec.psid);
      ASSERT_TRUE(job.ok()) << kind.name << ": " << job.refusal().code;
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 6000));
      (*job)->stop();
      ASSERT_TRUE((*job)->wait(std::chrono::seconds(20))) << kind.name;
      EXPECT_EQ(falsehood(*drive, spec.facts.identity, *(*job)->finished()), "")
          << kind.name << ": " << tell(*(*job)->finished());
      if (!spec.facts.security.enabled) {  // stopped before anything, it stays as it was found
        EXPECT_EQ(left_locked(*drive, spec), "") << kind.name << ": " << tell(*(*job)->finished());
      }
    }
    const auto finished = workshop.erase(drive, policy, spec.psid);
    ASSERT_TRUE(finished) << kind.name;
    EXPECT_TRUE(says_erased(*finished)) << kind.name << ": " << tell(*finished);
    EXPECT_EQ(falsehood(*drive, spec.facts.identity, *finished), "") << kind.name << ": " << tell(*finished);
  }
}

}  // namespace
}  // namespace engine::faults
