#pragma once
// layer: web
// What the API says of the things of this folder: one function for each.
#include <boost/json/fwd.hpp>
#include <string>

#include "accounts/audit_list.hpp"
#include "accounts/people.hpp"
#include "accounts/structure.hpp"
#include "accounts/tokens.hpp"
#include "proof/signature.hpp"

namespace accounts {

/// The structure as its settings page shows it, its public key included.
std::string to_json(const Organisation& organisation, const proof::Issuer& issuer);
boost::json::object to_json(const Organisation& organisation);
boost::json::object to_json(const Member& member);
boost::json::object to_json(const ApiToken& token);
boost::json::object to_json(const AuditRow& row);

}  // namespace accounts
