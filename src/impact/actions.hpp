#pragma once
// Issuing: the statement or report as it stands now, signed. Nothing is written but the log's own next entries.
#include "accounts/keys.hpp"
#include "impact/store.hpp"

namespace impact {

struct IssuedStatement {
  Statement statement;
  base::Bytes document;  ///< statement.json, as docs/verify-format.md says
};
struct IssuedReport {
  Report report;
  base::Bytes document;
};

/// The figures alone, for the page and the summary: not signed, no log needed. Refusals of read_heading().
base::Result<Statement> current_statement(storage::Database& database, const accounts::Organisation& organisation,
                                          const Subject& subject);
/// Events that the sequencer has not yet put into the log are put there now. Refuses also "impact.statement.empty" (nothing happened yet)
/// and "impact.statement.not_issued" with what the entries do not bear.
base::Result<IssuedStatement> issue_statement(storage::Database& database, const accounts::Keys& keys,
                                              const accounts::Organisation& organisation, const Subject& subject,
                                              base::Instant now);

/// Refuses "impact.year.unknown".
base::Result<Report> current_report(storage::Database& database, const accounts::Keys& keys,
                                    const accounts::Organisation& organisation, int year, base::Instant now);
/// Signed with the state of the log, without its entries. Refuses "impact.report.empty" while the log is empty.
base::Result<IssuedReport> issue_report(storage::Database& database, const accounts::Keys& keys,
                                        const accounts::Organisation& organisation, int year, base::Instant now);

/// The issuers of this installation: one for each organisation.
struct PublicIssuer {
  std::string name;
  proof::Issuer issuer;
};
std::vector<PublicIssuer> public_issuers(storage::Database& database, const accounts::Keys& keys);

}  // namespace impact
