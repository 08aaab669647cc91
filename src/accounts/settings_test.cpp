// The pages and the API of the settings, through the guard, as the server calls them.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "accounts/audit_list.hpp"
#include "accounts/idempotent.hpp"
#include "accounts/structure.hpp"
#include "accounts/tokens.hpp"
#include "accounts/workshop_test.hpp"
#include "jobs/mail.hpp"

namespace accounts {
namespace {

using testing::start;
using testing::Workshop;

struct Settings : ::testing::Test {
  Settings() {
    workshop.add_person("boss@exemple.fr", {Role::administrator});
    cookie = workshop.open_session("boss@exemple.fr");
    token = workshop.database()
                .write([&](storage::Session& session) {
                  return create_token(session, workshop.organisation().id, Role::administrator, "test", start);
                })
                .value();
  }
  boost::json::value json(const http::Response& response) const { return boost::json::parse(response.body); }

  Workshop workshop;
  std::string cookie, token;
};

TEST(Structure, RulesOfItsFields) {
  const Structure good{.name = "A", .kinds = {"refurbisher"}, .site = "GR", .siret = "73282932000074"};
  EXPECT_TRUE(check(good).empty());
  struct Case {
    void (*spoil)(Structure&);
    const char* code;
    const char* field;
  };
  const Case cases[] = {
      {[](Structure& s) { s.name.clear(); }, "accounts.input.missing", "name"},
      {[](Structure& s) { s.kinds.clear(); }, "accounts.organisation.no_kind", "kinds"},
      {[](Structure& s) { s.kinds.emplace_back("bakery"); }, "accounts.organisation.bad_kind", "kinds"},
      {[](Structure& s) { s.zone = "Europe/Paname"; }, "accounts.organisation.bad_zone", "zone"},
      {[](Structure& s) { s.site = "G"; }, "accounts.organisation.bad_site", "site"},
      {[](Structure& s) { s.site = "gr"; }, "accounts.organisation.bad_site", "site"},
      {[](Structure& s) { s.digits = 7; }, "accounts.organisation.bad_digits", "digits"},
      {[](Structure& s) { s.siret = "73282932000075"; }, "accounts.organisation.bad_siret", "siret"},
      {[](Structure& s) { s.siret = "732829320000"; }, "accounts.organisation.bad_siret", "siret"},
      {[](Structure& s) { s.address = std::string(1001, 'x'); }, "accounts.input.too_long", "address"},
  };
  for (const auto& each : cases) {
    auto bad = good;
    each.spoil(bad);
    const auto refusals = check(bad);
    ASSERT_EQ(refusals.size(), 1U) << each.code;
    EXPECT_EQ(refusals[0].code, each.code);
    EXPECT_EQ(refusals[0].field, each.field);
  }
}

TEST(Structure, KeepsWhatOthersWroteInTheSettings) {
  Organisation organisation{.id = {},
                            .code = "A",
                            .name = "A",
                            .kinds = {"refurbisher"},
                            .settings = R"({"vat":{"rate":20},"numbering":{"site":"AA","digits":4,"x":1}})"};
  auto structure = structure_of(organisation);
  EXPECT_EQ(structure.site, "AA");
  structure.site = "BB";
  structure.siret = "73282932000074";
  apply(structure, organisation);
  const auto settings = boost::json::parse(organisation.settings);
  EXPECT_EQ(settings.at("vat").at("rate").as_int64(), 20);
  EXPECT_EQ(settings.at("numbering").at("x").as_int64(), 1);
  EXPECT_EQ(structure_of(organisation).site, "BB");
  EXPECT_EQ(structure_of(organisation).siret, "73282932000074");
}

TEST_F(Settings, StructureIsSavedByFormAndApiAlike) {
  const auto saved = workshop.post("/settings", cookie,
                                   {{"name", "Atelier du Vallon"},
                                    {"kind.refurbisher", "1"},
                                    {"kind.drop_off", "1"},
                                    {"zone", "Indian/Reunion"},
                                    {"site", "gr"},
                                    {"digits", "5"},
                                    {"siret", "732 829 320 00074"},
                                    {"address", "1 rue\n2 ville"},
                                    {"legal_mentions", ""}});
  EXPECT_EQ(saved.status, 303);
  auto read = json(workshop.api(http::Method::get, "/api/v1/organisation", token));
  EXPECT_EQ(read.at("name").as_string(), "Atelier du Vallon");
  EXPECT_EQ(read.at("kinds").as_array().size(), 2U);
  EXPECT_EQ(read.at("site").as_string(), "GR");
  EXPECT_EQ(read.at("digits").as_int64(), 5);
  EXPECT_EQ(read.at("siret").as_string(), "73282932000074");
  EXPECT_TRUE(std::string(read.at("public_key").as_string()).starts_with("boucle-public-key-v1 ATV/"));
  EXPECT_EQ(workshop.api(http::Method::post, "/api/v1/organisation", token, R"({"name":"Autre nom"})").status, 200);
  read = json(workshop.api(http::Method::get, "/api/v1/organisation", token));
  EXPECT_EQ(read.at("name").as_string(), "Autre nom");
  EXPECT_EQ(read.at("zone").as_string(), "Indian/Reunion") << "absent members stay";
  const auto bad = workshop.api(http::Method::post, "/api/v1/organisation", token, R"({"siret":"12","site":"1"})");
  EXPECT_EQ(bad.status, 422);
  EXPECT_EQ(json(bad).at("errors").as_array().size(), 2U);
  const auto shown = workshop.post("/settings", cookie, {{"name", "Nom gardé"}, {"siret", "12"}});
  EXPECT_EQ(shown.status, 422);
  EXPECT_NE(shown.body.find("Nom gardé"), std::string::npos) << "the form keeps what was typed";
}

TEST_F(Settings, InvitationIsMailedAndShown) {
  const auto page =
      workshop.post("/settings/people/invite", cookie, {{"email", "lea@exemple.fr"}, {"role.technician", "1"}});
  EXPECT_EQ(page.status, 200);
  const auto link = testing::between(page.body, "https://boucle.example/invitation/", "\"");
  ASSERT_FALSE(link.empty());
  const auto mail = workshop.database().read(
      [](storage::Session& session) { return session.value<std::string>("SELECT body FROM mail").value(); });
  EXPECT_NE(mail.find("https://boucle.example/invitation/" + link + "\n"), std::string::npos);
  EXPECT_EQ(workshop.get("/invitation/" + link).status, 200);
  EXPECT_EQ(workshop.post("/invitation/" + link, "", {{"name", "Léa"}, {"password", "court"}}).status, 422);
  const auto in = workshop.post("/invitation/" + link, "", {{"name", "Léa"}, {"password", "une phrase entière"}});
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(workshop.get("/account", testing::session_of(in)).status, 200);
  EXPECT_EQ(workshop.get("/invitation/" + link).status, 404);
  const auto api =
      workshop.api(http::Method::post, "/api/v1/people", token, R"({"email":"leo@exemple.fr","roles":["supervisor"]})");
  EXPECT_EQ(api.status, 201);
  EXPECT_TRUE(std::string(json(api).at("link").as_string()).starts_with("https://boucle.example/invitation/"));
  EXPECT_EQ(json(workshop.api(http::Method::get, "/api/v1/people", token)).at("people").as_array().size(), 3U);
  const auto refused = workshop.post("/settings/people/invite", cookie, {{"email", "max@exemple.fr"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("max@exemple.fr"), std::string::npos);
}

TEST_F(Settings, PeopleOfAnotherStructureAreUnknown) {
  const auto other = workshop.another("BIS");
  const auto stranger = workshop.add_person("leo@exemple.fr", {Role::technician}, &other.id).text();
  for (const std::string path : {"", "/link", "/disable", "/enable", "/end"})
    EXPECT_EQ(workshop.post("/settings/people/" + stranger + path, cookie, {{"role.technician", "1"}}).status, 404)
        << path;
  EXPECT_EQ(workshop.get("/settings/people/" + stranger, cookie).status, 404);
  EXPECT_EQ(workshop.get("/settings/people/no-id", cookie).status, 404);
  const auto token_of_other = workshop.database().write([&](storage::Session& session) {
    create_token(session, other.id, Role::technician, "x", start).value();
    return list_tokens(session, other.id).at(0).id.text();
  });
  EXPECT_EQ(workshop.post("/settings/tokens/" + token_of_other + "/revoke", cookie, {}).status, 404);
}

TEST_F(Settings, TokenIsShownOnce) {
  const auto made =
      workshop.api(http::Method::post, "/api/v1/tokens", token, R"({"label":"Poste 2","role":"technician"})");
  EXPECT_EQ(made.status, 201);
  const std::string secret(json(made).at("token").as_string());
  EXPECT_EQ(workshop.get("/settings/tokens", cookie).body.find(secret), std::string::npos);
  EXPECT_EQ(workshop.api(http::Method::get, "/api/v1/tokens", token).body.find(secret), std::string::npos);
  for (const char* bad : {R"({"label":"","role":"technician"})", R"({"label":"x","role":"donor"})",
                          R"({"label":"x","role":"king"})", R"({"label":"x"})"})
    EXPECT_EQ(workshop.api(http::Method::post, "/api/v1/tokens", token, bad).status, 422) << bad;
}

TEST_F(Settings, AuditTrailIsFilteredPagedAndExported) {
  const auto other = workshop.another("BIS");
  workshop.add_person("leo@exemple.fr", {Role::administrator}, &other.id);
  const auto foreign = workshop.open_session("leo@exemple.fr");
  workshop.post("/settings/tokens", foreign, {{"label", "=secret"}, {"role", "technician"}});
  workshop.database().write([&](storage::Session& session) {
    const auto who = find_session(session, cookie, start).value();
    for (int i = 0; i < 150; ++i)
      audit(session, &who, "192.0.2.1", "personal_data_read", "s" + std::to_string(i), "=1+1",
            start + std::chrono::seconds(i));
  });
  const auto all = json(workshop.api(http::Method::get, "/api/v1/audit", token));
  EXPECT_EQ(all.at("entries").as_array().size(), 100U);
  const std::string next(all.at("next_cursor").as_string());
  const auto rest =
      json(workshop.api(http::Method::get, "/api/v1/audit?action=personal_data_read&cursor=" + next, token));
  EXPECT_EQ(rest.at("entries").as_array().size(), 50U);
  EXPECT_EQ(rest.at("next_cursor").as_string(), "");
  EXPECT_EQ(
      json(workshop.api(http::Method::get, "/api/v1/audit?until=01/01/2020", token)).at("entries").as_array().size(),
      0U);
  EXPECT_EQ(
      json(workshop.api(http::Method::get, "/api/v1/audit?action=signed_in", token)).at("entries").as_array().size(),
      1U)
      << "its own people's only";
  const auto page = workshop.get("/settings/audit", cookie);
  EXPECT_EQ(page.status, 200);
  const auto csv = workshop.get("/settings/audit.csv?action=personal_data_read", cookie);
  EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 151);
  EXPECT_EQ(csv.body.find(";=1+1"), std::string::npos) << "no formula";
}

TEST_F(Settings, InstanceAdministratorMakesStructuresAndTheirAdministrators) {
  workshop.database()
      .write([](storage::Session& session) {
        return create_instance_administrator(session, "root@exemple.fr", "un mot de passe", start);
      })
      .value();
  const auto root = workshop.open_session("root@exemple.fr");
  const auto refused =
      workshop.post("/instance/organisations", root, {{"name", "Neuf"}, {"code", "ATV"}, {"kind.refurbisher", "1"}});
  EXPECT_EQ(refused.status, 422);
  const auto made =
      workshop.post("/instance/organisations", root, {{"name", "Neuf"}, {"code", "neuf"}, {"kind.refurbisher", "1"}});
  ASSERT_EQ(made.status, 303);
  const auto where = testing::header_of(made, "Location");
  EXPECT_EQ(workshop.get(where, root).status, 200);
  const auto invited = workshop.post(where, root, {{"email", "chef@exemple.fr"}});
  const auto link = testing::between(invited.body, "https://boucle.example/invitation/", "\"");
  const auto in = workshop.post("/invitation/" + link, "", {{"name", "Chef"}, {"password", "une phrase entière"}});
  ASSERT_EQ(in.status, 303);
  const auto chef = workshop.caller_of(testing::session_of(in));
  EXPECT_EQ(chef.organisation_code, "NEUF");
  EXPECT_TRUE(chef.has(Role::administrator));
  for (const char* path : {"/instance", "/instance/people", "/instance/mail", "/instance/organisations/new"})
    EXPECT_EQ(workshop.get(path, root).status, 200) << path;
  EXPECT_EQ(workshop.post("/instance/people/" + chef.person->text() + "/disable", root, {}).status, 303);
  EXPECT_EQ(workshop.get("/account", testing::session_of(in)).status, 303);
  EXPECT_EQ(workshop.post("/instance/jobs/none/retry", root, {}).status, 404);
}

TEST_F(Settings, WritesSentAgainAreAnsweredAlike) {
  const auto request = [&](const std::string& key, const std::string& body, const std::string& as) {
    http::Request made;
    made.method = http::Method::post;
    made.path = "/api/v1/things";
    made.body = body;
    made.now = start;
    made.headers.emplace("idempotency-key", key);
    auto who = std::make_shared<http::Caller>();
    static_cast<Caller&>(*who) =
        workshop.database().read([&](storage::Session& session) { return find_token(session, as).value(); });
    made.caller = std::move(who);
    return made;
  };
  std::atomic<int> done = 0;
  const auto send = [&](const http::Request& made) {
    return write_once(workshop.services(), made, [&](storage::Session& session) -> base::Result<http::Response> {
      session.execute("INSERT INTO number_series (organisation_id, series, next) VALUES ('idem', :1, 1)",
                      std::to_string(++done));
      if (made.body == "refused") return base::Refusal{.code = "accounts.role.bad"};
      return http::Response::json("{\"n\":" + std::to_string(done) + "}", 201);
    });
  };
  const auto first = send(request("k1", "a", token));
  const auto again = send(request("k1", "a", token));
  EXPECT_EQ(first->body, again->body);
  EXPECT_EQ(again->status, 201);
  EXPECT_EQ(done, 1);
  EXPECT_EQ(send(request("k1", "b", token)).refusal().code, "accounts.idempotent.conflict");
  const auto second_token =
      workshop.database()
          .write([&](storage::Session& session) {
            return create_token(session, workshop.organisation().id, Role::technician, "other", start);
          })
          .value();
  EXPECT_EQ(send(request("k1", "a", second_token)).refusal().code, "accounts.idempotent.conflict")
      << "another's answer is not shown";
  EXPECT_EQ(send(request("a b", "a", token)).refusal().code, "accounts.idempotent.bad_key");
  EXPECT_FALSE(send(request("k2", "refused", token)).ok());
  EXPECT_FALSE(send(request("k2", "refused", token)).ok()) << "a refusal is not remembered";
  const auto rows = workshop.database().read([](storage::Session& session) {
    return session
        .value<std::int64_t>("SELECT CAST(COUNT(*) AS BIGINT) FROM number_series WHERE organisation_id = 'idem'")
        .value();
  });
  EXPECT_EQ(rows, 1);
}

}  // namespace
}  // namespace accounts
