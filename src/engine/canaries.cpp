#include "engine/canaries.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/bytes.hpp"

namespace engine {
namespace {

constexpr std::uint64_t most_strata = 1000, least_sector = 512;

/// Numbers that only the key tells.
class Places {
 public:
  explicit Places(std::string_view key)
      : stream_(canary_cipher, base::sha256("boucle canary places " + std::string(key))) {}

  std::uint64_t below(std::uint64_t limit) {
    std::array<std::uint8_t, 8> bytes{};
    stream_.generate(used_, bytes);
    used_ += bytes.size();
    std::uint64_t number = 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return number % limit;
  }

 private:
  sanitization::Keystream stream_;
  std::uint64_t used_ = 0;
};

}  // namespace

Canaries place_canaries(const Medium& medium, std::string_view key, const Ranges& zones) {
  Canaries canaries;
  if (medium.bytes() == 0) return canaries;
  std::map<std::uint64_t, std::uint64_t> chosen;
  const auto add = [&](std::uint64_t offset) {
    if (offset >= medium.bytes()) return;
    const auto place = medium.at(offset);
    chosen[offset - place.offset % place.sector] = place.sector;
  };
  Places places(key);
  canaries.strata = std::clamp<std::uint64_t>(medium.bytes() / least_sector / 4, 1, most_strata);
  for (std::uint64_t stratum = 0; stratum < canaries.strata; ++stratum) {
    const std::uint64_t begin = medium.bytes() / canaries.strata * stratum;
    const std::uint64_t end =
        stratum + 1 == canaries.strata ? medium.bytes() : medium.bytes() / canaries.strata * (stratum + 1);
    for (int i = 0; i < 2; ++i) add(begin + places.below(end - begin));
  }
  for (std::size_t area = 0; area < medium.areas().size(); ++area) {
    if (medium.areas()[area].bytes == 0) continue;
    add(medium.start(area));
    add(medium.start(area) + medium.areas()[area].bytes - 1);
  }
  for (const auto& zone : zones) {
    if (zone.bytes == 0) continue;
    add(zone.offset);
    add(zone.offset + zone.bytes - 1);
    for (int i = 0; i < 2; ++i) add(zone.offset + places.below(zone.bytes));
  }
  for (const auto& [offset, bytes] : chosen) canaries.sectors.push_back({.offset = offset, .bytes = bytes});
  return canaries;
}

}  // namespace engine
