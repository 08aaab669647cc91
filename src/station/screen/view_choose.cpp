// What will be erased and how; what a person must name before it starts.
#include <algorithm>

#include "station/screen/scan.hpp"
#include "station/screen/view_parts.hpp"

namespace station::screen {
namespace {

std::string policy_name(const State& state, const i18n::Translator& tr) {
  const sanitization::Policy& policy = state.settings.policies.at(state.settings.policy);
  const auto name = policy.name.find(std::string(i18n::language_code(tr.language())));
  return name == policy.name.end() ? policy.id : name->second;
}

std::string drive_text(const DriveRow& row, const i18n::Translator& tr) {
  return drive_name(row.identity(), tr) + " · " + size_text(row.found.facts.capacity.bytes(), tr) + " · " +
         drive_number(row.identity(), tr);
}

Block choice(const Sheet& sheet, std::size_t index) {
  const State& state = sheet.state;
  const DriveRow& row = state.rows[index];
  const std::string mark = row.chosen ? "[X]" : can_choose(row) ? "[ ]" : " - ";
  const bool here = index == state.cursor;
  std::string head = (here ? ">" : " ") + mark + " " + std::to_string(index + 1) + "  " + drive_text(row, sheet.tr);
  if (!row.label.empty()) head += " · " + sheet.tr("station.screen.choose.label", {{"label", row.label}});
  Canvas line(1, sheet.width());
  line.put(0, 0, head);
  std::string shown = line.text(0);
  if (here) shown += std::string(static_cast<std::size_t>(std::max(0, sheet.width() - width_of(shown))), ' ');
  Block block{.lines = {{here         ? Style::next
                         : row.chosen ? Style::strong
                                      : Style::normal,
                         shown}},
              .chosen_cursor = here};
  const bool whole = here || sheet.canvas.rows() > 30;
  for (const Line& text : plan_lines(row, sheet.tr)) {
    auto folded = sheet.canvas.folded(text.text, sheet.width() - 9);
    for (std::size_t i = 0; i < folded.size() && (whole || i < 1); ++i) {
      if (!whole && folded.size() > 1) folded[i] += " …";
      block.lines.push_back({text.style, "        " + folded[i]});
    }
    if (!whole && block.lines.size() >= 3) break;
  }
  return block;
}

}  // namespace

Footer draw_choose(Sheet& sheet) {
  const State& state = sheet.state;
  const i18n::Translator& tr = sheet.tr;
  sheet.canvas.put(sheet.top, 1, tr("station.screen.choose.policy", {{"name", policy_name(state, tr)}}), Style::strong);
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < state.rows.size(); ++i) blocks.push_back(choice(sheet, i));
  draw_blocks(sheet, blocks, sheet.top + 1, sheet.bottom);
  const auto chosen = std::ranges::count_if(state.rows, &DriveRow::chosen);
  return {chosen == 0 ? tr("station.screen.choose.next_none") : tr.count("station.screen.choose.next", chosen),
          tr(state.settings.on_bench ? "station.screen.choose.keys_bench" : "station.screen.choose.keys")};
}

Footer draw_details(Sheet& sheet) {
  const DriveRow* row = under_cursor(sheet.state);
  if (row != nullptr)
    draw_text(sheet, detail_lines(*row, sheet.state.settings.policies.at(sheet.state.settings.policy), sheet.tr),
              sheet.top, sheet.bottom, sheet.state.scroll);
  return {sheet.tr("station.screen.back"), sheet.tr("station.screen.keys.scroll")};
}

Footer draw_label(Sheet& sheet) {
  const DriveRow* row = under_cursor(sheet.state);
  if (row != nullptr) sheet.canvas.put(sheet.top + 1, 1, drive_text(*row, sheet.tr), Style::strong);
  sheet.canvas.put_folded(sheet.top + 3, 1, sheet.tr("station.screen.label.text"), Style::normal, sheet.width() - 2, 3);
  draw_field(sheet, sheet.top + 7, sheet.tr("station.screen.label.field"), sheet.state.entry, true, 40);
  return {sheet.tr("station.screen.label.next"), sheet.tr("station.screen.keys.cancel")};
}

namespace {

std::string confirmation(const Sheet& sheet) {
  const State& state = sheet.state;
  if (awaiting_psid(state) != nullptr)
    return sheet.tr("station.screen.confirm.psid", {{"drive", drive_name(awaiting_psid(state)->identity(), sheet.tr)}});
  if (confirmed_by_label(state)) return sheet.tr("station.screen.confirm.type_label");
  const auto left = unconfirmed(state);
  if (left.size() == 1)
    return sheet.tr("station.screen.confirm.type_serial",
                    {{"n", std::to_string(asked_characters(left.front()->identity()).size())}});
  return sheet.tr("station.screen.confirm.type_serials", {{"n", std::to_string(left.size())}});
}

Block lost(const Sheet& sheet, const DriveRow& row) {
  const i18n::Translator& tr = sheet.tr;
  const std::string mark = row.confirmed_by.empty() ? "   " : " " + tr("station.screen.confirm.done_mark") + " ";
  Block block;
  Canvas line(1, sheet.width());
  line.put(0, 0, mark + " " + drive_text(row, tr));
  block.lines.push_back({row.confirmed_by.empty() ? Style::strong : Style::good, line.text(0)});
  const bool destroy = row.plan.decision == sanitization::Decision::destroy;
  if (destroy) block.lines.push_back({Style::warning, "     " + tr("station.screen.confirm.only_record")});
  return block;
}

}  // namespace

Footer draw_confirm(Sheet& sheet) {
  const State& state = sheet.state;
  const i18n::Translator& tr = sheet.tr;
  sheet.canvas.fill(sheet.top, 0, sheet.width(), U' ', Style::bad_block);
  sheet.canvas.put(sheet.top, 1, tr("station.screen.confirm.title"), Style::bad_block);
  std::vector<Block> blocks;
  bool cursor_set = false;
  for (const DriveRow& row : state.rows) {
    if (!row.chosen) continue;
    blocks.push_back(lost(sheet, row));
    blocks.back().chosen_cursor = !cursor_set && row.confirmed_by.empty();
    cursor_set = cursor_set || blocks.back().chosen_cursor;
  }
  const auto text = sheet.canvas.folded(confirmation(sheet), sheet.width() - 2);
  const int entry = sheet.bottom - 2;
  const int words = entry - static_cast<int>(text.size());
  draw_blocks(sheet, blocks, sheet.top + 2, words - 1);
  for (std::size_t i = 0; i < text.size(); ++i)
    sheet.canvas.put(words + static_cast<int>(i), 1, text[i], Style::warning);
  draw_field(sheet, entry, ">", state.entry, true, 60);
  return {tr("station.screen.confirm.next"), tr("station.screen.keys.cancel")};
}

}  // namespace station::screen
