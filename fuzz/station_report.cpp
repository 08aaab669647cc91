// module: workshop
// Any bytes as a station report: the envelope is refused or read, and what was read gives an inventory and a match. Never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "workshop/report.hpp"
#include "workshop/report_match.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);  // NOLINT: libFuzzer's signature
  const auto report = workshop::parse_station_report(bytes);
  if (!report.ok()) return 0;
  const auto inventory = equipment::read_inventory(report->sources);
  workshop::match_report(report->item_number, inventory,
                         [](std::string_view) { return std::vector<equipment::Item>{}; });
  workshop::identified(report->id.text(), inventory, nullptr, [] { return equipment::MediumId(); });
  workshop::warnings_of(inventory, nullptr);
  return 0;
}
