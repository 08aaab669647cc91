// The power goes, or the program is killed, at any operation and at each command: the next start finishes the work, unlocks, and says nothing false.
#include <algorithm>
#include <iostream>
#include <random>
#include <set>

#include "engine/faults_bench_test.hpp"

namespace engine::faults {
namespace {

using drives::CommandKind;
using drives::FakeDrive;
using drives::FakeSpec;
using sanitization::Level;

struct Patient {
  Kind kind;
  FakeSpec spec;
  std::shared_ptr<FakeDrive> drive;
};

enum class Damage {
  none,
  torn,       ///< the journal ends in the middle of a line
  truncated,  ///< at any earlier byte
};

/// A bench that is cut again and again, until everything is erased.
class Crashes {
 public:
  Crashes(std::uint64_t seed, sanitization::Policy policy) : random_(seed), policy_(std::move(policy)) {}

  void add(const Kind& kind) {
    FakeSpec spec = kind.make("COUPURE-" + kind.name + "-" + std::to_string(random_() % 90'000 + 10'000));
    patients_.push_back({.kind = kind, .spec = spec, .drive = workshop_.bench().add(spec)});
  }

  /// Begins (or goes on with) all; returns at the cut, or when all have ended.
  void work(bool last) {
    std::vector<std::shared_ptr<Job>> jobs;
    for (const auto& patient : patients_) {
      auto job = workshop_.start(patient.drive, policy_, patient.spec.psid);
      if (!job.ok()) { EXPECT_TRUE(workshop_.bench().was_cut()) << patient.kind.name << ": " << job.refusal().code; }
      jobs.push_back(job.ok() ? *job : nullptr);
    }
    for (std::size_t place = 0; place < jobs.size(); ++place) {
      if (!jobs[place]) continue;
      ASSERT_TRUE(jobs[place]->wait(std::chrono::seconds(30))) << patients_[place].kind.name << ": no end";
      if (workshop_.bench().was_cut()) continue;
      judge(patients_[place], *jobs[place]->finished(), last);
    }
  }

  /// After the last cut. With whole journals everything is erased now. Where they were damaged, a drive that had been erased, and was being
  /// erased again, may have lost its second journal and the end of the first: its content is not what the first says, which is a failure;
  /// the start after that is a good one.
  void finish() {
    if (damaged_) {
      work(false);
      restart();
    }
    work(true);
  }

  void cut_at_operation(std::uint64_t operation, bool power, Damage damage) {
    workshop_.bench().cut_at(operation, power, random_(), [this, damage] { keep_journals(damage); });
  }
  void cut_at_command(CommandKind kind, bool after, bool power) {
    workshop_.bench().cut_at_command(kind, after, power, random_(), [this] { keep_journals(Damage::none); });
  }

  /// True if the cut came.
  bool restart() {
    const bool was_cut = workshop_.bench().was_cut();
    workshop_.end_program();
    if (was_cut) workshop_.use_journals(next_);
    workshop_.bench().resume();
    return was_cut;
  }

  std::uint64_t operations() { return workshop_.bench().operations(); }
  std::set<CommandKind> commands() const {
    const auto all = patients_.front().drive->commands();
    return {all.begin(), all.end()};
  }
  std::mt19937_64& random() { return random_; }

 private:
  void keep_journals(Damage damage) {
    next_ = kept_.path() / std::to_string(++cuts_);
    copy_files(workshop_.journals(), next_);
    if (damage == Damage::none) return;
    damaged_ = true;
    for (const auto& file : std::filesystem::directory_iterator(next_)) {
      const std::uint64_t size = file.file_size();
      if (size == 0) continue;
      const std::uint64_t most = damage == Damage::torn ? std::min<std::uint64_t>(size, 60) : size;
      std::filesystem::resize_file(file.path(), size - random_() % most);
    }
  }

