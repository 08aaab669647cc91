#include "sanitization/assess.hpp"

#include <algorithm>
#include <optional>

namespace sanitization {
namespace {

/// What the checks below find out, each alone, in the order of the story.
struct Findings {
  std::vector<std::string> reasons, exceptions;
  bool failed = false;
  bool to_destroy = false;

  void fail(std::string_view reason) {
    failed = true;
    note(reasons, "sanitization.reason.", reason);
  }
  void except(std::string_view exception, std::string_view reason) {
    note(exceptions, "", exception);
    note(reasons, "sanitization.reason.", reason);
  }
  void except(std::string_view exception) { except(exception, exception); }

 private:
  static void note(std::vector<std::string>& words, std::string_view prefix, std::string_view word) {
    std::string whole = std::string(prefix) + std::string(word);
    if (std::find(words.begin(), words.end(), whole) == words.end()) words.push_back(std::move(whole));
  }
};

constexpr std::size_t key_bytes = 32;
/// Beyond this share of unreadable bytes (1/100), « a few unreadable sectors » is no longer what happened: not verified.
constexpr std::uint64_t unreadable_share = 100;

std::uint64_t whole(const DriveFacts& facts) { return data_bytes(facts) + boot_bytes(facts); }

/// Bytes that lie in at least one of the ranges; each was checked to lie inside the medium.
std::uint64_t covered_by(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.offset < b.offset; });
  std::uint64_t total = 0, end = 0;
  for (const Range& range : ranges) {
    const std::uint64_t from = std::max(range.offset, end), to = std::max(range.offset + range.bytes, end);
    total += to - from;
    end = to;
  }
  return total;
}

// ---- the run ----

void check_run(const Record& record, Findings& found) {
  if (record.practice) found.fail("practice");
  if (!record.decision.empty()) found.fail("nothing_done");
  if (!record.method) found.fail("nothing_done");
  if (record.id.empty() || record.confirmed_by.empty()) found.fail("not_confirmed");
  for (const Stop& each : all_stops())
    if (each.code == record.decision && each.decision == Decision::destroy) found.to_destroy = true;
}

/// Place of the last step that is `what`.
std::optional<std::size_t> last_step(const Record& record, std::string_view what) {
  for (std::size_t i = record.steps.size(); i-- > 0;)
    if (record.steps[i].what == what) return i;
  return {};
}

std::optional<std::size_t> last_erasing_step(const Record& record) {
  for (std::size_t i = record.steps.size(); i-- > 0;)
    if (method_from_code(record.steps[i].what)) return i;
  return {};
}

bool says_yes(const Step& step, std::string_view name) {
  const auto found = step.parameters.find(std::string(name));
  return found != step.parameters.end() && found->second == evidence::yes;
}

bool log_changed(const Step& step) {
  if (!says_yes(step, evidence::log_changed)) return false;
  const auto before = step.parameters.find(std::string(evidence::log_before));
  if (before == step.parameters.end()) return true;
  const auto after = step.parameters.find(std::string(evidence::log_after));
  return !before->second.empty() && after != step.parameters.end() && after->second != before->second;
}

void check_method(const Record& record, Findings& found) {
  const Method method = *record.method;
  const auto row = methods_for(record.before.bus, record.before.medium, record.policy);
  const bool in_row = std::find(row.begin(), row.end(), method) != row.end();
  if (!in_row || (!offers(record.before, method) && !(record.after && offers(*record.after, method))))
    found.fail("method_not_offered");
  const auto at = last_erasing_step(record);
  if (!at || record.steps[*at].what != code(method) || record.steps[*at].end != StepEnd::done)
    return found.fail("method_not_done");
  const Step& step = record.steps[*at];
  if (is_sanitize(method) && !says_yes(step, evidence::seen_in_progress) && !log_changed(step))
    found.fail("sanitize_not_seen");
}

/// In words what « not all written » or « not all read » would leave to guess.
void check_parts(const Record& record, Findings& found) {
  for (const auto& at : {last_erasing_step(record), last_step(record, step::verify)}) {
    if (!at || record.steps[*at].end == StepEnd::done) continue;
    const auto& parameters = record.steps[*at].parameters;
    const auto why = parameters.find(std::string(evidence::why));
    if (why != parameters.end() && why->second == evidence::not_shown) found.fail("part_not_shown");
  }
}

