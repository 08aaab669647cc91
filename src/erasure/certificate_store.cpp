#include "erasure/certificate_store.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace erasure {
namespace {

using equipment::OrganisationId;

constexpr std::string_view columns =
    "SELECT id, organisation_id, number, edition, erasure_id, item_id, medium_id, lot_id, donor_id, item_number, "
    "medium, "
    "serial_key, verdict, required, achieved, operator_code, validated_by, issued_at, sha256, superseded_by, "
    "revoked_at, "
    "revoked_by, revoked_why, revoked_note FROM certificate ";
constexpr std::string_view waits_for_validation =
    "validated_by = '' AND superseded_by IS NULL AND revoked_at IS NULL AND verdict IN ('erased', "
    "'erased_with_exceptions')";

using Text = std::string;
using Maybe = std::optional<std::string>;
using Number = std::int64_t;

/// The columns, in their order, from cells read with a shape known at run time only.
constexpr std::array types = {
    storage::ColumnType::text,    storage::ColumnType::text,    storage::ColumnType::text, storage::ColumnType::integer,
    storage::ColumnType::text,    storage::ColumnType::text,    storage::ColumnType::text, storage::ColumnType::text,
    storage::ColumnType::text,    storage::ColumnType::text,    storage::ColumnType::text, storage::ColumnType::text,
    storage::ColumnType::text,    storage::ColumnType::text,    storage::ColumnType::text, storage::ColumnType::text,
    storage::ColumnType::text,    storage::ColumnType::integer, storage::ColumnType::text, storage::ColumnType::text,
    storage::ColumnType::integer, storage::ColumnType::text,    storage::ColumnType::text, storage::ColumnType::text};

CertificateRow row_of(std::span<const storage::Cell> cells) {
  const auto text = [&](std::size_t i) { return cells[i].null ? std::string() : cells[i].text; };
  CertificateRow row{.id = CertificateId::parse(text(0)).value(),
                     .organisation = OrganisationId::parse(text(1)).value(),
                     .number = text(2),
                     .edition = cells[3].integer,
                     .erasure = text(4),
                     .item = equipment::ItemId::parse(text(5)).value(),
                     .medium = equipment::MediumId::parse(text(6)).value(),
                     .lot = text(7),
                     .donor = text(8),
                     .item_number = text(9),
                     .medium_name = text(10),
                     .serial = text(11),
                     .verdict = sanitization::verdict_from_code(text(12)).value(),
                     .required = sanitization::level_from_code(text(13)).value(),
                     .achieved = sanitization::level_from_code(text(14)).value(),
                     .operator_code = text(15),
                     .validated_by = text(16),
                     .issued_at = base::from_milliseconds(cells[17].integer),
                     .sha256 = text(18)};
  if (!cells[19].null) row.superseded_by = CertificateId::parse(text(19)).value();
  if (!cells[20].null)
    row.revocation =
        Revocation{.at = base::from_milliseconds(cells[20].integer), .by = text(21), .why = text(22), .note = text(23)};
  return row;
}

std::vector<CertificateRow> read(storage::Session& session, const std::string& where,
                                 const std::vector<storage::Parameter>& parameters) {
  std::vector<CertificateRow> rows;
  session.run(std::string(columns) + where, parameters, types, [&](std::span<const storage::Cell> cells) {
    rows.push_back(row_of(cells));
    return true;
  });
  return rows;
}

std::optional<CertificateRow> first(std::vector<CertificateRow> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

Maybe or_null(const std::string& text) { return text.empty() ? std::nullopt : Maybe(text); }

/// As it is compared: a scanner and a person write a serial with or without spaces.
std::string serial_key(std::string_view serial) {
  std::string key = base::upper(serial);
  std::erase(key, ' ');
  return key;
}

}  // namespace

std::string_view code(CertificateStatus status) {
  switch (status) {
    case CertificateStatus::valid:
      return "valid";
    case CertificateStatus::superseded:
      return "superseded";
    case CertificateStatus::revoked:
      return "revoked";
  }
  return {};
}

std::optional<CertificateStatus> certificate_status_from_code(std::string_view text) {
  for (const auto each : {CertificateStatus::valid, CertificateStatus::superseded, CertificateStatus::revoked})
    if (code(each) == text) return each;
  return {};
}

CertificateStatus CertificateRow::status() const {
  if (revocation) return CertificateStatus::revoked;
  return superseded_by ? CertificateStatus::superseded : CertificateStatus::valid;
}

void insert_certificate(storage::Session& session, const CertificateRow& row, const base::Bytes& file) {
  session.execute(
      "INSERT INTO certificate (id, organisation_id, number, edition, erasure_id, item_id, medium_id, lot_id, "
      "donor_id, "
      "item_number, medium, serial_key, verdict, required, achieved, operator_code, validated_by, issued_at, sha256, "
      "content) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16, :17, :18, :19, :20)",
      row.id.text(), row.organisation.text(), row.number, row.edition, row.erasure, row.item.text(), row.medium.text(),
      or_null(row.lot), or_null(row.donor), row.item_number, row.medium_name, serial_key(row.serial),
      std::string(sanitization::code(row.verdict)), std::string(sanitization::code(row.required)),
      std::string(sanitization::code(row.achieved)), row.operator_code, row.validated_by,
      base::to_milliseconds(row.issued_at), row.sha256, storage::Blob{file});
}

bool supersede(storage::Session& session, const CertificateId& old, const CertificateId& by) {
  return session.execute("UPDATE certificate SET superseded_by = :1 WHERE id = :2 AND superseded_by IS NULL", by.text(),
                         old.text()) == 1;
}

bool mark_revoked(storage::Session& session, const CertificateId& id, const Revocation& revocation) {
  return session.execute(
             "UPDATE certificate SET revoked_at = :1, revoked_by = :2, revoked_why = :3, revoked_note = :4 WHERE id = "
             ":5 AND revoked_at IS NULL",
             base::to_milliseconds(revocation.at), revocation.by, revocation.why, revocation.note, id.text()) == 1;
}

std::optional<CertificateRow> find_certificate(storage::Session& session, const OrganisationId& organisation,
                                               const CertificateId& id) {
  return first(read(session, "WHERE id = :1 AND organisation_id = :2", {id.text(), organisation.text()}));
}

std::optional<CertificateRow> find_certificate_anywhere(storage::Session& session, const CertificateId& id) {
  return first(read(session, "WHERE id = :1", {id.text()}));
}

std::optional<base::Bytes> certificate_file(storage::Session& session, const CertificateId& id) {
  auto blob = session.value<storage::Blob>("SELECT content FROM certificate WHERE id = :1", id.text());
  if (!blob) return std::nullopt;
  return std::move(blob->bytes);
}

std::optional<CertificateRow> last_edition(storage::Session& session, const OrganisationId& organisation,
                                           std::string_view erasure) {
  return first(read(session, "WHERE organisation_id = :1 AND erasure_id = :2 ORDER BY edition DESC LIMIT 1",
                    {organisation.text(), std::string(erasure)}));
}

std::optional<CertificateRow> last_of_medium(storage::Session& session, const equipment::MediumId& medium) {
  return first(read(session, "WHERE medium_id = :1 AND superseded_by IS NULL ORDER BY issued_at DESC, id DESC LIMIT 1",
                    {medium.text()}));
}

std::vector<CertificateRow> list_certificates(storage::Session& session, const CertificateFilter& filter) {
  std::string where = "WHERE organisation_id = :1";
  std::vector<storage::Parameter> parameters = {filter.organisation.text()};
  const auto add = [&](const std::string& condition, storage::Parameter value) {
    parameters.push_back(std::move(value));
    std::string text = condition;
    const std::string place = ":" + std::to_string(parameters.size());
    for (auto at = text.find('?'); at != std::string::npos; at = text.find('?', at + place.size()))
      text.replace(at, 1, place);
    where += " AND " + text;
  };
  if (!filter.item.empty()) add("item_id = ?", filter.item);
  if (!filter.lot.empty()) add("lot_id = ?", filter.lot);
  if (!filter.donor.empty()) add("donor_id = ?", filter.donor);
  if (filter.verdict) add("verdict = ?", std::string(sanitization::code(*filter.verdict)));
  if (!filter.words.empty()) {
    // « % » and « _ » in what was typed stand for themselves.
    std::string pattern;
    for (const char c : serial_key(filter.words)) {
      if (c == '%' || c == '_' || c == '\\') pattern += '\\';
      pattern += c;
    }
    add("(number LIKE ? ESCAPE '\\' OR item_number LIKE ? ESCAPE '\\' OR serial_key LIKE ? ESCAPE '\\')",
        pattern + "%");
  }
  if (filter.to_validate) where += " AND " + std::string(waits_for_validation);
  if (filter.status == CertificateStatus::valid) where += " AND superseded_by IS NULL AND revoked_at IS NULL";
  if (filter.status == CertificateStatus::superseded) where += " AND superseded_by IS NOT NULL AND revoked_at IS NULL";
  if (filter.status == CertificateStatus::revoked) where += " AND revoked_at IS NOT NULL";
  const auto after = CertificateId::parse(filter.after);
  if (after.ok()) {
    const auto issued = session.value<Number>("SELECT issued_at FROM certificate WHERE id = :1", after->text());
    if (issued) {
      parameters.emplace_back(*issued);
      const std::string time = ":" + std::to_string(parameters.size());
      parameters.emplace_back(after->text());
      where += " AND (issued_at < " + time + " OR (issued_at = " + time +
               " AND id < :" + std::to_string(parameters.size()) + "))";
    }
  }
  parameters.emplace_back(filter.limit);
  return read(session, where + " ORDER BY issued_at DESC, id DESC LIMIT :" + std::to_string(parameters.size()),
              parameters);
}

std::int64_t count_to_validate(storage::Session& session, const OrganisationId& organisation) {
  return session
      .value<Number>(
          "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM certificate WHERE organisation_id = :1 "
          "AND " +
              std::string(waits_for_validation) + " LIMIT 1000) waiting",
          organisation.text())
      .value_or(0);
}

std::vector<DueErasure> due_erasures(storage::Session& session, std::int64_t limit) {
  std::vector<DueErasure> due;
  session.each<Text, Text>(
      "SELECT organisation_id, id FROM erasure_record WHERE certificate_id IS NULL AND certificate_problem IS NULL "
      "ORDER BY received_at, sequence, ended_at, id LIMIT :1",
      [&](const Text& organisation, Text id) {
        due.push_back({.organisation = OrganisationId::parse(organisation).value(), .erasure = std::move(id)});
      },
      limit);
  return due;
}

void want_edition(storage::Session& session, const OrganisationId& organisation, std::string_view erasure) {
  session.execute(
      "UPDATE erasure_record SET certificate_id = NULL, certificate_problem = NULL WHERE organisation_id = :1 AND id = "
      ":2",
      organisation.text(), std::string(erasure));
}

bool is_due(storage::Session& session, const DueErasure& due) {
  return session
      .value<Number>(
          "SELECT 1 FROM erasure_record WHERE organisation_id = :1 AND id = :2 AND certificate_id IS NULL AND "
          "certificate_problem IS NULL",
          due.organisation.text(), due.erasure)
      .has_value();
}

void has_certificate(storage::Session& session, const DueErasure& due, const CertificateId& id) {
  session.execute("UPDATE erasure_record SET certificate_id = :1 WHERE organisation_id = :2 AND id = :3", id.text(),
                  due.organisation.text(), due.erasure);
}

void has_problem(storage::Session& session, const DueErasure& due, std::string_view problem) {
  session.execute("UPDATE erasure_record SET certificate_problem = :1 WHERE organisation_id = :2 AND id = :3",
                  std::string(problem), due.organisation.text(), due.erasure);
}

std::vector<ErasureProblem> list_problems(storage::Session& session, const OrganisationId& organisation) {
  std::vector<ErasureProblem> problems;
  session.each<Text, Text, Text, Number>(
      "SELECT id, item_id, certificate_problem, received_at FROM erasure_record WHERE organisation_id = :1 AND "
      "certificate_problem IS NOT NULL ORDER BY received_at DESC LIMIT 50",
      [&](Text id, Text item, Text problem, Number received) {
        problems.push_back({.erasure = std::move(id),
                            .item = std::move(item),
                            .problem = std::move(problem),
                            .received = base::from_milliseconds(received)});
      },
      organisation.text());
  return problems;
}

bool insert_validation(storage::Session& session, const OrganisationId& organisation, std::string_view erasure,
                       const ValidationRow& row) {
  return session.execute(
             "INSERT INTO erasure_validation (organisation_id, erasure_id, accepted, reason, operator_code, at) VALUES "
             "(:1, :2, :3, :4, :5, :6) ON CONFLICT (organisation_id, erasure_id) DO NOTHING",
             organisation.text(), std::string(erasure), row.accepted ? 1 : 0, row.reason, row.operator_code,
             base::to_milliseconds(row.at)) == 1;
}

std::optional<ValidationRow> find_validation(storage::Session& session, const OrganisationId& organisation,
                                             std::string_view erasure) {
  const auto row = session.first<Number, Text, Text, Number>(
      "SELECT accepted, reason, operator_code, at FROM erasure_validation WHERE organisation_id = :1 AND erasure_id = "
      ":2",
      organisation.text(), std::string(erasure));
  if (!row) return std::nullopt;
  return ValidationRow{.accepted = std::get<0>(*row) != 0,
                       .reason = std::get<1>(*row),
                       .operator_code = std::get<2>(*row),
                       .at = base::from_milliseconds(std::get<3>(*row))};
}

}  // namespace erasure
