#pragma once
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace proof {

/// Base 58 with Bitcoin's alphabet (no 0, O, I, l), as multibase's letter z announces it. Made for keys: the time grows with
/// the square of the length, so longer texts than 128 characters are refused ("proof.key.not_base58").
std::string to_base58(std::string_view bytes);
base::Result<base::Bytes> from_base58(std::string_view text);

}  // namespace proof
