// The confirmation: nothing starts before what will be lost was named by a person.
#include <algorithm>

#include "base/text.hpp"
#include "station/screen/model.hpp"
#include "station/screen/scan.hpp"

namespace station::screen {

Model::Deeds Model::press_confirm(const Key& key) {
  if (key.kind == Key::Kind::escape) {
    for (DriveRow& row : state_.rows) {
      if (row.running()) continue;
      row.confirmed_by.clear();
      row.psid.clear();
    }
    go(Page::choose);
    return {};
  }
  if (key.kind == Key::Kind::enter) return check_entry();
  if (type(state_.entry, key, 64)) state_.message.reset();
  return {};
}

Model::Deeds Model::check_entry() {
  const std::string typed = base::trim(state_.entry);
  state_.entry.clear();
  if (typed.empty()) return {};
  if (const DriveRow* waiting = awaiting_psid(state_)) {
    const std::string psid = base::upper(typed);
    const bool good = psid.size() == 32 && std::ranges::all_of(psid, [](char c) {
                        return std::isalnum(static_cast<unsigned char>(c)) != 0;
                      });
    if (!good) {
      say(Tone::bad, "station.screen.confirm.bad_psid", {{"n", std::to_string(psid.size())}});
      return {};
    }
    row_of(waiting->id)->psid = psid;
    return awaiting_psid(state_) == nullptr ? start_chosen() : Deeds{};
  }
  const std::string label = clean_scan(typed);
  std::vector<DriveRow*> meant;
  for (DriveRow& row : state_.rows) {
    if (!row.chosen || !row.confirmed_by.empty()) continue;
    const bool by_machine = confirmed_by_label(state_) && label == state_.item_label;
    const bool by_label = !row.label.empty() && label == row.label;
    if (by_machine || by_label || (!confirmed_by_label(state_) && confirms(typed, row.identity())))
      meant.push_back(&row);
  }
  if (meant.empty()) {
    say(Tone::bad,
        confirmed_by_label(state_) ? "station.screen.confirm.wrong_label" : "station.screen.confirm.wrong_serial",
        {{"typed", label}});
    return {};
  }
  const bool one_name_for_all = confirmed_by_label(state_) ||
                                std::ranges::all_of(meant, [&](const DriveRow* row) { return row->label == label; });
  if (meant.size() > 1 && !one_name_for_all) {
    say(Tone::warning, "station.screen.confirm.ambiguous", {{"typed", label}});
    return {};
  }
  for (DriveRow* row : meant) row->confirmed_by = label;
  state_.message.reset();
  if (!unconfirmed(state_).empty()) {
    say(Tone::good, "station.screen.confirm.one_done", {{"typed", label}});
    return {};
  }
  return awaiting_psid(state_) == nullptr ? start_chosen() : Deeds{};
}

Model::Deeds Model::start_chosen() {
  Deeds deeds;
  for (DriveRow& row : state_.rows) {
    if (!row.chosen || row.confirmed_by.empty()) continue;
    row.chosen = false;
    row.starting = true;
    row.item_number = row.label.empty() ? state_.item_label : row.label;
    row.operator_code = state_.operator_code;
    row.not_started.reset();
    deeds.emplace_back(Start{row.id,
                             {.identity = row.identity(),
                              .policy = state_.settings.policies.at(state_.settings.policy),
                              .confirmed_by = row.confirmed_by,
                              .psid = row.psid,
                              .origin = {.item_number = row.item_number,
                                         .operator_code = row.operator_code,
                                         .machine = !state_.settings.on_bench}}});
  }
  go(Page::progress);
  return deeds;
}

}  // namespace station::screen
