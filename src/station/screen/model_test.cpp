#include "station/screen/model.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "station/screen/view.hpp"

namespace station::screen {
namespace {

using sanitization::Bus;
using sanitization::Medium;

sanitization::Policy clear_everywhere() {
  return {.id = "essai",
          .name = {{"fr", "Essai"}, {"en", "Trial"}},
          .standard = "none",
          .required = {{Medium::unknown, sanitization::Level::clear}}};
}

drives::Found drive(const std::string& serial, Medium medium = Medium::hdd) {
  drives::Found found;
  found.device = "/dev/sda";
  found.facts.identity = {.maker = "Essai", .model = "Disque", .serial = serial};
  found.facts.medium = medium;
  found.facts.bus = Bus::ata;
  found.facts.capacity.sectors = 1'000'000'000;
  return found;
}

class Screens {
 public:
  explicit Screens(Settings settings = {}) : model_(with_policy(std::move(settings))) { model_.begin(); }
  Screens& drives(std::vector<drives::Found> found, std::vector<engine::Interrupted> interrupted = {}) {
    return take(DrivesFound{std::move(found), {}, std::move(interrupted)});
  }
  Screens& take(const Fact& fact) {
    keep(model_.take(fact));
    return *this;
  }
  Screens& press(Key::Kind kind) {
    keep(model_.press({kind}));
    return *this;
  }
  Screens& press(const Key& key) {
    keep(model_.press(key));
    return *this;
  }
  Screens& type(std::string_view text) {
    for (const char32_t c : characters_of(text)) press(character(c));
    return *this;
  }
  Screens& enter(std::string_view text) { return type(text).press(Key::Kind::enter); }
  Screens& to_choice(std::string_view label) { return enter(label).enter("T07"); }
  const State& state() const { return model_.state(); }
  template <typename T>
  std::vector<T> deeds() const {
    std::vector<T> found;
    for (const Deed& deed : deeds_) {
      if (const T* one = std::get_if<T>(&deed)) found.push_back(*one);
    }
    return found;
  }
  std::string message() const { return state().message ? state().message->text.code : ""; }
  const DriveRow& row(std::size_t index) const { return state().rows.at(index); }

