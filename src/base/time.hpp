#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

/// A moment in UTC, to the millisecond. Rules receive it; only programs read the clock.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Day = std::chrono::year_month_day;

Instant system_now();
inline std::int64_t to_milliseconds(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant from_milliseconds(std::int64_t value) { return Instant(std::chrono::milliseconds(value)); }

/// RFC 3339 in UTC: 2026-11-21T20:30:10.000Z
std::string to_rfc3339(Instant instant);
/// RFC 3339 with any offset (required); years 1970–9999.
Result<Instant> parse_rfc3339(std::string_view text);

/// An IANA zone such as "Europe/Paris"; refuses unknown names.
Result<Day> day_in_zone(Instant instant, std::string_view zone);
/// First moment of that day there.
Result<Instant> start_of_day(Day day, std::string_view zone);
/// Moment as local wall-clock time, "YYYY-MM-DD HH:MM" there.
std::string local_minutes(Instant instant, std::string_view zone);

/// "2026-11-21"
std::string to_iso(Day day);
/// "2026-11-21", or "21/11/2026" as French forms and spreadsheets write it.
Result<Day> parse_day(std::string_view text);

}  // namespace base
