#pragma once
#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/ids.hpp"
#include "base/time.hpp"

namespace http {
struct Request;
}

namespace accounts {

/// Roles of domain.md §1, by their code. One person can hold several in several structures.
enum class Role {
  donor,
  technician,
  supervisor,
  distributor,
  shopkeeper,
  prescriber,
  mediator,
  counsellor,
  coordinator,
  funder,
  administrator
};
inline constexpr std::array all_roles = {Role::donor,       Role::technician, Role::supervisor,   Role::distributor,
                                         Role::shopkeeper,  Role::prescriber, Role::mediator,     Role::counsellor,
                                         Role::coordinator, Role::funder,     Role::administrator};
std::string_view code(Role role);
std::optional<Role> role_from_code(std::string_view code);

/// Begins the code under which an API token acts; a person's code never begins so.
inline constexpr std::string_view token_code_prefix = "API-";

/// Who acts, found once per request from the session cookie or the API token.
struct Caller {
  std::optional<PersonId> person;  ///< nothing for an API token
  std::optional<TokenId> token;
  std::string name;             ///< for the page's header only; never stored with an event
  OrganisationId organisation;  ///< in whose name; empty for an instance administrator who has chosen none
  std::string organisation_name;
  std::string organisation_code;
  std::string zone = "Europe/Paris";  ///< of the organisation
  std::set<Role> roles;               ///< held in that organisation
  bool instance_administrator = false;
  std::string operator_code;  ///< what events and documents show: « T07 », « API-3 »
  std::string donor;          ///< id of the donor whose lots a `donor` sees; empty for the others
  std::string session_hash;   ///< empty for a token
  std::string csrf;           ///< masked for this response; empty for a token

  bool has(Role role) const { return roles.contains(role); }
  /// A program's token stands for nobody: it is never the second person.
  bool is_person() const { return person.has_value(); }
  bool any(std::initializer_list<Role> wanted) const {
    for (const Role role : wanted)
      if (has(role)) return true;
    return false;
  }
};

/// The caller of a request that its route let in as signed in; a bug if there is none.
const Caller& caller(const http::Request& request);
const Caller* find_caller(const http::Request& request);

}  // namespace accounts

namespace http {
/// What Request::caller points to.
struct Caller : accounts::Caller {};
}  // namespace http
