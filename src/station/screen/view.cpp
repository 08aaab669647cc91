// The frame of every screen.
#include "station/screen/view.hpp"

#include <algorithm>

#include "base/time.hpp"
#include "station/screen/view_parts.hpp"

namespace station::screen {
namespace {

std::string server_text(const State& state, const i18n::Translator& tr) {
  std::string text = tr(state.status.online ? "station.screen.head.online" : "station.screen.head.offline");
  const auto &waiting = state.status.waiting, &refused = state.status.refused;
  if (!waiting.empty())
    text += " · " + tr.count("station.screen.head.waiting", static_cast<std::int64_t>(waiting.size()));
  if (!refused.empty())
    text += " · " + tr.count("station.screen.head.refused", static_cast<std::int64_t>(refused.size()));
  return text;
}

void draw_head(Sheet& sheet) {
  const State& state = sheet.state;
  Canvas& canvas = sheet.canvas;
  canvas.fill(0, 0, canvas.columns(), U' ', Style::title);
  const std::string local =
      state.now == base::Instant{} ? std::string() : base::local_minutes(state.now, state.settings.zone);
  const std::string clock = local.size() >= 5 ? local.substr(local.size() - 5) : local;
  const std::string name = state.settings.station.empty() ? std::string() : " · " + state.settings.station;
  const int right =
      canvas.put_right(0, canvas.columns() - 1, server_text(state, sheet.tr) + "   " + clock, Style::title);
  canvas.put(0, 1, sheet.tr("station.screen.head.title") + name, Style::title, right - 3);
}

int step_of(Page page) {
  switch (page) {
    case Page::start:
      return 0;
    case Page::choose:
    case Page::details:
    case Page::label:
      return 1;
    case Page::confirm:
      return 2;
    case Page::progress:
      return 3;
    case Page::result:
      return 4;
    case Page::tests:
    case Page::server:
    case Page::help:
      return -1;
  }
  return -1;
}

void draw_steps(Sheet& sheet) {
  static constexpr const char* names[] = {"station.screen.step.machine", "station.screen.step.choose",
                                          "station.screen.step.confirm", "station.screen.step.erase",
                                          "station.screen.step.result"};
  const int current = step_of(sheet.state.page);
  int column = 1;
  for (int i = 0; i < 5; ++i) {
    const std::string text = " " + std::to_string(i + 1) + " " + sheet.tr(names[i]) + " ";
    column = sheet.canvas.put(1, column, text, i == current ? Style::next : Style::faint);
    if (i < 4) column = sheet.canvas.put(1, column, ">", Style::faint);
  }
  const std::size_t running = running_count(sheet.state);
  if (running > 0 && sheet.state.page != Page::progress)
    sheet.canvas.put_right(
        1, sheet.width() - 1,
        " " + sheet.tr.count("station.screen.head.running", static_cast<std::int64_t>(running)) + " ",
        Style::warning_block);
}

Footer draw_body(Sheet& sheet) {
  switch (sheet.state.page) {
    case Page::start:
      return draw_start(sheet);
    case Page::choose:
      return draw_choose(sheet);
    case Page::details:
      return draw_details(sheet);
    case Page::label:
      return draw_label(sheet);
    case Page::confirm:
      return draw_confirm(sheet);
    case Page::progress:
      return draw_progress(sheet);
    case Page::result:
      return draw_result(sheet);
    case Page::tests:
      return draw_tests(sheet);
    case Page::server:
      return draw_server(sheet);
    case Page::help:
      return draw_help(sheet);
  }
  return {};
}

struct Question {
  std::string title, text, keys;
};

Question question_of(const State& state, const i18n::Translator& tr) {
  const auto running = static_cast<std::int64_t>(running_count(state));
  const DriveRow* row = under_cursor(state);
  switch (*state.ask) {
    case Ask::stop_one:
      return {tr("station.screen.ask.stop_one", {{"drive", row != nullptr ? drive_name(row->identity(), tr) : ""}}),
              tr("station.screen.ask.stop_text"), tr("station.screen.ask.yes_no")};
    case Ask::stop_all:
      return {tr.count("station.screen.ask.stop_all", running), tr("station.screen.ask.stop_text"),
              tr("station.screen.ask.yes_no")};
    case Ask::leave:
      break;
  }
  const auto held = static_cast<std::int64_t>(held_count(state));
  std::string keys;
  if (state.settings.can_power_off && held == 0) keys += tr("station.screen.ask.power_off") + "   ";
  if (state.settings.can_leave) keys += tr("station.screen.ask.quit") + "   ";
  return {tr("station.screen.ask.leave"),
          held > 0      ? tr.count("station.screen.ask.leave_held", held)
          : running > 0 ? tr.count("station.screen.ask.leave_running", running)
                        : tr("station.screen.ask.leave_text"),
          keys + tr("station.screen.ask.stay")};
}

void draw_question(Sheet& sheet) {
  const Question question = question_of(sheet.state, sheet.tr);
  Canvas& canvas = sheet.canvas;
  const int width = 72, left = (canvas.columns() - width) / 2, height = 10,
            top = std::max(2, (canvas.rows() - height) / 2);
  for (int row = 0; row < height; ++row)
    canvas.fill(top + row, left, width, U' ', row == 0 || row == height - 1 ? Style::warning_block : Style::normal);
  for (int row = 1; row < height - 1; ++row) {
    canvas.fill(top + row, left, 2, U' ', Style::warning_block);
    canvas.fill(top + row, left + width - 2, 2, U' ', Style::warning_block);
  }
  canvas.put(top + 1, left + 4, question.title, Style::warning, width - 8);
  canvas.put_folded(top + 3, left + 4, question.text, Style::normal, width - 8, 4);
  canvas.put(top + height - 2, left + 4, question.keys, Style::strong, width - 8);
}

}  // namespace

Canvas draw(const State& state, const i18n::Translators& translators, int rows, int columns, Charset charset) {
  Canvas canvas(rows, columns, charset);
  const i18n::Translator& tr = translators[state.settings.language];
  if (rows < least_rows || columns < least_columns) {
    canvas.put_folded(0, 0, tr("station.screen.too_small"), Style::bad, columns, rows);
    if (running_count(state) > 0)
      canvas.put(rows - 1, 0, tr.count("station.screen.head.running", static_cast<std::int64_t>(running_count(state))),
                 Style::strong);
    return canvas;
  }
  if (draw_colour(canvas, state)) return canvas;
  Sheet sheet{.canvas = canvas, .state = state, .tr = tr, .top = state.settings.practice ? 3 : 2, .bottom = rows - 4};
  draw_head(sheet);
  draw_steps(sheet);
  if (state.settings.practice) {
    canvas.fill(2, 0, columns, U' ', Style::warning_block);
    canvas.put(2, 2, tr("station.screen.head.practice"), Style::warning_block);
  }
  const Footer footer = draw_body(sheet);
  if (state.message) {
    const Style style = state.message->tone == Tone::good      ? Style::good
                        : state.message->tone == Tone::warning ? Style::warning_block
                                                               : Style::bad_block;
    canvas.put(rows - 4, 0, " " + i18n::refusal_text(tr, state.message->text) + " ", style);
  } else if (state.busy) {
    canvas.put(rows - 4, 1, tr("station.screen.busy"), Style::strong);
  }
  canvas.fill(rows - 3, 0, columns, U' ', Style::next);
  canvas.put(rows - 3, 1, footer.next, Style::next);
  canvas.put(rows - 2, 1, footer.keys, Style::key);
  canvas.put(rows - 1, 1,
             tr(state.settings.has_tests ? "station.screen.keys.all_with_tests" : "station.screen.keys.all"),
             Style::key);
  if (state.ask) draw_question(sheet);
  return canvas;
}

// ---- parts ----

namespace {

int height_of(const Block& block) { return static_cast<int>(block.lines.size()); }

/// The first block to draw so that the cursor's one is whole within `room` rows.
std::size_t first_block(const std::vector<Block>& blocks, std::size_t cursor, int room) {
  int used = height_of(blocks[cursor]);
  std::size_t first = cursor;
  while (first > 0 && used + height_of(blocks[first - 1]) <= room) used += height_of(blocks[--first]);
  return first;
}

}  // namespace

void draw_blocks(Sheet& sheet, const std::vector<Block>& blocks, int top, int bottom) {
  if (blocks.empty() || bottom <= top) return;
  int total = 0;
  std::size_t cursor = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    total += height_of(blocks[i]);
    if (blocks[i].chosen_cursor) cursor = i;
  }
  std::size_t first = 0;
  if (total > bottom - top) {
    bottom -= 1;  // the row that says what is not seen
    first = first_block(blocks, cursor, bottom - top);
  }
  int row = top;
  std::size_t next = first;
  for (; next < blocks.size() && row + std::min(height_of(blocks[next]), bottom - top) <= bottom; ++next) {
    for (const Line& line : blocks[next].lines) {
      if (row >= bottom) continue;
      sheet.canvas.put(row, 0, line.text, line.style, sheet.width());
      if (line.mark_width > 0) sheet.canvas.restyle(row, line.mark_from, line.mark_width, line.mark);
      ++row;
    }
  }
  if (first == 0 && next == blocks.size()) return;
  const std::string hidden = sheet.tr(
      "station.screen.more", {{"above", std::to_string(first)}, {"below", std::to_string(blocks.size() - next)}});
  sheet.canvas.put(bottom, 2, hidden, Style::strong);
}

