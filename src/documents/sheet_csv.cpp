// CSV as it is really sent: by Excel in French, by LibreOffice, by inventory programs, by hand.
#include <array>
#include <map>

#include "base/text.hpp"
#include "documents/sheet_read.hpp"

namespace documents {
namespace {

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

/// UTF-16 without its mark; lone surrogates and a last odd byte become U+FFFD.
std::string from_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  std::string out;
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    char32_t c = unit(i);
    const bool high = c >= 0xD800 && c < 0xDC00;
    if (high && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = 0xFFFD;
    }
    append_utf8(out, c);
  }
  if (i < bytes.size()) append_utf8(out, 0xFFFD);
  return out;
}

std::string decoded(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return base::to_utf8(bytes.substr(3));
  if (bytes.starts_with("\xFF\xFE")) return from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xFE\xFF")) return from_utf16(bytes.substr(2), true);
  return base::to_utf8(bytes);
}

/// Takes records one after the other from a text.
class CsvScanner {
 public:
  CsvScanner(std::string_view text, char separator, std::int64_t first_line)
      : text_(text), separator_(separator), line_(first_line) {}

  bool at_end() const { return position_ >= text_.size(); }

  base::Result<SheetRow> next() {
    SheetRow row{.line = line_, .cells = {}};
    while (true) {
      std::string cell;
      if (position_ < text_.size() && text_[position_] == '"') TRY_DONE(quoted(cell));
      plain(cell);
      if (cell.size() > sheet_max_cell)
        return base::Refusal{.code = "documents.sheet.cell_too_large", .line = row.line};
      row.cells.push_back(base::printable(cell));
      if (at_end() || text_[position_] != separator_) break;
      ++position_;
    }
    line_break();
    return row;
  }

 private:
  /// What stands between quotes, line breaks included.
  base::Outcome quoted(std::string& cell) {
    const std::int64_t opened = line_;
    for (++position_; position_ < text_.size(); ++position_) {
      const char c = text_[position_];
      const bool last = position_ + 1 >= text_.size();
      if (c == '"') {
        ++position_;
        if (last || text_[position_] != '"') return base::Done{};
      } else if (c == '\n' || (c == '\r' && (last || text_[position_ + 1] != '\n'))) {
        ++line_;
        cell += '\n';
        continue;
      }
      if (c != '\r') cell += c;
    }
    return base::Refusal{.code = "documents.sheet.open_quote", .line = opened};
  }

  void plain(std::string& cell) {
    const std::array<char, 3> ends{separator_, '\n', '\r'};
    const auto end = std::min(text_.find_first_of(std::string_view(ends.data(), ends.size()), position_), text_.size());
    cell += text_.substr(position_, end - position_);
    position_ = end;
  }

  void line_break() {
    if (at_end()) return;
    if (text_[position_] == '\r' && position_ + 1 < text_.size() && text_[position_ + 1] == '\n') ++position_;
    ++position_;
    ++line_;
  }

  std::string_view text_;
  char separator_;
  std::int64_t line_;
  std::size_t position_ = 0;
};

/// How regular the first records are when cut by that separator: records with the most frequent width, then that width.
std::pair<int, std::size_t> regularity(std::string_view text, char separator) {
  CsvScanner scanner(text, separator, 1);
  std::map<std::size_t, int> widths;
  for (int i = 0; i < 50 && !scanner.at_end(); ++i) {
    const auto row = scanner.next();
    if (!row) break;
    if (row->cells.size() > 1) ++widths[row->cells.size()];
  }
  std::pair<int, std::size_t> best{0, 1};
  for (const auto& [width, count] : widths) best = std::max(best, {count, width});
  return best;
}

char detect_separator(std::string_view text) {
  char best = ';';
  std::pair<int, std::size_t> best_score{0, 1};
  for (char candidate : {';', '\t', ',', '|'}) {
    const auto score = regularity(text, candidate);
    if (score > best_score) {
      best_score = score;
      best = candidate;
    }
  }
  return best;
}

/// Excel's own « sep=; » line, which is not data.
bool take_separator_line(std::string_view& text, char& separator) {
  if (text.size() < 6 || !base::starts_with_folded(text.substr(0, 3), "sep") || text[3] != '=') return false;
  const std::size_t end = text.substr(5, 2) == "\r\n" ? 7 : 6;
  if (text[5] != '\n' && text[5] != '\r') return false;
  separator = text[4];
  text.remove_prefix(end);
  return true;
}

bool filled(const SheetRow& row) {
  for (const auto& cell : row.cells)
    if (!base::trim(cell).empty()) return true;
  return false;
}

}  // namespace

base::Result<Sheet> read_csv(std::string_view bytes, std::string_view file_name) {
  const auto refuse = [&](base::Refusal refusal) {
    refusal.arguments["file"] = std::string(file_name);
    return refusal;
  };
  if (bytes.size() > sheet_max_bytes) return refuse({.code = "documents.sheet.too_large"});
  const std::string utf8 = decoded(bytes);
  if (utf8.find('\0') != std::string::npos) return refuse({.code = "documents.sheet.unsupported"});
  std::string_view text = utf8;
  char separator = ';';
  const bool announced = take_separator_line(text, separator);
  if (!announced) separator = detect_separator(text);

  Sheet sheet;
  std::size_t cells = 0;
  CsvScanner scanner(text, separator, announced ? 2 : 1);
  while (!scanner.at_end()) {
    auto row = scanner.next();
    if (!row) return refuse(row.refusal());
    while (!row->cells.empty() && row->cells.back().empty()) row->cells.pop_back();
    if (!filled(*row)) continue;
    cells += row->cells.size();
    if (row->cells.size() > sheet_max_columns || std::ssize(sheet.rows) >= sheet_max_rows || cells > sheet_max_cells)
      return refuse({.code = "documents.sheet.too_large", .line = row->line});
    sheet.rows.push_back(std::move(*row));
  }
  if (sheet.rows.empty()) return refuse({.code = "documents.sheet.empty"});
  return sheet;
}

}  // namespace documents
