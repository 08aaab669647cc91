// What a state says of itself, and the facts that change it.
#include "station/screen/model.hpp"

#include <algorithm>

namespace station::screen {

bool needs_psid(const DriveRow& row) {
  const auto& steps = row.plan.preparations;
  return std::ranges::find(steps, sanitization::Preparation::psid_revert) != steps.end();
}

bool is_held(const engine::Progress& progress) {
  using sanitization::Method;
  return progress.phase == engine::Phase::erasing &&
         (progress.step == sanitization::code(Method::security_erase) ||
          progress.step == sanitization::code(Method::security_erase_enhanced));
}

bool can_choose(const DriveRow& row) {
  return row.here && !row.untouchable && !row.running() && !row.finished &&
         row.plan.decision != sanitization::Decision::refuse;
}

bool confirmed_by_label(const State& state) { return !state.settings.on_bench && !state.item_label.empty(); }

bool keyboard_under_test(const State& state) {
  return state.page == Page::tests && !state.asked && state.running_test &&
         state.tests[*state.running_test].id == "keyboard";
}

std::vector<const DriveRow*> unconfirmed(const State& state) {
  std::vector<const DriveRow*> rows;
  for (const DriveRow& row : state.rows) {
    if (row.chosen && row.confirmed_by.empty()) rows.push_back(&row);
  }
  return rows;
}

const DriveRow* awaiting_psid(const State& state) {
  if (!unconfirmed(state).empty()) return nullptr;
  const auto row = std::ranges::find_if(
      state.rows, [](const DriveRow& one) { return one.chosen && needs_psid(one) && one.psid.empty(); });
  return row == state.rows.end() ? nullptr : &*row;
}

std::vector<std::size_t> progress_rows(const State& state) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < state.rows.size(); ++i) {
    if (state.rows[i].shown_in_progress()) rows.push_back(i);
  }
  return rows;
}

std::size_t running_count(const State& state) {
  return static_cast<std::size_t>(std::ranges::count_if(state.rows, &DriveRow::running));
}

std::size_t held_count(const State& state) {
  return static_cast<std::size_t>(
      std::ranges::count_if(state.rows, [](const DriveRow& row) { return row.progress && is_held(*row.progress); }));
}

const DriveRow* under_cursor(const State& state) {
  return state.cursor < state.rows.size() ? &state.rows[state.cursor] : nullptr;
}

Model::Model(Settings settings) {
  state_.settings = std::move(settings);
  state_.on_operator = state_.settings.on_bench;  // on a bench no label stands for all drives
}

std::vector<Deed> Model::begin() { return {ReadMachine{}, FindDrives{}}; }

std::vector<Deed> Model::take(const Fact& fact) {
  return std::visit([this](const auto& one) { return on(one); }, fact);
}

Model::Deeds Model::on(const Tick& fact) {
  state_.now = fact.now;
  return {};
}

Model::Deeds Model::on(const MachineRead& fact) {
  state_.machine = fact;
  state_.reading_machine = false;
  return {};
}

Model::Deeds Model::on(const ScreenStatus& fact) {
  state_.status = fact;
  const auto is_in = [](const std::vector<std::string>& reports, const std::string& id) {
    return std::ranges::find(reports, id) != reports.end();
  };
  using Report = DriveRow::Report;
  for (DriveRow& row : state_.rows) {
    if (!fact.known || (row.report != Report::kept && row.report != Report::sent && row.report != Report::refused))
      continue;
    row.report = is_in(fact.refused, row.report_id)   ? Report::refused
                 : is_in(fact.waiting, row.report_id) ? Report::kept
                                                      : Report::sent;
  }
  return {};
}

DriveRow* Model::row_of(std::uint64_t id) {
  const auto row = std::ranges::find(state_.rows, id, &DriveRow::id);
  return row == state_.rows.end() ? nullptr : &*row;
}

/// A drive that erases or has ended keeps its row, even unplugged; the others are what was seen now.
Model::Deeds Model::on(const DrivesFound& fact) {
  state_.reading_drives = false;
  state_.hiding = fact.hiding;
  const std::uint64_t at = state_.cursor < state_.rows.size() ? state_.rows[state_.cursor].id : 0;
  std::vector<DriveRow> rows = std::move(state_.rows);
  state_.rows.clear();
  for (DriveRow& row : rows) row.here = false;
  std::vector<DriveRow> fresh;
  for (const drives::Found& found : fact.drives) {
    const auto known = std::ranges::find_if(rows, [&](const DriveRow& row) {
      return !row.here && sanitization::same_drive(row.identity(), found.facts.identity);
    });
    if (known == rows.end()) {
      fresh.push_back({.id = next_id_++, .found = found});
    } else {
      known->here = true;
      known->found = found;
    }
  }
  for (DriveRow& row : rows) {
    if (row.here || row.shown_in_progress()) state_.rows.push_back(std::move(row));
  }
  std::ranges::move(fresh, std::back_inserter(state_.rows));
  state_.absent.clear();
  for (DriveRow& row : state_.rows) row.interrupted.reset();
  for (const engine::Interrupted& one : fact.interrupted) {
    const auto row = std::ranges::find_if(
        state_.rows, [&](const DriveRow& each) { return sanitization::same_drive(each.identity(), one.identity); });
    if (row == state_.rows.end() || !row->here) {
      state_.absent.push_back(one);
    } else if (!row->running()) {
      row->interrupted = one;
    }
  }
  const auto again = std::ranges::find(state_.rows, at, &DriveRow::id);
  state_.cursor = again == state_.rows.end() ? 0 : static_cast<std::size_t>(again - state_.rows.begin());
  if (state_.page == Page::start) {
    choose_by_default();
  } else {
    judge_rows();
  }
  if (state_.page == Page::confirm) {  // what was on the screen may no longer be what is plugged
    for (DriveRow& row : state_.rows) {
      if (!row.running()) row.confirmed_by.clear();
    }
    go(Page::choose);
    say(Tone::warning, "station.screen.confirm.drives_changed");
  }
  return {};
}

