#include "equipment/fields/bolc.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

#include "base/text.hpp"
#include "equipment/fields/csv.hpp"

namespace equipment {
namespace {

using base::Refusal;
using base::Result;
using Cells = std::vector<std::string>;

constexpr std::size_t field_count = 35;
constexpr std::size_t longest_line = 64 << 10;
constexpr double largest_number = 1e6;

constexpr std::array<std::pair<std::size_t, std::string BolcLine::*>, 15> texts{{
    {0, &BolcLine::donation},
    {1, &BolcLine::refurbisher_number},
    {2, &BolcLine::number},
    {3, &BolcLine::type},
    {4, &BolcLine::category},
    {5, &BolcLine::status},
    {7, &BolcLine::maker},
    {10, &BolcLine::model},
    {13, &BolcLine::observations},
    {14, &BolcLine::serial},
    {15, &BolcLine::cpu},
    {16, &BolcLine::disk_type},
    {28, &BolcLine::volunteer},
    {30, &BolcLine::os_note},
    {34, &BolcLine::origin},
}};
constexpr std::array<std::pair<std::size_t, std::optional<double> BolcLine::*>, 3> sizes{{
    {17, &BolcLine::disk_gb},
    {20, &BolcLine::ram_gb},
    {23, &BolcLine::screen_inches},
}};
constexpr std::array<std::pair<std::size_t, std::optional<int> BolcLine::*>, 3> counts{{
    {24, &BolcLine::technical_points},
    {25, &BolcLine::cosmetic_points},
    {26, &BolcLine::cpumark},
}};
constexpr std::size_t battery = 11;
constexpr std::size_t webcam = 22;
constexpr std::size_t date = 29;
constexpr std::array<std::size_t, 10> without_meaning{6, 8, 9, 12, 18, 19, 21, 27, 31, 32};
constexpr std::size_t last_without_meaning = 33;

Refusal refuse(const std::string& reason, std::size_t position, const std::string& value) {
  return {.code = "equipment.bolc." + reason,
          .field = std::to_string(position),
          .arguments = {{"position", std::to_string(position)}, {"value", base::shorten(value, 80)}}};
}

/// The line has no quotes; a spreadsheet that saved it again may have added some.
Result<Cells> split_fields(std::string_view text) {
  if (text.size() > longest_line) return Refusal{.code = "equipment.bolc.too_long"};
  std::string plain = base::to_utf8(text);
  if (plain.starts_with("\xEF\xBB\xBF")) plain.erase(0, 3);
  while (plain.ends_with('\n') || plain.ends_with('\r')) plain.pop_back();
  Cells cells = base::split(plain, ';');
  if (cells.size() != field_count || plain.find('\n') != std::string::npos) {
    const auto rows = read_semicolons(plain, longest_line);
    if (rows && rows->size() == 1 && rows->front().cells.size() == field_count) cells = rows->front().cells;
  }
  if (cells.size() != field_count)
    return Refusal{.code = "equipment.bolc.fields", .arguments = {{"count", std::to_string(cells.size())}}};
  for (std::string& cell : cells) cell = base::trim(cell);
  return cells;
}

/// Empty text, « N/A » of a machine without battery, and a number with an optional « % ».
base::Outcome read_number(const Cells& cells, std::size_t position, std::optional<double>& value) {
  std::string text = cells[position];
  if (position == battery && text.ends_with('%')) text = base::trim(text.substr(0, text.size() - 1));
  const std::string word = base::lower(text);
  if (word.empty() || word == "n/a" || word == "na" || word == "-") return base::Done{};
  value = base::to_number(text);
  if (!value || std::abs(*value) > largest_number) return refuse("number", position, cells[position]);
  return base::Done{};
}

base::Outcome read_count(const Cells& cells, std::size_t position, std::optional<int>& value) {
  if (cells[position].empty()) return base::Done{};
  const auto number = base::to_integer(cells[position]);
  if (!number || std::llabs(*number) > 10'000'000) return refuse("number", position, cells[position]);
  value = static_cast<int>(*number);
  return base::Done{};
}

bool read_part(std::string_view text, std::size_t at, std::size_t size, int& value) {
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, value);
  return error == std::errc{} && end == text.data() + at + size && value >= 0;
}

std::optional<std::chrono::local_seconds> read_date(const std::string& text) {
  constexpr std::string_view shape = "00/00/0000 00:00:00";
  if (text.size() != shape.size()) return {};
  for (std::size_t at = 0; at < shape.size(); ++at)
    if (shape[at] != '0' && text[at] != shape[at]) return {};
  int day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0;
  const bool digits = read_part(text, 0, 2, day) && read_part(text, 3, 2, month) && read_part(text, 6, 4, year) &&
                      read_part(text, 11, 2, hour) && read_part(text, 14, 2, minute) && read_part(text, 17, 2, second);
  using namespace std::chrono;
  const year_month_day calendar = std::chrono::year(year) / month / day;
  if (!digits || !calendar.ok() || year < 1970 || hour > 23 || minute > 59 || second > 59) return {};
  return local_days(calendar) + hours(hour) + minutes(minute) + seconds(second);
}

std::string show_date(std::chrono::local_seconds moment) {
  using namespace std::chrono;
  const auto day = floor<days>(moment);
  const year_month_day calendar(day);
  const hh_mm_ss time(moment - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%02u/%02u/%04d %02d:%02d:%02d", unsigned(calendar.day()),
                unsigned(calendar.month()), int(calendar.year()), int(time.hours().count()),
                int(time.minutes().count()), int(time.seconds().count()));
  return text.data();
}

std::string show_number(double value) {
  std::array<char, 64> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return error == std::errc{} ? std::string(text.data(), end) : std::string();
}

/// One value on one line and without the separator.
std::string safe(const std::string& value) {
  std::string text;
  for (const char letter : base::printable(value)) {
    if (letter == ';') {
      text += ',';
    } else if (letter == '\n') {
      text += " / ";
    } else {
      text += letter == '\t' ? ' ' : letter;
    }
  }
  return base::trim(text);
}

base::Outcome read_category(const Cells& cells, BolcLine& line) {
  line.category = base::upper(cells[4]);
  for (const char* known : {"", "INVENDABLE", "HC", "D", "C", "B", "A", "PREMIUM"})
    if (line.category == known) return base::Done{};
  return refuse("category", 4, cells[4]);
}

}  // namespace

