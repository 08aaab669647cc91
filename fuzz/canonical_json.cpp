// module: proof
// What is read strictly can be written, and read again alike.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proof/canonical_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = proof::parse_strict({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const auto once = proof::to_canonical(*value);
  CHECK(once.ok());
  CHECK(proof::is_canonical(*once));
  return 0;
}
