#include <algorithm>

#include "base/embedded.hpp"
#include "equipment/grading/cpumark_table.hpp"
#include "equipment/grading/nominal_size.hpp"
#include "equipment/tests.hpp"
#include "workshop/actions.hpp"

namespace embedded {
std::span<const base::EmbeddedFile> grading();
}  // namespace embedded

namespace workshop {
namespace {

using equipment::GradingDisk;
using equipment::GradingDiskKind;
using equipment::Item;
using equipment::Kind;

/// Drives that will leave with the machine, in the order of the inventory. One of unknown kind cannot be graded silently.
base::Result<std::vector<GradingDisk>> disks_of(const Item& item) {
  std::vector<GradingDisk> disks;
  for (const auto& medium : item.media) {
    if (medium.verdict == equipment::Verdict::destroyed) continue;
    if (medium.kind == "UNKNOWN" || medium.kind.empty())
      return base::Refusal{.code = "workshop.grade.unknown_disk", .field = "disk"};
    if (medium.size_bytes == 0) return base::Refusal{.code = "workshop.grade.unknown_size", .field = "disk"};
    const auto kind = medium.kind == "NVME"  ? GradingDiskKind::nvme
                      : medium.kind == "HDD" ? GradingDiskKind::hdd
                                             : GradingDiskKind::ssd;
    disks.push_back({.kind = kind, .gb = static_cast<double>(equipment::nominal_disk_gb(medium.size_bytes))});
  }
  return disks;
}

struct Mark {
  std::optional<int> value;
  std::string why;
  std::map<std::string, std::string> arguments;
};

/// A typed mark wins and needs its reason; else the organisation's table; else the mark of the last grading.
base::Result<Mark> mark_of(storage::Session& session, const Item& item, const GradeRequest& request) {
  if (request.cpumark) {
    if (*request.cpumark < 1 || *request.cpumark > 1'000'000)
      return base::Refusal{.code = "equipment.grading.bad_cpumark", .field = "cpumark"};
    if (request.cpumark_reason.empty())
      return base::Refusal{.code = "workshop.grade.mark_reason", .field = "cpumark_reason"};
    return Mark{.value = static_cast<int>(*request.cpumark), .why = "workshop.grade.mark_typed"};
  }
  if (item.cpu.empty()) return Mark{.why = "workshop.grade.no_cpu"};
  const auto row = find_cpumarks(session, item.organisation);
  if (!row) return Mark{.why = "workshop.grade.no_table"};
  TRY(table, equipment::CpumarkTable::parse(row->content));
  const auto cores = item.cores ? std::optional(static_cast<int>(*item.cores)) : std::nullopt;
  auto found = table.find(item.cpu, cores);
  return Mark{.value = found.mark, .why = std::move(found.code), .arguments = std::move(found.arguments)};
}

base::Result<equipment::AdjustedGrade> grade_of_phone(const equipment::GradingScheme& scheme, const Item& item,
                                                      const GradeRequest& request) {
  equipment::PhoneInput input{.ram_gb = static_cast<double>(request.ram_gb.value_or(item.ram_gb.value_or(0))),
                              .storage_gb = static_cast<double>(request.storage_gb.value_or(0))};
  if (request.antutu) input.antutu = static_cast<int>(std::min<std::int64_t>(*request.antutu, 10'000'000));
  TRY(grade, equipment::grade_phone(scheme, input));
  equipment::AdjustedGrade both{.computed = grade, .adjusted = grade};
  if (!request.cosmetic.empty()) both.cosmetic_grade = request.cosmetic;
  return both;
}

bool is_phone(Kind kind) { return kind == Kind::smartphone || kind == Kind::tablet; }

/// What people say of the grade, kept with the event and shown with it.
std::string note_of(const GradeRequest& request) {
  std::string note;
  for (const auto* each : {&request.adjustment.reason, &request.cpumark_reason, &request.category_reason})
    if (!each->empty()) note += (note.empty() ? "" : " · ") + *each;
  return note;
}

base::Result<equipment::Graded> graded_by_hand(const equipment::GradingScheme& scheme, const GradeRequest& request) {
  const auto known = std::any_of(scheme.categories.begin(), scheme.categories.end(),
                                 [&](const auto& step) { return step.category == request.category; });
  if (!known) return base::Refusal{.code = "workshop.grade.bad_category", .field = "category"};
  if (request.category_reason.empty())
    return base::Refusal{.code = "workshop.grade.category_reason", .field = "category_reason"};
  return equipment::Graded{.scheme = scheme.version, .category = request.category, .cosmetic = request.cosmetic};
}

}  // namespace

base::Result<equipment::GradingScheme> scheme_in_force(storage::Session& session,
                                                       const equipment::OrganisationId& organisation, base::Day day) {
  for (const auto& row : list_schemes(session, organisation)) {
    auto scheme = equipment::parse_grading_rules(row.content);
    CHECK(scheme.ok());  // checked when it was uploaded
    if (equipment::valid_on(*scheme, day)) return scheme;
  }
  CHECK(!embedded::grading().empty());
  return equipment::parse_grading_rules(embedded::grading().front().content);
}

base::Result<Assessment> assess(storage::Session& session, const Item& item, const GradeRequest& request,
                                base::Day day) {
  TRY(scheme, scheme_in_force(session, item.organisation, day));
  if (is_phone(item.kind)) {
    TRY(phone, grade_of_phone(scheme, item, request));
    return Assessment{.grade = std::move(phone)};
  }
  if (!equipment::is_graded(item.kind) && item.kind != Kind::thin_client && item.kind != Kind::server)
    return base::Refusal{.code = "workshop.grade.no_rule", .field = "category"};
  TRY(mark, mark_of(session, item, request));
  equipment::GradingInput input{.cpumark = mark.value, .windows10 = request.windows10};
  input.ram_gb = static_cast<double>(request.ram_gb.value_or(item.ram_gb.value_or(0)));
  if (input.ram_gb <= 0) return base::Refusal{.code = "workshop.grade.no_ram", .field = "ram_gb"};
  input.disks = request.disks;
  if (input.disks.empty()) {
    TRY(disks, disks_of(item));
    input.disks = std::move(disks);
  }
  const auto cosmetic = request.cosmetic.empty() ? std::nullopt : std::optional(request.cosmetic);
  auto adjusted = equipment::adjust(scheme, input, request.adjustment, cosmetic);
  if (!adjusted.ok()) {
    auto refusal = adjusted.refusal();
    // Which field of the form would mend it.
    if (refusal.code == "equipment.grading.no_cpumark") refusal.field = "cpumark";
    if (refusal.code == "equipment.grading.no_disk") refusal.field = "disk";
    if (refusal.code == "equipment.grading.adjustment_reason") refusal.field = "adjustment_reason";
    if (refusal.code == "equipment.grading.adjustment_range") refusal.field = "adjustment";
    if (refusal.code == "equipment.grading.unknown_cosmetic_grade") refusal.field = "cosmetic";
    return refusal;
  }
  return Assessment{.grade = std::move(adjusted).value(),
                    .cpumark = mark.value,
                    .cpumark_why = mark.why,
                    .cpumark_arguments = mark.arguments};
}

base::Result<Item> grade(storage::Session& session, const equipment::Occasion& occasion, const equipment::ItemId& id,
                         const GradeRequest& request, base::Day day) {
  auto item = equipment::lock_item(session, occasion.organisation, id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown"};
  if (!equipment::in_stock(item->status))
    return base::Refusal{.code = "workshop.item.gone.conflict", .arguments = {{"number", item->number}}};
  if (!request.category.empty() && !equipment::is_graded(item->kind)) {
    TRY(scheme, scheme_in_force(session, occasion.organisation, day));
    TRY(by_hand, graded_by_hand(scheme, request));
    return equipment::record(session, occasion, *item, std::move(by_hand), note_of(request));
  }
  TRY(assessment, assess(session, *item, request, day));
  const auto& [computed, adjusted, adjustment, cosmetic] = assessment.grade;
  equipment::Graded body{.scheme = adjusted.scheme_version,
                         .points = adjusted.points,
                         .category = adjusted.category,
                         .computed_category = computed.category,
                         .cosmetic = cosmetic.value_or(""),
                         .cpumark = assessment.cpumark};
  return equipment::record(session, occasion, *item, std::move(body), note_of(request));
}

}  // namespace workshop
