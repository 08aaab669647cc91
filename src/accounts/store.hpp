#pragma once
// Rows of people, organisations, rights and the audit trail, as values.
#include <optional>
#include <string>
#include <vector>

#include "accounts/caller.hpp"
#include "storage/database.hpp"

namespace accounts {

struct Organisation {
  OrganisationId id;
  std::string code, name;
  std::vector<std::string> kinds;
  bool public_body = false;
  std::string zone = "Europe/Paris";
  std::string settings = "{}";
};
void insert_organisation(storage::Session& session, const Organisation& organisation, base::Instant now);
void update_organisation(storage::Session& session, const Organisation& organisation);
std::optional<Organisation> find_organisation(storage::Session& session, const OrganisationId& id);
std::optional<Organisation> find_organisation_by_code(storage::Session& session, std::string_view code);
std::vector<Organisation> list_organisations(storage::Session& session);

struct Person {
  PersonId id;
  std::string email, name;
  std::optional<std::string> password_hash;
  bool instance_administrator = false;
  std::string language = "fr";
  std::optional<base::Instant> disabled_at;
};
void insert_person(storage::Session& session, const Person& person, base::Instant now);
void update_person(storage::Session& session, const Person& person);
std::optional<Person> find_person(storage::Session& session, const PersonId& id);
/// The address is compared in lower case.
std::optional<Person> find_person_by_email(storage::Session& session, std::string_view email);

struct Membership {
  PersonId person;
  OrganisationId organisation;
  Role role = Role::technician;
  std::string operator_code;
  std::string donor;  ///< for the role donor: whose lots
};
/// Gives the role; the person keeps one operator code per organisation (drawn here: « T07 »).
void add_membership(storage::Session& session, const PersonId& person, const OrganisationId& organisation, Role role,
                    const std::string& donor, base::Instant now);
void end_membership(storage::Session& session, const PersonId& person, const OrganisationId& organisation, Role role,
                    base::Instant now);
std::vector<Membership> memberships_of(storage::Session& session, const PersonId& person);
struct Member {
  Person person;
  std::vector<Role> roles;
  std::string operator_code;
};
std::vector<Member> members_of(storage::Session& session, const OrganisationId& organisation);

/// The person's session; nothing if unknown, expired or of a disabled person. `organisation` is the one they work for now.
std::optional<Caller> find_session(storage::Session& session, std::string_view cookie, base::Instant now);
/// The caller of an API token; nothing if unknown or revoked.
std::optional<Caller> find_token(storage::Session& session, std::string_view token);

struct AuditEntry {
  base::Instant at;
  std::string who;     ///< operator code or address of the person
  std::string action;  ///< code
  std::string subject, detail, client;
};
/// What the audit trail keeps of a request: never the data itself.
void audit(storage::Session& session, const Caller* who, std::string_view client, std::string_view action,
           std::string_view subject, std::string_view detail, base::Instant now);
std::vector<AuditEntry> list_audit(storage::Session& session, const std::optional<OrganisationId>& organisation,
                                   std::int64_t limit);

}  // namespace accounts
