#pragma once
// What people and stations do in the workshop. Each deed runs inside the caller's transaction; a refusal undoes it.
#include <map>
#include <optional>
#include <set>
#include <string>

#include "equipment/grading/grade.hpp"
#include "equipment/hardware/inventory.hpp"
#include "equipment/record.hpp"
#include "erasure/store.hpp"
#include "erasure/store_record.hpp"
#include "workshop/ids.hpp"
#include "workshop/report.hpp"
#include "workshop/store.hpp"

namespace workshop {

/// A report is taken once: the same bytes again change nothing. What it says of its item enters the history: the inventory, the drives,
/// a verdict for each erasure (erasure::take_record), the tests. Refuses "workshop.report.conflict" for other bytes under a known id,
/// "workshop.report.{not_enrolled,station_revoked}.forbidden" for a signature that is not of a station of this structure.
struct Taken {
  ReportRow row;
  std::optional<equipment::Item> item;
  bool again = false;
  std::vector<erasure::ErasureRecord> erasures = {};  ///< of this report, as far as they were judged
};
base::Result<Taken> take_report(storage::Session& session, const equipment::Occasion& occasion,
                                const StationReport& report, const equipment::Inventory& inventory,
                                const erasure::RawEvidence& raw);

/// Those of a known report.
std::vector<erasure::ErasureRecord> erasures_of(storage::Session& session,
                                                const equipment::OrganisationId& organisation, const ReportRow& row);

/// Ties a waiting report to an item that is here; its erasures are judged now. Refuses workshop.report.unknown,
/// workshop.report.matched.conflict, workshop.attach.drive.forbidden (takes_drive_reports, but for a supervisor).
base::Result<Taken> attach_report(storage::Session& session, const equipment::Occasion& occasion, const ReportId& id,
                                  const equipment::ItemId& item, bool supervisor);
/// Makes an item that nobody had declared from a waiting report, with a number of its own.
base::Result<Taken> create_from_report(storage::Session& session, const equipment::Occasion& occasion,
                                       const ReportId& id, const std::optional<equipment::Kind>& kind, base::Day day);

struct Triage {
  equipment::TriageDecision decision = equipment::TriageDecision::reuse;
  std::string reason;
  std::set<std::string> locks;                           ///< found now, added to those known
  std::optional<bool> has_medium;                        ///< answer to « contient un support de données ? »
  equipment::Status seen = equipment::Status::received;  ///< the status that the person looked at
  std::string note;
};
/// Refuses "workshop.triage.conflict" when somebody else has sorted it meanwhile, workshop.triage.{reason_needed,bad_reason,media_answer}.
base::Result<equipment::Item> triage(storage::Session& session, const equipment::Occasion& occasion,
                                     const equipment::ItemId& id, const Triage& triage);

/// Outcomes of tests; those not named stay as they are. Refuses workshop.tests.{unknown_test,nothing}, workshop.item.gone.conflict.
base::Result<equipment::Item> record_tests(storage::Session& session, const equipment::Occasion& occasion,
                                           const equipment::ItemId& id,
                                           const std::map<std::string, equipment::TestOutcome>& results);

struct GradeRequest {
  std::optional<std::int64_t> cpumark;  ///< typed because the table does not know the processor; needs its reason
  std::string cpumark_reason;
  std::optional<std::int64_t> ram_gb;         ///< instead of the inventory's
  std::vector<equipment::GradingDisk> disks;  ///< instead of the inventory's
  bool windows10 = false;
  std::string cosmetic;
  equipment::ManualAdjustment adjustment;
  std::optional<std::int64_t> antutu;  ///< phones and tablets
  std::optional<std::int64_t> storage_gb;
  std::string category, category_reason;  ///< for kinds that no rule grades (screens…)
};
/// What the rule gives now, without writing anything: the page shows it with its reasons.
struct Assessment {
  equipment::AdjustedGrade grade;
  std::optional<int> cpumark;
  std::string cpumark_why;  ///< translation key of how the mark was found, or why not
  std::map<std::string, std::string> cpumark_arguments;
};
base::Result<Assessment> assess(storage::Session& session, const equipment::Item& item, const GradeRequest& request,
                                base::Day day);
/// Refuses equipment.grading.*, workshop.grade.*.
base::Result<equipment::Item> grade(storage::Session& session, const equipment::Occasion& occasion,
                                    const equipment::ItemId& id, const GradeRequest& request, base::Day day);
/// The scheme in force that day: the organisation's newest valid one, else the one of the program.
base::Result<equipment::GradingScheme> scheme_in_force(storage::Session& session,
                                                       const equipment::OrganisationId& organisation, base::Day day);

/// Everything that still keeps the order open: tests, media, grade. Empty: it can be closed.
std::vector<base::Refusal> missing_for_closing(storage::Session& session, const equipment::Item& item);
/// The item is ready. Refuses workshop.close.not_open.conflict, and the first thing that is missing.
base::Result<equipment::Item> close_work(storage::Session& session, const equipment::Occasion& occasion,
                                         const equipment::ItemId& id);

}  // namespace workshop
