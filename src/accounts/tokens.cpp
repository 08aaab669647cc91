#include "accounts/tokens.hpp"

#include <algorithm>

#include "accounts/password.hpp"

namespace accounts {
namespace {

std::optional<base::Instant> moment(std::optional<std::int64_t> at) {
  return at ? std::optional(base::from_milliseconds(*at)) : std::nullopt;
}

}  // namespace

std::vector<ApiToken> list_tokens(storage::Session& session, const OrganisationId& organisation) {
  std::vector<ApiToken> found;
  using Maybe = std::optional<std::int64_t>;
  session.each<std::string, std::string, std::string, std::int64_t, Maybe, Maybe>(
      "SELECT id, label, role, created_at, last_used_at, revoked_at FROM api_token WHERE organisation_id = :1 "
      "ORDER BY CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, created_at DESC, id DESC",
      [&](const std::string& id, std::string label, const std::string& role, std::int64_t created, Maybe used,
          Maybe revoked) {
        found.push_back({.id = TokenId::parse(id).value(),
                         .label = std::move(label),
                         .operator_code = std::string(token_code_prefix) + id.substr(30),
                         .role = role_from_code(role).value_or(Role::technician),
                         .created_at = base::from_milliseconds(created),
                         .last_used_at = moment(used),
                         .revoked_at = moment(revoked)});
      },
      organisation.text());
  return found;
}

base::Result<NewToken> issue_token(storage::Session& session, const Deed& deed, const std::string& role,
                                   const std::string& label) {
  if (label.empty()) return base::Refusal{.code = "accounts.input.missing", .field = "label"};
  if (label.size() > 100) return base::Refusal{.code = "accounts.input.too_long", .field = "label"};
  const auto known = role_from_code(role);
  if (!known || *known == Role::donor)
    return base::Refusal{.code = "accounts.role.bad", .field = "role", .arguments = {{"role", role}}};
  Caller who = deed.who;
  who.organisation = deed.organisation;
  TRY(secret, create_token(session, deed.organisation, *known, label, deed.now, &who, deed.client));
  const auto id = session.value<std::string>("SELECT id FROM api_token WHERE token_hash = :1", secret_hash(secret));
  CHECK(id.has_value());
  const auto tokens = list_tokens(session, deed.organisation);
  const auto made =
      std::find_if(tokens.begin(), tokens.end(), [&](const ApiToken& each) { return each.id.text() == *id; });
  CHECK(made != tokens.end());
  return NewToken{.token = *made, .secret = secret};
}

base::Outcome revoke_token(storage::Session& session, const Deed& deed, const TokenId& token) {
  const auto tokens = list_tokens(session, deed.organisation);
  const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const ApiToken& each) { return each.id == token; });
  if (found == tokens.end()) return base::Refusal{.code = "accounts.token.unknown"};
  if (found->revoked_at) return base::Done{};
  session.execute("UPDATE api_token SET revoked_at = :1 WHERE id = :2", base::to_milliseconds(deed.now), token.text());
  audit(session, &deed.who, deed.client, "token_revoked", token.text(), found->label, deed.now);
  return base::Done{};
}

void note_token_use(storage::Session& session, const TokenId& token, base::Instant now) {
  session.execute(
      "UPDATE api_token SET last_used_at = :1 WHERE id = :2 AND (last_used_at IS NULL OR last_used_at <= :3)",
      base::to_milliseconds(now), token.text(), base::to_milliseconds(now - std::chrono::hours(1)));
}

}  // namespace accounts
