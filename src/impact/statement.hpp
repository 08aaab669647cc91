#pragma once
// The donor statement: what became of each thing that a donor entrusted, gram by gram, and what is proven of its data.
// Pure: the issuer makes it and its reader checks it with the same recompute(), from the same entries of the log.
#include <array>
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "equipment/event.hpp"
#include "equipment/item.hpp"

namespace impact {

inline constexpr std::string_view statement_type = "boucle.statement.v1";
/// No single thing and no lot weighs more than this (1,000 t): sums of a hostile document then stay exact.
inline constexpr std::int64_t heaviest_g = 1'000'000'000;
/// No machine has more media than this: a hostile history cannot make its reader work for minutes.
inline constexpr std::size_t most_media = 512;

/// Where a thing is at the end, for the mass balance (« bilan matière »).
enum class Outcome { reuse, parts, waste, returned, missing, stock };
inline constexpr std::array all_outcomes = {Outcome::reuse,    Outcome::parts,   Outcome::waste,
                                            Outcome::returned, Outcome::missing, Outcome::stock};
std::string_view code(Outcome outcome);
/// A thing that came back for after-sales service counts as reused until it is taken back into stock.
Outcome outcome_of(equipment::Status status);

/// What the donor was promised for a lot.
struct Promise {
  std::string agreement;  ///< id
  std::string number;
  equipment::Level level = equipment::Level::clear;
  std::int64_t days_to_erasure = 0;  ///< calendar days from reception, in the organisation's zone
};

struct LotHeading {
  equipment::LotId id;
  std::string number;
  std::optional<Promise> promise = {};
  bool partial = false;  ///< other things of this lot belong to another year: no packaging is computed
};

/// What the issuer says and the log does not hold: names, what is asked, promises. Signed, but not recomputable.
struct Heading {
  std::string origin, organisation, fingerprint;  ///< issuer: log, name, key
  base::Instant issued_at{};
  std::uint64_t log_size = 0;  ///< entries in the log when it was issued
  std::string zone = "Europe/Paris";
  std::string donor_id;
  std::string donor;             ///< a structure's name; for an individual, the reference
  std::optional<int> year = {};  ///< absent: a statement of one lot
  std::vector<LotHeading> lots = {};
};

struct StatementMedium {
  equipment::Medium medium;
  std::optional<equipment::Level> required = {};
  std::optional<base::Instant> judged_at = {};
  std::string operator_code = {}, second_code = {};
};

struct StatementItem {
  equipment::Item item;
  Outcome outcome = Outcome::stock;
  std::vector<StatementMedium> media = {};
  std::optional<base::Instant> no_media_at = {};  ///< proven absence of media
  std::string no_media_operator = {}, no_media_second = {};
  std::optional<std::int64_t> days_to_proof = {};  ///< from reception to the last proof, once everything is proven
};

struct StatementLot {
  LotHeading heading;
  std::optional<std::int64_t> weight_g = {};  ///< the whole lot on the scale
  std::int64_t items = 0, items_g = 0;
  std::optional<std::int64_t> packaging_g = {};  ///< weight − things; negative when default masses are too high
  std::optional<equipment::LotReceived> reception = {};
};

/// Whole grams. received = reuse + parts + waste + returned + missing + stock, always and exactly. Packaging is outside.
struct Balance {
  std::int64_t received_g = 0;
  std::map<Outcome, std::int64_t> by_outcome_g = {};
  std::optional<std::int64_t> packaging_g = {};
  std::int64_t weighed_g = 0, declared_g = 0, by_default_g = 0;
  std::int64_t items = 0, weighed_items = 0, items_without_mass = 0;  ///< those without any mass count for 0 g

  std::int64_t of(Outcome outcome) const {
    const auto found = by_outcome_g.find(outcome);
    return found == by_outcome_g.end() ? 0 : found->second;
  }
};

struct FamilyCount {
  std::int64_t devices = 0, accessories = 0;
};
struct ErasureKey {
  equipment::Verdict verdict = equipment::Verdict::erased;
  equipment::Level level = equipment::Level::none;
  equipment::Rank rank = equipment::Rank::measured;
  auto operator<=>(const ErasureKey&) const = default;
};
/// Things that may hold data, against the promised days.
struct Delay {
  std::int64_t on_time = 0, late = 0, without_promise = 0;
  std::int64_t waiting = 0;   ///< still here, not all proven
  std::int64_t unproven = 0;  ///< gone without proof: returned, missing
  std::int64_t longest_days = 0;
};
struct Counts {
  FamilyCount collected, put_back;
  std::map<Outcome, FamilyCount> by_outcome = {};
  std::int64_t media = 0, media_without_proof = 0, media_below_promise = 0, without_media = 0;
  std::map<ErasureKey, std::int64_t> erasures = {};
  std::map<std::string, std::int64_t> exceptions = {};
  Delay delay = {};
};

struct Statement {
  Heading heading;
  std::vector<StatementLot> lots;
  std::vector<StatementItem> items;  ///< in the order of their reception
  Balance balance;
  Counts counts;
};

struct Recomputed {
  Statement statement;
  /// What the entries cannot be: entries of other lots, histories without beginning, impossible masses…
  std::vector<base::Refusal> findings = {};
};

/// The whole statement from its entries, which stand in the log's order. Never throws, whatever the events hold.
/// Masses are those at reception: what Received says, replaced by each Weighed that is not itself corrected (a Weighed always states the mass
/// as it came in; what repair adds is not weighed in).
Recomputed recompute(Heading heading, std::vector<equipment::Event> events);

/// Lot number, or donor and year, and the log's size: the same statement has the same name for ever.
std::string statement_id(const Heading& heading);
boost::json::object to_json(const Statement& statement);
/// Refuses "impact.statement.malformed" with the member.
base::Result<Heading> heading_from_json(const boost::json::object& document);
/// An event as equipment::leaf_of writes it (its note stays a commitment). Refuses "impact.statement.entry_unreadable".
base::Result<equipment::Event> event_from_leaf(const boost::json::object& leaf);

/// A figure of the balance by its name in documents and the API: received_g, reuse_g… packaging_g.
boost::json::object to_json(const Balance& balance);
boost::json::object to_json(const Counts& counts);

}  // namespace impact
