// Every route, called by everybody: strangers, every role, the instance administrator.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/id.hpp"
#include "server/composition.hpp"
#include "server/openapi.hpp"
#include "server/testing.hpp"

namespace {

using accounts::Role;
using server::testing::TestInstallation;

/// A real address of the pattern: ids that nobody has, other names as they are.
std::string address_of(const std::string& pattern) {
  std::string address;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '{') {
      address.push_back(pattern[at]);
      continue;
    }
    const auto end = pattern.find('}', at);
    const std::string name = pattern.substr(at + 1, end - at - 1);
    address += name == "year" ? "2025" : base::Id<struct NobodyTag>::create(base::from_milliseconds(1)).text();
    at = end;
  }
  return address;
}

int call(TestInstallation& installation, const http::Route& route, const http::testing::Pairs& headers) {
  http::testing::Client client(installation.port());
  const std::string address = address_of(route.pattern);
  if (route.method == http::Method::get) return client.get(address, headers).status;
  return client.post_form(address, {{"nothing", "1"}}, headers).status;
}

/// People open pages, and do what no program may, with a session of their own.
int call_in_person(TestInstallation& installation, const http::Route& route, Role role) {
  const auto person = installation.sign_in({role});
  http::testing::Client client(installation.port());
  client.cookies["boucle_session"] = person.cookie;
  const std::string address = address_of(route.pattern);
  if (route.method == http::Method::get) return client.get(address).status;
  return client.post_form(address, {{"_csrf", person.csrf}}).status;
}

/// Programs call the API with a token.
int call_as(TestInstallation& installation, const http::Route& route, Role role) {
  const bool program = route.pattern.starts_with("/api/") && !route.allow.in_person;
  return program ? call(installation, route, installation.as(role)) : call_in_person(installation, route, role);
}

bool is_let_in(const http::Allow& allow, Role role) {
  if (allow.kind != http::Allow::Kind::roles) return true;
  return std::find(allow.roles.begin(), allow.roles.end(), accounts::code(role)) != allow.roles.end();
}

TEST(Routes, LetInTheRolesTheyDeclareAndNobodyElse) {
  TestInstallation installation;
  const auto router = server::all_routes(installation.services());
  ASSERT_GT(router.routes().size(), 20U);
  for (const auto& route : router.routes()) {
    for (const Role role : accounts::all_roles) {
      const int status = call_as(installation, route, role);
      const std::string what = route.pattern + " as " + std::string(accounts::code(role));
      EXPECT_LT(status, 500) << what;
      EXPECT_GT(status, 0) << what;
      if (is_let_in(route.allow, role)) {
        EXPECT_TRUE(status != 401 && status != 403) << what << " gave " << status;
      } else {
        EXPECT_EQ(status, 403) << what;
      }
    }
  }
}

TEST(Routes, WhatAPersonMustDoIsRefusedToPrograms) {
  TestInstallation installation;
  const auto router = server::all_routes(installation.services());
  int deeds = 0;
  for (const auto& route : router.routes()) {
    if (!route.allow.in_person) continue;
    ++deeds;
    for (const Role role : accounts::all_roles)
      EXPECT_EQ(call(installation, route, installation.as(role)), 403) << route.pattern;
  }
  EXPECT_EQ(deeds, 6) << "pages and API of: confirm, reject, validate";
}

TEST(Routes, TurnStrangersAway) {
  auto installation = std::make_unique<TestInstallation>();
  const auto router = server::all_routes(installation->services());
  int calls = 0;
  for (const auto& route : router.routes()) {
    if (route.allow.kind == http::Allow::Kind::anyone) continue;
    // Strangers are few per address: another installation before the limit.
    if (++calls % 100 == 0) installation = std::make_unique<TestInstallation>();
    const int status = call(*installation, route, {});
    const bool page = route.method == http::Method::get && !route.pattern.starts_with("/api/");
    EXPECT_EQ(status, page ? 303 : 401) << route.pattern;
    EXPECT_EQ(call(*installation, route, {{"authorization", "Bearer boucle_unknown"}}), 401) << route.pattern;
  }
}

TEST(Routes, ManyCallsOfStrangersAreSlowedDown) {
  TestInstallation installation;
  http::testing::Client client(installation.port());
  int status = 0;
  for (int calls = 0; calls < 400 && status != 429; ++calls) status = client.get("/keys").status;
  EXPECT_EQ(status, 429);
  EXPECT_EQ(client.get("/lots", installation.as(Role::technician)).status, 200);
}

TEST(Routes, RefuseAFormWithoutItsToken) {
  TestInstallation installation;
  const auto router = server::all_routes(installation.services());
  const auto person = installation.sign_in({accounts::all_roles.begin(), accounts::all_roles.end()}, true);
  int forms = 0;
  for (const auto& route : router.routes()) {
    if (route.method != http::Method::post || !route.csrf || route.allow.kind == http::Allow::Kind::anyone) continue;
    ++forms;
    http::testing::Client client(installation.port());
    client.cookies["boucle_session"] = person.cookie;
    EXPECT_EQ(client.post_form(address_of(route.pattern), {{"_csrf", "AAAA"}}).status, 403) << route.pattern;
  }
  EXPECT_GT(forms, 5);
}

TEST(Routes, ApiRoutesAreDocumentedAndPagesAreNot) {
  TestInstallation installation;
  const auto router = server::all_routes(installation.services());
  const auto document = boost::json::parse(server::openapi_document(router, "https://boucle.example")).as_object();
  const auto& paths = document.at("paths").as_object();
  const auto& schemas = document.at("components").as_object().at("schemas").as_object();
  for (const auto& route : router.routes()) {
    const bool api = route.pattern.starts_with("/api/") || route.pattern == "/health";
    EXPECT_EQ(paths.contains(route.pattern), api) << route.pattern;
    if (!api || !route.operation || route.operation->response.empty()) continue;
    EXPECT_TRUE(schemas.contains(route.operation->response)) << route.pattern << ": " << route.operation->response;
  }
}

TEST(Routes, AnswerStrictHeaders) {
  TestInstallation installation;
  http::testing::Client client(installation.port());
  const auto answer = client.get("/sign-in");
  EXPECT_EQ(answer.status, 200);
  const std::string_view policy = answer.header("content-security-policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string_view::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string_view::npos);
  EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.header("cache-control"), "no-store");
}

}  // namespace
