#include <algorithm>

#include "accounts/pages.hpp"

namespace accounts {
namespace {

html::Html role_badges(const i18n::Translator& tr, const std::vector<Role>& roles) {
  html::Html badges;
  for (const Role role : roles)
    badges += html::badge(html::Tone::information, tr("accounts.role." + std::string(code(role))), html::Icon::person) +
              html::text(" ");
  return badges;
}

html::Html donor_field(const i18n::Translator& tr, const std::vector<DonorChoice>& donors, const html::Submission& sent,
                       const std::string& first) {
  if (donors.empty()) return {};
  std::vector<html::Choice> choices;
  for (const auto& donor : donors) choices.push_back({.value = donor.id, .text = donor.name});
  return html::field(tr, {.name = "donor",
                          .label = tr("accounts.person.donor"),
                          .type = html::FieldType::select,
                          .value = sent.value("donor", first),
                          .error = sent.error(tr, "donor"),
                          .hint = tr("accounts.person.donor_hint"),
                          .choices = choices});
}

html::Html account_buttons(const Shown& shown, const Person& person, const std::string& base) {
  const auto& tr = shown.tr;
  std::vector<html::Html> buttons;
  if (!person.disabled_at)
    buttons.push_back(html::post_button(
        {.text = tr(person.password_hash ? "accounts.person.new_password_link" : "accounts.person.new_invitation_link"),
         .action = base + "/link",
         .csrf = shown.csrf,
         .icon = html::Icon::key}));
  if (person.disabled_at)
    buttons.push_back(
        html::post_button({.text = tr("accounts.person.enable"), .action = base + "/enable", .csrf = shown.csrf}));
  else
    buttons.push_back(html::post_button({.text = tr("accounts.person.disable"),
                                         .action = base + "/disable",
                                         .csrf = shown.csrf,
                                         .style = html::ButtonStyle::danger,
                                         .icon = html::Icon::lock}));
  buttons.push_back(html::post_button({.text = tr("accounts.person.end"),
                                       .action = base + "/end",
                                       .csrf = shown.csrf,
                                       .style = html::ButtonStyle::danger}));
  return html::actions(buttons);
}

}  // namespace

html::Html role_boxes(const i18n::Translator& tr, const html::Submission& sent, const std::vector<Role>& first) {
  std::vector<html::Html> boxes;
  for (const Role role : all_roles) {
    const std::string name(code(role));
    const bool on = std::find(first.begin(), first.end(), role) != first.end();
    boxes.push_back(html::field(tr, {.name = "role." + name,
                                     .label = tr("accounts.role." + name),
                                     .type = html::FieldType::checkbox,
                                     .value = sent.value("role." + name, on ? "1" : ""),
                                     .hint = tr("accounts.role_may." + name)}));
  }
  html::Html error;
  if (const auto text = sent.error(tr, "roles"); !text.empty())
    error = html::callout({.tone = html::Tone::danger, .title = text});
  return html::div(html::attr("id", "f-roles"),
                   html::field_group(tr("accounts.person.roles"), error + html::field_row(boxes)));
}

html::Html person_state(const i18n::Translator& tr, const Person& person) {
  if (person.disabled_at) return html::badge(html::Tone::neutral, tr("accounts.person.is_disabled"), html::Icon::lock);
  if (!person.password_hash)
    return html::badge(html::Tone::warning, tr("accounts.person.is_invited"), html::Icon::clock);
  return html::badge(html::Tone::success, tr("accounts.person.is_active"));
}

html::Html people_page(const Shown& shown, const std::vector<Member>& members) {
  const auto& tr = shown.tr;
  html::TableWriter table({.tr = tr,
                           .caption = tr("accounts.settings.people"),
                           .path = "/settings/people",
                           .columns = {{.title = tr("accounts.account.name"), .heading = true},
                                       {.title = tr("accounts.person.email")},
                                       {.title = tr("accounts.person.roles")},
                                       {.title = tr("accounts.account.operator_code")},
                                       {.title = tr("accounts.state")}},
                           .shown = static_cast<std::int64_t>(members.size())});
  for (const auto& member : members)
    table.row({member.person.name, member.person.email, role_badges(tr, member.roles), member.operator_code,
               person_state(tr, member.person)},
              "/settings/people/" + member.person.id.text());
  return settings_tabs(tr, SettingsTab::people) + table.finish();
}

html::Html invitation_form(const Shown& shown, const std::string& action, const std::string& cancel,
                           const std::vector<DonorChoice>& donors, const html::Submission& sent) {
  const auto& tr = shown.tr;
  const auto fields = html::field(tr, {.name = "email",
                                       .label = tr("accounts.person.email"),
                                       .type = html::FieldType::email,
                                       .value = sent.value("email"),
                                       .error = sent.error(tr, "email"),
                                       .hint = tr("accounts.person.email_hint"),
                                       .required = true,
                                       .autofocus = true,
                                       .autocomplete = "off",
                                       .longest = 254}) +
                      role_boxes(tr, sent, {}) + donor_field(tr, donors, sent, "");
  return html::form({.tr = tr,
                     .action = action,
                     .csrf = shown.csrf,
                     .submit = tr("accounts.person.invite"),
                     .refusals = sent.refusals(),
                     .cancel = cancel},
                    fields);
}

html::Html person_page(const Shown& shown, const PersonView& view, const html::Submission& sent) {
  const auto& tr = shown.tr;
  const auto& person = view.member.person;
  const std::string base = "/settings/people/" + person.id.text();
  return html::key_values(
             {{.label = tr("accounts.person.email"), .value = html::text(person.email)},
              {.label = tr("accounts.account.operator_code"), .value = html::text(view.member.operator_code)},
              {.label = tr("accounts.state"), .value = person_state(tr, person)}}) +
         html::form({.tr = tr,
                     .action = base,
                     .csrf = shown.csrf,
                     .submit = tr("accounts.person.save_roles"),
                     .refusals = sent.refusals(),
                     .cancel = "/settings/people"},
                    role_boxes(tr, sent, view.member.roles) + donor_field(tr, view.donors, sent, view.donor)) +
         html::panel(tr("accounts.person.account"),
                     html::p(tr("accounts.person.account_text")) + account_buttons(shown, person, base));
}

html::Html link_page(const Shown& shown, const Invited& invited, const std::string& link, const std::string& back) {
  const auto& tr = shown.tr;
  const i18n::Arguments who = {{"email", invited.person.email}};
  html::Html body;
  if (!invited.secret) {
    body = html::callout(
        {.tone = html::Tone::success, .title = tr("accounts.link.known", who), .text = tr("accounts.link.known_text")});
  } else if (!invited.show_link) {
    body = html::callout({.tone = html::Tone::success,
                          .title = tr("accounts.link.mailed", who),
                          .text = tr("accounts.link.mailed_only_text")});
  } else {
    body =
        html::callout(
            {.tone = html::Tone::success, .title = tr("accounts.link.mailed", who), .text = tr("accounts.link.text")}) +
        html::copy_field(tr, tr("accounts.link.label"), link);
  }
  return body + html::actions({html::link_button(tr("accounts.link.back"), back, html::ButtonStyle::primary)});
}

}  // namespace accounts
