#pragma once
// The outbox: a letter is written in the transaction of the deed that causes it, and sent by SMTP later, once.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/database.hpp"

namespace jobs {

/// The mail server of an installation.
struct Smtp {
  std::string url;   ///< "smtp://host:587" (STARTTLS when offered, required with a user) or "smtps://host:465"
  std::string from;  ///< "boucle@exemple.fr" or "Boucle <boucle@exemple.fr>"
  std::string user = {};
  std::string password = {};
};
/// Checks the options of `serve`. Refuses "jobs.smtp.bad_url", "jobs.smtp.bad_sender", "jobs.smtp.no_password" (a user without one) and
/// "jobs.smtp.password_file" (unreadable).
base::Result<Smtp> read_smtp(const std::string& url, const std::string& from, const std::string& user,
                             const std::string& password_file);

/// One address, with exactly one @ and nothing that could end a header or a command.
bool is_address(std::string_view address);

struct Letter {
  std::string recipient;
  std::string subject;
  std::string body;  ///< plain text; forgotten once sent, since it may hold a one-time link
};
/// Refuses "jobs.mail.bad_recipient".
base::Outcome enqueue_mail(storage::Session& session, const Letter& letter, base::Instant now);

/// Sends one due letter, and puts it back with a growing delay if the server did not take it; an address that the server refuses for
/// good is failed at once. Without a server the letters wait and say so ("jobs.mail.no_server"). False when nothing is due.
bool send_due_mail(storage::Database& database, const std::optional<Smtp>& smtp, base::Instant now);

enum class MailState { waiting, sending, sent, failed };
std::string_view code(MailState state);
struct OutboxRow {
  std::string id, recipient, subject, error;  ///< error: a code of ours ("jobs.…"), or the server's words
  MailState state = MailState::waiting;
  std::int64_t attempts = 0;
  base::Instant created_at;
};
/// The newest first.
std::vector<OutboxRow> list_mail(storage::Session& session, std::int64_t limit);
/// Forgets letters of before, sent or not: what they say is out of date.
void forget_mail(storage::Session& session, base::Instant before);

/// The whole message as the server gets it (RFC 5322, UTF-8 in base64).
std::string message_text(const Letter& letter, std::string_view from, std::string_view id, base::Instant date);

}  // namespace jobs
