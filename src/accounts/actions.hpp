#pragma once
// One function for each deed about people and rights. Each writes the audit trail.
#include <string>
#include <vector>

#include "accounts/store.hpp"
#include "base/result.hpp"

namespace accounts {

/// The structure that the workshop's data will belong to. Kinds are codes of the glossary; refuses "accounts.organisation.code_taken",
/// ".bad_code" (2 to 12 capital letters and digits), ".bad_kind".
base::Result<Organisation> create_organisation(storage::Session& session, const std::string& code,
                                               const std::string& name, const std::vector<std::string>& kinds,
                                               base::Instant now, const Caller* who = nullptr,
                                               std::string_view client = {});
/// The person who looks after the installation. Refuses a weak password, a bad address, an address already known.
base::Result<Person> create_instance_administrator(storage::Session& session, const std::string& email,
                                                   const std::string& password, base::Instant now);
/// `who` is nobody for the command line.
base::Result<std::string> create_token(storage::Session& session, const OrganisationId& organisation, Role role,
                                       const std::string& label, base::Instant now, const Caller* who = nullptr,
                                       std::string_view client = {});

struct SignedIn {
  std::string cookie;  ///< the secret; the database keeps its hash
  PersonId person;
};
/// Refuses "accounts.sign_in.wrong" alike for an unknown address and a wrong password. `password_is_right` was computed outside
/// the transaction, because Argon2id is slow on purpose.
base::Result<SignedIn> sign_in(storage::Session& session, const std::string& email, bool password_is_right,
                               const std::string& client, base::Instant now);
void sign_out(storage::Session& session, const Caller& who, const std::string& client, base::Instant now);
/// Works from now on for another of one's structures.
base::Outcome choose_organisation(storage::Session& session, const Caller& who, const OrganisationId& organisation);

inline constexpr std::chrono::hours session_length{12};

}  // namespace accounts
