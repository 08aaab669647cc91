#include "html/charts.hpp"
#include "html/table.hpp"
#include "impact/pages.hpp"
#include "impact/pages_parts.hpp"
#include "impact/words.hpp"

namespace impact {
namespace {

using html::Html;
using i18n::Translator;

std::string accessories(const Translator& tr, const FamilyCount& count) {
  return count.accessories == 0 ? std::string() : tr.count("impact.count.and_accessories", count.accessories);
}

Html tiles(const Translator& tr, const Report& report) {
  return html::stat_tiles({{.label = tr("impact.count.collected"),
                            .value = tr.number(report.collected.devices),
                            .note = accessories(tr, report.collected)},
                           {.label = tr("impact.count.put_back"),
                            .value = tr.number(report.put_back.devices),
                            .note = accessories(tr, report.put_back),
                            .tone = html::Tone::success},
                           {.label = tr("impact.report.rate"),
                            .value = tr.percent(report.put_back.devices, report.collected.devices),
                            .note = tr("impact.report.rate_note")},
                           {.label = tr("impact.balance.mass"), .value = grams_words(tr, report.balance.received_g)},
                           {.label = tr("impact.report.lots"),
                            .value = tr.number(report.lots),
                            .note = tr.count("impact.report.of_donors", report.donors)}});
}

Html months(const Translator& tr, const char* title, const char* heading, const std::array<FamilyCount, 12>& counts) {
  html::Chart chart{
      .tr = tr, .title = tr(title), .label_heading = tr("impact.report.month"), .value_heading = tr(heading)};
  for (std::size_t month = 0; month < counts.size(); ++month)
    chart.points.push_back(
        {.label = short_month(tr, month), .value = counts[month].devices, .shown = tr.number(counts[month].devices)});
  return html::panel(tr(heading), html::bar_chart(chart));
}

std::int64_t count_of(const std::map<equipment::Kind, std::int64_t>& counts, equipment::Kind kind) {
  const auto found = counts.find(kind);
  return found == counts.end() ? 0 : found->second;
}

Html kinds(const Translator& tr, const Report& report) {
  std::vector<std::vector<Html>> rows;
  for (const auto kind : equipment::all_kinds) {
    const auto collected = count_of(report.by_kind, kind);
    const auto put_back = count_of(report.put_back_by_kind, kind);
    if (collected + put_back == 0) continue;
    rows.push_back({html::text(tr("equipment.kind." + std::string(equipment::code(kind)))),
                    html::text(tr.number(collected)), html::text(tr.number(put_back))});
  }
  return html::panel(tr("impact.report.by_kind"),
                     html::simple_table(tr("impact.report.by_kind"),
                                        {{.title = tr("impact.item.kind"), .heading = true},
                                         {.title = tr("impact.count.collected"), .align = html::Align::end},
                                         {.title = tr("impact.count.put_back"), .align = html::Align::end}},
                                        rows));
}

Html outcomes(const Translator& tr, const Report& report) {
  std::vector<std::vector<Html>> rows;
  for (const Outcome outcome : all_outcomes) {
    const auto found = report.by_outcome.find(outcome);
    const FamilyCount count = found == report.by_outcome.end() ? FamilyCount{} : found->second;
    rows.push_back({html::text(outcome_words(tr, outcome)), html::text(tr.number(count.devices)),
                    html::text(tr.number(count.accessories)),
                    html::text(tr.kilograms(base::Mass::grams(report.balance.of(outcome))))});
  }
  return html::panel(tr("impact.report.by_outcome"),
                     html::simple_table(tr("impact.report.by_outcome"),
                                        {{.title = tr("impact.balance.outcome"), .heading = true},
                                         {.title = tr("impact.report.devices"), .align = html::Align::end},
                                         {.title = tr("impact.report.accessories"), .align = html::Align::end},
                                         {.title = tr("impact.balance.kilograms"), .align = html::Align::end}},
                                        rows));
}

}  // namespace

Html report_page(const Translator& tr, const Report& report, const std::vector<int>& years) {
  Html page = year_links(tr, "/reports/", years, report.year);
  if (report.balance.items == 0 && report.put_back.devices + report.put_back.accessories == 0)
    return page +
           html::empty_state(tr("impact.report.empty_title"), tr("impact.report.empty_text"), {}, html::Icon::chart);
  page += tiles(tr, report) + download_links(tr, "/reports/" + std::to_string(report.year));
  page += html::columns(
      {months(tr, "impact.report.collected_by_month", "impact.count.collected", report.collected_by_month),
       months(tr, "impact.report.put_back_by_month", "impact.count.put_back", report.put_back_by_month)});
  page += balance_panel(tr, report.balance) + html::columns({outcomes(tr, report), kinds(tr, report)});
  return page + html::p(tr("impact.report.method", {{"zone", report.zone}}));
}

Html reports_page(const Translator& tr, const std::vector<Report>& reports, const std::vector<int>& years) {
  if (years.empty())
    return html::empty_state(tr("impact.report.none_title"), tr("impact.report.none_text"), {}, html::Icon::chart);
  std::vector<std::vector<Html>> rows;
  for (const auto& report : reports)
    rows.push_back({html::a(html::attr("href", "/reports/" + std::to_string(report.year)), std::to_string(report.year)),
                    html::text(tr.number(report.collected.devices)), html::text(tr.number(report.put_back.devices)),
                    html::text(tr.percent(report.put_back.devices, report.collected.devices)),
                    html::text(grams_words(tr, report.balance.received_g))});
  return html::simple_table(tr("impact.report.list"),
                            {{.title = tr("impact.year"), .heading = true},
                             {.title = tr("impact.count.collected"), .align = html::Align::end},
                             {.title = tr("impact.count.put_back"), .align = html::Align::end},
                             {.title = tr("impact.report.rate"), .align = html::Align::end},
                             {.title = tr("impact.balance.mass"), .align = html::Align::end}},
                            rows);
}

}  // namespace impact
