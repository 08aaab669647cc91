#include <string_view>

#include "accounts/caller.hpp"

namespace accounts {

std::string_view code(Role role) {
  switch (role) {
    case Role::donor:
      return "donor";
    case Role::technician:
      return "technician";
    case Role::supervisor:
      return "supervisor";
    case Role::distributor:
      return "distributor";
    case Role::shopkeeper:
      return "shopkeeper";
    case Role::prescriber:
      return "prescriber";
    case Role::mediator:
      return "mediator";
    case Role::counsellor:
      return "counsellor";
    case Role::coordinator:
      return "coordinator";
    case Role::funder:
      return "funder";
    case Role::administrator:
      return "administrator";
  }
  return {};
}

std::optional<Role> role_from_code(std::string_view text) {
  for (const Role role : all_roles)
    if (code(role) == text) return role;
  return std::nullopt;
}

}  // namespace accounts
