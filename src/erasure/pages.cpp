#include "erasure/pages.hpp"

#include <algorithm>

#include "equipment/pages.hpp"
#include "erasure/departure_rule.hpp"
#include "erasure/pages_guided.hpp"
#include "html/table.hpp"

namespace erasure {
namespace {

using equipment::Item;
using equipment::Medium;

std::string action_of(const Item& item, std::string_view rest) {
  return "/items/" + item.id.text() + "/erasure" + std::string(rest);
}

html::Html exceptions_of(const i18n::Translator& tr, const std::vector<std::string>& codes) {
  std::string all;
  for (const auto& code : codes)
    if (code != level_too_low) all += (all.empty() ? "" : ", ") + tr("erasure.exception." + code);
  return all.empty() ? html::Html() : html::text(all);
}

html::Html medium_panel(const i18n::Translator& tr, const Medium& medium) {
  std::vector<html::KeyValue> pairs = {{.label = tr("erasure.medium.kind"), .value = html::text(medium.kind)},
                                       {.label = tr("erasure.medium.serial"), .value = html::code(medium.serial)}};
  if (medium.verdict) {
    pairs.push_back({.label = tr("erasure.medium.rank"),
                     .value = html::text(tr("equipment.rank." + std::string(equipment::code(medium.rank))))});
    pairs.push_back({.label = tr("erasure.medium.achieved"),
                     .value = html::text(tr("equipment.level." + std::string(equipment::code(medium.achieved))))});
    pairs.push_back({.label = tr("erasure.medium.standard"),
                     .value = html::text(medium.standard.empty() ? "" : tr("erasure.standard." + medium.standard))});
    pairs.push_back({.label = tr("erasure.medium.exceptions"), .value = exceptions_of(tr, medium.exceptions)});
    if (!medium.evidence_sha256.empty())
      pairs.push_back(
          {.label = tr("erasure.medium.fingerprint"), .value = html::code(medium.evidence_sha256.substr(0, 16))});
  }
  return html::panel(medium_name(medium), html::p(equipment::verdict_badge(tr, medium)) + html::key_values(pairs));
}

html::Html proposal_panel(const i18n::Translator& tr, const ErasurePage& page, const Proposal& proposal) {
  std::string medium = tr("erasure.proposal.no_media");
  for (const auto& each : page.item.media)
    if (proposal.medium == each.id) medium = medium_name(each);
  html::Html body = html::p(html::strong(medium), " — ", proposal_text(tr, proposal)) +
                    html::p(tr("erasure.proposal.by", {{"code", proposal.proposed_by},
                                                       {"when", tr.short_date_time(proposal.proposed_at, page.zone)}}));
  const std::string path = action_of(page.item, "/" + proposal.id.text());
  const bool own = proposal.proposed_by == page.me;
  const bool destruction = proposal.kind == ProposalKind::destruction;
  std::vector<html::Html> buttons;
  if (own)
    body += html::p(tr("erasure.proposal.own"));
  else if (destruction && !page.may_destroy)
    body += html::p(tr("erasure.proposal.needs_supervisor"));
  else
    buttons.push_back(
        html::post_button({.text = tr(destruction ? "erasure.proposal.authorise" : "erasure.proposal.confirm"),
                           .action = path + "/confirm",
                           .csrf = page.csrf,
                           .style = html::ButtonStyle::primary,
                           .icon = html::Icon::check}));
  buttons.push_back(html::post_button({.text = tr(own ? "erasure.proposal.withdraw" : "erasure.proposal.reject"),
                                       .action = path + "/reject",
                                       .csrf = page.csrf,
                                       .style = html::ButtonStyle::quiet}));
  return html::panel(tr("erasure.proposal.title"), body + html::actions(buttons));
}

template <typename Values>
std::vector<html::Choice> choices(const i18n::Translator& tr, const std::string& prefix, const Values& values) {
  std::vector<html::Choice> all;
  for (const auto& value : values) {
    std::string text;
    if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(value)>>)
      text = code(value);
    else
      text = std::string(value);
    all.push_back({.value = text, .text = tr(prefix + text)});
  }
  return all;
}

html::Html evidence_fields(const i18n::Translator& tr, const ErasurePage& page) {
  const auto& sent = page.sent;
  const auto select = [&](const char* name, const char* label, std::vector<html::Choice> options, const char* first) {
    return html::field(tr, {.name = name,
                            .label = tr(label),
                            .type = html::FieldType::select,
                            .value = sent.value(name, first),
                            .error = sent.error(tr, name),
                            .choices = std::move(options),
                            .required = true});
  };
  std::vector<html::Choice> media;
  for (const auto& medium : page.item.media)
    if (medium.verdict != equipment::Verdict::destroyed)
      media.push_back({.value = medium.id.text(), .text = medium_name(medium)});
  const std::vector<html::Choice> sources = {
      {.value = "third_party", .text = tr("erasure.source.third_party"), .hint = tr("erasure.source.third_party_hint")},
      {.value = "declared", .text = tr("erasure.source.declared"), .hint = tr("erasure.source.declared_hint")},
      {.value = "destruction",
       .text = tr("erasure.source.destruction"),
       .hint = tr("erasure.source.destruction_hint")}};
  std::vector<Method> methods(all_methods.begin(), all_methods.end() - 1);  // destruction is a source of its own here
  html::Html ticks;
  for (const auto each : exception_codes) {
    const std::string name = "exceptions." + std::string(each);
    ticks += html::field(tr, {.name = name,
                              .label = tr("erasure.exception." + std::string(each)),
                              .type = html::FieldType::checkbox,
                              .value = sent.value(name)});
  }
  // The first one that still needs a proof is what the reader came for.
  std::string first_medium;
  for (const auto& medium : page.item.media)
    if (!medium.verdict && first_medium.empty()) first_medium = medium.id.text();
  return select("medium", "erasure.field.medium", std::move(media), first_medium.c_str()) +
         html::field(tr, {.name = "source",
                          .label = tr("erasure.field.source"),
                          .type = html::FieldType::radios,
                          .value = sent.value("source", "third_party"),
                          .error = sent.error(tr, "source"),
                          .choices = sources,
                          .required = true}) +
         html::field(tr, {.name = "file",
                          .label = tr("erasure.field.file"),
                          .type = html::FieldType::file,
                          .error = sent.error(tr, "file"),
                          .hint = tr("erasure.field.file_hint")}) +
         html::field_row(
             {select("method", "erasure.field.method", choices(tr, "erasure.method.", methods), "overwrite"),
              select("level", "erasure.field.level",
                     {{.value = "clear", .text = tr("equipment.level.clear")},
                      {.value = "purge", .text = tr("equipment.level.purge")}},
                     "clear")}) +
         html::field_row(
             {select("standard", "erasure.field.standard", choices(tr, "erasure.standard.", standards),
                     "nist_800_88r2"),
              select("outcome", "erasure.field.outcome", choices(tr, "erasure.outcome.", all_outcomes), "completed")}) +
         html::field_group(tr("erasure.field.exceptions"), ticks, tr("erasure.field.exceptions_hint"));
}

html::Html list_form(const i18n::Translator& tr, const ErasurePage& page) {
  const auto& sent = page.sent;
  std::vector<html::Choice> kinds;
  for (const char* each : {"EMMC", "SSD", "HDD", "NVME", "USB", "UNKNOWN"})
    kinds.push_back({.value = each, .text = tr("erasure.disk." + std::string(each))});
  return html::form(
      {.tr = tr,
       .action = "/items/" + page.item.id.text() + "/media",
       .csrf = page.csrf,
       .submit = tr("erasure.list.submit"),
       .style = html::ButtonStyle::secondary},
      html::field_row(
          {html::field(tr, {.name = "disk_kind",
                            .label = tr("erasure.medium.kind"),
                            .type = html::FieldType::select,
                            .value = sent.value("disk_kind", "EMMC"),
                            .error = sent.error(tr, "disk_kind"),
                            .choices = kinds,
                            .required = true}),
           html::field(
               tr, {.name = "model", .label = tr("erasure.medium.model"), .value = sent.value("model"), .longest = 80}),
           html::field(tr, {.name = "serial",
                            .label = tr("erasure.medium.serial"),
                            .value = sent.value("serial"),
                            .error = sent.error(tr, "serial"),
                            .longest = 80,
                            .scan = true})}));
}

html::Html without_media(const i18n::Translator& tr, const ErasurePage& page) {
  if (!page.item.media.empty() || page.item.proven_without_media ||
      equipment::data_risk(page.item.kind) == equipment::DataRisk::never)
    return {};
  return html::panel(tr("erasure.no_media.title"),
                     html::p(tr("erasure.no_media.text")) +
                         html::actions({html::post_button({.text = tr("erasure.no_media.submit"),
                                                           .action = action_of(page.item, "/no-media"),
                                                           .csrf = page.csrf})}));
}

html::Html required_of(const i18n::Translator& tr, const ErasurePage& page) {
  const auto& terms = page.terms;
  return html::p(tr(terms.number.empty() ? "erasure.terms.house" : "erasure.terms.agreement",
                    {{"number", terms.number},
                     {"level", tr("equipment.level." + std::string(equipment::code(terms.level)))},
                     {"rank", tr("equipment.rank." + std::string(equipment::code(terms.accepted_rank)))}}));
}

}  // namespace

