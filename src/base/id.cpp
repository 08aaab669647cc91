#include "base/id.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace base::detail {
namespace {

/// Sixteen bytes as a UUIDv7: 48 bits of milliseconds, then the given bits (RFC 9562 §5.7).
std::string version_7(Instant when, Bytes bits) {
  const auto milliseconds = static_cast<std::uint64_t>(to_milliseconds(when));
  for (std::size_t i = 0; i < 6; ++i) bits[i] = static_cast<char>(milliseconds >> (40 - 8 * i) & 0xFFU);
  bits[6] = static_cast<char>((static_cast<unsigned char>(bits[6]) & 0x0FU) | 0x70U);
  bits[8] = static_cast<char>((static_cast<unsigned char>(bits[8]) & 0x3FU) | 0x80U);
  std::string hex = to_hex(bits);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) hex.insert(at, 1, '-');
  return hex;
}

}  // namespace

Result<std::string> parse_uuid(std::string_view text) {
  const Refusal refusal{.code = "base.id.unreadable", .arguments = {{"text", shorten(text, 40)}}};
  if (text.size() != 36) return refusal;
  std::string uuid = lower(text);
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = (uuid[i] >= '0' && uuid[i] <= '9') || (uuid[i] >= 'a' && uuid[i] <= 'f');
    if (dash ? uuid[i] != '-' : !hex) return refusal;
  }
  return uuid;
}

std::string create_uuid(Instant now) { return version_7(now, random_bytes(16)); }

std::string numbered_uuid(Instant when, std::uint64_t seed, std::uint64_t number) {
  return version_7(when, sha256(std::to_string(seed) + "/" + std::to_string(number)).substr(0, 16));
}

}  // namespace base::detail
