#include "station/screen/view.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "drives/fake.hpp"
#include "station/screen/words.hpp"

namespace station::screen {
namespace {

const i18n::Translators& translators() {
  static const i18n::Translators all;
  return all;
}

sanitization::Policy policy() {
  return {.id = "essai",
          .name = {{"fr", "Règle d’essai"}, {"en", "Trial policy"}},
          .document = "Essai, § 1",
          .standard = "none",
          .required = {{sanitization::Medium::unknown, sanitization::Level::clear}}};
}

/// Walks through all screens with the practice drives, and calls `look` on each.
class Walk {
 public:
  using Look = std::function<void(const std::string& name, const State& state)>;
  Walk(i18n::Language language, std::size_t extra_drives, Look look, bool practice = false)
      : look_(std::move(look)),
        model_({.practice = practice,
                .has_tests = true,
                .can_power_off = true,
                .policies = {policy()},
                .language = language,
                .station = "Établi 2",
                .zone = "Europe/Paris"}) {
    model_.begin();
    const auto bench = drives::practice_bench();
    drives::FakeBench more;
    for (std::size_t i = 0; i < extra_drives; ++i) more.add(drives::sata_hdd("SUPPLEMENT-" + std::to_string(1000 + i)));
    found_ = bench->find();
    for (drives::Found& one : more.find()) found_.push_back(one);
  }

  void all() {
    look_("reading", model_.state());
    start();
    beside();
    choose();
    progress();
    results();
  }

 private:
  void type(std::string_view text) {
    for (const char32_t c : characters_of(text)) model_.press(character(c));
  }
  void press(Key::Kind kind) { model_.press({kind}); }
  void see(const char* name) { look_(name, model_.state()); }

  void start() {
    MachineRead machine;
    machine.inventory.maker = "LENOVO";
    machine.inventory.commercial_name = "ThinkPad T480";
    machine.inventory.serials.system = "PF1ABCDE";
    machine.inventory.cpu.name = "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz";
    machine.inventory.ram.nominal_gb = 16;
    machine.remarks = {{.code = "station.tool.missing", .arguments = {{"tool", "lshw"}, {"package", "lshw"}}}};
    model_.take(Tick{base::from_milliseconds(1'795'000'000'000)});
    model_.take(machine);
    model_.take(ScreenStatus{.server = "https://boucle.exemple.fr",
                             .enrolled = false,
                             .known = true,
                             .waiting = {"1", "2", "3"},
                             .refused = {"4"},
                             .key = "ab12 cd34"});
    model_.take(DrivesFound{found_,
                            {"Intel RST"},
                            {{.identity = found_[1].facts.identity, .policy = "essai", .share = 0.42},
                             {.identity = {.model = "Absent", .serial = "PERDU-1"}, .policy = "essai"}}});
    see("start");
    type("PC260017");
    press(Key::Kind::enter);
    see("operator");
  }
  void beside() {
    model_.press(function(1));
    see("help");
    press(Key::Kind::escape);
    model_.press(function(4));
    type("https://boucle.exemple.fr/enrol#CODE");
    see("server");
    press(Key::Kind::escape);
    model_.press(function(3));
    model_.take(TestsListed{{{.id = "ram", .title = "Mémoire"}, {.id = "keyboard", .title = "Clavier"}}});
    press(Key::Kind::enter);
    model_.take(TestTold{0.4, "3,2 Go"});
    see("tests");
    model_.take(TestAsked{{.kind = TestQuestion::Kind::keyboard, .text = "Appuyez sur toutes les touches."}});
    type("azerty");
    see("keyboard");
    model_.press(function(10));
    see("asked");
    type("o");
    model_.take(TestEnded{{.id = "ram", .title = "Mémoire", .state = TestState::failed, .detail = "3 erreurs"}});
    press(Key::Kind::escape);
  }
  void choose() {
    type("T07");
    press(Key::Kind::enter);
    see("choose");
    type("d");
    see("details");
    press(Key::Kind::escape);
    type("t");
    see("chosen");
    for (int k = 0; k < 9; ++k) press(Key::Kind::page_down);
    see("last");
    press(Key::Kind::enter);
    type("FAUX");
    press(Key::Kind::enter);
    see("wrong");
    type("PC260017");
    press(Key::Kind::enter);
    ASSERT_EQ(model_.state().page, Page::progress);
    see("starting");
  }
  void progress() {
    std::size_t i = 0;
    for (const DriveRow& row : std::vector<DriveRow>(model_.state().rows)) {
      if (!row.running()) continue;
      ids_.push_back(row.id);
      model_.take(Started{row.id, {}});
      model_.take(Progressed{row.id,
                             {.phase = engine::Phase::erasing,
                              .share = 0.25,
                              .bytes_per_second = 180e6,
                              .remaining = std::chrono::minutes(75),
                              .bad_sectors = i == 1 ? 12U : 0U,
                              .stalled = i == 2}});
      ++i;
    }
    see("progress");
    for (int k = 0; k < 6; ++k) press(Key::Kind::page_down);
    see("last");
    type("t");
    see("stop");
    press(Key::Kind::escape);
    press(Key::Kind::interrupt);
    see("leave");
    model_.take(Progressed{ids_.front(), {.phase = engine::Phase::erasing, .step = "security_erase_enhanced"}});
    see("held");
    model_.take(Progressed{ids_.back(), {.phase = engine::Phase::erasing, .step = "security_erase"}});
    see("all held");
    press(Key::Kind::escape);
  }
  void results() {
    std::size_t i = 0;
    for (const auto id : ids_) {
      engine::Finished finished;
      finished.assessment = {
          .verdict = static_cast<sanitization::Verdict>(i % 4),
          .required = sanitization::Level::purge,
          .achieved = sanitization::Level::purge,
          .exceptions = i == 1 ? std::vector<std::string>{"bad_sectors", "hidden_area"} : std::vector<std::string>{}};
      model_.take(Ended{id, finished});
      ++i;
    }
    ASSERT_EQ(model_.state().page, Page::result);
    for (int k = 0; k < 40; ++k) press(Key::Kind::up);
    for (std::size_t k = 0; k < ids_.size(); ++k) {
      see("result");
      press(Key::Kind::down);
    }
  }

