#include "station/screen/canvas.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "station/screen/letters.hpp"

namespace station::screen {
namespace {

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0 | (c >> 6));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
  }
  byte(0x80 | (c & 0x3F));
}

std::string utf8_of(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

int width_of(std::u32string_view text) {
  int width = 0;
  for (const char32_t c : text) width += station::screen::width_of(c);
  return width;
}

/// What a bare console surely shows instead; empty when the character itself is fine.
std::u32string_view console_form(char32_t c) {
  switch (c) {
    case U'\u2018':
    case U'\u2019':
      return U"'";
    case U'\u201C':
    case U'\u201D':
      return U"\"";
    case U'\u2010':
    case U'\u2011':
    case U'\u2013':
    case U'\u2014':
    case U'\u2212':
      return U"-";
    case U'\u2026':
      return U"...";
    case U'\u2022':
      return U"-";
    case U'\u00D7':
      return U"x";
    case U'\u0153':
      return U"oe";
    case U'\u0152':
      return U"OE";
    case U'\u20AC':
      return U"EUR";
    case U'\u2192':
      return U">";
    default:
      return {};
  }
}

std::u32string_view ascii_form(char32_t c) {
  struct Group {
    std::u32string_view from, to;
  };
  static constexpr Group groups[] = {{U"àâä", U"a"}, {U"ÀÂÄ", U"A"}, {U"éèêë", U"e"}, {U"ÉÈÊË", U"E"}, {U"îï", U"i"},
                                     {U"ÎÏ", U"I"},  {U"ôö", U"o"},  {U"ÔÖ", U"O"},   {U"ùûü", U"u"},  {U"ÙÛÜ", U"U"},
                                     {U"ç", U"c"},   {U"Ç", U"C"},   {U"«»", U"\""},  {U"·", U"-"},    {U"°", U"o"}};
  for (const Group& group : groups) {
    if (group.from.find(c) != std::u32string_view::npos) return group.to;
  }
  return {};
}

bool is_line(char32_t c) { return c == horizontal_line || c == vertical_line || c == bar_dots; }

}  // namespace

