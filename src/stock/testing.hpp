#pragma once
// A workshop with things in stock, for the tests of stock and sales.
#include "collection/testing.hpp"
#include "equipment/record.hpp"
#include "equipment/tests.hpp"
#include "stock/web.hpp"

namespace stock::testing {

struct Shop : collection::testing::Workshop {
  Shop() { add_routes(router, services); }

  struct Made {
    equipment::Kind kind = equipment::Kind::laptop;
    equipment::Origin origin = equipment::Origin::gift;
    std::string category = "B";
    std::optional<std::int64_t> mass_g = 1650;
    std::string failed_test = {};
    bool erased = true;
    accounts::OrganisationId organisation = {};  ///< empty: the shop's
  };
  /// An item as the bench leaves it: inventoried, erased, tested, graded, ready.
  equipment::Item make(const std::string& number, const Made& made) {
    return database->write([&](storage::Session& session) {
      auto by = occasion();
      if (!made.organisation.empty()) by.organisation = made.organisation;
      equipment::Received received{.number = number,
                                   .kind = made.kind,
                                   .maker = "Dell",
                                   .model = "Latitude 5400",
                                   .serial = "SN-" + number,
                                   .mass_g = made.mass_g,
                                   .origin = made.origin};
      received.mass_source = made.mass_g ? equipment::MassSource::weighed : equipment::MassSource::unknown;
      auto item = equipment::begin_item(session, by, std::nullopt, received);
      if (equipment::data_risk(made.kind) != equipment::DataRisk::never)
        item = add_disk(session, by, item, made.erased);
      equipment::Tested tested;
      for (const auto test : equipment::tests_required(made.kind))
        tested.results[std::string(test)] = equipment::TestOutcome::pass;
      if (!made.failed_test.empty()) tested.results[made.failed_test] = equipment::TestOutcome::fail;
      item = equipment::record(session, by, item, tested);
      if (equipment::is_graded(made.kind))
        item = equipment::record(
            session, by, item,
            equipment::Graded{
                .scheme = "2025-06", .points = 6, .category = made.category, .computed_category = made.category});
      item =
          equipment::record(session, by, item, equipment::WorkOpened{.order = "order-" + number, .purpose = "reuse"});
      return equipment::record(session, by, item, equipment::WorkClosed{.order = "order-" + number});
    });
  }
  equipment::Item laptop(const std::string& number) { return make(number, {}); }
  equipment::Item reload(const equipment::ItemId& id) {
    return database->read([&](storage::Session& session) { return equipment::find_item_anywhere(session, id); })
        .value();
  }
  std::int64_t counted(const std::string& sql) {
    return database->read([&](storage::Session& session) { return session.value<std::int64_t>(sql); }).value_or(-1);
  }

 private:
  static equipment::Item add_disk(storage::Session& session, const equipment::Occasion& by, const equipment::Item& item,
                                  bool erased) {
    const auto medium = equipment::MediumId::create(by.now);
    auto after = equipment::record(session, by, item,
                                   equipment::Identified{.report = "report",
                                                         .disks = {{.medium = medium,
                                                                    .kind = "SSD",
                                                                    .size_bytes = 256'000'000'000,
                                                                    .model = "860 EVO",
                                                                    .serial = "D-" + item.number}}});
    if (!erased) return after;
    return equipment::record(session, by, after,
                             equipment::MediumJudged{.medium = medium,
                                                     .rank = equipment::Rank::measured,
                                                     .verdict = equipment::Verdict::erased,
                                                     .required = equipment::Level::clear,
                                                     .achieved = equipment::Level::purge,
                                                     .standard = "nist_800_88r2",
                                                     .operator_code = "T01"});
  }
};

}  // namespace stock::testing
