#pragma once
// One erasure of a station report: the record and the station's signature over it, checked.
#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "proof/signature.hpp"
#include "sanitization/record.hpp"

namespace erasure {

/// What a member "signature" says: {"key": "z6Mk…", "value": base64 of 64 bytes}.
struct Signature {
  std::string key;    ///< z6Mk…
  std::string value;  ///< base64
};
/// Refuses "erasure.signature.{missing,bad_key,bad_value,wrong}" with `field` before the member's name: `bytes` were changed, or another
/// key signed them.
base::Result<Signature> check_signature(const boost::json::value* signature, std::string_view bytes,
                                        const std::string& field);

/// One erasure whose signature has been checked; whose key it is, the caller must know.
struct SignedRecord {
  sanitization::Record record;
  base::Bytes bytes;   ///< RFC 8785 of the record, as it was signed
  std::string sha256;  ///< of them, hexadecimal
  std::string key;     ///< z6Mk…
  std::string value;   ///< base64
};
/// {"record": …, "signature": …}. Refuses as check_signature and sanitization::record_from_json, with `field` before the member's name.
base::Result<SignedRecord> read_signed_record(const boost::json::value& json, const std::string& field);

}  // namespace erasure
