// layer: store
#pragma once
// What the till took: totals by day, month or year of the organisation's zone, computed from the receipts and never stored.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "equipment/record.hpp"
#include "sales/receipt.hpp"

namespace sales {

enum class Period { day, month, year };
std::string_view code(Period period);
std::optional<Period> period_from_code(std::string_view code);

struct Closing {
  std::string period;  ///< « 2026-11-21 », « 2026-11 » or « 2026 »
  std::int64_t receipts = 0, items = 0;
  std::string first_number, last_number;
  Amounts total;
  std::map<Payment, base::Money> by_payment;
  base::Money since_ever;  ///< perpetual total at the end of the period
};
/// The name of the period that a day belongs to.
std::string period_of(Period period, base::Day day);
/// Newest first, periods without a sale left out: the last 31 days, 24 months, or every year.
std::vector<Closing> closings(storage::Session& session, const equipment::OrganisationId& organisation, Period period,
                              base::Instant now);

}  // namespace sales
