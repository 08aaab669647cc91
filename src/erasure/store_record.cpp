#include "erasure/store_record.hpp"

#include <boost/json.hpp>

namespace erasure {
namespace {

constexpr std::string_view columns =
    "SELECT id, item_id, medium_id, report_id, station_id, sequence, sha256, packed, verdict, required, achieved, "
    "exceptions, reasons, to_destroy, started_at, ended_at, received_at, operator_code, signature_key, "
    "signature_value, "
    "host, checklist, software FROM erasure_record WHERE organisation_id = :1 AND ";

std::string codes_text(const std::vector<std::string>& codes) {
  boost::json::array all;
  for (const auto& each : codes) all.emplace_back(each);
  return boost::json::serialize(all);
}

std::vector<std::string> codes_from(const std::string& text) {
  std::vector<std::string> codes;
  const auto json = boost::json::parse(text);
  for (const auto& each : json.as_array()) codes.emplace_back(each.as_string());
  return codes;
}

std::vector<ErasureRecord> read(storage::Session& session, const equipment::OrganisationId& organisation,
                                const std::string& where, const std::string& parameter) {
  std::vector<ErasureRecord> rows;
  using Text = std::string;
  using Number = std::int64_t;
  session.each<Text, Text, Text, Text, Text, Number, Text, storage::Blob, Text, Text, Text, Text, Text, Number, Number,
               Number, Number, Text, Text, Text, Text, Text, Text>(
      std::string(columns) + where,
      [&](Text id, Text item, Text medium, Text report, Text station, Number sequence, Text sha256,
          storage::Blob packed, Text verdict, Text required, Text achieved, Text exceptions, Text reasons,
          Number to_destroy, Number started, Number ended, Number received, Text who, Text key, Text value, Text host,
          Text checklist, Text software) {
        rows.push_back({.id = std::move(id),
                        .organisation = organisation,
                        .item = equipment::ItemId::parse(item).value(),
                        .medium = equipment::MediumId::parse(medium).value(),
                        .report = std::move(report),
                        .station = std::move(station),
                        .sequence = sequence,
                        .sha256 = std::move(sha256),
                        .bytes = std::move(packed.bytes),
                        .verdict = sanitization::verdict_from_code(verdict).value(),
                        .required = sanitization::level_from_code(required).value(),
                        .achieved = sanitization::level_from_code(achieved).value(),
                        .exceptions = codes_from(exceptions),
                        .reasons = codes_from(reasons),
                        .to_destroy = to_destroy != 0,
                        .started = base::from_milliseconds(started),
                        .ended = base::from_milliseconds(ended),
                        .received = base::from_milliseconds(received),
                        .operator_code = std::move(who),
                        .signature_key = std::move(key),
                        .signature_value = std::move(value),
                        .host = std::move(host),
                        .checklist = std::move(checklist),
                        .software = std::move(software)});
      },
      organisation.text(), parameter);
  return rows;
}

}  // namespace

void insert_record(storage::Session& session, const ErasureRecord& record) {
  session.execute(
      "INSERT INTO erasure_record (organisation_id, id, item_id, medium_id, report_id, station_id, sequence, sha256, "
      "packed, verdict, required, achieved, exceptions, reasons, to_destroy, started_at, ended_at, received_at, "
      "operator_code, signature_key, signature_value, host, checklist, software) VALUES (:1, :2, :3, :4, :5, :6, :7, "
      ":8, "
      ":9, :10, :11, :12, :13, :14, :15, :16, :17, :18, :19, :20, :21, :22, :23, :24)",
      record.organisation.text(), record.id, record.item.text(), record.medium.text(), record.report, record.station,
      record.sequence, record.sha256, storage::Blob{record.bytes}, std::string(sanitization::code(record.verdict)),
      std::string(sanitization::code(record.required)), std::string(sanitization::code(record.achieved)),
      codes_text(record.exceptions), codes_text(record.reasons), record.to_destroy ? 1 : 0,
      base::to_milliseconds(record.started), base::to_milliseconds(record.ended),
      base::to_milliseconds(record.received), record.operator_code, record.signature_key, record.signature_value,
      record.host, record.checklist, record.software);
}

void replace_record(storage::Session& session, const ErasureRecord& record) {
  session.execute("DELETE FROM erasure_record WHERE organisation_id = :1 AND id = :2", record.organisation.text(),
                  record.id);
  insert_record(session, record);
}

std::optional<ErasureRecord> find_record(storage::Session& session, const equipment::OrganisationId& organisation,
                                         std::string_view id) {
  auto rows = read(session, organisation, "id = :2", std::string(id));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::vector<ErasureRecord> records_of_item(storage::Session& session, const equipment::OrganisationId& organisation,
                                           const equipment::ItemId& item) {
  return read(session, organisation, "item_id = :2 ORDER BY received_at DESC, sequence DESC, id DESC", item.text());
}

std::string station_name(storage::Session& session, std::string_view station) {
  return session.value<std::string>("SELECT name FROM station WHERE id = :1", std::string(station)).value_or("");
}

std::int64_t last_sequence_of(storage::Session& session, const equipment::MediumId& medium, std::string_view station) {
  return session
      .value<std::int64_t>(
          "SELECT CAST(COALESCE(MAX(sequence), 0) AS BIGINT) FROM erasure_record WHERE medium_id = :1 "
          "AND station_id = :2",
          medium.text(), std::string(station))
      .value_or(0);
}

}  // namespace erasure
