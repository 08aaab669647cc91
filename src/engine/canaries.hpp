#pragma once
// Known sectors put on a drive before it erases itself, so that a « success » that erased nothing, or not everything, is found out.
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/medium.hpp"

namespace engine {

/// Cipher of the canaries' content: the stream of the canary key at the sector's offset on the medium.
inline constexpr auto canary_cipher = sanitization::Cipher::aes_256_ctr;

struct Canaries {
  std::uint64_t strata = 0;
  Ranges sectors;  ///< sorted; each one logical sector
};
/// Two places in each of 1,000 strata (fewer on a medium of less than 4,000 sectors), the first and the last sector of each area, and the first, the last and
/// two others of each zone. Which, only the key tells.
Canaries place_canaries(const Medium& medium, std::string_view key, const Ranges& zones);

}  // namespace engine
