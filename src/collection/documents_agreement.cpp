#include "collection/documents_agreement.hpp"

#include "documents/pdf.hpp"

namespace collection {

std::vector<std::pair<std::string, std::string>> agreement_facts(const i18n::Translator& tr,
                                                                 const Agreement& agreement) {
  const AgreementTerms& terms = agreement.terms;
  std::string exceptions;
  for (const auto& code : terms.accepted_exceptions)
    exceptions += (exceptions.empty() ? "" : ", ") + tr("collection.exception." + code);
  if (exceptions.empty()) exceptions = tr("collection.agreement.no_exception");
  return {
      {tr("collection.agreement.number"), terms.number},
      {tr("collection.agreement.signed_on"), tr.date(agreement.signed_on)},
      {tr("collection.agreement.valid_until"),
       agreement.valid_until ? tr.date(*agreement.valid_until) : tr("collection.agreement.no_end")},
      {tr("collection.agreement.level"), tr("equipment.level." + std::string(equipment::code(terms.level)))},
      {tr("collection.agreement.days"), tr.count("collection.agreement.days_count", terms.days_to_erasure)},
      {tr("collection.agreement.place"), tr(terms.on_site ? "collection.place.on_site" : "collection.place.workshop")},
      {tr("collection.agreement.rank"), tr("equipment.rank." + std::string(equipment::code(terms.accepted_rank)))},
      {tr("collection.agreement.exceptions"), exceptions},
      {tr("collection.agreement.subcontractors"),
       terms.subcontractors.empty() ? tr("collection.agreement.no_subcontractor") : terms.subcontractors},
      {tr("collection.agreement.proof_years"), tr.count("collection.agreement.years_count", terms.proof_years)},
      {tr("collection.agreement.key"), agreement.key_fingerprint}};
}

base::Bytes agreement_pdf(const i18n::Translator& tr, const Agreement& agreement, const std::string& donor,
                          const std::string& organisation, base::Instant now) {
  const std::string title = tr("collection.agreement.title", {{"number", agreement.terms.number}});
  documents::Pdf pdf({.title = title,
                      .author = organisation,
                      .language = tr.language() == i18n::Language::french ? "fr-FR" : "en-GB",
                      .created = now,
                      .footer = organisation + " · " + title});
  pdf.heading(1, title);
  pdf.paragraph(tr("collection.agreement.parties", {{"donor", donor}, {"organisation", organisation}}));
  pdf.heading(2, tr("collection.agreement.commitments"));
  pdf.list({tr("collection.agreement.commit_collect"), tr("collection.agreement.commit_erase"),
            tr("collection.agreement.commit_waste"), tr("collection.agreement.commit_proof")});
  pdf.heading(2, tr("collection.agreement.donor_commitments"));
  pdf.list({tr("collection.agreement.donor_list"), tr("collection.agreement.donor_locks"),
            tr("collection.agreement.donor_property")});
  pdf.heading(2, tr("collection.agreement.terms"));
  std::vector<documents::Fact> facts;
  for (auto& [label, value] : agreement_facts(tr, agreement))
    facts.push_back({.label = std::move(label), .value = std::move(value)});
  pdf.facts(facts);
  pdf.note(tr("collection.agreement.key_note"));
  if (agreement.terms.public_free_transfer) {
    pdf.heading(2, tr("collection.agreement.public_free_transfer"));
    pdf.paragraph(tr("collection.agreement.public_text"));
  }
  pdf.signatures({{.label = tr("collection.agreement.for_donor"), .below = donor},
                  {.label = tr("collection.agreement.for_organisation"), .below = organisation}});
  return std::move(pdf).finish();
}

}  // namespace collection
