// What each key does on each screen.
#include <algorithm>

#include "base/text.hpp"
#include "station/report.hpp"
#include "station/screen/model.hpp"
#include "station/screen/scan.hpp"

namespace station::screen {
namespace {

/// A label may be scanned as an address, which is longer than its number.
constexpr std::size_t longest_scan = 120;

char32_t letter(const Key& key) {
  if (key.kind != Key::Kind::character) return 0;
  return key.character >= U'A' && key.character <= U'Z' ? key.character + 32 : key.character;
}

void append_utf8(std::string& text, char32_t c) {
  const auto byte = [&](char32_t value) { text += static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) return byte(c);
  if (c >= 0x800) return;  // no label, code or address holds such a letter
  byte(0xC0 | (c >> 6));
  byte(0x80 | (c & 0x3F));
}

}  // namespace

void Model::say(Tone tone, std::string key, std::map<std::string, std::string> arguments) {
  state_.message = Message{tone, {.code = std::move(key), .arguments = std::move(arguments)}};
}

/// What no report could carry is told now, not when the erasure has ended. Without a label the server goes by the serials.
bool Model::check_label(const std::string& label) {
  if (label.empty() || check_item_number(label).ok()) return true;
  say(Tone::bad, "station.screen.start.bad_label", {{"longest", std::to_string(longest_item_number)}});
  return false;
}

void Model::go(Page page) {
  state_.page = page;
  state_.entry.clear();
  state_.scroll = 0;
  state_.message.reset();
  if (page == Page::progress || page == Page::result) cursor_into_progress();
}

void Model::cursor_into_progress() {
  const auto rows = progress_rows(state_);
  if (!rows.empty() && std::ranges::find(rows, state_.cursor) == rows.end()) state_.cursor = rows.front();
}

/// To a screen beside the work: Escape comes back to where the person was.
void Model::go_beside(Page page) {
  if (state_.page == page) return;
  const bool beside = state_.page == Page::tests || state_.page == Page::server || state_.page == Page::help;
  if (!beside) state_.before = state_.page == Page::confirm ? Page::choose : state_.page;
  go(page);
}

bool Model::type(std::string& text, const Key& key, std::size_t most) {
  if (key.kind == Key::Kind::backspace) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
    if (!text.empty()) text.pop_back();
    return true;
  }
  if (key.kind != Key::Kind::character || key.character < U' ' || key.character == 0x7F || text.size() >= most)
    return false;
  append_utf8(text, key.character);
  return true;
}

std::vector<Deed> Model::press(const Key& key) {
  if (state_.ask) return press_question(key);
  if (state_.asked && state_.page == Page::tests) return press_asked(key);
  if (keyboard_under_test(state_)) return key.kind == Key::Kind::interrupt ? Deeds{StopTest{}} : Deeds{};
  bool taken = false;
  Deeds deeds = press_anywhere(key, taken);
  if (taken) return deeds;
  switch (state_.page) {
    case Page::start:
      return press_start(key);
    case Page::choose:
      return press_choose(key);
    case Page::confirm:
      return press_confirm(key);
    case Page::progress:
      return press_progress(key);
    case Page::result:
      return press_result(key);
    case Page::tests:
      return press_tests({key.kind, letter(key), key.number});
    case Page::server:
      return press_server(key);
    case Page::label:
      press_label(key);
      return {};
    case Page::details:
    case Page::help:
      press_details(key);
      return {};
  }
  return {};
}

Model::Deeds Model::read_again() {
  state_.reading_drives = true;
  state_.message.reset();
  Deeds deeds{FindDrives{}};
  if (!state_.reading_machine && state_.page == Page::start) {
    state_.reading_machine = true;
    deeds.emplace_back(ReadMachine{});
  }
  return deeds;
}

Model::Deeds Model::press_anywhere(const Key& key, bool& taken) {
  taken = true;
  const bool typing = state_.page == Page::server || state_.page == Page::confirm || state_.page == Page::start ||
                      state_.page == Page::label;
  if (key.kind == Key::Kind::interrupt || (key.kind == Key::Kind::function && key.number == 10)) {
    state_.ask = Ask::leave;
    return {};
  }
  if (key.kind == Key::Kind::character && key.character == U'?' && !typing) {
    go_beside(Page::help);
    return {};
  }
  taken = key.kind == Key::Kind::function && key.number != 7 && key.number != 8;
  if (!taken) return {};
  switch (key.number) {
    case 1:
      go_beside(Page::help);
      return {};
    case 2:
      state_.settings.language =
          state_.settings.language == i18n::Language::french ? i18n::Language::english : i18n::Language::french;
      // Titles of tests come translated; results must not be lost for it.
      if (state_.page != Page::tests ||
          std::ranges::any_of(state_.tests, [](const TestRow& row) { return row.state != TestState::waiting; }))
        return {};
      return {ListTests{state_.settings.language}};
    case 3:
      if (!state_.settings.has_tests) return {};
      go_beside(Page::tests);
      if (!state_.tests.empty()) return {};
      return {ListTests{state_.settings.language}};
    case 4:
      go_beside(Page::server);
      return {};
    case 5:
      return state_.reading_drives || state_.page == Page::confirm ? Deeds{} : read_again();
    case 6:
      if (!progress_rows(state_).empty() && state_.page != Page::confirm)
        go(running_count(state_) > 0 ? Page::progress : Page::result);
      return {};
    default:
      return {};
  }
}

