#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

/// Any bytes, in a std::string; text is always UTF-8 and called std::string too: a name tells which.
using Bytes = std::string;

std::string to_hex(std::string_view bytes);
Result<Bytes> from_hex(std::string_view text);
/// Standard base64 with padding (RFC 4648 §4).
std::string to_base64(std::string_view bytes);
Result<Bytes> from_base64(std::string_view text);
/// URL and file name safe base64 without padding (RFC 4648 §5).
std::string to_base64url(std::string_view bytes);
Result<Bytes> from_base64url(std::string_view text);
/// 32 bytes.
Bytes sha256(std::string_view bytes);
/// Unpredictable bytes from the operating system.
Bytes random_bytes(std::size_t count);

}  // namespace base
