#pragma once
// What the screens know and how they answer: keys and facts in, a new state and the deeds to do out. Pure: no clock, no drive, no terminal.
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "station/screen.hpp"

namespace station::screen {

enum class Page { start, choose, details, label, confirm, progress, result, tests, server, help };

struct Key {
  enum class Kind {
    character,
    enter,
    escape,
    backspace,
    up,
    down,
    left,
    right,
    page_up,
    page_down,
    tab,
    function,
    interrupt
  };
  Kind kind = Kind::character;
  char32_t character = 0;
  int number = 0;  ///< of a function key
};
inline Key character(char32_t c) { return {.kind = Key::Kind::character, .character = c}; }
inline Key function(int number) { return {.kind = Key::Kind::function, .number = number}; }

/// One drive, from when it was seen to when its report is kept.
struct DriveRow {
  std::uint64_t id = 0;  ///< stays, wherever the drive is plugged
  drives::Found found;
  bool here = true;                               ///< seen at the last look
  std::optional<base::Refusal> untouchable = {};  ///< the guard's
  sanitization::Plan plan = {};
  std::optional<engine::Interrupted> interrupted = {};
  bool chosen = false;
  std::string label = {};         ///< of the machine it comes from, on a bench
  std::string confirmed_by = {};  ///< what was typed; empty: not yet
  std::string psid = {};
  std::string item_number = {}, operator_code = {};  ///< as they were when it began
  bool starting = false, stopping = false;
  std::optional<engine::Progress> progress = {};  ///< while it runs
  std::optional<base::Refusal> not_started = {};
  std::optional<engine::Finished> finished = {};
  enum class Report { none, keeping, kept, sent, refused, elsewhere, failed, later, practice };
  Report report = Report::none;
  std::string report_id = {};  ///< once it was kept
  std::optional<base::Refusal> report_refusal = {};

  const sanitization::Identity& identity() const { return found.facts.identity; }
  bool running() const { return starting || progress.has_value(); }
  bool shown_in_progress() const { return running() || finished || not_started; }
};
/// May it be put among those to erase? Also one that is to be destroyed: nothing is written, and its record says so.
bool can_choose(const DriveRow& row);
bool needs_psid(const DriveRow& row);
/// An ATA security erase runs: the command cannot be called back, and a drive whose power goes meanwhile stays locked with the station's password.
bool is_held(const engine::Progress& progress);

enum class Tone { good, warning, bad };
struct Message {
  Tone tone = Tone::good;
  base::Refusal text;  ///< key and arguments
};

enum class Ask { stop_one, stop_all, leave };

/// What a running test waits for.
struct Asked {
  TestQuestion question;
  std::size_t colour = 0;  ///< colours: the one shown; beyond the last: yes or no
  std::vector<std::string> keys = {};
  bool collecting = false;  ///< keyboard: keys are for the test
};
inline constexpr std::size_t colour_count = 5;

struct Settings {
  bool practice = false, on_bench = false, has_tests = false, can_power_off = false, can_leave = true;
  std::vector<sanitization::Policy> policies = {};
  std::size_t policy = 0;
  i18n::Language language = i18n::Language::french;
  std::string station = {}, zone = {};
};

struct State {
  Settings settings;
  Page page = Page::start;
  Page before = Page::start;  ///< where Escape leads from help, server and tests
  base::Instant now = {};
  ScreenStatus status = {};
  bool reading_machine = true, reading_drives = true;
  MachineRead machine = {};
  std::vector<std::string> hiding = {};
  std::vector<engine::Interrupted> absent = {};  ///< interrupted, and the drive is not here
  std::vector<DriveRow> rows = {};
  std::size_t cursor = 0;  ///< of rows
  std::size_t scroll = 0;  ///< of details and help
  std::string item_label = {}, operator_code = {};
  bool on_operator = false;  ///< which of the two is typed on the start screen
  std::string entry = {};    ///< typed on the screens label, confirm and server
  std::optional<Ask> ask = {};
  std::optional<Message> message = {};
  bool busy = false;  ///< sending, exporting, enrolling
  std::vector<TestRow> tests = {};
  std::size_t test = 0;
  std::optional<std::size_t> running_test = {};
  bool all_tests = false;
  std::optional<Asked> asked = {};
};
/// The keyboard's test reads the keys itself: none of them is a command then, but Ctrl-C.
bool keyboard_under_test(const State& state);
/// Drives still to be confirmed, among the chosen ones, and what the next entry is for.
std::vector<const DriveRow*> unconfirmed(const State& state);
const DriveRow* awaiting_psid(const State& state);
/// One label for all: the machine itself is on the bench, and its label was given.
bool confirmed_by_label(const State& state);
std::vector<std::size_t> progress_rows(const State& state);
std::size_t running_count(const State& state);
std::size_t held_count(const State& state);
const DriveRow* under_cursor(const State& state);

// ---- deeds that the model asks for ----
struct ReadMachine {};
struct FindDrives {};
struct Start {
  std::uint64_t row = 0;
  engine::Request request;
};
struct Stop {
  std::uint64_t row = 0;
};
struct KeepReport {
  std::uint64_t row = 0;
  engine::Finished finished;
  std::string item_number, operator_code;
};
struct Enrol {
  std::string text;
};
struct SendNow {};
struct ExportToUsb {};
struct ListTests {
  i18n::Language language = i18n::Language::french;
};
struct RunTest {
  TestRow row;
  i18n::Language language = i18n::Language::french;
};
struct AnswerTest {
  TestReply reply;
};
struct StopTest {};
struct SaveTests {
  std::vector<TestRow> rows;
  std::string item_number, operator_code;
};
struct PowerOff {};
struct Leave {};
using Deed = std::variant<ReadMachine, FindDrives, Start, Stop, KeepReport, Enrol, SendNow, ExportToUsb, ListTests,
                          RunTest, AnswerTest, StopTest, SaveTests, PowerOff, Leave>;

// ---- facts that come back ----
struct Tick {
  base::Instant now;
};
struct DrivesFound {
  std::vector<drives::Found> drives;
  std::vector<std::string> hiding;
  std::vector<engine::Interrupted> interrupted;
};
struct Started {
  std::uint64_t row = 0;
  std::optional<base::Refusal> refused = {};
};
struct Progressed {
  std::uint64_t row = 0;
  engine::Progress progress;
};
struct Ended {
  std::uint64_t row = 0;
  engine::Finished finished;
};
struct Reported {
  std::uint64_t row = 0;
  base::Result<std::string> id;  ///< of the report; empty: another program had made one of this erasure
};
struct DeedDone {
  Message message;
};
struct TestsListed {
  std::vector<TestRow> rows;
};
struct TestTold {
  std::optional<double> share;
  std::string words;
};
struct TestAsked {
  TestQuestion question;
};
struct TestEnded {
  TestRow row;
};
using Fact = std::variant<Tick, MachineRead, ScreenStatus, DrivesFound, Started, Progressed, Ended, Reported, DeedDone,
                          TestsListed, TestTold, TestAsked, TestEnded>;

class Model {
 public:
  explicit Model(Settings settings);
  const State& state() const { return state_; }
  /// Deeds to begin with.
  std::vector<Deed> begin();
  std::vector<Deed> press(const Key& key);
  std::vector<Deed> take(const Fact& fact);

