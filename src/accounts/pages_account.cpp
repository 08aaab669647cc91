#include "accounts/pages.hpp"

namespace accounts {

html::Html accept_form(const Shown& shown, const std::string& action, const std::string& email, bool first_time,
                       const std::string& name, const html::Submission& sent) {
  const auto& tr = shown.tr;
  html::Html fields;
  if (first_time)
    fields += html::field(tr, {.name = "name",
                               .label = tr("accounts.invitation.name"),
                               .value = sent.value("name", name),
                               .error = sent.error(tr, "name"),
                               .required = true,
                               .autofocus = true,
                               .autocomplete = "name",
                               .longest = 100});
  fields += html::field(tr, {.name = "password",
                             .label = tr("accounts.password.new"),
                             .type = html::FieldType::password,
                             .error = sent.error(tr, "password"),
                             .hint = tr("accounts.password.hint"),
                             .required = true,
                             .autofocus = !first_time,
                             .autocomplete = "new-password",
                             .longest = 200});
  return html::p(tr("accounts.invitation.for", {{"email", email}})) +
         html::form({.tr = tr,
                     .action = action,
                     .csrf = shown.csrf,
                     .submit = tr("accounts.invitation.accept"),
                     .refusals = sent.refusals()},
                    fields);
}

html::Html forgotten_form(const Shown& shown, const html::Submission& sent) {
  const auto& tr = shown.tr;
  return html::p(tr("accounts.forgotten.text")) + html::form({.tr = tr,
                                                              .action = "/forgotten",
                                                              .csrf = shown.csrf,
                                                              .submit = tr("accounts.forgotten.submit"),
                                                              .refusals = sent.refusals(),
                                                              .cancel = "/sign-in"},
                                                             html::field(tr, {.name = "email",
                                                                              .label = tr("accounts.person.email"),
                                                                              .type = html::FieldType::email,
                                                                              .value = sent.value("email"),
                                                                              .error = sent.error(tr, "email"),
                                                                              .required = true,
                                                                              .autofocus = true,
                                                                              .autocomplete = "username"}));
}

html::Html password_form(const Shown& shown, const html::Submission& sent) {
  const auto& tr = shown.tr;
  return html::form({.tr = tr,
                     .action = "/account/password",
                     .csrf = shown.csrf,
                     .submit = tr("accounts.password.change"),
                     .refusals = sent.refusals(),
                     .cancel = "/account"},
                    html::field(tr, {.name = "current",
                                     .label = tr("accounts.password.current"),
                                     .type = html::FieldType::password,
                                     .error = sent.error(tr, "current"),
                                     .required = true,
                                     .autofocus = true,
                                     .autocomplete = "current-password"}) +
                        html::field(tr, {.name = "password",
                                         .label = tr("accounts.password.new"),
                                         .type = html::FieldType::password,
                                         .error = sent.error(tr, "password"),
                                         .hint = tr("accounts.password.hint"),
                                         .required = true,
                                         .autocomplete = "new-password",
                                         .longest = 200}));
}

html::Html sessions_page(const Shown& shown, const std::vector<OpenSession>& sessions, const std::string& own) {
  const auto& tr = shown.tr;
  html::TableWriter table({.tr = tr,
                           .caption = tr("accounts.session.title"),
                           .path = "/account/sessions",
                           .columns = {{.title = tr("accounts.session.opened_at"), .heading = true},
                                       {.title = tr("accounts.audit.client")},
                                       {.title = tr("accounts.session.expires_at")},
                                       {.title = tr("accounts.actions")}},
                           .shown = static_cast<std::int64_t>(sessions.size())});
  for (const auto& session : sessions)
    table.row({tr.short_date_time(session.opened_at, shown.zone), session.client,
               tr.relative(session.expires_at, shown.now),
               session.id == own ? html::badge(html::Tone::information, tr("accounts.session.this_one"))
                                 : html::post_button({.text = tr("accounts.session.close"),
                                                      .action = "/account/sessions/close",
                                                      .csrf = shown.csrf,
                                                      .hidden = {{"session", session.id}}})});
  html::Html body = html::p(tr("accounts.session.text")) + table.finish();
  if (sessions.size() > 1)
    body += html::actions({html::post_button({.text = tr("accounts.session.close_others"),
                                              .action = "/account/sessions/close-others",
                                              .csrf = shown.csrf,
                                              .style = html::ButtonStyle::danger})});
  return body;
}

}  // namespace accounts
