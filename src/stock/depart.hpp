// layer: actions
#pragma once
// The one deed by which anything leaves: gift, sale, waste, give back, dismantling. Runs inside the caller's transaction: the items
// are locked, judged by erasure::missing_for_departure, and leave all together or not at all.
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "accounts/keys.hpp"
#include "equipment/record.hpp"
#include "stock/departure.hpp"

namespace stock {

struct DepartureOrder {
  DepartureId id;
  DepartureKind kind = DepartureKind::gift;
  std::vector<std::string> items;  ///< ids, numbers, what a scanner reads
  Receiver receiver;
  std::string more;  ///< what else was asked, for telling the same order from another: prices, payment…
};

/// An item and why it may not leave this way; empty: it may.
struct Judged {
  equipment::Item item;
  std::vector<base::Refusal> missing;
};

/// A departure, or everything that stands in its way. Refusals about an item have the field "items.NUMBER" and the argument
/// {number}.
class DepartureAnswer {
 public:
  DepartureAnswer(Departure departure) : content_(std::move(departure)) {}                              // NOLINT
  DepartureAnswer(base::Refusal refusal) : content_(std::vector<base::Refusal>{std::move(refusal)}) {}  // NOLINT
  DepartureAnswer(std::vector<base::Refusal> refusals) : content_(std::move(refusals)) {}               // NOLINT
  bool ok() const { return content_.index() == 0; }
  const Departure& value() const { return std::get<0>(content_); }
  const std::vector<base::Refusal>& refusals() const { return std::get<1>(content_); }
  const base::Refusal& refusal() const { return refusals().front(); }

 private:
  std::variant<Departure, std::vector<base::Refusal>> content_;
};

/// The item as the rules of departure see it now.
Judged judge(storage::Session& session, const equipment::Item& item, DepartureKind kind);
/// Why an item may not leave, with the field "items.NUMBER" and the argument {number} added to each.
std::vector<base::Refusal> named(const Judged& judged);

/// Called once every item is locked and may leave, and the paper's number is drawn: fills in prices, `sale` and `total`, or refuses
/// (then nothing happens, the number neither). Lines stand in the order of the items.
using Complete = std::function<std::vector<base::Refusal>(storage::Session&, std::span<const Judged>, Departure&)>;

/// Asked again with the same id and the same order: the same answer. Refuses "stock.departure.other_order.conflict" (same id, another
/// order), ".no_items", ".too_many", ".twice", "stock.scan.…", "stock.receiver.…", and all that the rule finds missing.
DepartureAnswer depart(storage::Session& session, const accounts::Keys& keys, const equipment::Occasion& occasion,
                       const DepartureOrder& order, const Complete& complete = {});

/// Name and telephone of the receiver, opened: whoever shows them logs the reading (accounts::log_reading).
base::Result<Receiver> open_receiver(storage::Session& session, const accounts::Keys& keys, const Departure& departure);

}  // namespace stock
