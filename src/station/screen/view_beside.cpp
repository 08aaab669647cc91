// The screens beside the work: tests, server, help.
#include <algorithm>

#include "station/screen/view_parts.hpp"

namespace station::screen {
namespace {

struct Spoken {
  const char* key;
  Style style;
};

Spoken spoken(TestState state) {
  switch (state) {
    case TestState::waiting:
      return {"station.screen.tests.waiting", Style::normal};
    case TestState::running:
      return {"station.screen.tests.running", Style::next};
    case TestState::passed:
      return {"station.screen.tests.passed", Style::good_block};
    case TestState::failed:
      return {"station.screen.tests.failed", Style::bad_block};
    case TestState::not_applicable:
      return {"station.screen.tests.not_applicable", Style::faint};
  }
  return {"station.screen.tests.waiting", Style::normal};
}

Footer draw_asked(Sheet& sheet) {
  const Asked& asked = *sheet.state.asked;
  const i18n::Translator& tr = sheet.tr;
  int row = sheet.canvas.put_folded(sheet.top + 1, 2, asked.question.text, Style::strong, sheet.width() - 4, 6) + 1;
  if (!asked.keys.empty()) {
    std::string keys;
    for (const std::string& key : asked.keys) keys += (keys.empty() ? "" : "  ") + key;
    sheet.canvas.put(row++, 2, tr.count("station.screen.tests.keys_seen", static_cast<std::int64_t>(asked.keys.size())),
                     Style::strong);
    sheet.canvas.put_folded(row, 2, keys, Style::good, sheet.width() - 4, sheet.bottom - row);
  }
  if (asked.collecting) return {tr("station.screen.tests.next_keyboard"), ""};
  return {tr("station.screen.tests.next_asked"), tr("station.screen.tests.keys_asked")};
}

}  // namespace

bool draw_colour(Canvas& canvas, const State& state) {
  static constexpr Style grounds[colour_count] = {Style::red, Style::green, Style::blue, Style::white, Style::black};
  const bool shown = state.page == Page::tests && state.asked && !state.ask &&
                     state.asked->question.kind == TestQuestion::Kind::colours && state.asked->colour < colour_count;
  if (!shown) return false;
  for (int row = 0; row < canvas.rows(); ++row)
    canvas.fill(row, 0, canvas.columns(), U' ', grounds[state.asked->colour]);
  return true;
}

Footer draw_tests(Sheet& sheet) {
  const State& state = sheet.state;
  const i18n::Translator& tr = sheet.tr;
  if (state.asked) return draw_asked(sheet);
  std::vector<Block> blocks;
  const int wide = sheet.width() - 80;
  for (std::size_t i = 0; i < state.tests.size(); ++i) {
    const TestRow& test = state.tests[i];
    Canvas line(1, sheet.width());
    line.put(0, 0, i == state.test ? ">" : " ");
    line.put(0, 2, tr(spoken(test.state).key), Style::normal, 14);
    line.put(0, 17, test.title, Style::normal, 26 + wide / 2);
    const std::string share =
        test.state == TestState::running && test.share ? share_text(*test.share, tr) + "  " : std::string();
    line.put(0, 44 + wide / 2, share + test.detail);
    const Line text{.style = i == state.test ? Style::strong : Style::normal,
                    .text = line.text(0),
                    .mark = spoken(test.state).style,
                    .mark_from = 2,
                    .mark_width = width_of(tr(spoken(test.state).key))};
    blocks.push_back({{text}, i == state.test});
  }
  draw_blocks(sheet, blocks, sheet.top + 1, sheet.bottom);
  if (state.tests.empty()) sheet.canvas.put(sheet.top + 1, 2, tr("station.screen.tests.none"), Style::strong);
  if (keyboard_under_test(state)) return {tr("station.screen.tests.next_keys"), ""};
  return {state.running_test ? tr("station.screen.tests.next_running") : tr("station.screen.tests.next"),
          tr("station.screen.tests.keys")};
}

Footer draw_server(Sheet& sheet) {
  const State& state = sheet.state;
  const i18n::Translator& tr = sheet.tr;
  const ScreenStatus& status = state.status;
  int row = sheet.top + 1;
  const auto line = [&](const std::string& text, Style style) {
    row = sheet.canvas.put_folded(row, 2, text, style, sheet.width() - 4, 3);
  };
  line(status.server.empty() ? tr("station.screen.server.none")
                             : tr("station.screen.server.address", {{"server", status.server}}),
       Style::strong);
  if (!status.server.empty())
    line(tr(status.online ? "station.screen.server.online" : "station.screen.server.offline"),
         status.online ? Style::good : Style::warning);
  if (!status.server.empty() && !status.enrolled) line(tr("station.screen.server.not_enrolled"), Style::warning);
  if (!status.key.empty()) line(tr("station.screen.server.key", {{"key", status.key}}), Style::normal);
  ++row;
  line(tr.count("station.screen.server.waiting", static_cast<std::int64_t>(status.waiting.size())), Style::strong);
  if (!status.refused.empty())
    line(tr.count("station.screen.server.refused", static_cast<std::int64_t>(status.refused.size())), Style::bad);
  line(tr("station.screen.server.offline_is_fine"), Style::normal);
  ++row;
  line(tr("station.screen.server.how"), Style::normal);
  draw_field(sheet, sheet.bottom - 2, tr("station.screen.server.field"), state.entry, true, 60 + sheet.width() - 80);
  return {tr(state.entry.empty() ? "station.screen.server.next_empty" : "station.screen.server.next"),
          tr("station.screen.server.keys")};
}

Footer draw_help(Sheet& sheet) {
  static constexpr const char* parts[] = {"station.screen.help.steps", "station.screen.help.words",
                                          "station.screen.help.safe",  "station.screen.help.power",
                                          "station.screen.help.lost",  "station.screen.help.scanner",
                                          "station.screen.help.keys"};
  std::vector<Line> lines;
  for (const char* part : parts) {
    lines.push_back({Style::normal, sheet.tr(part)});
    if (sheet.canvas.rows() > 30) lines.push_back({});
  }
  draw_text(sheet, lines, sheet.top, sheet.bottom, sheet.state.scroll);
  return {sheet.tr("station.screen.back"), sheet.tr("station.screen.keys.scroll")};
}

}  // namespace station::screen
