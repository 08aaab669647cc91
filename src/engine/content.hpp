#pragma once
// What a medium holds after an erasure by the drive itself: one constant byte, noise, or anything else.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sanitization/record.hpp"

namespace engine {

/// Looks at a whole medium piece by piece, in any order. Noise is judged on blocks of 4 KiB (χ² of the bytes between 113 and 480, of 255 degrees of
/// freedom: about one block in 10^15 of real noise is refused; one sector of text or zeros among noise is seen), and no block may be
/// like the one before.
class Survey {
 public:
  void look(std::span<const std::uint8_t> bytes);
  /// unread if nothing was looked at.
  sanitization::ContentClass content() const;
  std::uint8_t constant() const { return constant_.value_or(0); }

 private:
  bool is_noise(std::span<const std::uint8_t> block);

  std::optional<std::uint8_t> constant_;
  bool noise_ = false, mixed_ = false;
  std::vector<std::uint8_t> last_;  ///< how the last block of noise began
};

}  // namespace engine
