#include "station/screen/screens_test.hpp"

namespace station::screen {
namespace {

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
