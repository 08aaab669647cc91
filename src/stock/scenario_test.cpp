// Storing and departing, through the handlers that pages and API share, on a real database.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <thread>

#include "accounts/vault.hpp"
#include "stock/depart.hpp"
#include "stock/testing.hpp"

namespace stock {
namespace {

namespace json = boost::json;
using accounts::Role;
using testing::Shop;

json::object object_of(const http::Response& response) {
  auto parsed = json::parse(response.body);
  CHECK(parsed.is_object());
  return parsed.get_object();
}
bool contains(const http::Response& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

class Stock : public ::testing::Test {
 protected:
  void make_shelf() {
    ASSERT_EQ(shop.post_json("/api/v1/locations", R"({"code":"GR","name":"Grenoble"})").status, 201);
    ASSERT_EQ(shop.post_json("/api/v1/locations", R"({"code":"gr-1","name":"Salle de tri","parent":"GR"})").status,
              201);
  }
  http::Response post_departure(const std::string& body) {
    auto request = shop.request(http::Method::post, "/api/v1/departures");
    request.headers["content-type"] = "application/json";
    request.body = body;
    return stock::post_departure(shop.services, request, accounts::Input::read(request).value());
  }
  DepartureOrder gift_of(const std::string& number, std::uint64_t n) const {
    return {.id = DepartureId::numbered(shop.occasion().now, 7, n),
            .kind = DepartureKind::gift,
            .items = {number},
            .receiver = {.kind = ReceiverKind::person, .reference = "D-12"}};
  }

  Shop shop;
};

TEST_F(Stock, LocationsAreRefusedWithTheirField) {
  make_shelf();
  struct Case {
    const char* body;
    const char* field;
  };
  for (const Case& each :
       {Case{R"({"code":"GR","name":"Encore"})", "code"}, Case{R"({"code":"é","name":"X"})", "code"},
        Case{R"({"code":"X1"})", "name"}, Case{R"({"code":"X1","name":"X","parent":"NOWHERE"})", "parent"}}) {
    const auto refused = shop.post_json("/api/v1/locations", each.body);
    EXPECT_EQ(refused.status, 422) << each.body;
    EXPECT_EQ(object_of(refused).at("field"), each.field) << each.body;
  }
}

TEST_F(Stock, AnItemIsStoredByScanThenByApiAndTwiceIsOnce) {
  make_shelf();
  const auto item = shop.laptop("GRPC26-0001");
  const auto moved = shop.post_form("/stock/move", {{"location", "GR-1"}, {"item", "grpc26-0001"}}, Role::technician);
  EXPECT_EQ(moved.status, 303);
  EXPECT_EQ(shop.reload(item.id).location, "GR-1");
  const auto events = shop.counted("SELECT COUNT(*) FROM event WHERE kind = 'stored'");
  EXPECT_EQ(shop.post_json("/api/v1/items/" + item.id.text() + "/store", R"({"location":"GR-1"})").status, 200);
  EXPECT_EQ(shop.counted("SELECT COUNT(*) FROM event WHERE kind = 'stored'"), events);
  EXPECT_EQ(shop.post_json("/api/v1/items/" + item.id.text() + "/store", R"({"location":"GR"})").status, 200);
  EXPECT_EQ(shop.reload(item.id).location, "GR");
  EXPECT_TRUE(contains(shop.get("/stock"), "GR-1"));
  EXPECT_TRUE(contains(shop.get("/stock/move?location=GR&stored=GRPC26-0001"), "GRPC26-0001"));
}

TEST_F(Stock, TheMovePageChangesLocationWhenOneIsScanned) {
  make_shelf();
  const auto changed =
      shop.post_form("/stock/move", {{"location", "GR-1"}, {"item", "https://boucle.example/stock/move?location=GR"}});
  EXPECT_EQ(changed.status, 303);
  const auto lost = shop.post_form("/stock/move", {{"location", "GR-1"}, {"item", "INCONNU"}});
  EXPECT_EQ(lost.status, 422);
  EXPECT_TRUE(contains(lost, "INCONNU"));
  EXPECT_EQ(shop.post_form("/stock/move", {{"location", "NULLE-PART"}}).status, 422);
}

TEST_F(Stock, AGiftLeavesOnceWithItsPaper) {
  const auto item = shop.laptop("GRPC26-0001");
  const auto given = post_departure(
      R"({"kind":"gift","items":["GRPC26-0001"],"receiver":{"kind":"person","reference":"D-12","name":"Ada Byron","phone":"0600000000"}})");
  ASSERT_EQ(given.status, 201) << given.body;
  const auto body = object_of(given);
  EXPECT_EQ(body.at("number"), "AR2026-0001");
  EXPECT_FALSE(contains(given, "Ada"));
  EXPECT_EQ(shop.reload(item.id).status, equipment::Status::given);
  EXPECT_EQ(shop.reload(item.id).departure, body.at("id").as_string().c_str());
  const std::string id(body.at("id").as_string());
  EXPECT_FALSE(contains(shop.get("/departures/" + id), "Ada"));
  EXPECT_TRUE(contains(shop.get("/departures/" + id + "?person=1"), "Ada Byron"));
  EXPECT_FALSE(contains(shop.get("/departures/" + id + "?person=1", Role::shopkeeper), "Ada Byron"));
  EXPECT_EQ(shop.counted("SELECT COUNT(*) FROM audit_entry WHERE action = 'personal_data_read'"), 1);
  EXPECT_EQ(
      shop.counted("SELECT COUNT(*) FROM departure WHERE receiver LIKE '%Ada Byron%' OR content LIKE '%Ada Byron%'"),
      0);
  EXPECT_TRUE(shop.get("/departures/" + id + "/document.pdf").body.starts_with("%PDF-"));
  const auto again =
      post_departure(R"({"kind":"gift","items":["GRPC26-0001"],"receiver":{"kind":"person","reference":"D-13"}})");
  EXPECT_EQ(again.status, 409);
}

TEST_F(Stock, EverythingThatIsMissingIsSaidAtOnceAndNothingLeaves) {
  const auto fine = shop.laptop("GRPC26-0001");
  shop.make("GRPC26-0002", {.erased = false});
  const auto refused = post_departure(
      R"({"kind":"gift","items":["GRPC26-0001","GRPC26-0002","GRPC26-9999"],"receiver":{"kind":"person"}})");
  EXPECT_EQ(refused.status, 422);
  std::set<std::string> fields;
  const auto problem = object_of(refused);
  for (const auto& each : problem.at("errors").as_array()) fields.insert(std::string(each.at("field").as_string()));
  EXPECT_EQ(fields, (std::set<std::string>{"items.GRPC26-0002", "items.GRPC26-9999", "receiver.reference"}));
  EXPECT_EQ(shop.reload(fine.id).status, equipment::Status::ready);
  EXPECT_EQ(shop.counted("SELECT COUNT(*) FROM departure"), 0);
  EXPECT_EQ(shop.counted("SELECT COUNT(*) FROM number_series WHERE series = 'AR2026'"), 0);
  const auto page = shop.get("/departures/new?kind=gift&item=GRPC26-0001&item=GRPC26-0002");
  EXPECT_TRUE(contains(page, "callout"));
  EXPECT_FALSE(contains(page, "receiver.reference")) << "no confirmation while something is missing";
}

TEST_F(Stock, AWasteSlipListsMassesAndCategories) {
  shop.laptop("GRPC26-0001");
  shop.make("GREC26-0001", {.kind = equipment::Kind::monitor, .origin = equipment::Origin::waste, .mass_g = 5730});
  const auto slip = post_departure(
      R"({"kind":"waste","items":["GRPC26-0001","GREC26-0001"],"receiver":{"name":"Recyclo","siret":"732 829 320 00074"}})");
  ASSERT_EQ(slip.status, 201) << slip.body;
  const auto body = object_of(slip);
  EXPECT_EQ(body.at("number"), "BD2026-0001");
  EXPECT_EQ(body.at("lines").at(1).at("weee_category"), 2);
  EXPECT_EQ(body.at("lines").at(1).at("origin"), "waste");
  EXPECT_EQ(body.at("receiver").at("siret"), "73282932000074");
  EXPECT_TRUE(contains(shop.get("/departures/" + std::string(body.at("id").as_string())), "7,38"));
  shop.make("GRPC26-0002", {.erased = false});
  EXPECT_EQ(post_departure(
                R"({"kind":"waste","items":["GRPC26-0002"],"receiver":{"name":"Recyclo","siret":"73282932000074"}})")
                .status,
            422)
      << "no medium leaves, waste included, before its erasure is proven";
}

TEST_F(Stock, RolesAndOrganisations) {
  const auto item = shop.laptop("GRPC26-0001");
  const auto other = shop.add_organisation("AUTRE");
  auto request = shop.request(http::Method::post, "/api/v1/departures", Role::distributor);
  request.headers["content-type"] = "application/json";
  request.body = R"({"kind":"waste","items":["GRPC26-0001"],"receiver":{"name":"Recyclo","siret":"73282932000074"}})";
  EXPECT_EQ(stock::post_departure(shop.services, request, accounts::Input::read(request).value()).status, 403);
  const auto given = object_of(
      post_departure(R"({"kind":"gift","items":["GRPC26-0001"],"receiver":{"kind":"person","reference":"D-12"}})"));
  const std::string id(given.at("id").as_string());
  ASSERT_EQ(shop.post_json("/api/v1/locations", R"({"code":"GR","name":"Grenoble"})").status, 201);
  shop.organisation = other;
  EXPECT_EQ(shop.get("/departures/" + id).status, 404);
  EXPECT_EQ(shop.get("/departures/" + id + "/document.pdf").status, 404);
  EXPECT_FALSE(contains(shop.get("/departures"), "AR2026-0001"));
  EXPECT_EQ(shop.post_json("/api/v1/items/" + item.id.text() + "/store", R"({"location":"GR"})").status, 404);
  EXPECT_FALSE(contains(shop.get("/stock"), "Grenoble"));
  EXPECT_EQ(post_departure(R"({"kind":"gift","items":["GRPC26-0001"],"receiver":{"kind":"person","reference":"D-1"}})")
                .status,
            422);
  EXPECT_EQ(
      post_departure(R"({"id":")" + id +
                     R"(","kind":"gift","items":["GRPC26-0001"],"receiver":{"kind":"person","reference":"D-12"}})")
          .status,
      409)
      << "another organisation's id is taken, and tells nothing";
}

TEST_F(Stock, TheSameOrderTwiceIsOneDeparture) {
  shop.laptop("GRPC26-0001");
  const auto order = gift_of("GRPC26-0001", 1);
  const auto depart_once = [&](const DepartureOrder& asked) {
    return shop.database->write(
        [&](storage::Session& session) { return depart(session, shop.keys, shop.occasion(), asked); });
  };
  const auto first = depart_once(order), second = depart_once(order);
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(first.value().number, second.value().number);
  EXPECT_EQ(shop.counted("SELECT COUNT(*) FROM departure"), 1);
  auto other = order;
  other.items = {"GRPC26-0002"};
  EXPECT_EQ(depart_once(other).refusal().code, "stock.departure.other_order.conflict");
}

TEST_F(Stock, OfPeopleWhoLetTheSameItemDepartAtOnceOneWins) {
  shop.laptop("GRPC26-0001");
  std::atomic<int> won = 0, conflicts = 0;
  std::vector<std::thread> people;
  for (std::uint64_t n = 0; n < 6; ++n)
    people.emplace_back([&, n] {
      const auto answer = shop.database->write([&](storage::Session& session) {
        return depart(session, shop.keys, shop.occasion(), gift_of("GRPC26-0001", n));
      });
      if (answer.ok())
        ++won;
      else if (answer.refusal().code.ends_with(".conflict"))
        ++conflicts;
    });
  for (auto& each : people) each.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(conflicts, 5);
  EXPECT_EQ(shop.counted("SELECT COUNT(*) FROM event WHERE kind = 'departed'"), 1);
  EXPECT_EQ(shop.counted("SELECT COUNT(*) FROM departure"), 1);
}

TEST_F(Stock, AFailingDiskNeverGivesHalfADeparture) {
  const auto failure = std::make_shared<storage::Failure>();
  Shop broken;
  broken.database = storage::test_database({.failure = failure});
  accounts::Services services{.database = *broken.database,
                              .keys = broken.keys,
                              .translators = broken.translators,
                              .public_url = "",
                              .program = ""};
  broken.organisation = broken.add_organisation("ATV");
  const auto item = broken.laptop("GRPC26-0001");
  const auto order = gift_of("GRPC26-0001", 1);
  int failed = 0;
  for (std::int64_t n = 1; n < 200; ++n) {
    failure->fail_at = failure->calls + n;
    try {
      const auto answer = broken.database->write(
          [&](storage::Session& session) { return depart(session, broken.keys, broken.occasion(), order); });
      failure->fail_at = 0;
      ASSERT_TRUE(answer.ok());
      break;
    } catch (const storage::Fault&) {
      failure->fail_at = 0;
      ++failed;
      ASSERT_EQ(broken.reload(item.id).status, equipment::Status::ready) << "call " << n;
      ASSERT_EQ(broken.counted("SELECT COUNT(*) FROM departure"), 0) << "call " << n;
    }
  }
  EXPECT_GE(failed, 5) << "each statement of the departure was made to fail, begin and commit too";
  EXPECT_EQ(broken.reload(item.id).status, equipment::Status::given);
  EXPECT_EQ(broken.counted("SELECT COUNT(*) FROM departure"), 1);
}

TEST_F(Stock, APersonWhoIsErasedLeavesThePaperWithoutName) {
  shop.laptop("GRPC26-0001");
  const auto body = object_of(post_departure(
      R"({"kind":"gift","items":["GRPC26-0001"],"receiver":{"kind":"person","reference":"D-12","name":"Ada Byron"}})"));
  const std::string id(body.at("id").as_string());
  const auto subject = shop.database->read([&](storage::Session& session) {
    return session.value<std::string>("SELECT subject_id FROM departure WHERE id = :1", id);
  });
  ASSERT_TRUE(subject.has_value());
  shop.database->write([&](storage::Session& session) {
    return accounts::erase_subject(session, accounts::SubjectId::parse(*subject).value(), shop.occasion().now);
  });
  EXPECT_EQ(shop.get("/departures/" + id + "?person=1").status, 200);
  EXPECT_FALSE(contains(shop.get("/departures/" + id + "?person=1"), "Ada"));
  EXPECT_EQ(shop.get("/departures/" + id + "/document.pdf").status, 200);
}

}  // namespace
}  // namespace stock
