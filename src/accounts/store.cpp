#include "accounts/store.hpp"

#include <algorithm>

#include "accounts/password.hpp"
#include "base/text.hpp"

namespace accounts {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

constexpr std::string_view organisation_columns =
    "SELECT id, code, name, kinds, public_body, zone, settings FROM organisation ";

template <typename... Parameters>
std::vector<Organisation> read_organisations(storage::Session& session, const std::string& where,
                                             Parameters&&... parameters) {
  std::vector<Organisation> found;
  using Text = std::string;
  session.each<Text, Text, Text, Text, std::int64_t, Text, Text>(
      std::string(organisation_columns) + where,
      [&](Text id, Text code, Text name, Text kinds, std::int64_t public_body, Text zone, Text settings) {
        found.push_back({.id = OrganisationId::parse(id).value(),
                         .code = std::move(code),
                         .name = std::move(name),
                         .kinds = base::split(kinds, ','),
                         .public_body = public_body != 0,
                         .zone = std::move(zone),
                         .settings = std::move(settings)});
      },
      std::forward<Parameters>(parameters)...);
  return found;
}

template <typename T>
std::optional<T> only(std::vector<T> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

template <typename... Parameters>
std::vector<Person> read_people(storage::Session& session, const std::string& where, Parameters&&... parameters) {
  std::vector<Person> found;
  using Text = std::string;
  session.each<Text, Text, Text, std::optional<Text>, std::int64_t, Text, std::optional<std::int64_t>>(
      "SELECT p.id, p.email, p.name, p.password_hash, p.instance_administrator, p.language, p.disabled_at FROM person "
      "p " +
          where,
      [&](Text id, Text email, Text name, std::optional<Text> hash, std::int64_t administrator, Text language,
          std::optional<std::int64_t> disabled) {
        found.push_back({.id = PersonId::parse(id).value(),
                         .email = std::move(email),
                         .name = std::move(name),
                         .password_hash = std::move(hash),
                         .instance_administrator = administrator != 0,
                         .language = std::move(language),
                         .disabled_at = disabled ? std::optional(base::from_milliseconds(*disabled)) : std::nullopt});
      },
      std::forward<Parameters>(parameters)...);
  return found;
}

/// First letter of the role and a number that the organisation has not given yet: « T07 ».
std::string draw_operator_code(storage::Session& session, const OrganisationId& organisation, Role role) {
  const std::string letter = base::upper(code(role).substr(0, 1));
  const auto n = session.value<std::int64_t>(
      "INSERT INTO number_series (organisation_id, series, next) VALUES (:1, 'operator', 2) "
      "ON CONFLICT (organisation_id, series) DO UPDATE SET next = number_series.next + 1 RETURNING next - 1",
      organisation.text());
  std::string figure = std::to_string(*n);
  return letter + (figure.size() < 2 ? "0" : "") + figure;
}

}  // namespace

void insert_organisation(storage::Session& session, const Organisation& organisation, base::Instant now) {
  session.execute(
      "INSERT INTO organisation (id, code, name, kinds, public_body, zone, settings, created_at) VALUES (:1, :2, :3, "
      ":4, :5, :6, :7, :8)",
      organisation.id.text(), organisation.code, organisation.name, joined(organisation.kinds),
      organisation.public_body ? 1 : 0, organisation.zone, organisation.settings, base::to_milliseconds(now));
}

void update_organisation(storage::Session& session, const Organisation& organisation) {
  session.execute(
      "UPDATE organisation SET name = :1, kinds = :2, public_body = :3, zone = :4, settings = :5 WHERE id = :6",
      organisation.name, joined(organisation.kinds), organisation.public_body ? 1 : 0, organisation.zone,
      organisation.settings, organisation.id.text());
}

std::optional<Organisation> find_organisation(storage::Session& session, const OrganisationId& id) {
  return only(read_organisations(session, "WHERE id = :1", id.text()));
}

std::optional<Organisation> find_organisation_by_code(storage::Session& session, std::string_view code) {
  return only(read_organisations(session, "WHERE code = :1", std::string(code)));
}

std::vector<Organisation> list_organisations(storage::Session& session) {
  return read_organisations(session, "ORDER BY name");
}

void insert_person(storage::Session& session, const Person& person, base::Instant now) {
  session.execute(
      "INSERT INTO person (id, email, name, password_hash, instance_administrator, language, created_at) VALUES (:1, "
      ":2, :3, :4, :5, :6, :7)",
      person.id.text(), base::lower(person.email), person.name, person.password_hash,
      person.instance_administrator ? 1 : 0, person.language, base::to_milliseconds(now));
}

void update_person(storage::Session& session, const Person& person) {
  session.execute(
      "UPDATE person SET email = :1, name = :2, password_hash = :3, instance_administrator = :4, language = :5, "
      "disabled_at = :6 WHERE id = :7",
      base::lower(person.email), person.name, person.password_hash, person.instance_administrator ? 1 : 0,
      person.language, person.disabled_at ? std::optional(base::to_milliseconds(*person.disabled_at)) : std::nullopt,
      person.id.text());
}

std::optional<Person> find_person(storage::Session& session, const PersonId& id) {
  return only(read_people(session, "WHERE p.id = :1", id.text()));
}

std::optional<Person> find_person_by_email(storage::Session& session, std::string_view email) {
  return only(read_people(session, "WHERE p.email = :1", base::lower(email)));
}

void add_membership(storage::Session& session, const PersonId& person, const OrganisationId& organisation, Role role,
                    const std::string& donor, base::Instant now) {
  auto known = session.value<std::string>(
      "SELECT operator_code FROM membership WHERE person_id = :1 AND organisation_id = :2 LIMIT 1", person.text(),
      organisation.text());
  const std::string operator_code = known ? *known : draw_operator_code(session, organisation, role);
  session.execute(
      "INSERT INTO membership (person_id, organisation_id, role, operator_code, donor_id, since) VALUES (:1, :2, :3, "
      ":4, :5, :6) "
      "ON CONFLICT (person_id, organisation_id, role) DO UPDATE SET until = NULL, donor_id = excluded.donor_id",
      person.text(), organisation.text(), std::string(code(role)), operator_code,
      donor.empty() ? std::nullopt : std::optional(donor), base::to_milliseconds(now));
}

void end_membership(storage::Session& session, const PersonId& person, const OrganisationId& organisation, Role role,
                    base::Instant now) {
  session.execute(
      "UPDATE membership SET until = :1 WHERE person_id = :2 AND organisation_id = :3 AND role = :4 AND until IS NULL",
      base::to_milliseconds(now), person.text(), organisation.text(), std::string(code(role)));
}

std::vector<Membership> memberships_of(storage::Session& session, const PersonId& person) {
  std::vector<Membership> found;
  session.each<std::string, std::string, std::string, std::optional<std::string>>(
      "SELECT organisation_id, role, operator_code, donor_id FROM membership WHERE person_id = :1 AND until IS NULL "
      "ORDER BY since, role",
      [&](std::string organisation, std::string role, std::string operator_code, std::optional<std::string> donor) {
        if (const auto known = role_from_code(role))
          found.push_back({.person = person,
                           .organisation = OrganisationId::parse(organisation).value(),
                           .role = *known,
                           .operator_code = std::move(operator_code),
                           .donor = donor.value_or("")});
      },
      person.text());
  return found;
}

std::vector<Member> members_of(storage::Session& session, const OrganisationId& organisation) {
  std::vector<Member> members;
  for (auto& person : read_people(session,
                                  "WHERE p.id IN (SELECT person_id FROM membership WHERE organisation_id = :1 AND "
                                  "until IS NULL) ORDER BY p.name",
                                  organisation.text())) {
    Member member{.person = std::move(person), .roles = {}, .operator_code = {}};
    for (const auto& membership : memberships_of(session, member.person.id)) {
      if (membership.organisation != organisation) continue;
      member.roles.push_back(membership.role);
      member.operator_code = membership.operator_code;
    }
    members.push_back(std::move(member));
  }
  return members;
}

std::optional<Caller> find_session(storage::Session& session, std::string_view cookie, base::Instant now) {
  const std::string hash = secret_hash(cookie);
  const auto row = session.first<std::string, std::optional<std::string>, std::string, std::int64_t>(
      "SELECT s.person_id, s.organisation_id, p.name, p.instance_administrator FROM session s JOIN person p ON p.id = "
      "s.person_id "
      "WHERE s.id_hash = :1 AND s.expires_at > :2 AND p.disabled_at IS NULL",
      hash, base::to_milliseconds(now));
  if (!row) return std::nullopt;
  Caller caller;
  caller.person = PersonId::parse(std::get<0>(*row)).value();
  caller.name = std::get<2>(*row);
  caller.instance_administrator = std::get<3>(*row) != 0;
  caller.session_hash = hash;
  caller.operator_code = "ADMIN";
  const auto memberships = memberships_of(session, *caller.person);
  if (const auto& chosen = std::get<1>(*row)) {
    caller.organisation = OrganisationId::parse(*chosen).value();
  } else if (!memberships.empty()) {
    caller.organisation = memberships.front().organisation;
  }
  for (const auto& membership : memberships) {
    if (membership.organisation != caller.organisation) continue;
    caller.roles.insert(membership.role);
    caller.operator_code = membership.operator_code;
    if (!membership.donor.empty()) caller.donor = membership.donor;
  }
  if (caller.roles.empty()) caller.organisation = {};  // the membership has ended since
  if (caller.organisation.empty()) return caller;
  const auto organisation = session.first<std::string, std::string, std::string>(
      "SELECT name, code, zone FROM organisation WHERE id = :1", caller.organisation.text());
  if (organisation) std::tie(caller.organisation_name, caller.organisation_code, caller.zone) = *organisation;
  return caller;
}

std::optional<Caller> find_token(storage::Session& session, std::string_view token) {
  const auto row =
      session.first<std::string, std::string, std::string, std::string, std::string, std::string, std::string>(
          "SELECT t.id, t.organisation_id, t.role, t.label, o.name, o.code, o.zone FROM api_token t JOIN organisation "
          "o ON o.id = t.organisation_id "
          "WHERE t.token_hash = :1 AND t.revoked_at IS NULL",
          secret_hash(token));
  if (!row) return std::nullopt;
  const auto role = role_from_code(std::get<2>(*row));
  if (!role) return std::nullopt;
  Caller caller;
  caller.token = TokenId::parse(std::get<0>(*row)).value();
  caller.organisation = OrganisationId::parse(std::get<1>(*row)).value();
  caller.roles.insert(*role);
  caller.name = std::get<3>(*row);
  caller.operator_code = std::string(token_code_prefix) + std::get<0>(*row).substr(30);
  std::tie(caller.organisation_name, caller.organisation_code, caller.zone) =
      std::tuple(std::get<4>(*row), std::get<5>(*row), std::get<6>(*row));
  return caller;
}

void audit(storage::Session& session, const Caller* who, std::string_view client, std::string_view action,
           std::string_view subject, std::string_view detail, base::Instant now) {
  const auto text = [](const auto& id) { return id ? std::optional(id->text()) : std::nullopt; };
  const bool known = who != nullptr;
  session.execute(
      "INSERT INTO audit_entry (id, at, organisation_id, person_id, token_id, client, action, subject, detail) "
      "VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9)",
      base::Id<struct AuditTag>::create(now).text(), base::to_milliseconds(now),
      known && !who->organisation.empty() ? std::optional(who->organisation.text()) : std::nullopt,
      known ? text(who->person) : std::nullopt, known ? text(who->token) : std::nullopt, std::string(client),
      std::string(action), std::string(subject), std::string(detail));
}

std::vector<AuditEntry> list_audit(storage::Session& session, const std::optional<OrganisationId>& organisation,
                                   std::int64_t limit) {
  std::vector<AuditEntry> entries;
  const auto take = [&](std::int64_t at, std::string who, std::string action, std::string subject, std::string detail,
                        std::string client) {
    entries.push_back({.at = base::from_milliseconds(at),
                       .who = std::move(who),
                       .action = std::move(action),
                       .subject = std::move(subject),
                       .detail = std::move(detail),
                       .client = std::move(client)});
  };
  const std::string select =
      "SELECT a.at, COALESCE(p.name, t.label, ''), a.action, a.subject, a.detail, a.client FROM audit_entry a "
      "LEFT JOIN person p ON p.id = a.person_id LEFT JOIN api_token t ON t.id = a.token_id ";
  using Text = std::string;
  if (organisation)
    session.each<std::int64_t, Text, Text, Text, Text, Text>(
        select + "WHERE a.organisation_id = :1 ORDER BY a.at DESC, a.id DESC LIMIT :2", take, organisation->text(),
        limit);
  else
    session.each<std::int64_t, Text, Text, Text, Text, Text>(select + "ORDER BY a.at DESC, a.id DESC LIMIT :1", take,
                                                             limit);
  return entries;
}

}  // namespace accounts
