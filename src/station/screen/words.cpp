#include "station/screen/words.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace station::screen {
namespace {

using sanitization::Decision;
using sanitization::Method;

std::string listed(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : ", ") + part;
  return all;
}

std::string method_text(Method method, const i18n::Translator& tr) {
  return tr("station.screen.method." + std::string(sanitization::code(method)));
}

std::string level_text(sanitization::Level level, const i18n::Translator& tr) {
  return tr("station.screen.level." + std::string(sanitization::code(level)));
}

std::string exceptions_text(const std::vector<std::string>& codes, const i18n::Translator& tr) {
  std::vector<std::string> words;
  for (const std::string& code : codes) words.push_back(tr("station.screen.exception." + code));
  return listed(words);
}

std::string join_words(const std::vector<std::optional<std::string>>& words) {
  std::string all;
  for (const auto& word : words) {
    if (word && !word->empty()) all += (all.empty() ? "" : " ") + *word;
  }
  return all;
}

void add_advice(std::vector<Line>& lines, const sanitization::Plan& plan, const i18n::Translator& tr) {
  for (const std::string& advice : plan.advice)
    lines.push_back({Style::normal, tr("station.screen.choose.advice", {{"text", tr(advice)}})});
}

}  // namespace

std::string drive_name(const sanitization::Identity& identity, const i18n::Translator& tr) {
  const std::string maker = base::trim(base::printable(identity.maker)),
                    model = base::trim(base::printable(identity.model));
  const bool said_twice = maker.empty() || maker == "ATA" || base::starts_with_folded(model, maker);
  const std::string name = said_twice ? model : maker + " " + model;
  return name.empty() ? tr("station.screen.drive.no_model") : name;
}

std::string drive_number(const sanitization::Identity& identity, const i18n::Translator& tr) {
  const std::string serial = base::trim(base::printable(identity.serial));
  if (!serial.empty()) return serial;
  return identity.wwn.empty() ? tr("station.screen.drive.no_serial") : identity.wwn;
}

std::string size_text(std::uint64_t bytes, const i18n::Translator& tr) {
  if (bytes < 1'000'000'000) {
    const auto megabytes = static_cast<std::int64_t>(std::llround(static_cast<double>(bytes) / 1e6));
    return tr("station.screen.megabytes", {{"n", tr.number(megabytes)}});
  }
  const auto gigabytes = static_cast<std::int64_t>(std::llround(static_cast<double>(bytes) / 1e9));
  if (gigabytes < 1000) return tr("station.table.gigabytes", {{"n", tr.number(gigabytes)}});
  const auto tenths = static_cast<std::int64_t>(std::llround(static_cast<double>(bytes) / 1e11));
  const std::string figure = tenths % 10 == 0 ? tr.number(tenths / 10) : tr.decimal(tenths * 100, 1);
  return tr("station.table.terabytes", {{"n", figure}});
}

std::string medium_text(const sanitization::DriveFacts& facts, const i18n::Translator& tr) {
  if (facts.bus == sanitization::Bus::nvme) return tr("station.screen.medium.nvme");
  return tr("station.screen.medium." + std::string(sanitization::code(facts.medium)));
}

std::string health_text(const sanitization::Health& health, const i18n::Translator& tr, Style& style) {
  const std::uint64_t bad = health.reallocated_sectors.value_or(0) + health.pending_sectors.value_or(0);
  style = Style::bad;
  if (health.passed == false) return tr("station.screen.health.failing");
  style = Style::warning;
  if (bad > 0) return tr.count("station.screen.health.bad_sectors", static_cast<std::int64_t>(bad));
  if (health.wear_percent.value_or(0) >= 80)
    return tr("station.screen.health.worn", {{"n", std::to_string(*health.wear_percent)}});
  style = health.passed ? Style::good : Style::normal;
  return tr(health.passed ? "station.screen.health.good" : "station.screen.health.unknown");
}

std::string machine_name(const equipment::Inventory& machine, const i18n::Translator& tr) {
  std::string name = join_words({machine.maker, machine.commercial_name, machine.model});
  if (name.empty()) name = join_words({machine.board_maker, machine.board_model});
  return name.empty() ? tr("station.screen.start.unknown_machine") : name;
}

std::chrono::seconds estimate(const sanitization::DriveFacts& facts, Method method) {
  const auto usual = [&]() -> double {  // bytes a second, read or written in a row
    if (facts.bus == sanitization::Bus::nvme) return 1200e6;
    if (facts.bus == sanitization::Bus::usb) return facts.medium == sanitization::Medium::flash ? 15e6 : 35e6;
    switch (facts.medium) {
      case sanitization::Medium::ssd:
        return 400e6;
      case sanitization::Medium::emmc:
        return 90e6;
      case sanitization::Medium::flash:
        return 15e6;
      case sanitization::Medium::hdd:
      case sanitization::Medium::hybrid:
      case sanitization::Medium::unknown:
        return 110e6;
    }
    return 110e6;
  };
  const double pass = static_cast<double>(facts.capacity.bytes()) / usual();
  double erasing = 120;  // block and crypto erase: seconds to minutes
  switch (method) {
    case Method::overwrite:
    case Method::sanitize_overwrite:
    case Method::format_unit:
      erasing = pass;
      break;
    case Method::security_erase:
      erasing = facts.security.erase_minutes > 0 ? 60.0 * facts.security.erase_minutes : pass;
      break;
    case Method::security_erase_enhanced:
      erasing = facts.security.enhanced_minutes > 0 ? 60.0 * facts.security.enhanced_minutes : pass;
      break;
    case Method::sanitize_block:
    case Method::sanitize_crypto:
    case Method::format_crypto:
    case Method::format:
    case Method::mmc_sanitize:
    case Method::secure_trim:
      break;
  }
  return std::chrono::seconds(static_cast<std::int64_t>(pass + erasing));
}