Model::Deeds Model::press_question(const Key& key) {
  const Ask ask = *state_.ask;
  const char32_t c = letter(key);
  if (ask == Ask::leave) {
    if (key.kind == Key::Kind::escape || c == U'n' || key.kind == Key::Kind::enter) state_.ask.reset();
    if (c == U'q' && state_.settings.can_leave) return {Leave{}};
    if ((c == U'e' || c == U'p') && state_.settings.can_power_off && held_count(state_) == 0) return {PowerOff{}};
    return {};
  }
  if (key.kind == Key::Kind::escape || c == U'n') state_.ask.reset();
  if (c != U'o' && c != U'y') return {};
  state_.ask.reset();
  Deeds deeds;
  for (std::size_t i = 0; i < state_.rows.size(); ++i) {
    DriveRow& row = state_.rows[i];
    if (!row.running() || (ask == Ask::stop_one && i != state_.cursor)) continue;
    row.stopping = true;
    deeds.emplace_back(Stop{row.id});
  }
  return deeds;
}

Model::Deeds Model::press_start(const Key& key) {
  std::string& field = state_.on_operator ? state_.operator_code : state_.item_label;
  switch (key.kind) {
    case Key::Kind::up:
    case Key::Kind::down:
    case Key::Kind::tab:
      field = clean_scan(field);
      if (!state_.settings.on_bench) state_.on_operator = !state_.on_operator;
      return {};
    case Key::Kind::enter:
      break;
    default:
      if (type(field, key, state_.on_operator ? 32 : longest_scan)) state_.message.reset();
      return {};
  }
  field = clean_scan(field);
  if (!check_label(state_.item_label)) {
    state_.on_operator = false;
    return {};
  }
  if (!state_.on_operator) {
    state_.on_operator = true;
    return {};
  }
  if (!is_operator_code(state_.operator_code)) {
    say(Tone::bad,
        state_.operator_code.empty() ? "station.screen.start.no_operator" : "station.screen.start.bad_operator");
    return {};
  }
  if (state_.reading_drives) {
    say(Tone::warning, "station.screen.start.wait_drives");
    return {};
  }
  if (state_.rows.empty()) {
    say(Tone::warning, "station.screen.start.no_drives");
    return {};
  }
  go(Page::choose);
  const auto first = std::ranges::find_if(state_.rows, can_choose);
  if (first != state_.rows.end()) state_.cursor = static_cast<std::size_t>(first - state_.rows.begin());
  return {};
}