int draw_field(Sheet& sheet, int row, const std::string& label, const std::string& text, bool active, int width) {
  int column = sheet.canvas.put(row, 1, label + " ", active ? Style::strong : Style::normal);
  const int room = std::min(width, sheet.width() - column - 2);
  sheet.canvas.fill(row, column, room, U' ', active ? Style::input : Style::faint);
  if (!active) sheet.canvas.fill(row, column, room, U'.', Style::faint);
  // The end of a long entry is what the person is typing.
  std::string shown = text;
  while (width_of(shown) > room - 1) shown.erase(0, 1);
  column = sheet.canvas.put(row, column, shown, active ? Style::input : Style::strong, room);
  if (active) sheet.canvas.put(row, column, "_", Style::input, 1);
  return row + 1;
}

void draw_text(Sheet& sheet, const std::vector<Line>& lines, int top, int bottom, std::size_t scroll) {
  std::vector<Line> folded;
  for (const Line& line : lines) {
    for (const std::string& part : sheet.canvas.folded(line.text, sheet.width() - 4))
      folded.push_back({line.style, part});
  }
  const int room = bottom - top;
  const int hidden = static_cast<int>(folded.size()) - room;
  const int first = hidden <= 0 ? 0 : std::min(static_cast<int>(scroll), hidden + 1);
  const int shown = hidden <= 0 ? room : room - 1;
  for (int i = 0; i < shown && first + i < static_cast<int>(folded.size()); ++i) {
    const Line& line = folded[static_cast<std::size_t>(first + i)];
    sheet.canvas.put(top + i, 2, line.text, line.style);
  }
  if (hidden > 0) sheet.canvas.put(bottom - 1, 2, sheet.tr("station.screen.more_lines"), Style::strong);
}

}  // namespace station::screen
