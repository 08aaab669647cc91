#include "jobs/mail.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/bytes.hpp"
#include "jobs/job.hpp"
#include "jobs/smtp_server_test.hpp"
#include "storage/testing.hpp"

namespace jobs {
namespace {

const base::Instant start = base::from_milliseconds(1'795'000'000'000);

void write(storage::Database& database, const Letter& letter) {
  ASSERT_TRUE(database.write([&](storage::Session& session) { return enqueue_mail(session, letter, start); }).ok());
}

std::vector<OutboxRow> outbox(storage::Database& database) {
  return database.read([](storage::Session& session) { return list_mail(session, 100); });
}

std::string kept_body(storage::Database& database) {
  return database.read(
      [](storage::Session& session) { return session.value<std::string>("SELECT body FROM mail").value(); });
}

std::string body_of(const std::string& data) {
  std::string encoded = data.substr(data.find("\n\n") + 2);
  std::erase(encoded, '\n');
  return base::from_base64(encoded).value();
}

TEST(Mail, IsSentOnceWithItsWordsAndForgetsItsBody) {
  testing::SmtpServer server;
  const Smtp smtp{.url = server.url(), .from = "Boucle <boucle@exemple.fr>"};
  const auto database = storage::test_database();
  write(*database, {.recipient = "lea@exemple.fr",
                    .subject = "Votre accès à l’atelier",
                    .body = "Bonjour Léa,\nhttps://boucle.exemple.fr/x\n.\nfin"});
  EXPECT_TRUE(send_due_mail(*database, smtp, start));
  EXPECT_FALSE(send_due_mail(*database, smtp, start + std::chrono::hours(24)));
  const auto letters = server.letters();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].from.substr(0, 19), "<boucle@exemple.fr>");
  EXPECT_EQ(letters[0].to, "<lea@exemple.fr>");
  EXPECT_EQ(body_of(letters[0].data), "Bonjour Léa,\r\nhttps://boucle.exemple.fr/x\r\n.\r\nfin");
  EXPECT_NE(letters[0].data.find("Subject: =?UTF-8?B?"), std::string::npos);
  EXPECT_NE(letters[0].data.find("Message-ID: <"), std::string::npos);
  const auto rows = outbox(*database);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].state, MailState::sent);
  EXPECT_EQ(kept_body(*database), "");
}

TEST(Mail, WaitsWhenNoServerIsSetAndLeavesOnceThereIsOne) {
  const auto database = storage::test_database();
  write(*database, {.recipient = "lea@exemple.fr", .subject = "s", .body = "b"});
  EXPECT_FALSE(send_due_mail(*database, std::nullopt, start));
  EXPECT_EQ(outbox(*database)[0].state, MailState::waiting);
  EXPECT_EQ(outbox(*database)[0].error, "jobs.mail.no_server");
  EXPECT_EQ(outbox(*database)[0].attempts, 0);
  testing::SmtpServer server;
  EXPECT_TRUE(send_due_mail(*database, Smtp{.url = server.url(), .from = "a@b.fr"}, start + std::chrono::minutes(11)));
  EXPECT_EQ(outbox(*database)[0].state, MailState::sent);
}

TEST(Mail, IsTriedAgainLaterWhenTheServerCannotTakeIt) {
  testing::SmtpServer server("451 come back later");
  const Smtp smtp{.url = server.url(), .from = "a@b.fr"};
  const auto database = storage::test_database();
  write(*database, {.recipient = "lea@exemple.fr", .subject = "s", .body = "b"});
  EXPECT_TRUE(send_due_mail(*database, smtp, start));
  EXPECT_EQ(outbox(*database)[0].state, MailState::waiting);
  EXPECT_NE(outbox(*database)[0].error, "");
  EXPECT_EQ(kept_body(*database), "b");
  EXPECT_FALSE(send_due_mail(*database, smtp, start + std::chrono::seconds(9))) << "not before its delay";
  server.answer("250 ok");
  EXPECT_TRUE(send_due_mail(*database, smtp, start + std::chrono::seconds(10)));
  EXPECT_EQ(outbox(*database)[0].state, MailState::sent);
  EXPECT_EQ(server.letters().size(), 1U);
}

