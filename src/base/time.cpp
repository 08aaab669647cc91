#include "base/time.hpp"

#include <date/tz.h>

#include <array>
#include <cstdio>

#include "base/text.hpp"

namespace base {
namespace {

/// Digits at [at, at+count) as a number, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

const date::time_zone* find_zone(std::string_view zone) {
  try {
    return date::locate_zone(std::string(zone));
  } catch (const std::runtime_error&) {
    return nullptr;  // the caller refuses the name
  }
}

Refusal unknown_zone(std::string_view zone) {
  return {.code = "base.time.unknown_zone", .arguments = {{"zone", std::string(zone)}}};
}

Refusal unreadable(std::string_view text) {
  return {.code = "base.time.unreadable", .arguments = {{"text", shorten(text, 40)}}};
}

Result<Day> checked_day(int year, int month, int day, std::string_view text) {
  if (year < 1900 || year > 9999 || month < 1 || day < 1) return unreadable(text);
  const Day value{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                  std::chrono::day(static_cast<unsigned>(day))};
  if (!value.ok()) return unreadable(text);
  return value;
}

}  // namespace

Instant system_now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string to_rfc3339(Instant instant) {
  const auto midnight = std::chrono::floor<std::chrono::days>(instant);
  const Day day{midnight};
  const auto rest = (instant - midnight).count();
  std::array<char, 40> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                static_cast<int>(rest / 3'600'000), static_cast<int>(rest / 60'000 % 60),
                static_cast<int>(rest / 1000 % 60), static_cast<int>(rest % 1000));
  return buffer.data();
}

Result<Instant> parse_rfc3339(std::string_view text) {
  const auto separator = [&](std::size_t at, char a, char b) {
    return text.size() > at && (text[at] == a || text[at] == b);
  };
  if (!separator(4, '-', '-') || !separator(7, '-', '-') || !separator(10, 'T', 't') || !separator(13, ':', ':') ||
      !separator(16, ':', ':'))
    return unreadable(text);
  TRY(day, checked_day(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2), text));
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 ||
      static_cast<int>(day.year()) < 1970)
    return unreadable(text);
  std::size_t at = 19;
  int milliseconds = 0;
  if (separator(at, '.', '.')) {
    int scale = 100;
    std::size_t first = ++at;
    for (; digits(text, at, 1) >= 0; ++at, scale /= 10) milliseconds += digits(text, at, 1) * scale;
    if (at == first) return unreadable(text);
  }
  std::chrono::minutes offset{0};
  if (separator(at, '+', '-')) {
    const int hours = digits(text, at + 1, 2);
    const int minutes = digits(text, at + 4, 2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || !separator(at + 3, ':', ':')) return unreadable(text);
    offset = std::chrono::minutes((text[at] == '-' ? -1 : 1) * (hours * 60 + minutes));
    at += 6;
  } else if (separator(at, 'Z', 'z')) {
    ++at;
  } else {
    return unreadable(text);
  }
  if (at != text.size()) return unreadable(text);
  return Instant(std::chrono::sys_days(day)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::milliseconds(milliseconds) - offset;
}

Result<Day> day_in_zone(Instant instant, std::string_view zone) {
  const auto* found = find_zone(zone);
  if (found == nullptr) return unknown_zone(zone);
  const auto local = found->to_local(instant);
  return Day(std::chrono::sys_days(std::chrono::floor<std::chrono::days>(local).time_since_epoch()));
}

Result<Instant> start_of_day(Day day, std::string_view zone) {
  const auto* found = find_zone(zone);
  if (found == nullptr) return unknown_zone(zone);
  const date::local_days local(std::chrono::sys_days(day).time_since_epoch());
  return Instant(std::chrono::time_point_cast<std::chrono::milliseconds>(found->to_sys(local, date::choose::earliest)));
}

std::string local_minutes(Instant instant, std::string_view zone) {
  const auto* found = find_zone(zone);
  if (found == nullptr) return to_rfc3339(instant);
  const auto local = found->to_local(instant);
  const std::string text = to_rfc3339(Instant(std::chrono::floor<std::chrono::milliseconds>(local.time_since_epoch())));
  return text.substr(0, 10) + " " + text.substr(11, 5);
}

std::string to_iso(Day day) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return buffer.data();
}

Result<Day> parse_day(std::string_view text) {
  const std::string plain = trim(text);
  if (plain.size() == 10 && plain[4] == '-' && plain[7] == '-')
    return checked_day(digits(plain, 0, 4), digits(plain, 5, 2), digits(plain, 8, 2), text);
  const auto parts = split(plain, '/');
  if (parts.size() != 3 || parts[2].size() != 4 || parts[0].empty() || parts[1].empty() || parts[0].size() > 2 ||
      parts[1].size() > 2)
    return unreadable(text);
  return checked_day(digits(parts[2], 0, 4), digits(parts[1], 0, parts[1].size()), digits(parts[0], 0, parts[0].size()),
                     text);
}

}  // namespace base
