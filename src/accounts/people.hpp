#pragma once
// layer: actions
// Deeds about people and their roles. Each writes the audit trail of the structure concerned.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "accounts/actions.hpp"

namespace accounts {

/// On whose behalf, and where from.
struct Deed {
  const Caller& who;
  OrganisationId organisation;  ///< whose people it is about: the caller's own, or any for an instance administrator
  std::string client;
  base::Instant now;
};

struct Rights {
  std::set<Role> roles;
  std::string donor;  ///< id of the donor whose lots a `donor` sees
};
/// From codes; refuses "accounts.role.bad", "accounts.person.no_role", and the role donor with others ("accounts.person.donor_alone").
base::Result<Rights> read_rights(const std::vector<std::string>& codes, const std::string& donor);

struct Invited {
  Person person;
  std::optional<std::string> secret;  ///< of their link; nothing for someone who has a password already
  bool show_link = false;             ///< false when the link would open another structure too: it is mailed only
};
/// Gives someone an account and roles. Refuses a bad address, someone who is a member already ("accounts.person.member"), a disabled account
/// ("accounts.person.disabled"), a donor that is not the structure's ("accounts.person.no_donor").
base::Result<Invited> invite(storage::Session& session, const Deed& deed, const std::string& email,
                             const Rights& rights);
/// The roles become these. Refuses to take away the last administrator ("accounts.person.last_administrator").
base::Outcome change_rights(storage::Session& session, const Deed& deed, const PersonId& person, const Rights& rights);
/// The person works here no more; their account and history stay.
base::Outcome end_all_rights(storage::Session& session, const Deed& deed, const PersonId& person);
/// Nobody can sign in with the account until it is enabled again; its sessions end. For a person who works elsewhere too, or who looks
/// after the installation, only the instance administrator may ("accounts.person.elsewhere").
base::Outcome set_disabled(storage::Session& session, const Deed& deed, const PersonId& person, bool disabled);
/// A new link for a person of the structure, by the same rule as set_disabled.
base::Result<Invited> renew_link(storage::Session& session, const Deed& deed, const PersonId& person);

struct DonorChoice {
  std::string id, name;
};
/// The structure's donors, by name: whose lots an account of theirs may see.
std::vector<DonorChoice> donors_to_choose(storage::Session& session, const OrganisationId& organisation);
std::optional<Member> find_member(storage::Session& session, const OrganisationId& organisation,
                                  const PersonId& person);

/// Everyone known to the installation, with the codes of their structures.
struct KnownPerson {
  Person person;
  std::string organisations;
};
std::vector<KnownPerson> list_people(storage::Session& session);

}  // namespace accounts