// ---- the drive, before and after ----

/// A drive that was formatted from sectors of 520 bytes to 512 has fewer bytes in as many sectors.
bool shrank(const DriveFacts& before, const DriveFacts& after) {
  if (needs_format(before) && !needs_format(after) && before.namespaces.size() == after.namespaces.size())
    return after.capacity.sectors < before.capacity.sectors;
  return whole(after) < whole(before);
}

bool hides_area(const DriveFacts& before, const DriveFacts& after) {
  if (may_hide_area(after)) return true;
  return !needs_format(before) && largest_known_bytes(before) > largest_known_bytes(after);
}

bool is_locked(const DriveFacts& facts) {
  return facts.security.enabled || facts.security.locked || facts.self_encryption.locked;
}

void check_drive(const Record& record, Findings& found) {
  if (!names_one(record.before.identity)) found.fail("unnamed");
  if (!record.after) return found.fail("not_identified_after");
  const DriveFacts& before = record.before;
  const DriveFacts& after = *record.after;
  if (!same_drive(before.identity, after.identity) || before.identity.serial != after.identity.serial ||
      before.identity.model != after.identity.model || before.medium != after.medium)
    found.fail("other_drive");
  if (shrank(before, after)) found.fail("size_shrank");
  if (is_locked(after)) found.fail("left_locked");
  const bool failed = after.sanitize.state == SanitizeState::failed && record.method && is_sanitize(*record.method);
  if (failed || after.sanitize.state == SanitizeState::in_progress) found.fail("sanitize_not_finished");
  const bool uncovered =
      record.method && (leaves_uncovered(before, *record.method) || leaves_uncovered(after, *record.method));
  if (hides_area(before, after) || uncovered) found.except("hidden_area");
  if (boot_bytes(after) > 0 && (before.emmc.boot_write_protected || after.emmc.boot_write_protected))
    found.except("boot_area");
}

// ---- does the record contradict itself? ----

bool outside(const std::vector<Range>& ranges, std::uint64_t total) {
  return ranges.size() > most_ranges || std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
           return range.bytes == 0 || range.offset >= total || range.bytes > total - range.offset;
         });
}

/// True if sizes and ranges can be computed with.
bool check_sense(const Record& record, Findings& found) {
  const DriveFacts& last = record.after ? *record.after : record.before;
  bool sense = plausible_size(record.before) && plausible_size(last);
  const std::uint64_t total = sense ? std::max(whole(record.before), whole(last)) : 0;
  for (const Interruption& each : record.interruptions) sense &= each.offset <= total;
  if (record.verification)
    sense &= !outside(record.verification->mismatches, total) && !outside(record.verification->unreadable, total);
  if (record.overwrite) sense &= !outside(record.overwrite->unwritable, total);
  if (!sense) found.fail("contradiction");
  return sense;
}

// ---- the proof ----

/// How much was written or read, against what there is: all of it, or all but the boot areas of an eMMC.
void check_share(std::uint64_t covered, const DriveFacts& after, std::string_view reason, Findings& found) {
  if (covered >= whole(after)) return;
  if (boot_bytes(after) > 0 && covered == data_bytes(after)) return found.except("boot_area");
  found.fail(reason);
}

void check_overwrite(const Record& record, Findings& found) {
  if (!record.overwrite) return found.fail("contradiction");
  const Overwrite& overwrite = *record.overwrite;
  if (overwrite.key.size() != key_bytes) found.fail("contradiction");
  if (!overwrite.unwritable.empty()) {
    found.fail("unwritable_sectors");
    found.to_destroy = true;
  }
  check_share(overwrite.bytes_written, record.after ? *record.after : record.before, "not_all_written", found);
}

/// Canaries count only if nothing else could have erased them: planted before this method, and after any other that the drive took.
bool canaries_are_fresh(const Record& record) {
  const auto erased = last_erasing_step(record);
  bool fresh = false;
  for (std::size_t i = 0; erased && i < *erased; ++i) {
    const Step& each = record.steps[i];
    if (each.what == step::canaries) fresh = true;
    // The same method again is the same erasure, gone on with after a power cut.
    if (method_from_code(each.what) && each.what != code(*record.method) && each.end != StepEnd::refused) fresh = false;
  }
  return fresh;
}

