#include "impact/documents_parts.hpp"

#include "impact/words.hpp"

namespace impact {

documents::PdfInfo paper_info(const i18n::Translator& tr, std::string title, const std::string& organisation,
                              base::Instant issued_at, documents::PageSize size) {
  documents::PdfInfo info{.title = std::move(title), .author = organisation, .size = size, .created = issued_at};
  info.language = tr.language() == i18n::Language::french ? "fr-FR" : "en-GB";
  info.footer = organisation + " · " + info.title;
  return info;
}

void write_balance(documents::Pdf& pdf, const i18n::Translator& tr, const Balance& balance) {
  pdf.heading(2, tr("impact.balance.title"));
  std::vector<documents::Bar> parts;
  std::vector<std::vector<std::string>> rows;
  for (const Outcome outcome : all_outcomes) {
    const std::int64_t grams = balance.of(outcome);
    if (grams != 0)
      parts.push_back(
          {.label = outcome_words(tr, outcome), .value = static_cast<double>(grams), .text = grams_words(tr, grams)});
    rows.push_back({outcome_words(tr, outcome), tr.number(grams), tr.kilograms(base::Mass::grams(grams)),
                    tr.percent(grams, balance.received_g)});
  }
  rows.push_back({tr("impact.balance.received"), tr.number(balance.received_g),
                  tr.kilograms(base::Mass::grams(balance.received_g)),
                  tr.percent(balance.received_g, balance.received_g)});
  if (!parts.empty())
    pdf.stacked_bar(tr("impact.balance.total", {{"mass", grams_words(tr, balance.received_g)}}), parts);
  using documents::Align;
  pdf.table({{tr("impact.balance.outcome"), 3},
             {tr("impact.balance.grams"), 1.5, Align::right},
             {tr("impact.balance.kilograms"), 1.5, Align::right},
             {tr("impact.balance.share"), 1, Align::right}},
            rows, {.total_row = true});
  pdf.note(sources_words(tr, balance));
  pdf.note(packaging_words(tr, balance));
}

void write_verification(documents::Pdf& pdf, const i18n::Translator& tr, const std::string& origin,
                        const std::string& fingerprint, const std::string& proven, const std::string& verify_url) {
  pdf.heading(2, tr("impact.verification.title"));
  pdf.paragraph(proven);
  pdf.facts({{tr("impact.verification.fingerprint"), fingerprint}, {tr("impact.verification.origin"), origin}});
  std::vector<std::string> ways = {tr("impact.verification.compare")};
  if (!verify_url.empty()) ways.push_back(tr("impact.verification.page", {{"url", verify_url}}));
  ways.push_back(tr("impact.verification.program"));
  pdf.list(ways);
  pdf.note(tr("impact.verification.limits"));
}

}  // namespace impact
