#include "accounts/json.hpp"

#include <boost/json.hpp>

namespace accounts {
namespace {

boost::json::value moment(const std::optional<base::Instant>& at) {
  if (!at) return nullptr;
  return boost::json::value(base::to_rfc3339(*at));
}

std::string state_of(const Person& person) {
  if (person.disabled_at) return "disabled";
  return person.password_hash ? "active" : "invited";
}

}  // namespace

boost::json::object to_json(const Organisation& organisation) {
  const auto structure = structure_of(organisation);
  boost::json::array kinds(structure.kinds.begin(), structure.kinds.end());
  return {{"id", organisation.id.text()},
          {"code", organisation.code},
          {"name", structure.name},
          {"kinds", std::move(kinds)},
          {"public_body", structure.public_body},
          {"zone", structure.zone},
          {"site", structure.site},
          {"digits", structure.digits},
          {"address", structure.address},
          {"siret", structure.siret},
          {"legal_mentions", structure.legal_mentions}};
}

std::string to_json(const Organisation& organisation, const proof::Issuer& issuer) {
  auto object = to_json(organisation);
  object["public_key"] = proof::write_public_key(issuer);
  object["key_fingerprint"] = issuer.key.fingerprint();
  return boost::json::serialize(object);
}

boost::json::object to_json(const Member& member) {
  boost::json::array roles;
  for (const Role role : member.roles) roles.emplace_back(code(role));
  return {{"id", member.person.id.text()},         {"name", member.person.name},
          {"email", member.person.email},          {"roles", std::move(roles)},
          {"operator_code", member.operator_code}, {"state", state_of(member.person)}};
}

boost::json::object to_json(const ApiToken& token) {
  return {{"id", token.id.text()},
          {"label", token.label},
          {"operator_code", token.operator_code},
          {"role", code(token.role)},
          {"created_at", base::to_rfc3339(token.created_at)},
          {"last_used_at", moment(token.last_used_at)},
          {"revoked_at", moment(token.revoked_at)}};
}

boost::json::object to_json(const AuditRow& row) {
  return {{"at", base::to_rfc3339(row.at)}, {"who", row.who},       {"action", row.action},
          {"subject", row.subject},         {"detail", row.detail}, {"client", row.client}};
}

}  // namespace accounts
