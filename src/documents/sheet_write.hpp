#pragma once
// Spreadsheets out: XLSX for people, CSV for other programs. Texts are never formulas.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/mass.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

namespace documents {

/// One cell: nothing, text, a whole number, a mass (written in kg), an amount (in euros) or a day.
using Cell = std::variant<std::monostate, std::string, std::int64_t, base::Mass, base::Money, base::Day>;

struct SheetColumn {
  std::string title;
  double width = 16;  ///< in characters
};

struct XlsxInfo {
  std::string title = {};
  std::string author = {};
  base::Instant created = {};  ///< the only date in the file
};

/// Rows are written to a temporary file as they come: memory does not grow. Faults (disk full, more than 1,048,575 rows)
/// are thrown as std::runtime_error. Texts over 32,767 characters are cut, as Excel refuses them.
class XlsxWriter {
 public:
  explicit XlsxWriter(XlsxInfo info);
  ~XlsxWriter();
  XlsxWriter(XlsxWriter&&) noexcept;
  XlsxWriter& operator=(XlsxWriter&&) noexcept;

  /// A new sheet with a frozen, filtered header row. Excel's rules on names are applied: 31 characters, no []:*?/\,
  /// never twice the same.
  void sheet(std::string_view name, const std::vector<SheetColumn>& columns);
  /// Next row of the last sheet.
  void row(const std::vector<Cell>& cells);
  base::Bytes finish() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct CsvOptions {
  char separator = ';';
  char decimal = ',';             ///< of masses and amounts
  bool byte_order_mark = true;    ///< Excel needs it to see UTF-8
  bool keep_line_breaks = false;  ///< otherwise one record is one line of the file: breaks in texts become spaces
};

/// RFC 4180, lines ended by CR LF. A free text that a spreadsheet would take for a formula (it starts with = + - @,
/// tab or carriage return) gets a leading apostrophe.
class CsvWriter {
 public:
  explicit CsvWriter(CsvOptions options = {});
  void row(const std::vector<Cell>& cells);
  const std::string& text() const { return text_; }

 private:
  std::string field(const Cell& cell) const;

  CsvOptions options_;
  std::string text_;
};

}  // namespace documents
