#include "workshop/store.hpp"

#include <boost/json.hpp>

#include "base/bytes.hpp"

namespace workshop {
namespace {

constexpr std::string_view report_columns =
    "SELECT id, sha256, raw_id, item_id, why, candidates, summary, occurred_at, received_at, station_id, sequence, "
    "previous FROM station_report WHERE "
    "organisation_id = :1 AND ";

template <typename Parameter>
std::vector<ReportRow> read_reports(storage::Session& session, const equipment::OrganisationId& organisation,
                                    const std::string& where, const Parameter& parameter) {
  std::vector<ReportRow> rows;
  session.each<std::string, std::string, std::string, std::optional<std::string>, std::string, std::string, std::string,
               std::int64_t, std::int64_t, std::optional<std::string>, std::optional<std::int64_t>,
               std::optional<std::string>>(
      std::string(report_columns) + where,
      [&](std::string id, std::string sha256, std::string raw, std::optional<std::string> item, std::string why,
          std::string candidates, std::string summary, std::int64_t occurred, std::int64_t received,
          std::optional<std::string> station, std::optional<std::int64_t> sequence,
          std::optional<std::string> previous) {
        ReportRow row{.id = ReportId::parse(id).value(),
                      .sha256 = std::move(sha256),
                      .raw = erasure::EvidenceId::parse(raw).value(),
                      .why = std::move(why),
                      .summary = std::move(summary),
                      .occurred_at = base::from_milliseconds(occurred),
                      .received_at = base::from_milliseconds(received),
                      .sequence = sequence.value_or(0),
                      .previous = previous.value_or("")};
        if (station) row.station = StationId::parse(*station).value();
        if (item) row.item = equipment::ItemId::parse(*item).value();
        const auto chosen = boost::json::parse(candidates);
        for (const auto& each : chosen.as_array())
          row.candidates.push_back(equipment::ItemId::parse(each.as_string()).value());
        rows.push_back(std::move(row));
      },
      organisation.text(), parameter);
  return rows;
}

}  // namespace

std::optional<ReportRow> find_report(storage::Session& session, const equipment::OrganisationId& organisation,
                                     const ReportId& id) {
  auto rows = read_reports(session, organisation, "id = :2", id.text());
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

void insert_report(storage::Session& session, const equipment::OrganisationId& organisation, const ReportRow& report) {
  boost::json::array candidates;
  for (const auto& each : report.candidates) candidates.emplace_back(each.text());
  session.execute(
      "INSERT INTO station_report (organisation_id, id, sha256, raw_id, item_id, why, candidates, summary, "
      "occurred_at, received_at, station_id, sequence, previous) "
      "VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13)",
      organisation.text(), report.id.text(), report.sha256, report.raw.text(),
      report.item ? std::optional(report.item->text()) : std::nullopt, report.why, boost::json::serialize(candidates),
      report.summary, base::to_milliseconds(report.occurred_at), base::to_milliseconds(report.received_at),
      report.station ? std::optional(report.station->text()) : std::nullopt,
      report.station ? std::optional(report.sequence) : std::nullopt,
      report.station ? std::optional(report.previous) : std::nullopt);
}

bool match_report_row(storage::Session& session, const equipment::OrganisationId& organisation, const ReportId& id,
                      const equipment::ItemId& item, std::string_view why, std::string_view summary) {
  return session.execute(
             "UPDATE station_report SET item_id = :1, why = :2, summary = :3 WHERE organisation_id = :4 AND id = :5 "
             "AND "
             "item_id IS NULL",
             item.text(), std::string(why), std::string(summary), organisation.text(), id.text()) == 1;
}

std::optional<Score> score_of_item(storage::Session& session, const equipment::OrganisationId& organisation,
                                   const equipment::ItemId& item) {
  std::optional<Score> found;
  session.each<std::string>(
      "SELECT summary FROM station_report WHERE organisation_id = :1 AND item_id = :2 ORDER BY received_at DESC, id "
      "DESC "
      "LIMIT 20",
      [&](const std::string& text) {
        const auto summary = boost::json::parse(text).as_object();
        const auto* score = summary.if_contains("score");
        if (score == nullptr) return true;
        found = Score{.single = score->at("single").to_number<std::int64_t>(),
                      .all = score->at("all").to_number<std::int64_t>(),
                      .version = std::string(score->at("version").as_string())};
        return false;
      },
      organisation.text(), item.text());
  return found;
}

std::vector<ReportRow> unmatched_reports(storage::Session& session, const equipment::OrganisationId& organisation,
                                         std::int64_t limit) {
  return read_reports(session, organisation, "item_id IS NULL ORDER BY received_at, id LIMIT :2", limit);
}

void open_work_order(storage::Session& session, const equipment::OrganisationId& organisation, const WorkOrderId& id,
                     const equipment::ItemId& item, std::string_view purpose, base::Instant now) {
  session.execute(
      "INSERT INTO work_order (id, organisation_id, item_id, opened_at, purpose) VALUES (:1, :2, :3, :4, :5)",
      id.text(), organisation.text(), item.text(), base::to_milliseconds(now), std::string(purpose));
}

void close_work_order(storage::Session& session, const std::string& id, base::Instant now) {
  session.execute("UPDATE work_order SET closed_at = :1 WHERE id = :2 AND closed_at IS NULL",
                  base::to_milliseconds(now), id);
}

std::vector<SchemeRow> list_schemes(storage::Session& session, const equipment::OrganisationId& organisation) {
  std::vector<SchemeRow> rows;
  session.each<std::string, std::string, std::int64_t, std::int64_t>(
      "SELECT version, content, valid_from, created_at FROM grading_scheme WHERE organisation_id = :1 ORDER BY "
      "valid_from DESC, created_at DESC",
      [&](std::string version, std::string content, std::int64_t from, std::int64_t created) {
        auto bytes = base::from_base64(content);
        CHECK(bytes.ok());  // written by insert_scheme only
        rows.push_back({std::move(version), std::move(bytes).value(), base::from_milliseconds(from),
                        base::from_milliseconds(created)});
      },
      organisation.text());
  return rows;
}

bool insert_scheme(storage::Session& session, const equipment::OrganisationId& organisation, const SchemeRow& scheme) {
  struct SchemeTag;
  return session.execute(
             "INSERT INTO grading_scheme (id, organisation_id, version, content, valid_from, created_at) VALUES (:1, "
             ":2, :3, :4, :5, :6) "
             "ON CONFLICT DO NOTHING",
             base::Id<SchemeTag>::create(scheme.created_at).text(), organisation.text(), scheme.version,
             base::to_base64(scheme.content), base::to_milliseconds(scheme.valid_from),
             base::to_milliseconds(scheme.created_at)) == 1;
}

std::optional<CpumarkRow> find_cpumarks(storage::Session& session, const equipment::OrganisationId& organisation) {
  auto row = session.first<storage::Blob, std::int64_t>(
      "SELECT content, imported_at FROM cpumark_table WHERE organisation_id = :1", organisation.text());
  if (!row) return std::nullopt;
  return CpumarkRow{std::move(std::get<0>(*row).bytes), base::from_milliseconds(std::get<1>(*row))};
}

void replace_cpumarks(storage::Session& session, const equipment::OrganisationId& organisation,
                      const std::string& content, base::Instant now) {
  session.execute("DELETE FROM cpumark_table WHERE organisation_id = :1", organisation.text());
  session.execute("INSERT INTO cpumark_table (organisation_id, content, imported_at) VALUES (:1, :2, :3)",
                  organisation.text(), storage::Blob{content}, base::to_milliseconds(now));
}

}  // namespace workshop
