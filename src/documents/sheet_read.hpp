#pragma once
// Spreadsheets in: a donor's list as CSV, XLSX or ODS becomes rows of text. Files come from anywhere and are hostile
// until read: XLSX and ODS are taken apart in a child process with little memory and time.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace documents {

inline constexpr std::size_t sheet_max_bytes = 20u << 20;  ///< of the file
inline constexpr std::int64_t sheet_max_rows = 100'000;    ///< line numbers, of one sheet
inline constexpr std::size_t sheet_max_columns = 200;
inline constexpr std::size_t sheet_max_cell = 32u << 10;   ///< bytes of one cell
inline constexpr std::size_t sheet_max_cells = 2'000'000;  ///< filled cells of the whole file
inline constexpr std::size_t sheet_max_sheets = 100;

/// A row that is not empty.
struct SheetRow {
  std::int64_t line = 0;           ///< as the spreadsheet (or a text editor) numbers it, from 1
  std::vector<std::string> cells;  ///< up to the last filled one; UTF-8 without control characters

  /// Text of a column (from 0), empty beyond the last.
  std::string_view at(std::size_t column) const {
    return column < cells.size() ? std::string_view(cells[column]) : std::string_view();
  }
};

struct Sheet {
  std::string name;  ///< empty for a CSV file
  std::vector<SheetRow> rows;
};

struct Workbook {
  std::vector<Sheet> sheets;  ///< in the order of the file, with the empty ones
  std::size_t first = 0;      ///< the first that is not empty

  const Sheet& first_filled() const { return sheets[first]; }
  std::vector<std::string> names() const;
};

/// Reads files by running `program argument` as the limited child: 512 MiB of memory, 10 s of processor, 20 s in all,
/// no file written, no privilege gained, no descriptor but two pipes. That program calls sheet_child_main(0, 1).
///
/// Dates come as 2026-11-21 (with 10:30 or 10:30:15 if there is a time), whole numbers without decimals, percentages as
/// 20%, TRUE and FALSE as such, formulas as their last result.
///
/// Refuses, with the file name in argument {file}: "documents.sheet.empty", ".too_large", ".corrupt", ".encrypted",
/// ".timeout", ".unsupported" (not a spreadsheet), ".old_xls" (to be saved as .xlsx), ".no_reader" (child not started).
struct SheetReader {
  std::string program = "/proc/self/exe";
  std::string argument = "--sheet-child";

  base::Result<Workbook> read(std::string_view bytes, std::string_view file_name) const;
  /// Also "documents.sheet.unreadable" when the file cannot be opened.
  base::Result<Workbook> read_file(const std::string& path) const;
};

/// The first sheet that is not empty.
base::Result<Sheet> read_sheet(std::string_view bytes, std::string_view file_name, const SheetReader& reader = {});

/// Comma, semicolon, tab or bar; UTF-8, UTF-16 with byte order mark, or Windows-1252; quotes, line breaks inside them;
/// LF, CR LF or CR. Never starts a child. `line` of a row is where it begins in the file.
/// Also refuses, with the line: "documents.sheet.open_quote" (never closed) and "documents.sheet.cell_too_large".
base::Result<Sheet> read_csv(std::string_view bytes, std::string_view file_name = {});

/// What the child does: reads a spreadsheet on `in_fd` until its end, writes its cells on `out_fd`, returns the exit code.
int sheet_child_main(int in_fd, int out_fd);

}  // namespace documents
