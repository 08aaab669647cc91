#include "impact/actions.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "equipment/log.hpp"
#include "proof/document.hpp"

namespace impact {
namespace {

using accounts::Keys;
using accounts::Organisation;

/// Runs `read`; when it meets entries that wait for the sequencer, does the sequencer's work and runs it again.
template <typename Read>
auto with_whole_log(storage::Database& database, const Keys& keys, base::Instant now, Read&& read) {
  auto result = database.read(read);
  // Others may write meanwhile: a few rounds, then the reader is asked to come back.
  for (int round = 0; round < 5 && !result.ok() && result.refusal().code == "equipment.log.still_waiting"; ++round) {
    while (equipment::append_waiting_events(database, keys, now) > 0) {}
    result = database.read(read);
  }
  return result;
}

/// What is stated of a log cannot be dated before the log's own last signature.
base::Instant not_before(base::Instant now, const proof::Checkpoint& checkpoint) {
  return std::max(now, base::Instant(checkpoint.time));
}

/// From the same bytes that its reader will have: the entries' leaves in the log's order.
base::Result<std::vector<equipment::Event>> events_in(const proof::Evidence& evidence) {
  std::vector<equipment::Event> events;
  events.reserve(evidence.entries.size());
  for (const auto& entry : evidence.entries) {
    const auto leaf = boost::json::parse(entry.leaf);
    TRY(event, event_from_leaf(leaf.as_object()));
    events.push_back(std::move(event));
  }
  return events;
}

base::Refusal not_issued(const base::Refusal& why) {
  return {.code = "impact.statement.not_issued", .arguments = why.arguments};
}

base::Result<IssuedStatement> sign_statement(storage::Session& session, const Keys& keys,
                                             const Organisation& organisation, const Subject& subject,
                                             base::Instant now) {
  TRY(heading, read_heading(session, organisation, subject));
  const auto events = events_of(session, organisation, heading);
  if (events.empty()) return base::Refusal{.code = "impact.statement.empty"};
  TRY(evidence, equipment::evidence_of(session, organisation.id, events));
  const std::string origin = Keys::origin(organisation.code, organisation.id);
  const auto key = keys.signing_key(origin);
  TRY(checkpoint, proof::open_checkpoint(evidence.checkpoint, key.public_key()));
  heading.origin = origin;
  heading.fingerprint = key.public_key().fingerprint();
  heading.log_size = checkpoint.size;
  heading.issued_at = not_before(now, checkpoint);
  TRY(logged, events_in(evidence));
  auto recomputed = recompute(std::move(heading), std::move(logged));
  if (!recomputed.findings.empty()) return not_issued(recomputed.findings.front());
  TRY(document, proof::sign_document(to_json(recomputed.statement), evidence, key));
  return IssuedStatement{.statement = std::move(recomputed.statement), .document = std::move(document)};
}

base::Result<Report> dated_report(storage::Session& session, const Keys& keys, const Organisation& organisation,
                                  int year, base::Instant now) {
  TRY(report, read_report(session, organisation, year));
  report.origin = Keys::origin(organisation.code, organisation.id);
  report.fingerprint = keys.issuer(report.origin).key.fingerprint();
  report.issued_at = now;
  return report;
}

base::Result<IssuedReport> sign_report(storage::Session& session, const Keys& keys, const Organisation& organisation,
                                       int year, base::Instant now) {
  const auto log = equipment::log_state(session, organisation.id);
  if (log.size == 0)
    return base::Refusal{.code = log.waiting > 0 ? "equipment.log.still_waiting" : "impact.report.empty"};
  TRY(report, dated_report(session, keys, organisation, year, now));
  TRY(evidence, equipment::evidence_of(session, organisation.id, {}));
  const auto key = keys.signing_key(report.origin);
  TRY(checkpoint, proof::open_checkpoint(evidence.checkpoint, key.public_key()));
  report.issued_at = not_before(now, checkpoint);
  TRY(document, proof::sign_document(to_json(report), evidence, key));
  return IssuedReport{.report = std::move(report), .document = std::move(document)};
}

}  // namespace

base::Result<Statement> current_statement(storage::Database& database, const Organisation& organisation,
                                          const Subject& subject) {
  return database.read([&](storage::Session& session) -> base::Result<Statement> {
    TRY(heading, read_heading(session, organisation, subject));
    heading.origin = Keys::origin(organisation.code, organisation.id);
    auto recomputed = recompute(heading, histories_of(session, organisation, heading));
    if (!recomputed.findings.empty()) return not_issued(recomputed.findings.front());
    return std::move(recomputed.statement);
  });
}

base::Result<IssuedStatement> issue_statement(storage::Database& database, const Keys& keys,
                                              const Organisation& organisation, const Subject& subject,
                                              base::Instant now) {
  return with_whole_log(database, keys, now, [&](storage::Session& session) {
    return sign_statement(session, keys, organisation, subject, now);
  });
}

base::Result<Report> current_report(storage::Database& database, const Keys& keys, const Organisation& organisation,
                                    int year, base::Instant now) {
  return database.read([&](storage::Session& session) { return dated_report(session, keys, organisation, year, now); });
}

base::Result<IssuedReport> issue_report(storage::Database& database, const Keys& keys, const Organisation& organisation,
                                        int year, base::Instant now) {
  return with_whole_log(database, keys, now,
                        [&](storage::Session& session) { return sign_report(session, keys, organisation, year, now); });
}

std::vector<PublicIssuer> public_issuers(storage::Database& database, const Keys& keys) {
  std::vector<PublicIssuer> issuers;
  for (const auto& organisation :
       database.read([](storage::Session& session) { return accounts::list_organisations(session); }))
    issuers.push_back(
        {.name = organisation.name, .issuer = keys.issuer(Keys::origin(organisation.code, organisation.id))});
  return issuers;
}

}  // namespace impact