  void judge(const Patient& patient, const Finished& finished, bool last) {
    EXPECT_EQ(falsehood(*patient.drive, patient.spec.facts.identity, finished), "")
        << patient.kind.name << ": " << tell(finished);
    EXPECT_EQ(left_locked(*patient.drive, patient.spec), "") << patient.kind.name << ": " << tell(finished);
    if (last) { EXPECT_TRUE(says_erased(finished)) << patient.kind.name << ": " << tell(finished); }
  }

  std::mt19937_64 random_;
  sanitization::Policy policy_;
  Folder kept_;
  std::filesystem::path next_;
  int cuts_ = 0;
  bool damaged_ = false;
  Workshop workshop_;
  std::vector<Patient> patients_;
};

std::vector<Kind> erasable_kinds() {
  auto kinds = all_kinds();
  std::erase_if(kinds, [](const Kind& kind) { return kind.hopeless; });
  return kinds;
}

/// How many operations an undisturbed run of this kind takes.
std::uint64_t usual_operations(const Kind& kind) {
  Crashes crashes(1, policy_of(Level::clear, false));
  crashes.add(kind);
  crashes.work(true);
  return crashes.operations();
}

TEST(Crashes, AtAnyOperation) {
  std::mt19937_64 random(20'261'122);
  std::size_t cuts = 0, runs = 0;
  for (const Kind& kind : erasable_kinds()) {
    const std::uint64_t usual = usual_operations(kind);
    for (int round = 0; round < rounds(6); ++round) {
      Crashes crashes(random(), policy_of(Level::clear, false));
      crashes.add(kind);
      for (int cut = 0; cut < 3; ++cut) {
        const auto damage = round % 2 == 0 ? Damage::none : static_cast<Damage>(random() % 3);
        crashes.cut_at_operation(random() % usual + 1, random() % 2 == 0, damage);
        crashes.work(false);
        ++runs;
        if (crashes.restart()) ++cuts;
      }
      crashes.finish();
      ++runs;
      if (testing::Test::HasFailure()) FAIL() << kind.name << ", round " << round;
    }
  }
  std::cout << "  " << runs << " runs, " << cuts << " cuts\n";
}

TEST(Crashes, AtEveryCommand) {
  std::size_t cuts = 0, runs = 0;
  for (const Kind& kind : erasable_kinds()) {
    Crashes undisturbed(1, policy_of(Level::clear, false));
    undisturbed.add(kind);
    undisturbed.work(true);
    ++runs;
    for (const CommandKind command : undisturbed.commands()) {
      for (const bool after : {false, true}) {
        if (rounds(4) < 4 && after != (runs % 2 == 0)) continue;
        for (const bool power : {false, true}) {
          Crashes crashes(runs + 1, policy_of(Level::clear, false));
          crashes.add(kind);
          crashes.cut_at_command(command, after, power);
          crashes.work(false);
          EXPECT_TRUE(crashes.restart()) << kind.name;
          ++cuts;
          runs += 2;
          crashes.work(true);
          if (testing::Test::HasFailure())
            FAIL() << kind.name << ", command " << static_cast<int>(command) << ", after " << after << ", power "
                   << power;
        }
      }
    }
  }
  EXPECT_GT(cuts, 60U);
  std::cout << "  " << runs << " runs, " << cuts << " cuts\n";
}

TEST(Crashes, ManyDrivesAtOnce) {
  std::mt19937_64 random(7);
  for (int round = 0; round < rounds(8); ++round) {
    Crashes crashes(random(), policy_of(Level::clear, false));
    auto kinds = erasable_kinds();
    std::shuffle(kinds.begin(), kinds.end(), random);
    kinds.erase(kinds.begin() + 8, kinds.end());
    for (const Kind& kind : kinds) crashes.add(kind);
    std::uint64_t most = 400;
    for (int cut = 0; cut < 4; ++cut, most *= 2) {
      crashes.cut_at_operation(random() % most + 1, random() % 2 == 0,
                               round % 2 == 0 ? Damage::none : static_cast<Damage>(random() % 3));
      crashes.work(false);
      crashes.restart();
    }
    crashes.finish();
    if (testing::Test::HasFailure()) FAIL() << "round " << round;
  }
}

}  // namespace
}  // namespace engine::faults