  Look look_;
  Model model_;
  std::vector<drives::Found> found_;
  std::vector<std::uint64_t> ids_;
};

TEST(ScreenView, EveryFooterIsWholeInEightyColumnsInBothLanguages) {
  for (const auto& [language, practice] :
       {std::pair{i18n::Language::french, true}, {i18n::Language::english, false}, {i18n::Language::french, false}}) {
    Walk(
        language, 0,
        [](const std::string& name, const State& state) {
          for (const int rows : {24, 25}) {
            const Canvas canvas = draw(state, translators(), rows, 80, Charset::unicode);
            for (const int row : {0, 1, 2, rows - 4, rows - 3, rows - 2, rows - 1})
              EXPECT_FALSE(canvas.text(row).ends_with("…")) << name << ": " << canvas.text(row);
            EXPECT_EQ(canvas.text().find("station.screen."), std::string::npos) << name << '\n' << canvas.text();
            EXPECT_NE(canvas.text(rows - 1).find("F1"), std::string::npos) << name;
          }
        },
        practice)
        .all();
  }
}

TEST(ScreenView, ThirtyTwoDrivesScrollAtEverySizeAndABareConsoleGetsOnlyWhatItHas) {
  Walk(i18n::Language::french, 28, [](const std::string& name, const State& state) {
    for (const auto& [rows, columns] : {std::pair{24, 80}, {25, 80}, {40, 120}, {60, 200}}) {
      const Canvas canvas = draw(state, translators(), rows, columns, Charset::console);
      for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
          const char32_t c = canvas.at(row, column).character;
          EXPECT_TRUE(c < 0x100 || c == horizontal_line || c == vertical_line || c == bar_dots)
              << name << ": U+" << std::hex << static_cast<unsigned>(c);
        }
      }
      if (name == "last") {
        EXPECT_NE(canvas.text().find("SUPPLEMENT-1027"), std::string::npos) << rows << canvas.text();
      }
    }
  }).all();
}

