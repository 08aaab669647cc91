#pragma once
// What people see. No database; every figure arrives counted.
#include <string>
#include <vector>

#include "html/forms.hpp"
#include "html/page.hpp"
#include "impact/actions.hpp"
#include "proof/document.hpp"

namespace impact {

/// `path`: address of the statement without suffix; `years`: of the same donor, as links.
html::Html statement_page(const i18n::Translator& tr, const Statement& statement, const std::string& path,
                          const std::vector<int>& years);
html::Html report_page(const i18n::Translator& tr, const Report& report, const std::vector<int>& years);
html::Html reports_page(const i18n::Translator& tr, const std::vector<Report>& reports, const std::vector<int>& years);

html::Html verify_form(const i18n::Translator& tr, const std::string& csrf, const std::vector<base::Refusal>& refusals);
/// The verdict in words; `name` is the trusted issuer's, empty if unknown.
html::Html verify_result(const i18n::Translator& tr, const proof::Verification& verification, const std::string& name);
html::Html keys_page(const i18n::Translator& tr, const std::vector<PublicIssuer>& issuers);

/// Links to the PDF, the spreadsheet and the signed file.
html::Html download_links(const i18n::Translator& tr, const std::string& path);

}  // namespace impact
