#include "equipment/fields/csv.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace equipment {
namespace {

const std::string nothing;

/// Walks the text once, keeping the physical line for messages.
class RowReader {
 public:
  explicit RowReader(std::string_view text) : text_(text) {}

  base::Result<std::vector<CsvRow>> rows() {
    while (position_ < text_.size()) {
      CsvRow row{.line = line_, .cells = {}};
      bool more = true;
      while (more) {
        std::string cell;
        if (!read_cell(cell)) return base::Refusal{.code = "equipment.csv.unclosed_quote", .line = row.line};
        row.cells.push_back(base::trim(cell));
        more = end_of_cell();
      }
      rows_.push_back(std::move(row));
    }
    return std::move(rows_);
  }

 private:
  bool at_break() const { return text_[position_] == '\n' || text_[position_] == '\r'; }

  /// False when a quote is never closed.
  bool read_cell(std::string& cell) {
    if (position_ < text_.size() && text_[position_] == '"' && !read_quoted(cell)) return false;
    while (position_ < text_.size() && text_[position_] != ';' && !at_break()) cell += text_[position_++];
    return true;
  }

  bool read_quoted(std::string& cell) {
    for (++position_; position_ < text_.size(); ++position_) {
      if (text_[position_] == '\n') ++line_;
      if (text_[position_] != '"') {
        cell += text_[position_];
        continue;
      }
      ++position_;
      if (position_ >= text_.size() || text_[position_] != '"') return true;
      cell += '"';
    }
    return false;
  }

  /// True when another cell follows on the same row.
  bool end_of_cell() {
    if (position_ >= text_.size()) return false;
    if (text_[position_++] == ';') return true;
    if (text_[position_ - 1] == '\r' && position_ < text_.size() && text_[position_] == '\n') ++position_;
    ++line_;
    return false;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::int64_t line_ = 1;
  std::vector<CsvRow> rows_;
};

}  // namespace

const std::string& CsvRow::at(std::size_t column) const { return column < cells.size() ? cells[column] : nothing; }

bool CsvRow::blank() const {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return cell.empty(); });
}

base::Result<std::vector<CsvRow>> read_semicolons(std::string_view bytes, std::size_t most_bytes) {
  if (bytes.size() > most_bytes)
    return base::Refusal{.code = "equipment.csv.too_large", .arguments = {{"bytes", std::to_string(most_bytes)}}};
  if (bytes.find('\0') != std::string_view::npos) return base::Refusal{.code = "equipment.csv.not_text"};
  std::string text = base::to_utf8(bytes);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  return RowReader(text).rows();
}

}  // namespace equipment
