#pragma once
// layer: testing
// A structure with one enrolled station, whose signed reports are taken.
#include <gtest/gtest.h>

#include "accounts/store.hpp"
#include "equipment/hardware/inventory.hpp"
#include "storage/testing.hpp"
#include "workshop/actions.hpp"
#include "workshop/actions_station.hpp"
#include "workshop/report_for_tests.hpp"
#include "workshop/store_station.hpp"

namespace workshop::testing {

using equipment::Item;
using equipment::Kind;
using equipment::Level;
using equipment::Rank;
using equipment::Verdict;
using sanitization::Method;
using sanitization::testing::perfect_record;

inline const base::Instant now = base::from_milliseconds(1'790'000'000'000);

class MeasuredErasures : public ::testing::Test {
 protected:
  void SetUp() override {
    db->write([&](storage::Session& session) {
      accounts::insert_organisation(session, {.id = ours, .code = "ATV", .name = "Atelier"}, now);
      accounts::insert_organisation(session, {.id = theirs, .code = "AUT", .name = "Autre"}, now);
    });
    station = join('a', ours);
  }
  Station join(char seed, const equipment::OrganisationId& organisation) {
    const accounts::Keys keys(proof::Secret::from_bytes(std::string(32, 'k')).value());
    return db
        ->write([&](storage::Session& session) -> base::Result<Enrolled> {
          TRY(made, make_code(session, organisation, "Banc", 1, 1, "A01", now));
          const auto key = station_key(seed);
          return enrol_station(session, keys,
                               {.code = made.text,
                                .name = "banc-1",
                                .key = key.public_key().multibase(),
                                .signature = base::to_base64(key.sign("boucle-station-enrol-v1 " + made.text)),
                                .client = ""},
                               now);
        })
        ->station;
  }
  equipment::Occasion as(const std::string& who, const equipment::OrganisationId& organisation) const {
    return {.organisation = organisation, .actor = who, .now = now};
  }
  Item receive(const std::string& number, Kind kind = Kind::laptop, const std::string& serial = "") {
    return db->write([&](storage::Session& session) {
      return equipment::begin_item(session, as("T01", ours), std::nullopt,
                                   {.number = number, .kind = kind, .serial = serial});
    });
  }
  Item with_drive(const Item& item, const equipment::DiskFacts& facts) {
    auto disk = facts;
    disk.medium = equipment::MediumId::create(now);
    return db->write([&](storage::Session& session) {
      return equipment::record(session, as("T01", ours), item, equipment::Identified{.report = "r", .disks = {disk}});
    });
  }
  base::Result<Taken> send(const std::string& bytes, const equipment::OrganisationId& organisation) {
    const auto report = parse_station_report(bytes);
    if (!report.ok()) return report.refusal();
    const auto inventory = equipment::read_inventory(report->sources);
    const auto raw = erasure::pack_evidence(bytes, "application/json", now);
    return db->write([&](storage::Session& session) {
      return take_report(session, as("API-1", organisation), *report, inventory, raw);
    });
  }
  base::Result<Taken> send(const std::string& bytes) { return send(bytes, ours); }
  Item now_is(const Item& item) {
    return *db->read([&](storage::Session& session) { return equipment::find_item(session, ours, item.id); });
  }
  std::size_t verdicts_of(const Item& item) {
    std::size_t count = 0;
    for (const auto& event : db->read([&](storage::Session& s) { return equipment::history_of_item(s, item.id); }))
      count += std::holds_alternative<equipment::MediumJudged>(event.body) ? 1 : 0;
    return count;
  }
  static ReportMaker drive_report(const std::string& number) {
    ReportMaker maker('a');
    maker.subject = "drive";
    maker.item_number = number;
    maker.raw = {{"smartctl", json::array()}};
    maker.erasures = {perfect_record(Method::overwrite)};
    return maker;
  }
  static equipment::DiskFacts its_drive() { return {.kind = "HDD", .model = "Disk 1", .serial = "s1b2c3d4e5"}; }

  std::unique_ptr<storage::Database> db = storage::test_database();
  equipment::OrganisationId ours = equipment::OrganisationId::create(now),
                            theirs = equipment::OrganisationId::create(now);
  Station station;
};

}  // namespace workshop::testing
