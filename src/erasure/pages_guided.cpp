#include "erasure/pages_guided.hpp"

#include <algorithm>

#include "erasure/departure_rule.hpp"

namespace erasure {
namespace {

std::string path_of(const equipment::Item& item) { return "/items/" + item.id.text() + "/erasure/guided"; }

std::string procedure_name(const i18n::Translator& tr, Procedure procedure) {
  return tr("erasure.procedure." + std::string(code(procedure)));
}

std::string step_name(const i18n::Translator& tr, std::string_view step) {
  return tr("erasure.step." + std::string(step));
}

std::vector<html::Choice> policies(const i18n::Translator& tr) {
  std::vector<html::Choice> all;
  for (const auto& policy : sanitization::known_policies()) {
    const auto named = policy.name.find(std::string(i18n::language_code(tr.language())));
    all.push_back({.value = policy.id, .text = named == policy.name.end() ? policy.id : named->second});
  }
  return all;
}

html::Html start_form(const i18n::Translator& tr, const GuidedPage& page, const std::vector<Procedure>& fitting) {
  std::vector<html::Choice> procedures, media;
  for (const auto each : fitting)
    procedures.push_back({.value = std::string(code(each)), .text = procedure_name(tr, each)});
  for (const auto& medium : page.item.media)
    if (medium.verdict != equipment::Verdict::destroyed)
      media.push_back({.value = medium.id.text(), .text = medium_name(medium)});
  html::Html fields = html::field(tr, {.name = "procedure",
                                       .label = tr("erasure.guided.procedure"),
                                       .type = html::FieldType::radios,
                                       .value = page.sent.value("procedure", code(fitting.front())),
                                       .error = page.sent.error(tr, "procedure"),
                                       .choices = procedures,
                                       .required = true}) +
                      html::field(tr, {.name = "policy",
                                       .label = tr("erasure.measured.policy"),
                                       .type = html::FieldType::select,
                                       .value = page.sent.value("policy", "anssi-2023"),
                                       .error = page.sent.error(tr, "policy"),
                                       .choices = policies(tr),
                                       .required = true});
  if (media.size() > 1)
    fields += html::field(tr, {.name = "medium",
                               .label = tr("erasure.field.medium"),
                               .type = html::FieldType::select,
                               .value = page.sent.value("medium"),
                               .error = page.sent.error(tr, "medium"),
                               .choices = media,
                               .required = true});
  const bool copier = fitting.front() == Procedure::copier;
  return html::panel(tr("erasure.guided.title"),
                     html::p(tr(copier ? "erasure.guided.text_copier" : "erasure.guided.text")) +
                         html::form({.tr = tr,
                                     .action = path_of(page.item),
                                     .csrf = page.csrf,
                                     .submit = tr("erasure.guided.start"),
                                     .style = html::ButtonStyle::secondary},
                                    fields));
}

html::Html steps_list(const i18n::Translator& tr, const Guided& guided, const std::string& zone) {
  std::vector<html::Step> steps;
  for (const auto& step : steps_of(guided.procedure)) {
    const auto done = std::find_if(guided.done.begin(), guided.done.end(),
                                   [&](const StepDone& each) { return each.step == step.code; });
    html::Step shown{.text = step_name(tr, step.code)};
    if (done != guided.done.end()) {
      shown.state = html::StepState::done;
      shown.note =
          done->by + " · " + tr.short_date_time(done->at, zone) + (done->note.empty() ? "" : " · " + done->note);
    } else if (steps.size() == guided.done.size() && !guided.finished_at) {
      shown.state = html::StepState::current;
    }
    steps.push_back(std::move(shown));
  }
  return html::steps(tr, steps);
}

html::Html note_field(const i18n::Translator& tr, const GuidedPage& page, NoteKind kind) {
  if (kind == NoteKind::none) return {};
  const bool identity = kind == NoteKind::identity;
  return html::field(tr, {.name = "note",
                          .label = tr(identity ? "erasure.guided.identity" : "erasure.guided.note"),
                          .value = page.sent.value("note"),
                          .error = page.sent.error(tr, "note"),
                          .hint = tr(identity ? "erasure.guided.identity_hint" : "erasure.guided.note_hint"),
                          .required = true,
                          .autofocus = true,
                          .autocomplete = "off",
                          .longest = 200,
                          .scan = identity});
}

html::Html open_panel(const i18n::Translator& tr, const GuidedPage& page, const Guided& guided) {
  const auto steps = steps_of(guided.procedure);
  if (guided.done.size() >= steps.size())
    return html::panel(procedure_name(tr, guided.procedure), steps_list(tr, guided, page.zone));
  const auto& next = steps[guided.done.size()];
  const std::string path = path_of(page.item) + "/" + guided.id.text();
  const auto form = html::form({.tr = tr,
                                .action = path + "/step",
                                .csrf = page.csrf,
                                .submit = tr("erasure.guided.done"),
                                .hidden = {{"step", std::string(next.code)}}},
                               note_field(tr, page, next.note));
  return html::panel(procedure_name(tr, guided.procedure),
                     steps_list(tr, guided, page.zone) +
                         html::callout({.tone = html::Tone::information,
                                        .title = step_name(tr, next.code),
                                        .text = tr("erasure.step_how." + std::string(next.code))}) +
                         form +
                         html::actions({html::post_button({.text = tr("erasure.guided.abandon"),
                                                           .action = path + "/abandon",
                                                           .csrf = page.csrf,
                                                           .style = html::ButtonStyle::quiet})}));
}

}  // namespace

html::Html guided_panels(const i18n::Translator& tr, const GuidedPage& page) {
  html::Html body;
  bool open = false;
  for (const auto& guided : page.guided) {
    if (!guided.finished_at && equipment::in_stock(page.item.status)) {
      body += open_panel(tr, page, guided);
      open = true;
      continue;
    }
    const std::string title =
        procedure_name(tr, guided.procedure) + " — " +
        tr(guided.outcome == "completed" ? "erasure.guided.completed" : "erasure.guided.abandoned");
    body += html::details(html::summary(title), steps_list(tr, guided, page.zone));
  }
  const auto fitting = procedures_for(page.item.kind);
  const bool to_erase =
      page.item.media.empty() || std::any_of(page.item.media.begin(), page.item.media.end(), [](const auto& medium) {
        return !medium.verdict || *medium.verdict == equipment::Verdict::failed ||
               *medium.verdict == equipment::Verdict::interrupted;
      });
  if (!open && to_erase && !fitting.empty() && equipment::in_stock(page.item.status) && !page.item.proven_without_media)
    body += start_form(tr, page, fitting);
  return body;
}

}  // namespace erasure