 private:
  static Settings with_policy(Settings settings) {
    settings.policies = {clear_everywhere()};
    return settings;
  }
  void keep(const std::vector<Deed>& deeds) { deeds_.insert(deeds_.end(), deeds.begin(), deeds.end()); }
  Model model_;
  std::vector<Deed> deeds_;
};

engine::Finished finished(const std::string& serial, sanitization::Verdict verdict) {
  engine::Finished one;
  one.record.before.identity = drive(serial).facts.identity;
  one.assessment.verdict = verdict;
  return one;
}

TEST(ScreenModel, NothingStartsBeforeTheRightLabel) {
  Screens screens;
  screens.drives({drive("S-AAA111222")}).to_choice("PC260017");
  ASSERT_EQ(screens.state().page, Page::choose);
  EXPECT_TRUE(screens.row(0).chosen) << "the only drive needs no choice";
  screens.press(Key::Kind::enter);
  ASSERT_EQ(screens.state().page, Page::confirm);
  screens.press(Key::Kind::enter).enter("PC260018").enter("111222");
  EXPECT_EQ(screens.message(), "station.screen.confirm.wrong_label");
  EXPECT_TRUE(screens.deeds<Start>().empty());
  screens.enter("pc260017");
  ASSERT_EQ(screens.deeds<Start>().size(), 1U);
  const Start start = screens.deeds<Start>().front();
  EXPECT_EQ(start.request.identity.serial, "S-AAA111222");
  EXPECT_EQ(start.request.confirmed_by, "PC260017");
  EXPECT_EQ(start.request.policy.id, "essai");
  EXPECT_EQ(screens.state().page, Page::progress);
}

TEST(ScreenModel, AMangledScanConfirmsToo) {
  Screens screens;
  screens.drives({drive("S-AAA111222")}).to_choice("PCé-àà&è").press(Key::Kind::enter).enter("PC260017");
  EXPECT_EQ(screens.deeds<Start>().size(), 1U);
}

TEST(ScreenModel, EscapeLeavesTheConfirmationAndForgetsIt) {
  Screens screens(Settings{.on_bench = true});
  screens.drives({drive("S-AAA111222"), drive("S-AAA333444")}).enter("T07").type("12").press(Key::Kind::enter);
  screens.enter("111222");
  EXPECT_EQ(screens.message(), "station.screen.confirm.one_done");
  EXPECT_TRUE(screens.deeds<Start>().empty()) << "the other drive is not confirmed";
  screens.press(Key::Kind::escape).press(Key::Kind::enter).enter("333444");
  EXPECT_TRUE(screens.deeds<Start>().empty()) << "the first confirmation was left";
  screens.enter("111222");
  EXPECT_EQ(screens.deeds<Start>().size(), 2U);
}

TEST(ScreenModel, OnABenchEachDriveIsNamedByItself) {
  Screens screens(Settings{.on_bench = true});
  screens.drives({drive("X1-AAA111222"), drive("X2-AAA111222"), drive("X3-AAA999999")}).enter("T07");
  ASSERT_EQ(screens.state().page, Page::choose);
  EXPECT_TRUE(std::ranges::none_of(screens.state().rows, &DriveRow::chosen));
  screens.type("12").press(Key::Kind::enter).enter("111222");
  EXPECT_EQ(screens.message(), "station.screen.confirm.ambiguous");
  screens.enter("999999");
  EXPECT_EQ(screens.message(), "station.screen.confirm.wrong_serial") << "it is not among the chosen ones";
  screens.enter("X1-AAA111222").enter("X2-AAA111222");
  const auto starts = screens.deeds<Start>();
  ASSERT_EQ(starts.size(), 2U);
  EXPECT_EQ(starts[0].request.confirmed_by, "X1-AAA111222");
}

TEST(ScreenModel, ALabelGivenToADriveConfirmsItAndGoesIntoItsReport) {
  Screens screens(Settings{.on_bench = true});
  screens.drives({drive("S-AAA111222"), drive("S-AAA333444")}).enter("T07").type("e").enter("PC000042");
  EXPECT_EQ(screens.row(0).label, "PC000042");
  screens.type("1").press(Key::Kind::enter).enter("pc000042");
  ASSERT_EQ(screens.deeds<Start>().size(), 1U);
  screens.take(Started{screens.row(0).id, {}})
      .take(Ended{screens.row(0).id, finished("S-AAA111222", sanitization::Verdict::erased)});
  ASSERT_EQ(screens.deeds<KeepReport>().size(), 1U);
  EXPECT_EQ(screens.deeds<KeepReport>().front().item_number, "PC000042");
  EXPECT_EQ(screens.deeds<KeepReport>().front().operator_code, "T07");
}

TEST(ScreenModel, WhatTheGuardRefusesCannotBeChosen) {
  Screens screens;
  drives::Found stick = drive("S-BOOT00001");
  stick.use.boot_medium = true;
  drives::Found mounted = drive("S-MOUNT0001");
  mounted.use.mounted = {"/home"};
  screens.drives({stick, mounted, drive("S-AAA111222")}).to_choice("").type("12t");
  EXPECT_TRUE(screens.row(0).untouchable && screens.row(1).untouchable);
  EXPECT_FALSE(screens.row(0).chosen || screens.row(1).chosen);
  screens.press(Key::Kind::up).press(Key::Kind::up).type(" ");
  EXPECT_EQ(screens.message(), "station.screen.choose.not_choosable");
  EXPECT_FALSE(screens.row(0).chosen);
}

TEST(ScreenModel, DigitsOfTheFrenchRowChooseDrives) {
  Screens screens;
  screens.drives({drive("S-AAA111222"), drive("S-AAA333444")}).to_choice("").type("é");
  EXPECT_TRUE(screens.row(1).chosen);
  screens.type("&&");
  EXPECT_FALSE(screens.row(0).chosen);
}

TEST(ScreenModel, AnOperatorCodeIsNeeded) {
  Screens screens;
  screens.drives({drive("S-AAA111222")}).enter("PC1").press(Key::Kind::enter);
  EXPECT_EQ(screens.message(), "station.screen.start.no_operator");
  screens.enter("Marie Durand");
  EXPECT_EQ(screens.message(), "station.screen.start.bad_operator");
  EXPECT_EQ(screens.state().page, Page::start);
}

TEST(ScreenModel, DrivesThatChangeDuringTheConfirmationUndoIt) {
  Screens screens;
  screens.drives({drive("S-AAA111222")}).to_choice("PC1").press(Key::Kind::enter);
  screens.drives({drive("S-AAA111222"), drive("S-NEW333444")});
  EXPECT_EQ(screens.state().page, Page::choose);
  EXPECT_EQ(screens.message(), "station.screen.confirm.drives_changed");
  EXPECT_FALSE(screens.row(1).chosen) << "what was just plugged in is not chosen by itself";
  screens.press(function(5));
  EXPECT_EQ(screens.deeds<FindDrives>().size(), 1U);
}

TEST(ScreenModel, InterruptedDrivesAreChosenWithTheirPolicyAndAbsentOnesAreNamed) {
  Screens screens;
  const auto here = drive("S-AAA111222").facts.identity, away = drive("S-GONE99999").facts.identity;
  screens.drives({drive("S-AAA111222"), drive("S-AAA333444")}, {{.identity = here, .policy = "essai", .share = 0.42},
                                                                {.identity = away, .policy = "essai", .share = 0.1}});
  EXPECT_TRUE(screens.row(0).chosen);
  EXPECT_FALSE(screens.row(1).chosen);
  ASSERT_EQ(screens.state().absent.size(), 1U);
  EXPECT_EQ(screens.state().absent.front().identity.serial, "S-GONE99999");
}

Screens erasing_two() {
  Screens screens;
  screens.drives({drive("S-AAA111222"), drive("S-AAA333444")})
      .to_choice("PC1")
      .type("12")
      .press(Key::Kind::enter)
      .enter("PC1");
  for (const DriveRow& row : std::vector<DriveRow>(screens.state().rows)) screens.take(Started{row.id, {}});
  return screens;
}

TEST(ScreenModel, StoppingAsksAndStopsOnlyWhatWasMeant) {
  Screens screens = erasing_two();
  screens.type("s");
  ASSERT_TRUE(screens.state().ask);
  screens.type("n");
  EXPECT_TRUE(screens.deeds<Stop>().empty());
  screens.press(Key::Kind::down).type("so");
  ASSERT_EQ(screens.deeds<Stop>().size(), 1U);
  EXPECT_EQ(screens.deeds<Stop>().front().row, screens.row(1).id);
  EXPECT_TRUE(screens.row(1).stopping);
  screens.type("ty");
  EXPECT_EQ(screens.deeds<Stop>().size(), 3U);
}

TEST(ScreenModel, CtrlCNeverEndsAnErasureByItself) {
  Screens screens = erasing_two();
  screens.press(Key::Kind::interrupt);
  EXPECT_EQ(screens.state().ask, Ask::leave);
  screens.press(Key::Kind::interrupt).press(Key::Kind::enter);
  EXPECT_FALSE(screens.state().ask) << "Enter, which a scanner sends, stays";
  EXPECT_TRUE(screens.deeds<Leave>().empty());
  screens.press(function(10)).type("q");
  EXPECT_EQ(screens.deeds<Leave>().size(), 1U);
}

TEST(ScreenModel, OnTheImageThereIsNothingToLeaveTo) {
  Screens screens(Settings{.can_power_off = true, .can_leave = false});
  screens.press(function(10)).type("q");
  EXPECT_TRUE(screens.deeds<Leave>().empty());
  screens.type("e");
  EXPECT_EQ(screens.deeds<PowerOff>().size(), 1U);
}

TEST(ScreenModel, TheResultComesWhenAllHaveEndedAndEachReportIsKeptOnce) {
  Screens screens = erasing_two();
  const auto first = screens.row(0).id, second = screens.row(1).id;
  screens.take(Ended{first, finished("S-AAA111222", sanitization::Verdict::erased)});
  EXPECT_EQ(screens.state().page, Page::progress);
  screens.take(Ended{second, finished("S-AAA333444", sanitization::Verdict::failed)});
  EXPECT_EQ(screens.state().page, Page::result);
  EXPECT_EQ(screens.deeds<KeepReport>().size(), 2U);
  EXPECT_EQ(screens.deeds<KeepReport>().front().item_number, "PC1");
  screens.take(Progressed{first, {}});
  EXPECT_FALSE(screens.row(0).running()) << "a late progress does not revive it";
  screens.take(Reported{first, std::string("r-1")})
      .take(Reported{second, base::Refusal{.code = "station.spool.unusable"}});
  EXPECT_EQ(screens.row(0).report, DriveRow::Report::kept);
  EXPECT_EQ(screens.row(1).report, DriveRow::Report::failed);
}

TEST(ScreenModel, EachReportSaysWhereItIs) {
  using Report = DriveRow::Report;
  Screens screens = erasing_two();
  const auto first = screens.row(0).id, second = screens.row(1).id;
  screens.take(Ended{first, finished("S-AAA111222", sanitization::Verdict::erased)})
      .take(Ended{second, finished("S-AAA333444", sanitization::Verdict::erased)})
      .take(ScreenStatus{.known = true});
  EXPECT_EQ(screens.row(0).report, Report::keeping) << "not yet kept";
  screens.take(Reported{first, std::string("r-1")}).take(Reported{second, std::string("r-2")});
  screens.take(ScreenStatus{.known = true, .waiting = {"r-2"}, .refused = {"r-1"}});
  EXPECT_EQ(screens.row(0).report, Report::refused);
  EXPECT_EQ(screens.row(1).report, Report::kept);
  screens.take(ScreenStatus{.known = false});
  EXPECT_EQ(screens.row(1).report, Report::kept) << "a spool that cannot be read says nothing";
  screens.take(ScreenStatus{.known = true, .refused = {"r-1"}});
  EXPECT_EQ(screens.row(0).report, Report::refused) << "that nothing waits does not mean that it was taken";
  EXPECT_EQ(screens.row(1).report, Report::sent);
}

TEST(ScreenModel, WhatAnotherProgramReportedIsNotSaidToBeSent) {
  Screens screens = erasing_two();
  screens.take(Ended{screens.row(0).id, finished("S-AAA111222", sanitization::Verdict::erased)})
      .take(Reported{screens.row(0).id, std::string()})
      .take(ScreenStatus{.known = true});
  EXPECT_EQ(screens.row(0).report, DriveRow::Report::elsewhere);
}

TEST(ScreenModel, ALabelThatNoReportTakesIsRefusedBeforeAnythingIsErased) {
  const std::string just(60, 'A'), longer(61, 'A');
  Screens machine;
  machine.drives({drive("S-AAA111222")}).enter(longer);
  EXPECT_EQ(machine.message(), "station.screen.start.bad_label");
  machine.press(Key::Kind::down).enter("T07");
  EXPECT_EQ(machine.state().page, Page::start) << "nor by the way round";
  EXPECT_FALSE(machine.state().on_operator);
  machine.press(Key::Kind::backspace).press(Key::Kind::enter).press(Key::Kind::enter);
  EXPECT_EQ(machine.state().page, Page::choose);
  EXPECT_EQ(machine.state().item_label, just);

  Screens bench(Settings{.on_bench = true});
  bench.drives({drive("S-AAA111222")}).enter("T07").type("e").enter(longer);
  EXPECT_EQ(bench.state().page, Page::label);
  EXPECT_EQ(bench.message(), "station.screen.start.bad_label");
  EXPECT_EQ(bench.row(0).label, "");
  bench.press(Key::Kind::backspace).press(Key::Kind::enter);
  EXPECT_EQ(bench.row(0).label, just);
  bench.type("e");
  for (int i = 0; i < 60; ++i) bench.press(Key::Kind::backspace);
  bench.enter("https://boucle.exemple.fr/" + std::string(40, 'x') + "/items/PC000042");
  EXPECT_EQ(bench.row(0).label, "PC000042") << "an address may be longer than its number";
}

TEST(ScreenModel, TheMachineIsNotPoweredOffWhileADriveIsHeld) {
  Screens screens(Settings{.can_power_off = true, .can_leave = false});
  screens.drives({drive("S-AAA111222")}).to_choice("PC1").press(Key::Kind::enter).enter("PC1");
  const auto id = screens.row(0).id;
  screens.take(Started{id, {}});
  for (const auto* step : {"security_erase", "security_erase_enhanced"}) {
    screens.take(Progressed{id, {.phase = engine::Phase::erasing, .step = step}}).press(function(10)).type("ep");
    EXPECT_TRUE(screens.deeds<PowerOff>().empty()) << step;
    screens.press(Key::Kind::escape);
  }
  screens.take(Progressed{id, {.phase = engine::Phase::verifying}}).press(function(10)).type("e");
  EXPECT_EQ(screens.deeds<PowerOff>().size(), 1U);
}

TEST(ScreenModel, PracticeKeepsNoReport) {
  Screens screens(Settings{.practice = true});
  screens.drives({drive("S-AAA111222")}).to_choice("PC1").press(Key::Kind::enter).enter("PC1");
  screens.take(Started{screens.row(0).id, {}})
      .take(Ended{screens.row(0).id, finished("S-AAA111222", sanitization::Verdict::erased)});
  EXPECT_TRUE(screens.deeds<KeepReport>().empty());
  EXPECT_EQ(screens.row(0).report, DriveRow::Report::practice);
  EXPECT_NE(screens.row(0).finished->assessment.verdict, sanitization::Verdict::erased)
      << "judged again: this record proves nothing";
}

TEST(ScreenModel, WhatWasInterruptedIsReportedOnlyOnceItHasGoneOn) {
  Screens screens = erasing_two();
  screens.take(Ended{screens.row(0).id, finished("S-AAA111222", sanitization::Verdict::interrupted)});
  EXPECT_TRUE(screens.deeds<KeepReport>().empty());
  EXPECT_EQ(screens.row(0).report, DriveRow::Report::later);
}

TEST(ScreenModel, ARefusedStartIsShownAndNotReported) {
  Screens screens;
  screens.drives({drive("S-AAA111222")}).to_choice("PC1").press(Key::Kind::enter).enter("PC1");
  screens.take(Started{screens.row(0).id, base::Refusal{.code = "drives.gone"}});
  EXPECT_EQ(screens.state().page, Page::result);
  EXPECT_TRUE(screens.deeds<KeepReport>().empty());
}

TEST(ScreenModel, ADriveThatErasesKeepsItsRowWhateverIsPlugged) {
  Screens screens = erasing_two();
  const auto first = screens.row(0).id;
  screens.press(Key::Kind::escape).drives({drive("S-NEW555666")});
  ASSERT_EQ(screens.state().rows.size(), 3U);
  EXPECT_EQ(screens.row(0).id, first);
  EXPECT_FALSE(screens.row(0).here);
  EXPECT_TRUE(screens.row(0).running());
  EXPECT_FALSE(can_choose(screens.row(0)));
}

TEST(ScreenModel, TheNextMachineBeginsClean) {
  Screens screens = erasing_two();
  for (const std::size_t i : {0U, 1U})
    screens.take(Ended{screens.row(i).id, finished("x", sanitization::Verdict::erased)});
  screens.press(Key::Kind::enter);
  EXPECT_EQ(screens.state().page, Page::start);
  EXPECT_TRUE(screens.state().rows.empty());
  EXPECT_EQ(screens.state().item_label, "");
  EXPECT_EQ(screens.state().operator_code, "T07") << "the person is the same";
  EXPECT_EQ(screens.deeds<FindDrives>().size(), 1U);
}

TEST(ScreenModel, AnAddressIsTypedAsItIs) {
  Screens screens;
  screens.press(function(4)).enter("https://boucle.exemple.fr/enrol?x#CODE-42");
  ASSERT_EQ(screens.deeds<Enrol>().size(), 1U);
  EXPECT_EQ(screens.deeds<Enrol>().front().text, "https://boucle.exemple.fr/enrol?x#CODE-42");
  EXPECT_TRUE(screens.state().busy);
  screens.press(function(7));
  EXPECT_TRUE(screens.deeds<SendNow>().empty()) << "one at a time";
  screens.take(DeedDone{}).press(function(7)).take(DeedDone{}).press(function(8));
  EXPECT_EQ(screens.deeds<SendNow>().size(), 1U);
  EXPECT_EQ(screens.deeds<ExportToUsb>().size(), 1U);
  screens.press(Key::Kind::escape);
  EXPECT_EQ(screens.state().page, Page::start);
}

TEST(ScreenModel, TestsRunOneAfterTheOtherAndAskThePerson) {
  Screens screens(Settings{.has_tests = true});
  screens.press(function(3));
  ASSERT_EQ(screens.deeds<ListTests>().size(), 1U);
  screens.take(TestsListed{{{.id = "ram", .title = "Mémoire"}, {.id = "keyboard", .title = "Clavier"}}}).type("t");
  screens.take(TestEnded{{.id = "ram", .title = "Mémoire", .state = TestState::passed, .detail = "8 Go"}});
  ASSERT_EQ(screens.deeds<RunTest>().size(), 2U);
  screens.type("qe").press(Key::Kind::escape).press(function(10));
  EXPECT_TRUE(screens.deeds<StopTest>().empty() && !screens.state().ask) << "keys are for the test";
  screens.take(TestAsked{{.kind = TestQuestion::Kind::keyboard, .text = "?"}})
      .type("aqa")
      .press(function(1))
      .press(function(10))
      .type("o");
  ASSERT_EQ(screens.deeds<AnswerTest>().size(), 1U);
  EXPECT_EQ(screens.deeds<AnswerTest>().front().reply.state, TestState::passed);
  EXPECT_EQ(screens.deeds<AnswerTest>().front().reply.keys, (std::vector<std::string>{"a", "q", "F1"}));
  screens.take(TestEnded{{.id = "keyboard", .title = "Clavier", .state = TestState::failed}});
  EXPECT_FALSE(screens.state().running_test);
  screens.press(Key::Kind::enter).press(Key::Kind::interrupt);
  EXPECT_EQ(screens.deeds<StopTest>().size(), 1U);
  screens.take(TestEnded{{.id = "keyboard", .title = "Clavier"}});
  screens.type("n");
  EXPECT_EQ(screens.state().tests[1].state, TestState::not_applicable) << "marked by hand";
  screens.type("r");
  ASSERT_EQ(screens.deeds<SaveTests>().size(), 1U);
  EXPECT_EQ(screens.deeds<SaveTests>().front().rows[0].detail, "8 Go");
}

}  // namespace
}  // namespace station::screen
