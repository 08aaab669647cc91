// module: sanitization
// Records of erasures as servers get them: what is read is written and read again alike, and the verdict never exceeds its limits.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/json.hpp"
#include "proof/canonical_json.hpp"
#include "sanitization/assess.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = proof::parse_strict({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto record = sanitization::record_from_json(*json);
  if (!record) return 0;
  const auto bytes = proof::to_canonical(sanitization::to_json(*record));
  CHECK(bytes.ok());
  const auto again = sanitization::record_from_json(*proof::parse_strict(*bytes));
  CHECK(again.ok() && *again == *record);
  const auto found = sanitization::assess(*record);
  CHECK(found == sanitization::assess(*again));
  CHECK(found.verdict != sanitization::Verdict::erased ||
        (found.exceptions.empty() && found.achieved >= found.required && record->method && !record->practice &&
         !record->stopped));
  static_cast<void>(sanitization::make_plan(record->before, record->policy, {}));
  return 0;
}
