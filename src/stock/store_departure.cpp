#include "stock/store_departure.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"
#include "equipment/numbering.hpp"

namespace stock {
namespace {

/// One row of table departure; the columns are those of `columns`.
Departure departure_of(const std::string& id, const std::string& kind, std::string number, std::int64_t occurred_at,
                       const std::string& receiver, const std::optional<std::string>& subject,
                       const std::string& content) {
  Departure departure{.id = DepartureId::parse(id).value(),
                      .kind = equipment::from_code<DepartureKind>(kind).value_or(DepartureKind::gift),
                      .number = std::move(number),
                      .occurred_at = base::from_milliseconds(occurred_at)};
  if (const auto json = base::parse_json(receiver); json.ok() && json->is_object()) {
    departure.receiver = receiver_from_json(json->get_object());
    if (const auto* sealed = json->get_object().if_contains("sealed"); sealed != nullptr && sealed->is_string())
      departure.sealed = std::string(sealed->get_string());
  }
  if (subject) departure.subject = accounts::SubjectId::parse(*subject).value();
  read_content(departure, content);
  return departure;
}

constexpr const char* columns =
    "SELECT id, kind, number, occurred_at, receiver, subject_id, content FROM departure WHERE organisation_id = :1";

}  // namespace

std::string draw_paper_number(storage::Session& session, const OrganisationId& organisation, const std::string& series,
                              int digits) {
  const auto n = session.value<std::int64_t>(
      "INSERT INTO number_series (organisation_id, series, next) VALUES (:1, :2, 2) "
      "ON CONFLICT (organisation_id, series) DO UPDATE SET next = number_series.next + 1 RETURNING next - 1",
      organisation.text(), series);
  return equipment::format_number(series, n.value(), digits);
}

void insert_departure(storage::Session& session, const OrganisationId& organisation, const Departure& departure,
                      const std::string& request_sha256) {
  boost::json::object receiver = to_json(departure.receiver);
  if (!departure.sealed.empty()) receiver["sealed"] = departure.sealed;
  session.execute(
      "INSERT INTO departure (id, organisation_id, kind, number, occurred_at, receiver, subject_id, content, "
      "total_cents, request_sha256) "
      "VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10)",
      departure.id.text(), organisation.text(), std::string(equipment::code(departure.kind)), departure.number,
      base::to_milliseconds(departure.occurred_at), boost::json::serialize(receiver),
      departure.subject ? std::optional(departure.subject->text()) : std::nullopt, departure.content,
      departure.total.in_cents(), request_sha256);
}

std::optional<Departure> find_departure(storage::Session& session, const OrganisationId& organisation,
                                        const DepartureId& id) {
  std::optional<Departure> found;
  session
      .each<std::string, std::string, std::string, std::int64_t, std::string, std::optional<std::string>, std::string>(
          std::string(columns) + " AND id = :2",
          [&](const std::string& row_id, const std::string& kind, std::string number, std::int64_t at,
              const std::string& receiver, const std::optional<std::string>& subject, const std::string& content) {
            found = departure_of(row_id, kind, std::move(number), at, receiver, subject, content);
          },
          organisation.text(), id.text());
  return found;
}

std::optional<Asked> find_asked(storage::Session& session, const DepartureId& id) {
  const auto row = session.first<std::string, std::string>(
      "SELECT organisation_id, request_sha256 FROM departure WHERE id = :1", id.text());
  if (!row) return std::nullopt;
  return Asked{std::get<0>(*row), std::get<1>(*row)};
}

std::vector<Departure> list_departures(storage::Session& session, const DepartureFilter& filter) {
  std::string sql = columns;
  std::vector<storage::Parameter> parameters = {filter.organisation.text()};
  const auto bind = [&](std::string_view text, storage::Parameter value) {
    parameters.push_back(std::move(value));
    sql += std::string(text) + ":" + std::to_string(parameters.size());
  };
  if (filter.kind) bind(" AND kind = ", std::string(equipment::code(*filter.kind)));
  if (filter.from) bind(" AND occurred_at >= ", base::to_milliseconds(*filter.from));
  if (filter.until) bind(" AND occurred_at < ", base::to_milliseconds(*filter.until));
  if (filter.after) {
    bind(" AND (occurred_at, id) < (SELECT occurred_at, id FROM departure WHERE id = ", filter.after->text());
    bind(" AND organisation_id = ", filter.organisation.text());
    sql += ")";
  }
  sql += " ORDER BY occurred_at DESC, id DESC";
  bind(" LIMIT ", filter.limit);
  using storage::ColumnType;
  static constexpr std::array types = {ColumnType::text, ColumnType::text, ColumnType::text, ColumnType::integer,
                                       ColumnType::text, ColumnType::text, ColumnType::text};
  std::vector<Departure> found;
  session.run(sql, parameters, types, [&](std::span<const storage::Cell> cells) {
    found.push_back(departure_of(cells[0].text, cells[1].text, cells[2].text, cells[3].integer, cells[4].text,
                                 cells[5].null ? std::nullopt : std::optional(cells[5].text), cells[6].text));
    return true;
  });
  return found;
}

}  // namespace stock
