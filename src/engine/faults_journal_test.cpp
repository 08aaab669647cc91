// Journals that are torn, changed, another drive's, or on a full disk; a clock that is wrong: an erasure stays true.
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <random>

#include "engine/faults_bench_test.hpp"

namespace engine::faults {
namespace {

namespace fs = std::filesystem;
using drives::FakeDrive;
using drives::FakeSpec;
using sanitization::Level;

std::string read_all(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write_all(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.is_regular_file()) files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Two drives whose erasures were cut in the middle; their journals can be changed before the next start.
class Cut {
 public:
  explicit Cut(std::uint64_t operation) {
    for (const char* serial : {"ESSAI-JOURNAL-1", "ESSAI-JOURNAL-2"}) {
      specs_.push_back(drives::virtual_disk(serial, 9'221));
      drives_.push_back(workshop_.bench().add(specs_.back()));
    }
    workshop_.bench().cut_at(operation, false, 1, [this] { copy_files(workshop_.journals(), kept_.path()); });
    std::vector<std::shared_ptr<Job>> jobs;
    for (const auto& drive : drives_) {
      const auto job = workshop_.start(drive, policy_);
      if (job.ok()) jobs.push_back(*job);
    }
    for (const auto& job : jobs) EXPECT_TRUE(job->wait(std::chrono::seconds(20)));
    EXPECT_TRUE(workshop_.bench().was_cut());
    workshop_.end_program();
    workshop_.use_journals(kept_.path());
    workshop_.bench().resume();
  }

  std::vector<fs::path> journals() const { return files_in(kept_.path()); }

  /// Goes on with both; `must`: a clear refusal of the damaged journal is not enough.
  void finish(bool must, const std::string& what) {
    for (std::size_t place = 0; place < drives_.size(); ++place) {
      const auto job = workshop_.start(drives_[place], policy_);
      if (!job.ok()) {
        EXPECT_FALSE(must) << what << ": " << job.refusal().code;
        continue;
      }
      ASSERT_TRUE((*job)->wait(std::chrono::seconds(20))) << what;
      const auto finished = (*job)->finished();
      ASSERT_TRUE(finished) << what;
      EXPECT_EQ(falsehood(*drives_[place], specs_[place].facts.identity, *finished), "")
          << what << ": " << tell(*finished);
      if (must) { EXPECT_TRUE(says_erased(*finished)) << what << ": " << tell(*finished); }
    }
  }

 private:
  sanitization::Policy policy_ = policy_of(Level::clear, false);
  Folder kept_;
  Workshop workshop_;
  std::vector<FakeSpec> specs_;
  std::vector<std::shared_ptr<FakeDrive>> drives_;
};

constexpr std::uint64_t middle = 22;  // operations: some of what is written, nothing verified

TEST(FaultsOfJournals, TruncatedAtAnyByte) {
  std::mt19937_64 random(11);
  for (int round = 0; round < rounds(12); ++round) {
    Cut cut(random() % 24 + 1);
    for (const auto& file : cut.journals()) {
      const std::uint64_t size = fs::file_size(file);
      if (size > 0) fs::resize_file(file, random() % size);
    }
    cut.finish(true, "truncated, round " + std::to_string(round));
  }
}

TEST(FaultsOfJournals, AnyByteChanged) {
  std::mt19937_64 random(12);
  for (int round = 0; round < rounds(15); ++round) {
    Cut cut(random() % 24 + 1);
    for (const auto& file : cut.journals()) {
      std::string bytes = read_all(file);
      if (bytes.empty()) continue;
      bytes[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
      write_all(file, bytes);
    }
    cut.finish(false, "a byte changed, round " + std::to_string(round));
  }
}

TEST(FaultsOfJournals, ZerosAndRubbishAtTheEnd) {
  Cut zeros(middle);
  for (const auto& file : zeros.journals()) write_all(file, read_all(file) + std::string(4096, '\0'));
  zeros.finish(true, "zeros at the end");
  Cut rubbish(middle);
  for (const auto& file : rubbish.journals()) write_all(file, read_all(file) + "\x01\xff{\"type\":\"end\"}");
  rubbish.finish(true, "rubbish at the end");
  Cut empty(middle);
  for (const auto& file : empty.journals()) write_all(file, "");
  empty.finish(true, "empty");
}

TEST(FaultsOfJournals, OfAnotherDrive) {
  Cut cut(middle);
  const auto files = cut.journals();
  ASSERT_EQ(files.size(), 2U);
  const std::string one = read_all(files[0]), two = read_all(files[1]);
  write_all(files[0], two);
  write_all(files[1], one);
  cut.finish(false, "exchanged");
  Cut copied(middle);
  const auto both = copied.journals();
  ASSERT_EQ(both.size(), 2U);
  write_all(both[1], read_all(both[0]));
  copied.finish(false, "copied over");
}

TEST(FaultsOfJournals, DiskFullAtAnyByte) {
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  std::map<std::string, int> verdicts;
  for (const rlim_t bytes : {0, 1, 200, 900, 1500, 2500, 4000, 5000, 6000, 7000, 9000, 12'000}) {
    for (const auto& kind : all_kinds()) {
      if (kind.name != "sata_ssd" && kind.name != "sata_hdd" && kind.name != "virtual_disk_large" &&
          kind.name != "nvme_two")
        continue;
      Workshop workshop;
      const FakeSpec spec = kind.make("ESSAI-PLEIN-1");
      const auto drive = workshop.bench().add(spec);
      rlimit limit = before;
      limit.rlim_cur = bytes;
      ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
      const auto job = workshop.start(drive, policy_of(Level::clear, false));
      const bool ended = !job.ok() || (*job)->wait(std::chrono::seconds(20));
      ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
      ASSERT_TRUE(ended) << kind.name;
      const std::string what = kind.name + ", " + std::to_string(bytes) + " bytes";
      if (job.ok()) {
        const auto finished = (*job)->finished();
        ASSERT_TRUE(finished);
        EXPECT_EQ(falsehood(*drive, spec.facts.identity, *finished), "") << what << ": " << tell(*finished);
        ++verdicts[std::string(code(finished->assessment.verdict))];
      } else {
        ++verdicts["refused"];
        EXPECT_TRUE(drive->commands().empty()) << what;
      }
      EXPECT_EQ(left_locked(*drive, spec), "") << what;
      workshop.end_program();
      const auto again = workshop.erase(drive, policy_of(Level::clear, false));  // there is room again
      ASSERT_TRUE(again) << what;
      EXPECT_TRUE(says_erased(*again)) << what << ": " << tell(*again);
      EXPECT_EQ(falsehood(*drive, spec.facts.identity, *again), "") << what << ": " << tell(*again);
    }
  }
  EXPECT_EQ(std::signal(SIGXFSZ, old_handler), SIG_IGN);
  EXPECT_GT(verdicts["refused"], 0);
  for (const auto& [verdict, count] : verdicts) std::cout << "  " << verdict << ' ' << count << '\n';
}

TEST(FaultsOfJournals, NoFolder) {
  Workshop workshop;
  const Folder folder;
  write_all(folder.path() / "file", "x");
  workshop.use_journals(folder.path() / "file");
  const auto drive = workshop.bench().add(drives::virtual_disk("ESSAI-DOSSIER-1"));
  const auto job = workshop.start(drive, policy_of(Level::clear, false));
  ASSERT_FALSE(job.ok());
  EXPECT_EQ(job.refusal().code, "engine.journal_unusable");
  EXPECT_EQ(drive->transfers(), 0U);
}

TEST(FaultsOfClocks, WrongByYearsAndJumping) {
  std::mt19937_64 random(3);
  const std::vector<std::function<base::Instant()>> clocks = {
      [] { return base::from_milliseconds(0); }, [] { return base::from_milliseconds(4'102'444'800'000); },
      [time = std::int64_t{1'900'000'000'000}]() mutable { return base::from_milliseconds(time -= 86'400'000); },
      [&random] { return base::from_milliseconds(static_cast<std::int64_t>(random() % 4'000'000'000'000)); }};
  std::mutex one_at_a_time;
  for (const auto& clock : clocks) {
    Workshop workshop;
    auto shared = std::make_shared<std::function<base::Instant()>>(clock);
    workshop.set_clock([shared, &one_at_a_time] {
      const std::scoped_lock lock(one_at_a_time);
      return (*shared)();
    });
    for (const auto& kind : all_kinds()) {
      if (kind.hopeless || (rounds(4) < 4 && random() % 4 != 0)) continue;
      const FakeSpec spec = kind.make("ESSAI-" + kind.name + "-93");
      const auto drive = workshop.bench().add(spec);
      const auto finished = workshop.erase(drive, policy_of(Level::clear, false), spec.psid);
      ASSERT_TRUE(finished) << kind.name;
      EXPECT_TRUE(says_erased(*finished)) << kind.name << ": " << tell(*finished);
      EXPECT_EQ(falsehood(*drive, spec.facts.identity, *finished), "") << kind.name << ": " << tell(*finished);
    }
  }
}

TEST(FaultsOfClocks, BackwardsBetweenCutAndResume) {
  Workshop workshop;
  const auto policy = policy_of(Level::clear, false);
  const FakeSpec spec = drives::virtual_disk("ESSAI-HORLOGE-1", 9'221);
  const auto drive = workshop.bench().add(spec);
  workshop.set_clock([] { return base::from_milliseconds(1'900'000'000'000); });
  const Folder kept;
  workshop.bench().cut_at(8, false, 1, [&] { copy_files(workshop.journals(), kept.path()); });
  const auto job = workshop.start(drive, policy);
  ASSERT_TRUE(job.ok());
  ASSERT_TRUE((*job)->wait(std::chrono::seconds(20)));
  workshop.end_program();
  workshop.use_journals(kept.path());
  workshop.bench().resume();
  workshop.set_clock([] { return base::from_milliseconds(1'000'000'000'000); });
  EXPECT_EQ(interrupted(kept.path()).size(), 1U);
  const auto finished = workshop.erase(drive, policy);
  ASSERT_TRUE(finished);
  EXPECT_TRUE(says_erased(*finished)) << tell(*finished);
  EXPECT_EQ(finished->record.interruptions.size(), 1U);
  EXPECT_EQ(falsehood(*drive, spec.facts.identity, *finished), "") << tell(*finished);
}

}  // namespace
}  // namespace engine::faults
