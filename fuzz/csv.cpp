// module: documents
// Any bytes as a CSV file: refused or read within the limits.
#include <cstdint>

#include "base/result.hpp"
#include "base/text.hpp"
#include "documents/sheet_read.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto sheet = documents::read_csv({reinterpret_cast<const char*>(data), size}, "fuzz.csv");
  if (!sheet) {
    CHECK(!sheet.refusal().code.empty());
    return 0;
  }
  std::int64_t line = 0;
  for (const auto& row : sheet->rows) {
    CHECK(row.line > line && !row.cells.empty() && row.cells.size() <= documents::sheet_max_columns);
    line = row.line;
    for (const auto& cell : row.cells) CHECK(base::is_utf8(cell));
  }
  return 0;
}
