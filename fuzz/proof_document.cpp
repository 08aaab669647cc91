// module: proof
// Any bytes as a proof document and as its checkpoint: a verdict, never a crash, and never trust without a trusted issuer.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proof/document.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const proof::ContentRules rules{
      {"boucle.statement.v1", [](const boost::json::object&) { return std::vector<proof::Finding>{}; }}};
  const auto result = proof::verify_document(bytes, {}, rules);
  CHECK(result.verdict != proof::Verdict::trusted);
  const auto checkpoint = proof::read_unverified_checkpoint(bytes);
  if (checkpoint) CHECK(proof::check_origin(checkpoint->origin).ok());
  return 0;
}
