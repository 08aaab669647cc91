// Every fault of a drive, on every medium, under several policies: nothing false is ever said, nothing is left locked.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <span>

#include "engine/faults_bench_test.hpp"

namespace engine::faults {
namespace {

using drives::CommandKind;
using drives::FakeDrive;
using drives::FakeSpec;
using drives::Faults;
using drives::Lie;
using sanitization::Bus;
using sanitization::Level;

struct Fault {
  std::string name;
  std::function<void(Faults&, std::uint64_t bytes)> apply;
  std::function<bool(const FakeSpec&)> concerns;
  bool must_erase = false;  ///< the drive can still be erased: whoever gives up is too timid
  bool may_lock = false;    ///< the very command that unlocks is broken
  bool of_transfers = false;
};

bool any(const FakeSpec&) { return true; }
bool on_nvme(const FakeSpec& spec) { return spec.facts.bus == Bus::nvme; }
bool on_mmc(const FakeSpec& spec) { return spec.facts.bus == Bus::mmc; }
bool with_commands(const FakeSpec& spec) { return sanitization::takes_commands(spec.facts.bus); }
bool with_sanitize(const FakeSpec& spec) {
  const auto& able = spec.facts.sanitize;
  return able.block || able.crypto || able.overwrite || spec.facts.format_unit;
}
bool with_security(const FakeSpec& spec) { return spec.facts.security.supported; }
bool with_hidden_area(const FakeSpec& spec) {
  return sanitization::largest_known_bytes(spec.facts) > sanitization::data_bytes(spec.facts);
}
bool with_namespaces(const FakeSpec& spec) { return spec.facts.namespaces.size() > 1; }
bool with_lock(const FakeSpec& spec) { return spec.facts.self_encryption.supported; }
bool frozen(const FakeSpec& spec) { return spec.facts.security.frozen; }

std::uint64_t sector_at(std::uint64_t bytes, double share) {
  return static_cast<std::uint64_t>(static_cast<double>(bytes) * share) / 4096 * 4096;
}

void add_transfer_faults(std::vector<Fault>& all) {
  all.push_back({"none", [](Faults&, std::uint64_t) {}, any, true});
  all.push_back({"write_error_first", [](Faults& f, std::uint64_t) { f.write_errors = {{0, 512}}; }, any});
  all.push_back(
      {"write_error_middle", [](Faults& f, std::uint64_t n) { f.write_errors = {{sector_at(n, 0.5), 512}}; }, any});
  all.push_back({"write_error_last", [](Faults& f, std::uint64_t n) { f.write_errors = {{n - 512, 512}}; }, any});
  all.push_back(
      {"write_error_run", [](Faults& f, std::uint64_t n) { f.write_errors = {{sector_at(n, 0.3), 20'480}}; }, any});
  all.push_back({"write_error_all", [](Faults& f, std::uint64_t n) { f.write_errors = {{0, n}}; }, any});
  all.push_back({"read_error_first", [](Faults& f, std::uint64_t) { f.read_errors = {{0, 512}}; }, any});
  all.push_back(
      {"read_error_middle", [](Faults& f, std::uint64_t n) { f.read_errors = {{sector_at(n, 0.4), 4096}}; }, any});
  all.push_back({"read_error_last", [](Faults& f, std::uint64_t n) { f.read_errors = {{n - 512, 512}}; }, any});
  all.push_back({"read_error_all", [](Faults& f, std::uint64_t n) { f.read_errors = {{0, n}}; }, any});
  all.push_back({"read_and_write_error",
                 [](Faults& f, std::uint64_t n) {
                   f.write_errors = {{sector_at(n, 0.7), 1024}};
                   f.read_errors = {{sector_at(n, 0.7), 1024}};
                 },
                 any});
  all.push_back({"weak_sector", [](Faults& f, std::uint64_t n) { f.weak = {{sector_at(n, 0.6), 512}}; }, any});
  all.push_back({"bit_flips_written", [](Faults& f, std::uint64_t n) { f.flip_written = n / 3; }, any});
  all.push_back({"bit_flips_read", [](Faults& f, std::uint64_t n) { f.flip_read = n / 3; }, any});
  all.push_back({"bit_flips_read_once", [](Faults& f, std::uint64_t n) { f.flip_read_once = n / 5; }, any});
  all.push_back({"dropped_write_first", [](Faults& f, std::uint64_t) { f.dropped = {{0, 512}}; }, any});
  all.push_back({"dropped_write_last", [](Faults& f, std::uint64_t n) { f.dropped = {{n - 512, 512}}; }, any});
  all.push_back({"dropped_every_2nd", [](Faults& f, std::uint64_t) { f.drop_every = 2; }, any});
  all.push_back({"dropped_every_7th", [](Faults& f, std::uint64_t) { f.drop_every = 7; }, any});
  all.push_back({"dropped_all", [](Faults& f, std::uint64_t) { f.drop_every = 1; }, any});
  all.push_back({"short_every_2nd", [](Faults& f, std::uint64_t) { f.short_every = 2; }, any, true});
  all.push_back({"short_every_3rd", [](Faults& f, std::uint64_t) { f.short_every = 3; }, any, true});
  all.push_back({"flush_fails", [](Faults& f, std::uint64_t) { f.flush_fails = true; }, any});
  for (const std::uint64_t count : {1U, 2U, 3U, 9U, 40U}) {
    const std::string after = "_after_" + std::to_string(count);
    all.push_back({"shrinks" + after, [count](Faults& f, std::uint64_t) { f.shrink_after = count; }, any});
    all.push_back({"unplugged" + after, [count](Faults& f, std::uint64_t) { f.unplug_after = count; }, any});
    all.push_back({"swapped" + after,
                   [count](Faults& f, std::uint64_t) {
                     f.swap_after = count;
                     f.swapped_to = {
                         .maker = "Other", .model = "Other", .serial = "OTHER-55301", .wwn = "5001b44a11223344"};
                   },
                   any});
  }
}

void add_lies(std::vector<Fault>& all) {
  const auto lie = [&](const std::string& name, Lie kind, bool (*concerns)(const FakeSpec&)) {
    all.push_back({name, [kind](Faults& f, std::uint64_t) { f.lie = kind; }, concerns});
  };
  lie("nothing_erased", Lie::nothing_erased, with_commands);
  lie("visible_only", Lie::visible_at_power_on, with_hidden_area);
  lie("first_namespace_only", Lie::first_namespace_only, with_namespaces);
  lie("tail_stays", Lie::tail_stays, with_commands);
  lie("sprinkled", Lie::sprinkled, with_commands);
  lie("last_sector_stays", Lie::last_sector_stays, with_commands);
  using F = Faults;
  const auto add = [&](const std::string& name, void (*apply)(F&, std::uint64_t), bool (*concerns)(const FakeSpec&)) {
    all.push_back({name, apply, concerns});
  };
  add("sanitize_stuck", [](F& f, std::uint64_t) { f.sanitize_stuck = true; }, with_sanitize);
  add("sanitize_fails", [](F& f, std::uint64_t) { f.sanitize_fails = true; }, with_sanitize);
  add(
      "sanitize_fails_for_good", [](F& f, std::uint64_t) { f.sanitize_fails = f.failure_sticks = true; },
      with_sanitize);
  add("sanitize_forgotten", [](F& f, std::uint64_t) { f.sanitize_forgotten = true; }, with_sanitize);
  add("sanitize_stale", [](F& f, std::uint64_t) { f.sanitize_stale = true; }, with_sanitize);
  add("crypto_format_ignored", [](F& f, std::uint64_t) { f.crypto_format_ignored = true; }, on_nvme);
  add("restore_refused", [](F& f, std::uint64_t) { f.restore_refused = true; }, with_hidden_area);
  add("restore_ignored", [](F& f, std::uint64_t) { f.restore_ignored = true; }, with_hidden_area);
  add("unfreeze_ignored", [](F& f, std::uint64_t) { f.unfreeze_ignored = true; }, frozen);
  add("boot_erase_ignored", [](F& f, std::uint64_t) { f.boot_erase_ignored = true; }, on_mmc);
  add("erase_keeps_password", [](F& f, std::uint64_t) { f.erase_keeps_password = true; }, with_security);
  // No command reaches the drive: what was locked before stays so.
  all.push_back({"garbage_sense", [](F& f, std::uint64_t) { f.garbage_sense = true; }, any, false, true});
}

void add_broken_commands(std::vector<Fault>& all) {
  const auto broken = [&](const std::string& name, CommandKind kind, bool (*concerns)(const FakeSpec&)) {
    const bool unlocks = kind == CommandKind::remove_password;
    all.push_back({"refuses_" + name, [kind](Faults& f, std::uint64_t) { f.refuse = kind; }, concerns, false, unlocks});
    all.push_back({"fails_" + name, [kind](Faults& f, std::uint64_t) { f.fail = kind; }, concerns, false, unlocks});
    const auto hang = [kind](Faults& f, std::uint64_t) {
      f.hang = kind;
      f.hang_for = std::chrono::milliseconds(5);
    };
    all.push_back({"times_out_" + name, hang, concerns, false, unlocks});
  };
  broken("set_password", CommandKind::set_password, with_security);
  broken("remove_password", CommandKind::remove_password, with_security);
  broken("security_erase", CommandKind::security_erase, with_security);
  broken("security_erase_enhanced", CommandKind::security_erase_enhanced, with_security);
  broken("restore_hpa", CommandKind::restore_hpa, with_hidden_area);
  broken("restore_dco", CommandKind::restore_dco, with_hidden_area);
  broken("restore_ama", CommandKind::restore_ama, with_hidden_area);
  broken("unfreeze", CommandKind::unfreeze, frozen);
  broken("sanitize_block", CommandKind::sanitize_block, with_sanitize);
  broken("sanitize_crypto", CommandKind::sanitize_crypto, with_sanitize);
  broken("sanitize_overwrite", CommandKind::sanitize_overwrite, with_sanitize);
  broken("format", CommandKind::format, on_nvme);
  broken("format_crypto", CommandKind::format_crypto, on_nvme);
  broken("format_unit", CommandKind::format_unit, with_sanitize);
  broken("mmc_erase", CommandKind::mmc_erase, on_mmc);
  broken("mmc_secure_trim", CommandKind::mmc_secure_trim, on_mmc);
  broken("mmc_sanitize", CommandKind::mmc_sanitize, on_mmc);
  broken("mmc_erase_boot", CommandKind::mmc_erase_boot, on_mmc);
  broken("psid_revert", CommandKind::psid_revert, with_lock);
}

std::vector<Fault> all_faults() {
  std::vector<Fault> all;
  add_transfer_faults(all);
  for (Fault& fault : all) fault.of_transfers = true;
  add_lies(all);
  add_broken_commands(all);
  return all;
}

/// Some kinds with the same faults, erased at the same time.
class Matrix {
 public:
  Matrix(const std::vector<Fault>& faults, std::span<const Kind> kinds, const sanitization::Policy& policy,
         Tally& tally)
      : policy_(policy), tally_(tally) {
    must_erase_ = std::all_of(faults.begin(), faults.end(), [](const Fault& fault) { return fault.must_erase; });
    may_lock_ = std::any_of(faults.begin(), faults.end(), [](const Fault& fault) { return fault.may_lock; });
    for (const Fault& fault : faults) name_ += (name_.empty() ? "" : " + ") + fault.name;
    for (const Kind& kind : kinds) {
      FakeSpec spec = kind.make("ESSAI-" + kind.name + "-77");
      bool concerned = false;
      for (const Fault& fault : faults) {
        concerned = concerned || fault.concerns(spec);
        fault.apply(spec.faults, sanitization::largest_known_bytes(spec.facts));
      }
      if (!concerned) continue;
      rows_.push_back({.kind = kind, .spec = spec, .drive = workshop_.bench().add(spec)});
      rows_.back().identity = spec.facts.identity;
    }
  }

  void run() {
    for (auto& row : rows_) begin(row);
    for (auto& row : rows_) end(row);
    again();
  }

 private:
  struct Row {
    Kind kind;
    FakeSpec spec;
    std::shared_ptr<FakeDrive> drive;
    sanitization::Identity identity = {};
    std::shared_ptr<Job> job = {};
    bool refused = false;
  };

  std::string name(const Row& row) const { return name_ + " on " + row.kind.name + ", " + policy_.id; }

  void begin(Row& row) {
    const auto job = workshop_.start(row.drive, policy_, row.spec.psid);
    if (job.ok()) {
      row.job = *job;
      return;
    }
    tally_.add(name_, "refused");
    EXPECT_FALSE(must_erase_) << name(row) << ": " << job.refusal().code;
  }

  void end(Row& row) {
    if (!row.job) return;
    ASSERT_TRUE(row.job->wait(std::chrono::seconds(30)))
        << name(row) << ": no end, phase " << static_cast<int>(row.job->progress().phase) << " step "
        << row.job->progress().step;
    const auto finished = row.job->finished();
    ASSERT_TRUE(finished) << name(row);
    judge(row, *finished);
  }

  void judge(const Row& row, const Finished& finished) {
    tally_.add(name_, std::string(code(finished.assessment.verdict)));
    EXPECT_EQ(falsehood(*row.drive, row.identity, finished), "") << name(row) << ": " << tell(finished);
    EXPECT_EQ(row.drive->commands_after_swap(), 0U) << name(row) << ": " << tell(finished);
    // What a plan declares impossible is impossible; all else must come to a good end.
    const bool declared = !finished.record.decision.empty() && !finished.record.method;
    if (must_erase_ && !row.kind.hopeless && !declared) {
      EXPECT_TRUE(says_erased(finished)) << name(row) << ": " << tell(finished);
    }
    if (must_erase_ && policy_.required_for(row.spec.facts.medium) == Level::clear && !row.kind.hopeless) {
      EXPECT_TRUE(says_erased(finished)) << name(row) << ": " << tell(finished);
    }
    if (std::getenv("BOUCLE_FAULTS_TELL")) std::cout << name(row) << ": " << tell(finished) << '\n';
  }

  /// What went away comes back under another name, in order: it can be erased, and is left open.
  void again() {
    bool any = false;
    for (auto& row : rows_) {
      row.job.reset();
      if (row.drive->plugged()) continue;
      row.drive->set_faults({});
      row.drive->plug_in("/dev/sd" + std::string(1, static_cast<char>('g' + (&row - rows_.data()) % 20)));
      begin(row);
      any = true;
    }
    if (!any) return;
    for (auto& row : rows_) {
      if (!row.job) continue;
      ASSERT_TRUE(row.job->wait(std::chrono::seconds(30))) << name(row) << ", plugged in again: no end";
      const auto finished = row.job->finished();
      ASSERT_TRUE(finished);
      tally_.add(name_ + ", plugged in again", std::string(code(finished->assessment.verdict)));
      EXPECT_EQ(falsehood(*row.drive, row.identity, *finished), "")
          << name(row) << ", plugged in again: " << tell(*finished);
      EXPECT_EQ(left_locked(*row.drive, row.spec), "") << name(row) << ", plugged in again: " << tell(*finished);
      if (policy_.required_for(row.spec.facts.medium) == Level::clear && !row.kind.hopeless) {
        EXPECT_TRUE(says_erased(*finished)) << name(row) << ", plugged in again: " << tell(*finished);
      }
    }
  }

  std::string name_;
  bool must_erase_ = false, may_lock_ = false;
  sanitization::Policy policy_;
  Tally& tally_;
  Workshop workshop_;
  std::vector<Row> rows_;
};

/// A few at a time, as on a bench.
void run_all(const std::vector<Fault>& faults, const sanitization::Policy& policy, Tally& tally) {
  const auto kinds = all_kinds();
  constexpr std::size_t at_once = 6;
  for (std::size_t first = 0; first < kinds.size(); first += at_once) {
    Matrix(faults, std::span(kinds).subspan(first, std::min(at_once, kinds.size() - first)), policy, tally).run();
  }
}

TEST(Faults, NeverFalselyErased) {
  Tally tally;
  const char* only = std::getenv("BOUCLE_FAULT");
  const auto policies = all_policies();
  std::size_t number = 0;
  for (const Fault& fault : all_faults()) {
    if (only && fault.name != only) continue;
    ++number;
    for (const auto& policy : policies) {
      // Whose cryptographic erase is trusted changes nothing for a fault of transfers.
      if (rounds(4) < 4 && policy.id != policies[number % policies.size()].id) continue;
      const bool same_as_before = fault.of_transfers && policy == policies.back() && rounds(4) == 4;
      if (!same_as_before) run_all({fault}, policy, tally);
    }
    if (HasFatalFailure()) break;
  }
  std::cout << tally.table() << "  " << tally.runs() << " runs\n";
}

/// Two or three at once: what one hides, another may show.
TEST(Faults, SeveralAtOnce) {
  Tally tally;
  const auto all = all_faults();
  const auto policies = all_policies();
  std::mt19937_64 random(2026);
  for (int round = 0; round < rounds(40); ++round) {
    std::vector<Fault> some;
    while (some.size() < 2 + random() % 2) some.push_back(all[random() % all.size()]);
    run_all(some, policies[random() % policies.size()], tally);
  }
  std::cout << "  " << tally.runs() << " runs\n";
}

}  // namespace
}  // namespace engine::faults