std::vector<Line> plan_lines(const DriveRow& row, const i18n::Translator& tr) {
  if (row.untouchable)
    return {
        {Style::warning, tr("station.screen.choose.untouchable", {{"why", i18n::refusal_text(tr, *row.untouchable)}})}};
  if (row.running()) return {{Style::strong, tr("station.screen.choose.in_progress")}};
  if (row.finished) return {{Style::normal, tr("station.screen.choose.already_done")}};
  const sanitization::Plan& plan = row.plan;
  std::vector<Line> lines;
  if (plan.decision == Decision::destroy) {
    lines.push_back({Style::bad, tr("station.screen.choose.to_destroy", {{"why", tr(plan.why)}})});
  } else if (plan.decision == Decision::refuse || !plan.method) {
    lines.push_back({Style::bad, tr("station.screen.choose.refused", {{"why", tr(plan.why)}})});
  }
  if (!lines.empty()) {
    add_advice(lines, plan, tr);
    return lines;
  }
  const auto minutes = std::max(std::chrono::ceil<std::chrono::minutes>(estimate(row.found.facts, *plan.method)),
                                std::chrono::minutes(1));
  lines.push_back({Style::normal, tr("station.screen.choose.how", {{"method", method_text(*plan.method, tr)}})});
  lines.push_back({Style::normal, tr("station.screen.choose.level", {{"level", level_text(plan.claimable, tr)},
                                                                     {"required", level_text(plan.required, tr)},
                                                                     {"duration", tr.duration(minutes)}})});
  const char* check = sanitization::is_firmware(*plan.method) ? "station.screen.choose.check_firmware"
                                                              : "station.screen.choose.check_all";
  lines.push_back({Style::normal, tr(check)});
  if (row.interrupted)
    lines.push_back(
        {Style::strong, tr("station.screen.choose.resumes", {{"share", share_text(row.interrupted->share, tr)}})});
  if (!plan.exceptions.empty())
    lines.push_back(
        {Style::warning, tr("station.screen.choose.exceptions", {{"list", exceptions_text(plan.exceptions, tr)}})});
  return lines;
}

std::vector<Line> detail_lines(const DriveRow& row, const sanitization::Policy& policy, const i18n::Translator& tr) {
  const sanitization::DriveFacts& facts = row.found.facts;
  std::vector<Line> lines{{Style::strong, drive_name(facts.identity, tr)}};
  const auto add = [&](const char* key, const i18n::Arguments& arguments) {
    lines.push_back({Style::normal, tr(key, arguments)});
  };
  add("station.screen.details.identity", {{"serial", drive_number(facts.identity, tr)},
                                          {"firmware", facts.identity.firmware.empty() ? "-" : facts.identity.firmware},
                                          {"device", row.found.device}});
  if (!facts.bridge.empty()) add("station.screen.details.bridge", {{"name", facts.bridge}});
  const auto name = policy.name.find(std::string(i18n::language_code(tr.language())));
  add("station.screen.details.policy",
      {{"name", name == policy.name.end() ? policy.id : name->second}, {"document", policy.document}});
  lines.push_back({});
  for (Line& line : plan_lines(row, tr)) lines.push_back(std::move(line));
  if (row.untouchable) return lines;
  if (!row.plan.preparations.empty()) {
    lines.push_back({});
    lines.push_back({Style::strong, tr("station.screen.details.before")});
    for (const auto step : row.plan.preparations)
      lines.push_back(
          {Style::normal, "  - " + tr("station.screen.preparation." + std::string(sanitization::code(step)))});
  }
  if (!row.plan.refused.empty()) {
    lines.push_back({});
    lines.push_back({Style::strong, tr("station.screen.details.refused")});
    for (const auto& refused : row.plan.refused)
      lines.push_back(
          {Style::normal, "  - " + tr("station.screen.details.why",
                                      {{"method", method_text(refused.method, tr)}, {"why", tr(refused.why)}})});
  }
  if (row.plan.decision == Decision::proceed && !row.plan.advice.empty()) {
    lines.push_back({});
    add_advice(lines, row.plan, tr);
  }
  return lines;
}

