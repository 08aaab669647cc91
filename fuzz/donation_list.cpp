// module: collection
// Any bytes as a donor's list: refused, or every line kept with its number, answered or with its reasons.
#include <cstdint>

#include "base/result.hpp"
#include "base/text.hpp"
#include "collection/list.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto sheet = documents::read_csv({reinterpret_cast<const char*>(data), size}, "fuzz.csv");
  if (!sheet || sheet->rows.empty()) return 0;
  documents::Workbook workbook;
  workbook.sheets.push_back(std::move(*sheet));
  const auto mapping = collection::propose_mapping(workbook);
  CHECK(!mapping.certain() || collection::check_mapping(mapping).ok());
  auto lines = collection::read_lines(collection::sheet_of(workbook, mapping), mapping);
  collection::find_duplicates(lines, {"5cg1"});
  collection::answer_lines(lines, base::Day(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(21)));
  std::int64_t before = mapping.heading_line;
  for (const auto& line : lines) {
    CHECK(line.line > before && line.quantity >= 1 && line.quantity <= collection::most_of_a_line);
    CHECK(line.usable() ? line.kind.has_value() : !line.problems.front().code.empty());
    CHECK(base::is_utf8(line.model) && base::is_utf8(line.remarks));
    before = line.line;
  }
  const auto counts = collection::count(lines);
  CHECK(counts.accepted + counts.refused + counts.to_inspect + counts.problems == counts.lines);
  return 0;
}
