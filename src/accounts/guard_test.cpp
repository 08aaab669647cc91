#include "accounts/guard.hpp"

#include <gtest/gtest.h>

#include "accounts/tokens.hpp"
#include "accounts/workshop_test.hpp"

namespace accounts {
namespace {

using testing::start;
using testing::Workshop;

std::string issue(Workshop& workshop, Role role) {
  return workshop.database()
      .write([&](storage::Session& session) {
        return create_token(session, workshop.organisation().id, role, "test", start);
      })
      .value();
}

TEST(Csrf, TokenIsMaskedAnewEachTimeAndFitsOneSessionOnly) {
  const std::string first = mask_csrf("cookie");
  EXPECT_NE(first, mask_csrf("cookie"));
  EXPECT_TRUE(csrf_matches(first, "cookie"));
  EXPECT_FALSE(csrf_matches(first, "other"));
  for (const std::string& bad : {std::string(), std::string("x"), first.substr(1), first + "A", std::string(200, 'A')})
    EXPECT_FALSE(csrf_matches(bad, "cookie")) << bad;
}

TEST(Guard, RefusesAFormWithoutItsToken) {
  Workshop workshop;
  workshop.add_person("lea@exemple.fr", {Role::administrator});
  const auto cookie = workshop.open_session("lea@exemple.fr");
  const std::vector<std::pair<std::string, std::string>> fields = {{"label", "poste"}, {"role", "technician"}};
  const auto with = [&](const std::string& token) {
    auto all = fields;
    all.emplace_back("_csrf", token);
    return workshop.post("/settings/tokens", cookie, all).status;
  };
  EXPECT_EQ(with(""), 403);
  EXPECT_EQ(with("forged"), 403);
  EXPECT_EQ(with(mask_csrf("another cookie")), 403);
  EXPECT_TRUE(workshop.database()
                  .read([&](storage::Session& session) { return list_tokens(session, workshop.organisation().id); })
                  .empty());
  EXPECT_EQ(with(mask_csrf(cookie)), 200);
}

TEST(Guard, AsksStrangersToSignInAndComesBack) {
  Workshop workshop;
  const auto page = workshop.get("/settings/audit?action=signed_in");
  EXPECT_EQ(page.status, 303);
  EXPECT_EQ(testing::header_of(page, "Location"), "/sign-in?next=%2Fsettings%2Faudit%3Faction%3Dsigned_in");
  EXPECT_EQ(workshop.post("/settings/tokens", "", {}).status, 401);
  EXPECT_EQ(workshop.get("/api/v1/tokens").status, 401);
  EXPECT_EQ(workshop.get("/settings", "no such cookie").status, 303);
}

TEST(Guard, LetsEachRoleWhereItMayGo) {
  Workshop workshop;
  for (const Role role : all_roles) {
    const std::string email = std::string(code(role)) + "@exemple.fr";
    workshop.add_person(email, {role});
    const auto cookie = workshop.open_session(email);
    const int wanted = role == Role::administrator ? 200 : 403;
    EXPECT_EQ(workshop.get("/settings", cookie).status, wanted) << email;
    EXPECT_EQ(workshop.get("/settings/people", cookie).status, wanted) << email;
    EXPECT_EQ(workshop.get("/instance", cookie).status, 403) << email;
    EXPECT_EQ(workshop.get("/account", cookie).status, 200) << email;
    EXPECT_EQ(workshop.api(http::Method::get, "/api/v1/tokens", issue(workshop, role)).status, wanted) << email;
  }
  workshop.database()
      .write([](storage::Session& session) {
        return create_instance_administrator(session, "root@exemple.fr", "un mot de passe", start);
      })
      .value();
  const auto root = workshop.open_session("root@exemple.fr");
  EXPECT_EQ(workshop.get("/instance", root).status, 200);
  EXPECT_EQ(workshop.get("/settings", root).status, 403) << "of no structure";
}

TEST(Guard, TokensServeUntilRevokedAndSayWhen) {
  Workshop workshop;
  const auto token = issue(workshop, Role::administrator);
  const auto used = [&] {
    return workshop.database().read(
        [&](storage::Session& session) { return list_tokens(session, workshop.organisation().id).at(0).last_used_at; });
  };
  EXPECT_FALSE(used());
  EXPECT_EQ(workshop.api(http::Method::get, "/api/v1/tokens", token, {}, start).status, 200);
  EXPECT_EQ(used(), start);
  EXPECT_EQ(workshop.api(http::Method::get, "/api/v1/tokens", token, {}, start + std::chrono::minutes(59)).status, 200);
  EXPECT_EQ(used(), start) << "once an hour";
  EXPECT_EQ(workshop.api(http::Method::get, "/api/v1/tokens", token, {}, start + std::chrono::minutes(61)).status, 200);
  EXPECT_EQ(used(), start + std::chrono::minutes(61));
  EXPECT_EQ(workshop.api(http::Method::get, "/api/v1/tokens", token + "x").status, 401);
  const auto id = workshop.database().read(
      [&](storage::Session& session) { return list_tokens(session, workshop.organisation().id).at(0).id.text(); });
  EXPECT_EQ(workshop.api(http::Method::post, "/api/v1/tokens/" + id + "/revoke", token).status, 200);
  EXPECT_EQ(workshop.api(http::Method::get, "/api/v1/tokens", token).status, 401);
}

TEST(Guard, SessionsEndAfterTwelveHoursAndWithTheAccount) {
  Workshop workshop;
  const auto person = workshop.add_person("lea@exemple.fr", {Role::administrator});
  const auto cookie = workshop.open_session("lea@exemple.fr");
  const auto almost = start + session_length - std::chrono::milliseconds(1);
  EXPECT_EQ(workshop.get("/account", cookie, almost).status, 200);
  EXPECT_EQ(workshop.get("/account", cookie, start + session_length).status, 303);
  workshop.database().write([&](storage::Session& session) {
    auto found = find_person(session, person).value();
    found.disabled_at = start;
    update_person(session, found);
  });
  EXPECT_EQ(workshop.get("/account", cookie).status, 303);
}

TEST(Guard, LimitsStrangersByAddress) {
  Workshop workshop;
  int refused = 0;
  for (int i = 0; i < 320; ++i) refused += workshop.get("/sign-in").status == 429 ? 1 : 0;
  EXPECT_GE(refused, 19);
  EXPECT_EQ(workshop.get("/sign-in", "", start + std::chrono::seconds(60)).status, 200);
}

}  // namespace
}  // namespace accounts
