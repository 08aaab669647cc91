#pragma once
// One drive's areas (the disk, NVMe namespaces, eMMC boot areas) as one row of bytes: offsets « on the medium » in journals and records count
// through the areas in their order, without gaps. With one area they are the drive's own offsets.
#include <cstdint>
#include <vector>

#include "drives/drive.hpp"
#include "sanitization/record.hpp"

namespace engine {

class Medium {
 public:
  Medium() = default;
  explicit Medium(std::vector<drives::Area> areas);

  struct Place {
    std::size_t area = 0;
    int handle = -1;
    std::uint64_t offset = 0;  ///< in the area
    std::uint64_t left = 0;    ///< bytes from there to the area's end
    std::uint32_t sector = 512;
  };
  /// `offset` below bytes().
  Place at(std::uint64_t offset) const;
  std::uint64_t bytes() const { return bytes_; }
  const std::vector<drives::Area>& areas() const { return areas_; }
  /// Where an area begins on the medium.
  std::uint64_t start(std::size_t area) const { return starts_.at(area); }
  /// Same names, sizes and sectors; handles are free.
  bool same_shape(const Medium& other) const;

 private:
  std::vector<drives::Area> areas_;
  std::vector<std::uint64_t> starts_;
  std::uint64_t bytes_ = 0;
};

using Ranges = std::vector<sanitization::Range>;
/// Keeps them sorted and merged; beyond sanitization::most_ranges the last one covers the rest.
void add_range(Ranges& ranges, sanitization::Range range);
std::uint64_t total(const Ranges& ranges);
/// The part of them below `limit`.
Ranges below(const Ranges& ranges, std::uint64_t limit);

}  // namespace engine
