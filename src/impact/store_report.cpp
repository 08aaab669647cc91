#include <algorithm>
#include <tuple>

#include "impact/store.hpp"

namespace impact {
namespace {

using accounts::Organisation;
using Months = std::array<base::Instant, 13>;

constexpr const char* month_cases =
    "CASE WHEN at < :4 THEN 0 WHEN at < :5 THEN 1 WHEN at < :6 THEN 2 WHEN at < :7 THEN 3 WHEN at < :8 THEN 4 WHEN at "
    "< :9 THEN 5 "
    "WHEN at < :10 THEN 6 WHEN at < :11 THEN 7 WHEN at < :12 THEN 8 WHEN at < :13 THEN 9 WHEN at < :14 THEN 10 ELSE 11 "
    "END";

/// Where the mass comes from stands in the item's facts only. boost::json writes them without spaces and escapes quotes inside texts, so
/// that no model's name can look like this.
constexpr const char* weighed_pattern = "%\"mass_source\":\"weighed\"%";
constexpr const char* declared_pattern = "%\"mass_source\":\"declared\"%";
constexpr const char* default_pattern = "%\"mass_source\":\"default\"%";

void add(FamilyCount& count, equipment::Kind kind, std::int64_t n) {
  (equipment::family(kind) == equipment::Family::device ? count.devices : count.accessories) += n;
}

std::size_t month_index(std::int64_t month) { return static_cast<std::size_t>(month < 0 || month > 11 ? 11 : month); }

void read_received(storage::Session& session, const Organisation& organisation, const Months& m, Report& report) {
  const auto at = [&](std::size_t month) { return base::to_milliseconds(m[month]); };
  session.each<std::string, std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
      std::string("SELECT kind, status, month, source, CAST(COUNT(*) AS BIGINT), CAST(COUNT(mass_g) AS BIGINT), "
                  "CAST(COALESCE(SUM(mass_g), 0) AS BIGINT) FROM "
                  "(SELECT kind, status, mass_g, ") +
          month_cases +
          " AS month, CASE WHEN facts LIKE :15 THEN 1 WHEN facts LIKE :16 THEN 2 WHEN facts LIKE :17 THEN 3 ELSE 0 END "
          "AS source FROM "
          "(SELECT kind, status, mass_g, facts, received_at AS at FROM item WHERE organisation_id = :1 AND received_at "
          ">= :2 AND received_at < :3) received) counted "
          "GROUP BY kind, status, month, source",
      [&](const std::string& kind_code, const std::string& status_code, std::int64_t month, std::int64_t source,
          std::int64_t count, std::int64_t with_mass, std::int64_t grams) {
        const auto kind = equipment::kind_from_code(kind_code).value_or(equipment::Kind::other_device);
        const auto outcome = outcome_of(equipment::status_from_code(status_code).value_or(equipment::Status::received));
        add(report.collected, kind, count);
        add(report.by_outcome[outcome], kind, count);
        add(report.collected_by_month[month_index(month)], kind, count);
        report.by_kind[kind] += count;
        auto& balance = report.balance;
        balance.items += count;
        balance.received_g += grams;
        balance.by_outcome_g[outcome] += grams;
        balance.items_without_mass += count - with_mass;
        if (source == 1) balance.weighed_g += grams, balance.weighed_items += with_mass;
        if (source == 2) balance.declared_g += grams;
        if (source == 3) balance.by_default_g += grams;
      },
      organisation.id.text(), at(0), at(12), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10),
      at(11), weighed_pattern, declared_pattern, default_pattern);
}

void read_put_back(storage::Session& session, const Organisation& organisation, const Months& m, Report& report) {
  const auto at = [&](std::size_t month) { return base::to_milliseconds(m[month]); };
  session.each<std::string, std::int64_t, std::int64_t>(
      std::string("SELECT kind, month, CAST(COUNT(*) AS BIGINT) FROM (SELECT kind, ") + month_cases +
          " AS month FROM (SELECT kind, departed_at AS at FROM item WHERE organisation_id = :1 AND departed_at >= :2 "
          "AND departed_at < :3 "
          "AND status IN ('given', 'sold', 'after_sales')) departed) counted GROUP BY kind, month",
      [&](const std::string& kind_code, std::int64_t month, std::int64_t count) {
        const auto kind = equipment::kind_from_code(kind_code).value_or(equipment::Kind::other_device);
        add(report.put_back, kind, count);
        add(report.put_back_by_month[month_index(month)], kind, count);
        report.put_back_by_kind[kind] += count;
      },
      organisation.id.text(), at(0), at(12), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10),
      at(11));
}

