#include "documents/sheet_collector.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <orcus/exception.hpp>

#include "documents/number_text.hpp"
#include "documents/sheet_protocol.hpp"

namespace documents {
namespace {

/// Of everything a workbook says of its cells, empty or not: 32 bytes each.
constexpr std::size_t longest_cells = 5'000'000;

std::int32_t read_letters(std::string_view& text) {
  std::int32_t column = 0;
  while (!text.empty() && column < 20'000) {
    const char c = static_cast<char>(text[0] & ~0x20);
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + (c - 'A' + 1);
    text.remove_prefix(1);
  }
  return column - 1;
}

std::int32_t read_digits(std::string_view& text) {
  std::int32_t row = 0;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9' && row < 100'000'000) {
    row = row * 10 + (text[0] - '0');
    text.remove_prefix(1);
  }
  return row - 1;
}

}  // namespace

std::string_view NumberFormats::of_cell(std::size_t format) const {
  if (format >= of_cells.size()) return {};
  const auto code = codes.find(of_cells[format]);
  return code != codes.end() ? std::string_view(code->second) : builtin_format(of_cells[format]);
}

std::size_t FoundTexts::append(std::string_view text) {
  texts_.emplace_back(text);
  return texts_.size() - 1;
}

std::size_t FoundTexts::commit_segments() {
  texts_.push_back(std::move(segments_));
  segments_.clear();
  return texts_.size() - 1;
}

const std::string& FoundTexts::at(std::size_t index) const {
  if (index >= texts_.size()) throw std::out_of_range("a cell names a text that is not in the workbook");
  return texts_[index];
}

void FormulaResult::set_position(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column) {
  row_ = row;
  column_ = column;
}
void FormulaResult::set_result_string(std::string_view text) { sheet_.set_auto(row_, column_, text); }
void FormulaResult::set_result_value(double value) { sheet_.set_value(row_, column_, value); }
void FormulaResult::set_result_bool(bool value) { sheet_.set_bool(row_, column_, value); }

void ArrayResult::set_result_string(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column,
                                    std::string_view text) {
  sheet_.set_auto(row, column, text);
}
void ArrayResult::set_result_value(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column, double value) {
  sheet_.set_value(row, column, value);
}
void ArrayResult::set_result_bool(orcus::spreadsheet::row_t row, orcus::spreadsheet::col_t column, bool value) {
  sheet_.set_bool(row, column, value);
}

FoundCell& FoundSheet::cell(Row row, Column column) {
  if (row < 0 || column < 0) throw std::out_of_range("a cell outside of its sheet");
  if (!cells_.empty() && cells_.back().row == row && cells_.back().column == column) return cells_.back();
  if (cells_.size() >= longest_cells) throw WorkbookTooLarge();
  cells_.push_back({.row = row, .column = column});
  return cells_.back();
}

void FoundSheet::set_auto(Row row, Column column, std::string_view text) {
  set_string(row, column, static_cast<orcus::spreadsheet::string_id_t>(texts_.append(text)));
}

void FoundSheet::set_string(Row row, Column column, orcus::spreadsheet::string_id_t index) {
  FoundCell& found = cell(row, column);
  found.kind = FoundCell::Kind::text;
  found.number = index;
}

void FoundSheet::set_value(Row row, Column column, double value) {
  FoundCell& found = cell(row, column);
  found.kind = FoundCell::Kind::number;
  found.number = value;
}

void FoundSheet::set_bool(Row row, Column column, bool value) {
  cell(row, column).kind = value ? FoundCell::Kind::yes : FoundCell::Kind::no;
}

void FoundSheet::set_date_time(Row row, Column column, int year, int month, int day, int hour, int minute,
                               double second) {
  const int whole = second >= 0 && second < 60 ? static_cast<int>(second) : 0;
  set_auto(row, column, date_text(year, month, day, hour, minute, whole));
}

void FoundSheet::set_format(Row row, Column column, std::size_t format) {
  cell(row, column).format = static_cast<std::uint32_t>(std::min<std::size_t>(format, UINT32_MAX));
}

void FoundSheet::fill_down_cells(Row row, Column column, Row count) {
  const auto source = std::find_if(cells_.rbegin(), cells_.rend(),
                                   [&](const FoundCell& found) { return found.row == row && found.column == column; });
  if (source == cells_.rend() || count <= 0) return;
  FoundCell copy = *source;
  if (count > sheet_max_rows - row) throw WorkbookTooLarge();
  for (Row i = 1; i <= count; ++i) {
    copy.row = row + i;
    cell(copy.row, column) = copy;
  }
}