Canvas shown(const std::string& wanted, i18n::Language language, int rows = 25, int columns = 80) {
  Canvas found(1, 1);
  bool first = true;
  Walk(language, 0, [&](const std::string& name, const State& state) {
    if (name != wanted || !first) return;
    first = false;
    found = draw(state, translators(), rows, columns, Charset::unicode);
  }).all();
  return found;
}

bool has_style(const Canvas& canvas, Style style) {
  for (int row = 0; row < canvas.rows(); ++row) {
    for (int column = 0; column < canvas.columns(); ++column) {
      if (canvas.at(row, column).style == style) return true;
    }
  }
  return false;
}

TEST(ScreenView, TheConfirmationSaysWhatWillBeLost) {
  const std::string text = shown("wrong", i18n::Language::french).text();
  for (const char* part : {"PERDU POUR TOUJOURS", "ENTRAINEMENT-SSD-1", "ENTRAINEMENT-HDD-2",
                           "« FAUX » n’est pas l’étiquette", "Échap : annuler"})
    EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
  EXPECT_EQ(text.find("CLE-4"), std::string::npos) << "the boot stick is never there";
}

TEST(ScreenView, WordsAccompanyColours) {
  const Canvas erased = shown("result", i18n::Language::french);
  EXPECT_TRUE(has_style(erased, Style::good_block));
  EXPECT_NE(erased.text().find(" EFFACÉ "), std::string::npos) << erased.text();
  EXPECT_NE(erased.text().find("le disque peut être réutilisé"), std::string::npos);
  const Canvas progress = shown("progress", i18n::Language::french);
  EXPECT_NE(progress.text().find("NE RÉPOND PLUS"), std::string::npos) << progress.text();
  EXPECT_NE(progress.text().find("12 secteurs défectueux"), std::string::npos);
  EXPECT_NE(progress.text().find("180 Mo/s"), std::string::npos);
  EXPECT_NE(progress.text().find("reste 1 h 15 min"), std::string::npos);
}

TEST(ScreenView, LeavingDoesNotPromiseToStopADriveThatErasesItselfUnderAPassword) {
  const std::string stops = shown("leave", i18n::Language::french).text();
  EXPECT_NE(stops.find("E : éteindre"), std::string::npos) << stops;
  for (const char* name : {"held", "all held"}) {
    const std::string held = shown(name, i18n::Language::french).text();
    EXPECT_NE(held.find("verrouillé"), std::string::npos) << held;
    EXPECT_NE(held.find("attendra."), std::string::npos) << "to its last word\n" << held;
    EXPECT_EQ(held.find("E : éteindre"), std::string::npos) << held;
    EXPECT_EQ(held.find("prochain démarrage"), std::string::npos) << held;
    const std::string english = shown(name, i18n::Language::english).text();
    EXPECT_NE(english.find("locked"), std::string::npos) << english;
    EXPECT_EQ(english.find("P: power off"), std::string::npos) << english;
  }
}

TEST(ScreenView, ARefusedReportIsNotCalledSent) {
  DriveRow row{.found = {}, .finished = engine::Finished{}, .report = DriveRow::Report::refused};
  const auto& tr = translators()[i18n::Language::french];
  EXPECT_NE(outcome_of(row, {.known = true}, tr).report.find("REFUSÉ"), std::string::npos);
  row.report = DriveRow::Report::kept;
  EXPECT_NE(outcome_of(row, {}, tr).report.find("1 en attente"), std::string::npos);
}

TEST(ScreenView, PracticeIsWrittenOnEveryScreen) {
  Walk(
      i18n::Language::english, 0,
      [](const std::string& name, const State& state) {
        EXPECT_NE(draw(state, translators(), 25, 80, Charset::unicode).text().find("PRACTICE"), std::string::npos)
            << name;
      },
      true)
      .all();
}

TEST(ScreenView, ASmallScreenSaysSo) {
  const Canvas canvas = draw(Model({.policies = {policy()}}).state(), translators(), 10, 40, Charset::unicode);
  EXPECT_NE(canvas.text().find("24 lignes"), std::string::npos) << canvas.text();
}

}  // namespace
}  // namespace station::screen
