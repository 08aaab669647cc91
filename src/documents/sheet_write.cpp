#include "documents/sheet_write.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"

namespace documents {
namespace {

constexpr std::size_t longest_excel_text = 32'767;  // characters; counted in bytes here, which is never more
constexpr std::uint32_t excel_rows = 1'048'576;
constexpr std::size_t excel_name = 31;

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

void must(lxw_error error) {
  if (error != LXW_NO_ERROR) throw std::runtime_error(std::string("xlsx: ") + lxw_strerror(error));
}

/// A file without a name, in memory: the library wants a path.
class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("xlsx", MFD_CLOEXEC)) {
    if (fd_ < 0) throw std::runtime_error("xlsx: no memory file");
  }
  ~MemoryFile() { close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }
  base::Bytes content() const {
    const off_t size = lseek(fd_, 0, SEEK_END);
    base::Bytes bytes(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t got = pread(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
      if (got <= 0) throw std::runtime_error("xlsx: cannot be read back");
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  int fd_;
};

/// Thousandths or hundredths with a decimal sign: 1650 g → « 1,650 ».
std::string decimal(std::int64_t value, std::int64_t unit, int digits, char sign) {
  const std::int64_t positive = value < 0 ? -value : value;
  std::string fraction = std::to_string(positive % unit);
  fraction.insert(0, static_cast<std::size_t>(digits) - fraction.size(), '0');
  return (value < 0 ? "-" : "") + std::to_string(positive / unit) + sign + fraction;
}

/// Excel counts characters, so a shorter text in bytes always fits.
std::string excel_text(std::string_view text) { return base::shorten(base::printable(text), longest_excel_text); }

std::string shortest_characters(std::string_view text, std::size_t characters) {
  std::string out;
  std::size_t count = 0;
  for (char c : text) {
    const bool starts = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (starts && count == characters) break;
    if (starts) ++count;
    out += c;
  }
  return out;
}

}  // namespace

struct XlsxWriter::State {
  MemoryFile file;
  lxw_workbook* book = nullptr;
  lxw_worksheet* sheet = nullptr;
  lxw_format* header = nullptr;
  lxw_format* wrapped = nullptr;
  lxw_format* kilograms = nullptr;
  lxw_format* euros = nullptr;
  lxw_format* day = nullptr;
  std::set<std::string> names;
  std::uint32_t next_row = 0;
  std::uint16_t columns = 0;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (book != nullptr) lxw_workbook_free(book);
  }

  void open(XlsxInfo info) {
    const std::string path = file.path();
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    book = workbook_new_opt(path.c_str(), &options);
    if (book == nullptr) throw std::runtime_error("xlsx: no workbook");
    lxw_doc_properties properties{};
    properties.title = info.title.data();
    properties.author = info.author.data();
    properties.created = static_cast<time_t>(base::to_milliseconds(info.created) / 1000);
    must(workbook_set_properties(book, &properties));
    header = format({});
    format_set_bold(header);
    format_set_bg_color(header, 0xE3EDF2);
    format_set_bottom(header, LXW_BORDER_THIN);
    wrapped = format({});
    format_set_text_wrap(wrapped);
    kilograms = format("0.000");
    euros = format("#,##0.00");
    day = format("yyyy-mm-dd");
  }

  lxw_format* format(const char* number) {
    lxw_format* made = workbook_add_format(book);
    if (made == nullptr) throw std::runtime_error("xlsx: no format");
    format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
    if (number != nullptr) format_set_num_format(made, number);
    return made;
  }

  /// Excel's rules; a name that is taken gets a number.
  std::string sheet_name(std::string_view wanted) {
    std::string name;
    for (char c : base::printable(wanted))
      name += std::string_view("[]:*?/\\\n\t").find(c) == std::string_view::npos ? c : ' ';
    name = base::trim(name);
    while (!name.empty() && name.front() == '\'') name.erase(0, 1);
    name = base::trim(shortest_characters(name, excel_name));
    while (!name.empty() && name.back() == '\'') name.pop_back();
    if (name.empty()) name = "Sheet" + std::to_string(names.size() + 1);
    std::string free = name;
    for (int i = 2; !names.insert(base::fold(free)).second; ++i) {
      const std::string suffix = " (" + std::to_string(i) + ")";
      free = shortest_characters(name, excel_name - suffix.size()) + suffix;
    }
    return free;
  }

  void end_sheet() {
    if (sheet == nullptr || columns == 0) return;
    must(worksheet_autofilter(sheet, 0, 0, std::max(next_row, 2U) - 1, static_cast<lxw_col_t>(columns - 1)));
    sheet = nullptr;
  }

  void write(lxw_col_t column, const Cell& cell) {
    const auto date = [](base::Day value) {
      lxw_datetime at{};
      at.year = static_cast<int>(value.year());
      at.month = static_cast<int>(static_cast<unsigned>(value.month()));
      at.day = static_cast<int>(static_cast<unsigned>(value.day()));
      return at;
    };
    std::visit(
        Overloaded{
            [](std::monostate) {},
            [&](const std::string& text) {
              const std::string safe = excel_text(text);
              lxw_format* look = safe.find('\n') == std::string::npos ? nullptr : wrapped;
              if (!safe.empty()) must(worksheet_write_string(sheet, next_row, column, safe.c_str(), look));
            },
            [&](std::int64_t number) {
              // Beyond 15 digits Excel would round: such numbers are names (a serial number), written as text.
              if (number > 999'999'999'999'999 || number < -999'999'999'999'999)
                return must(worksheet_write_string(sheet, next_row, column, std::to_string(number).c_str(), nullptr));
              must(worksheet_write_number(sheet, next_row, column, static_cast<double>(number), nullptr));
            },
            [&](base::Mass mass) {
              must(worksheet_write_number(sheet, next_row, column, static_cast<double>(mass.in_grams()) / 1000,
                                          kilograms));
            },
            [&](base::Money money) {
              must(worksheet_write_number(sheet, next_row, column, static_cast<double>(money.in_cents()) / 100, euros));
            },
            [&](base::Day value) {
              auto at = date(value);
              // Excel has no day before 1900-03-01 that every program agrees upon.
              if (!value.ok() || at.year < 1901 || at.year > 9999)
                return must(worksheet_write_string(sheet, next_row, column, base::to_iso(value).c_str(), nullptr));
              must(worksheet_write_datetime(sheet, next_row, column, &at, day));
            },
        },
        cell);
  }
};

XlsxWriter::XlsxWriter(XlsxInfo info) : state_(std::make_unique<State>()) { state_->open(std::move(info)); }
XlsxWriter::~XlsxWriter() = default;
XlsxWriter::XlsxWriter(XlsxWriter&&) noexcept = default;
XlsxWriter& XlsxWriter::operator=(XlsxWriter&&) noexcept = default;

void XlsxWriter::sheet(std::string_view name, const std::vector<SheetColumn>& columns) {
  CHECK(!columns.empty() && columns.size() <= 16'384);
  State& state = *state_;
  state.end_sheet();
  state.sheet = workbook_add_worksheet(state.book, state.sheet_name(name).c_str());
  if (state.sheet == nullptr) throw std::runtime_error("xlsx: no sheet");
  state.columns = static_cast<std::uint16_t>(columns.size());
  for (lxw_col_t i = 0; i < state.columns; ++i) {
    must(worksheet_set_column(state.sheet, i, i, std::clamp(columns[i].width, 1.0, 255.0), nullptr));
    must(worksheet_write_string(state.sheet, 0, i, excel_text(columns[i].title).c_str(), state.header));
  }
  worksheet_freeze_panes(state.sheet, 1, 0);
  state.next_row = 1;
}

void XlsxWriter::row(const std::vector<Cell>& cells) {
  State& state = *state_;
  CHECK(state.sheet != nullptr && cells.size() <= state.columns);
  if (state.next_row >= excel_rows) throw std::runtime_error("xlsx: more rows than Excel has");
  for (std::size_t i = 0; i < cells.size(); ++i) state.write(static_cast<lxw_col_t>(i), cells[i]);
  ++state.next_row;
}

base::Bytes XlsxWriter::finish() && {
  State& state = *state_;
  state.end_sheet();
  must(workbook_close(std::exchange(state.book, nullptr)));
  return state.file.content();
}

CsvWriter::CsvWriter(CsvOptions options) : options_(options), text_(options.byte_order_mark ? "\xEF\xBB\xBF" : "") {}

void CsvWriter::row(const std::vector<Cell>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text_ += options_.separator;
    text_ += field(cells[i]);
  }
  text_ += "\r\n";
}

std::string CsvWriter::field(const Cell& cell) const {
  const auto quoted = [this](const std::string& value) {
    const std::array<char, 4> special{options_.separator, '"', '\r', '\n'};
    const bool outer_space = !value.empty() && (value.front() == ' ' || value.back() == ' ');
    if (!outer_space && value.find_first_of(std::string_view(special.data(), special.size())) == std::string::npos)
      return value;
    std::string out = "\"";
    for (char c : value) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
  };
  const auto text = [&](const std::string& value) {
    std::string safe = value;
    const bool formula = !safe.empty() && std::string_view("=+-@\t\r").find(safe[0]) != std::string_view::npos;
    if (!options_.keep_line_breaks) {
      std::string line;
      for (std::size_t i = 0; i < safe.size(); ++i) {
        if (safe[i] == '\r' && i + 1 < safe.size() && safe[i + 1] == '\n') continue;
        line += safe[i] == '\n' || safe[i] == '\r' ? ' ' : safe[i];
      }
      safe = std::move(line);
    }
    return quoted(formula ? "'" + base::printable(safe) : base::printable(safe));
  };
  return std::visit(Overloaded{
                        [](std::monostate) { return std::string(); },
                        text,
                        [](std::int64_t number) { return std::to_string(number); },
                        [&](base::Mass mass) { return quoted(decimal(mass.in_grams(), 1000, 3, options_.decimal)); },
                        [&](base::Money money) { return quoted(decimal(money.in_cents(), 100, 2, options_.decimal)); },
                        [](base::Day day) { return base::to_iso(day); },
                    },
                    cell);
}

}  // namespace documents
