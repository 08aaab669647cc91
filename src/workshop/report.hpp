#pragma once
// The station report (docs/station-report.md, schema/station-report.schema.json): what a machine said of itself, wrapped unchanged.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "equipment/event.hpp"
#include "equipment/hardware/inventory.hpp"
#include "erasure/signed_record.hpp"
#include "workshop/ids.hpp"

namespace workshop {

inline constexpr std::string_view report_schema = "boucle.station-report.v1";
inline constexpr std::size_t largest_report = std::size_t{16} * 1024 * 1024;

/// What the raw outputs are of.
enum class Subject {
  machine,  ///< the machine that the station runs on: it is the item
  drive,    ///< a drive on a bench: the machine around it is not the item
};

/// Of the station's own benchmark: compares two machines whose processors no table knows.
struct Score {
  std::int64_t single = 0, all = 0;  ///< one core, all cores
  std::string version;               ///< of the benchmark: only equal ones compare
  bool operator==(const Score&) const = default;
};

struct StationReport {
  ReportId id;
  std::string station;             ///< name of the station, as its installer chose it
  base::Instant occurred_at;       ///< the station's clock
  std::chrono::minutes offset{0};  ///< of that clock
  std::string operator_code;       ///< who was at the bench; a code, never a name
  std::string item_number;         ///< empty: matched by serial numbers
  Subject subject = Subject::machine;
  std::vector<equipment::Source> sources;  ///< the raw outputs, as the tools wrote them
  std::string host = "{}";                 ///< JSON: the machine around the drives, members that we know only
  std::string software = "{}";             ///< JSON: version and commit of the station
  std::string checklist = "{}";            ///< JSON: what people did beside erasing, true or false
  std::vector<erasure::SignedRecord> erasures = {};
  std::map<std::string, equipment::TestOutcome> tests = {};  ///< tests that we know
  std::optional<Score> score = {};
  std::vector<std::string> warnings = {};  ///< translation keys
  std::string key;                         ///< z6Mk… of the signature over the whole, checked; empty: unsigned
  std::int64_t sequence = 0;               ///< place in the chain of that station's reports, from 1; 0: unsigned
  std::string previous;                    ///< SHA-256 of the bytes of the report before; empty for the first
};

/// Refuses with the field: "workshop.report.*", "base.not_json" (with the line), "erasure.signature.*", "erasure.record.*",
/// "sanitization.*". A signature that is there must be right, also the one of each erasure; whose key it is, the database knows. An
/// unsigned report is an inventory: its erasures prove nothing and are left out, with a warning. A record of a practice run is refused.
/// Members that version 1 does not know are left alone: the bytes are kept, later versions read them.
base::Result<StationReport> parse_station_report(std::string_view bytes);

/// "+02:00", "-05:30", "Z" at the end of an RFC 3339 moment.
std::chrono::minutes offset_of(std::string_view rfc3339);

}  // namespace workshop
