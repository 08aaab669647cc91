#pragma once
// The papers: statement and yearly report as PDF (the signed document attached as "statement.json") and XLSX.
#include <string>

#include "base/bytes.hpp"
#include "i18n/i18n.hpp"
#include "impact/actions.hpp"

namespace impact {

inline constexpr std::string_view attached_name = "statement.json";

/// `verify_url`: the public page where a copy can be checked; empty if the installation has no public address.
base::Bytes statement_pdf(const i18n::Translator& tr, const IssuedStatement& issued, const std::string& verify_url);
/// Grams and kilograms as numbers, one row for each thing, one for each medium.
base::Bytes statement_xlsx(const i18n::Translator& tr, const Statement& statement, base::Instant now);

base::Bytes report_pdf(const i18n::Translator& tr, const IssuedReport& issued, const std::string& verify_url);
base::Bytes report_xlsx(const i18n::Translator& tr, const Report& report);

}  // namespace impact
