// module: sanitization
// Policies that organisations write themselves.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sanitization/policy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto policy = sanitization::parse_policy({reinterpret_cast<const char*>(data), size});
  if (!policy) return 0;
  const auto again = sanitization::policy_from_json(sanitization::to_json(*policy));
  CHECK(again.ok() && *again == *policy);
  for (const auto medium : sanitization::all_media) CHECK(policy->required_for(medium) != sanitization::Level::none);
  return 0;
}
