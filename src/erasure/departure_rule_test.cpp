#include "erasure/departure_rule.hpp"

#include <gtest/gtest.h>

namespace erasure {
namespace {

using equipment::DepartureKind;
using equipment::Item;
using equipment::Kind;
using equipment::Level;
using equipment::Medium;
using equipment::Rank;
using equipment::Status;
using equipment::TestOutcome;
using equipment::Verdict;

Medium erased(Rank rank = Rank::third_party, Level level = Level::clear) {
  return {.id = equipment::MediumId::numbered({}, 1, 1),
          .kind = "SSD",
          .model = "MX500",
          .serial = "S1",
          .verdict = Verdict::erased,
          .rank = rank,
          .achieved = level};
}

/// A laptop that may be given.
Item ready() {
  Item item{.number = "GRPC26-0001",
            .kind = Kind::laptop,
            .status = Status::ready,
            .inventoried = true,
            .media = {erased()},
            .category = "B"};
  for (const auto test : equipment::tests_required(item.kind)) item.tests[std::string(test)] = TestOutcome::pass;
  return item;
}

std::string codes(const std::vector<base::Refusal>& refusals) {
  std::string all;
  for (const auto& each : refusals)
    all += (all.empty() ? "" : " ") + each.code.substr(std::string("erasure.departure.").size());
  return all;
}

struct Case {
  const char* name;
  std::function<void(Item&)> change;
  std::string gift;   ///< what is missing for a gift
  std::string waste;  ///< and for waste
};

TEST(Departure, WhatIsMissing) {
  const std::vector<Case> cases = {
      {"ready", [](Item&) {}, "", ""},
      {"reserved", [](Item& item) { item.status = Status::reserved; }, "", ""},
      {"not inventoried",
       [](Item& item) {
         item.inventoried = false;
         item.media.clear();
       },
       "not_inventoried", "not_inventoried"},
      {"no medium seen", [](Item& item) { item.media.clear(); }, "absence_unconfirmed", "absence_unconfirmed"},
      {"no medium, confirmed",
       [](Item& item) {
         item.media.clear();
         item.proven_without_media = true;
       },
       "", ""},
      {"unproven", [](Item& item) { item.media[0].verdict.reset(); }, "medium_unproven", "medium_unproven"},
      {"second disk unproven", [](Item& item) { item.media.push_back({.kind = "HDD"}); }, "medium_unproven",
       "medium_unproven"},
      {"failed", [](Item& item) { item.media[0].verdict = Verdict::failed; }, "medium_failed", "medium_failed"},
      {"interrupted", [](Item& item) { item.media[0].verdict = Verdict::interrupted; }, "medium_interrupted",
       "medium_interrupted"},
      {"destroyed",
       [](Item& item) {
         item.media[0].verdict = Verdict::destroyed;
         item.media[0].rank = Rank::declared;
       },
       "", ""},
      {"declared", [](Item& item) { item.media[0].rank = Rank::declared; }, "rank.declared", "rank.declared"},
      {"measured", [](Item& item) { item.media[0].rank = Rank::measured; }, "", ""},
      {"exception",
       [](Item& item) {
         item.media[0].verdict = Verdict::erased_with_exceptions;
         item.media[0].exceptions = {"bad_sectors"};
       },
       "exception.bad_sectors", "exception.bad_sectors"},
      {"unnamed exception", [](Item& item) { item.media[0].verdict = Verdict::erased_with_exceptions; },
       "exception_unnamed", "exception_unnamed"},
      {"locked", [](Item& item) { item.locks = {"mdm"}; }, "locked.mdm", ""},
      {"a test is missing", [](Item& item) { item.tests.erase("wifi"); }, "test_missing.wifi", ""},
      {"a told defect", [](Item& item) { item.tests["battery"] = TestOutcome::fail; }, "", ""},
      {"an essential failure", [](Item& item) { item.tests["ram"] = TestOutcome::fail; }, "test_failed.ram", ""},
      {"not applicable", [](Item& item) { item.tests["webcam"] = TestOutcome::not_applicable; }, "", ""},
      {"not graded", [](Item& item) { item.category.clear(); }, "not_graded", ""},
      {"on the bench", [](Item& item) { item.status = Status::in_work; }, "not_ready.in_work", ""},
      {"for waste", [](Item& item) { item.status = Status::for_waste; }, "not_ready.for_waste", ""},
      {"given", [](Item& item) { item.status = Status::given; }, "already_gone.conflict", "already_gone.conflict"},
      {"missing", [](Item& item) { item.status = Status::missing; }, "already_gone.conflict", "already_gone.conflict"},
  };
  for (const auto& each : cases) {
    Item item = ready();
    each.change(item);
    EXPECT_EQ(codes(missing_for_departure(item, {}, DepartureKind::gift)), each.gift) << each.name;
    EXPECT_EQ(codes(missing_for_departure(item, {}, DepartureKind::sale)), each.gift) << each.name;
    for (const auto kind : {DepartureKind::waste, DepartureKind::give_back, DepartureKind::dismantling})
      EXPECT_EQ(codes(missing_for_departure(item, {}, kind)), each.waste) << each.name;
  }
}

TEST(Departure, TheAgreementDecides) {
  Item item = ready();
  item.media[0].rank = Rank::declared;
  item.media[0].verdict = Verdict::erased_with_exceptions;
  item.media[0].exceptions = {"bad_sectors", "hidden_area"};
  collection::AgreementTerms terms{
      .level = Level::purge, .accepted_rank = Rank::declared, .accepted_exceptions = {"bad_sectors"}};
  EXPECT_EQ(codes(missing_for_erasure(item, terms)), "level.purge exception.hidden_area");
  item.media[0].achieved = Level::purge;
  terms.accepted_exceptions.emplace_back("hidden_area");
  EXPECT_EQ(codes(missing_for_erasure(item, terms)), "");
  terms.level = Level::destruct;
  EXPECT_EQ(codes(missing_for_erasure(item, terms)), "level.destruct");
}

TEST(Departure, KindsThatMayKeepDataAreAskedAbout) {
  for (const Kind kind : equipment::all_kinds) {
    const Item unknown{.kind = kind, .status = Status::for_waste};
    const bool never = equipment::data_risk(kind) == equipment::DataRisk::never;
    EXPECT_EQ(missing_for_departure(unknown, {}, DepartureKind::waste).empty(), never) << code(kind);
    Item listed = unknown;
    listed.media = {Medium{.kind = "HDD"}};
    EXPECT_EQ(codes(missing_for_erasure(listed, {})), "medium_unproven")
        << code(kind);  // a screen with a disk inside too
  }
}

TEST(Departure, EveryRequiredTestIsKnown) {
  for (const Kind kind : equipment::all_kinds)
    for (const auto test : equipment::tests_required(kind)) EXPECT_TRUE(equipment::is_test(test)) << test;
}

}  // namespace
}  // namespace erasure
