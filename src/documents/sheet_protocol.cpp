#include "documents/sheet_protocol.hpp"

#include <array>
#include <optional>

#include "base/text.hpp"

namespace documents {
namespace {

constexpr std::size_t head_size = 5;
constexpr std::size_t longest_payload = sheet_max_cell + 4;

base::Refusal corrupt() { return {.code = "documents.sheet.corrupt"}; }
base::Refusal too_large() { return {.code = "documents.sheet.too_large"}; }

std::uint32_t number(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return value;
}

std::string little_endian(std::uint32_t value) {
  std::string bytes(4, '\0');
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  return bytes;
}

}  // namespace

void append_record(std::string& out, char tag, std::string_view payload) {
  out += tag;
  out += little_endian(static_cast<std::uint32_t>(payload.size()));
  out += payload;
}

std::string number_payload(std::uint32_t value, std::string_view text) { return little_endian(value).append(text); }

base::Outcome SheetDecoder::feed(std::string_view bytes) {
  if (!bytes.empty()) started_ = true;
  waiting_ += bytes;
  std::size_t used = 0;
  while (waiting_.size() - used >= head_size) {
    const std::string_view rest = std::string_view(waiting_).substr(used);
    const std::size_t length = number(rest.substr(1));
    if (length > longest_payload) return corrupt();
    if (rest.size() < head_size + length) break;
    TRY_DONE(record(rest[0], rest.substr(head_size, length)));
    used += head_size + length;
  }
  waiting_.erase(0, used);
  return base::Done{};
}

base::Outcome SheetDecoder::record(char tag, std::string_view payload) {
  if (ended_) return corrupt();
  if (tag == 'S') return begin_sheet(payload);
  if (tag == 'R') return begin_row(payload);
  if (tag == 'C') return cell(payload);
  if (tag == 'E' && payload.empty()) {
    ended_ = true;
    return base::Done{};
  }
  if (tag != 'X') return corrupt();
  for (std::string_view reason : {"too_large", "encrypted", "unsupported"})
    if (payload == reason) return base::Refusal{.code = "documents.sheet." + std::string(reason)};
  return corrupt();
}

base::Outcome SheetDecoder::begin_sheet(std::string_view name) {
  if (workbook_.sheets.size() >= sheet_max_sheets) return too_large();
  workbook_.sheets.push_back({.name = base::printable(base::to_utf8(base::shorten(name, 255))), .rows = {}});
  return base::Done{};
}

base::Outcome SheetDecoder::begin_row(std::string_view payload) {
  if (payload.size() != 4 || workbook_.sheets.empty()) return corrupt();
  const std::int64_t line = number(payload);
  auto& rows = workbook_.sheets.back().rows;
  if (line < 1 || (!rows.empty() && (line <= rows.back().line || rows.back().cells.empty()))) return corrupt();
  if (line > sheet_max_rows) return too_large();
  rows.push_back({.line = line, .cells = {}});
  return base::Done{};
}

base::Outcome SheetDecoder::cell(std::string_view payload) {
  if (payload.size() <= 4 || workbook_.sheets.empty() || workbook_.sheets.back().rows.empty()) return corrupt();
  const std::size_t column = number(payload);
  auto& cells = workbook_.sheets.back().rows.back().cells;
  if (column < cells.size()) return corrupt();
  const std::string_view text = payload.substr(4);
  text_ += text.size();
  cells_ += column - cells.size() + 1;
  if (column >= sheet_max_columns || cells_ > sheet_max_cells || text_ > sheet_max_text) return too_large();
  cells.resize(column);
  cells.push_back(base::printable(base::to_utf8(text)));
  return base::Done{};
}

base::Result<Workbook> SheetDecoder::finish() && {
  if (!ended_ || !waiting_.empty()) return corrupt();
  for (std::size_t i = 0; i < workbook_.sheets.size(); ++i)
    if (!workbook_.sheets[i].rows.empty()) {
      workbook_.first = i;
      return std::move(workbook_);
    }
  return base::Refusal{.code = "documents.sheet.empty"};
}

}  // namespace documents
