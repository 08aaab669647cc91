// module: equipment
// First line: a name to look up; the rest: a table. Never a mark without a match, never a suggestion beside a match.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "equipment/grading/cpumark_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace equipment;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t end = bytes.find('\n');
  const std::string_view name = bytes.substr(0, end);
  const auto table = CpumarkTable::parse(end == std::string_view::npos ? bytes : bytes.substr(end + 1));
  if (!table) return 0;
  const CpumarkMatch match = table->find(name, 4);
  CHECK(!match.code.empty());
  CHECK(match.match || (!match.mark));
  CHECK(!match.match || match.suggestions.empty());
  return 0;
}
