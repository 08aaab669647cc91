#include <gtest/gtest.h>

#include "accounts/sessions.hpp"
#include "accounts/workshop_test.hpp"
#include "jobs/mail.hpp"

namespace accounts {
namespace {

using testing::start;
using testing::Workshop;

http::Response try_password(Workshop& workshop, const std::string& email, const std::string& password,
                            base::Instant now = start) {
  return workshop.post("/sign-in", "", {{"email", email}, {"password", password}}, now);
}

TEST(SignIn, WorksAndLeadsOnlyToThisSite) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::technician});
  const auto answer = workshop.post(
      "/sign-in", "", {{"email", "LEA@exemple.fr"}, {"password", "un mot de passe"}, {"next", "/items?q=x"}});
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(testing::header_of(answer, "Location"), "/items?q=x");
  EXPECT_NE(testing::header_of(answer, "Set-Cookie").find("HttpOnly; SameSite=Lax"), std::string::npos);
  EXPECT_EQ(workshop.get("/account", testing::session_of(answer)).status, 200);
  for (const char* next : {"//evil.example", "https://evil.example", "/\\evil.example", "items"}) {
    const auto led =
        workshop.post("/sign-in", "", {{"email", "lea@exemple.fr"}, {"password", "un mot de passe"}, {"next", next}});
    EXPECT_EQ(testing::header_of(led, "Location"), "/") << next;
  }
}

TEST(SignIn, AnswersAlikeForUnknownAddressAndWrongPassword) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::technician});
  const auto wrong = try_password(workshop, "lea@exemple.fr", "pas le bon mot");
  const auto unknown = try_password(workshop, "leo@exemple.fr", "pas le bon mot");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(unknown.status, 422);
  EXPECT_EQ(testing::header_of(wrong, "Set-Cookie"), "");
  const auto without_address = [](std::string page, const std::string& email) {
    for (auto at = page.find(email); at != std::string::npos; at = page.find(email)) page.erase(at, email.size());
    return page;
  };
  EXPECT_EQ(without_address(wrong.body, "lea@exemple.fr"), without_address(unknown.body, "leo@exemple.fr"));
}

TEST(SignIn, IsLimitedByAccountThenOpensAgain) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::technician});
  for (int i = 0; i < 10; ++i) EXPECT_EQ(try_password(workshop, "lea@exemple.fr", "essai numéro x").status, 422);
  const auto refused = try_password(workshop, "lea@exemple.fr", "un mot de passe");
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(testing::header_of(refused, "Retry-After"), "");
  EXPECT_EQ(try_password(workshop, "lea@exemple.fr", "un mot de passe", start + std::chrono::seconds(61)).status, 303);
}

TEST(SignIn, IsLimitedByAddressWhateverTheAccount) {
  Workshop workshop;
  int refused = 0;
  for (int i = 0; i < 33; ++i)
    refused += try_password(workshop, "p" + std::to_string(i) + "@exemple.fr", "essai numéro x").status == 429 ? 1 : 0;
  EXPECT_EQ(refused, 3);
}

TEST(Forgotten, AnswersAlikeAndMailsOnlyKnownPeople) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::technician});
  const auto known = workshop.post("/forgotten", "", {{"email", "Lea@exemple.fr"}});
  const auto unknown = workshop.post("/forgotten", "", {{"email", "leo@exemple.fr"}});
  EXPECT_EQ(known.status, 200);
  EXPECT_EQ(known.body, unknown.body);
  const auto mail = workshop.database().read([](storage::Session& session) {
    EXPECT_EQ(jobs::list_mail(session, 10).size(), 1U);
    return session.value<std::string>("SELECT body FROM mail").value();
  });
  const auto secret = testing::between(mail, "https://boucle.example/invitation/", "\n");
  ASSERT_NE(secret, "");
  const auto old_session = workshop.open_session("lea@exemple.fr");
  const auto accepted = workshop.post("/invitation/" + secret, "", {{"password", "une autre phrase"}});
  EXPECT_EQ(accepted.status, 303);
  EXPECT_EQ(workshop.get("/account", testing::session_of(accepted)).status, 200);
  EXPECT_EQ(workshop.get("/account", old_session).status, 303) << "the other sessions end";
  EXPECT_EQ(try_password(workshop, "lea@exemple.fr", "un mot de passe").status, 422);
  EXPECT_EQ(try_password(workshop, "lea@exemple.fr", "une autre phrase").status, 303);
  EXPECT_EQ(workshop.post("/invitation/" + secret, "", {{"password", "encore une autre"}}).status, 404) << "once";
}

