#include "accounts/actions.hpp"

#include <algorithm>

#include "accounts/password.hpp"
#include "accounts/structure.hpp"
#include "base/text.hpp"

namespace accounts {
namespace {

bool is_email(std::string_view email) {
  const auto at = email.find('@');
  return at != std::string_view::npos && at > 0 && email.find('@', at + 1) == std::string_view::npos &&
         email.size() - at > 1 && email.size() <= 200 && email.find_first_of(" \t\r\n<>\"") == std::string_view::npos;
}

}  // namespace

base::Result<Organisation> create_organisation(storage::Session& session, const std::string& code,
                                               const std::string& name, const std::vector<std::string>& kinds,
                                               base::Instant now, const Caller* who, std::string_view client) {
  const bool plain =
      std::all_of(code.begin(), code.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  if (!plain || code.size() < 2 || code.size() > 12)
    return base::Refusal{.code = "accounts.organisation.bad_code", .field = "code"};
  if (base::trim(name).empty()) return base::Refusal{.code = "accounts.input.missing", .field = "name"};
  if (kinds.empty()) return base::Refusal{.code = "accounts.organisation.bad_kind", .field = "kind"};
  for (const auto& kind : kinds)
    if (std::find(organisation_kinds.begin(), organisation_kinds.end(), kind) == organisation_kinds.end())
      return base::Refusal{.code = "accounts.organisation.bad_kind", .field = "kind", .arguments = {{"kind", kind}}};
  if (find_organisation_by_code(session, code))
    return base::Refusal{.code = "accounts.organisation.code_taken", .field = "code"};
  // Numbers begin with two letters of the site: those of the code until the administrator chooses others.
  std::string site;
  for (const char c : code)
    if (c >= 'A' && c <= 'Z' && site.size() < 2) site.push_back(c);
  site.resize(2, 'X');
  Organisation organisation{.id = OrganisationId::create(now), .code = code, .name = base::trim(name), .kinds = kinds};
  organisation.settings = R"({"numbering":{"site":")" + site + R"(","digits":4}})";
  insert_organisation(session, organisation, now);
  audit(session, who, client, "organisation_created", organisation.id.text(), code, now);
  return organisation;
}

base::Result<Person> create_instance_administrator(storage::Session& session, const std::string& email,
                                                   const std::string& password, base::Instant now) {
  if (!is_email(email)) return base::Refusal{.code = "accounts.person.bad_email", .field = "email"};
  if (find_person_by_email(session, email))
    return base::Refusal{.code = "accounts.person.email_taken", .field = "email"};
  TRY(hash, hash_password(password));
  Person person{.id = PersonId::create(now),
                .email = base::lower(email),
                .name = email.substr(0, email.find('@')),
                .password_hash = hash,
                .instance_administrator = true};
  insert_person(session, person, now);
  audit(session, nullptr, "", "instance_administrator_created", person.id.text(), "", now);
  return person;
}

base::Result<std::string> create_token(storage::Session& session, const OrganisationId& organisation, Role role,
                                       const std::string& label, base::Instant now, const Caller* who,
                                       std::string_view client) {
  const std::string token = "boucle_" + new_secret();
  const auto id = TokenId::create(now);
  session.execute(
      "INSERT INTO api_token (id, token_hash, organisation_id, role, label, created_at) VALUES (:1, :2, :3, :4, :5, "
      ":6)",
      id.text(), secret_hash(token), organisation.text(), std::string(code(role)), label, base::to_milliseconds(now));
  audit(session, who, client, "token_created", id.text(), std::string(code(role)), now);
  return token;
}

base::Result<SignedIn> sign_in(storage::Session& session, const std::string& email, bool password_is_right,
                               const std::string& client, base::Instant now) {
  const auto person = find_person_by_email(session, email);
  if (!person || !password_is_right || person->disabled_at)
    return base::Refusal{.code = "accounts.sign_in.wrong", .field = "password"};
  session.execute("DELETE FROM session WHERE expires_at <= :1", base::to_milliseconds(now));
  const std::string cookie = new_secret();
  session.execute(
      "INSERT INTO session (id_hash, person_id, created_at, seen_at, expires_at) VALUES (:1, :2, :3, :4, :5)",
      secret_hash(cookie), person->id.text(), base::to_milliseconds(now), base::to_milliseconds(now),
      base::to_milliseconds(now + session_length));
  Caller who;
  who.person = person->id;
  audit(session, &who, client, "signed_in", person->id.text(), "", now);
  return SignedIn{.cookie = cookie, .person = person->id};
}

void sign_out(storage::Session& session, const Caller& who, const std::string& client, base::Instant now) {
  session.execute("DELETE FROM session WHERE id_hash = :1", who.session_hash);
  audit(session, &who, client, "signed_out", who.person ? who.person->text() : "", "", now);
}

base::Outcome choose_organisation(storage::Session& session, const Caller& who, const OrganisationId& organisation) {
  if (!who.person) return base::Refusal{.code = "accounts.organisation.unknown"};
  const auto memberships = memberships_of(session, *who.person);
  const bool member = std::any_of(memberships.begin(), memberships.end(),
                                  [&](const Membership& each) { return each.organisation == organisation; });
  if (!member) return base::Refusal{.code = "accounts.organisation.unknown", .field = "organisation"};
  session.execute("UPDATE session SET organisation_id = :1 WHERE id_hash = :2", organisation.text(), who.session_hash);
  return base::Done{};
}

}  // namespace accounts
