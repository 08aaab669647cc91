#include <memory>

#include "accounts/actions.hpp"
#include "accounts/frame.hpp"
#include "accounts/guard.hpp"
#include "accounts/input.hpp"
#include "accounts/pages.hpp"
#include "accounts/password.hpp"
#include "accounts/web.hpp"
#include "base/text.hpp"
#include "html/forms.hpp"

namespace accounts {
namespace {

/// Only addresses of this site: never « //other.example » nor « https:… ».
std::string local_target(std::string_view next) {
  if (next.empty() || next[0] != '/' || next.starts_with("//") ||
      next.find_first_of("\\\r\n") != std::string_view::npos)
    return "/";
  return std::string(next);
}

http::Response sign_in_page(const Services& services, const http::Request& request, const html::Submission& sent,
                            int status) {
  const auto& tr = translator(services, request);
  auto page = page_of(services, request, tr("accounts.sign_in.title"));
  page.refused = !sent.refusals().empty();
  const std::string next =
      local_target(request.query.get("next").empty() ? request.form.get("next") : request.query.get("next"));
  const auto fields = html::field(tr, {.name = "email",
                                       .label = tr("accounts.person.email"),
                                       .type = html::FieldType::email,
                                       .value = sent.value("email"),
                                       .error = sent.error(tr, "email"),
                                       .required = true,
                                       .autofocus = true,
                                       .autocomplete = "username"}) +
                      html::field(tr, {.name = "password",
                                       .label = tr("accounts.person.password"),
                                       .type = html::FieldType::password,
                                       .error = sent.error(tr, "password"),
                                       .required = true,
                                       .autocomplete = "current-password"});
  return show(page,
              html::form({.tr = tr,
                          .action = "/sign-in",
                          .csrf = page.csrf,
                          .submit = tr("accounts.sign_in.submit"),
                          .refusals = sent.refusals(),
                          .hidden = {{"next", next}}},
                         fields) +
                  html::p(html::a(html::attr("href", "/forgotten"), tr("accounts.forgotten.title"))),
              status);
}

class SignIn {
 public:
  explicit SignIn(const Services& services) : services_(services) {}

  http::Response form(const http::Request& request) const { return sign_in_page(services_, request, {}, 200); }

  http::Response submit(const http::Request& request) {
    auto input = Input::read(request);
    if (!input.ok()) return refuse(services_, request, input.refusal());
    const std::string email = input->text("email");
    // Passwords keep their spaces: not through Input, which trims.
    const std::string password(request.form.get("password"));
    const auto refused = [&](std::string code, int status) {
      return sign_in_page(services_, request,
                          html::Submission({{"email", email}}, {{.code = std::move(code), .field = "password"}}),
                          status);
    };
    if (!by_address_.take(request.client, request.now) || !by_account_.take(base::lower(email), request.now))
      return refused("accounts.sign_in.too_many", 429)
          .with_header("Retry-After", std::to_string(by_account_.wait().count()));
    const auto person =
        services_.database.read([&](storage::Session& session) { return find_person_by_email(session, email); });
    const bool right = password_matches(person ? person->password_hash.value_or("") : "", password);
    const auto signed_in = services_.database.write(
        [&](storage::Session& session) { return sign_in(session, email, right, request.client, request.now); });
    if (!signed_in.ok()) {
      services_.database.write([&](storage::Session& session) {
        audit(session, nullptr, request.client, "sign_in_refused", person ? person->id.text() : "", "", request.now);
      });
      return refused(signed_in.refusal().code, 422);
    }
    return http::Response::see_other(local_target(request.form.get("next")))
        .with_cookie(std::string(session_cookie), signed_in->cookie, session_length, request.secure);
  }

 private:
  const Services& services_;
  RateLimit by_address_{30, std::chrono::seconds(10)};
  RateLimit by_account_{10, std::chrono::seconds(60)};
};

http::Response choose_page(const Services& services, const http::Request& request) {
  const auto& tr = translator(services, request);
  const auto& who = caller(request);
  std::vector<Organisation> own;
  services.database.read([&](storage::Session& session) {
    if (!who.person) return;
    for (const auto& membership : memberships_of(session, *who.person)) {
      const bool seen = std::any_of(own.begin(), own.end(),
                                    [&](const Organisation& each) { return each.id == membership.organisation; });
      if (!seen) own.push_back(find_organisation(session, membership.organisation).value());
    }
  });
  auto page = page_of(services, request, tr("accounts.account.title"));
  html::Html body =
      html::key_values({{.label = tr("accounts.account.name"), .value = html::text(who.name)},
                        {.label = tr("accounts.account.organisation"), .value = html::text(who.organisation_name)},
                        {.label = tr("accounts.account.operator_code"), .value = html::text(who.operator_code)}});
  std::vector<html::Html> buttons;
  for (const auto& each : own)
    if (each.id != who.organisation)
      buttons.push_back(html::post_button({.text = tr("accounts.account.work_for", {{"name", each.name}}),
                                           .action = "/account/organisation",
                                           .csrf = page.csrf,
                                           .hidden = {{"organisation", each.id.text()}}}));
  buttons.push_back(html::post_button(
      {.text = tr("accounts.account.sign_out"), .action = "/sign-out", .csrf = page.csrf, .icon = html::Icon::logout}));
  body += html::actions(buttons);
  if (who.person) body += account_links(tr, page.csrf);
  return show(page, body);
}

}  // namespace

void add_sign_in_routes(http::Router& router, const Services& services) {
  const auto sign_in = std::make_shared<SignIn>(services);
  router.get("/sign-in", http::Allow::anyone(),
             [sign_in](const http::Request& request) { return sign_in->form(request); });
  router.post("/sign-in", http::Allow::anyone(),
              [sign_in](const http::Request& request) { return sign_in->submit(request); });
  router.post("/sign-out", http::Allow::signed_in(), [&services](const http::Request& request) {
    services.database.write(
        [&](storage::Session& session) { sign_out(session, caller(request), request.client, request.now); });
    return http::Response::see_other("/sign-in")
        .with_cookie(std::string(session_cookie), "", std::chrono::seconds(0), request.secure);
  });
  router.get("/account", http::Allow::signed_in(),
             [&services](const http::Request& request) { return choose_page(services, request); });
  router.post("/account/organisation", http::Allow::signed_in(), [&services](const http::Request& request) {
    const auto organisation = OrganisationId::parse(request.form.get("organisation"));
    if (!organisation.ok()) return refuse(services, request, organisation.refusal());
    const auto chosen = services.database.write(
        [&](storage::Session& session) { return choose_organisation(session, caller(request), *organisation); });
    if (!chosen.ok()) return refuse(services, request, chosen.refusal());
    return http::Response::see_other("/");
  });
  // Anyone may choose the language; the cookie holds nothing else. A GET, as a link of every page, that changes no data.
  router.get("/language/{code}", http::Allow::anyone(), [](const http::Request& request) {
    const auto language = i18n::parse_language(request.parameter("code"));
    return http::Response::see_other(local_target(request.query.get("next")))
        .with_cookie("language", std::string(i18n::language_code(language.value_or(i18n::Language::french))),
                     std::chrono::hours(24 * 365), request.secure);
  });
}

}  // namespace accounts
