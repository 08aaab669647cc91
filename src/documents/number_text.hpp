#pragma once
// Numbers of a spreadsheet as the person who typed them sees them.
#include <cstdint>
#include <string>
#include <string_view>

namespace documents {

/// Excel's number format code of a built-in identifier; empty (general) if it has none.
std::string_view builtin_format(std::size_t id);
/// Date formats give ISO dates counted from `origin_day` (days since 1970-01-01 of the day 0); « 0 % » gives 20%,
/// « 00000 » keeps leading zeros; all else 15 significant digits with a point.
std::string number_text(double value, std::string_view format, std::int64_t origin_day);
/// "2026-11-21", "2026-11-21 10:30", "2026-11-21 10:30:15".
std::string date_text(int year, int month, int day, int hour, int minute, int second);

}  // namespace documents
