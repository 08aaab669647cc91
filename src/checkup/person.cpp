// What only a person sees, hears or does: screen, keyboard, ports. The machine counts, the person answers.
#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "checkup/files.hpp"
#include "checkup/tests.hpp"

namespace checkup {
namespace {

using Clock = std::chrono::steady_clock;

struct Key {
  int code;
  const char* name;
};
constexpr std::array common_keys = {
    Key{KEY_ESC, "Esc"},       Key{KEY_1, "1"},   Key{KEY_2, "2"},           Key{KEY_3, "3"},
    Key{KEY_4, "4"},           Key{KEY_5, "5"},   Key{KEY_6, "6"},           Key{KEY_7, "7"},
    Key{KEY_8, "8"},           Key{KEY_9, "9"},   Key{KEY_0, "0"},           Key{KEY_BACKSPACE, "Backspace"},
    Key{KEY_TAB, "Tab"},       Key{KEY_Q, "Q/A"}, Key{KEY_W, "W/Z"},         Key{KEY_E, "E"},
    Key{KEY_R, "R"},           Key{KEY_T, "T"},   Key{KEY_Y, "Y"},           Key{KEY_U, "U"},
    Key{KEY_I, "I"},           Key{KEY_O, "O"},   Key{KEY_P, "P"},           Key{KEY_ENTER, "Enter"},
    Key{KEY_LEFTCTRL, "Ctrl"}, Key{KEY_A, "A/Q"}, Key{KEY_S, "S"},           Key{KEY_D, "D"},
    Key{KEY_F, "F"},           Key{KEY_G, "G"},   Key{KEY_H, "H"},           Key{KEY_J, "J"},
    Key{KEY_K, "K"},           Key{KEY_L, "L"},   Key{KEY_SEMICOLON, ";/M"}, Key{KEY_LEFTSHIFT, "Shift"},
    Key{KEY_Z, "Z/W"},         Key{KEY_X, "X"},   Key{KEY_C, "C"},           Key{KEY_V, "V"},
    Key{KEY_B, "B"},           Key{KEY_N, "N"},   Key{KEY_M, "M/,"},         Key{KEY_LEFTALT, "Alt"},
    Key{KEY_SPACE, "Space"},   Key{KEY_UP, "Up"}, Key{KEY_DOWN, "Down"},     Key{KEY_LEFT, "Left"},
    Key{KEY_RIGHT, "Right"}};

/// The keyboards of /dev/input, held for the test alone so that keys do not reach the screen.
class Keyboards {
 public:
  explicit Keyboards(const std::filesystem::path& root) {
    for (const auto& name : names_in(root / "dev/input")) {
      if (!name.starts_with("event")) continue;
      const int descriptor = ::open((root / "dev/input" / name).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
      if (descriptor < 0) continue;
      std::array<unsigned char, KEY_MAX / 8 + 1> keys{};
      const bool asked = ::ioctl(descriptor, EVIOCGBIT(EV_KEY, keys.size()), keys.data()) >= 0;
      const auto has = [&](int key) { return (keys[static_cast<std::size_t>(key / 8)] >> (key % 8) & 1) != 0; };
      if (asked && has(KEY_Q) && has(KEY_SPACE) && ::ioctl(descriptor, EVIOCGRAB, 1) == 0)
        descriptors_.push_back(descriptor);
      else
        ::close(descriptor);
    }
  }
  Keyboards(const Keyboards&) = delete;
  Keyboards& operator=(const Keyboards&) = delete;
  ~Keyboards() {
    for (const int descriptor : descriptors_) ::close(descriptor);  // lets go of the grab too
  }
  bool any() const { return !descriptors_.empty(); }
  /// Adds what was pressed since; whether anything was.
  bool read(std::set<int>& pressed) const {
    bool some = false;
    input_event event{};
    for (const int descriptor : descriptors_)
      while (::read(descriptor, &event, sizeof event) == static_cast<ssize_t>(sizeof event))
        if (event.type == EV_KEY && event.value == 1) {
          pressed.insert(event.code);
          some = true;
        }
    return some;
  }

 private:
  std::vector<int> descriptors_;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// "1-4" and the like: a device behind each is plugged into another port.
std::set<std::string> usb_devices(const std::filesystem::path& root) {
  std::set<std::string> ports;
  for (const auto& name : names_in(root / "sys/bus/usb/devices"))
    if (name.find('-') != std::string::npos && name.find(':') == std::string::npos) ports.insert(name);
  return ports;
}

/// Connectors with a screen on them now, such as "card0-HDMI-A-1".
std::string connected_screens(const std::filesystem::path& root) {
  std::vector<std::string> connected;
  for (const auto& name : names_in(root / "sys/class/drm"))
    if (line_of(root / "sys/class/drm" / name / "status") == "connected") connected.push_back(name);
  return joined(connected);
}

std::string wired_networks(const std::filesystem::path& root) {
  std::vector<std::string> linked;
  for (const auto& name : names_in(root / "sys/class/net")) {
    const auto folder = root / "sys/class/net" / name;
    std::error_code error;
    if (std::filesystem::exists(folder / "device", error) && !std::filesystem::exists(folder / "phy80211", error) &&
        line_of(folder / "carrier") == "1")
      linked.push_back(name);
  }
  return joined(linked);
}

}  // namespace

std::vector<std::string> missing_keys(const std::set<int>& pressed) {
  std::vector<std::string> missing;
  for (const auto& key : common_keys)
    if (!pressed.contains(key.code)) missing.emplace_back(key.name);
  return missing;
}

Found test_screen(const Surroundings& around) {
  const auto answer = around.ask("checkup.ask.screen_clean", {});
  if (answer == Answer::skip) return not_applicable("skipped");
  return {.outcome = answer == Answer::yes ? Outcome::pass : Outcome::fail,
          .evidence = {{"colours", "red green blue white black"},
                       {"answer", answer == Answer::yes ? "clean" : "faults_seen"}}};
}

Found test_keyboard(const Options& options, const Surroundings& around) {
  std::set<int> pressed;
  {
    const Keyboards keyboards(around.root);
    if (!keyboards.any()) return not_applicable("no_keyboard");
    const auto end = Clock::now() + options.person_time;
    auto last = Clock::now() + std::chrono::seconds(10);  // time to begin
    while (Clock::now() < end && Clock::now() - last < std::chrono::seconds(6) && !missing_keys(pressed).empty()) {
      if (keyboards.read(pressed)) last = std::max(last, Clock::now());
      tell(around, Part::keyboard, 1.0 - static_cast<double>(missing_keys(pressed).size()) / common_keys.size(),
           {{"missing", joined(missing_keys(pressed))}});
      if (!pause(around, std::chrono::milliseconds(50))) return not_applicable("stopped");
    }
  }
  const auto missing = missing_keys(pressed);
  Evidence evidence = {{"pressed", std::to_string(pressed.size())}, {"missing", joined(missing)}};
  if (missing.empty()) return {.outcome = Outcome::pass, .evidence = std::move(evidence)};
  if (pressed.empty()) return not_applicable("no_key_pressed");
  // A small keyboard has fewer keys; whether the missing ones exist, a person sees.
  const auto answer = around.ask("checkup.ask.keys_absent", {{"keys", joined(missing)}});
  evidence["answer"] = answer == Answer::yes ? "not_on_this_keyboard" : answer == Answer::no ? "dead" : "skipped";
  const auto outcome = answer == Answer::yes  ? Outcome::pass
                       : answer == Answer::no ? Outcome::fail
                                              : Outcome::not_applicable;
  return {.outcome = outcome, .evidence = std::move(evidence)};
}

Found test_ports(const Options& options, const Surroundings& around) {
  const auto before = usb_devices(around.root);
  std::set<std::string> seen;
  const auto end = Clock::now() + options.person_time;
  auto last = Clock::now() + std::chrono::seconds(15);
  while (Clock::now() < end && Clock::now() - last < std::chrono::seconds(10)) {
    for (const auto& port : usb_devices(around.root))
      if (!before.contains(port) && seen.insert(port).second) last = std::max(last, Clock::now());
    tell(around, Part::ports, std::nullopt, {{"seen", std::to_string(seen.size())}});
    if (!pause(around, std::chrono::milliseconds(200))) return not_applicable("stopped");
  }
  Evidence evidence = {{"usb_ports", joined({seen.begin(), seen.end()})},
                       {"screens", connected_screens(around.root)},
                       {"wired_networks", wired_networks(around.root)}};
  const auto answer = around.ask("checkup.ask.all_ports", {{"count", std::to_string(seen.size())}});
  if (answer == Answer::skip) return not_applicable("skipped");
  evidence["answer"] = answer == Answer::yes ? "all_work" : "some_do_not";
  return {.outcome = answer == Answer::yes && !seen.empty() ? Outcome::pass : Outcome::fail,
          .evidence = std::move(evidence)};
}

}  // namespace checkup
