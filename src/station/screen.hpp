#pragma once
// The full-screen interface of the station, for the person at the bench: keyboard only, French and English, 80×24 and more, on a bare console,
// a serial line or a terminal. It knows drives and erasures by their seams only; everything else it needs is given here as values and
// functions. The functions may block: the screen calls them from threads of its own, each kind of deed in its own thread, never two of a
// kind at once; one that throws is told as a message.
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "drives/drive.hpp"
#include "engine/erasure.hpp"
#include "equipment/hardware/inventory.hpp"
#include "i18n/i18n.hpp"
#include "sanitization/policy.hpp"
#include "station/collected.hpp"

namespace station {

/// What this machine is, as far as it says; read once in the background, again when the person asks.
struct MachineRead {
  equipment::Inventory inventory = {};
  std::vector<Remark> remarks = {};
};

/// Where reports go, asked again every few seconds.
struct ScreenStatus {
  std::string server = {};                ///< address; empty: none was ever given, the station works offline
  bool enrolled = false;                  ///< the server knows this station's key
  bool online = false;                    ///< the last attempt found the server
  bool known = false;                     ///< the next two could be read
  std::vector<std::string> waiting = {};  ///< ids of the reports on this station's disk that the server does not have
  std::vector<std::string> refused = {};  ///< ids of those that the server refused for good
  std::string key = {};  ///< fingerprint of the station's key, as an administrator sees it; empty if there is none
};

enum class TestState { waiting, running, passed, failed, not_applicable };
/// One hardware test, in a person's words.
struct TestRow {
  std::string id = {};     ///< "memory", "keyboard"
  std::string title = {};  ///< translated
  TestState state = TestState::waiting;
  std::string detail = {};  ///< evidence or figure, translated; empty if none
  std::optional<double> share = {};
};
/// What a test asks of the person.
struct TestQuestion {
  enum class Kind {
    yes_no,    ///< did it work? yes, no, or not applicable
    colours,   ///< the whole screen in red, green, blue, white, black; then as yes_no
    keyboard,  ///< every key pressed is collected until F10; then as yes_no
  };
  Kind kind = Kind::yes_no;
  std::string text = {};  ///< translated
};
struct TestReply {
  TestState state = TestState::not_applicable;  ///< passed, failed or not_applicable
  std::vector<std::string> keys = {};           ///< keyboard: names of the keys pressed, in order, each once
};
/// How a running test speaks with the screen, from its own thread.
struct TestTalk {
  std::function<void(std::optional<double> share, const std::string& words)> tell;
  std::function<TestReply(const TestQuestion&)> ask;  ///< waits for the person; not_applicable when the screen closes
  std::function<bool()> stopped;                      ///< the person gave up: come back soon
};
/// src/checkup, as the screen sees it. Without `list` the tests' screen is not offered.
struct ScreenTests {
  std::function<std::vector<TestRow>(const i18n::Translator&)> list = {};
  /// Runs one to its end. One at a time.
  std::function<TestRow(const TestRow&, const TestTalk&, const i18n::Translator&)> run = {};
  /// Keeps the results as a report of this item; also what a person marked by hand.
  std::function<base::Outcome(const std::vector<TestRow>&, const std::string& item_number,
                              const std::string& operator_code)>
      save = {};
};

struct ScreenServices {
  drives::Bench& bench;
  engine::Eraser& eraser;  ///< over the same bench
  std::filesystem::path journals;
  const i18n::Translators& translators;
  i18n::Language language = i18n::Language::french;
  std::vector<sanitization::Policy> policies;  ///< at least one
  std::string policy = {};                     ///< id of the one offered first; the first of the list when unknown
  std::string station = {};                    ///< its name
  std::string zone = "Europe/Paris";           ///< for the clock at the top
  bool on_bench = false;  ///< drives of other machines are plugged here: each one is confirmed for itself
  std::function<base::Instant()> now;
  std::function<MachineRead()> read_machine;
  std::function<ScreenStatus()> status;
  /// Address or QR text, typed or scanned.
  std::function<base::Outcome(const std::string& text)> enrol;
  /// Keeps the report on disk, to be sent when possible: its id, or nothing if another program has reported this erasure. `item_number` may be
  /// empty.
  std::function<base::Result<std::string>(const engine::Finished&, const std::string& item_number,
                                          const std::string& operator_code)>
      report;
  std::function<base::Outcome()> send_now;
  /// Copies the waiting reports to a USB stick; how many.
  std::function<base::Result<std::size_t>()> export_to_usb;
  ScreenTests tests = {};
  std::function<void()> power_off = {};  ///< without it only « leave » is offered
  bool can_leave = true;                 ///< false on the bootable image: there is nothing behind the screen
};

/// Shows the screens until the person leaves (0). Refusals of the terminal are printed to standard error (1): no terminal, or one that cannot
/// move its cursor. Erasures still running when it returns go on until the Eraser is destroyed; nothing is lost, they can be resumed.
int run_screen(const ScreenServices& services);

}  // namespace station
