// module: equipment
// EDID bytes, or their hexadecimal text.
#include "equipment/hardware/edid.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(equipment::parse_edid(bytes));
  return 0;
}