namespace {

struct Spoken {
  const char *big, *title, *sentence, *next;
  Style text, block;
};

Spoken spoken(const engine::Finished& finished) {
  using sanitization::Verdict;
  const auto& assessment = finished.assessment;
  if (assessment.to_destroy)
    return {"station.screen.big.destroy",
            "station.screen.verdict.destroy",
            "station.screen.sentence.destroy",
            "station.screen.next.destroy",
            Style::bad,
            Style::bad_block};
  switch (assessment.verdict) {
    case Verdict::erased:
      return {"station.screen.big.erased",
              "station.screen.verdict.erased",
              "station.screen.sentence.erased",
              "station.screen.next.erased",
              Style::good,
              Style::good_block};
    case Verdict::erased_with_exceptions:
      return {"station.screen.big.exceptions",
              "station.screen.verdict.exceptions",
              "station.screen.sentence.exceptions",
              "station.screen.next.exceptions",
              Style::warning,
              Style::warning_block};
    case Verdict::interrupted:
      return {"station.screen.big.interrupted",
              "station.screen.verdict.interrupted",
              "station.screen.sentence.interrupted",
              "station.screen.next.interrupted",
              Style::bad,
              Style::bad_block};
    case Verdict::failed:
    case Verdict::destroyed:
      break;
  }
  return {"station.screen.big.failed",
          "station.screen.verdict.failed",
          "station.screen.sentence.failed",
          "station.screen.next.failed",
          Style::bad,
          Style::bad_block};
}

std::string report_text(const DriveRow& row, const ScreenStatus& status, const i18n::Translator& tr) {
  switch (row.report) {
    case DriveRow::Report::practice:
      return tr("station.screen.report.practice");
    case DriveRow::Report::later:
      return tr("station.screen.report.later");
    case DriveRow::Report::keeping:
      return tr("station.screen.report.keeping");
    case DriveRow::Report::failed:
      return tr("station.screen.report.failed",
                {{"why", row.report_refusal ? i18n::refusal_text(tr, *row.report_refusal) : std::string()}});
    case DriveRow::Report::kept:
      // This one is among those that wait, even if the last answer came before it was there.
      return tr.count("station.screen.report.waiting",
                      std::max(std::int64_t{1}, static_cast<std::int64_t>(status.waiting.size())));
    case DriveRow::Report::sent:
      return tr("station.screen.report.sent");
    case DriveRow::Report::refused:
      return tr("station.screen.report.refused");
    case DriveRow::Report::elsewhere:
      return tr("station.screen.report.elsewhere");
    case DriveRow::Report::none:
      break;
  }
  return tr("station.screen.report.none");
}

}  // namespace

Outcome outcome_of(const DriveRow& row, const ScreenStatus& status, const i18n::Translator& tr) {
  Outcome out;
  out.report = report_text(row, status, tr);
  if (!row.finished) {
    out.big = tr("station.screen.big.not_started");
    out.title = tr("station.screen.verdict.not_started");
    out.sentence = tr("station.screen.sentence.not_started");
    out.next = tr("station.screen.next.not_started");
    if (row.not_started) out.reasons.push_back(i18n::refusal_text(tr, *row.not_started));
    return out;
  }
  const auto& record = row.finished->record;
  const auto& assessment = row.finished->assessment;
  const Spoken words = spoken(*row.finished);
  out.text = words.text;
  out.block = words.block;
  out.big = tr(words.big);
  out.title = record.practice ? tr("station.screen.verdict.practice", {{"verdict", tr(words.title)}}) : tr(words.title);
  out.sentence = tr(words.sentence, {{"level", level_text(assessment.achieved, tr)},
                                     {"required", level_text(assessment.required, tr)}});
  out.next = tr(words.next);
  // Stopped by a person: what is missing needs no list, it will go on.
  if (assessment.verdict == sanitization::Verdict::interrupted && !assessment.to_destroy) return out;
  if (!record.decision.empty()) out.reasons.push_back(tr(record.decision));
  for (const std::string& code : assessment.exceptions) out.reasons.push_back(tr("station.screen.exception." + code));
  for (const std::string& reason : assessment.reasons) {
    if (reason != record.decision) out.reasons.push_back(tr(reason));
  }
  return out;
}

std::string phase_text(const engine::Progress& progress, const i18n::Translator& tr) {
  switch (progress.phase) {
    case engine::Phase::waiting:
      return tr("station.screen.phase.waiting");
    case engine::Phase::preparing:
      return tr("station.screen.phase.preparing");
    case engine::Phase::planting_canaries:
      return tr("station.screen.phase.planting_canaries");
    case engine::Phase::erasing:
      return tr("station.screen.phase.erasing");
    case engine::Phase::verifying:
      return tr("station.screen.phase.verifying");
    case engine::Phase::finished:
      return tr("station.screen.phase.finished");
  }
  return {};
}

std::string speed_text(double bytes_per_second, const i18n::Translator& tr) {
  return tr("station.screen.speed",
            {{"n", tr.number(static_cast<std::int64_t>(std::llround(bytes_per_second / 1e6)))}});
}

std::string share_text(double share, const i18n::Translator& tr) {
  // Rounded down: « 100 % » only when it is all done.
  return tr("station.screen.share",
            {{"n", std::to_string(static_cast<int>(std::floor(std::clamp(share, 0.0, 1.0) * 100)))}});
}

}  // namespace station::screen
