// Stations over real HTTP: a code is made, a station joins, its signed report proves an erasure; then it is revoked.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "equipment/record.hpp"
#include "server/testing.hpp"
#include "workshop/report_for_tests.hpp"

namespace {

namespace json = boost::json;
using accounts::Role;
using server::testing::TestInstallation;
using workshop::testing::enrolment_request;
using workshop::testing::ReportMaker;
using workshop::testing::station_key;

class StationsOverHttp : public ::testing::Test {
 protected:
  json::object call(const std::string& path, const json::object& body, const http::testing::Pairs& who, int expected) {
    http::testing::Client client(installation.port());
    const auto answer = client.post_json(path, json::serialize(body), who);
    EXPECT_EQ(answer.status, expected) << path << ": " << answer.body;
    const auto value = json::parse(answer.body.empty() ? "{}" : answer.body);
    return value.is_object() ? value.as_object() : json::object();
  }
  json::object read(const std::string& path, Role role) {
    http::testing::Client client(installation.port());
    const auto answer = client.get(path, installation.as(role));
    EXPECT_EQ(answer.status, 200) << path;
    return json::parse(answer.body).as_object();
  }
  http::testing::Answer post_report(const std::string& bytes, const std::string& token) {
    http::testing::Client client(installation.port());
    return client.post("/api/v1/station-reports", bytes, "application/json", {{"authorization", "Bearer " + token}});
  }
  json::object join(char seed) {
    const auto made = call("/api/v1/stations/codes", {{"name", "Banc 1"}}, installation.as(Role::administrator), 201);
    const std::string code(made.at("code").as_string());
    EXPECT_EQ(made.at("text").as_string(), "https://boucle.example/enrol#" + code);
    return call("/api/v1/stations/enrol", enrolment_request(station_key(seed), code, ""), {}, 201);
  }
  std::string page(const std::string& path, const TestInstallation::Person& person, int expected = 200) {
    http::testing::Client client(installation.port());
    client.cookies["boucle_session"] = person.cookie;
    const auto answer = client.get(path);
    EXPECT_EQ(answer.status, expected) << path;
    return answer.body;
  }

  TestInstallation installation;
};

TEST_F(StationsOverHttp, AStationJoinsErasesAndIsRevoked) {
  const auto joined = join('a');
  EXPECT_EQ(joined.at("name").as_string(), "Banc 1");
  EXPECT_TRUE(joined.at("trust").as_string().starts_with("boucle-public-key-v1 "));
  const std::string token(joined.at("token").as_string());

  ReportMaker maker('a');
  maker.erasures = {sanitization::testing::perfect_record(sanitization::Method::sanitize_block)};
  maker.tests = {{"results", {{"ram", {{"outcome", "pass"}}}}},
                 {"score", {{"single", 1200}, {"all", 7400}, {"version", "1"}}}};
  const auto bytes = maker.made();
  auto answer = post_report(bytes, token);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(json::parse(answer.body).at("status"), "unmatched");
  EXPECT_EQ(json::parse(answer.body).at("signed"), true);
  const std::string id(json::parse(answer.body).at("id").as_string());
  const auto made = call("/api/v1/station-reports/" + id + "/create", {}, installation.as(Role::technician), 200);
  const auto erasures = made.at("erasures").as_array();
  ASSERT_EQ(erasures.size(), 1u);
  EXPECT_EQ(erasures[0].at("verdict"), "erased");
  EXPECT_EQ(erasures[0].at("achieved"), "purge");
  answer = post_report(bytes, token);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json::parse(answer.body).at("erasures").as_array().size(), 1u);

  const std::string item(made.at("item").as_string());
  const auto state = read("/api/v1/items/" + item + "/erasure", Role::technician);
  EXPECT_EQ(state.at("proven"), true);
  EXPECT_EQ(state.at("measured").at(0).at("method"), "sanitize_block");
  EXPECT_EQ(state.at("measured").at(0).at("station"), "Banc 1");
  const auto technician = installation.sign_in({Role::technician});
  const auto erasure_page = page("/items/" + item + "/erasure", technician);
  EXPECT_NE(erasure_page.find("Banc 1"), std::string::npos);
  EXPECT_NE(page("/items/" + item, technician).find("Score mesuré"), std::string::npos);

  const std::string station(joined.at("station").as_string());
  const auto administrator = installation.sign_in({Role::administrator});
  EXPECT_NE(page("/stations", administrator).find("Banc 1"), std::string::npos);
  EXPECT_NE(page("/stations/" + station + "/revoke", administrator).find("Banc 1"), std::string::npos);
  http::testing::Client client(installation.port());
  client.cookies["boucle_session"] = administrator.cookie;
  EXPECT_EQ(client.post_form("/stations/" + station + "/revoke", {{"_csrf", administrator.csrf}}).status, 303);
  maker.number = 2;
  maker.sequence = 2;
  maker.previous = base::to_hex(base::sha256(bytes));
  EXPECT_EQ(post_report(maker.made(), token).status, 401);
  http::testing::Client program(installation.port());
  const auto refused =
      program.post("/api/v1/station-reports", maker.made(), "application/json", installation.as(Role::technician));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json::parse(refused.body).at("code"), "workshop.report.station_revoked.forbidden");
}

