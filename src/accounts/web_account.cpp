// One's own account: password, language of mails, open sessions.
#include <memory>

#include "accounts/pages.hpp"
#include "accounts/password.hpp"
#include "accounts/rate_limit.hpp"
#include "accounts/web_shared.hpp"

namespace accounts {
namespace {

Shown shown_on(const html::Page& page, const http::Request& request) {
  return {.tr = page.tr, .csrf = page.csrf, .zone = caller(request).zone, .now = request.now};
}

html::Page account_page(const Services& services, const http::Request& request, std::string_view title) {
  const auto& tr = translator(services, request);
  auto page = page_of(services, request, tr(title));
  page.breadcrumbs = {{.text = tr("accounts.account.title"), .href = "/account"}};
  return page;
}

/// An API token has no account.
std::optional<http::Response> without_person(const Services& services, const http::Request& request) {
  if (caller(request).person) return std::nullopt;
  return refuse(services, request, {.code = "accounts.account.forbidden"});
}

class Password {
 public:
  explicit Password(const Services& services) : services_(services) {}

  http::Response form(const http::Request& request) const {
    if (auto refused = without_person(services_, request)) return std::move(*refused);
    return form_page(request, {}, 200);
  }

  http::Response change(const http::Request& request) {
    if (auto refused = without_person(services_, request)) return std::move(*refused);
    const auto& who = caller(request);
    const auto again = [&](const base::Refusal& refusal, int status) {
      return form_page(request, html::Submission({}, {refusal}), status);
    };
    if (!attempts_.take(who.person->text(), request.now))
      return again({.code = "accounts.sign_in.too_many", .field = "current"}, 429);
    const auto person =
        services_.database.read([&](storage::Session& session) { return find_person(session, *who.person); });
    const bool right = password_matches(person ? person->password_hash.value_or("") : "", request.form.get("current"));
    const auto hash = hash_password(request.form.get("password"));
    if (right && !hash.ok()) return again(hash.refusal(), 422);
    const auto changed = services_.database.write([&](storage::Session& session) {
      return change_password(session, who, right, hash.value_or(""), request.client, request.now);
    });
    if (!changed.ok()) return again(changed.refusal(), 422);
    return done(request, "/account", "{}", 200, "accounts.password.changed");
  }

 private:
  http::Response form_page(const http::Request& request, const html::Submission& sent, int status) const {
    auto page = account_page(services_, request, "accounts.password.change");
    page.refused = !sent.refusals().empty();
    return show(page, password_form(shown_on(page, request), sent), status);
  }

  const Services& services_;
  RateLimit attempts_{10, std::chrono::seconds(60)};
};

http::Response show_sessions(const Services& services, const http::Request& request) {
  if (auto refused = without_person(services, request)) return std::move(*refused);
  const auto& who = caller(request);
  const auto open = services.database.read(
      [&](storage::Session& session) { return list_sessions(session, *who.person, request.now); });
  const auto page = account_page(services, request, "accounts.session.title");
  return show(page, sessions_page(shown_on(page, request), open, who.session_hash));
}

http::Response close(const Services& services, const http::Request& request) {
  if (auto refused = without_person(services, request)) return std::move(*refused);
  const auto closed = services.database.write([&](storage::Session& session) {
    return close_session(session, caller(request), std::string(request.form.get("session")), request.client,
                         request.now);
  });
  if (!closed.ok()) return refuse(services, request, closed.refusal());
  return done(request, "/account/sessions", "{}", 200, "accounts.session.closed");
}

http::Response close_others(const Services& services, const http::Request& request) {
  if (auto refused = without_person(services, request)) return std::move(*refused);
  services.database.write(
      [&](storage::Session& session) { close_other_sessions(session, caller(request), request.client, request.now); });
  return done(request, "/account/sessions", "{}", 200, "accounts.session.closed");
}

http::Response save_language(const Services& services, const http::Request& request) {
  if (auto refused = without_person(services, request)) return std::move(*refused);
  const auto language = i18n::parse_language(request.form.get("language"));
  if (!language) return refuse(services, request, {.code = "accounts.account.bad_language", .field = "language"});
  const std::string code(i18n::language_code(*language));
  services.database.write([&](storage::Session& session) { change_language(session, *caller(request).person, code); });
  return done(request, "/account", "{}", 200, "accounts.account.language_saved")
      .with_cookie("language", code, std::chrono::hours(24 * 365), request.secure);
}

}  // namespace

html::Html account_links(const i18n::Translator& tr, const std::string& csrf) {
  std::vector<html::Choice> languages;
  for (const auto language : {i18n::Language::french, i18n::Language::english}) {
    const std::string code(i18n::language_code(language));
    languages.push_back({.value = code, .text = tr("accounts.language." + code)});
  }
  return html::actions({html::link_button(tr("accounts.password.change"), "/account/password",
                                          html::ButtonStyle::secondary, html::Icon::key),
                        html::link_button(tr("accounts.session.title"), "/account/sessions",
                                          html::ButtonStyle::secondary, html::Icon::lock)}) +
         html::form({.tr = tr,
                     .action = "/account/language",
                     .csrf = csrf,
                     .submit = tr("accounts.save"),
                     .style = html::ButtonStyle::secondary},
                    html::field(tr, {.name = "language",
                                     .label = tr("accounts.account.language"),
                                     .type = html::FieldType::select,
                                     .value = std::string(i18n::language_code(tr.language())),
                                     .hint = tr("accounts.account.language_hint"),
                                     .choices = languages,
                                     .required = true}));
}

void add_account_routes(http::Router& router, const Services& services) {
  const auto password = std::make_shared<Password>(services);
  router.get("/account/password", http::Allow::signed_in(),
             [password](const http::Request& request) { return password->form(request); });
  router.post("/account/password", http::Allow::signed_in(),
              [password](const http::Request& request) { return password->change(request); });
  router.get("/account/sessions", http::Allow::signed_in(), bind(services, show_sessions));
  router.post("/account/sessions/close", http::Allow::signed_in(), bind(services, close));
  router.post("/account/sessions/close-others", http::Allow::signed_in(), bind(services, close_others));
  router.post("/account/language", http::Allow::signed_in(), bind(services, save_language));
}

}  // namespace accounts
