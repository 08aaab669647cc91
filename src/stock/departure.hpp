#pragma once
// A departure: one or several items leaving the chain together (a kit leaves whole), with the paper that says so.
#include <boost/json/fwd.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "equipment/item.hpp"
#include "stock/ids.hpp"
#include "stock/receiver.hpp"

namespace stock {

using equipment::DepartureKind;

/// One item as it left: what the paper prints, never read again from the item.
struct DepartureLine {
  equipment::ItemId item;
  std::string number;
  equipment::Kind kind = equipment::Kind::other_device;
  std::string maker, model, serial, asset_tag, category;
  std::optional<std::int64_t> mass_g;
  equipment::MassSource mass_source = equipment::MassSource::unknown;
  equipment::Origin origin = equipment::Origin::gift;
  int weee_category = 0;             ///< R543-172
  std::vector<std::string> defects;  ///< codes of the tests that failed: the receiver is told of them
  base::Money price;                 ///< all taxes included; 0 unless sold
};
DepartureLine line_of(const equipment::Item& item);

struct Departure {
  DepartureId id;  ///< made by whoever asked: asked twice, done once
  DepartureKind kind = DepartureKind::gift;
  std::string number;  ///< of the receipt or slip: R2026-000001, BD2026-0001…
  base::Instant occurred_at;
  std::string operator_code;
  Receiver receiver;
  std::optional<accounts::SubjectId> subject;  ///< whose name and telephone are sealed
  std::string sealed;
  std::vector<DepartureLine> lines;
  std::string sale;     ///< JSON object of what only a sale says (sales/receipt.hpp); empty otherwise
  std::string content;  ///< canonical JSON of all but the receiver, as stored
  base::Money total;

  /// A sale of this till; one taken over from another tool has none.
  bool has_receipt() const { return kind == DepartureKind::sale && !sale.empty(); }
};

/// What a waste slip sums: by category of waste equipment, in grams.
struct SlipSum {
  std::int64_t items = 0;
  std::int64_t mass_g = 0;
  std::int64_t weighed = 0;       ///< items whose mass was weighed
  std::int64_t without_mass = 0;  ///< items of unknown mass, not in mass_g
};
struct SlipSums {
  std::map<int, SlipSum> by_category;
  std::map<equipment::Origin, SlipSum> by_origin;  ///< « don » or « déchet » at arrival
  SlipSum all;
};
SlipSums slip_sums(const std::vector<DepartureLine>& lines);

/// Series of the paper's number in a year: "R2026" for a receipt (6 digits), "AR2026", "BD2026", "RD2026", "DM2026" (4 digits).
std::string series(DepartureKind kind, base::Day day);
int digits(DepartureKind kind);

/// The part that is stored as `content`, without receiver.
boost::json::object content_json(const Departure& departure);
/// Reads `content` back into lines, operator, sale, total.
void read_content(Departure& departure, std::string_view content);
/// What the API answers: never a person's name.
boost::json::object to_json(const Departure& departure);

}  // namespace stock
