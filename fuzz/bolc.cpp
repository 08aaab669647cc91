// module: equipment
// Any bytes as a BOLC line: refused, or a line that is written safely and reads back the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "equipment/fields/bolc.hpp"
#include "equipment/fields/vocabularies.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace equipment;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(status_from_bolc(bytes));
  static_cast<void>(status_from_tectech(bytes));
  const auto line = parse_bolc_line(bytes);
  if (!line) return 0;
  const std::string written = to_bolc_line(*line);
  CHECK(written.find('\n') == std::string::npos && written.find('\r') == std::string::npos);
  const auto again = parse_bolc_line(written);
  CHECK(again.ok());
  CHECK(to_bolc_line(*again) == written);
  return 0;
}
