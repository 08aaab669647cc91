#include "sales/closing.hpp"

#include <algorithm>

#include "accounts/store.hpp"

namespace sales {
namespace {

std::chrono::days length_of(Period period) {
  switch (period) {
    case Period::day:
      return std::chrono::days(30);
    case Period::month:
      return std::chrono::days(730);
    case Period::year:
      break;
  }
  return std::chrono::days(0);
}

/// First moment shown, at the beginning of a whole period; the epoch for « every year ».
base::Instant beginning(Period period, base::Instant now, const std::string& zone) {
  if (period == Period::year) return {};
  auto day = base::day_in_zone(now - length_of(period), zone).value();
  if (period == Period::month) day = day.year() / day.month() / 1;
  return base::start_of_day(day, zone).value();
}

void add(Closing& closing, const stock::Departure& sale, const Receipt& receipt) {
  ++closing.receipts;
  closing.items += static_cast<std::int64_t>(sale.lines.size());
  if (closing.first_number.empty()) closing.first_number = sale.number;
  closing.last_number = sale.number;
  closing.total = closing.total + receipt.total;
  closing.by_payment[receipt.payment] += sale.total;
}

}  // namespace

std::string_view code(Period period) {
  switch (period) {
    case Period::day:
      return "day";
    case Period::month:
      return "month";
    case Period::year:
      return "year";
  }
  return {};
}

std::optional<Period> period_from_code(std::string_view text) {
  for (const Period period : {Period::day, Period::month, Period::year})
    if (code(period) == text) return period;
  return std::nullopt;
}

std::string period_of(Period period, base::Day day) {
  const std::string iso = base::to_iso(day);
  switch (period) {
    case Period::day:
      return iso;
    case Period::month:
      return iso.substr(0, 7);
    case Period::year:
      return iso.substr(0, 4);
  }
  return iso;
}

std::vector<Closing> closings(storage::Session& session, const equipment::OrganisationId& organisation, Period period,
                              base::Instant now) {
  const auto found = accounts::find_organisation(session, organisation);
  const std::string zone = found ? found->zone : "Europe/Paris";
  const auto from = base::to_milliseconds(beginning(period, now, zone));
  base::Money ever = base::Money::cents(
      session
          .value<std::int64_t>("SELECT CAST(COALESCE(SUM(d.total_cents), 0) AS BIGINT) FROM departure d JOIN receipt r "
                               "ON r.departure_id = d.id "
                               "WHERE d.organisation_id = :1 AND d.kind = 'sale' AND d.occurred_at < :2",
                               organisation.text(), from)
          .value_or(0));
  std::vector<Closing> all;
  // In the till's order, so that first and last numbers are those of the period.
  session.each<std::string, std::string, std::int64_t, std::string>(
      "SELECT d.id, d.number, d.occurred_at, d.content FROM departure d JOIN receipt r ON r.departure_id = d.id "
      "WHERE d.organisation_id = :1 AND d.kind = 'sale' AND d.occurred_at >= :2 ORDER BY d.occurred_at, r.sequence",
      [&](const std::string& id, std::string number, std::int64_t at, const std::string& content) {
        stock::Departure sale{.id = stock::DepartureId::parse(id).value(),
                              .kind = stock::DepartureKind::sale,
                              .number = std::move(number),
                              .occurred_at = base::from_milliseconds(at)};
        stock::read_content(sale, content);
        const std::string name = period_of(period, base::day_in_zone(sale.occurred_at, zone).value());
        if (all.empty() || all.back().period != name) all.push_back({.period = name});
        add(all.back(), sale, receipt_of(sale));
        ever += sale.total;
        all.back().since_ever = ever;
      },
      organisation.text(), from);
  std::reverse(all.begin(), all.end());
  return all;
}

}  // namespace sales
