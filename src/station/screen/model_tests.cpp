// The hardware tests: run one or all, answer what they ask, mark by hand.
#include <algorithm>

#include "station/screen/canvas.hpp"
#include "station/screen/model.hpp"

namespace station::screen {
namespace {

std::string name_of(const Key& key) {
  switch (key.kind) {
    case Key::Kind::character:
      return key.character == U' ' ? "␣" : std::string();
    case Key::Kind::enter:
      return "Enter";
    case Key::Kind::escape:
      return "Esc";
    case Key::Kind::backspace:
      return "Backspace";
    case Key::Kind::up:
      return "Up";
    case Key::Kind::down:
      return "Down";
    case Key::Kind::left:
      return "Left";
    case Key::Kind::right:
      return "Right";
    case Key::Kind::page_up:
      return "PgUp";
    case Key::Kind::page_down:
      return "PgDn";
    case Key::Kind::tab:
      return "Tab";
    case Key::Kind::function:
      return "F" + std::to_string(key.number);
    case Key::Kind::interrupt:
      return "Ctrl-C";
  }
  return {};
}

std::string utf8(char32_t c) {
  Canvas one(1, 2);
  one.fill(0, 0, 1, c, Style::normal);
  return one.text(0);
}

}  // namespace

Model::Deeds Model::on(const TestsListed& fact) {
  state_.tests = fact.rows;
  state_.test = std::min(state_.test, state_.tests.empty() ? 0 : state_.tests.size() - 1);
  return {};
}

Model::Deeds Model::on(const TestTold& fact) {
  if (!state_.running_test) return {};
  state_.tests[*state_.running_test].share = fact.share;
  state_.tests[*state_.running_test].detail = fact.words;
  return {};
}

Model::Deeds Model::on(const TestAsked& fact) {
  state_.asked = Asked{.question = fact.question, .collecting = fact.question.kind == TestQuestion::Kind::keyboard};
  if (state_.page != Page::tests) go_beside(Page::tests);
  return {};
}

Model::Deeds Model::on(const TestEnded& fact) {
  const auto row = std::ranges::find(state_.tests, fact.row.id, &TestRow::id);
  if (row != state_.tests.end()) *row = fact.row;
  const auto ended = state_.running_test;
  state_.running_test.reset();
  state_.asked.reset();
  if (!state_.all_tests || !ended || *ended + 1 >= state_.tests.size()) {
    state_.all_tests = false;
    return {};
  }
  return run_test(*ended + 1);
}

Model::Deeds Model::run_test(std::size_t index) {
  if (index >= state_.tests.size() || state_.running_test) return {};
  state_.test = index;
  state_.running_test = index;
  TestRow& row = state_.tests[index];
  row.state = TestState::running;
  row.detail.clear();
  row.share.reset();
  return {RunTest{row, state_.settings.language}};
}

Model::Deeds Model::press_tests(const Key& key) {
  const bool none = state_.tests.empty();
  const char32_t c = key.kind == Key::Kind::character ? key.character : 0;
  const auto mark = [&](TestState value) {
    if (!none && state_.running_test != state_.test) state_.tests[state_.test].state = value;
  };
  if (key.kind == Key::Kind::escape) {
    if (!state_.running_test) {
      go(state_.before);
      return {};
    }
    state_.all_tests = false;
    return {StopTest{}};
  }
  if (key.kind == Key::Kind::up && state_.test > 0) --state_.test;
  if (key.kind == Key::Kind::down && state_.test + 1 < state_.tests.size()) ++state_.test;
  if (none) return {};
  if (key.kind == Key::Kind::enter || c == U' ') return run_test(state_.test);
  if (c == U't' || c == U'a') {
    if (state_.running_test) return {};
    state_.all_tests = true;
    return run_test(0);
  }
  if (c == U'b' || c == U'g') mark(TestState::passed);
  if (c == U'm' || c == U'f') mark(TestState::failed);
  if (c == U'n') mark(TestState::not_applicable);
  if (c != U'r' && c != U's') return {};
  if (state_.running_test || state_.busy) return {};
  state_.busy = true;
  return {SaveTests{state_.tests, state_.item_label, state_.operator_code}};
}

Model::Deeds Model::press_asked(const Key& key) {
  Asked& asked = *state_.asked;
  if (asked.collecting) {
    if (key.kind == Key::Kind::function && key.number == 10) {
      asked.collecting = false;
      return {};
    }
    std::string name = name_of(key);
    if (name.empty()) name = utf8(key.character);
    if (std::ranges::find(asked.keys, name) == asked.keys.end()) asked.keys.push_back(name);
    return {};
  }
  if (asked.question.kind == TestQuestion::Kind::colours && asked.colour < colour_count) {
    asked.colour = key.kind == Key::Kind::escape ? colour_count : asked.colour + 1;
    return {};
  }
  const char32_t c = key.kind == Key::Kind::character ? key.character : 0;
  if (c == U'o' || c == U'y') return answer(TestState::passed);
  if (c == U'n') return answer(TestState::failed);
  if (c == U's' || key.kind == Key::Kind::escape) return answer(TestState::not_applicable);
  return {};
}

Model::Deeds Model::answer(TestState value) {
  TestReply reply{.state = value, .keys = state_.asked->keys};
  state_.asked.reset();
  return {AnswerTest{std::move(reply)}};
}

}  // namespace station::screen
