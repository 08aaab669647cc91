#pragma once
// layer: actions
// API tokens of a structure: for stations, scripts and other programs.
#include <optional>
#include <string>
#include <vector>

#include "accounts/people.hpp"

namespace accounts {

struct ApiToken {
  TokenId id;
  std::string label;
  std::string operator_code;  ///< "API-…": what events and documents show
  Role role = Role::technician;
  base::Instant created_at;
  std::optional<base::Instant> last_used_at;  ///< to the hour
  std::optional<base::Instant> revoked_at;
};
/// Those in force first, the newest first.
std::vector<ApiToken> list_tokens(storage::Session& session, const OrganisationId& organisation);

struct NewToken {
  ApiToken token;
  std::string secret;  ///< shown once
};
/// Refuses a missing or too long label, an unknown role, and the role donor, which needs a person's account.
base::Result<NewToken> issue_token(storage::Session& session, const Deed& deed, const std::string& role,
                                   const std::string& label);
/// Refuses "accounts.token.unknown"; revoked twice is revoked.
base::Outcome revoke_token(storage::Session& session, const Deed& deed, const TokenId& token);
/// Notes that it served, unless noted within the hour.
void note_token_use(storage::Session& session, const TokenId& token, base::Instant now);

}  // namespace accounts
