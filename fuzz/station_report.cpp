// module: workshop
// Any bytes as a station report: the envelope is refused or read, and what was read gives an inventory, a match and media. Never a crash.
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
  const equipment::Item item;
  const auto fresh = [] { return equipment::MediumId(); };
  auto body = workshop::identified(report->id.text(), inventory, &item, fresh);
  workshop::media_of(report->erasures, item, body, fresh);
  const auto drives = workshop::drives_of(report->erasures, inventory);
  workshop::match_drive(report->item_number, drives,
                        [&](std::string_view) { return std::vector<equipment::Item>{item}; });
  workshop::warnings_of(inventory, nullptr);
  return 0;
}
