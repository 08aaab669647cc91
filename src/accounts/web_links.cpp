// What strangers may do: use the link they were sent, ask for a new one. Both count attempts.
#include <memory>

#include "accounts/guard.hpp"
#include "accounts/invitations.hpp"
#include "accounts/pages.hpp"
#include "accounts/password.hpp"
#include "accounts/rate_limit.hpp"
#include "accounts/web_shared.hpp"
#include "base/text.hpp"
#include "jobs/mail.hpp"

namespace accounts {
namespace {

class Links {
 public:
  explicit Links(const Services& services) : services_(services) {}

  http::Response show_link(const http::Request& request) const {
    const auto link = find(request);
    if (!link) return refuse(services_, request, {.code = "accounts.invitation.unknown"});
    return link_form(request, *link, {}, 200);
  }

  http::Response accept(const http::Request& request) {
    const auto link = find(request);
    if (!link) return refuse(services_, request, {.code = "accounts.invitation.unknown"});
    const auto input = Input::read(request);
    if (!input.ok()) return refuse(services_, request, input.refusal());
    // Argon2id is slow on purpose: not as often as a stranger likes.
    if (!by_address_.take(request.client, request.now)) return too_many(request);
    const auto again = [&](const base::Refusal& refusal) {
      return link_form(request, *link, html::Submission({{"name", input->text("name")}}, {refusal}), 422);
    };
    if (!link->person.password_hash && input->text("name").empty())
      return again({.code = "accounts.input.missing", .field = "name"});
    const auto hash = hash_password(request.form.get("password"));
    if (!hash.ok()) return again(hash.refusal());
    const auto signed_in = services_.database.write([&](storage::Session& session) {
      return accept_link(session, request.parameter("token"), input->text("name"), *hash, request.client, request.now);
    });
    if (!signed_in.ok()) return refuse(services_, request, signed_in.refusal());
    return http::Response::see_other("/").with_cookie(std::string(session_cookie), signed_in->cookie, session_length,
                                                      request.secure);
  }

  http::Response show_forgotten(const http::Request& request) const { return forgotten_page(request, {}, 200); }

  /// The same answer whether the address is known or not, or asked for too often.
  http::Response forgotten(const http::Request& request) {
    const auto input = Input::read(request);
    if (!input.ok()) return refuse(services_, request, input.refusal());
    const std::string email = base::lower(input->text("email"));
    if (!jobs::is_address(email))
      return forgotten_page(
          request, html::Submission(input->values(), {{.code = "accounts.person.bad_email", .field = "email"}}), 422);
    if (!by_address_.take(request.client, request.now)) return too_many(request);
    const bool often = !by_account_.take(email, request.now);
    services_.database.write([&](storage::Session& session) {
      const auto person = find_person_by_email(session, email);
      std::string detail = often ? "too_many" : "";
      if (person && !person->disabled_at && !often) {
        const auto queued = mail_link(session, *person, request.now);
        if (!queued.ok()) detail = queued.refusal().code;
      }
      // Known or not, a line is written.
      audit(session, nullptr, request.client, "password_forgotten", person ? person->id.text() : "", detail,
            request.now);
    });
    const auto page = page_of(services_, request, translator(services_, request)("accounts.forgotten.title"));
    return show(page, html::callout({.tone = html::Tone::information,
                                     .title = page.tr("accounts.forgotten.sent"),
                                     .text = page.tr("accounts.forgotten.sent_text")}) +
                          html::actions({html::link_button(page.tr("accounts.sign_in.title"), "/sign-in")}));
  }

 private:
  std::optional<OpenLink> find(const http::Request& request) const {
    return services_.database.read(
        [&](storage::Session& session) { return find_link(session, request.parameter("token"), request.now); });
  }

  /// Only the installation's own address goes into a mail that a stranger asked for: never the Host header of their request.
  base::Outcome mail_link(storage::Session& session, const Person& person, base::Instant now) const {
    const auto& tr = services_.translators[i18n::parse_language(person.language).value_or(i18n::Language::french)];
    const auto purpose = person.password_hash ? LinkPurpose::forgotten : LinkPurpose::invitation;
    const std::string link = services_.public_url + "/invitation/" + create_link(session, person.id, purpose, now);
    return jobs::enqueue_mail(session, forgotten_letter(tr, person.email, link), now);
  }

  http::Response too_many(const http::Request& request) const {
    const auto& tr = translator(services_, request);
    const auto page = page_of(services_, request, tr("accounts.problem.429"));
    return http::Response::html(
               html::problem_page(page, {.status = 429, .title = page.title, .text = tr("accounts.guard.too_many")}),
               429)
        .with_header("Retry-After", std::to_string(by_address_.wait().count()));
  }

  Shown shown_on(const html::Page& page, const http::Request& request) const {
    return {.tr = page.tr, .csrf = page.csrf, .zone = "Europe/Paris", .now = request.now};
  }

  http::Response link_form(const http::Request& request, const OpenLink& link, const html::Submission& sent,
                           int status) const {
    const bool first = !link.person.password_hash;
    auto page = page_of(
        services_, request,
        translator(services_, request)(first ? "accounts.invitation.title" : "accounts.invitation.new_password"));
    page.refused = !sent.refusals().empty();
    return show(page,
                accept_form(shown_on(page, request), "/invitation/" + std::string(request.parameter("token")),
                            link.person.email, first, "", sent),
                status);
  }

  http::Response forgotten_page(const http::Request& request, const html::Submission& sent, int status) const {
    auto page = page_of(services_, request, translator(services_, request)("accounts.forgotten.title"));
    page.refused = !sent.refusals().empty();
    return show(page, forgotten_form(shown_on(page, request), sent), status);
  }

  const Services& services_;
  RateLimit by_address_{10, std::chrono::seconds(60)};
  RateLimit by_account_{3, std::chrono::minutes(20)};
};

}  // namespace

void add_link_routes(http::Router& router, const Services& services) {
  const auto links = std::make_shared<Links>(services);
  // Whoever is signed in as someone else in this browser may still use their link: no CSRF token is asked, the link is the secret.
  router.get("/invitation/{token}", http::Allow::anyone(),
             [links](const http::Request& request) { return links->show_link(request); });
  router.add({.method = http::Method::post,
              .pattern = "/invitation/{token}",
              .allow = http::Allow::anyone(),
              .handler = [links](const http::Request& request) { return links->accept(request); },
              .csrf = false});
  router.get("/forgotten", http::Allow::anyone(),
             [links](const http::Request& request) { return links->show_forgotten(request); });
  router.post("/forgotten", http::Allow::anyone(),
              [links](const http::Request& request) { return links->forgotten(request); });
}

}  // namespace accounts
