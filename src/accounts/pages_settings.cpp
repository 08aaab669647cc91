#include <algorithm>

#include "accounts/pages.hpp"

namespace accounts {
namespace {

html::Html tabs_of(const i18n::Translator& tr, const char* label, std::vector<html::Link> links, std::size_t current) {
  links[current].current = true;
  return html::tabs(tr(label), links);
}

std::vector<html::Choice> zone_choices(const i18n::Translator& tr, const std::string& current) {
  std::vector<html::Choice> choices;
  for (const auto zone : usual_zones)
    choices.push_back(
        {.value = std::string(zone), .text = tr("accounts.zone." + std::string(zone.substr(zone.find('/') + 1)))});
  const bool usual =
      std::any_of(usual_zones.begin(), usual_zones.end(), [&](std::string_view zone) { return zone == current; });
  if (!usual && !current.empty()) choices.push_back({.value = current, .text = current});
  return choices;
}

html::Html numbering_fields(const i18n::Translator& tr, const Structure& structure, const html::Submission& sent) {
  return html::field_group(
      tr("accounts.structure.numbering"),
      html::field_row({html::field(tr, {.name = "site",
                                        .label = tr("accounts.structure.site"),
                                        .value = sent.value("site", structure.site),
                                        .error = sent.error(tr, "site"),
                                        .required = true,
                                        .autocomplete = "off",
                                        .longest = 2}),
                       html::field(tr, {.name = "digits",
                                        .label = tr("accounts.structure.digits"),
                                        .type = html::FieldType::number,
                                        .value = sent.value("digits", std::to_string(structure.digits)),
                                        .error = sent.error(tr, "digits"),
                                        .required = true,
                                        .inputmode = "numeric",
                                        .minimum = "3",
                                        .maximum = "6"})}),
      tr("accounts.structure.numbering_hint"));
}

html::Html printed_fields(const i18n::Translator& tr, const Structure& structure, const html::Submission& sent) {
  return html::field_group(tr("accounts.structure.printed"),
                           html::field(tr, {.name = "address",
                                            .label = tr("accounts.structure.address"),
                                            .type = html::FieldType::textarea,
                                            .value = sent.value("address", structure.address),
                                            .error = sent.error(tr, "address"),
                                            .longest = 1000,
                                            .rows = 3}) +
                               html::field(tr, {.name = "siret",
                                                .label = tr("accounts.structure.siret"),
                                                .value = sent.value("siret", structure.siret),
                                                .error = sent.error(tr, "siret"),
                                                .autocomplete = "off",
                                                .inputmode = "numeric"}) +
                               html::field(tr, {.name = "legal_mentions",
                                                .label = tr("accounts.structure.legal_mentions"),
                                                .type = html::FieldType::textarea,
                                                .value = sent.value("legal_mentions", structure.legal_mentions),
                                                .error = sent.error(tr, "legal_mentions"),
                                                .hint = tr("accounts.structure.legal_mentions_hint"),
                                                .longest = 2000,
                                                .rows = 3}));
}

html::Html key_panel(const i18n::Translator& tr, const StructureView& view) {
  return html::panel(
      tr("accounts.structure.key"),
      html::p(tr("accounts.structure.key_text")) +
          html::key_values({{.label = tr("accounts.structure.code"), .value = html::text(view.code)},
                            {.label = tr("accounts.structure.fingerprint"), .value = html::code(view.fingerprint)},
                            {.label = tr("accounts.structure.public_url"), .value = html::text(view.public_url)}}) +
          html::copy_field(tr, tr("accounts.structure.public_key"), view.public_key_line));
}

}  // namespace

html::Html settings_tabs(const i18n::Translator& tr, SettingsTab current) {
  return tabs_of(tr, "accounts.settings.title",
                 {{.text = tr("accounts.settings.structure"), .href = "/settings"},
                  {.text = tr("accounts.settings.people"), .href = "/settings/people"},
                  {.text = tr("accounts.settings.tokens"), .href = "/settings/tokens"},
                  {.text = tr("accounts.settings.audit"), .href = "/settings/audit"},
                  {.text = tr("accounts.settings.prices"), .href = "/settings/prices"},
                  {.text = tr("accounts.settings.grading"), .href = "/settings/grading"},
                  {.text = tr("accounts.settings.stations"), .href = "/stations"}},
                 static_cast<std::size_t>(current));
}

html::Html instance_tabs(const i18n::Translator& tr, InstanceTab current) {
  return tabs_of(tr, "accounts.instance.title",
                 {{.text = tr("accounts.instance.structures"), .href = "/instance"},
                  {.text = tr("accounts.instance.people"), .href = "/instance/people"},
                  {.text = tr("accounts.instance.mail"), .href = "/instance/mail"}},
                 static_cast<std::size_t>(current));
}

html::Html kind_boxes(const i18n::Translator& tr, const html::Submission& sent, const std::vector<std::string>& first) {
  std::vector<html::Html> boxes;
  for (const auto kind : organisation_kinds) {
    const bool on = std::find(first.begin(), first.end(), kind) != first.end();
    boxes.push_back(html::field(tr, {.name = "kind." + std::string(kind),
                                     .label = tr("accounts.kind." + std::string(kind)),
                                     .type = html::FieldType::checkbox,
                                     .value = sent.value("kind." + std::string(kind), on ? "1" : "")}));
  }
  html::Html error;
  if (const auto text = sent.error(tr, "kinds"); !text.empty())
    error = html::callout({.tone = html::Tone::danger, .title = text});
  return html::div(html::attr("id", "f-kinds"),
                   html::field_group(tr("accounts.structure.kinds"), error + html::field_row(boxes)));
}

html::Html structure_page(const Shown& shown, const StructureView& view, const html::Submission& sent) {
  const auto& tr = shown.tr;
  const auto& structure = view.structure;
  html::Html body = settings_tabs(tr, SettingsTab::structure);
  if (view.public_url.empty())
    body += html::callout({.tone = html::Tone::warning,
                           .title = tr("accounts.structure.no_public_url"),
                           .text = tr("accounts.structure.no_public_url_text")});
  const auto fields = html::field(tr, {.name = "name",
                                       .label = tr("accounts.structure.name"),
                                       .value = sent.value("name", structure.name),
                                       .error = sent.error(tr, "name"),
                                       .required = true,
                                       .autofocus = true,
                                       .autocomplete = "organization",
                                       .longest = 200}) +
                      kind_boxes(tr, sent, structure.kinds) +
                      html::field(tr, {.name = "public_body",
                                       .label = tr("accounts.structure.public_body"),
                                       .type = html::FieldType::checkbox,
                                       .value = sent.value("public_body", structure.public_body ? "1" : ""),
                                       .hint = tr("accounts.structure.public_body_hint")}) +
                      html::field(tr, {.name = "zone",
                                       .label = tr("accounts.structure.zone"),
                                       .type = html::FieldType::select,
                                       .value = sent.value("zone", structure.zone),
                                       .error = sent.error(tr, "zone"),
                                       .hint = tr("accounts.structure.zone_hint"),
                                       .choices = zone_choices(tr, structure.zone),
                                       .required = true}) +
                      numbering_fields(tr, structure, sent) + printed_fields(tr, structure, sent);
  body += html::form(
      {.tr = tr, .action = "/settings", .csrf = shown.csrf, .submit = tr("accounts.save"), .refusals = sent.refusals()},
      fields);
  return body + key_panel(tr, view);
}

html::Html tokens_page(const Shown& shown, const std::vector<ApiToken>& tokens, const html::Submission& sent) {
  const auto& tr = shown.tr;
  std::vector<html::Choice> roles;
  for (const Role role : all_roles)
    if (role != Role::donor)
      roles.push_back({.value = std::string(code(role)), .text = tr("accounts.role." + std::string(code(role)))});
  const auto form = html::form({.tr = tr,
                                .action = "/settings/tokens",
                                .csrf = shown.csrf,
                                .submit = tr("accounts.token.create"),
                                .refusals = sent.refusals()},
                               html::field_row({html::field(tr, {.name = "label",
                                                                 .label = tr("accounts.token.label"),
                                                                 .value = sent.value("label"),
                                                                 .error = sent.error(tr, "label"),
                                                                 .hint = tr("accounts.token.label_hint"),
                                                                 .required = true,
                                                                 .autofocus = true,
                                                                 .autocomplete = "off",
                                                                 .longest = 100}),
                                                html::field(tr, {.name = "role",
                                                                 .label = tr("accounts.token.role"),
                                                                 .type = html::FieldType::select,
                                                                 .value = sent.value("role", "technician"),
                                                                 .error = sent.error(tr, "role"),
                                                                 .choices = roles,
                                                                 .required = true})}));
  html::TableWriter table(
      {.tr = tr,
       .caption = tr("accounts.settings.tokens"),
       .path = "/settings/tokens",
       .columns = {{.title = tr("accounts.token.label"), .heading = true},
                   {.title = tr("accounts.account.operator_code")},
                   {.title = tr("accounts.token.role")},
                   {.title = tr("accounts.token.created_at")},
                   {.title = tr("accounts.token.last_used_at")},
                   {.title = tr("accounts.state")},
                   {.title = tr("accounts.actions")}},
       .shown = static_cast<std::int64_t>(tokens.size()),
       .empty = html::empty_state(tr("accounts.token.none"), tr("accounts.token.none_text"), {}, html::Icon::key)});
  for (const auto& token : tokens) {
    const bool revoked = token.revoked_at.has_value();
    table.row({token.label, token.operator_code, tr("accounts.role." + std::string(code(token.role))),
               tr.short_date_time(token.created_at, shown.zone),
               token.last_used_at ? tr.relative(*token.last_used_at, shown.now) : tr("accounts.token.never_used"),
               html::badge(revoked ? html::Tone::neutral : html::Tone::success,
                           tr(revoked ? "accounts.token.revoked" : "accounts.token.active")),
               revoked ? html::Html()
                       : html::post_button({.text = tr("accounts.token.revoke"),
                                            .action = "/settings/tokens/" + token.id.text() + "/revoke",
                                            .csrf = shown.csrf,
                                            .style = html::ButtonStyle::danger})});
  }
  return settings_tabs(tr, SettingsTab::tokens) + html::panel(tr("accounts.token.new"), form) + table.finish();
}

html::Html new_token_page(const Shown& shown, const NewToken& token) {
  const auto& tr = shown.tr;
  return html::callout({.tone = html::Tone::warning,
                        .title = tr("accounts.token.shown_once"),
                        .text = tr("accounts.token.shown_once_text")}) +
         html::copy_field(tr, token.token.label, token.secret) +
         html::actions({html::link_button(tr("accounts.token.back"), "/settings/tokens", html::ButtonStyle::primary)});
}

}  // namespace accounts
