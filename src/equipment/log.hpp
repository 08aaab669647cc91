#pragma once
// layer: store
// The Merkle log of an organisation: a sequencer appends what was committed, so that writers never wait on it.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "accounts/keys.hpp"
#include "equipment/event.hpp"
#include "proof/document.hpp"
#include "proof/tiles.hpp"
#include "storage/database.hpp"

namespace equipment {

/// The bytes of an event that the log hashes: canonical JSON of identifiers, codes and quantities, with a salted commitment in
/// place of the note.
base::Bytes leaf_of(const Event& event, const std::optional<std::string>& salt_hex);

/// Appends up to `batch` waiting events of each organisation and signs the new size. Returns how many were appended. Safe to call
/// from several processes: they take turns on each log.
std::int64_t append_waiting_events(storage::Database& database, const accounts::Keys& keys, base::Instant now,
                                   std::int64_t batch = 5000);

struct LogState {
  std::uint64_t size = 0;
  std::string checkpoint;    ///< signed note of that size; empty before the first event
  std::int64_t waiting = 0;  ///< committed, not yet appended
};
LogState log_state(storage::Session& session, const OrganisationId& organisation);

/// Where the tiles of a log are read from, inside the caller's transaction.
proof::TileSource tile_source(storage::Session& session, const OrganisationId& organisation);

/// The log's root computed again from every event, compared with the stored tiles and the last checkpoint: what `verify` and
/// `rebuild` promise. Refuses with "equipment.log.broken" and the place.
base::Outcome check_log(storage::Session& session, const accounts::Keys& keys, const OrganisationId& organisation,
                        std::string_view organisation_code);

/// What ties a document to the log: the leaves of these events (all must be appended; refuses "equipment.log.still_waiting").
base::Result<proof::Evidence> evidence_of(storage::Session& session, const OrganisationId& organisation,
                                          const std::vector<EventId>& events);

}  // namespace equipment
