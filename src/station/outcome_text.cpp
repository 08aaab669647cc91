#include "station/outcome_text.hpp"

#include <cmath>

#include "base/text.hpp"

namespace station {
namespace {

std::string word(const i18n::Translator& tr, const std::string& family, std::string_view of) {
  return tr(family + std::string(of));
}

std::string joined(const i18n::Translator& tr, const std::string& family, const std::vector<std::string>& codes) {
  std::string text;
  for (const auto& code : codes) text += (text.empty() ? "" : ", ") + word(tr, family, code);
  return text;
}

/// Drives are sold in powers of ten: 256060514304 → « 256 Go ».
std::string drive_size(const i18n::Translator& tr, std::uint64_t bytes) {
  constexpr std::uint64_t giga = 1'000'000'000;
  if (bytes < giga) return tr("station.size.mega", {{"n", tr.number(static_cast<std::int64_t>(bytes / 1'000'000))}});
  return tr("station.size.giga", {{"n", tr.number(static_cast<std::int64_t>((bytes + giga / 2) / giga))}});
}

std::string method_name(const i18n::Translator& tr, const std::optional<sanitization::Method>& method) {
  return method ? word(tr, "sanitization.method.", sanitization::code(*method)) : tr("station.erase.no_method");
}

}  // namespace

std::string drive_line(const i18n::Translator& tr, const drives::Found& found) {
  const auto& facts = found.facts;
  const auto& [maker, model] = std::pair(facts.identity.maker, facts.identity.model);
  const std::string name = base::trim(base::starts_with_folded(model, maker) ? model : maker + " " + model);
  const std::string serial = facts.identity.serial.empty() ? "–" : facts.identity.serial;
  return tr("station.erase.drive", {{"name", base::printable(name)},
                                    {"serial", base::printable(serial)},
                                    {"size", drive_size(tr, facts.capacity.bytes())},
                                    {"medium", word(tr, "sanitization.medium.", sanitization::code(facts.medium))},
                                    {"device", found.device}});
}

std::vector<std::string> plan_lines(const i18n::Translator& tr, const sanitization::Plan& plan) {
  std::vector<std::string> lines;
  if (plan.decision == sanitization::Decision::proceed) {
    for (const auto each : plan.preparations)
      lines.push_back(
          tr("station.plan.first", {{"what", word(tr, "sanitization.preparation.", sanitization::code(each))}}));
    lines.push_back(tr("station.plan.method", {{"method", method_name(tr, plan.method)},
                                               {"level", word(tr, "equipment.level.", code(plan.claimable))},
                                               {"required", word(tr, "equipment.level.", code(plan.required))}}));
  } else {
    lines.push_back(tr(plan.why));
  }
  if (!plan.exceptions.empty())
    lines.push_back(tr("station.plan.exceptions", {{"list", joined(tr, "erasure.exception.", plan.exceptions)}}));
  for (const auto& each : plan.refused)
    lines.push_back(tr("station.plan.refused", {{"method", method_name(tr, each.method)}, {"why", tr(each.why)}}));
  for (const auto& each : plan.advice) lines.push_back(tr(each));
  return lines;
}

std::string progress_line(const i18n::Translator& tr, const engine::Job& job) {
  const auto now = job.progress();
  std::string text = job.identity().serial + " : " + tr(std::string("station.phase.") + phase_code(now.phase));
  if (now.share) text += ", " + tr.percent(std::llround(*now.share * 1000), 1000);
  if (now.bytes_per_second > 0)
    text += ", " + tr("station.erase.speed", {{"n", tr.number(std::llround(now.bytes_per_second / 1e6))}});
  if (now.remaining) text += ", " + tr("station.erase.remaining", {{"time", tr.duration(*now.remaining)}});
  if (now.bad_sectors > 0)
    text += ", " + tr.count("station.erase.bad_sectors", static_cast<std::int64_t>(now.bad_sectors));
  if (now.stalled) text += ", " + tr("station.erase.stalled");
  return text;
}

std::vector<std::string> finished_lines(const i18n::Translator& tr, const engine::Finished& finished) {
  const auto& record = finished.record;
  const auto assessment = shown_assessment(finished);
  std::vector<std::string> lines = {
      tr("station.erase.finished", {{"serial", record.before.identity.serial},
                                    {"verdict", word(tr, "equipment.verdict.", code(assessment.verdict))},
                                    {"method", method_name(tr, record.method)},
                                    {"level", word(tr, "equipment.level.", code(assessment.achieved))},
                                    {"required", word(tr, "equipment.level.", code(assessment.required))}})};
  if (!assessment.exceptions.empty())
    lines.push_back("    " +
                    tr("station.plan.exceptions", {{"list", joined(tr, "erasure.exception.", assessment.exceptions)}}));
  for (const auto& reason : assessment.reasons) lines.push_back("    " + tr(reason));
  if (assessment.to_destroy) lines.push_back("    " + tr("station.erase.to_destroy"));
  if (record.practice) lines.push_back("    " + tr("station.practice"));
  return lines;
}

sanitization::Assessment shown_assessment(const engine::Finished& finished) {
  if (!finished.record.practice) return finished.assessment;
  auto record = finished.record;
  record.practice = false;
  return sanitization::assess(record);
}

const char* phase_code(engine::Phase phase) {
  switch (phase) {
    case engine::Phase::waiting:
      return "waiting";
    case engine::Phase::preparing:
      return "preparing";
    case engine::Phase::planting_canaries:
      return "planting_canaries";
    case engine::Phase::erasing:
      return "erasing";
    case engine::Phase::verifying:
      return "verifying";
    case engine::Phase::finished:
      return "finished";
  }
  return "";
}

}  // namespace station
