#include "sales/documents.hpp"

#include "documents/pdf.hpp"

namespace sales {
namespace {

std::string defects_of(const i18n::Translator& tr, const stock::DepartureLine& line) {
  std::string text;
  for (const auto& each : line.defects) text += (text.empty() ? "" : ", ") + tr("equipment.test." + each);
  return text;
}

std::string description_of(const i18n::Translator& tr, const stock::DepartureLine& line, const QuotedLine& quoted) {
  std::string text = stock::title_of(tr, line.kind, line.maker, line.model) + ", " +
                     tr("sales.wording." + std::string(code(quoted.wording)));
  if (!line.category.empty()) text += ", " + tr("sales.receipt.category", {{"category", line.category}});
  if (!line.serial.empty()) text += ", " + tr("sales.receipt.serial", {{"serial", line.serial}});
  if (!line.defects.empty()) text += ". " + tr("sales.receipt.defects", {{"defects", defects_of(tr, line)}});
  return text;
}

void put_head(documents::Pdf& pdf, const i18n::Translator& tr, const ReceiptView& view) {
  const auto& seller = view.receipt.seller;
  pdf.heading(1, tr("sales.receipt.title", {{"number", view.sale.number}}));
  if (view.prints > 0) pdf.notice(tr("sales.receipt.is_duplicate"));
  std::vector<documents::Fact> facts = {{tr("sales.receipt.seller"), seller.name}};
  if (!seller.address.empty()) facts.push_back({tr("stock.paper.address"), seller.address});
  if (!seller.siret.empty()) facts.push_back({tr("stock.receiver.siret"), seller.siret});
  facts.push_back({tr("stock.departure.date"), tr.date_time(view.sale.occurred_at, view.zone)});
  facts.push_back({tr("stock.departure.operator"), view.sale.operator_code});
  if (!view.sale.receiver.name.empty()) facts.push_back({tr("sales.buyer.label"), view.sale.receiver.name});
  if (!view.sale.receiver.siret.empty()) facts.push_back({tr("sales.buyer.siret"), view.sale.receiver.siret});
  facts.push_back({tr("sales.payment.label"), tr("sales.payment." + std::string(code(view.receipt.payment)))});
  pdf.facts(facts);
}

void put_lines(documents::Pdf& pdf, const i18n::Translator& tr, const ReceiptView& view, Paper paper) {
  const bool vat = view.receipt.vat.regime == Regime::normal;
  std::vector<documents::Column> columns = {
      {.title = tr("sales.receipt.item"), .weight = paper == Paper::a4 ? 5.0 : 2.6}};
  if (vat && paper == Paper::a4)
    for (const char* key : {"sales.vat.net", "sales.vat.heading"})
      columns.push_back({.title = tr(key), .weight = 1.2, .align = documents::Align::right});
  columns.push_back({.title = tr("sales.price.heading"), .weight = 1.3, .align = documents::Align::right});
  std::vector<std::vector<std::string>> rows;
  const auto row = [&](std::string text, const Amounts& amounts) {
    std::vector<std::string> cells = {std::move(text)};
    if (vat && paper == Paper::a4) cells.insert(cells.end(), {tr.money(amounts.net), tr.money(amounts.vat)});
    cells.push_back(tr.money(amounts.price));
    rows.push_back(std::move(cells));
  };
  for (std::size_t i = 0; i < view.sale.lines.size(); ++i)
    row(view.sale.lines[i].number + " · " + description_of(tr, view.sale.lines[i], view.receipt.lines[i]),
        view.receipt.lines[i].amounts);
  row(tr("sales.total"), view.receipt.total);
  pdf.table(columns, rows, {.total_row = true});
}

}  // namespace

base::Bytes receipt_pdf(const i18n::Translator& tr, const ReceiptView& view, Paper paper) {
  const std::string title = tr("sales.receipt.title", {{"number", view.sale.number}});
  const documents::PageSize roll{80, 297, 4};
  documents::Pdf pdf(
      {.title = view.prints > 0 ? title + " – " + tr("sales.receipt.is_duplicate") : title,
       .author = view.receipt.seller.name,
       .language = tr.language() == i18n::Language::french ? "fr-FR" : "en-GB",
       .size = paper == Paper::a4 ? documents::a4_portrait : roll,
       .created = view.sale.occurred_at,
       .footer = paper == Paper::a4 ? view.receipt.seller.name + " · " + view.sale.number : view.sale.number});
  put_head(pdf, tr, view);
  put_lines(pdf, tr, view, paper);
  if (view.receipt.vat.regime == Regime::normal)
    pdf.note(tr("sales.vat.of", {{"vat", tr.money(view.receipt.total.vat)}}));
  if (!view.receipt.vat.mention.empty()) pdf.note(view.receipt.vat.mention);
  pdf.note(warranty_text(tr, view.receipt.warranty));
  pdf.note(tr("sales.receipt.kept", {{"sha256", view.sha256}}));
  return std::move(pdf).finish();
}

}  // namespace sales
