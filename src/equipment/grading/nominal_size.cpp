#include "equipment/grading/nominal_size.hpp"

#include <array>
#include <cmath>
#include <cstdlib>

namespace equipment {

double nominal_ram_gb(double gib) {
  static constexpr std::array sizes{0.25, 0.5,  1.0,  1.5,  2.0,  3.0,  4.0,  5.0,  6.0,  8.0,   10.0,  12.0, 16.0,
                                    18.0, 20.0, 24.0, 32.0, 36.0, 40.0, 48.0, 64.0, 96.0, 128.0, 256.0, 512.0};
  constexpr double share_kept_by_firmware = 0.06;
  for (const double size : sizes)
    if (gib <= size) return gib >= size * (1 - share_kept_by_firmware) ? size : gib;
  return gib;
}

std::int64_t nominal_disk_gb(std::int64_t bytes) {
  static constexpr std::array<std::int64_t, 42> sizes{8,    16,   20,   24,   30,   32,   40,   48,   60,  64,   80,
                                                      100,  120,  128,  160,  180,  200,  240,  250,  256, 300,  320,
                                                      400,  480,  500,  512,  600,  640,  750,  800,  960, 1000, 1024,
                                                      1200, 1500, 1920, 2000, 2048, 3000, 3840, 4000, 8000};
  constexpr double giga = 1e9;
  const double gb = static_cast<double>(bytes) / giga;
  double nearest = 0;
  for (const std::int64_t size : sizes)
    if (std::abs(gb - static_cast<double>(size)) < std::abs(gb - nearest)) nearest = static_cast<double>(size);
  if (std::abs(gb - nearest) <= nearest * 0.015) return std::llround(nearest);
  return std::llround(gb);
}

}  // namespace equipment
