#include "accounts/web_shared.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "accounts/invitations.hpp"
#include "accounts/web.hpp"

namespace accounts {

Deed deed_of(const http::Request& request) { return deed_for(request, caller(request).organisation); }

Deed deed_for(const http::Request& request, const OrganisationId& organisation) {
  return {.who = caller(request), .organisation = organisation, .client = request.client, .now = request.now};
}

std::vector<std::string> ticked(const Input& input, std::string_view list, std::string_view prefix) {
  std::vector<std::string> codes = input.all(list);
  for (const auto& [name, value] : input.under(prefix))
    if (value != "0") codes.push_back(name);
  return codes;
}

base::Result<Rights> rights_in(const Input& input) {
  return read_rights(ticked(input, "roles", "role."), input.text("donor"));
}

std::string whole_address(const Services& services, const http::Request& request, std::string_view path) {
  if (!services.public_url.empty()) return services.public_url + std::string(path);
  const std::string_view host = request.header("host");
  const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == ':' || c == '[' || c == ']';
  });
  if (host.empty() || !plain) return std::string(path);
  return (request.secure ? "https://" : "http://") + std::string(host) + std::string(path);
}

base::Result<Sent> send_link(storage::Session& session, const Services& services, const http::Request& request,
                             Invited invited, const OrganisationId& organisation) {
  const auto& tr = services.translators[i18n::parse_language(invited.person.language).value_or(i18n::Language::french)];
  const auto structure = find_organisation(session, organisation);
  const std::string name = structure ? structure->name : "Boucle";
  Sent sent{.invited = std::move(invited), .link = {}};
  const std::string& email = sent.invited.person.email;
  if (!sent.invited.secret) {
    TRY_DONE(
        jobs::enqueue_mail(session, added_letter(tr, email, name, whole_address(services, request, "/")), request.now));
    return sent;
  }
  sent.link = whole_address(services, request, "/invitation/" + *sent.invited.secret);
  const auto letter = sent.invited.person.password_hash ? forgotten_letter(tr, email, sent.link)
                                                        : invitation_letter(tr, email, name, sent.link);
  TRY_DONE(jobs::enqueue_mail(session, letter, request.now));
  return sent;
}

std::string to_json(const Sent& sent) {
  boost::json::object object{{"id", sent.invited.person.id.text()}, {"email", sent.invited.person.email}};
  if (sent.invited.show_link) object["link"] = sent.link;
  return boost::json::serialize(object);
}

void add_settings_routes(http::Router& router, const Services& services) {
  add_structure_routes(router, services);
  add_people_routes(router, services);
  add_token_routes(router, services);
  add_audit_routes(router, services);
  add_instance_routes(router, services);
  add_link_routes(router, services);
  add_account_routes(router, services);
}

}  // namespace accounts
