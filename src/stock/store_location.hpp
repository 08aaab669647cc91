#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "equipment/list.hpp"
#include "stock/location.hpp"
#include "storage/database.hpp"

namespace stock {

void insert_location(storage::Session& session, const OrganisationId& organisation, const Location& location,
                     base::Instant now);
void rename_location(storage::Session& session, const OrganisationId& organisation, const LocationId& id,
                     const std::string& name);
std::optional<Location> find_location(storage::Session& session, const OrganisationId& organisation,
                                      const LocationId& id);
std::optional<Location> find_location_by_code(storage::Session& session, const OrganisationId& organisation,
                                              std::string_view code);
std::vector<Location> list_locations(storage::Session& session, const OrganisationId& organisation);

/// What lies in the workshop's custody, by the code of its location; the empty code is what lies nowhere yet.
std::map<std::string, Content> content_by_code(storage::Session& session, const OrganisationId& organisation);
/// The items at a location (nowhere: empty code), by number.
std::vector<equipment::ItemRow> items_at(storage::Session& session, const OrganisationId& organisation,
                                         const std::string& code, std::int64_t limit);

}  // namespace stock
