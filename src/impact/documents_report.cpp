#include "documents/sheet_write.hpp"
#include "impact/documents.hpp"
#include "impact/documents_parts.hpp"
#include "impact/words.hpp"

namespace impact {
namespace {

using i18n::Translator;

std::int64_t count_of(const std::map<equipment::Kind, std::int64_t>& counts, equipment::Kind kind) {
  const auto found = counts.find(kind);
  return found == counts.end() ? 0 : found->second;
}

void write_months(documents::Pdf& pdf, const Translator& tr, const std::string& title,
                  const std::array<FamilyCount, 12>& months) {
  pdf.heading(2, title);
  std::vector<documents::Bar> bars;
  for (std::size_t month = 0; month < months.size(); ++month)
    bars.push_back({.label = short_month(tr, month),
                    .value = static_cast<double>(months[month].devices),
                    .text = tr.number(months[month].devices)});
  pdf.bars(bars);
}

void write_kinds(documents::Pdf& pdf, const Translator& tr, const Report& report) {
  pdf.heading(2, tr("impact.report.by_kind"));
  std::vector<std::vector<std::string>> rows;
  for (const auto kind : equipment::all_kinds) {
    const auto collected = count_of(report.by_kind, kind);
    const auto put_back = count_of(report.put_back_by_kind, kind);
    if (collected + put_back > 0)
      rows.push_back(
          {tr("equipment.kind." + std::string(equipment::code(kind))), tr.number(collected), tr.number(put_back)});
  }
  using documents::Align;
  pdf.table({{tr("impact.item.kind"), 3},
             {tr("impact.count.collected"), 1, Align::right},
             {tr("impact.count.put_back"), 1, Align::right}},
            rows);
}

}  // namespace

base::Bytes report_pdf(const Translator& tr, const IssuedReport& issued, const std::string& verify_url) {
  const auto& report = issued.report;
  const std::string title = tr("impact.report.title", {{"year", std::to_string(report.year)}});
  documents::Pdf pdf(paper_info(tr, title, report.organisation, report.issued_at, documents::a4_portrait));
  pdf.heading(1, title);
  pdf.facts({{tr("impact.statement.issuer"), report.organisation},
             {tr("impact.statement.issued_at"), tr.date_time(report.issued_at, report.zone)},
             {tr("impact.count.collected"), family_words(tr, report.collected)},
             {tr("impact.count.put_back"), family_words(tr, report.put_back)},
             {tr("impact.report.rate"), tr.percent(report.put_back.devices, report.collected.devices)},
             {tr("impact.report.lots"),
              tr("impact.report.lots_of_donors",
                 {{"lots", tr.number(report.lots)}, {"donors", tr.count("impact.report.of_donors", report.donors)}})}});
  pdf.note(tr("impact.report.method", {{"zone", report.zone}}));
  write_months(pdf, tr, tr("impact.report.collected_by_month"), report.collected_by_month);
  write_months(pdf, tr, tr("impact.report.put_back_by_month"), report.put_back_by_month);
  write_kinds(pdf, tr, report);
  write_balance(pdf, tr, report.balance);
  write_verification(pdf, tr, report.origin, report.fingerprint, tr("impact.verification.report"), verify_url);
  pdf.attach(std::string(attached_name), issued.document, "application/json", tr("impact.verification.attached"));
  return std::move(pdf).finish();
}

base::Bytes report_xlsx(const Translator& tr, const Report& report) {
  documents::XlsxWriter sheet({.title = tr("impact.report.title", {{"year", std::to_string(report.year)}}),
                               .author = report.organisation,
                               .created = report.issued_at});
  sheet.sheet(tr("impact.report.months"), {{tr("impact.report.month"), 12},
                                           {tr("impact.report.collected_devices"), 20},
                                           {tr("impact.report.collected_accessories"), 20},
                                           {tr("impact.report.put_back_devices"), 20},
                                           {tr("impact.report.put_back_accessories"), 20}});
  for (std::size_t month = 0; month < 12; ++month)
    sheet.row({short_month(tr, month), report.collected_by_month[month].devices,
               report.collected_by_month[month].accessories, report.put_back_by_month[month].devices,
               report.put_back_by_month[month].accessories});
  sheet.row({tr("impact.report.year_total"), report.collected.devices, report.collected.accessories,
             report.put_back.devices, report.put_back.accessories});
  sheet.sheet(tr("impact.report.by_kind"),
              {{tr("impact.item.kind"), 24}, {tr("impact.count.collected"), 14}, {tr("impact.count.put_back"), 18}});
  for (const auto kind : equipment::all_kinds) {
    const auto collected = count_of(report.by_kind, kind);
    const auto put_back = count_of(report.put_back_by_kind, kind);
    if (collected + put_back > 0)
      sheet.row({tr("equipment.kind." + std::string(equipment::code(kind))), collected, put_back});
  }
  sheet.sheet(tr("impact.balance.title"), {{tr("impact.balance.outcome"), 30},
                                           {tr("impact.report.devices"), 14},
                                           {tr("impact.report.accessories"), 14},
                                           {tr("impact.balance.grams"), 16},
                                           {tr("impact.balance.kilograms"), 14}});
  for (const Outcome outcome : all_outcomes) {
    const auto found = report.by_outcome.find(outcome);
    const FamilyCount count = found == report.by_outcome.end() ? FamilyCount{} : found->second;
    sheet.row({outcome_words(tr, outcome), count.devices, count.accessories, report.balance.of(outcome),
               base::Mass::grams(report.balance.of(outcome))});
  }
  sheet.row({tr("impact.balance.received"), report.collected.devices, report.collected.accessories,
             report.balance.received_g, base::Mass::grams(report.balance.received_g)});
  return std::move(sheet).finish();
}

}  // namespace impact
