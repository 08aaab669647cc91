#include "server/simulation.hpp"

#include <algorithm>
#include <functional>

#include "equipment/log.hpp"
#include "server/fictional_workshop.hpp"

namespace server {
namespace {

using equipment::Kind;
using namespace std::chrono_literals;

constexpr std::int64_t lot_size = 60;

Kind any_kind(Dice& dice) {
  const auto n = dice.below(100);
  if (n < 45) return Kind::laptop;
  if (n < 68) return Kind::desktop;
  if (n < 82) return Kind::monitor;
  if (n < 88) return Kind::keyboard;
  if (n < 94) return Kind::mouse;
  return Kind::charger;
}

/// What has become of it by the end: the older, the more has left.
Fate any_fate(Dice& dice, bool recent) {
  const auto n = dice.below(100);
  if (recent)
    return n < 25   ? Fate::received
           : n < 50 ? Fate::in_work
           : n < 80 ? Fate::ready
           : n < 90 ? Fate::for_waste
                    : Fate::sold;
  return n < 40   ? Fate::given
         : n < 78 ? Fate::sold
         : n < 92 ? Fate::wasted
         : n < 95 ? Fate::dismantled
         : n < 96 ? Fate::returned
         : n < 97 ? Fate::missing
                  : Fate::ready;
}

std::vector<collection::Donor> make_donors(storage::Session& session, const accounts::OrganisationId& organisation,
                                           std::uint64_t seed, std::int64_t count, base::Instant when) {
  std::vector<collection::Donor> donors;
  for (std::int64_t n = 1; n <= count; ++n) {
    collection::Donor donor{.id = collection::DonorId::numbered(when, seed, 10'000 + static_cast<std::uint64_t>(n)),
                            .organisation = organisation};
    donor.name = "Donateur simulé " + std::to_string(n);
    donor.created_at = when;
    collection::insert_donor(session, donor);
    donors.push_back(std::move(donor));
  }
  return donors;
}

}  // namespace

base::Result<accounts::Organisation> simulate(storage::Database& database, const accounts::Keys& keys,
                                              std::int64_t items, std::uint64_t seed,
                                              const std::function<void(std::int64_t)>& progress) {
  const auto begin = base::parse_rfc3339("2024-01-02T08:00:00Z").value();
  const auto end = base::parse_rfc3339("2025-12-31T18:00:00Z").value();
  accounts::Organisation organisation{.id = accounts::OrganisationId::numbered(begin, seed, 0),
                                      .code = "SIM",
                                      .name = "Structure simulée",
                                      .kinds = {"refurbisher"}};
  organisation.settings = R"({"numbering":{"site":"SI","digits":4}})";
  FictionalWorkshop workshop(organisation.id, organisation.name, "SI", seed);
  std::vector<collection::Donor> donors;
  const auto started = database.write([&](storage::Session& session) -> base::Outcome {
    if (accounts::find_organisation_by_code(session, "SIM")) return base::Refusal{.code = "server.simulate.exists"};
    accounts::insert_organisation(session, organisation, begin);
    donors = make_donors(session, organisation.id, seed, std::clamp<std::int64_t>(items / 2000, 3, 200), begin);
    return base::Done{};
  });
  if (!started.ok()) return started.refusal();
  database.write([&](storage::Session& session) { workshop.add_locations(session, begin); });

  const std::int64_t lots = (items + lot_size - 1) / lot_size;
  const auto plan_of = [&](std::int64_t n) {
    Dice dice(seed * 31 + static_cast<std::uint64_t>(n));
    LotPlan plan{.donor = donors[dice.below(donors.size())].id};
    plan.received_at = begin + (end - begin) * n / lots;
    plan.declared_at = plan.received_at - std::chrono::hours(24 * (3 + static_cast<int>(dice.below(12))));
    const bool recent = end - plan.received_at < std::chrono::hours(24 * 45);
    for (std::int64_t i = n * lot_size; i < std::min(items, (n + 1) * lot_size); ++i)
      plan.things.push_back(
          {.kind = any_kind(dice),
           .fate = any_fate(dice, recent),
           .last_at =
               std::min(end, plan.received_at + std::chrono::hours(24 * (20 + static_cast<int>(dice.below(60)))))});
    return plan;
  };
  constexpr std::int64_t lots_at_once = 16;
  for (std::int64_t n = 0; n < lots; n += lots_at_once) {
    const auto before = workshop.counters();
    database.write([&](storage::Session& session) {
      workshop.restore(before);  // the work may run again: it starts from the same counters
      for (std::int64_t each = n; each < std::min(lots, n + lots_at_once); ++each)
        workshop.add_lot(session, plan_of(each));
    });
    progress(workshop.items());
  }
  workshop.finish(database);
  while (equipment::append_waiting_events(database, keys, end, 20'000) > 0) {}
  return organisation;
}

}  // namespace server
