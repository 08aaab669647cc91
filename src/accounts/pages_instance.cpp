#include <algorithm>

#include "accounts/pages.hpp"

namespace accounts {
namespace {

html::Tone tone_of(jobs::MailState state) {
  switch (state) {
    case jobs::MailState::waiting:
      return html::Tone::warning;
    case jobs::MailState::sending:
      return html::Tone::information;
    case jobs::MailState::sent:
      return html::Tone::success;
    case jobs::MailState::failed:
      return html::Tone::danger;
  }
  return html::Tone::neutral;
}

/// Our codes have a sentence; the words of a mail server are shown as they came.
std::string error_text(const i18n::Translator& tr, const std::string& error) {
  return tr.has(error) ? tr(error) : error;
}

html::Html failed_jobs(const Shown& shown, const std::vector<jobs::FailedJob>& failed) {
  if (failed.empty()) return {};
  const auto& tr = shown.tr;
  html::TableWriter table({.tr = tr,
                           .caption = tr("accounts.jobs.failed"),
                           .path = "/instance/mail",
                           .columns = {{.title = tr("accounts.jobs.kind"), .heading = true},
                                       {.title = tr("accounts.audit.at")},
                                       {.title = tr("accounts.jobs.error")},
                                       {.title = tr("accounts.actions")}},
                           .shown = static_cast<std::int64_t>(failed.size())});
  for (const auto& job : failed)
    table.row({job.kind, tr.short_date_time(job.created_at, shown.zone), error_text(tr, job.error),
               html::post_button({.text = tr("accounts.jobs.retry"),
                                  .action = "/instance/jobs/" + job.id + "/retry",
                                  .csrf = shown.csrf})});
  return html::panel(tr("accounts.jobs.failed"), table.finish());
}

}  // namespace

html::Html organisations_page(const Shown& shown, const std::vector<OrganisationRow>& rows) {
  const auto& tr = shown.tr;
  html::TableWriter table({.tr = tr,
                           .caption = tr("accounts.instance.structures"),
                           .path = "/instance",
                           .columns = {{.title = tr("accounts.structure.name"), .heading = true},
                                       {.title = tr("accounts.structure.code")},
                                       {.title = tr("accounts.structure.kinds")},
                                       {.title = tr("accounts.settings.people"), .align = html::Align::end},
                                       {.title = tr("accounts.actions")}},
                           .shown = static_cast<std::int64_t>(rows.size()),
                           .empty = html::empty_state(tr("accounts.instance.none"), tr("accounts.instance.none_text"),
                                                      {}, html::Icon::building)});
  for (const auto& row : rows) {
    std::string kinds;
    for (const auto& kind : row.organisation.kinds) kinds += (kinds.empty() ? "" : ", ") + tr("accounts.kind." + kind);
    table.row(
        {row.organisation.name, row.organisation.code, kinds, tr.number(row.people),
         html::link_button(
             tr(row.has_administrator ? "accounts.instance.invite_another" : "accounts.instance.invite_first"),
             "/instance/organisations/" + row.organisation.id.text() + "/administrator",
             row.has_administrator ? html::ButtonStyle::quiet : html::ButtonStyle::secondary, html::Icon::person)});
  }
  return instance_tabs(tr, InstanceTab::structures) + table.finish();
}

html::Html new_organisation_form(const Shown& shown, const html::Submission& sent) {
  const auto& tr = shown.tr;
  return html::form({.tr = tr,
                     .action = "/instance/organisations",
                     .csrf = shown.csrf,
                     .submit = tr("accounts.instance.create"),
                     .refusals = sent.refusals(),
                     .cancel = "/instance"},
                    html::field(tr, {.name = "name",
                                     .label = tr("accounts.structure.name"),
                                     .value = sent.value("name"),
                                     .error = sent.error(tr, "name"),
                                     .required = true,
                                     .autofocus = true,
                                     .autocomplete = "organization",
                                     .longest = 200}) +
                        html::field(tr, {.name = "code",
                                         .label = tr("accounts.structure.code"),
                                         .value = sent.value("code"),
                                         .error = sent.error(tr, "code"),
                                         .hint = tr("accounts.instance.code_hint"),
                                         .required = true,
                                         .autocomplete = "off",
                                         .longest = 12}) +
                        kind_boxes(tr, sent, {"refurbisher"}));
}

html::Html all_people_page(const Shown& shown, const std::vector<KnownPerson>& people, const std::string& own_id) {
  const auto& tr = shown.tr;
  html::TableWriter table({.tr = tr,
                           .caption = tr("accounts.instance.people"),
                           .path = "/instance/people",
                           .columns = {{.title = tr("accounts.account.name"), .heading = true},
                                       {.title = tr("accounts.person.email")},
                                       {.title = tr("accounts.instance.structures")},
                                       {.title = tr("accounts.state")},
                                       {.title = tr("accounts.actions")}},
                           .shown = static_cast<std::int64_t>(people.size())});
  for (const auto& known : people) {
    const auto& person = known.person;
    const std::string base = "/instance/people/" + person.id.text();
    std::vector<html::Html> buttons;
    if (!person.disabled_at)
      buttons.push_back(
          html::post_button({.text = tr("accounts.person.new_link"), .action = base + "/link", .csrf = shown.csrf}));
    if (person.id.text() != own_id)
      buttons.push_back(
          html::post_button({.text = tr(person.disabled_at ? "accounts.person.enable" : "accounts.person.disable"),
                             .action = base + (person.disabled_at ? "/enable" : "/disable"),
                             .csrf = shown.csrf,
                             .style = html::ButtonStyle::quiet}));
    const auto role =
        person.instance_administrator
            ? html::badge(html::Tone::information, tr("accounts.instance.administrator"), html::Icon::globe)
            : html::Html();
    table.row({person.name, person.email, html::group(role, " ", known.organisations), person_state(tr, person),
               html::actions(buttons)});
  }
  return instance_tabs(tr, InstanceTab::people) + table.finish();
}

html::Html outbox_page(const Shown& shown, const std::vector<jobs::OutboxRow>& mail,
                       const std::vector<jobs::FailedJob>& failed) {
  const auto& tr = shown.tr;
  html::Html body = instance_tabs(tr, InstanceTab::mail);
  if (std::any_of(mail.begin(), mail.end(),
                  [](const jobs::OutboxRow& each) { return each.error == "jobs.mail.no_server"; }))
    body += html::callout({.tone = html::Tone::warning,
                           .title = tr("accounts.outbox.no_server"),
                           .text = tr("accounts.outbox.no_server_text")});
  body += failed_jobs(shown, failed);
  html::TableWriter table({.tr = tr,
                           .caption = tr("accounts.outbox.title"),
                           .path = "/instance/mail",
                           .columns = {{.title = tr("accounts.audit.at")},
                                       {.title = tr("accounts.outbox.recipient"), .heading = true},
                                       {.title = tr("accounts.outbox.subject")},
                                       {.title = tr("accounts.state")},
                                       {.title = tr("accounts.outbox.attempts"), .align = html::Align::end},
                                       {.title = tr("accounts.jobs.error")}},
                           .shown = static_cast<std::int64_t>(mail.size()),
                           .empty = html::empty_state(tr("accounts.outbox.none"), tr("accounts.outbox.none_text"))});
  for (const auto& row : mail)
    table.row({tr.short_date_time(row.created_at, shown.zone), row.recipient, row.subject,
               html::badge(tone_of(row.state), tr("accounts.outbox." + std::string(code(row.state)))),
               tr.number(row.attempts), error_text(tr, row.error)});
  return body + table.finish();
}

std::string action_text(const i18n::Translator& tr, const std::string& action) {
  const std::string key = "accounts.audit.action." + action;
  return tr.has(key) ? tr(key) : action;
}

std::string detail_text(const i18n::Translator& tr, const std::string& detail) {
  std::string text;
  for (std::string_view rest = detail; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    const std::string part(rest.substr(0, comma));
    const bool role = role_from_code(part).has_value();
    text += (text.empty() ? "" : ", ") + (role ? tr("accounts.role." + part) : part);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return text;
}

html::Html audit_page(const Shown& shown, const AuditView& view) {
  const auto& tr = shown.tr;
  std::vector<html::Choice> actions;
  for (const auto& action : view.actions) actions.push_back({.value = action, .text = action_text(tr, action)});
  std::vector<html::Choice> people;
  for (const auto& member : view.people)
    people.push_back({.value = member.person.id.text(), .text = member.person.name});
  const html::Query query = {
      {"action", view.action}, {"person", view.person}, {"from", view.from}, {"until", view.until}};
  html::TableWriter table(
      {.tr = tr,
       .caption = tr("accounts.settings.audit"),
       .path = "/settings/audit",
       .query = query,
       .columns = {{.title = tr("accounts.audit.at")},
                   {.title = tr("accounts.audit.who")},
                   {.title = tr("accounts.audit.action_title"), .heading = true},
                   {.title = tr("accounts.audit.subject")},
                   {.title = tr("accounts.audit.detail")},
                   {.title = tr("accounts.audit.client")}},
       .filters =
           {{.name = "action", .label = tr("accounts.audit.action_title"), .value = view.action, .choices = actions},
            {.name = "person", .label = tr("accounts.audit.who"), .value = view.person, .choices = people},
            {.name = "from", .label = tr("accounts.audit.from"), .value = view.from},
            {.name = "until", .label = tr("accounts.audit.until"), .value = view.until}},
       .shown = static_cast<std::int64_t>(view.rows.size()),
       .next_cursor = view.next_cursor,
       .empty = html::empty_state(tr("accounts.audit.none"), tr("accounts.audit.none_text"), {}, html::Icon::history)});
  for (const auto& row : view.rows)
    table.row({html::moment(tr.short_date_time(row.at, shown.zone), base::to_rfc3339(row.at)),
               row.who.empty() ? "–" : row.who, action_text(tr, row.action), row.subject, detail_text(tr, row.detail),
               row.client});
  return settings_tabs(tr, SettingsTab::audit) +
         html::actions({html::link_button(tr("accounts.audit.export"), html::address("/settings/audit.csv", query),
                                          html::ButtonStyle::secondary, html::Icon::download)}) +
         table.finish();
}

}  // namespace accounts