std::string proposal_text(const i18n::Translator& tr, const Proposal& proposal) {
  std::string text = tr("erasure.proposal.kind." + std::string(code(proposal.kind)));
  if (proposal.kind == ProposalKind::no_media || proposal.kind == ProposalKind::destruction) return text;
  return text + " · " + tr("erasure.method." + std::string(code(proposal.evidence.method))) + " · " +
         tr("equipment.level." + std::string(equipment::code(proposal.evidence.claimed))) + " · " +
         tr("erasure.outcome." + std::string(code(proposal.evidence.outcome)));
}

html::Html erasure_body(const i18n::Translator& tr, const ErasurePage& page) {
  const Item& item = page.item;
  html::Html body = required_of(tr, page);
  if (page.missing.empty()) {
    body += html::callout({.tone = html::Tone::success, .title = tr("erasure.page.proven")});
  } else {
    html::Callout missing{.tone = html::Tone::warning, .title = tr("erasure.page.missing")};
    for (const auto& refusal : page.missing) missing.items.push_back({.text = i18n::refusal_text(tr, refusal)});
    body += html::callout(missing);
  }
  for (const auto& proposal : page.proposals) body += proposal_panel(tr, page, proposal);
  body +=
      guided_panels(tr, {.item = item, .guided = page.guided, .zone = page.zone, .csrf = page.csrf, .sent = page.sent});
  for (const auto& medium : item.media) body += medium_panel(tr, medium);
  body += measured_panels(tr, page.measured, page.zone);
  if (!equipment::in_stock(item.status)) return body;
  const bool open = std::any_of(item.media.begin(), item.media.end(),
                                [](const Medium& each) { return each.verdict != equipment::Verdict::destroyed; });
  if (open)
    body += html::panel(tr("erasure.evidence.title"), html::form({.tr = tr,
                                                                  .action = action_of(item, ""),
                                                                  .csrf = page.csrf,
                                                                  .submit = tr("erasure.evidence.submit"),
                                                                  .multipart = true,
                                                                  .refusals = page.sent.refusals(),
                                                                  .cancel = "/items/" + item.id.text()},
                                                                 evidence_fields(tr, page)));
  else
    body += html::error_summary(tr, page.sent.refusals());
  body += without_media(tr, page);
  return body +
         html::details(html::summary(tr("erasure.list.title")), html::p(tr("erasure.list.text")), list_form(tr, page));
}

html::Html waiting_table(const i18n::Translator& tr, const std::vector<std::pair<Proposal, std::string>>& waiting,
                         const std::string& zone) {
  std::vector<std::vector<html::Html>> rows;
  for (const auto& [proposal, number] : waiting)
    rows.push_back({html::a(html::attr("href", "/items/" + proposal.item.text() + "/erasure"), number),
                    html::text(proposal_text(tr, proposal)), html::text(proposal.proposed_by),
                    html::text(tr.short_date_time(proposal.proposed_at, zone))});
  return html::simple_table(tr("erasure.waiting.title"),
                            {{.title = tr("equipment.field.number"), .heading = true},
                             {.title = tr("erasure.waiting.what"), .width = html::Width::wide},
                             {.title = tr("erasure.waiting.who")},
                             {.title = tr("erasure.waiting.when")}},
                            rows);
}

}  // namespace erasure
