#pragma once
// Rows of station reports, work orders, grading schemes and processor marks.
#include <optional>
#include <string>
#include <vector>

#include "equipment/ids.hpp"
#include "erasure/ids.hpp"
#include "storage/database.hpp"
#include "workshop/ids.hpp"
#include "workshop/report.hpp"

namespace workshop {

struct ReportRow {
  ReportId id;
  std::string sha256;
  erasure::EvidenceId raw;
  std::optional<equipment::ItemId> item;
  std::string why;
  std::vector<equipment::ItemId> candidates;
  std::string summary;  ///< JSON: station, operator, offset, inventory, warnings
  base::Instant occurred_at, received_at;
  std::optional<StationId> station;  ///< that signed it; nothing: unsigned
  std::int64_t sequence = 0;         ///< in that station's chain
  std::string previous;
};
std::optional<ReportRow> find_report(storage::Session& session, const equipment::OrganisationId& organisation,
                                     const ReportId& id);
void insert_report(storage::Session& session, const equipment::OrganisationId& organisation, const ReportRow& report);
/// False when somebody else has matched it meanwhile.
bool match_report_row(storage::Session& session, const equipment::OrganisationId& organisation, const ReportId& id,
                      const equipment::ItemId& item, std::string_view why, std::string_view summary);
/// Of the newest report of the item that has one.
std::optional<Score> score_of_item(storage::Session& session, const equipment::OrganisationId& organisation,
                                   const equipment::ItemId& item);
/// Oldest first.
std::vector<ReportRow> unmatched_reports(storage::Session& session, const equipment::OrganisationId& organisation,
                                         std::int64_t limit);

void open_work_order(storage::Session& session, const equipment::OrganisationId& organisation, const WorkOrderId& id,
                     const equipment::ItemId& item, std::string_view purpose, base::Instant now);
void close_work_order(storage::Session& session, const std::string& id, base::Instant now);

/// The rule files uploaded by the organisation, newest first.
struct SchemeRow {
  std::string version, content;  ///< content: the file's bytes
  base::Instant valid_from, created_at;
};
std::vector<SchemeRow> list_schemes(storage::Session& session, const equipment::OrganisationId& organisation);
/// False if this version is known: a version never changes.
bool insert_scheme(storage::Session& session, const equipment::OrganisationId& organisation, const SchemeRow& scheme);

struct CpumarkRow {
  std::string content;
  base::Instant imported_at;
};
std::optional<CpumarkRow> find_cpumarks(storage::Session& session, const equipment::OrganisationId& organisation);
void replace_cpumarks(storage::Session& session, const equipment::OrganisationId& organisation,
                      const std::string& content, base::Instant now);

}  // namespace workshop