void Model::judge_rows() {
  std::vector<drives::Found> all;
  for (const DriveRow& row : state_.rows) {
    if (row.here) all.push_back(row.found);
  }
  for (DriveRow& row : state_.rows) {
    if (!row.here || row.running()) continue;
    const base::Outcome guard = drives::check_guard(row.found, all);
    row.untouchable = guard.ok() ? std::nullopt : std::optional(guard.refusal());
    if (guard.ok())
      row.plan = sanitization::make_plan(row.found.facts, state_.settings.policies.at(state_.settings.policy), {});
    row.chosen = row.chosen && can_choose(row);
  }
}

/// What was interrupted goes on as it began: its policy, itself chosen. One drive alone needs no choice either.
void Model::choose_by_default() {
  const auto resumed =
      std::ranges::find_if(state_.rows, [](const DriveRow& row) { return row.interrupted.has_value(); });
  if (resumed != state_.rows.end()) {
    const auto& known = state_.settings.policies;
    const auto policy = std::ranges::find(known, resumed->interrupted->policy, &sanitization::Policy::id);
    if (policy != known.end()) state_.settings.policy = static_cast<std::size_t>(policy - known.begin());
  }
  judge_rows();
  std::size_t choosable = 0;
  for (DriveRow& row : state_.rows) {
    if (can_choose(row)) ++choosable;
    if (can_choose(row) && row.interrupted) row.chosen = true;
  }
  if (choosable != 1) return;
  for (DriveRow& row : state_.rows) row.chosen = can_choose(row);
}

Model::Deeds Model::on(const Started& fact) {
  DriveRow* row = row_of(fact.row);
  if (row == nullptr) return {};
  row->starting = false;
  row->not_started = fact.refused;
  if (fact.refused) row->stopping = false;
  if (!fact.refused && !row->finished) row->progress = engine::Progress{};
  show_result_when_all_ended();
  return {};
}

Model::Deeds Model::on(const Progressed& fact) {
  DriveRow* row = row_of(fact.row);
  if (row != nullptr && !row->finished) row->progress = fact.progress;
  return {};
}

Model::Deeds Model::on(const Ended& fact) {
  DriveRow* row = row_of(fact.row);
  if (row == nullptr) return {};
  row->starting = row->stopping = false;
  row->progress.reset();
  row->interrupted.reset();
  row->finished = fact.finished;
  row->chosen = false;
  Deeds deeds;
  if (state_.settings.practice) {
    row->report = DriveRow::Report::practice;
    // What this would have been: a trainee must see it. No word of it leaves the screen, where it is called an exercise.
    sanitization::Record as_real = fact.finished.record;
    as_real.practice = false;
    row->finished->assessment = sanitization::assess(as_real);
  } else if (fact.finished.assessment.verdict == sanitization::Verdict::interrupted) {
    row->report = DriveRow::Report::later;  // a report would close its journal, and nothing could go on
  } else {
    row->report = DriveRow::Report::keeping;
    deeds.emplace_back(KeepReport{fact.row, fact.finished, row->item_number, row->operator_code});
  }
  show_result_when_all_ended();
  return deeds;
}

void Model::show_result_when_all_ended() {
  if (state_.page != Page::progress || running_count(state_) > 0) return;
  if (state_.ask && *state_.ask != Ask::leave) state_.ask.reset();
  go(Page::result);
}

Model::Deeds Model::on(const Reported& fact) {
  DriveRow* row = row_of(fact.row);
  if (row == nullptr) return {};
  row->report_id = fact.id.value_or({});
  row->report = !fact.id.ok()            ? DriveRow::Report::failed
                : row->report_id.empty() ? DriveRow::Report::elsewhere
                                         : DriveRow::Report::kept;
  row->report_refusal = fact.id.ok() ? std::nullopt : std::optional(fact.id.refusal());
  return {};
}

Model::Deeds Model::on(const DeedDone& fact) {
  state_.busy = false;
  state_.message = fact.message;
  return {};
}

}  // namespace station::screen
