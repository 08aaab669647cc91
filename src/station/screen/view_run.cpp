// How far each drive is; what came of each.
#include <algorithm>

#include "station/screen/view_parts.hpp"

namespace station::screen {
namespace {

std::string number_of(const State& state, const DriveRow& row) {
  return std::to_string(static_cast<std::size_t>(&row - state.rows.data()) + 1);
}

std::string figures(const engine::Progress& progress, const i18n::Translator& tr) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " · ") + part; };
  if (progress.bytes_per_second > 0) add(speed_text(progress.bytes_per_second, tr));
  if (progress.remaining)
    add(tr("station.screen.progress.remaining", {{"duration", tr.duration(*progress.remaining)}}));
  if (!progress.share && progress.phase == engine::Phase::erasing) {
    add(tr("station.screen.progress.silent"));
    if (progress.bad_sectors == 0) return text;  // nobody looks at sectors while the drive works by itself
  }
  add(progress.bad_sectors == 0
          ? tr("station.screen.progress.no_bad")
          : tr.count("station.screen.progress.bad", static_cast<std::int64_t>(progress.bad_sectors)));
  return text;
}

/// One drive in one or two rows from `row`.
void draw_drive(Sheet& sheet, const DriveRow& drive, int row, bool here, bool two_rows) {
  Canvas& canvas = sheet.canvas;
  const i18n::Translator& tr = sheet.tr;
  const int bar_width = 20 + (sheet.width() - 80) / 2, bar_at = sheet.width() - bar_width - 8;
  canvas.put(row, 0, here ? ">" : " ", Style::strong);
  canvas.put(row, 1, number_of(sheet.state, drive), Style::normal, 3);
  const std::string model = drive_name(drive.identity(), tr);
  const std::string name = drive_number(drive.identity(), tr) + (two_rows ? "" : "  " + model);
  const int name_end = canvas.put(row, 4, name, here ? Style::strong : Style::normal, 26 + (sheet.width() - 80) / 4);
  if (!drive.running()) {
    const Outcome outcome = outcome_of(drive, sheet.state.status, tr);
    canvas.put(row, std::max(name_end + 2, 32 + (sheet.width() - 80) / 4), " " + outcome.title + " ", outcome.block);
    if (two_rows)
      canvas.put(row + 1, 4, model + (outcome.reasons.empty() ? "" : " · " + outcome.reasons.front()), outcome.text);
    return;
  }
  const engine::Progress progress = drive.progress.value_or(engine::Progress{});
  const std::string phase = drive.stopping ? tr("station.screen.progress.stopping") : phase_text(progress, tr);
  canvas.put(row, 32 + (sheet.width() - 80) / 4, phase, Style::strong, bar_at - 33 - (sheet.width() - 80) / 4);
  if (progress.share) {
    canvas.bar(row, bar_at, bar_width, *progress.share);
    canvas.put_right(row, sheet.width() - 1, share_text(*progress.share, tr), Style::strong);
  }
  if (progress.stalled) {
    canvas.put(row + (two_rows ? 1 : 0), two_rows ? 4 : bar_at, " " + tr("station.screen.progress.stalled") + " ",
               Style::bad_block);
  } else if (two_rows) {
    canvas.put(row + 1, 4, figures(progress, tr) + " · " + model,
               progress.bad_sectors > 0 ? Style::warning : Style::normal);
  }
}

/// « 42 % » of the only drive, or « 3/8 » of many, to be read from the other end of the workshop.
int draw_summary(Sheet& sheet, const std::vector<std::size_t>& rows, int row) {
  const i18n::Translator& tr = sheet.tr;
  const auto done = std::ranges::count_if(rows, [&](std::size_t i) { return !sheet.state.rows[i].running(); });
  std::string big, words;
  if (rows.size() == 1) {
    const DriveRow& drive = sheet.state.rows[rows.front()];
    const engine::Progress progress = drive.progress.value_or(engine::Progress{});
    if (!progress.share) return row;
    big = std::to_string(static_cast<int>(*progress.share * 100)) + "%";
    words = phase_text(progress, tr);
  } else {
    big = std::to_string(done) + "/" + std::to_string(rows.size());
    words = tr("station.screen.progress.drives_done");
  }
  const Style style = std::ranges::any_of(rows,
                                          [&](std::size_t i) {
                                            const auto& progress = sheet.state.rows[i].progress;
                                            return progress && progress->stalled;
                                          })
                          ? Style::bad_block
                          : Style::next;
  sheet.canvas.big(row, 4, big, style);
  sheet.canvas.put(row + 3, 4 + Canvas::big_width(big) + 4, words, Style::strong);
  return row + Canvas::big_rows + 1;
}

}  // namespace