/// Packaging is what the lots received in the year weighed beyond their things.
void read_lots(storage::Session& session, const Organisation& organisation, const Months& months, Report& report) {
  const auto begin = base::to_milliseconds(months.front());
  const auto end = base::to_milliseconds(months.back());
  if (const auto counts = session.first<std::int64_t, std::int64_t>(
          "SELECT CAST(COUNT(DISTINCT lot.id) AS BIGINT), CAST(COUNT(DISTINCT lot.donor_id) AS BIGINT) FROM item JOIN "
          "lot ON lot.id = item.lot_id "
          "WHERE item.organisation_id = :1 AND item.received_at >= :2 AND item.received_at < :3",
          organisation.id.text(), begin, end))
    std::tie(report.lots, report.donors) = *counts;
  report.balance.packaging_g = session
                                   .value<std::optional<std::int64_t>>(
                                       "SELECT CAST(SUM(lot.weight_g - (SELECT COALESCE(SUM(item.mass_g), 0) FROM item "
                                       "WHERE item.lot_id = lot.id)) AS BIGINT) "
                                       "FROM lot WHERE lot.organisation_id = :1 AND lot.received_at >= :2 AND "
                                       "lot.received_at < :3 AND lot.weight_g IS NOT NULL",
                                       organisation.id.text(), begin, end)
                                   .value_or(std::nullopt);
}

}  // namespace

base::Result<int> parse_year(std::string_view text) {
  int year = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || text.size() != 4) return base::Refusal{.code = "impact.year.unknown"};
    year = year * 10 + (c - '0');
  }
  if (year < 1990 || year > 2100) return base::Refusal{.code = "impact.year.unknown"};
  return year;
}

base::Result<Months> months_of(int year, std::string_view zone) {
  if (year < 1990 || year > 2100) return base::Refusal{.code = "impact.year.unknown"};
  Months months;
  for (unsigned month = 0; month <= 12; ++month) {
    const base::Day day(std::chrono::year(year + static_cast<int>(month / 12)), std::chrono::month(month % 12 + 1),
                        std::chrono::day(1));
    TRY(start, base::start_of_day(day, zone));
    months[month] = start;
  }
  return months;
}

base::Result<Report> read_report(storage::Session& session, const Organisation& organisation, int year) {
  TRY(months, months_of(year, organisation.zone));
  Report report;
  report.organisation = organisation.name;
  report.zone = organisation.zone;
  report.year = year;
  read_received(session, organisation, months, report);
  read_put_back(session, organisation, months, report);
  read_lots(session, organisation, months, report);
  return report;
}

std::vector<int> years_of(storage::Session& session, const Organisation& organisation) {
  const auto year = [&](std::string_view sql) -> std::optional<int> {
    const auto moment = session.value<std::optional<std::int64_t>>(sql, organisation.id.text()).value_or(std::nullopt);
    if (!moment) return std::nullopt;
    const auto day = base::day_in_zone(base::from_milliseconds(*moment), organisation.zone);
    return day.ok() ? std::optional(static_cast<int>(day->year())) : std::nullopt;
  };
  const auto first = year("SELECT CAST(MIN(received_at) AS BIGINT) FROM item WHERE organisation_id = :1");
  if (!first) return {};
  const auto last = year("SELECT CAST(MAX(received_at) AS BIGINT) FROM item WHERE organisation_id = :1");
  const auto gone =
      year("SELECT CAST(MAX(departed_at) AS BIGINT) FROM item WHERE organisation_id = :1 AND departed_at IS NOT NULL");
  std::vector<int> years;
  for (int each = std::max(*last, gone.value_or(*last)); each >= *first && each >= 1990; --each) years.push_back(each);
  return years;
}

}  // namespace impact
