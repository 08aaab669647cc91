// module: documents
// Any bytes as the answer of the limited child, which a hostile file may have taken over, fed in two pieces.
#include <cstdint>

#include "base/result.hpp"
#include "base/text.hpp"
#include "documents/sheet_protocol.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::size_t cut = std::min<std::size_t>(data[0], bytes.size());
  documents::SheetDecoder decoder;
  if (!decoder.feed(bytes.substr(0, cut)) || !decoder.feed(bytes.substr(cut))) return 0;
  const auto book = std::move(decoder).finish();
  if (!book) return 0;
  CHECK(!book->first_filled().rows.empty());
  for (const auto& sheet : book->sheets)
    for (const auto& row : sheet.rows) {
      CHECK(row.line >= 1 && row.line <= documents::sheet_max_rows && row.cells.size() <= documents::sheet_max_columns);
      for (const auto& cell : row.cells) CHECK(base::is_utf8(cell));
    }
  return 0;
}