TEST(Forgotten, IsLimited) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::technician});
  int refused = 0;
  for (int i = 0; i < 12; ++i)
    refused += workshop.post("/forgotten", "", {{"email", "lea@exemple.fr"}}).status == 429 ? 1 : 0;
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(workshop.database().read([](storage::Session& session) { return jobs::list_mail(session, 100).size(); }),
            3U);
  EXPECT_EQ(workshop.post("/forgotten", "", {{"email", "pas une adresse"}}).status, 422);
}

TEST(Account, PasswordIsChangedByWhoKnowsIt) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::technician});
  const auto mine = workshop.open_session("lea@exemple.fr");
  const auto other = workshop.open_session("lea@exemple.fr", start + std::chrono::seconds(1));
  EXPECT_EQ(workshop.post("/account/password", mine, {{"current", "faux faux faux"}, {"password", "une autre phrase"}})
                .status,
            422);
  EXPECT_EQ(workshop.post("/account/password", mine, {{"current", "un mot de passe"}, {"password", "court"}}).status,
            422);
  EXPECT_EQ(workshop.get("/account", other).status, 200);
  EXPECT_EQ(
      workshop.post("/account/password", mine, {{"current", "un mot de passe"}, {"password", " une autre phrase "}})
          .status,
      303);
  EXPECT_EQ(workshop.get("/account", mine).status, 200);
  EXPECT_EQ(workshop.get("/account", other).status, 303);
  EXPECT_EQ(try_password(workshop, "lea@exemple.fr", " une autre phrase ").status, 303) << "spaces count";
}

TEST(Account, ListsAndClosesItsOwnSessionsOnly) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::technician});
  workshop.add_person("leo@exemple.fr", {Role::technician});
  const auto mine = workshop.open_session("lea@exemple.fr");
  const auto second = workshop.open_session("lea@exemple.fr", start + std::chrono::seconds(1));
  const auto his = workshop.open_session("leo@exemple.fr");
  const auto open = workshop.database().read(
      [&](storage::Session& session) { return list_sessions(session, *workshop.caller_of(mine).person, start); });
  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(open[0].client, "192.0.2.1");
  EXPECT_EQ(workshop.post("/account/sessions/close", mine, {{"session", workshop.caller_of(his).session_hash}}).status,
            404);
  EXPECT_EQ(workshop.get("/account", his).status, 200);
  EXPECT_EQ(workshop.post("/account/sessions/close-others", mine, {}).status, 303);
  EXPECT_EQ(workshop.get("/account", second).status, 303);
  EXPECT_EQ(workshop.get("/account/sessions", mine).status, 200);
}

TEST(Purge, ForgetsWhatIsOver) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::technician});
  workshop.open_session("lea@exemple.fr");
  workshop.post("/forgotten", "", {{"email", "lea@exemple.fr"}});
  workshop.database().write([&](storage::Session& session) {
    session.execute(
        "INSERT INTO idempotent_answer (organisation_id, key, sha256, status, answer, at) VALUES ('o', 'k', 's', 200, "
        "'{}', :1)",
        base::to_milliseconds(start));
  });
  const auto count = [&](const std::string& table) {
    return workshop.database().read([&](storage::Session& session) {
      return session.value<std::int64_t>("SELECT CAST(COUNT(*) AS BIGINT) FROM " + table).value();
    });
  };
  EXPECT_FALSE(purge(workshop.database(), start + std::chrono::hours(11)));
  EXPECT_EQ(count("session"), 1);
  EXPECT_TRUE(purge(workshop.database(), start + std::chrono::hours(12)));
  EXPECT_EQ(count("session"), 0);
  EXPECT_EQ(count("idempotent_answer"), 1);
  EXPECT_TRUE(purge(workshop.database(), start + std::chrono::days(38)));
  for (const char* table : {"idempotent_answer", "invitation", "mail"}) EXPECT_EQ(count(table), 0) << table;
}

}  // namespace
}  // namespace accounts
