// module: equipment
// Any bytes as a rule file: refused, or a scheme that grades every machine without a crash and whose reasons add up.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "equipment/grading/grade.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace equipment;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(parse_disk_argument(bytes));
  const auto scheme = parse_grading_rules(bytes);
  if (!scheme) return 0;
  for (const GradingDiskKind kind : {GradingDiskKind::nvme, GradingDiskKind::ssd, GradingDiskKind::hdd}) {
    const auto result = grade(*scheme, {.cpumark = 2500, .ram_gb = 15.35, .disks = {{kind, 256}}, .windows10 = true});
    if (!result) continue;
    CHECK(!result->category.empty() && result->reasons.back().after == result->points);
  }
  static_cast<void>(grade_phone(*scheme, {.antutu = 100000, .ram_gb = 4, .storage_gb = 64}));
  return 0;
}
