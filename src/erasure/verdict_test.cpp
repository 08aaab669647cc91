#include "erasure/verdict.hpp"

#include <gtest/gtest.h>

namespace erasure {
namespace {

using equipment::Level;
using equipment::Rank;
using equipment::Verdict;

const equipment::MediumId medium = equipment::MediumId::numbered({}, 1, 1);

/// Everything said and everybody there: what each case changes is what it tests.
Evidence complete(Rank rank, Method method, Level claimed) {
  return {.rank = rank,
          .method = method,
          .claimed = claimed,
          .outcome = Outcome::completed,
          .raw = rank == Rank::declared ? "" : "raw",
          .names_medium = true,
          .operator_code = "T01",
          .second_code = "T02"};
}

TEST(Verdict, OverRanksLevelsAndOutcomes) {
  struct Case {
    Rank rank;
    Method method;
    Level claimed, required;
    Outcome outcome;
    std::vector<std::string> exceptions;
    Verdict verdict;
    Level achieved;
  };
  using enum Method;
  const auto done = Outcome::completed;
  const std::vector<Case> cases = {
      {Rank::third_party, overwrite, Level::clear, Level::clear, done, {}, Verdict::erased, Level::clear},
      {Rank::third_party, firmware_erase, Level::purge, Level::purge, done, {}, Verdict::erased, Level::purge},
      {Rank::third_party,
       firmware_erase,
       Level::purge,
       Level::clear,
       done,
       {"bad_sectors"},
       Verdict::erased_with_exceptions,
       Level::purge},
      {Rank::third_party, overwrite, Level::clear, Level::purge, done, {}, Verdict::failed, Level::clear},
      // An overwrite that calls itself a purge is not one (erasure.md §3).
      {Rank::third_party, overwrite, Level::purge, Level::purge, done, {}, Verdict::failed, Level::clear},
      {Rank::third_party, overwrite, Level::purge, Level::clear, done, {}, Verdict::erased, Level::clear},
      {Rank::third_party, trim, Level::purge, Level::clear, done, {}, Verdict::failed, Level::none},
      {Rank::third_party, trim, Level::clear, Level::none, done, {}, Verdict::failed, Level::none},
      {Rank::third_party, crypto_erase, Level::purge, Level::destruct, done, {}, Verdict::failed, Level::purge},
      {Rank::declared, factory_reset, Level::clear, Level::clear, done, {}, Verdict::erased, Level::clear},
      {Rank::declared,
       physical_destruction,
       Level::destruct,
       Level::purge,
       done,
       {},
       Verdict::destroyed,
       Level::destruct},
      {Rank::declared,
       physical_destruction,
       Level::none,
       Level::destruct,
       done,
       {},
       Verdict::destroyed,
       Level::destruct},
      {Rank::third_party, overwrite, Level::clear, Level::clear, Outcome::failed, {}, Verdict::failed, Level::none},
      {Rank::third_party,
       overwrite,
       Level::clear,
       Level::clear,
       Outcome::interrupted,
       {},
       Verdict::interrupted,
       Level::none},
      {Rank::declared,
       physical_destruction,
       Level::destruct,
       Level::clear,
       Outcome::failed,
       {},
       Verdict::failed,
       Level::none},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& each = cases[i];
    Evidence evidence = complete(each.rank, each.method, each.claimed);
    evidence.outcome = each.outcome;
    evidence.exceptions = each.exceptions;
    const auto judged = judge(evidence, medium, each.required);
    ASSERT_TRUE(judged.ok()) << i << " " << judged.refusal().code;
    EXPECT_EQ(judged->verdict, each.verdict) << i;
    EXPECT_EQ(judged->achieved, each.achieved) << i;
    const bool too_low =
        std::find(judged->exceptions.begin(), judged->exceptions.end(), level_too_low) != judged->exceptions.end();
    EXPECT_EQ(too_low, each.outcome == done && each.verdict == Verdict::failed) << i;
  }
}

TEST(Verdict, NeverErasedBelowWhatIsRequired) {
  for (const Rank rank : {Rank::third_party, Rank::declared})
    for (const Method method : all_methods)
      for (const Level claimed : {Level::none, Level::clear, Level::purge, Level::destruct})
        for (const Level required : {Level::none, Level::clear, Level::purge, Level::destruct}) {
          const auto judged = judge(complete(rank, method, claimed), medium, required);
          if (!judged.ok()) continue;
          const bool erased = judged->verdict == Verdict::erased || judged->verdict == Verdict::erased_with_exceptions;
          if (erased) {
            EXPECT_GE(judged->achieved, required);
            EXPECT_LE(judged->achieved, highest_level(method));
            EXPECT_GT(judged->achieved, Level::none);
          }
        }
}

TEST(Verdict, WhoMustBeThere) {
  struct Case {
    Evidence evidence;
    std::string refused;
  };
  const auto with = [](Evidence evidence, std::string first, std::string second, bool names) {
    evidence.operator_code = std::move(first);
    evidence.second_code = std::move(second);
    evidence.names_medium = names;
    return evidence;
  };
  const auto log = complete(Rank::third_party, Method::overwrite, Level::clear);
  const auto statement = complete(Rank::declared, Method::overwrite, Level::clear);
  const auto destruction = complete(Rank::declared, Method::physical_destruction, Level::destruct);
  const std::vector<Case> cases = {{with(log, "T01", "", true), ""},
                                   {with(log, "T01", "", false), "erasure.evidence.second_person_needed"},
                                   {with(log, "T01", "T01", false), "erasure.evidence.same_person"},
                                   {with(log, "T01", "T02", false), ""},
                                   {with(statement, "T01", "", true), "erasure.evidence.second_person_needed"},
                                   {with(statement, "T01", "T01", true), "erasure.evidence.same_person"},
                                   {with(log, "", "", true), "erasure.evidence.nobody"},
                                   {with(destruction, "T01", "", true), "erasure.evidence.second_person_needed"}};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto judged = judge(cases[i].evidence, medium, Level::clear);
    EXPECT_EQ(judged.ok() ? "" : judged.refusal().code, cases[i].refused) << i;
  }
}

TEST(Verdict, RefusesWhatIsMalformed) {
  auto evidence = complete(Rank::third_party, Method::overwrite, Level::clear);
  evidence.raw.clear();
  EXPECT_EQ(judge(evidence, medium, Level::clear).refusal().code, "erasure.evidence.log_needed");
  evidence = complete(Rank::third_party, Method::overwrite, Level::clear);
  evidence.exceptions = {"level_too_low"};
  EXPECT_EQ(judge(evidence, medium, Level::clear).refusal().code, "erasure.evidence.bad_exception");
  evidence = complete(Rank::third_party, Method::overwrite, Level::clear);
  evidence.standard = "my_own";
  EXPECT_EQ(judge(evidence, medium, Level::clear).refusal().field, "standard");
  // What a station measured is judged from its record, whoever says so.
  EXPECT_EQ(judge(complete(Rank::measured, Method::overwrite, Level::clear), medium, Level::clear).refusal().code,
            "erasure.evidence.record_needed");
  EXPECT_EQ(judge(complete(Rank::third_party, Method::physical_destruction, Level::destruct), medium, Level::clear)
                .refusal()
                .code,
            "erasure.evidence.destruction_is_declared");
}

TEST(ThirdPartyLog, NamesTheMediumAsAWordOfItsOwn) {
  const std::string log = "[2026/11/21] nwipe: /dev/sda, ATA WDC WD5000, S/N: WD-WCC2E4XXXXXX, 500 GB";
  EXPECT_TRUE(log_names(log, "wd-wcc2e4xxxxxx"));
  EXPECT_FALSE(log_names(log, "WCC2E4XXXXX"));  // the beginning of another serial
  EXPECT_FALSE(log_names(log, "2E4"));
  EXPECT_FALSE(log_names(log, ""));
  EXPECT_FALSE(log_names("", "WD-WCC2E4XXXXXX"));
}

TEST(ThirdPartyLog, FailuresAreSeen) {
  EXPECT_FALSE(log_reports_failure("nwipe: sda erased, verification passed"));
  for (const char* line :
       {"Erasure FAILED on sda", "|UABORTED| sda", "sda: Input/output error", "wipe interrupted by user"})
    EXPECT_TRUE(log_reports_failure(line)) << line;
}

}  // namespace
}  // namespace erasure