// Not the C library's wcwidth(): it depends on the locale, and a bootable image may have none.
int width_of(char32_t c) {
  if (c == 0 || (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

int width_of(std::string_view text) { return width_of(std::u32string_view(characters_of(text))); }

std::u32string characters_of(std::string_view text) {
  const std::string utf8 = base::is_utf8(text) ? std::string(text) : base::to_utf8(text);
  std::u32string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
      c = (c << 6) | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
    out += c;
    i += length;
  }
  return out;
}

std::u32string in_charset(std::string_view text, Charset charset) {
  std::u32string out;
  for (const char32_t c : characters_of(text)) {
    if (c < U' ' || c == 0x7F || (c >= 0x80 && c < 0xA0)) {
      out += U' ';  // control characters would move the cursor; drives can name themselves as they like
    } else if (c == 0xA0 || c == 0x202F) {
      out += U' ';
    } else if (width_of(c) == 0) {
      continue;
    } else if (charset == Charset::unicode || is_line(c)) {
      out += c;
    } else if (const auto form = console_form(c); !form.empty()) {
      out += form;
    } else if (const auto plain = ascii_form(c); charset == Charset::ascii && !plain.empty()) {
      out += plain;
    } else {
      out += c < 0x80 || (charset == Charset::console && c < 0x100) ? c : U'?';
    }
  }
  return out;
}

Canvas::Canvas(int rows, int columns, Charset charset)
    : rows_(std::max(rows, 1)),
      columns_(std::max(columns, 1)),
      charset_(charset),
      cells_(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(columns_)) {}

void Canvas::set(int row, int column, Cell cell) {
  if (row < 0 || row >= rows_ || column < 0 || column >= columns_) return;
  cells_[static_cast<std::size_t>(row * columns_ + column)] = cell;
}

int Canvas::put(int row, int column, std::string_view text, Style style, int width) {
  std::u32string shown = in_charset(text, charset_);
  const int room = std::min(width, columns_ - column);
  if (room <= 0) return column;
  if (width_of(std::u32string_view(shown)) > room) {
    const std::u32string mark = in_charset("…", charset_);
    while (!shown.empty() && width_of(std::u32string_view(shown)) + static_cast<int>(mark.size()) > room)
      shown.pop_back();
    while (!shown.empty() && shown.back() == U' ') shown.pop_back();
    shown += mark.substr(0, static_cast<std::size_t>(std::max(0, room - width_of(std::u32string_view(shown)))));
  }
  for (const char32_t c : shown) {
    set(row, column, {c, style});
    if (station::screen::width_of(c) == 2) set(row, column + 1, {0, style});
    column += station::screen::width_of(c);
  }
  return column;
}

int Canvas::put_right(int row, int end, std::string_view text, Style style) {
  const int column = std::max(0, end - width_of(std::u32string_view(in_charset(text, charset_))));
  put(row, column, text, style, end - column);
  return column;
}

void Canvas::restyle(int row, int column, int width, Style style) {
  for (int i = 0; i < width && column + i < columns_; ++i) set(row, column + i, {at(row, column + i).character, style});
}

void Canvas::fill(int row, int column, int width, char32_t character, Style style) {
  for (int i = 0; i < width; ++i) set(row, column + i, {character, style});
}

std::vector<std::string> Canvas::folded(std::string_view text, int width) const {
  std::vector<std::string> lines(1);
  int used = 0;
  for (const std::string& word : base::split(text, ' ')) {
    const int length = width_of(std::u32string_view(in_charset(word, charset_)));
    if (used > 0 && used + 1 + length > width) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) lines.back() += ' ';
    lines.back() += utf8_of(in_charset(word, charset_));
    used += (used > 0 ? 1 : 0) + length;
  }
  return lines;
}

int Canvas::put_folded(int row, int column, std::string_view text, Style style, int width, int most) {
  const auto lines = folded(text, width);
  const int shown = std::min(most, static_cast<int>(lines.size()));
  for (int i = 0; i < shown; ++i) {
    std::string line = lines[static_cast<std::size_t>(i)];
    if (i + 1 == shown && shown < static_cast<int>(lines.size()))
      line += " " + lines[static_cast<std::size_t>(i) + 1] + " …………";
    put(row + i, column, line, style, width);
  }
  return row + std::max(shown, 0);
}

void Canvas::bar(int row, int column, int width, double share) {
  const int done = static_cast<int>(std::floor(std::clamp(share, 0.0, 1.0) * width));
  fill(row, column, done, U' ', Style::bar);
  fill(row, column + done, width - done, bar_dots, Style::bar_rest);
}

int Canvas::big_width(std::string_view text) {
  return static_cast<int>(characters_of(text).size()) * letter_columns - 1;
}

bool Canvas::big(int row, int column, std::string_view text, Style style) {
  if (column + big_width(text) > columns_ || row + big_rows > rows_) return false;
  for (const char32_t c : characters_of(text)) {
    const Letter letter = letter_of(c);
    for (int y = 0; y < big_rows; ++y) {
      for (int x = 0; x < letter_columns - 1; ++x) {
        if (letter[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] == '#')
          set(row + y, column + x, {U' ', style});
      }
    }
    column += letter_columns;
  }
  return true;
}

std::string Canvas::text(int row) const {
  std::u32string line;
  for (int column = 0; column < columns_; ++column) {
    const Cell& cell = at(row, column);
    if (cell.character != 0) line += cell.character;
  }
  while (!line.empty() && line.back() == U' ') line.pop_back();
  return utf8_of(line);
}

std::string Canvas::text() const {
  std::string all;
  for (int row = 0; row < rows_; ++row) all += text(row) + '\n';
  return all;
}

}  // namespace station::screen
