#include "stock/store_location.hpp"

namespace stock {
namespace {

Location location_of(std::string id, std::string code, std::string name, const std::optional<std::string>& parent) {
  Location location{.id = LocationId::parse(id).value(), .code = std::move(code), .name = std::move(name)};
  if (parent) location.parent = LocationId::parse(*parent).value();
  return location;
}

/// The statuses of what is in custody, as SQL text: constants of the program.
const std::string& custody() {
  static const std::string list = [] {
    std::string text;
    for (const auto status : equipment::all_statuses)
      if (equipment::in_stock(status)) text += (text.empty() ? "'" : ",'") + std::string(code(status)) + "'";
    return text;
  }();
  return list;
}

}  // namespace

void insert_location(storage::Session& session, const OrganisationId& organisation, const Location& location,
                     base::Instant now) {
  session.execute(
      "INSERT INTO location (id, organisation_id, code, name, parent_id, created_at) VALUES (:1, :2, :3, :4, :5, :6)",
      location.id.text(), organisation.text(), location.code, location.name,
      location.parent ? std::optional(location.parent->text()) : std::nullopt, base::to_milliseconds(now));
}

void rename_location(storage::Session& session, const OrganisationId& organisation, const LocationId& id,
                     const std::string& name) {
  session.execute("UPDATE location SET name = :1 WHERE id = :2 AND organisation_id = :3", name, id.text(),
                  organisation.text());
}

std::optional<Location> find_location(storage::Session& session, const OrganisationId& organisation,
                                      const LocationId& id) {
  const auto row = session.first<std::string, std::string, std::string, std::optional<std::string>>(
      "SELECT id, code, name, parent_id FROM location WHERE id = :1 AND organisation_id = :2", id.text(),
      organisation.text());
  if (!row) return std::nullopt;
  return location_of(std::get<0>(*row), std::get<1>(*row), std::get<2>(*row), std::get<3>(*row));
}

std::optional<Location> find_location_by_code(storage::Session& session, const OrganisationId& organisation,
                                              std::string_view code) {
  const auto row = session.first<std::string, std::string, std::string, std::optional<std::string>>(
      "SELECT id, code, name, parent_id FROM location WHERE organisation_id = :1 AND code = :2", organisation.text(),
      std::string(code));
  if (!row) return std::nullopt;
  return location_of(std::get<0>(*row), std::get<1>(*row), std::get<2>(*row), std::get<3>(*row));
}

std::vector<Location> list_locations(storage::Session& session, const OrganisationId& organisation) {
  std::vector<Location> found;
  session.each<std::string, std::string, std::string, std::optional<std::string>>(
      "SELECT id, code, name, parent_id FROM location WHERE organisation_id = :1 ORDER BY code",
      [&](std::string id, std::string code, std::string name, std::optional<std::string> parent) {
        found.push_back(location_of(std::move(id), std::move(code), std::move(name), parent));
      },
      organisation.text());
  return found;
}

std::map<std::string, Content> content_by_code(storage::Session& session, const OrganisationId& organisation) {
  std::map<std::string, Content> found;
  session.each<std::string, std::string, std::int64_t>(
      "SELECT location, status, CAST(COUNT(*) AS BIGINT) FROM item WHERE organisation_id = :1 AND status IN (" +
          custody() + ") GROUP BY location, status",
      [&](const std::string& location, const std::string& status, std::int64_t count) {
        if (const auto known = equipment::status_from_code(status)) found[location][*known] = count;
      },
      organisation.text());
  return found;
}

std::vector<equipment::ItemRow> items_at(storage::Session& session, const OrganisationId& organisation,
                                         const std::string& code, std::int64_t limit) {
  std::vector<equipment::ItemRow> rows;
  session.each<std::string, std::string, std::string, std::string, std::string, std::string, std::string>(
      "SELECT id, number, kind, maker, model, status, category FROM item WHERE organisation_id = :1 AND location = :2 "
      "AND status IN (" +
          custody() + ") ORDER BY number LIMIT :3",
      [&](const std::string& id, std::string number, std::string kind, std::string maker, std::string model,
          std::string status, std::string category) {
        rows.push_back({.id = equipment::ItemId::parse(id).value(),
                        .number = std::move(number),
                        .kind = std::move(kind),
                        .maker = std::move(maker),
                        .model = std::move(model),
                        .status = std::move(status),
                        .category = std::move(category),
                        .location = code});
      },
      organisation.text(), code, limit);
  return rows;
}

}  // namespace stock
