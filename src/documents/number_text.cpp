#include "documents/number_text.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace documents {
namespace {

/// The first section, without quoted texts, escapes and brackets: « [$-40C]d mmm yyyy;@ » → « d mmm yyyy ».
std::string plain_format(std::string_view format) {
  std::string plain;
  for (std::size_t i = 0; i < format.size() && format[i] != ';'; ++i) {
    const char c = format[i];
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '"' || c == '[') {
      i = format.find(c == '"' ? '"' : ']', i + 1);
      if (i == std::string_view::npos) break;
    } else {
      plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
  }
  return plain;
}

bool is_date(std::string_view plain) {
  if (plain == "general" || plain == "standard") return false;
  return plain.find_first_of("ydhms") != std::string_view::npos && plain.find_first_of("0#?") == std::string_view::npos;
}

std::string general(double value) {
  if (value == 0) return "0";
  std::array<char, 64> buffer{};
  if (std::abs(value) <
      1e15) {  // 15 digits as Excel shows, which hides 0.30000000000000004, then the shortest of these
    std::snprintf(buffer.data(), buffer.size(), "%.15g", value);
    double rounded = value;
    std::from_chars(buffer.data(), buffer.data() + buffer.size(), rounded);
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded, std::chars_format::fixed);
    if (end.ec == std::errc()) return {buffer.data(), end.ptr};
  }
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

std::string serial_date(double value, std::string_view plain, std::int64_t origin_day) {
  const std::int64_t seconds = std::llround(value * 86400);
  const std::int64_t days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400;
  const int rest = static_cast<int>(seconds - days * 86400);
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(origin_day + days))};
  std::string text =
      date_text(static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
                static_cast<int>(static_cast<unsigned>(date.day())), rest / 3600, rest / 60 % 60, rest % 60);
  const bool has_day = plain.find_first_of("yd") != std::string_view::npos;
  if (has_day || days != 0) return text;
  return rest == 0 ? "00:00" : text.substr(text.find(' ') + 1);
}

}  // namespace

std::string_view builtin_format(std::size_t id) {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 50 && id <= 54) || id == 36 || id == 57 || id == 58)
    return "yyyy-mm-dd";
  if (id == 22) return "yyyy-mm-dd hh:mm";
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56)
    return "hh:mm:ss";
  if (id == 9 || id == 10) return "0%";
  return {};
}

std::string date_text(int year, int month, int day, int hour, int minute, int second) {
  std::array<char, 96> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", year, month, day);
  std::string text = buffer.data();
  if (hour == 0 && minute == 0 && second == 0) return text;
  std::snprintf(buffer.data(), buffer.size(), " %02d:%02d", hour, minute);
  text += buffer.data();
  if (second == 0) return text;
  std::snprintf(buffer.data(), buffer.size(), ":%02d", second);
  return text + buffer.data();
}

std::string number_text(double value, std::string_view format, std::int64_t origin_day) {
  if (!std::isfinite(value)) return {};
  const std::string plain = plain_format(format);
  // 2958465 is 9999-12-31, the last day that Excel knows.
  if (is_date(plain) && value >= 0 && value <= 2958466) return serial_date(value, plain, origin_day);
  if (plain.find('%') != std::string::npos) return general(value * 100) + "%";
  std::string text = general(value);
  const bool zeros = plain.size() > 1 && plain.find_first_not_of('0') == std::string::npos;
  if (zeros && value >= 0 && text.find_first_not_of("0123456789") == std::string::npos && text.size() < plain.size())
    text.insert(0, plain.size() - text.size(), '0');
  return text;
}

}  // namespace documents
