#pragma once
// layer: store
// Writing history: the one place where an event enters and the item's row follows it. Runs inside the caller's transaction.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "equipment/event.hpp"
#include "equipment/item.hpp"
#include "storage/database.hpp"

namespace equipment {

/// Who writes, and when: filled from the request or from the device that did the work.
struct Occasion {
  OrganisationId organisation;
  std::string actor;                              ///< operator code, station or token; never a name
  base::Instant now;                              ///< the server's clock
  std::optional<base::Instant> occurred_at = {};  ///< the device's clock; absent: now
  std::chrono::minutes occurred_offset{0};
};

/// The first event of an item. The number must be free (numbering.hpp draws it).
Item begin_item(storage::Session& session, const Occasion& occasion, const std::optional<LotId>& lot, Received received,
                const std::string& note = {}, std::optional<ItemId> id = {});
/// One more event: writes it, applies it, brings the item's row, keys and search words up to date.
Item record(storage::Session& session, const Occasion& occasion, const Item& item, Body body,
            const std::string& note = {});
/// An event about a lot, or (no lot) about the organisation's own record.
EventId record_lot(storage::Session& session, const Occasion& occasion, const std::optional<LotId>& lot, Body body,
                   const std::string& note = {});
/// Corrects an earlier event of the item: refuses Received, a measured verdict (a certificate stands on it: revoke that, or erase again), and an event that is not the item's or is already corrected.
base::Result<Item> correct(storage::Session& session, const Occasion& occasion, const Item& item, const EventId& event,
                           const std::string& reason);

/// The item as it is now (the projection); nothing if it is not of this organisation.
std::optional<Item> find_item(storage::Session& session, const OrganisationId& organisation, const ItemId& id);
/// For the public address of a label: any organisation's.
std::optional<Item> find_item_anywhere(storage::Session& session, const ItemId& id);
/// As find_item, locking the row until the transaction ends, so that two deeds on one item follow each other.
std::optional<Item> lock_item(storage::Session& session, const OrganisationId& organisation, const ItemId& id);
/// By what a scanner reads: number, serial, asset tag.
std::vector<ItemId> items_with_key(storage::Session& session, const OrganisationId& organisation,
                                   std::string_view text);
/// In the server's order.
std::vector<Event> history_of_item(storage::Session& session, const ItemId& id);
std::vector<Event> history_of_lot(storage::Session& session, const LotId& id);
/// Items of a lot in the order of their reception.
std::vector<Item> items_of_lot(storage::Session& session, const LotId& id);

/// A whole history at once, as simulation and demonstration make it: writes the events as they are and the row that they fold
/// into. The history must begin with Received.
Item import_history(storage::Session& session, std::span<const Event> history);

/// Rewrites the row, keys and search words of an item from the given state (rebuild).
void write_projection(storage::Session& session, const Item& item);

}  // namespace equipment