TEST_F(StationsOverHttp, TamperedAndForeignReportsAreRefused) {
  const auto joined = join('a');
  const std::string token(joined.at("token").as_string());
  ReportMaker maker('a');
  maker.erasures = {sanitization::testing::perfect_record(sanitization::Method::overwrite)};
  std::string bytes = maker.made();
  bytes.replace(bytes.find("\"T07\""), 5, "\"T08\"");
  auto answer = post_report(bytes, token);
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(json::parse(answer.body).at("code"), "erasure.signature.wrong");
  EXPECT_EQ(json::parse(answer.body).at("field"), "signature");
  answer = post_report(ReportMaker('b').made(), token);
  EXPECT_EQ(answer.status, 403);
  // A person may bring the file on a stick.
  const auto technician = installation.sign_in({Role::technician});
  http::testing::Client client(installation.port());
  client.cookies["boucle_session"] = technician.cookie;
  const auto uploaded = client.post_multipart("/workshop/reports", {{"_csrf", technician.csrf}},
                                              {{"file", "report.json", "application/json", maker.made()}});
  EXPECT_EQ(uploaded.status, 303) << uploaded.body;
}

TEST_F(StationsOverHttp, OnlyACodeOpensTheDoor) {
  const auto refused =
      call("/api/v1/stations/enrol", enrolment_request(station_key('a'), "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", ""), {}, 403);
  EXPECT_EQ(refused.at("code").as_string(), "workshop.station.code.forbidden");
  EXPECT_EQ(call("/api/v1/stations/enrol", {{"code", "X"}}, {}, 422).at("field").as_string(), "key");
  int status = 0;
  http::testing::Client client(installation.port());
  for (int i = 0; i < 80 && status != 429; ++i)
    status = client.post_json("/api/v1/stations/enrol", R"({"code":"X","key":"z6","signature":"AA"})").status;
  EXPECT_EQ(status, 429);
  EXPECT_EQ(client.get("/enrol").status, 200);
}

TEST_F(StationsOverHttp, TheCodeIsShownOnceWithItsDrawing) {
  const auto administrator = installation.sign_in({Role::administrator});
  http::testing::Client client(installation.port());
  client.cookies["boucle_session"] = administrator.cookie;
  const auto shown = client.post_form(
      "/stations/codes", {{"_csrf", administrator.csrf}, {"name", "Salle B"}, {"uses", "3"}, {"days", "2"}});
  EXPECT_EQ(shown.status, 200);
  EXPECT_NE(shown.body.find("https://boucle.example/enrol#"), std::string::npos);
  EXPECT_NE(shown.body.find("<svg"), std::string::npos);
  const auto at = shown.body.find("/enrol#") + 7;
  const std::string code = shown.body.substr(at, 29);
  const auto list = page("/stations", administrator);
  EXPECT_NE(list.find("Salle B"), std::string::npos);
  EXPECT_EQ(list.find(code), std::string::npos);
  const auto again =
      client.post_form("/stations/codes", {{"_csrf", administrator.csrf}, {"name", ""}, {"uses", "3"}, {"days", "2"}});
  EXPECT_EQ(again.status, 422);
}

TEST_F(StationsOverHttp, ATelephoneIsErasedStepByStep) {
  const auto occasion =
      equipment::Occasion{.organisation = installation.organisation().id, .actor = "T01", .now = base::system_now()};
  const auto item = installation.database().write([&](storage::Session& session) {
    return equipment::begin_item(session, occasion, std::nullopt,
                                 {.number = "GRSM26-0001", .kind = equipment::Kind::smartphone});
  });
  const std::string path = "/items/" + item.id.text() + "/erasure";
  const auto technician = installation.sign_in({Role::technician});
  EXPECT_NE(page(path, technician).find("/erasure/guided"), std::string::npos);
  http::testing::Client client(installation.port());
  client.cookies["boucle_session"] = technician.cookie;
  const auto post = [&](const std::string& where, http::testing::Pairs fields) {
    fields.emplace_back("_csrf", technician.csrf);
    return client.post_form(where, fields).status;
  };
  ASSERT_EQ(post(path + "/guided", {{"procedure", "ios"}, {"policy", "anssi-2023"}}), 303);
  auto state = read("/api/v1" + path, Role::technician);
  const std::string guided(state.at("guided").at(0).at("id").as_string());
  const std::string step = path + "/guided/" + guided + "/step";
  for (const auto& each : {"apple_account_removed", "find_my_off", "cards_removed"})
    EXPECT_EQ(post(step, {{"step", each}}), 303) << each;
  EXPECT_EQ(post(step, {{"step", "identity"}, {"note", "490154203237517"}}), 422);
  EXPECT_EQ(post(step, {{"step", "identity"}, {"note", "490154203237518"}}), 303);
  EXPECT_EQ(post(step, {{"step", "erase_all_content"}}), 303);
  EXPECT_EQ(post(step, {{"step", "erase_all_content"}}), 409);  // a second click
  EXPECT_EQ(post(step, {{"step", "welcome_seen_ios"}}), 303);
  state = read("/api/v1" + path, Role::technician);
  EXPECT_EQ(state.at("guided").at(0).at("outcome"), "completed");
  ASSERT_EQ(state.at("proposals").as_array().size(), 1u);
  const std::string proposal(state.at("proposals").at(0).at("id").as_string());
  EXPECT_EQ(post(path + "/" + proposal + "/confirm", {}), 422);                                      // the same person
  call("/api/v1" + path + "/" + proposal + "/confirm", {}, installation.as(Role::supervisor), 403);  // a program
  const auto supervisor = installation.sign_in({Role::supervisor});
  http::testing::Client other(installation.port());
  other.cookies["boucle_session"] = supervisor.cookie;
  EXPECT_EQ(other.post_form(path + "/" + proposal + "/confirm", {{"_csrf", supervisor.csrf}}).status, 303);
  state = read("/api/v1" + path, Role::technician);
  EXPECT_EQ(state.at("item").at("media").at(0).at("verdict"), "erased");
}

}  // namespace
