#pragma once
// layer: actions
// One's own account: password, language, open sessions.
#include <string>
#include <vector>

#include "accounts/actions.hpp"

namespace accounts {

struct OpenSession {
  std::string id;      ///< hash of its cookie: useless to whoever reads it
  std::string client;  ///< address it was opened from
  base::Instant opened_at, expires_at;
};
std::vector<OpenSession> list_sessions(storage::Session& session, const PersonId& person, base::Instant now);
/// Closes one of the caller's own; refuses "accounts.session.unknown".
base::Outcome close_session(storage::Session& session, const Caller& who, const std::string& id,
                            const std::string& client, base::Instant now);
/// Closes all but the caller's.
void close_other_sessions(storage::Session& session, const Caller& who, const std::string& client, base::Instant now);

/// Refuses "accounts.password.wrong". The other sessions end: whoever knew the old password is out.
base::Outcome change_password(storage::Session& session, const Caller& who, bool current_is_right,
                              const std::string& new_hash, const std::string& client, base::Instant now);
/// "fr" or "en": of the mails the person gets.
void change_language(storage::Session& session, const PersonId& person, std::string_view language);

/// Expired sessions, invitations of more than 30 days, idempotent answers and mails of more than 30 days, jobs done 30 days ago: gone.
/// True if anything was; call it every hour.
bool purge(storage::Database& database, base::Instant now);

}  // namespace accounts
