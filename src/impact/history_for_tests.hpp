#pragma once
// Random histories and the documents they make, for the tests of this folder.
#include <boost/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "accounts/keys.hpp"
#include "equipment/log.hpp"
#include "impact/statement.hpp"
#include "proof/document.hpp"

namespace impact::testing {

inline const base::Instant june = base::parse_rfc3339("2026-06-01T08:00:00Z").value();

/// A lot with its things and everything that happened to them, the same for the same seed.
class Workshop {
 public:
  explicit Workshop(std::uint64_t seed, int items, base::Instant start = june)
      : random_(seed),
        now_(start),
        organisation(id<accounts::OrganisationId>()),
        lot(id<equipment::LotId>()),
        agreement(id<base::Id<struct AgreementTestTag>>().text()) {
    add(std::nullopt, std::nullopt,
        equipment::AgreementSigned{.agreement = agreement, .number = "CV26-001", .level = equipment::Level::purge});
    add(std::nullopt, lot, equipment::LotDeclared{.number = "LOT26-001", .lines = items, .accepted = items});
    add(std::nullopt, lot, equipment::LotWeighed{.weight_g = 12'000 + 3'000 * items});
    for (int i = 0; i < items; ++i) add_item(i);
    add(std::nullopt, lot, equipment::LotReceived{.declared = items, .received = items});
  }

  Heading heading(std::uint64_t log_size = 1000) {
    Heading heading{.origin = accounts::Keys::origin("TST", organisation),
                    .organisation = "Atelier d’essai",
                    .fingerprint = "",
                    .issued_at = now_,
                    .log_size = log_size};
    heading.donor_id = "0192f3aa-0000-7000-8000-000000000001";
    heading.donor = "Mairie d’essai";
    heading.lots.push_back(
        {.id = lot,
         .number = "LOT26-001",
         .promise = Promise{
             .agreement = agreement, .number = "CV26-001", .level = equipment::Level::purge, .days_to_erasure = 30}});
    return heading;
  }

  void add(const std::optional<equipment::ItemId>& item, const std::optional<equipment::LotId>& of_lot,
           equipment::Body body) {
    now_ += std::chrono::minutes(1 + below(2000));
    events.push_back({.id = id<equipment::EventId>(),
                      .organisation = organisation,
                      .item = item,
                      .lot = of_lot,
                      .occurred_at = now_,
                      .recorded_at = now_,
                      .actor = "T0" + std::to_string(below(9)),
                      .body = std::move(body)});
  }

  void add_item(int number) {
    using namespace equipment;
    const ItemId item = id<ItemId>();
    static constexpr std::array kinds = {Kind::laptop,     Kind::desktop,  Kind::monitor,
                                         Kind::smartphone, Kind::keyboard, Kind::charger};
    static constexpr std::array sources = {MassSource::weighed, MassSource::declared, MassSource::by_default};
    Received received{.number = "ESPC26-" + std::to_string(1000 + number),
                      .kind = kinds[below(kinds.size())],
                      .maker = "Dell",
                      .model = "Modèle " + std::to_string(below(9)),
                      .serial = "S" + std::to_string(number),
                      .asset_tag = "DSI-" + std::to_string(number)};
    if (below(5) != 0) {
      received.mass_g = static_cast<std::int64_t>(100 + below(9000));
      received.mass_source = sources[below(sources.size())];
    }
    add(item, lot, received);
    if (below(3) == 0) add(item, lot, Weighed{.mass_g = static_cast<std::int64_t>(50 + below(20'000))});
    if (below(6) == 0) add(item, lot, Corrected{.event = events.back().id, .reason = "wrong_item"});
    if (data_risk(received.kind) == DataRisk::always) add_media(item, number);
    add_fate(item);
  }

  void add_media(const equipment::ItemId& item, int number) {
    using namespace equipment;
    Identified seen{.report = "r" + std::to_string(number), .serial_system = "SYS" + std::to_string(number)};
    const std::size_t disks = below(3);
    for (std::size_t i = 0; i < disks; ++i)
      seen.disks.push_back({.medium = id<MediumId>(),
                            .kind = "SSD",
                            .size_bytes = 256'000'000'000,
                            .model = "Disque",
                            .serial = "D" + std::to_string(number) + "-" + std::to_string(i)});
    add(item, lot, seen);
    if (seen.disks.empty() && below(2) == 0) add(item, lot, NoMedia{.second_code = "T02"});
    static constexpr std::array verdicts = {Verdict::erased, Verdict::erased_with_exceptions, Verdict::failed,
                                            Verdict::destroyed};
    static constexpr std::array levels = {Level::clear, Level::purge, Level::destruct};
    static constexpr std::array ranks = {Rank::measured, Rank::third_party, Rank::declared};
    for (const auto& disk : seen.disks) {
      if (below(5) == 0) continue;
      const Verdict verdict = verdicts[below(verdicts.size())];
      add(item, lot,
          MediumJudged{.medium = disk.medium,
                       .rank = ranks[below(ranks.size())],
                       .verdict = verdict,
                       .required = Level::purge,
                       .achieved = levels[below(levels.size())],
                       .standard = "nist_800_88r2",
                       .exceptions = verdict == Verdict::erased_with_exceptions
                                         ? std::vector<std::string>{"bad_sectors"}
                                         : std::vector<std::string>{},
                       .evidence = "e",
                       .evidence_sha256 = std::string(64, 'a'),
                       .operator_code = "T07",
                       .second_code = below(2) == 0 ? "T08" : ""});
    }
  }

  void add_fate(const equipment::ItemId& item) {
    using namespace equipment;
    static constexpr std::array departures = {DepartureKind::gift, DepartureKind::sale, DepartureKind::waste,
                                              DepartureKind::give_back, DepartureKind::dismantling};
    const auto fate = below(departures.size() + 2);
    if (fate < departures.size())
      add(item, lot, Departed{.departure = "d", .kind = departures[fate], .price_cents = 0});
    if (fate == departures.size()) add(item, lot, Missing{});
    if (below(12) == 0) add(item, lot, Corrected{.event = events.back().id, .reason = "wrong_item"});
  }

  template <typename Id>
  Id id() {
    return Id::numbered(june, 7, ++made_);
  }
  std::uint64_t below(std::size_t count) { return random_() % count; }

 private:
  std::mt19937_64 random_;
  std::uint64_t made_ = 0;
  base::Instant now_;

 public:
  equipment::OrganisationId organisation;
  equipment::LotId lot;
  std::string agreement;
  std::vector<equipment::Event> events = {};
};

/// The statement with its entries, as the rule reads it: complete but for the signature.
inline boost::json::object document_of(Workshop& workshop) {
  const auto statement = recompute(workshop.heading(), workshop.events).statement;
  auto document = to_json(statement);
  boost::json::array entries;
  std::int64_t index = 0;
  for (const auto& event : workshop.events)
    entries.push_back(
        boost::json::object{{"index", index++}, {"leaf", boost::json::parse(equipment::leaf_of(event, std::nullopt))}});
  document["proof"] = boost::json::object{{"entries", std::move(entries)}};
  return document;
}

}  // namespace impact::testing
