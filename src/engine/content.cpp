#include "engine/content.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace engine {
namespace {

constexpr std::size_t block = 4096, fingerprint = 16;

/// χ² of the 256 byte values against all equally frequent. Four tables, for a run of the same byte must not wait for itself.
double chi_squared(std::span<const std::uint8_t> bytes) {
  std::array<std::array<std::uint32_t, 256>, 4> counts{};
  const std::uint8_t* data = bytes.data();
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, data + i, sizeof word);
    for (std::size_t j = 0; j < 8; ++j) ++counts[j % 4][(word >> (8 * j)) & 0xFF];
  }
  for (std::size_t i = whole; i < bytes.size(); ++i) ++counts[0][data[i]];
  std::uint64_t squares = 0;
  for (std::size_t value = 0; value < 256; ++value) {
    const std::uint64_t count = counts[0][value] + counts[1][value] + counts[2][value] + counts[3][value];
    squares += count * count;
  }
  const auto size = static_cast<double>(bytes.size());
  return static_cast<double>(squares) * 256 / size - size;
}

}  // namespace

bool Survey::is_noise(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 512) return true;  // too few to judge; the blocks around it are
  const double value = chi_squared(bytes);
  if (value < 113 || value > 480) return false;
  const bool repeated = last_.size() == fingerprint && std::memcmp(last_.data(), bytes.data(), fingerprint) == 0;
  last_.assign(bytes.begin(), bytes.begin() + fingerprint);
  return !repeated;
}

void Survey::look(std::span<const std::uint8_t> bytes) {
  if (mixed_ || bytes.empty()) return;
  const std::uint8_t first = bytes.front();
  if (std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0) {
    mixed_ = noise_ || (constant_ && *constant_ != first);
    constant_ = first;
    return;
  }
  mixed_ = constant_.has_value();
  noise_ = true;
  while (!mixed_ && !bytes.empty()) {
    const auto piece = bytes.first(std::min(block, bytes.size()));
    mixed_ = !is_noise(piece);
    bytes = bytes.subspan(piece.size());
  }
}

sanitization::ContentClass Survey::content() const {
  if (mixed_) return sanitization::ContentClass::mixed;
  if (noise_) return sanitization::ContentClass::random;
  if (constant_) return sanitization::ContentClass::constant;
  return sanitization::ContentClass::unread;
}

}  // namespace engine
