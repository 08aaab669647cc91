// The counter, through the handlers that pages and API share, on a real database.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <thread>

#include "sales/sell.hpp"
#include "sales/web.hpp"
#include "stock/store_departure.hpp"
#include "stock/testing.hpp"

namespace sales {
namespace {

namespace json = boost::json;
using accounts::Role;

json::object object_of(const http::Response& response) {
  auto parsed = json::parse(response.body);
  CHECK(parsed.is_object());
  return parsed.get_object();
}
bool contains(const http::Response& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

class Counter : public ::testing::Test {
 protected:
  Counter() { add_routes(shop.router, shop.services); }

  SaleOrder order_of(const std::string& number, std::uint64_t n) const {
    return {.id = stock::DepartureId::numbered(shop.occasion().now, 9, n), .lines = {{.item = number}}};
  }
  stock::DepartureAnswer sell_once(const SaleOrder& order) {
    return shop.database->write(
        [&](storage::Session& session) { return sell(session, shop.keys, shop.occasion(), order); });
  }
  base::Result<std::int64_t> chain() {
    return shop.database->read([&](storage::Session& session) { return check_chain(session, shop.organisation); });
  }

  stock::testing::Shop shop;
};

TEST_F(Counter, ASaleFromTheScanToTheReceipt) {
  const auto item = shop.laptop("GRPC26-0001");
  EXPECT_EQ(shop.get("/sales/new?scan=grpc26-0001", Role::shopkeeper).status, 303);
  EXPECT_TRUE(contains(shop.get("/sales/new?item=GRPC26-0001", Role::shopkeeper), "130"));
  const auto unreasoned = shop.get("/sales/new?item=GRPC26-0001&prices.GRPC26-0001=100&step=total", Role::shopkeeper);
  EXPECT_FALSE(contains(unreasoned, "name=\"payment\""));
  const auto total = shop.get(
      "/sales/new?item=GRPC26-0001&prices.GRPC26-0001=100,50&reasons.GRPC26-0001=defect&step=total", Role::shopkeeper);
  EXPECT_TRUE(contains(total, "name=\"payment\""));
  EXPECT_TRUE(contains(total, "100,50"));
  const std::vector<std::pair<std::string, std::string>> form = {
      {"id", stock::DepartureId::numbered(shop.occasion().now, 1, 1).text()},
      {"items", "GRPC26-0001"},
      {"prices.GRPC26-0001", "100,50"},
      {"reasons.GRPC26-0001", "defect"},
      {"payment", "card"},
      {"receiver.kind", "nobody"}};
  const auto sold = shop.post_form("/sales", form, Role::shopkeeper);
  EXPECT_EQ(sold.status, 303);
  EXPECT_EQ(shop.post_form("/sales", form, Role::shopkeeper).status, 303) << "sent twice";
  EXPECT_EQ(shop.counted("SELECT COUNT(*) FROM receipt"), 1);
  const auto after = shop.reload(item.id);
  EXPECT_EQ(after.status, equipment::Status::sold);
  EXPECT_EQ(after.price_cents, 10'050);
  const auto receipt = shop.get("/sales/" + after.departure, Role::shopkeeper);
  EXPECT_TRUE(contains(receipt, "R2026-000001"));
  EXPECT_TRUE(contains(receipt, "293 B"));
  EXPECT_EQ(chain().value(), 1);
}

TEST_F(Counter, TheSecondPrintIsADuplicate) {
  shop.laptop("GRPC26-0001");
  const auto sold = sell_once(order_of("GRPC26-0001", 1));
  ASSERT_TRUE(sold.ok());
  const std::string path = "/sales/" + sold.value().id.text();
  const auto print = [&](const std::string& format) {
    return shop.post_form(path + "/print", {{"format", format}}, Role::shopkeeper);
  };
  const auto first = print("a4"), second = print("a4");
  EXPECT_TRUE(first.body.starts_with("%PDF-"));
  EXPECT_NE(first.body, second.body);
  EXPECT_EQ(second.body, shop.get(path + "/receipt.pdf", Role::shopkeeper).body) << "always a duplicate";
  EXPECT_TRUE(print("narrow").body.starts_with("%PDF-"));
  EXPECT_EQ(shop.counted("SELECT prints FROM receipt"), 3);
  EXPECT_TRUE(contains(shop.get(path, Role::shopkeeper), "duplicata"));
}

TEST_F(Counter, TheApiSellsAndRefusesEverythingAtOnce) {
  shop.laptop("GRPC26-0001");
  shop.make("GRPC26-0002", {.origin = equipment::Origin::public_free_transfer, .category = "A"});
  const auto refused = shop.post_json(
      "/api/v1/departures",
      R"({"kind":"sale","items":["GRPC26-0001","GRPC26-0002"],"prices":{"GRPC26-0001":"99","GRPC26-0002":"200"}})");
  EXPECT_EQ(refused.status, 422);
  std::set<std::string> found;
  const auto problem = object_of(refused);
  for (const auto& each : problem.at("errors").as_array())
    found.insert(std::string(each.at("code").as_string()) + " " + std::string(each.at("field").as_string()));
  EXPECT_EQ(found, (std::set<std::string>{"sales.price.no_reason reasons.GRPC26-0001",
                                          "sales.price.no_reason reasons.GRPC26-0002",
                                          "sales.cap.over prices.GRPC26-0002", "sales.cap.buyer precarious"}));
  EXPECT_EQ(shop.counted("SELECT COUNT(*) FROM departure"), 0);
  const auto sold =
      shop.post_json("/api/v1/departures",
                     R"({"kind":"sale","items":["GRPC26-0001","GRPC26-0002"],"precarious":true,"payment":"transfer",
                                       "receiver":{"kind":"association","name":"Les Amis"},"prices":{"GRPC26-0001":"130.00"}})");
  ASSERT_EQ(sold.status, 201) << sold.body;
  const auto body = object_of(sold);
  EXPECT_EQ(body.at("total_cents"), 13'000 + 17'000);
  EXPECT_EQ(body.at("sale").at("precarious"), true);
  EXPECT_EQ(body.at("sale").at("lines").at(0).at("wording"), "refurbished");
  EXPECT_EQ(shop.post_json("/api/v1/departures", R"({"kind":"sale","items":["GRPC26-0001"]})").status, 409);
  EXPECT_EQ(shop.post_json("/api/v1/departures", R"({"kind":"dismantling","items":["GRPC26-0001"]})").status, 409)
      << "other kinds go to stock";
  EXPECT_EQ(shop.post_json("/api/v1/sales", R"({"items":["X"],"prices":{"X":"douze"}})").status, 422);
}

TEST_F(Counter, AnIdempotencyKeySellsOnce) {
  shop.laptop("GRPC26-0001");
  const auto first = shop.post_json("/api/v1/sales", R"({"items":["GRPC26-0001"]})", Role::shopkeeper, "till-1/42");
  const auto second = shop.post_json("/api/v1/sales", R"({"items":["GRPC26-0001"]})", Role::shopkeeper, "till-1/42");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(
      shop.post_json("/api/v1/sales", R"({"items":["GRPC26-0001"],"payment":"card"})", Role::shopkeeper, "till-1/42")
          .status,
      409);
}

TEST_F(Counter, ManyTillsAtOnceNumberWithoutGapAndKeepTheChain) {
  constexpr std::uint64_t tills = 8, each_sells = 4;
  for (std::uint64_t n = 0; n < tills * each_sells; ++n) shop.laptop("GRPC26-" + std::to_string(1000 + n));
  std::atomic<int> sold = 0, refused = 0;
  std::vector<std::thread> people;
  for (std::uint64_t till = 0; till < tills; ++till)
    people.emplace_back([&, till] {
      for (std::uint64_t i = 0; i < each_sells; ++i) {
        const std::uint64_t n = till * each_sells + i;
        auto order = order_of("GRPC26-" + std::to_string(1000 + n), n);
        auto bad = order;
        bad.id = stock::DepartureId::numbered(shop.occasion().now, 10, n);
        bad.lines[0].asked.price = base::Money::cents(1);  // no reason: refused after its number was drawn
        if (!sell_once(bad).ok()) ++refused;
        if (sell_once(order).ok()) ++sold;
        if (sell_once(order).ok()) ++sold;  // the same again
      }
    });
  for (auto& each : people) each.join();
  EXPECT_EQ(sold, 2 * static_cast<int>(tills * each_sells));
  EXPECT_EQ(refused, static_cast<int>(tills * each_sells));
  EXPECT_EQ(chain().value(), static_cast<std::int64_t>(tills * each_sells));
  EXPECT_EQ(shop.counted("SELECT COUNT(DISTINCT number) FROM departure WHERE number LIKE 'R2026-0000%'"),
            static_cast<std::int64_t>(tills * each_sells));
  EXPECT_EQ(shop.counted("SELECT next FROM number_series WHERE series = 'R2026'"),
            static_cast<std::int64_t>(tills * each_sells) + 1);
}

TEST_F(Counter, ATouchedReceiptIsSeen) {
  for (int n = 1; n <= 3; ++n) {
    const std::string number = "GRPC26-000" + std::to_string(n);
    shop.laptop(number);
    ASSERT_TRUE(sell_once(order_of(number, static_cast<std::uint64_t>(n))).ok());
  }
  ASSERT_EQ(chain().value(), 3);
  const auto change = [&](const std::string& sql) {
    shop.database->write([&](storage::Session& session) { session.execute(sql); });
  };
  change("UPDATE departure SET content = REPLACE(content, '13000', '12000') WHERE number = 'R2026-000002'");
  EXPECT_EQ(chain().refusal().arguments.at("number"), "R2026-000002");
  EXPECT_TRUE(contains(shop.get("/sales/closings?check=1"), "R2026-000002"));
  change("UPDATE departure SET content = REPLACE(content, '12000', '13000') WHERE number = 'R2026-000002'");
  EXPECT_EQ(chain().value(), 3);
  change("DELETE FROM receipt WHERE sequence = 3");
  EXPECT_EQ(chain().refusal().code, "sales.chain.gap");
}

TEST_F(Counter, ClosingsAddUpByThePeople) {
  for (int n = 1; n <= 3; ++n) {
    const std::string number = "GRPC26-000" + std::to_string(n);
    shop.laptop(number);
    auto order = order_of(number, static_cast<std::uint64_t>(n));
    order.payment = n == 3 ? Payment::card : Payment::cash;
    ASSERT_TRUE(sell_once(order).ok());
  }
  const auto answer = object_of(shop.get("/api/v1/sales/closings?period=day"));
  ASSERT_EQ(answer.at("closings").as_array().size(), 1U);
  const auto& day = answer.at("closings").at(0).as_object();
  EXPECT_EQ(day.at("period"), "2026-11-21");
  EXPECT_EQ(day.at("receipts"), 3);
  EXPECT_EQ(day.at("total_cents"), 39'000);
  EXPECT_EQ(day.at("by_payment_cents").at("cash"), 26'000);
  EXPECT_EQ(day.at("since_ever_cents"), 39'000);
  EXPECT_EQ(day.at("first_number"), "R2026-000001");
  EXPECT_EQ(day.at("last_number"), "R2026-000003");
  EXPECT_EQ(object_of(shop.get("/api/v1/sales/closings?period=year")).at("closings").at(0).at("period"), "2026");
}

TEST_F(Counter, RulesAreDatedAndSuperseded) {
  const auto set = [&](const std::string& subject, const std::string& body) {
    return shop.post_json("/api/v1/sale-rules/" + subject, body);
  };
  EXPECT_EQ(set("prices", R"({"valid_from":"2026-12-01","source":"bureau","price":{"laptop":{"B":"99,50"}}})").status,
            201);
  EXPECT_TRUE(contains(shop.get("/sales/new?item=" + shop.laptop("GRPC26-0001").number), "130")) << "not yet in force";
  EXPECT_EQ(set("prices", R"({"valid_from":"2026-01-01","source":"bureau","price":{"laptop":{"B":"99,50"}}})").status,
            201);
  EXPECT_TRUE(contains(shop.get("/sales/new?item=GRPC26-0001"), "99,50"));
  EXPECT_EQ(set("vat", R"({"valid_from":"2026-01-01","source":"comptable","regime":"normal","rate":"20"})").status,
            201);
  const auto sold = object_of(shop.post_json("/api/v1/sales", R"({"items":["GRPC26-0001"]})"));
  EXPECT_EQ(sold.at("sale").at("vat_cents"), 1658);  // 99,50 × 20 / 120 = 16,583…
  EXPECT_EQ(sold.at("sale").at("net_cents"), 9950 - 1658);
  EXPECT_EQ(set("prices", R"({"valid_from":"2026-01-01","price":{"laptop":{"B":"99"}}})").status, 422) << "no source";
  EXPECT_EQ(set("prices", R"({"valid_from":"demain","source":"x"})").status, 422);
  EXPECT_EQ(set("caps", R"({"valid_from":"2026-01-01","source":"x","cap":{"toaster":"1"}})").status, 422);
  EXPECT_EQ(
      set("warranty",
          R"({"valid_from":"2026-01-01","source":"x","months":6,"presumption_months":12,"repair_days":30,"extension_months":6})")
          .status,
      422);
  EXPECT_EQ(
      shop.post_form(
              "/settings/vat",
              {{"regime", "exempt"}, {"rate", "20"}, {"mention", ""}, {"valid_from", "2026-11-21"}, {"source", "x"}})
          .status,
      422);
  for (const char* page : {"/settings/prices", "/settings/caps", "/settings/vat", "/settings/warranty"})
    EXPECT_EQ(shop.get(page).status, 200) << page;
}

TEST_F(Counter, AnotherOrganisationSeesNothing) {
  shop.laptop("GRPC26-0001");
  const auto sold = sell_once(order_of("GRPC26-0001", 1));
  ASSERT_TRUE(sold.ok());
  ASSERT_EQ(shop.post_json("/api/v1/sale-rules/prices",
                           R"({"valid_from":"2026-01-01","source":"bureau","price":{"laptop":{"B":"1"}}})")
                .status,
            201);
  const auto first = shop.organisation;
  shop.organisation = shop.add_organisation("AUTRE");
  const std::string path = "/sales/" + sold.value().id.text();
  EXPECT_EQ(shop.get(path).status, 404);
  EXPECT_EQ(shop.get(path + "/receipt.pdf").status, 404);
  EXPECT_EQ(shop.post_form(path + "/print", {{"format", "a4"}}).status, 404);
  EXPECT_EQ(object_of(shop.get("/api/v1/sales/closings")).at("closings").as_array().size(), 0U);
  EXPECT_TRUE(object_of(shop.get("/api/v1/sale-rules/prices")).at("versions").as_array().empty());
  shop.make("AUPC26-0001", {.organisation = shop.organisation});
  const auto own = sell_once(order_of("AUPC26-0001", 2));
  ASSERT_TRUE(own.ok());
  EXPECT_EQ(own.value().number, "R2026-000001") << "its own series and its own chain";
  EXPECT_EQ(chain().value(), 1);
  EXPECT_NE(first, shop.organisation);
}

}  // namespace
}  // namespace sales
