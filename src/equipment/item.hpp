#pragma once
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "equipment/event.hpp"
#include "equipment/ids.hpp"
#include "equipment/status.hpp"

namespace equipment {

/// A data-bearing medium and what is proven of it.
struct Medium {
  MediumId id;
  std::string kind, model, serial;
  std::int64_t size_bytes = 0;
  std::optional<Verdict> verdict;  ///< nothing: no evidence yet
  Rank rank = Rank::declared;
  Level achieved = Level::none;
  std::string standard;
  std::vector<std::string> exceptions;
  std::string evidence_sha256;
  bool operator==(const Medium&) const = default;
};

/// What an item's history says it is now. Only fold() and apply() make one.
struct Item {
  ItemId id;
  OrganisationId organisation;
  std::optional<LotId> lot;
  std::string line;
  std::string number;
  Kind kind = Kind::other_device;
  std::string maker, model;
  std::string serial;  ///< on the label or declared
  std::string serial_system, serial_chassis, serial_board;
  std::string asset_tag;  ///< the donor's own
  Origin origin = Origin::gift;
  Status status = Status::received;
  std::optional<std::int64_t> mass_g;
  MassSource mass_source = MassSource::unknown;
  bool inventoried = false;           ///< a station report has listed its media
  bool proven_without_media = false;  ///< inventory and second person
  std::string cpu;
  std::optional<std::int64_t> cores, ram_gb, screen_tenths, battery_tenths, cpumark;
  std::optional<bool> webcam;
  std::vector<Medium> media;
  std::set<std::string> locks;
  std::optional<TriageDecision> triage;
  std::string work_order;  ///< open one; empty if none
  std::map<std::string, TestOutcome> tests;
  std::string category, computed_category, cosmetic, scheme;
  std::int64_t points = 0;
  std::string location;
  std::string departure;
  std::optional<DepartureKind> departure_kind;
  std::int64_t price_cents = 0;
  base::Instant received_at;
  std::optional<base::Instant> departed_at;
  base::Instant changed_at;

  bool operator==(const Item&) const = default;
};

/// The item after this event. The first event of an item is Received.
Item apply(Item item, const Event& event);
/// The whole history in the server's order; a Corrected event takes the one it names out. Nothing if it does not begin with Received.
std::optional<Item> fold(std::span<const Event> history);

boost::json::object to_json(const Item& item);
base::Result<Item> item_from_json(const boost::json::value& json);

/// Every word that a scanner or a person may know it by, folded: number, serials, asset tag, serials of its disks.
std::vector<std::string> keys(const Item& item);
/// Folded words for the search: what it is, its names, its numbers.
std::string search_words(const Item& item);

}  // namespace equipment
