#pragma once
// Tests of a machine's parts on the bench, each with what was measured: memory, processor, drives' own self-test, screen, keyboard, sound,
// webcam, Wi-Fi, ports, battery; and a score by which two machines can be compared when nobody knows their processor.
#include <array>
#include <atomic>
#include <boost/json/fwd.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace checkup {

/// In the order in which they are proposed. The codes are those of the workshop's tests (src/equipment/tests.hpp).
enum class Part { ram, cpu, disk, screen, keyboard, sound, webcam, wifi, ports, battery };
inline constexpr std::array all_parts = {Part::ram,   Part::cpu,    Part::disk, Part::screen, Part::keyboard,
                                         Part::sound, Part::webcam, Part::wifi, Part::ports,  Part::battery};
std::string_view code(Part part);
std::optional<Part> part_from_code(std::string_view code);

enum class Outcome { pass, fail, not_applicable };
std::string_view code(Outcome outcome);

struct Result {
  Part part = Part::ram;
  Outcome outcome = Outcome::not_applicable;
  std::map<std::string, std::string> evidence = {};  ///< bytes tested, temperatures, frames, keys… codes and figures
  base::Instant started = {}, ended = {};
};

struct Progress {
  Part part = Part::ram;
  std::optional<double> share = {};
  std::map<std::string, std::string> now = {};  ///< figures to show while it runs
};

/// What a person answers to a question, a translation key "checkup.ask.…" with arguments: yes, no, or skipped (not applicable). Before
/// "checkup.ask.screen_clean" whoever asks fills the screen with red, green, blue, white and black.
enum class Answer { yes, no, skip };

/// What the tests need of their surroundings: the machine's files, other programs, a person.
struct Surroundings {
  std::filesystem::path root = "/";  ///< of sys, dev, proc
  std::function<base::Instant()> now;
  /// Runs a program (smartctl, aplay…) and gives its standard output; nothing if it is missing or fails.
  std::function<std::optional<std::string>(const std::vector<std::string>& command, std::chrono::seconds limit)> run;
  std::function<Answer(const std::string& key, const std::map<std::string, std::string>& arguments)> ask;
  std::function<void(const Progress&)> progress;
  const std::atomic<bool>* stop = nullptr;  ///< set by another thread: the test ends soon, not applicable
};

struct Options {
  double ram_share = 0.8;  ///< of what is free
  std::chrono::seconds cpu_time{30};
  std::chrono::seconds battery_time{600};  ///< discharge, unplugged
  std::chrono::minutes battery_least{60};  ///< a shorter projected autonomy is a failure
  std::chrono::seconds person_time{90};    ///< for keys pressed and ports tried
  std::vector<std::string> drives = {};    ///< devices for the SMART self-test: "/dev/sda"
};

Result run_test(Part part, const Options& options, const Surroundings& around);

/// Work done a second, with one thread and with all: 1000 points are 1,600 rounds of the processor's test. Higher is faster; machines are compared
/// by scores of the same `version` only.
struct Score {
  std::int64_t single = 0, all = 0;
  int threads = 1;
  std::string version = "1";
};
Score measure_score(std::chrono::milliseconds for_each);

/// The report's section "tests": {"results": {"ram": {"outcome", "evidence", "started", "ended"}}, "score": {…}}.
boost::json::object to_json(const std::vector<Result>& results, const std::optional<Score>& score);

}  // namespace checkup
