#pragma once
// layer: store
// Reading the audit trail: who did what to whom, when and from where.
#include <optional>
#include <string>
#include <vector>

#include "accounts/store.hpp"

namespace accounts {

struct AuditQuery {
  std::optional<OrganisationId> organisation;  ///< nothing: the whole installation
  std::string action;                          ///< code; empty: all
  std::string person;                          ///< id; empty: all
  std::optional<base::Instant> from, until;    ///< until not included
  std::string cursor;                          ///< AuditRow::cursor of the last row seen
  std::int64_t limit = 100;
};
struct AuditRow {
  std::string cursor;
  base::Instant at;
  std::string who;      ///< name of the person or label of the token; empty for the command line and for strangers
  std::string action;   ///< code
  std::string subject;  ///< name of a person, label of a token, else the id or code it was done to
  std::string detail, client;
};
/// The newest first. A structure sees what was done in its name, and its people's signing in and out.
std::vector<AuditRow> read_audit(storage::Session& session, const AuditQuery& query);
/// Codes that occur, for the filter.
std::vector<std::string> audit_actions(storage::Session& session, const std::optional<OrganisationId>& organisation);

}  // namespace accounts
