#include "accounts/people.hpp"

#include <algorithm>

#include "accounts/invitations.hpp"
#include "base/text.hpp"
#include "jobs/mail.hpp"

namespace accounts {
namespace {

void note(storage::Session& session, const Deed& deed, std::string_view action, const PersonId& person,
          std::string_view detail) {
  Caller who = deed.who;
  who.organisation = deed.organisation;
  audit(session, &who, deed.client, action, person.text(), detail, deed.now);
}

std::string codes_of(const std::set<Role>& roles) {
  std::string text;
  for (const Role role : roles) text += (text.empty() ? "" : ",") + std::string(code(role));
  return text;
}

/// Memberships of other structures, or the installation's care: not for this structure's administrator to open or close.
bool belongs_elsewhere(storage::Session& session, const Person& person, const OrganisationId& organisation) {
  if (person.instance_administrator) return true;
  const auto memberships = memberships_of(session, person.id);
  return std::any_of(memberships.begin(), memberships.end(),
                     [&](const Membership& each) { return each.organisation != organisation; });
}

base::Outcome check_donor(storage::Session& session, const OrganisationId& organisation, const Rights& rights) {
  if (!rights.roles.contains(Role::donor)) return base::Done{};
  const auto known =
      session.value<std::int64_t>("SELECT CAST(COUNT(*) AS BIGINT) FROM donor WHERE id = :1 AND organisation_id = :2",
                                  rights.donor, organisation.text());
  if (known != 1) return base::Refusal{.code = "accounts.person.no_donor", .field = "donor"};
  return base::Done{};
}

/// Someone else can still sign in as administrator.
bool another_administrator(storage::Session& session, const OrganisationId& organisation, const PersonId& person) {
  return session.value<std::int64_t>(
             "SELECT CAST(COUNT(*) AS BIGINT) FROM membership m JOIN person p ON p.id = m.person_id "
             "WHERE m.organisation_id = :1 AND m.role = 'administrator' AND m.until IS NULL AND p.disabled_at IS NULL "
             "AND m.person_id <> :2",
             organisation.text(), person.text()) > 0;
}

base::Result<Member> member(storage::Session& session, const Deed& deed, const PersonId& person) {
  auto found = find_member(session, deed.organisation, person);
  if (!found) return base::Refusal{.code = "accounts.person.unknown"};
  return std::move(*found);
}

bool is_administrator(const Member& member) {
  return std::find(member.roles.begin(), member.roles.end(), Role::administrator) != member.roles.end();
}

/// Set rights as asked: end what is no longer, give what is new.
void give(storage::Session& session, const Deed& deed, const PersonId& person, const std::vector<Role>& before,
          const Rights& rights) {
  for (const Role role : before)
    if (!rights.roles.contains(role)) end_membership(session, person, deed.organisation, role, deed.now);
  for (const Role role : rights.roles)
    add_membership(session, person, deed.organisation, role, role == Role::donor ? rights.donor : "", deed.now);
}

/// The instance administrator reaches people of no structure too.
base::Result<Person> reachable(storage::Session& session, const Deed& deed, const PersonId& person) {
  auto found = find_person(session, person);
  const bool all = deed.who.instance_administrator;
  if (!found || (!all && !find_member(session, deed.organisation, person)))
    return base::Refusal{.code = "accounts.person.unknown"};
  if (!all && belongs_elsewhere(session, *found, deed.organisation))
    return base::Refusal{.code = "accounts.person.elsewhere"};
  return std::move(*found);
}

}  // namespace

base::Result<Rights> read_rights(const std::vector<std::string>& codes, const std::string& donor) {
  Rights rights{.roles = {}, .donor = donor};
  for (const auto& text : codes) {
    const auto role = role_from_code(text);
    if (!role) return base::Refusal{.code = "accounts.role.bad", .field = "roles", .arguments = {{"role", text}}};
    rights.roles.insert(*role);
  }
  if (rights.roles.empty()) return base::Refusal{.code = "accounts.person.no_role", .field = "roles"};
  // A donor sees only their own lots: with a role of the workshop that limit would mean nothing.
  if (rights.roles.contains(Role::donor) && rights.roles.size() > 1)
    return base::Refusal{.code = "accounts.person.donor_alone", .field = "roles"};
  return rights;
}

base::Result<Invited> invite(storage::Session& session, const Deed& deed, const std::string& email,
                             const Rights& rights) {
  if (!jobs::is_address(email)) return base::Refusal{.code = "accounts.person.bad_email", .field = "email"};
  TRY_DONE(check_donor(session, deed.organisation, rights));
  auto person = find_person_by_email(session, email);
  if (person && person->disabled_at) return base::Refusal{.code = "accounts.person.disabled", .field = "email"};
  if (person && find_member(session, deed.organisation, person->id))
    return base::Refusal{.code = "accounts.person.member", .field = "email"};
  if (!person) {
    person = Person{.id = PersonId::create(deed.now),
                    .email = base::lower(email),
                    .name = email.substr(0, email.find('@')),
                    .password_hash = {}};
    insert_person(session, *person, deed.now);
  }
  give(session, deed, person->id, {}, rights);
  note(session, deed, "person_invited", person->id, codes_of(rights.roles));
  Invited invited{.person = *person, .secret = {}};
  if (person->password_hash) return invited;
  invited.secret = create_link(session, person->id, LinkPurpose::invitation, deed.now);
  invited.show_link = deed.who.instance_administrator || !belongs_elsewhere(session, *person, deed.organisation);
  return invited;
}

base::Outcome change_rights(storage::Session& session, const Deed& deed, const PersonId& person, const Rights& rights) {
  TRY(found, member(session, deed, person));
  TRY_DONE(check_donor(session, deed.organisation, rights));
  if (is_administrator(found) && !rights.roles.contains(Role::administrator) &&
      !another_administrator(session, deed.organisation, person))
    return base::Refusal{.code = "accounts.person.last_administrator", .field = "roles"};
  give(session, deed, person, found.roles, rights);
  note(session, deed, "rights_changed", person, codes_of(rights.roles));
  return base::Done{};
}

base::Outcome end_all_rights(storage::Session& session, const Deed& deed, const PersonId& person) {
  TRY(found, member(session, deed, person));
  if (is_administrator(found) && !another_administrator(session, deed.organisation, person))
    return base::Refusal{.code = "accounts.person.last_administrator"};
  give(session, deed, person, found.roles, {});
  note(session, deed, "membership_ended", person, "");
  return base::Done{};
}

base::Outcome set_disabled(storage::Session& session, const Deed& deed, const PersonId& person, bool disabled) {
  TRY(found, reachable(session, deed, person));
  if (disabled && deed.who.person == person) return base::Refusal{.code = "accounts.person.oneself"};
  if (disabled)
    for (const auto& membership : memberships_of(session, person))
      if (membership.role == Role::administrator && !deed.who.instance_administrator &&
          !another_administrator(session, membership.organisation, person))
        return base::Refusal{.code = "accounts.person.last_administrator"};
  found.disabled_at = disabled ? std::optional(deed.now) : std::nullopt;
  update_person(session, found);
  if (disabled) session.execute("DELETE FROM session WHERE person_id = :1", person.text());
  note(session, deed, disabled ? "account_disabled" : "account_enabled", person, "");
  return base::Done{};
}

base::Result<Invited> renew_link(storage::Session& session, const Deed& deed, const PersonId& person) {
  TRY(found, reachable(session, deed, person));
  if (found.disabled_at) return base::Refusal{.code = "accounts.person.disabled"};
  Invited invited{.person = found, .secret = {}, .show_link = true};
  invited.secret =
      create_link(session, person, found.password_hash ? LinkPurpose::forgotten : LinkPurpose::invitation, deed.now);
  note(session, deed, "link_created", person, "");
  return invited;
}

std::vector<DonorChoice> donors_to_choose(storage::Session& session, const OrganisationId& organisation) {
  std::vector<DonorChoice> found;
  session.each<std::string, std::string>(
      "SELECT id, name FROM donor WHERE organisation_id = :1 ORDER BY name",
      [&](std::string id, std::string name) { found.push_back({.id = std::move(id), .name = std::move(name)}); },
      organisation.text());
  return found;
}

std::optional<Member> find_member(storage::Session& session, const OrganisationId& organisation,
                                  const PersonId& person) {
  Member member;
  for (const auto& membership : memberships_of(session, person)) {
    if (membership.organisation != organisation) continue;
    member.roles.push_back(membership.role);
    member.operator_code = membership.operator_code;
  }
  if (member.roles.empty()) return std::nullopt;
  member.person = find_person(session, person).value();
  return member;
}

std::vector<KnownPerson> list_people(storage::Session& session) {
  std::vector<KnownPerson> known;
  std::vector<PersonId> ids;
  session.each<std::string>("SELECT id FROM person ORDER BY name, id",
                            [&](const std::string& id) { ids.push_back(PersonId::parse(id).value()); });
  for (const auto& id : ids) {
    KnownPerson each{.person = find_person(session, id).value(), .organisations = {}};
    session.each<std::string>(
        "SELECT DISTINCT o.code FROM membership m JOIN organisation o ON o.id = m.organisation_id WHERE m.person_id = "
        ":1 AND m.until IS NULL "
        "ORDER BY o.code",
        [&](const std::string& organisation) {
          each.organisations += (each.organisations.empty() ? "" : ", ") + organisation;
        },
        id.text());
    known.push_back(std::move(each));
  }
  return known;
}

}  // namespace accounts
