// module: impact
// Statements that somebody may have written: the content rules must bear anything, also what is signed.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "impact/statement_rule.hpp"
#include "proof/canonical_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto value = proof::parse_strict(bytes);
  if (!value.ok() || !value->is_object()) return 0;
  for (const auto& [type, rule] : impact::content_rules()) rule(value->get_object());
  return 0;
}