Footer draw_progress(Sheet& sheet) {
  const State& state = sheet.state;
  const i18n::Translator& tr = sheet.tr;
  const auto rows = progress_rows(state);
  const Footer footer{
      running_count(state) > 0 ? tr("station.screen.progress.next") : tr("station.screen.progress.next_done"),
      tr("station.screen.progress.keys")};
  if (rows.empty()) return footer;
  int top = sheet.top;
  const int count = static_cast<int>(rows.size());
  if (sheet.bottom - top >= 2 * count + Canvas::big_rows + 1) top = draw_summary(sheet, rows, top);
  const int room = sheet.bottom - top;
  const bool two_rows = 2 * count <= room || count <= 8;
  const int height = two_rows ? 2 : 1, visible = count * height <= room ? count : (room - 1) / height;
  const auto at = std::ranges::find(rows, state.cursor);
  const int cursor = at == rows.end() ? 0 : static_cast<int>(at - rows.begin());
  const int first = std::clamp(cursor - visible + 1, 0, std::max(0, count - visible));
  for (int i = 0; i < visible && first + i < count; ++i) {
    const std::size_t index = rows[static_cast<std::size_t>(first + i)];
    draw_drive(sheet, state.rows[index], top + i * height, index == state.cursor, two_rows);
  }
  if (visible < count)
    sheet.canvas.put(sheet.bottom - 1, 2,
                     tr("station.screen.more",
                        {{"above", std::to_string(first)}, {"below", std::to_string(count - first - visible)}}),
                     Style::strong);
  return footer;
}

namespace {

int draw_outcome(Sheet& sheet, const DriveRow& drive, int row, int bottom) {
  Canvas& canvas = sheet.canvas;
  const Outcome outcome = outcome_of(drive, sheet.state.status, sheet.tr);
  if (canvas.big(row, 2, outcome.big, outcome.block)) row += Canvas::big_rows;
  row += sheet.canvas.rows() > 26 ? 1 : 0;
  int after = canvas.put(row, 1, " " + outcome.title + " ", outcome.block);
  canvas.put(row++, after,
             "  " + drive_name(drive.identity(), sheet.tr) + " · " + drive_number(drive.identity(), sheet.tr) + " · " +
                 size_text(drive.found.facts.capacity.bytes(), sheet.tr),
             Style::strong);
  row = canvas.put_folded(row, 1, outcome.sentence, outcome.text, sheet.width() - 2, 2);
  const int most = sheet.canvas.rows() > 30 ? 8 : 3;
  for (std::size_t i = 0; i < outcome.reasons.size() && row < bottom - 3 && static_cast<int>(i) < most; ++i)
    row = canvas.put_folded(row, 1, "- " + outcome.reasons[i], Style::normal, sheet.width() - 2,
                            std::min(2, bottom - 2 - row));
  row = canvas.put_folded(row, 1, outcome.next, Style::strong, sheet.width() - 2, std::min(2, bottom - 1 - row));
  canvas.put(row++, 1, outcome.report, Style::normal);
  return row;
}

}  // namespace

Footer draw_result(Sheet& sheet) {
  const State& state = sheet.state;
  const i18n::Translator& tr = sheet.tr;
  std::vector<std::size_t> rows;
  for (const std::size_t index : progress_rows(state)) {
    if (!state.rows[index].running()) rows.push_back(index);
  }
  const Footer footer{tr(state.settings.on_bench || state.settings.practice ? "station.screen.result.next_bench"
                                                                            : "station.screen.result.next"),
                      tr("station.screen.result.keys")};
  if (rows.empty()) {
    sheet.canvas.put(sheet.top + 1, 1, tr("station.screen.result.none"), Style::strong);
    return footer;
  }
  const auto at = std::ranges::find(rows, state.cursor);
  const std::size_t cursor = at == rows.end() ? rows.front() : *at;
  const int list =
      rows.size() == 1 ? 0 : std::min(static_cast<int>(rows.size()), std::max(4, (sheet.bottom - sheet.top) / 3));
  draw_outcome(sheet, state.rows[cursor], sheet.top, sheet.bottom - list);
  std::vector<Block> blocks;
  for (const std::size_t index : rows) {
    const DriveRow& drive = state.rows[index];
    const Outcome outcome = outcome_of(drive, state.status, tr);
    Canvas line(1, sheet.width());
    line.put(0, 0, index == cursor ? ">" : " ");
    line.put(0, 1, number_of(state, drive), Style::normal, 3);
    line.put(0, 4, outcome.title, Style::normal, 35);
    const Line text{.style = index == cursor ? Style::strong : Style::normal,
                    .text = {},
                    .mark = outcome.block,
                    .mark_from = 4,
                    .mark_width = std::min(35, width_of(outcome.title))};
    line.put(0, 40, drive_number(drive.identity(), tr) + "  " + drive_name(drive.identity(), tr));
    blocks.push_back({{text}, index == cursor});
    blocks.back().lines.front().text = line.text(0);
  }
  if (list > 0) draw_blocks(sheet, blocks, sheet.bottom - list, sheet.bottom);
  return footer;
}

}  // namespace station::screen
