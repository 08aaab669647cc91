#include "accounts/sessions.hpp"

#include "jobs/job.hpp"
#include "jobs/mail.hpp"

namespace accounts {

std::vector<OpenSession> list_sessions(storage::Session& session, const PersonId& person, base::Instant now) {
  std::vector<OpenSession> found;
  // The address is kept once, in the audit trail, at the same moment.
  session.each<std::string, std::int64_t, std::int64_t, std::string>(
      "SELECT s.id_hash, s.created_at, s.expires_at, COALESCE((SELECT MAX(a.client) FROM audit_entry a WHERE "
      "a.person_id = s.person_id "
      "AND a.at = s.created_at AND a.action = 'signed_in'), '') FROM session s WHERE s.person_id = :1 AND s.expires_at "
      "> :2 "
      "ORDER BY s.created_at DESC, s.id_hash",
      [&](std::string id, std::int64_t opened, std::int64_t expires, std::string client) {
        found.push_back({.id = std::move(id),
                         .client = std::move(client),
                         .opened_at = base::from_milliseconds(opened),
                         .expires_at = base::from_milliseconds(expires)});
      },
      person.text(), base::to_milliseconds(now));
  return found;
}

base::Outcome close_session(storage::Session& session, const Caller& who, const std::string& id,
                            const std::string& client, base::Instant now) {
  CHECK(who.person.has_value());
  const auto closed =
      session.execute("DELETE FROM session WHERE id_hash = :1 AND person_id = :2", id, who.person->text());
  if (closed != 1) return base::Refusal{.code = "accounts.session.unknown"};
  audit(session, &who, client, "session_closed", who.person->text(), "", now);
  return base::Done{};
}

void close_other_sessions(storage::Session& session, const Caller& who, const std::string& client, base::Instant now) {
  CHECK(who.person.has_value());
  session.execute("DELETE FROM session WHERE person_id = :1 AND id_hash <> :2", who.person->text(), who.session_hash);
  audit(session, &who, client, "session_closed", who.person->text(), "", now);
}

base::Outcome change_password(storage::Session& session, const Caller& who, bool current_is_right,
                              const std::string& new_hash, const std::string& client, base::Instant now) {
  if (!current_is_right || !who.person) return base::Refusal{.code = "accounts.password.wrong", .field = "current"};
  auto person = find_person(session, *who.person);
  if (!person) return base::Refusal{.code = "accounts.person.unknown"};
  person->password_hash = new_hash;
  update_person(session, *person);
  session.execute("DELETE FROM session WHERE person_id = :1 AND id_hash <> :2", person->id.text(), who.session_hash);
  audit(session, &who, client, "password_changed", person->id.text(), "", now);
  return base::Done{};
}

void change_language(storage::Session& session, const PersonId& person, std::string_view language) {
  session.execute("UPDATE person SET language = :1 WHERE id = :2", std::string(language), person.text());
}

bool purge(storage::Database& database, base::Instant now) {
  const auto month_ago = now - std::chrono::days(30);
  return database.write([&](storage::Session& session) {
    auto gone = session.execute("DELETE FROM session WHERE expires_at <= :1", base::to_milliseconds(now));
    gone += session.execute("DELETE FROM invitation WHERE expires_at <= :1", base::to_milliseconds(month_ago));
    gone += session.execute("DELETE FROM idempotent_answer WHERE at <= :1", base::to_milliseconds(month_ago));
    jobs::forget_mail(session, month_ago);
    jobs::forget_done(session, month_ago);
    return gone > 0;
  });
}

}  // namespace accounts