Result<BolcLine> parse_bolc_line(std::string_view text) {
  TRY(cells, split_fields(text));
  BolcLine line;
  for (const auto& [position, member] : texts) line.*member = safe(cells[position]);
  TRY_DONE(read_category(cells, line));
  TRY_DONE(read_number(cells, battery, line.battery_percent));
  for (const auto& [position, member] : sizes) TRY_DONE(read_number(cells, position, line.*member));
  for (const auto& [position, member] : counts) TRY_DONE(read_count(cells, position, line.*member));
  if (!cells[webcam].empty() && cells[webcam] != "0" && cells[webcam] != "1")
    return refuse("webcam", webcam, cells[webcam]);
  if (!cells[webcam].empty()) line.webcam = cells[webcam] == "1";
  if (!cells[date].empty()) {
    line.audited = read_date(cells[date]);
    if (!line.audited) return refuse("date", date, cells[date]);
  }
  for (const std::size_t position : without_meaning)
    if (!cells[position].empty()) line.others[position] = safe(cells[position]);
  if (!cells[last_without_meaning].empty()) line.others[last_without_meaning] = safe(cells[last_without_meaning]);
  return line;
}

std::string to_bolc_line(const BolcLine& line) {
  Cells cells(field_count);
  for (const auto& [position, value] : line.others)
    if (position < field_count) cells[position] = safe(value);
  for (const auto& [position, member] : texts) cells[position] = safe(line.*member);
  if (line.category == "PREMIUM") cells[4] = "Premium";  // as the field writes it
  if (line.battery_percent) cells[battery] = show_number(*line.battery_percent) + "%";
  for (const auto& [position, member] : sizes) cells[position] = line.*member ? show_number(*(line.*member)) : "";
  for (const auto& [position, member] : counts) cells[position] = line.*member ? std::to_string(*(line.*member)) : "";
  if (line.webcam) cells[webcam] = *line.webcam ? "1" : "0";
  if (line.audited) cells[date] = show_date(*line.audited);
  std::string text = cells.front();
  for (std::size_t position = 1; position < field_count; ++position) text += ";" + cells[position];
  return text;
}

}  // namespace equipment
