#pragma once
// The size that was sold, from the size that a system reports: rules and people speak of 16 GB, Linux of 15.35.
#include <cstdint>

namespace equipment {

/// Memory in GiB as reported → nominal GB: the module size just above when at most 6 % is missing (firmware and graphics
/// keep a share: 15.35 → 16, 7.7 → 8), else the value itself (13.6 stays 13.6: 16 with a large graphics share, or 14?
/// the inventory knows from the modules). Never lowers a value, and larger values never give smaller results.
double nominal_ram_gb(double gib);

/// Disk in bytes → nominal decimal GB: the usual size within 1.5 % (256,060,514,304 → 256; 250,059,350,016 → 250), else
/// the nearest whole number.
std::int64_t nominal_disk_gb(std::int64_t bytes);

}  // namespace equipment
