// module: proof
// Any bytes as a credential: a verdict, never a crash, and never trust without a trusted issuer.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proof/credential.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const proof::ContentRules rules{
      {"ErasureCertificate", [](const boost::json::object&) { return std::vector<proof::Finding>{}; }}};
  const auto result = proof::verify_credential(bytes, {}, rules);
  CHECK(result.verdict != proof::Verdict::trusted);
  CHECK(result.verdict == proof::Verdict::unknown_issuer || !result.findings.empty());
  static_cast<void>(proof::key_of_did(bytes));
  return 0;
}
