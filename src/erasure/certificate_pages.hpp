#pragma once
// Pages of certificates: the list, one certificate, the public page, and what waits for a second person.
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "erasure/certificate_store.hpp"
#include "erasure/recheck_store.hpp"
#include "html/forms.hpp"
#include "html/table.hpp"

namespace erasure {

html::Html certificate_status_badge(const i18n::Translator& tr, CertificateStatus status);
html::Html certificate_verdict_badge(const i18n::Translator& tr, const CertificateRow& row);

struct CertificateListPage {
  const std::vector<CertificateRow>& rows;
  const CertificateFilter& filter;
  std::string zone, next;
  const std::vector<ErasureProblem>& problems;
};
html::Html certificates_body(const i18n::Translator& tr, const CertificateListPage& page);
/// « Certificats », « À valider (3) », « À contrôler (1) »; nothing for a donor.
html::Html certificate_tabs(const i18n::Translator& tr, std::string_view current, std::int64_t to_validate,
                            std::int64_t to_recheck);

struct CertificatePage {
  const CertificateRow& row;
  const boost::json::value& certificate;
  const std::optional<ValidationRow>& validation;
  const std::optional<RecheckRow>& recheck;
  std::string me;  ///< operator code of the reader
  bool supervisor = false, bench = false, donor = false;
  std::string zone, csrf;
  html::Submission sent = {};
};
html::Html certificate_body(const i18n::Translator& tr, const CertificatePage& page);

/// What a stranger sees who scans the code: the medium, the result, the date, whether it holds, how to check. No donor, no operator.
html::Html public_certificate_body(const i18n::Translator& tr, const CertificateRow& row,
                                   const boost::json::value& certificate, const std::optional<RecheckRow>& recheck,
                                   const std::string& zone);
/// Whether it still holds, in one sentence; empty when it does.
std::string status_sentence(const i18n::Translator& tr, const CertificateRow& row, const std::string& zone);

html::Html to_validate_body(const i18n::Translator& tr, const std::vector<CertificateRow>& rows, const std::string& me,
                            const std::string& zone);
html::Html rechecks_body(const i18n::Translator& tr, const std::vector<OpenRecheck>& open, const std::string& me,
                         const std::string& zone);

}  // namespace erasure
