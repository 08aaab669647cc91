// module: equipment
// smartctl's JSON.
#include "equipment/hardware/smartctl.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "equipment/hardware/words.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(equipment::parse_smartctl(equipment::readable_text(bytes)));
  return 0;
}
