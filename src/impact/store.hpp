#pragma once
// What statements and reports are made from, as it lies in the database. Every query is bound to one organisation.
#include <array>
#include <chrono>
#include <optional>
#include <vector>

#include "accounts/store.hpp"
#include "collection/ids.hpp"
#include "impact/report.hpp"
#include "impact/statement.hpp"
#include "storage/database.hpp"

namespace impact {

/// What a statement is about: one lot, or all that a donor entrusted in a year.
struct Subject {
  std::optional<equipment::LotId> lot = {};
  std::optional<collection::DonorId> donor = {};
  int year = 0;
};

/// The moments at which a year begins, its months begin, and it ends, in the zone. Refuses an unknown zone and a year outside 1990–2100
/// ("impact.year.unknown").
base::Result<std::array<base::Instant, 13>> months_of(int year, std::string_view zone);
/// "2026" and nothing else; "impact.year.unknown".
base::Result<int> parse_year(std::string_view text);

/// Names and promises, without issuer's key, log and date. Refuses "impact.lot.unknown" and "impact.donor.unknown".
base::Result<Heading> read_heading(storage::Session& session, const accounts::Organisation& organisation,
                                   const Subject& subject);
/// The events that a statement of these lots quotes, in no order.
std::vector<equipment::EventId> events_of(storage::Session& session, const accounts::Organisation& organisation,
                                          const Heading& heading);
/// The same events whole, in the server's order.
std::vector<equipment::Event> histories_of(storage::Session& session, const accounts::Organisation& organisation,
                                           const Heading& heading);

/// Years in which something of the donor's was received, newest first.
std::vector<int> years_of_donor(storage::Session& session, const accounts::Organisation& organisation,
                                const collection::DonorId& donor);

/// Everything but issuer's key and date, by aggregates: 100,000 things in a second or two.
base::Result<Report> read_report(storage::Session& session, const accounts::Organisation& organisation, int year);
/// Years in which something came or went, newest first; empty before the first reception.
std::vector<int> years_of(storage::Session& session, const accounts::Organisation& organisation);

}  // namespace impact
