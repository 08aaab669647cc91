// Figures and dates. Computed on integers: a mass or an amount never passes through a double.
#include <algorithm>
#include <cstdio>

#include "base/text.hpp"
#include "i18n/translator.hpp"

namespace i18n {
namespace {

constexpr std::string_view no_break = "\u00a0";       // before a unit or a currency sign
constexpr std::string_view thin_no_break = "\u202f";  // before %

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

std::string grouped(std::uint64_t value, std::string_view separator) {
  const std::string digits = std::to_string(value);
  std::string result;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) result += separator;
    result += digits[i];
  }
  return result;
}

std::uint64_t power_of_ten(int exponent) {
  std::uint64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::string two_digits(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

struct LocalTime {
  base::Day day;
  std::string clock;  ///< "21:30"
};

/// base writes "YYYY-MM-DD HH:MM".
LocalTime local_time(base::Instant instant, std::string_view zone) {
  const std::string text = base::local_minutes(instant, zone);
  const auto day = base::parse_day(std::string_view(text).substr(0, 10));
  CHECK(day.ok());
  return {*day, text.substr(11, 5)};
}

enum class Zeros { keep, drop };

std::string with_decimals(std::uint64_t value, int decimals, Zeros zeros, std::string_view group,
                          std::string_view mark) {
  const std::uint64_t unit = power_of_ten(decimals);
  std::string result = grouped(value / unit, group);
  std::string fraction = decimals == 0 ? "" : std::to_string(unit + value % unit).substr(1);
  while (zeros == Zeros::drop && fraction.ends_with('0')) fraction.pop_back();
  if (!fraction.empty()) result.append(mark).append(fraction);
  return result;
}

}  // namespace

std::string Translator::number(std::int64_t value) const {
  return (value < 0 ? "-" : "") + grouped(magnitude(value), content_->group);
}

std::string Translator::decimal(std::int64_t thousandths, int decimals) const {
  CHECK(decimals >= 0 && decimals <= 3);
  const std::uint64_t step = power_of_ten(3 - decimals);
  const std::uint64_t rounded = (magnitude(thousandths) + step / 2) / step;
  return (thousandths < 0 && rounded > 0 ? "-" : "") +
         with_decimals(rounded, decimals, Zeros::keep, content_->group, content_->decimal_mark);
}

std::string Translator::mass(base::Mass mass) const {
  const std::int64_t grams = mass.in_grams();
  const std::uint64_t size = magnitude(grams);
  const std::string sign = grams < 0 ? "-" : "";
  const auto shown = [&](std::uint64_t value, int decimals, Zeros zeros, std::string_view unit) {
    return sign + with_decimals(value, decimals, zeros, content_->group, content_->decimal_mark) +
           std::string(no_break) + std::string(unit);
  };
  if (size == 0 || (size >= 1000 && size < 999'995)) return shown((size + 5) / 10, 2, Zeros::drop, "kg");
  if (size < 1000) return shown(size, 0, Zeros::keep, "g");
  return shown((size + 50'000) / 100'000, 1, Zeros::keep, "t");
}

std::string Translator::kilograms(base::Mass mass) const { return decimal(mass.in_grams(), 2); }

std::string Translator::money(base::Money money) const {
  const std::int64_t cents = money.in_cents();
  const std::string amount = with_decimals(magnitude(cents), 2, Zeros::keep, content_->group, content_->decimal_mark);
  const std::string sign = cents < 0 ? "-" : "";
  switch (content_->language) {
    case Language::french:
      return sign + amount + std::string(no_break) + "€";
    case Language::english:
      return sign + "€" + amount;
  }
  return amount;
}

std::string Translator::percent(std::int64_t part, std::int64_t whole) const {
  if (whole == 0) return "–";
  // Long double keeps the ratio of any two 64-bit figures; only the display is rounded.
  const long double ratio = static_cast<long double>(part) / static_cast<long double>(whole) * 100;
  const bool small = ratio > -10 && ratio < 10 && part != 0;
  const auto tenths = static_cast<std::int64_t>(ratio * 10 + (ratio < 0 ? -0.5L : 0.5L));
  const bool whole_percent = !small || tenths % 10 == 0;
  const auto units = static_cast<std::int64_t>(ratio + (ratio < 0 ? -0.5L : 0.5L));
  const std::string shown = whole_percent ? number(units) : decimal(tenths * 100, 1);
  return shown + (content_->language == Language::french ? std::string(thin_no_break) : "") + "%";
}

std::string Translator::bytes(std::int64_t bytes) const {
  static constexpr std::string_view keys[] = {"base.bytes.kibi", "base.bytes.mebi", "base.bytes.gibi",
                                              "base.bytes.tebi"};
  const std::uint64_t size = magnitude(bytes);
  if (size < 1024) return (*this)("base.bytes.one", {{"n", number(bytes)}});
  std::size_t rank = 0;
  std::uint64_t unit = 1024;
  while (rank + 1 < std::size(keys) && size / unit >= 1024) {
    unit *= 1024;
    ++rank;
  }
  const std::uint64_t tenths = size / unit * 10 + (size % unit * 10 + unit / 2) / unit;
  const bool precise = tenths < 100 && tenths % 10 != 0;
  const std::string shown = precise ? decimal(static_cast<std::int64_t>(tenths * 100), 1)
                                    : number(static_cast<std::int64_t>((tenths + 5) / 10));
  return (*this)(keys[rank], {{"n", shown}});
}

std::string Translator::date(base::Day day) const {
  const unsigned number_of_day = static_cast<unsigned>(day.day());
  // French writes the first of a month as an ordinal: « 1er novembre ».
  const bool first = number_of_day == 1 && content_->language == Language::french;
  // The day does not leave its month at the end of a line.
  return std::to_string(number_of_day) + (first ? "er" : "") + std::string(no_break) + month(day.year() / day.month());
}

std::string Translator::month(std::chrono::year_month month) const {
  CHECK(month.month().ok());
  return content_->months[static_cast<unsigned>(month.month()) - 1] + " " +
         std::to_string(static_cast<int>(month.year()));
}

std::string Translator::short_date(base::Day day) const {
  char year[8];
  std::snprintf(year, sizeof year, "%04d", static_cast<int>(day.year()) % 10000);
  return two_digits(static_cast<unsigned>(day.day())) + "/" + two_digits(static_cast<unsigned>(day.month())) + "/" +
         year;
}

std::string Translator::date_time(base::Instant instant, std::string_view zone) const {
  const LocalTime local = local_time(instant, zone);
  return (*this)("base.date_time", {{"date", date(local.day)}, {"time", local.clock}});
}

std::string Translator::short_date_time(base::Instant instant, std::string_view zone) const {
  const LocalTime local = local_time(instant, zone);
  return short_date(local.day) + std::string(no_break) + local.clock;
}

std::string Translator::relative(base::Instant instant, base::Instant now) const {
  const std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(now - instant).count();
  const std::int64_t size = seconds < 0 ? -seconds : seconds;
  const bool past = seconds >= 0;
  constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour;
  // A month of 30 days and a year of 365: this is « about when », the exact date stands beside it.
  if (size < 45) return (*this)("base.relative.now");
  if (size < hour) {
    return count(past ? "base.relative.minutes_ago" : "base.relative.in_minutes",
                 std::max<std::int64_t>(1, size / minute));
  }
  if (size < day) return count(past ? "base.relative.hours_ago" : "base.relative.in_hours", size / hour);
  if (size < 30 * day) return count(past ? "base.relative.days_ago" : "base.relative.in_days", size / day);
  if (size < 365 * day) return count(past ? "base.relative.months_ago" : "base.relative.in_months", size / (30 * day));
  return count(past ? "base.relative.years_ago" : "base.relative.in_years", size / (365 * day));
}

std::string Translator::duration(std::chrono::seconds length) const {
  const std::int64_t seconds = std::max<std::int64_t>(0, length.count());
  const auto shown = [this](std::int64_t value) { return number(value); };
  if (seconds < 60) return (*this)("base.duration.seconds", {{"s", shown(seconds)}});
  if (seconds < 3600) {
    const std::int64_t rest = seconds % 60;
    if (rest == 0 || seconds >= 600) return (*this)("base.duration.minutes", {{"min", shown(seconds / 60)}});
    return (*this)("base.duration.minutes_seconds", {{"min", shown(seconds / 60)}, {"s", shown(rest)}});
  }
  const std::int64_t minutes = seconds / 60 % 60;
  if (minutes == 0) return (*this)("base.duration.hours", {{"h", shown(seconds / 3600)}});
  return (*this)("base.duration.hours_minutes", {{"h", shown(seconds / 3600)}, {"min", shown(minutes)}});
}

}  // namespace i18n
