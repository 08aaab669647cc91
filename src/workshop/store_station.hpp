#pragma once
// Rows of stations and of the codes that take them in.
#include <optional>
#include <string>
#include <vector>

#include "storage/database.hpp"
#include "workshop/station.hpp"

namespace workshop {

void insert_code(storage::Session& session, const EnrolmentCode& code);
/// Those of every structure that are neither expired nor revoked, used up or not: one who lost the answer may ask again.
std::vector<EnrolmentCode> live_codes(storage::Session& session, base::Instant now);
/// Of one structure, the newest first: still usable.
std::vector<EnrolmentCode> open_codes(storage::Session& session, const accounts::OrganisationId& organisation,
                                      base::Instant now);
/// False when there was none left.
bool use_code(storage::Session& session, const EnrolmentId& id);
/// False if it is not the structure's, or is no longer open.
bool revoke_code(storage::Session& session, const accounts::OrganisationId& organisation, const EnrolmentId& id,
                 base::Instant now);

void insert_station(storage::Session& session, const Station& station);
/// Those in service first, by name.
std::vector<Station> list_stations(storage::Session& session, const accounts::OrganisationId& organisation);
std::optional<Station> find_station(storage::Session& session, const accounts::OrganisationId& organisation,
                                    const StationId& id);
std::optional<Station> find_station_by_key(storage::Session& session, const accounts::OrganisationId& organisation,
                                           const std::string& key);
void renew_station(storage::Session& session, const Station& station);  ///< its name and token
void revoke_station_row(storage::Session& session, const StationId& id, const std::string& by, base::Instant now);
/// A signed report of it came.
void note_report(storage::Session& session, const StationId& id, const Place& place, base::Instant now);
/// Its signed reports by rising sequence.
std::vector<Link> chain_of(storage::Session& session, const StationId& id);
/// Those of this number, of the one before and of the one after.
std::vector<Link> links_around(storage::Session& session, const StationId& id, std::int64_t sequence);

}  // namespace workshop
