#include "erasure/recheck_actions.hpp"

#include <boost/json.hpp>

#include "erasure/certificate_actions.hpp"
#include "erasure/store_record.hpp"
#include "proof/canonical_json.hpp"

namespace erasure {
namespace {

namespace json = boost::json;

std::string month_of(base::Instant now, const std::string& zone) {
  const auto day = base::day_in_zone(now, zone);
  if (!day.ok()) return base::to_rfc3339(now).substr(0, 7);
  const auto month = static_cast<unsigned>(day->month());
  return std::to_string(static_cast<int>(day->year())) + (month < 10 ? "-0" : "-") + std::to_string(month);
}

/// The certificate whose medium can be read again.
base::Result<CertificateRow> holding(storage::Session& session, const equipment::Occasion& occasion,
                                     const CertificateId& id) {
  auto row = find_certificate(session, occasion.organisation, id);
  if (!row) return base::Refusal{.code = "certificate.unknown"};
  if (!row->says_erased()) return base::Refusal{.code = "certificate.recheck.not_erased"};
  if (row->status() != CertificateStatus::valid) return base::Refusal{.code = "certificate.recheck.replaced.conflict"};
  return std::move(*row);
}

base::Result<RecheckOutcome> outcome_of(storage::Session& session, const equipment::Occasion& occasion,
                                        const CertificateRow& certificate, const RecheckReport& report) {
  if (!report.samples.empty()) {
    const auto kept = find_record(session, occasion.organisation, certificate.erasure);
    if (!kept) return base::Refusal{.code = "certificate.unknown"};
    TRY(signed_json, proof::parse_strict(kept->bytes));
    TRY(record, sanitization::record_from_json(signed_json));
    return compare_samples(record, report.samples);
  }
  if (!report.outcome) return base::Refusal{.code = "certificate.recheck.bad_outcome", .field = "outcome"};
  if (report.outcome != RecheckOutcome::pass && report.note.empty())
    return base::Refusal{.code = "certificate.recheck.note_needed", .field = "note"};
  return *report.outcome;
}

std::string evidence_text(const RecheckReport& report) {
  json::array samples;
  for (const auto& each : report.samples)
    samples.push_back(json::object{{"offset", each.offset}, {"bytes", each.bytes}, {"sha256", each.sha256}});
  json::object evidence{{"samples", std::move(samples)}};
  if (!report.note.empty()) evidence["note"] = report.note;
  return json::serialize(evidence);
}

}  // namespace

void enter_recheck_pool(storage::Session& session, const accounts::Keys& keys, const CertificateRow& certificate,
                        const std::string& zone, base::Instant now) {
  const auto ticket = recheck_ticket(keys.secret("recheck-sample"), certificate.erasure);
  consider(session, certificate.organisation, certificate.erasure, month_of(now, zone), ticket,
           drawn_at_once(ticket) ? "sample" : "", now);
}

std::int64_t draw_rechecks(storage::Database& database, base::Instant now) {
  const auto until = now - recheck_wait;
  // A month of some zone may differ by a day: a week around the turn covers both.
  std::vector<std::string> periods = {month_of(now, "UTC")};
  for (const auto back : {std::chrono::hours(24 * 7), std::chrono::hours(24 * 31)})
    if (const auto period = month_of(now - back, "UTC"); period != periods.back()) periods.push_back(period);
  return database.write([&](storage::Session& session) {
    std::int64_t drawn = 0;
    for (const auto& pool : recheck_pools(session, periods, until))
      for (const auto& erasure : lowest_tickets(session, pool, until, recheck_missing(pool.considered, pool.drawn)))
        if (mark_drawn(session, pool.organisation, erasure, "sample", now)) ++drawn;
    return drawn;
  });
}

base::Result<CertificateRow> choose_recheck(storage::Session& session, const accounts::Keys& keys,
                                            const equipment::Occasion& occasion, const CertificateId& id,
                                            const std::string& zone) {
  TRY(row, holding(session, occasion, id));
  enter_recheck_pool(session, keys, row, zone, occasion.now);
  if (!mark_drawn(session, occasion.organisation, row.erasure, "chosen", occasion.now))
    return base::Refusal{.code = "certificate.recheck.drawn.conflict"};
  return row;
}

base::Result<RecheckRow> report_recheck(storage::Session& session, const equipment::Occasion& occasion,
                                        const CertificateId& id, const RecheckReport& report) {
  TRY(certificate, holding(session, occasion, id));
  if (certificate.operator_code == occasion.actor)
    return base::Refusal{.code = "certificate.recheck.same_person.forbidden"};
  auto row = find_recheck(session, occasion.organisation, certificate.erasure);
  if (!row || !row->drawn_at) return base::Refusal{.code = "certificate.recheck.not_drawn.conflict"};
  TRY(outcome, outcome_of(session, occasion, certificate, report));
  row->done_at = occasion.now;
  row->operator_code = occasion.actor;
  row->outcome = outcome;
  row->means = report.samples.empty() ? "by_hand" : "samples";
  row->places = static_cast<std::int64_t>(report.samples.size());
  row->evidence = evidence_text(report);
  if (!mark_done(session, occasion.organisation, *row))
    return base::Refusal{.code = "certificate.recheck.done.conflict"};
  if (outcome == RecheckOutcome::fail) {
    const auto revoked = revoke(session, occasion, id, "recheck_failed", report.note);
    if (!revoked.ok()) return revoked.refusal();
  }
  return std::move(*row);
}

}  // namespace erasure