TEST(Mail, FailsAtOnceWhenTheAddressIsRefusedAndInTheEndWhenNothingHelps) {
  testing::SmtpServer server("550 no such user");
  const Smtp smtp{.url = server.url(), .from = "a@b.fr"};
  const auto database = storage::test_database();
  write(*database, {.recipient = "nobody@exemple.fr", .subject = "s", .body = "b"});
  EXPECT_TRUE(send_due_mail(*database, smtp, start));
  EXPECT_EQ(outbox(*database)[0].state, MailState::failed);
  EXPECT_EQ(kept_body(*database), "");

  const auto other = storage::test_database();
  write(*other, {.recipient = "lea@exemple.fr", .subject = "s", .body = "b"});
  const Smtp nobody_there{.url = "smtp://127.0.0.1:1", .from = "a@b.fr"};
  auto now = start;
  for (int attempt = 0; attempt < most_attempts; ++attempt, now += std::chrono::hours(13))
    EXPECT_TRUE(send_due_mail(*other, nobody_there, now));
  EXPECT_FALSE(send_due_mail(*other, nobody_there, now));
  EXPECT_EQ(outbox(*other)[0].state, MailState::failed);
}

TEST(Mail, NoHeaderCanBeSlippedIn) {
  const std::string text = message_text(
      {.recipient = "a@b.fr", .subject = "Bonjour\r\nBcc: all@exemple.fr", .body = "b"}, "x@y.fr", "id", start);
  EXPECT_EQ(text.find("\nBcc:"), std::string::npos);
  const auto database = storage::test_database();
  for (const char* bad : {"a@b.fr\r\nBcc: c@d.fr", "a", "@b", "a@", "a b@c.fr", "a@b@c", "-x@y.fr", "<a@b.fr>", ""}) {
    const auto outcome = database->write([&](storage::Session& session) {
      return enqueue_mail(session, {.recipient = bad, .subject = {}, .body = {}}, start);
    });
    ASSERT_FALSE(outcome.ok()) << bad;
    EXPECT_EQ(outcome.refusal().code, "jobs.mail.bad_recipient");
  }
}

TEST(Mail, LongSubjectsAreCutBetweenCharacters) {
  std::string subject;
  for (int i = 0; i < 60; ++i) subject += "é€";
  const std::string text = message_text({.recipient = "a@b.fr", .subject = subject, .body = ""}, "x@y.fr", "id", start);
  std::string opened;
  for (auto at = text.find("=?UTF-8?B?"); at != std::string::npos; at = text.find("=?UTF-8?B?", at + 1)) {
    const auto end = text.find("?=", at + 10);
    EXPECT_LE(end + 2 - at, 75U);
    const auto part = base::from_base64(text.substr(at + 10, end - at - 10)).value();
    EXPECT_NE(static_cast<unsigned char>(part[0]) & 0xC0U, 0x80U) << "begins inside a character";
    opened += part;
  }
  EXPECT_EQ(opened, subject);
}

TEST(Mail, OptionsAreChecked) {
  EXPECT_EQ(read_smtp("http://x", "a@b.fr", "", "").refusal().code, "jobs.smtp.bad_url");
  EXPECT_EQ(read_smtp("smtp://", "a@b.fr", "", "").refusal().code, "jobs.smtp.bad_url");
  EXPECT_EQ(read_smtp("smtp://h", "nobody", "", "").refusal().code, "jobs.smtp.bad_sender");
  EXPECT_EQ(read_smtp("smtp://h", "a@b.fr", "u", "").refusal().code, "jobs.smtp.no_password");
  EXPECT_EQ(read_smtp("smtp://h", "a@b.fr", "u", "/nowhere/at/all").refusal().code, "jobs.smtp.password_file");
  const auto file = std::filesystem::temp_directory_path() / ("smtp-password-" + base::to_hex(base::random_bytes(6)));
  std::ofstream(file) << "s3cret\n";
  const auto smtp = read_smtp("smtps://h:465", "Boucle <a@b.fr>", "u", file.string());
  ASSERT_TRUE(smtp.ok());
  EXPECT_EQ(smtp->password, "s3cret");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace jobs
