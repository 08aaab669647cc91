#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "jobs/job.hpp"
#include "jobs/mail.hpp"
#include "jobs/smtp.hpp"

namespace jobs {
namespace {

using base::to_milliseconds;

struct Claimed {
  std::string id, worker;
  Letter letter;
  std::int64_t attempts = 0;
  base::Instant created_at;
};

constexpr const char* due =
    "SELECT id, recipient, subject, body, attempts, created_at FROM mail WHERE state IN ('waiting', 'sending') AND "
    "next_at <= :1 "
    "ORDER BY next_at, id LIMIT 1";

std::optional<Claimed> find_due(storage::Session& session, base::Instant now) {
  using Text = std::string;
  auto row = session.first<Text, Text, Text, Text, std::int64_t, std::int64_t>(due, to_milliseconds(now));
  if (!row) return std::nullopt;
  auto& [id, recipient, subject, body, attempts, created] = *row;
  return Claimed{.id = id,
                 .worker = {},
                 .letter = {.recipient = recipient, .subject = subject, .body = body},
                 .attempts = attempts,
                 .created_at = base::from_milliseconds(created)};
}

std::optional<Claimed> claim(storage::Database& database, base::Instant now) {
  return database.write([&](storage::Session& session) {
    auto mail = find_due(session, now);
    if (!mail) return mail;
    mail->worker = base::to_hex(base::random_bytes(8));
    mail->attempts += 1;
    session.execute("UPDATE mail SET state = 'sending', attempts = :1, next_at = :2, worker = :3 WHERE id = :4",
                    mail->attempts, to_milliseconds(now + lease), mail->worker, mail->id);
    return mail;
  });
}

/// Looked at again every ten minutes, so that letters leave soon after a server is set.
void wait_for_server(storage::Session& session, base::Instant now) {
  session.execute(
      "UPDATE mail SET state = 'waiting', error = :1, next_at = :2 WHERE state IN ('waiting', 'sending') AND next_at "
      "<= :3",
      "jobs.mail.no_server", to_milliseconds(now + std::chrono::minutes(10)), to_milliseconds(now));
}

void settle(storage::Session& session, const Claimed& mail, const Delivery& delivery, base::Instant now) {
  const bool failed = !delivery.taken && (delivery.refused_for_good || mail.attempts >= most_attempts);
  const char* state = delivery.taken ? "sent" : failed ? "failed" : "waiting";
  const bool ended = delivery.taken || failed;
  session.execute(
      "UPDATE mail SET state = :1, next_at = :2, error = :3, body = :4, done_at = :5, worker = '' WHERE id = :6 AND "
      "worker = :7",
      state, to_milliseconds(now + delay_after(mail.attempts)), delivery.error,
      ended ? std::string() : mail.letter.body, ended ? std::optional(to_milliseconds(now)) : std::nullopt, mail.id,
      mail.worker);
}

MailState state_from_code(std::string_view text) {
  for (const MailState state : {MailState::waiting, MailState::sending, MailState::sent})
    if (code(state) == text) return state;
  return MailState::failed;
}

}  // namespace

std::string_view code(MailState state) {
  switch (state) {
    case MailState::waiting:
      return "waiting";
    case MailState::sending:
      return "sending";
    case MailState::sent:
      return "sent";
    case MailState::failed:
      return "failed";
  }
  return {};
}

base::Outcome enqueue_mail(storage::Session& session, const Letter& letter, base::Instant now) {
  if (!is_address(letter.recipient)) return base::Refusal{.code = "jobs.mail.bad_recipient", .field = "email"};
  session.execute(
      "INSERT INTO mail (id, recipient, subject, body, state, attempts, next_at, error, created_at) VALUES (:1, :2, "
      ":3, :4, 'waiting', 0, :5, '', :6)",
      base::Id<struct MailTag>::create(now).text(), letter.recipient,
      base::shorten(base::printable(letter.subject), 400), letter.body, to_milliseconds(now), to_milliseconds(now));
  return base::Done{};
}

bool send_due_mail(storage::Database& database, const std::optional<Smtp>& smtp, base::Instant now) {
  if (!database.read([&](storage::Session& session) { return find_due(session, now).has_value(); })) return false;
  if (!smtp) {
    database.write([&](storage::Session& session) { wait_for_server(session, now); });
    return false;
  }
  const auto mail = claim(database, now);
  if (!mail) return false;
  Delivery delivery{.error = "jobs.worker.died"};
  if (mail->attempts <= most_attempts)
    delivery =
        deliver(*smtp, mail->letter.recipient, message_text(mail->letter, smtp->from, mail->id, mail->created_at));
  database.write([&](storage::Session& session) { settle(session, *mail, delivery, now); });
  return true;
}

std::vector<OutboxRow> list_mail(storage::Session& session, std::int64_t limit) {
  std::vector<OutboxRow> found;
  using Text = std::string;
  session.each<Text, Text, Text, Text, Text, std::int64_t, std::int64_t>(
      "SELECT id, recipient, subject, error, state, attempts, created_at FROM mail ORDER BY created_at DESC, id DESC "
      "LIMIT :1",
      [&](Text id, Text recipient, Text subject, Text error, const Text& state, std::int64_t attempts,
          std::int64_t created) {
        found.push_back({.id = std::move(id),
                         .recipient = std::move(recipient),
                         .subject = std::move(subject),
                         .error = std::move(error),
                         .state = state_from_code(state),
                         .attempts = attempts,
                         .created_at = base::from_milliseconds(created)});
      },
      limit);
  return found;
}

void forget_mail(storage::Session& session, base::Instant before) {
  session.execute("DELETE FROM mail WHERE created_at < :1", to_milliseconds(before));
}

}  // namespace jobs
