// From the label to where the report is: what the screens ask to be kept, and what they say of it.
#include "station/screen/screens_test.hpp"

namespace station::screen {
namespace {

TEST(ScreenReports, ALabelGivenToADriveConfirmsItAndGoesIntoItsReport) {
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

TEST(ScreenReports, ALabelThatNoReportTakesIsRefusedBeforeAnythingIsErased) {
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

TEST(ScreenReports, TheResultComesWhenAllHaveEndedAndEachReportIsKeptOnce) {
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

TEST(ScreenReports, EachReportSaysWhereItIs) {
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

TEST(ScreenReports, WhatAnotherProgramReportedIsNotSaidToBeSent) {
  Screens screens = erasing_two();
  screens.take(Ended{screens.row(0).id, finished("S-AAA111222", sanitization::Verdict::erased)})
      .take(Reported{screens.row(0).id, std::string()})
      .take(ScreenStatus{.known = true});
  EXPECT_EQ(screens.row(0).report, DriveRow::Report::elsewhere);
}

TEST(ScreenReports, PracticeKeepsNoReport) {
  Screens screens(Settings{.practice = true});
  screens.drives({drive("S-AAA111222")}).to_choice("PC1").press(Key::Kind::enter).enter("PC1");
  screens.take(Started{screens.row(0).id, {}})
      .take(Ended{screens.row(0).id, finished("S-AAA111222", sanitization::Verdict::erased)});
  EXPECT_TRUE(screens.deeds<KeepReport>().empty());
  EXPECT_EQ(screens.row(0).report, DriveRow::Report::practice);
  EXPECT_NE(screens.row(0).finished->assessment.verdict, sanitization::Verdict::erased)
      << "judged again: this record proves nothing";
}

TEST(ScreenReports, WhatWasInterruptedIsReportedOnlyOnceItHasGoneOn) {
  Screens screens = erasing_two();
  screens.take(Ended{screens.row(0).id, finished("S-AAA111222", sanitization::Verdict::interrupted)});
  EXPECT_TRUE(screens.deeds<KeepReport>().empty());
  EXPECT_EQ(screens.row(0).report, DriveRow::Report::later);
}

}  // namespace
}  // namespace station::screen
