// The installation: its structures, everyone's accounts, mails and jobs that wait.
#include <boost/json.hpp>

#include "accounts/invitations.hpp"
#include "accounts/json.hpp"
#include "accounts/pages.hpp"
#include "accounts/web_shared.hpp"
#include "base/text.hpp"

namespace accounts {
namespace {

const http::Allow instance = http::Allow::only({"instance"});
constexpr std::int64_t mails_shown = 200;

Shown shown_on(const html::Page& page, const http::Request& request) {
  return {.tr = page.tr, .csrf = page.csrf, .zone = caller(request).zone, .now = request.now};
}

html::Page instance_page(const Services& services, const http::Request& request) {
  return page_of(services, request, translator(services, request)("accounts.instance.title"));
}

http::Response list(const Services& services, const http::Request& request) {
  std::vector<OrganisationRow> rows;
  services.database.read([&](storage::Session& session) {
    for (auto& organisation : list_organisations(session)) {
      const auto members = members_of(session, organisation.id);
      OrganisationRow row{.organisation = std::move(organisation), .people = static_cast<std::int64_t>(members.size())};
      for (const auto& member : members)
        row.has_administrator = row.has_administrator || std::find(member.roles.begin(), member.roles.end(),
                                                                   Role::administrator) != member.roles.end();
      rows.push_back(std::move(row));
    }
  });
  if (request.wants_json()) {
    boost::json::array all;
    for (const auto& row : rows) all.push_back(to_json(row.organisation));
    return http::Response::json(boost::json::serialize(boost::json::object{{"organisations", std::move(all)}}));
  }
  auto page = instance_page(services, request);
  page.primary = html::link_button(page.tr("accounts.instance.create"), "/instance/organisations/new",
                                   html::ButtonStyle::primary, html::Icon::plus);
  return show(page, organisations_page(shown_on(page, request), rows));
}

http::Response creation_page(const Services& services, const http::Request& request, const html::Submission& sent,
                             int status) {
  auto page = page_of(services, request, translator(services, request)("accounts.instance.create"));
  page.breadcrumbs = {{.text = page.tr("accounts.instance.title"), .href = "/instance"}};
  page.refused = !sent.refusals().empty();
  return show(page, new_organisation_form(shown_on(page, request), sent), status);
}

http::Response show_creation(const Services& services, const http::Request& request) {
  return creation_page(services, request, {}, 200);
}

http::Response create(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return refuse(services, request, input.refusal());
  const auto made = services.database.write([&](storage::Session& session) {
    return create_organisation(session, base::upper(input->text("code")), input->text("name"),
                               ticked(*input, "kinds", "kind."), request.now, &caller(request), request.client);
  });
  if (made.ok())
    return done(request, "/instance/organisations/" + made->id.text() + "/administrator",
                boost::json::serialize(to_json(*made)), 201, "accounts.instance.created");
  if (request.wants_json()) return refuse(services, request, made.refusal());
  auto refusal = made.refusal();
  if (refusal.field == "kind") refusal.field = "kinds";
  return creation_page(services, request, html::Submission(input->values(), {refusal}), 422);
}

std::optional<Organisation> organisation_in(const Services& services, const http::Request& request) {
  const auto id = OrganisationId::parse(request.parameter("id"));
  if (!id.ok()) return std::nullopt;
  return services.database.read([&](storage::Session& session) { return find_organisation(session, *id); });
}

http::Response administrator_page(const Services& services, const http::Request& request,
                                  const Organisation& organisation, const html::Submission& sent, int status) {
  const auto& tr = translator(services, request);
  auto page = page_of(services, request, tr("accounts.instance.first_administrator"));
  page.subtitle = organisation.name;
  page.breadcrumbs = {{.text = tr("accounts.instance.title"), .href = "/instance"}};
  page.refused = !sent.refusals().empty();
  const auto field = html::field(tr, {.name = "email",
                                      .label = tr("accounts.person.email"),
                                      .type = html::FieldType::email,
                                      .value = sent.value("email"),
                                      .error = sent.error(tr, "email"),
                                      .hint = tr("accounts.instance.administrator_hint"),
                                      .required = true,
                                      .autofocus = true,
                                      .autocomplete = "off",
                                      .longest = 254});
  return show(page,
              html::form({.tr = tr,
                          .action = "/instance/organisations/" + organisation.id.text() + "/administrator",
                          .csrf = page.csrf,
                          .submit = tr("accounts.person.invite"),
                          .refusals = sent.refusals(),
                          .cancel = "/instance"},
                         field),
              status);
}

http::Response show_administrator(const Services& services, const http::Request& request) {
  const auto organisation = organisation_in(services, request);
  if (!organisation) return refuse(services, request, {.code = "accounts.organisation.unknown"});
  return administrator_page(services, request, *organisation, {}, 200);
}

http::Response answer_link(const Services& services, const http::Request& request, const Sent& sent,
                           const std::string& back, int status) {
  if (request.wants_json()) return http::Response::json(to_json(sent), status);
  const auto page = page_of(services, request, translator(services, request)("accounts.link.title"));
  return show(page, link_page(shown_on(page, request), sent.invited, sent.link, back));
}

http::Response invite_administrator(const Services& services, const http::Request& request) {
  const auto organisation = organisation_in(services, request);
  if (!organisation) return refuse(services, request, {.code = "accounts.organisation.unknown"});
  const auto input = Input::read(request);
  if (!input.ok()) return refuse(services, request, input.refusal());
  const auto sent = services.database.write([&](storage::Session& session) -> base::Result<Sent> {
    TRY(email, input->required("email"));
    TRY(invited,
        invite(session, deed_for(request, organisation->id), email, {.roles = {Role::administrator}, .donor = {}}));
    return send_link(session, services, request, std::move(invited), organisation->id);
  });
  if (sent.ok()) return answer_link(services, request, *sent, "/instance", 201);
  if (request.wants_json()) return refuse(services, request, sent.refusal());
  return administrator_page(services, request, *organisation, html::Submission(input->values(), {sent.refusal()}), 422);
}

http::Response show_people(const Services& services, const http::Request& request) {
  const auto people = services.database.read([](storage::Session& session) { return list_people(session); });
  const auto page = instance_page(services, request);
  return show(page, all_people_page(shown_on(page, request), people,
                                    caller(request).person ? caller(request).person->text() : ""));
}

http::Response set_access(const Services& services, const http::Request& request, bool disabled) {
  const auto id = PersonId::parse(request.parameter("id"));
  if (!id.ok()) return refuse(services, request, {.code = "accounts.person.unknown"});
  const auto changed = services.database.write(
      [&](storage::Session& session) { return set_disabled(session, deed_of(request), *id, disabled); });
  if (!changed.ok()) return refuse(services, request, changed.refusal());
  return done(request, "/instance/people", "{}", 200,
              disabled ? "accounts.person.disabled_done" : "accounts.person.enabled_done");
}

http::Response disable(const Services& services, const http::Request& request) {
  return set_access(services, request, true);
}
http::Response enable(const Services& services, const http::Request& request) {
  return set_access(services, request, false);
}

http::Response new_link(const Services& services, const http::Request& request) {
  const auto id = PersonId::parse(request.parameter("id"));
  const auto sent = services.database.write([&](storage::Session& session) -> base::Result<Sent> {
    if (!id.ok()) return base::Refusal{.code = "accounts.person.unknown"};
    TRY(invited, renew_link(session, deed_of(request), *id));
    const auto memberships = memberships_of(session, *id);
    return send_link(session, services, request, std::move(invited),
                     memberships.empty() ? OrganisationId() : memberships.front().organisation);
  });
  if (!sent.ok()) return refuse(services, request, sent.refusal());
  return answer_link(services, request, *sent, "/instance/people", 200);
}

http::Response show_mail(const Services& services, const http::Request& request) {
  std::vector<jobs::OutboxRow> mail;
  std::vector<jobs::FailedJob> failed;
  services.database.read([&](storage::Session& session) {
    mail = jobs::list_mail(session, mails_shown);
    failed = jobs::list_failed(session, mails_shown);
  });
  const auto page = instance_page(services, request);
  return show(page, outbox_page(shown_on(page, request), mail, failed));
}

http::Response retry_job(const Services& services, const http::Request& request) {
  const std::string id(request.parameter("id"));
  const bool again =
      services.database.write([&](storage::Session& session) { return jobs::retry(session, id, request.now); });
  if (!again) return refuse(services, request, {.code = "accounts.jobs.unknown"});
  return done(request, "/instance/mail", "{}", 200, "accounts.jobs.retried");
}

}  // namespace

void add_instance_routes(http::Router& router, const Services& services) {
  router.get("/instance", instance, bind(services, list));
  router.get("/instance/organisations/new", instance, bind(services, show_creation));
  router.post("/instance/organisations", instance, bind(services, create));
  router.get("/instance/organisations/{id}/administrator", instance, bind(services, show_administrator));
  router.post("/instance/organisations/{id}/administrator", instance, bind(services, invite_administrator));
  router.get("/instance/people", instance, bind(services, show_people));
  router.post("/instance/people/{id}/link", instance, bind(services, new_link));
  router.post("/instance/people/{id}/disable", instance, bind(services, disable));
  router.post("/instance/people/{id}/enable", instance, bind(services, enable));
  router.get("/instance/mail", instance, bind(services, show_mail));
  router.post("/instance/jobs/{id}/retry", instance, bind(services, retry_job));
}

}  // namespace accounts