void Model::move_cursor(int by, bool in_progress) {
  std::vector<std::size_t> rows = progress_rows(state_);
  if (!in_progress) {
    rows.resize(state_.rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  }
  if (rows.empty()) return;
  const auto at = std::ranges::find(rows, state_.cursor);
  const auto place = at == rows.end() ? 0 : static_cast<int>(at - rows.begin());
  state_.cursor = rows[static_cast<std::size_t>(std::clamp(place + by, 0, static_cast<int>(rows.size()) - 1))];
}

void Model::toggle(std::size_t index) {
  if (index >= state_.rows.size()) return;
  state_.cursor = index;
  DriveRow& row = state_.rows[index];
  state_.message.reset();
  if (can_choose(row)) {
    row.chosen = !row.chosen;
  } else {
    say(Tone::warning, row.running() ? "station.screen.choose.running" : "station.screen.choose.not_choosable");
  }
}

void Model::change_policy(int by) {
  const auto count = static_cast<int>(state_.settings.policies.size());
  state_.settings.policy = static_cast<std::size_t>((static_cast<int>(state_.settings.policy) + by + count) % count);
  judge_rows();
}

Model::Deeds Model::press_choose(const Key& key) {
  const char32_t c = letter(key);
  if (key.kind == Key::Kind::up) move_cursor(-1, false);
  if (key.kind == Key::Kind::down) move_cursor(1, false);
  if (key.kind == Key::Kind::page_up) move_cursor(-4, false);
  if (key.kind == Key::Kind::page_down) move_cursor(4, false);
  if (key.kind == Key::Kind::left) change_policy(-1);
  if (key.kind == Key::Kind::right) change_policy(1);
  if (key.kind == Key::Kind::escape) go(Page::start);
  if (c == U' ') toggle(state_.cursor);
  const std::string digit =
      clean_scan(c < 0x80 || c > 0xFF ? std::string(1, static_cast<char>(c < 0x80 ? c : 0)) : [&] {
        std::string text;
        append_utf8(text, c);
        return text;
      }());
  if (digit.size() == 1 && digit[0] >= '1' && digit[0] <= '9') toggle(static_cast<std::size_t>(digit[0] - '1'));
  if (c == U't' || c == U'a') {
    const bool all =
        std::ranges::all_of(state_.rows, [](const DriveRow& row) { return row.chosen || !can_choose(row); });
    for (DriveRow& row : state_.rows) row.chosen = can_choose(row) && !all;
  }
  if (c == U'd' && under_cursor(state_) != nullptr) go(Page::details);
  if ((c == U'e' || c == U'l') && under_cursor(state_) != nullptr) {
    const std::string label = under_cursor(state_)->label;
    go(Page::label);
    state_.entry = label;
  }
  if (key.kind != Key::Kind::enter) return {};
  if (std::ranges::none_of(state_.rows, &DriveRow::chosen)) {
    say(Tone::warning, "station.screen.choose.none");
    return {};
  }
  for (DriveRow& row : state_.rows) {
    if (!row.chosen) continue;
    row.confirmed_by.clear();
    row.psid.clear();
  }
  go(Page::confirm);
  return {};
}

void Model::press_details(const Key& key) {
  if (key.kind == Key::Kind::up && state_.scroll > 0) --state_.scroll;
  if (key.kind == Key::Kind::down && state_.scroll < 200) ++state_.scroll;
  if (key.kind != Key::Kind::escape && key.kind != Key::Kind::enter) return;
  go(state_.page == Page::details ? Page::choose : state_.before);
}

void Model::press_label(const Key& key) {
  if (key.kind == Key::Kind::escape) return go(Page::choose);
  if (key.kind != Key::Kind::enter) {
    if (type(state_.entry, key, longest_scan)) state_.message.reset();
    return;
  }
  state_.entry = clean_scan(state_.entry);
  if (!check_label(state_.entry)) return;
  if (state_.cursor < state_.rows.size()) state_.rows[state_.cursor].label = state_.entry;
  go(Page::choose);
}

Model::Deeds Model::press_progress(const Key& key) {
  const char32_t c = letter(key);
  if (key.kind == Key::Kind::up) move_cursor(-1, true);
  if (key.kind == Key::Kind::down) move_cursor(1, true);
  if (key.kind == Key::Kind::page_up) move_cursor(-6, true);
  if (key.kind == Key::Kind::page_down) move_cursor(6, true);
  if (key.kind == Key::Kind::escape) go(Page::start);
  if (c == U's' || c == U'a') {
    const DriveRow* row = under_cursor(state_);
    if (row != nullptr && row->running()) state_.ask = Ask::stop_one;
  }
  if (c == U't' && running_count(state_) > 0) state_.ask = Ask::stop_all;
  if (key.kind == Key::Kind::enter) go(Page::result);
  return {};
}

Model::Deeds Model::press_result(const Key& key) {
  if (key.kind == Key::Kind::up) move_cursor(-1, true);
  if (key.kind == Key::Kind::down) move_cursor(1, true);
  if (key.kind == Key::Kind::escape) go(running_count(state_) > 0 ? Page::progress : Page::start);
  if (key.kind == Key::Kind::enter || letter(key) == U'n') return next_machine();
  return {};
}

/// What ended leaves the screen; what still erases stays.
Model::Deeds Model::next_machine() {
  std::erase_if(state_.rows, [](const DriveRow& row) { return !row.running() && row.shown_in_progress(); });
  state_.cursor = 0;
  state_.item_label.clear();
  state_.on_operator = state_.settings.on_bench;
  go(Page::start);
  return read_again();
}

Model::Deeds Model::press_server(const Key& key) {
  if (key.kind == Key::Kind::escape) {
    go(state_.before);
    return {};
  }
  if (type(state_.entry, key, 500)) return {};
  if (state_.busy) return {};
  if (key.kind == Key::Kind::enter && !base::trim(state_.entry).empty()) {
    const std::string text = base::trim(state_.entry);
    state_.entry.clear();
    state_.message.reset();
    state_.busy = true;
    return {Enrol{text}};
  }
  if (key.kind != Key::Kind::function) return {};
  state_.busy = true;
  state_.message.reset();
  if (key.number == 7) return {SendNow{}};
  return {ExportToUsb{}};
}

}  // namespace station::screen
