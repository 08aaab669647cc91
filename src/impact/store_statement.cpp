#include <boost/json.hpp>
#include <functional>
#include <iterator>
#include <limits>
#include <set>

#include "collection/store.hpp"
#include "equipment/record.hpp"
#include "impact/store.hpp"

namespace impact {
namespace {

using accounts::Organisation;
using collection::DonorId;
using equipment::EventId;
using equipment::LotId;

struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// Receptions that the statement covers: all, or those of its year.
Range range_of(const Heading& heading) {
  if (!heading.year)
    return {.begin = std::numeric_limits<std::int64_t>::min(), .end = std::numeric_limits<std::int64_t>::max()};
  const auto months = months_of(*heading.year, heading.zone);
  if (!months.ok()) return {};
  return {.begin = base::to_milliseconds(months->front()), .end = base::to_milliseconds(months->back())};
}

LotHeading lot_heading(storage::Session& session, const Organisation& organisation, const collection::Lot& lot) {
  LotHeading heading{.id = lot.id, .number = lot.number};
  const auto agreement =
      lot.agreement ? collection::find_agreement(session, organisation.id, *lot.agreement) : std::nullopt;
  if (agreement)
    heading.promise = Promise{.agreement = agreement->id.text(),
                              .number = agreement->terms.number,
                              .level = agreement->terms.level,
                              .days_to_erasure = agreement->terms.days_to_erasure};
  return heading;
}

base::Result<Heading> year_heading(storage::Session& session, const Organisation& organisation, const DonorId& donor_id,
                                   Heading heading) {
  const auto donor = collection::find_donor(session, organisation.id, donor_id);
  if (!donor) return base::Refusal{.code = "impact.donor.unknown"};
  TRY(months, months_of(*heading.year, heading.zone));
  heading.donor_id = donor->id.text();
  heading.donor = donor->name;
  std::vector<std::pair<std::string, bool>> lots;
  session.each<std::string, std::int64_t, std::int64_t>(
      "SELECT lot.id, CAST(COUNT(*) AS BIGINT), CAST(SUM(CASE WHEN item.received_at >= :3 AND item.received_at < :4 "
      "THEN 1 ELSE 0 END) AS BIGINT) "
      "FROM lot JOIN item ON item.lot_id = lot.id WHERE lot.organisation_id = :1 AND lot.donor_id = :2 GROUP BY lot.id "
      "ORDER BY lot.id",
      [&](std::string lot, std::int64_t all, std::int64_t in_year) {
        if (in_year > 0) lots.emplace_back(std::move(lot), in_year < all);
      },
      organisation.id.text(), donor_id.text(), base::to_milliseconds(months.front()),
      base::to_milliseconds(months.back()));
  for (const auto& [id, partial] : lots) {
    const auto lot = collection::find_lot(session, organisation.id, LotId::parse(id).value());
    heading.lots.push_back(lot_heading(session, organisation, lot.value()));
    heading.lots.back().partial = partial;
  }
  return heading;
}

template <typename Take>
void each_agreement_event(storage::Session& session, const Organisation& organisation, const Heading& heading,
                          Take&& take) {
  std::set<std::string> wanted;
  for (const auto& lot : heading.lots)
    if (lot.promise) wanted.insert(lot.promise->agreement);
  if (wanted.empty()) return;
  session.each<std::string, std::string>(
      "SELECT id, body FROM event WHERE organisation_id = :1 AND kind = 'agreement_signed' ORDER BY sequence",
      [&](const std::string& id, const std::string& body) {
        const auto parsed = equipment::body_from_json("agreement_signed", boost::json::parse(body));
        if (parsed.ok() && wanted.contains(std::get<equipment::AgreementSigned>(*parsed).agreement))
          take(EventId::parse(id).value());
      },
      organisation.id.text());
}

bool belongs_to_statement(const equipment::Event& event) {
  return std::holds_alternative<equipment::LotDeclared>(event.body) ||
         std::holds_alternative<equipment::LotWeighed>(event.body) ||
         std::holds_alternative<equipment::LotReceived>(event.body);
}

std::vector<equipment::ItemId> items_of(storage::Session& session, const Organisation& organisation, const LotId& lot,
                                        const Range& range) {
  std::vector<equipment::ItemId> items;
  session.each<std::string>(
      "SELECT id FROM item WHERE lot_id = :1 AND organisation_id = :2 AND received_at >= :3 AND received_at < :4 ORDER "
      "BY row_number",
      [&](const std::string& id) { items.push_back(equipment::ItemId::parse(id).value()); }, lot.text(),
      organisation.id.text(), range.begin, range.end);
  return items;
}

}  // namespace

base::Result<Heading> read_heading(storage::Session& session, const Organisation& organisation,
                                   const Subject& subject) {
  Heading heading{.organisation = organisation.name, .zone = organisation.zone};
  if (!subject.lot) {
    heading.year = subject.year;
    return year_heading(session, organisation, subject.donor.value(), std::move(heading));
  }
  const auto lot = collection::find_lot(session, organisation.id, *subject.lot);
  if (!lot) return base::Refusal{.code = "impact.lot.unknown"};
  heading.donor_id = lot->donor.text();
  heading.donor = lot->donor_name;
  heading.lots.push_back(lot_heading(session, organisation, *lot));
  return heading;
}

std::vector<EventId> events_of(storage::Session& session, const Organisation& organisation, const Heading& heading) {
  std::vector<EventId> events;
  const auto keep = [&](const std::string& id) { events.push_back(EventId::parse(id).value()); };
  const Range range = range_of(heading);
  for (const auto& lot : heading.lots) {
    session.each<std::string>(
        "SELECT id FROM event WHERE lot_id = :1 AND item_id IS NULL AND organisation_id = :2 "
        "AND kind IN ('lot_declared', 'lot_weighed', 'lot_received')",
        keep, lot.id.text(), organisation.id.text());
    for (const auto& item : items_of(session, organisation, lot.id, range))
      session.each<std::string>("SELECT id FROM event WHERE item_id = :1", keep, item.text());
  }
  each_agreement_event(session, organisation, heading, [&](const EventId& id) { events.push_back(id); });
  return events;
}

std::vector<equipment::Event> histories_of(storage::Session& session, const Organisation& organisation,
                                           const Heading& heading) {
  std::vector<equipment::Event> events;
  const Range range = range_of(heading);
  for (const auto& lot : heading.lots) {
    for (auto& event : equipment::history_of_lot(session, lot.id))
      if (belongs_to_statement(event)) events.push_back(std::move(event));
    for (const auto& item : items_of(session, organisation, lot.id, range)) {
      auto history = equipment::history_of_item(session, item);
      std::move(history.begin(), history.end(), std::back_inserter(events));
    }
  }
  return events;
}

std::vector<int> years_of_donor(storage::Session& session, const Organisation& organisation, const DonorId& donor) {
  std::set<int, std::greater<>> years;
  session.each<std::int64_t, std::int64_t>(
      "SELECT CAST(MIN(item.received_at) AS BIGINT), CAST(MAX(item.received_at) AS BIGINT) FROM lot JOIN item ON "
      "item.lot_id = lot.id "
      "WHERE lot.organisation_id = :1 AND lot.donor_id = :2 GROUP BY lot.id",
      [&](std::int64_t first, std::int64_t last) {
        for (const auto each : {first, last})
          if (const auto day = base::day_in_zone(base::from_milliseconds(each), organisation.zone); day.ok())
            years.insert(static_cast<int>(day->year()));
      },
      organisation.id.text(), donor.text());
  return {years.begin(), years.end()};
}

}  // namespace impact
