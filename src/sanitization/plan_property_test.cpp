// What holds of every plan: all media × buses × policies × combinations of what a drive can do and suffer.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

#include "sanitization/record_for_tests.hpp"

namespace sanitization {
namespace {

std::vector<Policy> policies() {
  std::vector<Policy> all = known_policies();
  all.push_back(testing::policy_of(Level::destruct));
  Policy own = testing::policy_of(Level::clear);
  own.required = {{Medium::unknown, Level::clear}, {Medium::ssd, Level::purge}, {Medium::flash, Level::destruct}};
  all.push_back(own);
  Policy distrusting = testing::policy_of(Level::purge);
  distrusting.trust_crypto_erase = false;
  all.push_back(distrusting);
  return all;
}

using Change = void (*)(DriveFacts&);

/// What drives differ by; each set of them makes a drive.
const std::vector<Change> common = {
    [](DriveFacts& f) { f.sanitize.block = false; },
    [](DriveFacts& f) { f.sanitize.crypto = false; },
    [](DriveFacts& f) { f.sanitize.overwrite = false; },
    [](DriveFacts& f) { f.security.supported = false; },
    [](DriveFacts& f) { f.security.enhanced = false; },
    [](DriveFacts& f) { f.security.frozen = true; },
    [](DriveFacts& f) { f.security.enabled = true; },
    [](DriveFacts& f) { f.security.enabled = f.security.locked = true; },
    [](DriveFacts& f) { f.format.supported = false; },
    [](DriveFacts& f) { f.format.crypto = false; },
    [](DriveFacts& f) { f.format_unit = false; },
};
const std::vector<Change> rare = {
    [](DriveFacts& f) { f.sanitize.state = SanitizeState::frozen; },
    [](DriveFacts& f) { f.sanitize.state = SanitizeState::in_progress; },
    [](DriveFacts& f) { f.sanitize.state = SanitizeState::failed; },
    [](DriveFacts& f) { f.security.count_expired = true; },
    [](DriveFacts& f) { f.self_encryption.supported = true; },
    [](DriveFacts& f) { f.self_encryption = {.supported = true, .locking_enabled = true}; },
    [](DriveFacts& f) { f.self_encryption = {.supported = true, .locking_enabled = true, .locked = true}; },
    [](DriveFacts& f) { f.self_encryption.locked = true; },
    [](DriveFacts& f) { f.capacity.native_sectors = f.capacity.sectors + 9; },
    [](DriveFacts& f) { f.capacity.factory_sectors = f.capacity.sectors + 99; },
    [](DriveFacts& f) { f.capacity.native_sectors.reset(); },
    [](DriveFacts& f) { f.capacity.factory_sectors.reset(); },
    [](DriveFacts& f) { f.hidden = {}; },
    [](DriveFacts& f) { f.hidden = {.ama_supported = true}; },
    [](DriveFacts& f) { f.hidden.dco_frozen = true; },
    [](DriveFacts& f) { f.emmc.sanitize = false; },
    [](DriveFacts& f) { f.emmc.secure_trim = false; },
    [](DriveFacts& f) { f.emmc.boot_write_protected = true; },
    [](DriveFacts& f) { f.read_only = true; },
    [](DriveFacts& f) { f.protection_information = true; },
    [](DriveFacts& f) { f.capacity.logical_sector = 520; },
    [](DriveFacts& f) { f.capacity.uncovered_bytes = 4096; },
    [](DriveFacts& f) { f.capacity.sectors = 0; },
    [](DriveFacts& f) { f.identity = {}; },
    [](DriveFacts& f) { f.namespaces.push_back({.id = 2, .sectors = 8, .logical_sector = 4096}); },
    [](DriveFacts& f) { f.health.reallocated_sectors = 5; },
    [](DriveFacts& f) { f.health = {.passed = false}; },
};

template <typename Codes>
bool ends_with_one_of(const std::string& text, std::string_view prefix, const Codes& codes) {
  return std::any_of(codes.begin(), codes.end(),
                     [&](std::string_view each) { return text == std::string(prefix) + std::string(each); });
}

bool opens_hidden(const Plan& plan) {
  return std::any_of(plan.preparations.begin(), plan.preparations.end(), [](Preparation each) {
    return each == Preparation::unfreeze || each == Preparation::restore_hpa || each == Preparation::restore_dco ||
           each == Preparation::restore_ama;
  });
}

/// True if it holds; a plain function, because assertions are slow a million times.
std::string wrong_with(const Plan& plan, const DriveFacts& facts, const Policy& policy, const Tried& tried) {
  const auto once = [](auto list) {
    std::sort(list.begin(), list.end());
    return std::adjacent_find(list.begin(), list.end()) == list.end();
  };
  if (plan.required != policy.required_for(facts.medium)) return "required";
  if (!once(plan.preparations)) return "a preparation twice";
  for (const Preparation each : plan.preparations)
    if (tried.preparations.contains(each)) return "a preparation again";
  if (!takes_commands(facts.bus) && !plan.preparations.empty()) return "a command over a bus that takes none";
  for (const Refused& each : plan.refused)
    if (!ends_with_one_of(each.why, "sanitization.refused.", refused_codes))
      return "refused without reason " + each.why;
  for (const std::string& each : plan.advice)
    if (!ends_with_one_of(each, "sanitization.advice.", advice_codes)) return "advice " + each;
  for (const std::string& each : plan.exceptions)
    if (!ends_with_one_of(each, "", exception_codes)) return "exception " + each;
  if (plan.decision != Decision::proceed) {
    const auto stops = all_stops();
    const bool known = std::any_of(stops.begin(), stops.end(), [&](const Stop& each) {
      return each.code == plan.why && each.decision == plan.decision;
    });
    if (!known) return "why " + plan.why;
    return plan.method || plan.claimable != Level::none || !plan.preparations.empty()
               ? "nothing is done, but something is planned"
               : "";
  }
  if (!plan.why.empty() || !plan.method) return "proceeds without method";
  if (!names_one(facts.identity) || facts.bus == Bus::raid) return "proceeds where nothing may";
  if (plan.claimable == Level::none || plan.claimable < plan.required) return "below the policy";
  if (plan.claimable > highest_level(*plan.method, facts.medium, policy)) return "above the method";
  if (*plan.method != Method::overwrite && !takes_commands(facts.bus)) return "a command over a bus that takes none";
  if (!offers(facts, *plan.method)) return "a method that the drive has not";
  if (tried.methods.contains(*plan.method)) return "a method again";
  if (facts.security.locked && plan.preparations.empty()) return "a locked drive";
  if (facts.self_encryption.locked && plan.preparations.empty()) return "a locked self-encrypting drive";
  if (may_hide_area(facts) && !opens_hidden(plan) && !ends_with_one_of("hidden_area", "", plan.exceptions))
    return "hidden area unsaid";
  if (leaves_uncovered(facts, *plan.method) && !ends_with_one_of("hidden_area", "", plan.exceptions))
    return "uncovered part unsaid";
  // A better method of the table that is not taken has its reason.
  for (const Method each : methods_for(facts.bus, facts.medium, policy)) {
    if (each == *plan.method) break;
    if (std::none_of(plan.refused.begin(), plan.refused.end(), [&](const Refused& no) { return no.method == each; }))
      return "a method without reason";
  }
  return "";
}

/// Everything that is planned fails, again and again, until nothing is planned.
std::string wrong_until_the_end(const DriveFacts& facts, const Policy& policy) {
  constexpr int most_rounds = method_count + preparation_count + 1;
  Tried tried;
  for (int round = 0; round < most_rounds; ++round) {
    const Plan plan = make_plan(facts, policy, tried);
    if (std::string wrong = wrong_with(plan, facts, policy, tried); !wrong.empty()) return wrong;
    if (plan.decision != Decision::proceed) return "";
    if (plan.preparations.empty()) tried.methods.insert(*plan.method);
    tried.preparations.insert(plan.preparations.begin(), plan.preparations.end());
  }
  return "no end";
}

void expect_right(const DriveFacts& facts, const std::string& made_of) {
  static const std::vector<Policy> all = policies();
  for (const Policy& policy : all) {
    const std::string wrong = wrong_until_the_end(facts, policy);
    ASSERT_EQ(wrong, "") << code(facts.bus) << " " << code(facts.medium) << " " << policy.id << " changes " << made_of;
  }
}

/// Without the differences that are none on this drive, such as taking a format from a drive that has none.
std::vector<Change> that_change(const DriveFacts& drive, std::vector<Change> all) {
  std::erase_if(all, [&](Change change) {
    DriveFacts changed = drive;
    change(changed);
    return changed == drive;
  });
  return all;
}

TEST(PlanProperties, EverySetOfCommonDifferences) {
  for (const Bus bus : all_buses)
    for (const Medium medium : all_media) {
      const auto differences = that_change(testing::capable_drive(bus, medium), common);
      for (std::size_t set = 0; set < (std::size_t{1} << differences.size()); ++set) {
        DriveFacts facts = testing::capable_drive(bus, medium);
        for (std::size_t i = 0; i < differences.size(); ++i)
          if ((set >> i) & 1U) differences[i](facts);
        expect_right(facts, std::to_string(set));
        if (HasFatalFailure()) return;
      }
    }
}

TEST(PlanProperties, EveryPairAndManySetsOfAllDifferences) {
  std::vector<Change> all = common;
  all.insert(all.end(), rare.begin(), rare.end());
  std::mt19937 draw(20261121);
  for (const Bus bus : all_buses)
    for (const Medium medium : all_media) {
      const auto differences = that_change(testing::capable_drive(bus, medium), all);
      for (std::size_t one = 0; one < differences.size(); ++one)
        for (std::size_t other = 0; other <= one; ++other) {
          DriveFacts facts = testing::capable_drive(bus, medium);
          differences[one](facts), differences[other](facts);
          expect_right(facts, std::to_string(one) + "+" + std::to_string(other));
          if (HasFatalFailure()) return;
        }
      for (int sample = 0; sample < 200; ++sample) {
        DriveFacts facts = testing::capable_drive(bus, medium);
        for (const Change change : differences)
          if (draw() % 4 == 0) change(facts);
        expect_right(facts, "sample " + std::to_string(sample));
        if (HasFatalFailure()) return;
      }
    }
}

TEST(PlanProperties, OverwriteIsNeverMoreThanClear) {
  for (const Medium medium : all_media)
    for (const Policy& policy : policies()) EXPECT_EQ(highest_level(Method::overwrite, medium, policy), Level::clear);
}

/// What the planner foresees, the verdict grants when everything goes well, and no more.
TEST(PlanProperties, TheVerdictGrantsWhatThePlanPromised) {
  for (const Bus bus : all_buses)
    for (const Medium medium : all_media)
      for (const Policy& policy : policies()) {
        const DriveFacts facts = testing::capable_drive(bus, medium);
        const Plan plan = make_plan(facts, policy, {});
        if (plan.decision != Decision::proceed) continue;
        Record record = testing::perfect_record(*plan.method, facts);
        record.policy = policy;
        EXPECT_EQ(assess(record).verdict, Verdict::erased) << code(bus) << " " << code(medium) << " " << policy.id;
        EXPECT_EQ(assess(record).achieved, plan.claimable);
      }
}

}  // namespace
}  // namespace sanitization
