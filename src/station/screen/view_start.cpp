// First screen: what this machine is, its drives, what cannot be touched and why.
#include <algorithm>

#include "station/screen/view_parts.hpp"

namespace station::screen {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) {
    if (!part.empty()) all += (all.empty() ? "" : " · ") + part;
  }
  return all;
}

int draw_machine(Sheet& sheet, int row) {
  const auto& [state, tr] = std::pair<const State&, const i18n::Translator&>(sheet.state, sheet.tr);
  if (state.reading_machine) {
    sheet.canvas.put(row, 1, tr("station.screen.start.reading_machine"), Style::strong);
    return row + 2;
  }
  const equipment::Inventory& machine = state.machine.inventory;
  const int after = sheet.canvas.put(row, 1, machine_name(machine, tr), Style::strong);
  if (machine.chassis)
    sheet.canvas.put(row, after,
                     "   " + tr("equipment.hardware.chassis." + std::string(equipment::name_of(*machine.chassis))),
                     Style::normal);
  const auto& serials = machine.serials;
  const std::string serial =
      serials.system.value_or(serials.chassis.value_or(serials.board.value_or(tr("station.table.unknown"))));
  const auto ram = machine.ram.nominal_gb
                       ? tr("station.screen.start.ram",
                            {{"size", tr("station.table.gigabytes",
                                         {{"n", tr.decimal(static_cast<std::int64_t>(*machine.ram.nominal_gb * 1000),
                                                           *machine.ram.nominal_gb < 1 ? 1 : 0)}})}})
                       : std::string();
  sheet.canvas.put(row + 1, 1,
                   joined({tr("station.table.serial", {{"serial", serial}}), ram,
                           machine.cpu.name.value_or(machine.cpu.family.value_or(""))}),
                   Style::normal);
  return row + 2;
}

std::vector<Line> drive_lines(const Sheet& sheet, const DriveRow& row, std::size_t number) {
  const i18n::Translator& tr = sheet.tr;
  const int wide = sheet.width() - 80;
  // Drawn on a sheet of one row, to keep columns in place whatever the letters are.
  Canvas line(1, sheet.width());
  Style health = Style::normal;
  const std::string state = health_text(row.found.facts.health, tr, health);
  line.put(0, 1, std::to_string(number), Style::normal, 3);
  line.put(0, 4, drive_name(row.identity(), tr), Style::normal, 21 + wide / 2);
  line.put(0, 26 + wide / 2, drive_number(row.identity(), tr), Style::normal, 20 + wide / 4);
  line.put(0, 47 + wide * 3 / 4, size_text(row.found.facts.capacity.bytes(), tr), Style::normal, 8);
  line.put(0, 56 + wide * 3 / 4, medium_text(row.found.facts, tr), Style::normal, 9);
  line.put(0, 66 + wide * 3 / 4, state, Style::normal, 14 + wide / 4);
  std::vector<Line> lines{{row.untouchable         ? Style::normal
                           : health == Style::good ? Style::strong
                                                   : health,
                           line.text(0)}};
  if (row.untouchable) {
    const std::string why =
        tr("station.screen.choose.untouchable", {{"why", i18n::refusal_text(tr, *row.untouchable)}});
    for (const std::string& part : line.folded(why, sheet.width() - 5))
      lines.push_back({Style::warning, "    " + part});
  }
  if (row.interrupted)
    lines.push_back({Style::warning, "    " + tr("station.screen.start.interrupted",
                                                 {{"share", share_text(row.interrupted->share, tr)}})});
  if (row.running()) lines.push_back({Style::strong, "    " + tr("station.screen.choose.in_progress")});
  return lines;
}

std::vector<Line> alerts_of(const Sheet& sheet) {
  const State& state = sheet.state;
  std::vector<Line> alerts;
  for (const std::string& name : state.hiding)
    alerts.push_back({Style::bad, sheet.tr("station.screen.start.hiding", {{"name", name}})});
  for (const engine::Interrupted& one : state.absent)
    alerts.push_back(
        {Style::warning, sheet.tr("station.screen.start.absent", {{"drive", drive_name(one.identity, sheet.tr)},
                                                                  {"serial", drive_number(one.identity, sheet.tr)}})});
  for (const Remark& remark : state.machine.remarks)
    alerts.push_back({Style::warning, i18n::refusal_text(sheet.tr, remark)});
  return alerts;
}

int draw_alerts(Sheet& sheet, const std::vector<Line>& alerts, int bottom) {
  int rows = 0;
  std::vector<Line> folded;
  for (const Line& alert : alerts) {
    const auto lines = sheet.canvas.folded(alert.text, sheet.width() - 6);
    for (std::size_t i = 0; i < lines.size() && i < 2; ++i)
      folded.push_back({alert.style, (i == 0 ? "! " : "  ") + lines[i] + (i == 1 && lines.size() > 2 ? " …" : "")});
  }
  const int most = 4 + (sheet.bottom - sheet.top - 16) / 3;
  rows = std::min(most, static_cast<int>(folded.size()));
  for (int i = 0; i < rows; ++i)
    sheet.canvas.put(bottom - rows + i, 1, folded[static_cast<std::size_t>(i)].text,
                     folded[static_cast<std::size_t>(i)].style);
  return bottom - rows;
}

}  // namespace

Footer draw_start(Sheet& sheet) {
  const State& state = sheet.state;
  const i18n::Translator& tr = sheet.tr;
  int row = draw_machine(sheet, sheet.top + (sheet.canvas.rows() > 26 ? 1 : 0)) + (sheet.canvas.rows() > 24 ? 1 : 0);
  int bottom = sheet.bottom;
  draw_field(sheet, --bottom, tr("station.screen.start.operator"), state.operator_code, state.on_operator, 20);
  if (!state.settings.on_bench)
    draw_field(sheet, --bottom, tr("station.screen.start.label"), state.item_label, !state.on_operator, 30);
  bottom = draw_alerts(sheet, alerts_of(sheet), bottom);
  if (sheet.canvas.rows() > 24) --bottom;
  const auto untouchable =
      std::ranges::count_if(state.rows, [](const DriveRow& one) { return one.untouchable.has_value(); });
  std::string heading = tr.count("station.screen.start.drives", static_cast<std::int64_t>(state.rows.size()));
  if (untouchable > 0) heading += " · " + tr.count("station.screen.start.untouchable", untouchable);
  if (state.reading_drives) heading = tr("station.screen.start.reading_drives");
  sheet.canvas.fill(row, 1, sheet.width() - 2, horizontal_line, Style::faint);
  sheet.canvas.put(row, 3, " " + heading + " ", Style::strong);
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < state.rows.size(); ++i)
    blocks.push_back({drive_lines(sheet, state.rows[i], i + 1), i == state.cursor});
  draw_blocks(sheet, blocks, row + 1, bottom);
  if (!state.on_operator) return {tr("station.screen.start.next_label"), tr("station.screen.start.keys")};
  return {tr("station.screen.start.next_operator"),
          tr(state.settings.on_bench ? "station.screen.start.keys_bench" : "station.screen.start.keys")};
}

}  // namespace station::screen
