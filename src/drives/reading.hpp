#pragma once
// Bytes that a drive answered. Reading beyond the end gives zero: a short answer is an answer without those facts, never a crash.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.hpp"

namespace drives {

using Answer = std::span<const std::uint8_t>;

inline std::uint8_t byte_at(Answer bytes, std::size_t at) { return at < bytes.size() ? bytes[at] : std::uint8_t{0}; }
/// Little-endian (ATA, NVMe, eMMC), `width` bytes, at most 8.
inline std::uint64_t little(Answer bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = value << 8 | byte_at(bytes, at + i);
  return value;
}
/// Big-endian (SCSI).
inline std::uint64_t big(Answer bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}
inline Answer part(Answer bytes, std::size_t at, std::size_t count) {
  return at >= bytes.size() ? Answer{} : bytes.subspan(at, std::min(count, bytes.size() - at));
}
/// Printable ASCII without spaces or zeros at both ends; anything else becomes '?', so that two garbled names stay garbled.
std::string text_of(Answer bytes);
inline std::string hex_of(Answer bytes) {
  std::string plain;
  for (const std::uint8_t byte : bytes) plain += static_cast<char>(byte);
  return base::to_hex(plain);
}
/// Every byte the same: what a dead bus or a bad bridge answers.
bool constant(Answer bytes);

}  // namespace drives
