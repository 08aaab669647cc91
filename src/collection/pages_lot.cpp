#include "collection/pages_lot.hpp"

#include "base/text.hpp"
#include "collection/pages_donation.hpp"

namespace collection {
namespace {

html::StepState step_state(std::int64_t done, std::int64_t whole) {
  if (whole > 0 && done >= whole) return html::StepState::done;
  return done > 0 ? html::StepState::current : html::StepState::waiting;
}

std::string part(const i18n::Translator& tr, std::int64_t done, std::int64_t whole) {
  return tr("collection.part", {{"done", tr.number(done)}, {"whole", tr.number(whole)}});
}

}  // namespace

html::Html lot_state_badge(const i18n::Translator& tr, LotState state) {
  const std::string text = tr("collection.lot_state." + std::string(code(state)));
  switch (state) {
    case LotState::declared:
      return html::badge(html::Tone::neutral, text);
    case LotState::in_reception:
      return html::badge(html::Tone::information, text);
    case LotState::received:
      return html::badge(html::Tone::success, text);
  }
  return {};
}

html::Html lot_steps(const i18n::Translator& tr, const Lot& lot, const LotFigures& figures) {
  const bool closed = lot.state == LotState::received;
  const std::int64_t out = figures.ready + figures.departed;
  return html::steps(
      tr,
      {{.text = tr("collection.step.declared"), .state = html::StepState::done, .note = tr.number(figures.declared)},
       {.text = tr("collection.step.received"),
        .state = closed                                ? html::StepState::done
                 : lot.state == LotState::in_reception ? html::StepState::current
                                                       : html::StepState::waiting,
        .note = part(tr, figures.received, figures.declared)},
       {.text = tr("collection.step.triaged"),
        .state = step_state(figures.triaged, figures.received),
        .note = part(tr, figures.triaged, figures.received)},
       {.text = tr("collection.step.erased"),
        .state = step_state(figures.erased, figures.with_media),
        .note = part(tr, figures.erased, figures.with_media)},
       {.text = tr("collection.step.out"),
        .state = step_state(out, figures.received),
        .note = part(tr, out, figures.received)}});
}

html::Html lot_tiles(const i18n::Translator& tr, const Lot& lot, const LotFigures& figures) {
  std::vector<html::Stat> tiles = {
      {.label = tr("collection.lot.declared"), .value = tr.number(figures.declared)},
      {.label = tr("collection.lot.received"), .value = tr.number(figures.received)},
      {.label = tr("collection.lot.missing"),
       .value = tr.number(figures.missing),
       .tone = figures.missing > 0 && lot.state == LotState::received ? html::Tone::warning : html::Tone::neutral},
      {.label = tr("collection.lot.extra"), .value = tr.number(figures.extra())},
      {.label = tr("collection.lot.items_mass"),
       .value = tr.mass(base::Mass::grams(figures.mass_g)),
       .note = tr("collection.lot.weighed_share", {{"share", tr.percent(figures.weighed, figures.received)}})}};
  if (lot.weight_g) {
    const std::int64_t packaging = *lot.weight_g - figures.mass_g;
    tiles.push_back({.label = tr("collection.lot.weight"),
                     .value = tr.mass(base::Mass::grams(*lot.weight_g)),
                     .note = packaging >= 0
                                 ? tr("collection.lot.packaging", {{"mass", tr.mass(base::Mass::grams(packaging))}})
                                 : std::string()});
  }
  return html::stat_tiles(tiles);
}

html::Html lot_warnings(const i18n::Translator& tr, const std::string& csrf, const Lot& lot, const LotFigures& figures,
                        const std::optional<LotAlert>& alert, bool may_act, bool may_mend) {
  html::Html body;
  if (alert && alert->state == "to_call" && may_act)
    body += html::callout({.tone = html::Tone::danger,
                           .title = tr.count("collection.alert.to_call", alert->missing),
                           .text = tr("collection.alert.to_call_text")}) +
            html::actions({html::post_button({.text = tr("collection.alert.called"),
                                              .action = "/lots/" + lot.id.text() + "/called",
                                              .csrf = csrf,
                                              .icon = html::Icon::check})});
  if (alert && alert->state == "mailed")
    body += html::callout({.tone = html::Tone::warning, .title = tr.count("collection.alert.mailed", alert->missing)});
  if (alert && alert->state == "called")
    body += html::callout(
        {.tone = html::Tone::information, .title = tr.count("collection.alert.was_called", alert->missing)});
  if (lot.weight_g && *lot.weight_g < figures.mass_g)
    body += html::callout(
        {.tone = html::Tone::warning,
         .title = tr("collection.lot.too_light"),
         .text = tr("collection.lot.too_light_text", {{"weight", tr.mass(base::Mass::grams(*lot.weight_g))},
                                                      {"items", tr.mass(base::Mass::grams(figures.mass_g))}})});
  if (figures.problems > 0 && may_mend && lot.donation)
    body += html::callout({.tone = html::Tone::warning,
                           .title = tr.count("collection.lot.problems", figures.problems),
                           .items = {{.text = tr("collection.lot.problems_text"),
                                      .href = "/donations/" + lot.donation->text(),
                                      .action = tr("collection.lot.problems_action")}}});
  return body;
}

html::TableWriter lines_table(const i18n::Translator& tr, const Lot& lot) {
  return html::TableWriter(
      {.tr = tr,
       .caption = tr("collection.lot.lines"),
       .path = "/lots/" + lot.id.text(),
       .columns = {{.title = tr("collection.line.number"),
                    .align = html::Align::end,
                    .width = html::Width::narrow,
                    .heading = true},
                   {.title = tr("collection.line.what"), .width = html::Width::wide},
                   {.title = tr("collection.line.serial")},
                   {.title = tr("collection.line.asset_tag")},
                   {.title = tr("collection.line.answer")},
                   {.title = tr("collection.line.reason"), .width = html::Width::wide},
                   {.title = tr("collection.lot.received"), .align = html::Align::end}},
       .long_list = true,
       .empty = html::empty_state(tr("collection.lot.no_line"), tr("collection.lot.no_line_text"))});
}

void write_line(html::TableWriter& table, const i18n::Translator& tr, const Lot& lot, const Line& line,
                std::int64_t received, bool may_edit) {
  std::string reason = line.reason == "manual" ? line.note : tr("collection.sorting." + line.reason);
  html::Html badge = answer_badge(tr, line.answer);
  if (!line.usable()) {
    badge = html::badge(html::Tone::danger, tr("collection.line.problem"));
    auto problem = line.problems.front();
    problem.line.reset();
    reason = i18n::refusal_text(tr, problem);
  }
  table.row(
      {tr.number(line.line), line_name(tr, line), line.serial, line.asset_tag, badge, reason,
       part(tr, received, line.quantity)},
      may_edit && received == 0 ? "/lots/" + lot.id.text() + "/lines/" + std::to_string(line.line) : std::string());
}

}  // namespace collection
