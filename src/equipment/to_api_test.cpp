#include "equipment/to_api.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace equipment {
namespace {

namespace json = boost::json;

/// An item's life, one event per hour.
std::vector<Event> life(std::vector<Body> bodies) {
  std::vector<Event> events;
  const auto begin = base::from_milliseconds(1'790'000'000'000);
  for (auto& body : bodies) {
    const auto at = begin + std::chrono::hours(events.size());
    events.push_back({.id = EventId::numbered(at, 1, events.size()),
                      .organisation = OrganisationId::numbered(begin, 2, 1),
                      .item = ItemId::numbered(begin, 3, 1),
                      .occurred_at = at,
                      .occurred_offset = std::chrono::minutes(120),
                      .recorded_at = at,
                      .actor = "T01",
                      .body = std::move(body)});
  }
  return events;
}

std::string steps(const json::object& document) {
  std::string all;
  for (const auto& event : document.at("epcisBody").at("eventList").as_array()) {
    const auto& object = event.as_object();
    all += (all.empty() ? "" : " ") + std::string(object.at("action").as_string()) + ":" +
           std::string(object.at("bizStep").as_string());
  }
  return all;
}

TEST(Epcis, StepsOfALife) {
  const auto medium = MediumId::numbered({}, 4, 1);
  const auto events = life({Received{.number = "GRPC26-0001", .kind = Kind::laptop}, Triaged{},
                            MediumJudged{.medium = medium, .verdict = Verdict::erased, .evidence_sha256 = "ab12"},
                            Stored{.location = "A1"}, Departed{.kind = DepartureKind::sale}});
  const auto document = epcis_document(*fold(events), events, "https://boucle.example");
  EXPECT_EQ(steps(document),
            "ADD:receiving OBSERVE:inspecting OBSERVE:https://boucle.example/epcis/erasing OBSERVE:storing "
            "DELETE:retail_selling");
  const auto& erasing = document.at("epcisBody").at("eventList").as_array()[2].as_object();
  EXPECT_EQ(erasing.at("bizTransactionList").as_array()[0].at("type").as_string(), "cert");
  EXPECT_EQ(erasing.at("eventTimeZoneOffset").as_string(), "+02:00");
  EXPECT_EQ(erasing.at("epcList").as_array()[0].as_string(), "https://boucle.example/i/" + events[0].item->text());
}

TEST(Epcis, ACorrectionIsAnErrorDeclarationOnTheEventThatItNames) {
  auto events = life({Received{.number = "N"}, Weighed{.mass_g = 10}, Corrected{}});
  std::get<Corrected>(events[2].body).event = events[1].id;
  const auto document = epcis_document(*fold(events), events, "");
  const auto& list = document.at("epcisBody").at("eventList").as_array();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_TRUE(list[1].as_object().contains("errorDeclaration"));
  EXPECT_EQ(list[1].at("epcList").as_array()[0].as_string(), "urn:uuid:" + events[0].item->text());
  EXPECT_EQ(json::serialize(document).find("T01"), std::string::npos);  // no operator leaves the workshop this way
}

TEST(ApiItem, UnknownIsNull) {
  const auto events = life({Received{.number = "N", .kind = Kind::tablet}});
  const auto object = api_object(*fold(events));
  for (const char* name :
       {"maker", "model", "mass_g", "cpu", "ram_gb", "webcam", "grade", "departure", "departed_at", "triage"})
    EXPECT_TRUE(object.at(name).is_null()) << name;
  EXPECT_EQ(object.at("received_at").as_string(), base::to_rfc3339(events[0].occurred_at));
}

}  // namespace
}  // namespace equipment
