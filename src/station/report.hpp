#pragma once
// The station report, schema boucle.station-report.v1: what the machine said, who asked it, when and for which item.
#include <chrono>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "station/collected.hpp"

namespace station {

struct ReportKind {};
/// Made by the station, also offline; the server counts a report once by it.
using ReportId = base::Id<ReportKind>;

struct ReportHead {
  ReportId id = {};
  std::string station = {};                       ///< name of the bench
  base::Instant occurred_at = {};                 ///< the station's clock, which may be wrong: the server notes its own
  std::chrono::minutes offset = {};               ///< local time minus UTC at that moment
  std::optional<std::string> operator_code = {};  ///< a code, never a name
  std::optional<std::string> item_number = {};    ///< as on the label; without it the server matches by serial numbers
};

/// What the server takes at most (docs/station-report.md).
inline constexpr std::size_t largest_report = std::size_t{16} * 1024 * 1024;

/// Refuses what the server would: a station (64 bytes) or item number (60) that is empty, too long or not printable
/// ("station.report.bad_text" with the field and the length), an operator that is not a code of at most 16 capitals, digits and
/// dashes ("station.report.bad_operator").
base::Outcome check_head(const ReportHead& head);

/// The exact bytes that are kept and sent. lshw, smartctl and lsblk stand in it as JSON; an output that is not JSON, or
/// nested too deeply to stand inside another object, as text.
base::Bytes make_report(const ReportHead& head, const RawOutputs& raw);

/// RFC 3339 with the offset: 2026-11-21T22:30:10.000+01:00
std::string local_rfc3339(base::Instant instant, std::chrono::minutes offset);

}  // namespace station
