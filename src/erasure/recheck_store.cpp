#include "erasure/recheck_store.hpp"

namespace erasure {
namespace {

using equipment::OrganisationId;
using Text = std::string;
using Number = std::int64_t;

/// Its certificate still is the last word, so reading the medium again means something.
constexpr std::string_view holds =
    "EXISTS (SELECT 1 FROM certificate c WHERE c.organisation_id = r.organisation_id AND c.erasure_id = r.erasure_id "
    "AND "
    "c.superseded_by IS NULL AND c.revoked_at IS NULL)";

std::optional<base::Instant> instant_or_nothing(const std::optional<Number>& at) {
  return at ? std::optional(base::from_milliseconds(*at)) : std::nullopt;
}

}  // namespace

void consider(storage::Session& session, const OrganisationId& organisation, std::string_view erasure,
              const std::string& period, const std::string& ticket, std::string_view why, base::Instant now) {
  session.execute(
      "INSERT INTO erasure_recheck (organisation_id, erasure_id, period, ticket, considered_at, why, drawn_at, "
      "operator_code, outcome, means, places, evidence) VALUES (:1, :2, :3, :4, :5, :6, :7, '', '', '', 0, '') ON "
      "CONFLICT "
      "(organisation_id, erasure_id) DO NOTHING",
      organisation.text(), std::string(erasure), period, ticket, base::to_milliseconds(now), std::string(why),
      why.empty() ? std::nullopt : std::optional(base::to_milliseconds(now)));
}

std::optional<RecheckRow> find_recheck(storage::Session& session, const OrganisationId& organisation,
                                       std::string_view erasure) {
  using Maybe = std::optional<Number>;
  const auto row = session.first<Text, Text, Text, Text, Text, Number, Maybe, Maybe, Text>(
      "SELECT period, why, operator_code, means, evidence, places, drawn_at, done_at, outcome FROM erasure_recheck "
      "WHERE "
      "organisation_id = :1 AND erasure_id = :2",
      organisation.text(), std::string(erasure));
  if (!row) return std::nullopt;
  return RecheckRow{.erasure = std::string(erasure),
                    .period = std::get<0>(*row),
                    .why = std::get<1>(*row),
                    .operator_code = std::get<2>(*row),
                    .means = std::get<3>(*row),
                    .evidence = std::get<4>(*row),
                    .places = std::get<5>(*row),
                    .drawn_at = instant_or_nothing(std::get<6>(*row)),
                    .done_at = instant_or_nothing(std::get<7>(*row)),
                    .outcome = recheck_outcome_from_code(std::get<8>(*row))};
}

bool mark_drawn(storage::Session& session, const OrganisationId& organisation, std::string_view erasure,
                std::string_view why, base::Instant now) {
  return session.execute(
             "UPDATE erasure_recheck SET why = :1, drawn_at = :2 WHERE organisation_id = :3 AND erasure_id = :4 AND "
             "drawn_at IS NULL",
             std::string(why), base::to_milliseconds(now), organisation.text(), std::string(erasure)) == 1;
}

bool mark_done(storage::Session& session, const OrganisationId& organisation, const RecheckRow& row) {
  CHECK(row.outcome && row.done_at);
  return session.execute(
             "UPDATE erasure_recheck SET done_at = :1, operator_code = :2, outcome = :3, means = :4, places = :5, "
             "evidence = :6 WHERE organisation_id = :7 AND erasure_id = :8 AND drawn_at IS NOT NULL AND done_at IS "
             "NULL",
             base::to_milliseconds(*row.done_at), row.operator_code, std::string(code(*row.outcome)), row.means,
             row.places, row.evidence, organisation.text(), row.erasure) == 1;
}

std::vector<RecheckPool> recheck_pools(storage::Session& session, const std::vector<std::string>& periods,
                                       base::Instant until) {
  std::vector<RecheckPool> pools;
  for (const auto& period : periods)
    session.each<Text, Number, Number>(
        "SELECT organisation_id, CAST(SUM(CASE WHEN considered_at <= :1 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE "
        "WHEN "
        "why = 'sample' AND outcome <> 'impossible' AND (done_at IS NOT NULL OR " +
            std::string(holds) +
            ") THEN 1 ELSE 0 END) AS BIGINT) FROM erasure_recheck r WHERE organisation_id IN (SELECT id FROM "
            "organisation) AND period = :2 GROUP BY organisation_id",
        [&](const Text& organisation, Number considered, Number drawn) {
          pools.push_back({.organisation = OrganisationId::parse(organisation).value(),
                           .period = period,
                           .considered = considered,
                           .drawn = drawn});
        },
        base::to_milliseconds(until), period);
  return pools;
}

std::vector<std::string> lowest_tickets(storage::Session& session, const RecheckPool& pool, base::Instant until,
                                        std::int64_t count) {
  std::vector<std::string> erasures;
  session.each<Text>(
      "SELECT r.erasure_id FROM erasure_recheck r WHERE r.organisation_id = :1 AND r.period = :2 AND r.drawn_at IS "
      "NULL "
      "AND r.considered_at <= :3 AND " +
          std::string(holds) + " ORDER BY r.ticket LIMIT :4",
      [&](Text erasure) { erasures.push_back(std::move(erasure)); }, pool.organisation.text(), pool.period,
      base::to_milliseconds(until), count);
  return erasures;
}

std::vector<OpenRecheck> open_rechecks(storage::Session& session, const OrganisationId& organisation,
                                       std::int64_t limit) {
  std::vector<std::string> erasures;
  session.each<Text>(
      "SELECT r.erasure_id FROM erasure_recheck r WHERE r.organisation_id = :1 AND r.drawn_at IS NOT NULL AND "
      "r.done_at "
      "IS NULL AND " +
          std::string(holds) + " ORDER BY r.drawn_at, r.erasure_id LIMIT :2",
      [&](Text erasure) { erasures.push_back(std::move(erasure)); }, organisation.text(), limit);
  std::vector<OpenRecheck> open;
  for (const auto& erasure : erasures) {
    auto certificate = last_edition(session, organisation, erasure);
    auto recheck = find_recheck(session, organisation, erasure);
    if (certificate && recheck)
      open.push_back({.certificate = std::move(*certificate), .recheck = std::move(*recheck)});
  }
  return open;
}

std::int64_t count_open_rechecks(storage::Session& session, const OrganisationId& organisation) {
  return session
      .value<Number>(
          "SELECT CAST(COUNT(*) AS BIGINT) FROM erasure_recheck r WHERE r.organisation_id = :1 AND r.drawn_at "
          "IS NOT NULL AND r.done_at IS NULL AND " +
              std::string(holds),
          organisation.text())
      .value_or(0);
}

}  // namespace erasure
