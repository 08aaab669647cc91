// The people of a structure: invitations, roles, access.
#include <boost/json.hpp>

#include "accounts/invitations.hpp"
#include "accounts/json.hpp"
#include "accounts/pages.hpp"
#include "accounts/web_shared.hpp"

namespace accounts {
namespace {

const http::Allow administrators = http::Allow::only({"administrator"});

Shown shown_on(const html::Page& page, const http::Request& request) {
  return {.tr = page.tr, .csrf = page.csrf, .zone = caller(request).zone, .now = request.now};
}

http::Response list_of_people(const Services& services, const http::Request& request) {
  const auto members = services.database.read(
      [&](storage::Session& session) { return members_of(session, caller(request).organisation); });
  if (request.wants_json()) {
    boost::json::array people;
    for (const auto& member : members) people.push_back(to_json(member));
    return http::Response::json(boost::json::serialize(boost::json::object{{"people", std::move(people)}}));
  }
  const auto& tr = translator(services, request);
  auto page = page_of(services, request, tr("accounts.settings.title"));
  page.subtitle = caller(request).organisation_name;
  page.primary = html::link_button(tr("accounts.person.invite"), "/settings/people/invite", html::ButtonStyle::primary,
                                   html::Icon::plus);
  return show(page, people_page(shown_on(page, request), members));
}

http::Response invitation_page(const Services& services, const http::Request& request, const html::Submission& sent,
                               int status) {
  const auto& tr = translator(services, request);
  const auto donors = services.database.read(
      [&](storage::Session& session) { return donors_to_choose(session, caller(request).organisation); });
  auto page = page_of(services, request, tr("accounts.person.invite_title"));
  page.breadcrumbs = {{.text = tr("accounts.settings.title"), .href = "/settings"},
                      {.text = tr("accounts.settings.people"), .href = "/settings/people"}};
  page.refused = !sent.refusals().empty();
  return show(page,
              invitation_form(shown_on(page, request), "/settings/people/invite", "/settings/people", donors, sent),
              status);
}

http::Response show_invitation(const Services& services, const http::Request& request) {
  return invitation_page(services, request, {}, 200);
}

/// The link stands on the answer itself, never in an address or a cookie: it is shown this once.
http::Response answer_link(const Services& services, const http::Request& request, const Sent& sent, int status) {
  if (request.wants_json()) return http::Response::json(to_json(sent), status);
  const auto& tr = translator(services, request);
  const auto page = page_of(services, request, tr("accounts.link.title"));
  return show(page, link_page(shown_on(page, request), sent.invited, sent.link, "/settings/people"));
}

http::Response invite_person(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return refuse(services, request, input.refusal());
  const auto rights = rights_in(*input);
  const auto sent = services.database.write([&](storage::Session& session) -> base::Result<Sent> {
    TRY(email, input->required("email"));
    if (!rights.ok()) return rights.refusal();
    TRY(invited, invite(session, deed_of(request), email, *rights));
    return send_link(session, services, request, std::move(invited), caller(request).organisation);
  });
  if (sent.ok()) return answer_link(services, request, *sent, 201);
  if (request.wants_json()) return refuse(services, request, sent.refusal());
  return invitation_page(services, request, html::Submission(input->values(), {sent.refusal()}), 422);
}

http::Response member_page(const Services& services, const http::Request& request, const html::Submission& sent,
                           int status) {
  const auto id = PersonId::parse(request.parameter("id"));
  const auto view = services.database.read([&](storage::Session& session) -> std::optional<PersonView> {
    if (!id.ok()) return std::nullopt;
    const auto organisation = caller(request).organisation;
    auto member = find_member(session, organisation, *id);
    if (!member) return std::nullopt;
    PersonView found{.member = std::move(*member), .donor = {}, .donors = donors_to_choose(session, organisation)};
    for (const auto& membership : memberships_of(session, *id))
      if (membership.organisation == organisation && !membership.donor.empty()) found.donor = membership.donor;
    return found;
  });
  if (!view) return refuse(services, request, {.code = "accounts.person.unknown"});
  if (request.wants_json()) return http::Response::json(boost::json::serialize(to_json(view->member)));
  const auto& tr = translator(services, request);
  auto page = page_of(services, request, view->member.person.name);
  page.breadcrumbs = {{.text = tr("accounts.settings.title"), .href = "/settings"},
                      {.text = tr("accounts.settings.people"), .href = "/settings/people"}};
  page.refused = !sent.refusals().empty();
  return show(page, person_page(shown_on(page, request), *view, sent), status);
}

http::Response show_member(const Services& services, const http::Request& request) {
  return member_page(services, request, {}, 200);
}

http::Response save_rights(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return refuse(services, request, input.refusal());
  const auto id = PersonId::parse(request.parameter("id"));
  if (!id.ok()) return refuse(services, request, {.code = "accounts.person.unknown"});
  const auto rights = rights_in(*input);
  const auto changed = services.database.write([&](storage::Session& session) -> base::Result<Member> {
    if (!rights.ok()) return rights.refusal();
    TRY_DONE(change_rights(session, deed_of(request), *id, *rights));
    return find_member(session, caller(request).organisation, *id).value();
  });
  if (changed.ok())
    return done(request, "/settings/people", boost::json::serialize(to_json(*changed)), 200,
                "accounts.person.roles_saved");
  if (request.wants_json() || changed.refusal().code == "accounts.person.unknown")
    return refuse(services, request, changed.refusal());
  return member_page(services, request, html::Submission(input->values(), {changed.refusal()}), 422);
}

using Change = base::Outcome (*)(storage::Session&, const Deed&, const PersonId&);

/// A deed of one button.
http::Handler change_of(const Services& services, Change change, std::string_view flash) {
  return [&services, change, flash](const http::Request& request) {
    const auto id = PersonId::parse(request.parameter("id"));
    if (!id.ok()) return refuse(services, request, {.code = "accounts.person.unknown"});
    const auto changed =
        services.database.write([&](storage::Session& session) { return change(session, deed_of(request), *id); });
    if (!changed.ok()) return refuse(services, request, changed.refusal());
    return done(request, "/settings/people", boost::json::serialize(boost::json::object{{"id", id->text()}}), 200,
                flash);
  };
}

base::Outcome disable(storage::Session& session, const Deed& deed, const PersonId& person) {
  return set_disabled(session, deed, person, true);
}
base::Outcome enable(storage::Session& session, const Deed& deed, const PersonId& person) {
  return set_disabled(session, deed, person, false);
}

http::Response new_link(const Services& services, const http::Request& request) {
  const auto id = PersonId::parse(request.parameter("id"));
  const auto sent = services.database.write([&](storage::Session& session) -> base::Result<Sent> {
    if (!id.ok()) return base::Refusal{.code = "accounts.person.unknown"};
    TRY(invited, renew_link(session, deed_of(request), *id));
    return send_link(session, services, request, std::move(invited), caller(request).organisation);
  });
  if (!sent.ok()) return refuse(services, request, sent.refusal());
  return answer_link(services, request, *sent, 200);
}

void add_both(http::Router& router, const std::string& path, const http::Handler& handler, http::Operation operation) {
  router.post("/settings" + path, administrators, handler);
  router.add({.method = http::Method::post,
              .pattern = "/api/v1" + path,
              .allow = administrators,
              .handler = handler,
              .operation = std::move(operation)});
}

}  // namespace

void add_people_routes(http::Router& router, const Services& services) {
  router.get("/settings/people", administrators, bind(services, list_of_people));
  router.get("/settings/people/invite", administrators, bind(services, show_invitation));
  router.post("/settings/people/invite", administrators, bind(services, invite_person));
  router.get("/settings/people/{id}", administrators, bind(services, show_member));
  router.post("/settings/people/{id}", administrators, bind(services, save_rights));
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/people",
              .allow = administrators,
              .handler = bind(services, list_of_people),
              .operation = http::Operation{.summary = "People of the structure, with their roles and operator codes",
                                           .response = "People"}});
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/people",
              .allow = administrators,
              .handler = bind(services, invite_person),
              .operation = http::Operation{.summary = "Invite someone by e-mail",
                                           .response = "Invitation",
                                           .request = {{.name = "email", .required = true},
                                                       {.name = "roles", .type = "array", .required = true},
                                                       {.name = "donor"}},
                                           .statuses = {201, 422}}});
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/people/{id}",
              .allow = administrators,
              .handler = bind(services, show_member),
              .operation = http::Operation{
                  .summary = "One person of the structure", .response = "Person", .statuses = {200, 404}}});
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/people/{id}",
              .allow = administrators,
              .handler = bind(services, save_rights),
              .operation =
                  http::Operation{.summary = "Change someone's roles",
                                  .response = "Person",
                                  .request = {{.name = "roles", .type = "array", .required = true}, {.name = "donor"}},
                                  .statuses = {200, 404, 422}}});
  add_both(router, "/people/{id}/link", bind(services, new_link),
           {.summary = "Make a new one-time link for someone", .response = "Invitation", .statuses = {200, 404, 422}});
  add_both(router, "/people/{id}/disable", change_of(services, disable, "accounts.person.disabled_done"),
           {.summary = "Close someone's account", .response = "Reference", .statuses = {200, 404, 422}});
  add_both(router, "/people/{id}/enable", change_of(services, enable, "accounts.person.enabled_done"),
           {.summary = "Open someone's account again", .response = "Reference", .statuses = {200, 404, 422}});
  add_both(
      router, "/people/{id}/end", change_of(services, end_all_rights, "accounts.person.ended"),
      {.summary = "End all of someone's roles in the structure", .response = "Reference", .statuses = {200, 404, 422}});
}

}  // namespace accounts