void check_canaries(const Record& record, const Verification& proof, Findings& found) {
  if (proof.canaries_found > proof.canaries_planted) found.fail("contradiction");
  if (proof.canaries_found > 0) found.fail("canaries_left");
  if (proof.canaries_planted > 0 && proof.canary_key.size() != key_bytes) found.fail("contradiction");
  const std::uint64_t planted = canaries_are_fresh(record) ? proof.canaries_planted : 0;
  // An encrypted disk looks random before anything is done to it.
  if (planted == 0 && proof.content == ContentClass::random) found.fail("nothing_changed");
  if (planted < fewest_canaries(data_bytes(record.before))) found.except("not_verified", "few_canaries");
}

bool content_fits(Method method, ContentClass content) {
  if (!is_firmware(method)) return content == ContentClass::stream;
  return content == ContentClass::constant || content == ContentClass::random;
}

void check_verification(const Record& record, Findings& found) {
  if (!record.verification) return found.fail("verification_incomplete");
  const Verification& proof = *record.verification;
  const DriveFacts& after = record.after ? *record.after : record.before;
  const auto erased = last_erasing_step(record), verified = last_step(record, step::verify);
  if (!proof.completed || !verified || (erased && *verified < *erased) || record.steps[*verified].end != StepEnd::done)
    found.fail("verification_incomplete");
  if (proof.bytes_read > whole(after)) found.fail("contradiction");
  const std::uint64_t unreadable = covered_by(proof.unreadable);
  check_share(proof.bytes_read + unreadable, after, "verification_incomplete", found);
  if (unreadable > 0) found.except("unreadable_sectors");
  if (unreadable > whole(after) / unreadable_share) found.except("not_verified", "much_unreadable");
  if (proof.mismatched_sectors > 0 || !proof.mismatches.empty()) found.fail("content_differs");
  if (!content_fits(*record.method, proof.content)) found.fail("content_differs");
  if (is_firmware(*record.method)) check_canaries(record, proof, found);
}

// ---- the level ----

/// Only a Purge reaches the sectors that a drive put out of use; one that never told whether it did may have.
void check_reallocated(const Record& record, Level reached, Findings& found) {
  std::uint64_t most = record.before.health.reallocated_sectors.value_or(0);
  if (record.after) most = std::max(most, record.after->health.reallocated_sectors.value_or(0));
  if (reached >= Level::purge) return;
  if (most > 0) found.except("bad_sectors");
  const bool untold = hides_reallocation(record.before) && (!record.after || hides_reallocation(*record.after));
  if (untold) found.except("bad_sectors", "health_untold");
}

Verdict verdict_of(const Record& record, const Findings& found) {
  if (record.practice) return Verdict::failed;
  if (record.stopped) return Verdict::interrupted;
  if (found.failed) return Verdict::failed;
  return found.exceptions.empty() ? Verdict::erased : Verdict::erased_with_exceptions;
}

}  // namespace

Assessment assess(const Record& record) {
  Findings found;
  check_run(record, found);
  if (record.stopped) found.fail("stopped");
  check_drive(record, found);
  const bool sense = check_sense(record, found);
  Level reached = Level::none;
  if (record.method) {
    check_method(record, found);
    check_parts(record, found);
    if (sense && record.method == Method::overwrite) check_overwrite(record, found);
    if (sense) check_verification(record, found);
    reached = highest_level(*record.method, record.before.medium, record.policy);
    check_reallocated(record, reached, found);
  }
  Assessment result{.required = record.policy.required_for(record.before.medium)};
  if (!found.failed) {
    result.achieved = reached;
    if (reached == Level::none || reached < result.required || result.required == Level::none) {
      found.fail("level_too_low");
      found.exceptions.emplace_back("level_too_low");
    }
  }
  result.verdict = verdict_of(record, found);
  result.exceptions = std::move(found.exceptions);
  result.reasons = std::move(found.reasons);
  result.to_destroy = found.to_destroy;
  return result;
}

}  // namespace sanitization
