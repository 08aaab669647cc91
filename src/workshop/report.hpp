#pragma once
// The station report (docs/station-report.md, schema/station-report.schema.json): what a machine said of itself, wrapped unchanged.
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "equipment/hardware/inventory.hpp"
#include "workshop/ids.hpp"

namespace workshop {

inline constexpr std::string_view report_schema = "boucle.station-report.v1";
inline constexpr std::size_t largest_report = std::size_t{16} * 1024 * 1024;

struct StationReport {
  ReportId id;
  std::string station;                     ///< name of the station, as its installer chose it
  base::Instant occurred_at;               ///< the station's clock
  std::chrono::minutes offset{0};          ///< of that clock
  std::string operator_code;               ///< who was at the bench; a code, never a name
  std::string item_number;                 ///< empty: matched by serial numbers
  std::vector<equipment::Source> sources;  ///< the raw outputs, as the tools wrote them
};

/// Refuses with the field: "workshop.report.*", "base.not_json" (with the line). Members that version 1 does not know are left alone:
/// the bytes are kept, later versions read them.
base::Result<StationReport> parse_station_report(std::string_view bytes);

/// "+02:00", "-05:30", "Z" at the end of an RFC 3339 moment.
std::chrono::minutes offset_of(std::string_view rfc3339);

}  // namespace workshop
