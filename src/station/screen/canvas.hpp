#pragma once
// A sheet of styled characters: screens are drawn on it without a terminal, and read back by tests.
#include <string>
#include <string_view>
#include <vector>

namespace station::screen {

enum class Style {
  normal,
  strong,  ///< what to read first
  faint,   ///< headings and rules
  title,   ///< bar at the top
  key,     ///< keys at the bottom
  next,    ///< the next step
  input,   ///< what a person types
  good,
  warning,
  bad,  ///< words
  good_block,
  warning_block,
  bad_block,  ///< words or big letters on a coloured ground
  bar,
  bar_rest,
  red,
  green,
  blue,
  white,
  black,  ///< grounds of the test of a screen
};

/// Which characters the terminal surely has.
enum class Charset {
  unicode,
  console,  ///< a bare console: common to Latin-9 and code page 437, lines apart
  ascii,
};

/// Line-drawing characters are kept as U+2500…; the terminal draws them in its own way.
inline constexpr char32_t horizontal_line = U'─', vertical_line = U'│', bar_dots = U'▒';

struct Cell {
  char32_t character = U' ';  ///< 0: the second half of a wide one
  Style style = Style::normal;
  bool operator==(const Cell&) const = default;
};

/// Columns that a character takes: 0 (combining), 1 or 2 (East Asian wide).
int width_of(char32_t character);
int width_of(std::string_view text);
std::u32string characters_of(std::string_view utf8);
/// The text with the characters of that set only.
std::u32string in_charset(std::string_view utf8, Charset charset);

class Canvas {
 public:
  Canvas(int rows, int columns, Charset charset = Charset::unicode);
  int rows() const { return rows_; }
  int columns() const { return columns_; }
  const Cell& at(int row, int column) const { return cells_[static_cast<std::size_t>(row * columns_ + column)]; }

  /// Writes in at most `width` columns, « … » at the end of what does not fit; the column after. Outside the sheet nothing is drawn.
  int put(int row, int column, std::string_view text, Style style, int width);
  int put(int row, int column, std::string_view text, Style style = Style::normal) {
    return put(row, column, text, style, columns_ - column);
  }
  /// The same, ending before `end`; its first column.
  int put_right(int row, int end, std::string_view text, Style style);
  /// The same characters in another style.
  void restyle(int row, int column, int width, Style style);
  void fill(int row, int column, int width, char32_t character, Style style);
  /// Lines of at most `width` columns, broken at spaces, in this sheet's characters (UTF-8); a longer word is cut.
  std::vector<std::string> folded(std::string_view text, int width) const;
  /// Writes folded text from `row`, at most `most` lines (the last one then ends with « … »); the row after.
  int put_folded(int row, int column, std::string_view text, Style style, int width, int most);
  /// Share 0…1 of a bar.
  void bar(int row, int column, int width, double share);
  /// Big letters, 6 rows high and 6 columns each; returns false and draws nothing when they do not fit in the columns.
  bool big(int row, int column, std::string_view text, Style style);
  static int big_width(std::string_view text);
  static constexpr int big_rows = 6;

  /// For tests: a row without trailing spaces, in UTF-8.
  std::string text(int row) const;
  std::string text() const;

 private:
  void set(int row, int column, Cell cell);
  int rows_, columns_;
  Charset charset_;
  std::vector<Cell> cells_;
};

}  // namespace station::screen