std::vector<FoundCell> FoundSheet::sorted() const {
  std::vector<FoundCell> cells = cells_;
  const auto before = [](const FoundCell& a, const FoundCell& b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
  };
  if (!std::is_sorted(cells.begin(), cells.end(), before)) std::stable_sort(cells.begin(), cells.end(), before);
  std::vector<FoundCell> unique;
  unique.reserve(cells.size());
  for (const FoundCell& found : cells) {
    if (unique.empty() || before(unique.back(), found)) {
      unique.push_back(found);
      continue;
    }
    FoundCell& known = unique.back();
    const std::uint32_t format = found.format != 0 ? found.format : known.format;
    if (found.kind != FoundCell::Kind::nothing) known = found;
    known.format = format;
  }
  return unique;
}

orcus::spreadsheet::iface::import_sheet* FoundWorkbook::append_sheet(orcus::spreadsheet::sheet_t,
                                                                     std::string_view name) {
  if (sheets_.size() >= sheet_max_sheets) throw WorkbookTooLarge();
  sheets_.emplace_back(std::string(name), texts_);
  return &sheets_.back();
}

orcus::spreadsheet::iface::import_sheet* FoundWorkbook::get_sheet(std::string_view name) {
  const auto found =
      std::find_if(sheets_.begin(), sheets_.end(), [&](const auto& sheet) { return sheet.name() == name; });
  return found == sheets_.end() ? nullptr : &*found;
}

orcus::spreadsheet::iface::import_sheet* FoundWorkbook::get_sheet(orcus::spreadsheet::sheet_t index) {
  return index >= 0 && index < std::ssize(sheets_) ? &sheets_[static_cast<std::size_t>(index)] : nullptr;
}

void FoundWorkbook::set_origin_date(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (date.ok()) origin_day_ = std::chrono::sys_days(date).time_since_epoch().count();
}

orcus::spreadsheet::src_address_t FoundWorkbook::resolve_address(std::string_view address) {
  std::string_view rest = address.substr(address.rfind('!') + 1);
  const std::int32_t column = read_letters(rest);
  const std::int32_t row = read_digits(rest);
  if (column < 0 || row < 0 || !rest.empty()) throw orcus::invalid_arg_error("not a cell address");
  return {.sheet = 0, .row = row, .column = column};
}

orcus::spreadsheet::src_range_t FoundWorkbook::resolve_range(std::string_view range) {
  const std::size_t colon = range.find(':');
  const auto first = resolve_address(range.substr(0, colon));
  return {.first = first, .last = colon == std::string_view::npos ? first : resolve_address(range.substr(colon + 1))};
}

std::string FoundWorkbook::text_of(const FoundCell& cell) const {
  switch (cell.kind) {
    case FoundCell::Kind::nothing:
      return {};
    case FoundCell::Kind::yes:
      return "TRUE";
    case FoundCell::Kind::no:
      return "FALSE";
    case FoundCell::Kind::number:
      return number_text(cell.number, formats_.of_cell(cell.format), origin_day_);
    case FoundCell::Kind::text:
      return texts_.at(static_cast<std::size_t>(cell.number));
  }
  return {};
}

void FoundWorkbook::append_sheet_records(std::string& out, const FoundSheet& sheet) const {
  append_record(out, 'S', sheet.name().substr(0, 255));
  std::int32_t current = -1;
  for (const FoundCell& cell : sheet.sorted()) {
    const std::string text = text_of(cell);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) continue;
    if (text.size() > sheet_max_cell || cell.row >= sheet_max_rows ||
        cell.column >= static_cast<int>(sheet_max_columns) || out.size() > sheet_max_text)
      throw WorkbookTooLarge();
    if (cell.row != current) append_record(out, 'R', number_payload(static_cast<std::uint32_t>(cell.row) + 1));
    current = cell.row;
    append_record(out, 'C', number_payload(static_cast<std::uint32_t>(cell.column), text));
  }
}

std::string FoundWorkbook::records() const {
  std::string out;
  for (const FoundSheet& sheet : sheets_) append_sheet_records(out, sheet);
  return out;
}

}  // namespace documents
