#pragma once
// What the pages of this folder have in common; not for other folders.
#include <string>
#include <string_view>
#include <vector>

#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "accounts/people.hpp"

namespace accounts {

/// A deed in the caller's own structure.
Deed deed_of(const http::Request& request);
/// One in any structure, by an instance administrator.
Deed deed_for(const http::Request& request, const OrganisationId& organisation);

/// Boxes ticked in a form ("role.technician=1") or the list of a JSON object ("roles":["technician"]).
std::vector<std::string> ticked(const Input& input, std::string_view list, std::string_view prefix);
/// The rights that a form or a JSON object asks for.
base::Result<Rights> rights_in(const Input& input);

/// A whole address of this installation: the public one, else the one that this administrator's browser uses.
std::string whole_address(const Services& services, const http::Request& request, std::string_view path);

/// The letter and, for the inviter, the link of someone who was invited or needs a new password.
struct Sent {
  Invited invited;
  std::string link;  ///< whole address
};
/// Puts the letter in the outbox, in the same transaction.
base::Result<Sent> send_link(storage::Session& session, const Services& services, const http::Request& request,
                             Invited invited, const OrganisationId& organisation);
/// {"id","email","link"}; the link is left out when it is only mailed.
std::string to_json(const Sent& sent);

void add_structure_routes(http::Router& router, const Services& services);
void add_people_routes(http::Router& router, const Services& services);
void add_token_routes(http::Router& router, const Services& services);
void add_audit_routes(http::Router& router, const Services& services);
void add_instance_routes(http::Router& router, const Services& services);
void add_link_routes(http::Router& router, const Services& services);
void add_account_routes(http::Router& router, const Services& services);

/// Handlers that only need the services and the request.
using Page = http::Response (*)(const Services&, const http::Request&);
inline http::Handler bind(const Services& services, Page page) {
  return [&services, page](const http::Request& request) { return page(services, request); };
}

}  // namespace accounts
