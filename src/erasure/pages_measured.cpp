#include "erasure/pages_measured.hpp"

#include <limits>

namespace erasure {
namespace {

using sanitization::Verdict;

std::int64_t counted(std::uint64_t value) {
  return static_cast<std::int64_t>(
      std::min<std::uint64_t>(value, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())));
}

html::Html verdict_of(const i18n::Translator& tr, const ErasureRecord& row) {
  const std::string text = tr("equipment.verdict." + std::string(sanitization::code(row.verdict)));
  switch (row.verdict) {
    case Verdict::erased:
    case Verdict::destroyed:
      return html::big_badge(html::Tone::success, text);
    case Verdict::erased_with_exceptions:
      return html::big_badge(html::Tone::warning, text);
    case Verdict::failed:
    case Verdict::interrupted:
      break;
  }
  return html::big_badge(html::Tone::danger, text);
}

std::string level(const i18n::Translator& tr, sanitization::Level value) {
  return tr("equipment.level." + std::string(sanitization::code(value)));
}

std::string method_text(const i18n::Translator& tr, const sanitization::Record& record) {
  if (!record.method) return tr("erasure.measured.no_method");
  return tr("sanitization.method." + std::string(sanitization::code(*record.method)));
}

std::string policy_name(const i18n::Translator& tr, const sanitization::Policy& policy) {
  const auto named = policy.name.find(std::string(i18n::language_code(tr.language())));
  if (named != policy.name.end()) return named->second;
  return policy.name.empty() ? policy.id : policy.name.begin()->second;
}

html::Html list_of(const std::vector<std::string>& sentences) {
  std::vector<html::Html> lines;
  for (const auto& each : sentences) lines.push_back(html::li(each));
  return html::ul(lines);
}

/// What a station of a later version may say in words that this program does not have.
std::string reason_text(const i18n::Translator& tr, const std::string& key) { return tr.has(key) ? tr(key) : key; }

html::Html reasons_of(const i18n::Translator& tr, const MeasuredView& view) {
  html::Callout callout{
      .tone = view.row.verdict == Verdict::erased_with_exceptions ? html::Tone::warning : html::Tone::danger,
      .title = tr("erasure.measured.reasons")};
  if (!view.record.decision.empty()) callout.items.push_back({.text = reason_text(tr, view.record.decision)});
  for (const auto& reason : view.row.reasons) callout.items.push_back({.text = reason_text(tr, reason)});
  if (view.row.to_destroy) callout.text = tr("erasure.measured.to_destroy");
  return callout.items.empty() && callout.text.empty() ? html::Html() : html::callout(callout);
}

html::Html panel_of(const i18n::Translator& tr, const MeasuredView& view, const std::string& zone) {
  const auto& row = view.row;
  std::vector<html::KeyValue> pairs = {
      {.label = tr("erasure.measured.method"), .value = html::text(method_text(tr, view.record))},
      {.label = tr("erasure.measured.levels"),
       .value = html::text(tr("erasure.measured.levels_value",
                              {{"required", level(tr, row.required)}, {"achieved", level(tr, row.achieved)}}))},
      {.label = tr("erasure.measured.policy"), .value = html::text(policy_name(tr, view.record.policy))},
      {.label = tr("erasure.measured.verification"), .value = list_of(verification_sentences(tr, view.record))},
      {.label = tr("erasure.measured.station"),
       .value = html::text(view.station + " · " + row.operator_code + " · " + tr.short_date_time(row.ended, zone))},
      {.label = tr("erasure.medium.fingerprint"), .value = html::code(row.sha256.substr(0, 16))}};
  html::Html body = html::p(verdict_of(tr, row)) + html::key_values(pairs) + reasons_of(tr, view);
  if (!view.certificate.empty())
    body += html::actions({html::link_button(tr("erasure.measured.certificate"), "/certificates/" + view.certificate,
                                             html::ButtonStyle::secondary, html::Icon::document)});
  return html::panel(tr("erasure.measured.title", {{"medium", view.medium}}), body);
}

}  // namespace

std::vector<std::string> verification_sentences(const i18n::Translator& tr, const sanitization::Record& record) {
  if (!record.verification) return {tr("erasure.measured.not_verified")};
  const auto& found = *record.verification;
  const auto number = [&](std::uint64_t value) { return tr.number(counted(value)); };
  std::vector<std::string> all = {tr(
      found.completed ? "erasure.measured.read_all" : "erasure.measured.read_part",
      {{"bytes", tr.bytes(counted(found.bytes_read))}, {"total", tr.bytes(counted(record.before.capacity.bytes()))}})};
  all.push_back(tr("erasure.measured.content",
                   {{"content", tr("sanitization.content." + std::string(sanitization::code(found.content)))}}));
  if (found.mismatched_sectors > 0)
    all.push_back(tr("erasure.measured.mismatches", {{"n", number(found.mismatched_sectors)}}));
  else if (found.content == sanitization::ContentClass::stream)
    all.push_back(tr("erasure.measured.no_mismatch"));
  if (found.canaries_planted > 0)
    all.push_back(tr("erasure.measured.canaries",
                     {{"planted", number(found.canaries_planted)}, {"found", number(found.canaries_found)}}));
  if (!found.unreadable.empty())
    all.push_back(tr("erasure.measured.unreadable", {{"n", number(found.unreadable.size())}}));
  if (!record.interruptions.empty())
    all.push_back(tr("erasure.measured.interruptions", {{"n", number(record.interruptions.size())}}));
  return all;
}

html::Html measured_panels(const i18n::Translator& tr, const std::vector<MeasuredView>& views,
                           const std::string& zone) {
  html::Html all;
  for (const auto& view : views) all += panel_of(tr, view, zone);
  return all;
}

}  // namespace erasure
