#pragma once
// Semicolon files as the field exchanges them: saved by spreadsheets, in UTF-8 or Windows-1252, with or without quotes.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace equipment {

/// One row; `line` is where it starts, counted from 1 as a text editor shows it.
struct CsvRow {
  std::int64_t line = 0;
  std::vector<std::string> cells;  ///< UTF-8, without white space at the ends

  /// The cell, or empty text past the end of the row.
  const std::string& at(std::size_t column) const;
  /// True when every cell is empty (spreadsheets save « ;;;;; » for a blank line).
  bool blank() const;
};

/// Reads rows separated by LF, CRLF or CR, with or without byte order mark. Refuses "equipment.csv.too_large",
/// "equipment.csv.not_text" (a zero byte: a workbook or UTF-16) and "equipment.csv.unclosed_quote".
base::Result<std::vector<CsvRow>> read_semicolons(std::string_view bytes, std::size_t most_bytes);

}  // namespace equipment
