#include "sanitization/assess.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sanitization/record_for_tests.hpp"

namespace sanitization {
namespace {

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Each method on every drive where the table has it.
std::vector<Record> perfect_records() {
  std::vector<Record> all;
  for (const Bus bus : all_buses)
    for (const Medium medium : all_media)
      for (const Method method : methods_for(bus, medium, testing::policy_of(Level::clear)))
        all.push_back(testing::perfect_record(method, testing::capable_drive(bus, medium)));
  return all;
}

TEST(Assess, PerfectRecordsAreErasedAtTheLevelOfTheMethod) {
  for (const Method method : all_methods)
    EXPECT_EQ(assess(testing::perfect_record(method)).verdict, Verdict::erased) << code(method);
  ASSERT_GT(perfect_records().size(), 50U);
  for (const Record& record : perfect_records()) {
    const Assessment found = assess(record);
    EXPECT_EQ(found.verdict, Verdict::erased)
        << code(*record.method) << (found.reasons.empty() ? "" : found.reasons.front());
    EXPECT_EQ(found.achieved, highest_level(*record.method, record.before.medium, record.policy));
    EXPECT_EQ(found.achieved, found.required);
    EXPECT_TRUE(found.exceptions.empty() && found.reasons.empty() && !found.to_destroy);
  }
}

TEST(Assess, NoSingleCorruptionStaysErased) {
  for (const Record& perfect : perfect_records())
    for (const testing::Corruption& corruption : testing::corruptions()) {
      if (!corruption.applies(perfect)) continue;
      Record record = perfect;
      corruption.apply(record);
      ASSERT_NE(record, perfect) << corruption.name;
      const Assessment found = assess(record);
      EXPECT_NE(found.verdict, Verdict::erased)
          << corruption.name << ", " << code(*perfect.method) << ", " << code(perfect.before.bus);
      EXPECT_NE(found.verdict, Verdict::destroyed) << corruption.name;
      EXPECT_FALSE(found.reasons.empty()) << corruption.name;
      for (const std::string& reason : found.reasons)
        EXPECT_TRUE(std::any_of(reason_codes.begin(), reason_codes.end(), [&](std::string_view each) {
          return reason.ends_with("." + std::string(each));
        })) << reason;
      for (const std::string& exception : found.exceptions)
        EXPECT_TRUE(exception == "level_too_low" ||
                    std::find(exception_codes.begin(), exception_codes.end(), exception) != exception_codes.end());
      if (record.method) {
        EXPECT_LE(found.achieved, highest_level(*record.method, record.before.medium, record.policy));
      }
    }
}

TEST(Assess, NoPairOfCorruptionsStaysErased) {
  const auto all = testing::corruptions();
  for (const Method method : {Method::sanitize_block, Method::overwrite, Method::mmc_sanitize})
    for (const auto& one : all)
      for (const auto& other : all) {
        Record record = testing::perfect_record(method);
        const Record perfect = record;
        if (!one.applies(record) || !other.applies(record)) continue;
        one.apply(record);
        if (!record.method || !record.after || !record.verification || record.steps.size() < 4 ||
            (method == Method::overwrite && !record.overwrite))
          continue;
        other.apply(record);
        if (record == perfect) continue;
        EXPECT_NE(assess(record).verdict, Verdict::erased) << one.name << " + " << other.name;
      }
}

struct Case {
  std::string_view name;
  Method method;
  void (*change)(Record&);
  Verdict verdict;
  std::string_view reason;     ///< end of one of the reasons
  std::string_view exception;  ///< empty: none asked for
};

TEST(Assess, Table) {
  using enum Verdict;
  const std::vector<Case> cases = {
      {"stopped", Method::overwrite, [](Record& r) { r.stopped = true; }, interrupted, "stopped", ""},
      {"stopped, imaginary", Method::overwrite, [](Record& r) { r.stopped = r.practice = true; }, failed, "practice",
       ""},
      {"HPA stays", Method::sanitize_overwrite, [](Record& r) { *r.after->capacity.native_sectors += 1; },
       erased_with_exceptions, "hidden_area", "hidden_area"},
      {"size shrank", Method::overwrite,
       [](Record& r) {
         --r.after->capacity.sectors;
         r.overwrite->bytes_written = r.verification->bytes_read = data_bytes(*r.after);
       },
       failed, "size_shrank", ""},
      {"range ends outside", Method::overwrite,
       [](Record& r) { r.verification->unreadable = {{.offset = data_bytes(r.before) - 512, .bytes = 1024}}; }, failed,
       "contradiction", ""},
      {"bad sectors", Method::overwrite, [](Record& r) { r.after->health.reallocated_sectors = 1; },
       erased_with_exceptions, "bad_sectors", "bad_sectors"},
      {"a namespace that the system does not show", Method::format,
       [](Record& r) {
         Step& verify = r.steps[r.steps.size() - 2];
         verify.end = StepEnd::failed;
         verify.parameters = {{"why", "drives.not_shown"}};
       },
       failed, "part_not_shown", ""},
      {"shown in time for the verification", Method::format,
       [](Record& r) {
         Step early = r.steps[r.steps.size() - 2];
         early.end = StepEnd::failed;
         early.parameters = {{"why", "drives.not_shown"}};
         r.steps.insert(r.steps.end() - 2, early);
       },
       erased, "", ""},
      {"never told whether sectors are out of use", Method::overwrite,
       [](Record& r) { r.before.health = r.after->health = {}; }, erased_with_exceptions, "health_untold",
       "bad_sectors"},
      {"told before", Method::overwrite, [](Record& r) { r.after->health = {}; }, erased, "", ""},
      {"a purge reaches what was never told", Method::sanitize_overwrite,
       [](Record& r) { r.before.health = r.after->health = {}; }, erased, "", ""},
      {"capacity of no namespace", Method::format, [](Record& r) { r.after->capacity.uncovered_bytes = 4096; },
       erased_with_exceptions, "hidden_area", "hidden_area"},
      {"general purpose partitions of an eMMC", Method::mmc_sanitize,
       [](Record& r) { r.before.capacity.uncovered_bytes = 4096; }, erased_with_exceptions, "hidden_area",
       "hidden_area"},
      {"a sanitize erases what no namespace covers", Method::sanitize_block,
       [](Record& r) { r.before.capacity.uncovered_bytes = r.after->capacity.uncovered_bytes = 4096; }, erased, "", ""},
      {"bad sectors are erased by a purge", Method::sanitize_overwrite,
       [](Record& r) { r.after->health.reallocated_sectors = 1; }, erased, "", ""},
      {"unreadable", Method::overwrite, [](Record& r) { r.verification->unreadable = {{.offset = 0, .bytes = 512}}; },
       erased_with_exceptions, "unreadable_sectors", "unreadable_sectors"},
      {"mostly unreadable", Method::overwrite,
       [](Record& r) { r.verification->unreadable = {{.offset = 0, .bytes = 100'000'256}}; }, erased_with_exceptions,
       "much_unreadable", "not_verified"},
      {"the same hole told many times does not fill another", Method::overwrite,
       [](Record& r) {
         r.verification->unreadable.assign(4, {.offset = 0, .bytes = 512}), r.verification->bytes_read -= 2048;
       },
       failed, "verification_incomplete", ""},
      {"no canary, constant", Method::sanitize_block, [](Record& r) { r.verification->canaries_planted = 0; },
       erased_with_exceptions, "few_canaries", "not_verified"},
      {"no canary, random", Method::sanitize_crypto, [](Record& r) { r.verification->canaries_planted = 0; }, failed,
       "nothing_changed", ""},
      {"unwritable", Method::overwrite, [](Record& r) { r.overwrite->unwritable = {{.offset = 0, .bytes = 512}}; },
       failed, "unwritable_sectors", ""},
      {"level", Method::format, [](Record& r) { r.policy.required[Medium::unknown] = Level::purge; }, failed,
       "level_too_low", "level_too_low"},
      {"crypto that the policy does not trust", Method::sanitize_crypto,
       [](Record& r) { r.policy.trust_crypto_erase = false; }, failed, "method_not_offered|level_too_low",
       "level_too_low"},
      {"boot areas stay", Method::mmc_sanitize, [](Record& r) { r.verification->bytes_read = data_bytes(r.before); },
       erased_with_exceptions, "boot_area", "boot_area"},
      {"a part of the boot areas is no account", Method::mmc_sanitize,
       [](Record& r) { r.verification->bytes_read = data_bytes(r.before) + 512; }, failed, "verification_incomplete",
       ""},
      {"clock runs backwards", Method::overwrite,
       [](Record& r) {
         r.ended = r.started - std::chrono::hours(90'000);
         for (Step& step : r.steps) std::swap(step.started, step.ended);
       },
       erased, "", ""},
      {"refused first, then another", Method::security_erase_enhanced,
       [](Record& r) {
         Step other = testing::step_of("sanitize_overwrite", 15);
         other.end = StepEnd::refused;
         r.steps.insert(r.steps.begin() + 2, other);
       },
       erased, "", ""},
      {"went on after a power cut", Method::sanitize_block,
       [](Record& r) {
         Step cut = testing::method_step(r);
         cut.end = StepEnd::gone;
         r.steps.insert(r.steps.begin() + 2, cut);
         r.interruptions = {{.stopped_after = testing::at(21), .resumed = testing::at(29), .offset = 0}};
       },
       erased, "", ""},
      {"HPA was restored", Method::overwrite,
       [](Record& r) {
         r.before.capacity.sectors -= 2048;
         r.steps.insert(r.steps.begin() + 1, testing::step_of("restore_hpa", 5));
       },
       erased, "", ""},
      {"formatted from 520 bytes", Method::format_unit,
       [](Record& r) {
         r.before.capacity.logical_sector = 520;
         r.before.protection_information = true;
         r.verification->canaries_planted = 0;
       },
       erased_with_exceptions, "few_canaries", "not_verified"},
  };
  for (const Case& each : cases) {
    Record record = testing::perfect_record(each.method);
    each.change(record);
    const Assessment found = assess(record);
    EXPECT_EQ(found.verdict, each.verdict) << each.name << " " << (found.reasons.empty() ? "" : found.reasons.front());
    if (!each.exception.empty()) { EXPECT_TRUE(has(found.exceptions, each.exception)) << each.name; }
    if (each.reason.empty()) continue;
    EXPECT_TRUE(std::any_of(found.reasons.begin(), found.reasons.end(), [&](const std::string& reason) {
      return each.reason.find(reason.substr(reason.rfind('.') + 1)) != std::string_view::npos;
    })) << each.name;
  }
}

TEST(Assess, ToDestroy) {
  Record unwritable = testing::perfect_record(Method::overwrite);
  unwritable.overwrite->unwritable = {{.offset = 0, .bytes = 512}};
  EXPECT_TRUE(assess(unwritable).to_destroy);
  for (const Stop& stop : all_stops()) {
    Record nothing = testing::perfect_record(Method::overwrite);
    nothing.method.reset();
    nothing.steps.clear();
    nothing.decision = stop.code;
    EXPECT_EQ(assess(nothing).verdict, Verdict::failed);
    EXPECT_EQ(assess(nothing).to_destroy, stop.decision == Decision::destroy) << stop.code;
    EXPECT_EQ(assess(nothing).achieved, Level::none);
  }
}

TEST(Assess, AnEmptyRecordSaysNothing) {
  EXPECT_EQ(assess({}).verdict, Verdict::failed);
  EXPECT_EQ(assess({}).achieved, Level::none);
}

TEST(Assess, LevelTooLowKeepsWhatWasReached) {
  Record record = testing::perfect_record(Method::overwrite);
  record.policy.required = {{Medium::unknown, Level::purge}};
  EXPECT_EQ(assess(record).achieved, Level::clear);
  EXPECT_EQ(assess(record).required, Level::purge);
}

}  // namespace
}  // namespace sanitization
