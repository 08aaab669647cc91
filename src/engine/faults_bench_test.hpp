#pragma once
// What the tests of faults share: the kinds of drives, the policies, a bench with its journals, and the judge who knows the truth.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "drives/fake.hpp"
#include "engine/erasure.hpp"

namespace engine::faults {

struct Kind {
  std::string name;
  std::function<drives::FakeSpec(const std::string& serial)> make;
  bool hopeless = false;  ///< locked by somebody else, or of sectors that no host can move: nothing can be erased
};
/// Every medium, also with hidden areas, odd sectors, locks; small, and never a whole number of MiB.
std::vector<Kind> all_kinds();

/// Clear, Purge that trusts the maker's cryptographic erase, Purge that does not.
std::vector<sanitization::Policy> all_policies();
sanitization::Policy policy_of(sanitization::Level level, bool trust_crypto);

/// All of `all` rounds; a quarter, at least one, under the sanitizers, which make each some five times slower.
int rounds(int all);

/// Waits are short; one transfer may take a second, which is the least that can be said.
Eraser::Limits quick_limits();

/// A folder of its own, removed at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};
void copy_files(const std::filesystem::path& from, const std::filesystem::path& to);

/// A bench in earnest (not practice) with journals.
class Workshop {
 public:
  Workshop();
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  drives::FakeBench& bench() { return bench_; }
  const std::filesystem::path& journals() const { return journals_; }
  void use_journals(std::filesystem::path journals) { journals_ = std::move(journals); }
  void set_clock(std::function<base::Instant()> now) { now_ = std::move(now); }

  Eraser& eraser();
  /// The program ends; the next eraser() is the program of the next start.
  void end_program();
  base::Result<std::shared_ptr<Job>> start(const std::shared_ptr<drives::FakeDrive>& drive,
                                           const sanitization::Policy& policy, const std::string& psid = {});
  /// Starts, waits for the end; a refusal or no end within 30 s is a failure of the test.
  std::optional<Finished> erase(const std::shared_ptr<drives::FakeDrive>& drive, const sanitization::Policy& policy,
                                const std::string& psid = {});

 private:
  Folder folder_;
  std::filesystem::path journals_;
  std::function<base::Instant()> now_;
  drives::FakeBench bench_;
  std::unique_ptr<Eraser> eraser_;
};

/// Why what is said of a drive is false, beyond doubt; empty when nothing is.
std::string falsehood(const drives::FakeDrive& drive, const sanitization::Identity& identity, const Finished& finished);
/// Why a drive may not be left like this; empty when it may.
std::string left_locked(const drives::FakeDrive& drive, const drives::FakeSpec& spec);

bool says_erased(const Finished& finished);
/// For messages: verdict, method, reasons, steps.
std::string tell(const Finished& finished);

/// Counts of verdicts, printed by the last test of a suite.
class Tally {
 public:
  void add(const std::string& row, const std::string& verdict);
  std::size_t runs() const { return runs_; }
  std::string table() const;

 private:
  std::map<std::string, std::map<std::string, std::size_t>> rows_;
  std::size_t runs_ = 0;
};

}  // namespace engine::faults