 private:
  using Deeds = std::vector<Deed>;
  // model_facts.cpp
  Deeds on(const Tick& fact);
  Deeds on(const MachineRead& fact);
  Deeds on(const ScreenStatus& fact);
  Deeds on(const DrivesFound& fact);
  Deeds on(const Started& fact);
  Deeds on(const Progressed& fact);
  Deeds on(const Ended& fact);
  Deeds on(const Reported& fact);
  Deeds on(const DeedDone& fact);
  Deeds on(const TestsListed& fact);
  Deeds on(const TestTold& fact);
  Deeds on(const TestAsked& fact);
  Deeds on(const TestEnded& fact);
  void judge_rows();
  void choose_by_default();
  DriveRow* row_of(std::uint64_t id);
  void show_result_when_all_ended();
  void cursor_into_progress();
  // model_keys.cpp
  Deeds press_anywhere(const Key& key, bool& taken);
  Deeds press_question(const Key& key);
  Deeds press_start(const Key& key);
  Deeds press_choose(const Key& key);
  void press_details(const Key& key);
  void press_label(const Key& key);
  Deeds press_progress(const Key& key);
  Deeds press_result(const Key& key);
  Deeds press_server(const Key& key);
  void go(Page page);
  void go_beside(Page page);
  void move_cursor(int by, bool in_progress);
  void toggle(std::size_t row);
  void change_policy(int by);
  Deeds next_machine();
  Deeds read_again();
  void say(Tone tone, std::string key, std::map<std::string, std::string> arguments = {});
  bool check_label(const std::string& label);
  static bool type(std::string& text, const Key& key, std::size_t most);
  // model_confirm.cpp
  Deeds press_confirm(const Key& key);
  Deeds check_entry();
  Deeds start_chosen();
  // model_tests.cpp
  Deeds press_tests(const Key& key);
  Deeds press_asked(const Key& key);
  Deeds answer(TestState state);
  Deeds run_test(std::size_t index);

  State state_;
  std::uint64_t next_id_ = 1;
};

}  // namespace station::screen
