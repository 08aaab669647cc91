#include "stock/documents.hpp"

#include "documents/pdf.hpp"
#include "stock/draft.hpp"

namespace stock {
namespace {

/// Kilograms to the gram, so that the sums printed add up exactly.
std::string exact_mass(const i18n::Translator& tr, std::int64_t grams) { return tr.decimal(grams, 3); }

std::string mass_text(const i18n::Translator& tr, const DepartureLine& line) {
  if (!line.mass_g) return tr("equipment.mass_source.unknown");
  return exact_mass(tr, *line.mass_g) + " (" +
         tr("equipment.mass_source." + std::string(equipment::code(line.mass_source))) + ")";
}

std::string defects_text(const i18n::Translator& tr, const DepartureLine& line) {
  std::string text;
  for (const auto& each : line.defects) text += (text.empty() ? "" : ", ") + tr("equipment.test." + each);
  return text;
}

void put_head(documents::Pdf& pdf, const i18n::Translator& tr, const PaperHead& head, const Departure& departure,
              const Receiver& receiver) {
  const std::string kind(equipment::code(departure.kind));
  pdf.heading(1, tr("stock.paper.title." + kind));
  std::vector<documents::Fact> facts = {{tr("stock.departure.number"), departure.number},
                                        {tr("stock.departure.date"), tr.date_time(departure.occurred_at, head.zone)},
                                        {tr("stock.paper.from"), head.organisation}};
  if (!head.address.empty()) facts.push_back({tr("stock.paper.address"), head.address});
  if (!head.siret.empty()) facts.push_back({tr("stock.receiver.siret"), head.siret});
  facts.push_back({tr("stock.departure.operator"), departure.operator_code});
  if (receiver.kind != ReceiverKind::nobody)
    facts.push_back({tr("stock.paper.to"), tr("stock.receiver.kind." + std::string(code(receiver.kind)))});
  if (!receiver.reference.empty()) facts.push_back({tr("stock.receiver.reference"), receiver.reference});
  if (!receiver.name.empty()) facts.push_back({tr("stock.receiver.name"), receiver.name});
  if (!receiver.siret.empty()) facts.push_back({tr("stock.receiver.siret"), receiver.siret});
  pdf.facts(facts);
}

void put_slip(documents::Pdf& pdf, const i18n::Translator& tr, const Departure& departure) {
  const auto sums = slip_sums(departure.lines);
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : departure.lines)
    rows.push_back({line.number, title_of(tr, line.kind, line.maker, line.model), std::to_string(line.weee_category),
                    tr("equipment.origin." + std::string(equipment::code(line.origin))), mass_text(tr, line)});
  rows.push_back(
      {tr("stock.paper.total"), tr.count("stock.items", sums.all.items), "", "", exact_mass(tr, sums.all.mass_g)});
  pdf.table({{.title = tr("stock.item.number"), .weight = 2},
             {.title = tr("stock.item.model"), .weight = 4},
             {.title = tr("stock.paper.weee"), .weight = 1},
             {.title = tr("stock.paper.arrival"), .weight = 2},
             {.title = tr("stock.paper.mass_kg"), .weight = 2.4, .align = documents::Align::right}},
            rows, {.total_row = true});
  pdf.heading(2, tr("stock.paper.by_category"));
  std::vector<std::vector<std::string>> categories;
  for (const auto& [category, sum] : sums.by_category)
    categories.push_back(
        {tr("stock.weee." + std::to_string(category)), tr.number(sum.items), exact_mass(tr, sum.mass_g)});
  for (const auto& [origin, sum] : sums.by_origin)
    categories.push_back(
        {tr("stock.paper.of_which", {{"origin", tr("equipment.origin." + std::string(equipment::code(origin)))}}),
         tr.number(sum.items), exact_mass(tr, sum.mass_g)});
  pdf.table({{.title = tr("stock.paper.category"), .weight = 5},
             {.title = tr("stock.items_heading"), .weight = 1, .align = documents::Align::right},
             {.title = tr("stock.paper.mass_kg"), .weight = 1.5, .align = documents::Align::right}},
            categories);
  pdf.note(tr("stock.paper.weighed", {{"weighed", tr.number(sums.all.weighed)},
                                      {"all", tr.number(sums.all.items)},
                                      {"without", tr.number(sums.all.without_mass)}}));
  pdf.note(tr("stock.paper.waste_law"));
}

void put_items(documents::Pdf& pdf, const i18n::Translator& tr, const Departure& departure) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : departure.lines)
    rows.push_back({line.number, title_of(tr, line.kind, line.maker, line.model), line.serial, line.category,
                    defects_text(tr, line)});
  pdf.table({{.title = tr("stock.item.number"), .weight = 2},
             {.title = tr("stock.item.model"), .weight = 4},
             {.title = tr("stock.item.serial"), .weight = 2},
             {.title = tr("stock.item.category"), .weight = 1.2},
             {.title = tr("stock.paper.defects"), .weight = 2}},
            rows);
}

}  // namespace

base::Bytes departure_pdf(const i18n::Translator& tr, const PaperHead& head, const Departure& departure,
                          const Receiver& receiver) {
  const std::string kind(equipment::code(departure.kind));
  documents::Pdf pdf({.title = tr("stock.paper.title." + kind) + " " + departure.number,
                      .author = head.organisation,
                      .language = tr.language() == i18n::Language::french ? "fr-FR" : "en-GB",
                      .created = departure.occurred_at,
                      .footer = head.organisation + " · " + departure.number});
  put_head(pdf, tr, head, departure, receiver);
  if (departure.kind == DepartureKind::waste)
    put_slip(pdf, tr, departure);
  else
    put_items(pdf, tr, departure);
  pdf.note(tr("stock.paper.note." + kind));
  pdf.space(6);
  std::vector<documents::Signature> signatures = {
      {.label = tr("stock.paper.sign_from"), .below = departure.operator_code}};
  if (receiver.kind != ReceiverKind::nobody)
    signatures.push_back({.label = tr("stock.paper.sign_to"), .below = receiver.reference});
  pdf.signatures(signatures);
  pdf.attach(departure.number + ".json", departure.content, "application/json", tr("stock.paper.attached"));
  return std::move(pdf).finish();
}

}  // namespace stock
