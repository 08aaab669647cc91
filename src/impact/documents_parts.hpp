#pragma once
// What both papers have in common.
#include <string>

#include "documents/pdf.hpp"
#include "i18n/i18n.hpp"
#include "impact/statement.hpp"

namespace impact {

documents::PdfInfo paper_info(const i18n::Translator& tr, std::string title, const std::string& organisation,
                              base::Instant issued_at, documents::PageSize size);
/// The stacked bar, the table behind it, where masses come from, packaging.
void write_balance(documents::Pdf& pdf, const i18n::Translator& tr, const Balance& balance);
/// How to check this paper without asking anybody. `proven` is the sentence on what the check proves.
void write_verification(documents::Pdf& pdf, const i18n::Translator& tr, const std::string& origin,
                        const std::string& fingerprint, const std::string& proven, const std::string& verify_url);

}  // namespace impact
