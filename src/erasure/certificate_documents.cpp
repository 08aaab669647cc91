#include "erasure/certificate_documents.hpp"

#include <boost/json.hpp>

#include "documents/pdf.hpp"
#include "erasure/certificate_json.hpp"
#include "erasure/certificate_rules.hpp"
#include "erasure/certificate_words.hpp"
#include "proof/canonical_json.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using i18n::Translator;

constexpr double qr_side_mm = 28;

documents::PdfInfo info_of(const Translator& tr, std::string title, const std::string& organisation,
                           base::Instant issued_at) {
  documents::PdfInfo info{.title = std::move(title), .author = organisation, .created = issued_at};
  info.language = tr.language() == i18n::Language::french ? "fr-FR" : "en-GB";
  info.footer = organisation + " · " + info.title;
  return info;
}

void write_qr(documents::Pdf& pdf, const Translator& tr, const std::string& page) {
  if (page.empty()) return;
  // A public address that no code can hold is printed in words alone.
  if (!pdf.qr(page, qr_side_mm, tr("certificate.pdf.qr", {{"page", page}}), tr("certificate.pdf.qr_alt")).ok())
    pdf.paragraph(tr("certificate.pdf.qr", {{"page", page}}));
}

void write_section(documents::Pdf& pdf, const WordSection& section) {
  pdf.heading(2, section.title);
  std::vector<documents::Fact> facts;
  for (const auto& [label, value] : section.pairs) facts.push_back({label, value});
  if (!facts.empty()) pdf.facts(facts);
  for (const auto& table : section.tables) {
    std::vector<documents::Column> columns;
    for (const auto& heading : table.headings) columns.push_back({.title = heading});
    pdf.table(columns, table.rows);
  }
}

void write_check(documents::Pdf& pdf, const Translator& tr) {
  pdf.heading(2, tr("certificate.pdf.check"));
  pdf.list(
      {tr("certificate.pdf.check_attached"), tr("certificate.pdf.check_program"), tr("certificate.pdf.check_page")});
  pdf.note(tr("certificate.pdf.limits"));
}

base::Instant issued_at_of(const json::value& certificate) {
  return base::parse_rfc3339(text_at(certificate, "validFrom")).value();
}

}  // namespace

base::Bytes certificate_pdf(const Translator& tr, const base::Bytes& file, const std::string& zone,
                            const std::string& status) {
  const json::value certificate = proof::parse_strict(file).value();
  const auto number = text_at(certificate, "credentialSubject.document.number");
  const auto title = certificate_title(tr, certificate) + " " + number;
  documents::Pdf pdf(info_of(tr, title, text_at(certificate, "issuer.name"), issued_at_of(certificate)));
  pdf.heading(1, title);
  if (!status.empty()) pdf.notice(status);
  pdf.notice(result_sentence(tr, certificate));
  write_qr(pdf, tr, text_at(certificate, "credentialSubject.document.page"));
  for (const auto& section : certificate_sections(tr, certificate, zone, true)) write_section(pdf, section);
  write_check(pdf, tr);
  pdf.attach(std::string(certificate_attachment), file, "application/vc", tr("certificate.pdf.attached"));
  return std::move(pdf).finish();
}

base::Bytes summary_pdf(const Translator& tr, const IssuedSummary& issued, const std::string& zone,
                        const std::string& page) {
  const auto& summary = issued.summary;
  const auto title = tr("certificate.summary." + std::string(code(summary.scope)), {{"number", summary.number}});
  documents::Pdf pdf(info_of(tr, title, summary.organisation, summary.issued_at));
  pdf.heading(1, title);
  pdf.facts({{tr("certificate.field.issuer"), summary.organisation},
             {tr("certificate.field.donor"), summary.donor},
             {tr("certificate.field.issued_at"), tr.date_time(summary.issued_at, zone)}});
  write_qr(pdf, tr, page);
  pdf.heading(2, tr("certificate.summary.counts"));
  std::vector<documents::Fact> counts = {{tr("certificate.count.items"), tr.number(summary.items)}};
  for (const auto& [name, count] : counts_of(summary))
    counts.push_back({tr("certificate.count." + name), tr.number(count)});
  counts.push_back({tr("certificate.count.without_media"), tr.number(summary.without_media)});
  pdf.facts(counts);
  pdf.heading(2, tr("certificate.summary.media"));
  pdf.begin_table({{tr("certificate.field.item"), 1.6},
                   {tr("certificate.field.medium"), 2.4},
                   {tr("certificate.field.serial"), 2},
                   {tr("certificate.field.result"), 2.6},
                   {tr("certificate.field.certificate"), 1.6}});
  for (const auto& line : summary.lines) {
    const auto& medium = line.medium;
    std::string result = tr("certificate.value.not_proven");
    if (medium.verdict)
      result = tr("equipment.verdict." + std::string(equipment::code(*medium.verdict))) + " · " +
               tr("equipment.level." + std::string(equipment::code(medium.achieved))) + " · " +
               tr("equipment.rank." + std::string(equipment::code(medium.rank)));
    pdf.table_row({line.item_number, medium.kind + " " + medium.model, medium.serial, result,
                   line.certificate ? line.certificate->number : std::string("–")});
  }
  pdf.end_table();
  write_check(pdf, tr);
  pdf.attach(std::string(certificate_attachment), issued.file, "application/vc", tr("certificate.pdf.attached"));
  return std::move(pdf).finish();
}

}  // namespace erasure
