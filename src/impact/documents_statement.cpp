#include "documents/sheet_write.hpp"
#include "impact/documents.hpp"
#include "impact/documents_parts.hpp"
#include "impact/words.hpp"

namespace impact {
namespace {

using i18n::Translator;

std::string lines(const std::vector<std::string>& sentences) {
  std::string text;
  for (const auto& sentence : sentences) text += (text.empty() ? "" : "\n") + sentence;
  return text;
}

void write_head(documents::Pdf& pdf, const Translator& tr, const Statement& statement) {
  const auto& heading = statement.heading;
  pdf.heading(1, statement_title(tr, heading));
  std::vector<documents::Fact> facts = {
      {tr("impact.statement.issuer"), heading.organisation},
      {tr("impact.statement.donor"), heading.donor},
      {tr("impact.statement.issued_at"), tr.date_time(heading.issued_at, heading.zone)},
      {tr("impact.statement.id"), statement_id(heading)}};
  for (const auto& lot : heading.lots) {
    if (heading.year) facts.push_back({tr("impact.statement.lot"), lot.number});
    facts.push_back({tr("impact.statement.agreement"),
                     lot.promise ? promise_words(tr, *lot.promise) : tr("impact.statement.no_agreement")});
  }
  facts.push_back({tr("impact.count.collected"), family_words(tr, statement.counts.collected)});
  facts.push_back({tr("impact.count.put_back"), family_words(tr, statement.counts.put_back)});
  pdf.facts(facts);
}

void write_pairs(documents::Pdf& pdf, const std::string& title, const std::vector<WordPair>& pairs) {
  if (pairs.empty()) return;
  pdf.heading(2, title);
  std::vector<documents::Fact> facts;
  for (const auto& [label, value] : pairs) facts.push_back({label, value});
  pdf.facts(facts);
}

void write_items(documents::Pdf& pdf, const Translator& tr, const Statement& statement) {
  pdf.heading(2, tr("impact.statement.items"));
  using documents::Align;
  pdf.begin_table({{tr("impact.item.number"), 1.5},
                   {tr("impact.item.what"), 3},
                   {tr("impact.item.labels"), 2.4},
                   {tr("impact.item.mass_kg"), 1.2, Align::right},
                   {tr("impact.item.outcome"), 1.7},
                   {tr("impact.item.proof"), 4.2}});
  for (const auto& line : statement.items)
    pdf.table_row({line.item.number, item_words(tr, line.item), label_words(tr, line.item), mass_words(tr, line.item),
                   outcome_words(tr, line.outcome), lines(proof_words(tr, line))});
  pdf.end_table();
}

documents::Cell mass_cell(const std::optional<std::int64_t>& grams) {
  return grams ? documents::Cell(base::Mass::grams(*grams)) : documents::Cell();
}
documents::Cell gram_cell(const std::optional<std::int64_t>& grams) {
  return grams ? documents::Cell(*grams) : documents::Cell();
}
documents::Cell day_cell(const std::optional<base::Instant>& instant, const std::string& zone) {
  if (!instant) return {};
  const auto day = base::day_in_zone(*instant, zone);
  return day.ok() ? documents::Cell(*day) : documents::Cell();
}

void items_sheet(documents::XlsxWriter& sheet, const Translator& tr, const Statement& statement) {
  sheet.sheet(tr("impact.statement.items"), {{tr("impact.item.number"), 14},
                                             {tr("impact.statement.lot"), 12},
                                             {tr("impact.item.kind"), 20},
                                             {tr("impact.item.maker"), 14},
                                             {tr("impact.item.model"), 24},
                                             {tr("impact.item.serials"), 24},
                                             {tr("impact.item.tag"), 16},
                                             {tr("impact.balance.grams"), 12},
                                             {tr("impact.balance.kilograms"), 12},
                                             {tr("impact.item.mass_source"), 16},
                                             {tr("impact.item.status"), 16},
                                             {tr("impact.item.outcome"), 20},
                                             {tr("impact.item.received_at"), 12},
                                             {tr("impact.item.departed_at"), 12},
                                             {tr("impact.item.days"), 12},
                                             {tr("impact.item.proof"), 60}});
  std::map<equipment::LotId, std::string> numbers;
  for (const auto& lot : statement.lots) numbers[lot.heading.id] = lot.heading.number;
  for (const auto& line : statement.items) {
    const auto& item = line.item;
    const auto source = item.mass_g ? item.mass_source : equipment::MassSource::unknown;
    sheet.row({item.number, item.lot ? numbers[*item.lot] : std::string(),
               tr("equipment.kind." + std::string(code(item.kind))), item.maker, item.model,
               item.serial.empty() ? item.serial_system : item.serial, item.asset_tag, gram_cell(item.mass_g),
               mass_cell(item.mass_g), tr("equipment.mass_source." + std::string(code(source))),
               tr("equipment.status." + std::string(code(item.status))), outcome_words(tr, line.outcome),
               day_cell(item.received_at, statement.heading.zone), day_cell(item.departed_at, statement.heading.zone),
               gram_cell(line.days_to_proof), lines(proof_words(tr, line))});
  }
}

void media_sheet(documents::XlsxWriter& sheet, const Translator& tr, const Statement& statement) {
  sheet.sheet(tr("impact.statement.media"), {{tr("impact.item.number"), 14},
                                             {tr("impact.medium.kind"), 10},
                                             {tr("impact.item.model"), 24},
                                             {tr("impact.item.serials"), 24},
                                             {tr("impact.medium.verdict"), 24},
                                             {tr("impact.medium.level"), 24},
                                             {tr("impact.medium.rank"), 24},
                                             {tr("impact.medium.standard"), 18},
                                             {tr("impact.medium.judged_at"), 12},
                                             {tr("impact.medium.operator"), 12},
                                             {tr("impact.medium.second"), 12},
                                             {tr("impact.medium.evidence"), 66}});
  for (const auto& line : statement.items)
    for (const auto& shown : line.media) {
      const auto& medium = shown.medium;
      if (!medium.verdict) {
        sheet.row({line.item.number, medium.kind, medium.model, medium.serial, tr("impact.medium.without_proof")});
        continue;
      }
      sheet.row({line.item.number, medium.kind, medium.model, medium.serial,
                 tr("equipment.verdict." + std::string(equipment::code(*medium.verdict))),
                 tr("equipment.level." + std::string(equipment::code(medium.achieved))),
                 tr("equipment.rank." + std::string(equipment::code(medium.rank))), medium.standard,
                 day_cell(shown.judged_at, statement.heading.zone), shown.operator_code, shown.second_code,
                 medium.evidence_sha256});
    }
}

void balance_sheet(documents::XlsxWriter& sheet, const Translator& tr, const Balance& balance) {
  sheet.sheet(
      tr("impact.balance.title"),
      {{tr("impact.balance.outcome"), 36}, {tr("impact.balance.grams"), 14}, {tr("impact.balance.kilograms"), 14}});
  const auto row = [&](const std::string& label, std::int64_t grams) {
    sheet.row({label, grams, base::Mass::grams(grams)});
  };
  for (const Outcome outcome : all_outcomes) row(outcome_words(tr, outcome), balance.of(outcome));
  row(tr("impact.balance.received"), balance.received_g);
  if (balance.packaging_g) row(tr("impact.balance.packaging_label"), *balance.packaging_g);
  row(tr("impact.balance.weighed"), balance.weighed_g);
  row(tr("impact.balance.declared"), balance.declared_g);
  row(tr("impact.balance.default"), balance.by_default_g);
}

}  // namespace

base::Bytes statement_pdf(const Translator& tr, const IssuedStatement& issued, const std::string& verify_url) {
  const auto& statement = issued.statement;
  const auto& heading = statement.heading;
  documents::Pdf pdf(
      paper_info(tr, statement_title(tr, heading), heading.organisation, heading.issued_at, documents::a4_landscape));
  write_head(pdf, tr, statement);
  write_balance(pdf, tr, statement.balance);
  write_pairs(pdf, tr("impact.erasure.title"), erasure_words(tr, statement.counts));
  write_pairs(pdf, tr("impact.delay.title"), delay_words(tr, statement.counts.delay));
  write_verification(pdf, tr, heading.origin, heading.fingerprint, tr("impact.verification.statement"), verify_url);
  write_items(pdf, tr, statement);
  pdf.attach(std::string(attached_name), issued.document, "application/json", tr("impact.verification.attached"));
  return std::move(pdf).finish();
}

base::Bytes statement_xlsx(const Translator& tr, const Statement& statement, base::Instant now) {
  documents::XlsxWriter sheet(
      {.title = statement_title(tr, statement.heading), .author = statement.heading.organisation, .created = now});
  items_sheet(sheet, tr, statement);
  media_sheet(sheet, tr, statement);
  balance_sheet(sheet, tr, statement.balance);
  return std::move(sheet).finish();
}

}  // namespace impact
