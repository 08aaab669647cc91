// layer: actions
#pragma once
// The counter's deed: a sale is a departure with a price and a receipt in the chain. Runs inside the caller's transaction.
#include <optional>
#include <string>
#include <vector>

#include "sales/receipt.hpp"
#include "stock/depart.hpp"

namespace sales {

struct SaleLine {
  std::string item;  ///< what find_scanned reads
  AskedPrice asked;
};
struct SaleOrder {
  stock::DepartureId id;  ///< made by the form: sent twice, sold once
  std::vector<SaleLine> lines;
  stock::Receiver buyer;
  Payment payment = Payment::cash;
  bool precarious = false;
};
/// Refuses what stock::depart refuses, what quote() refuses, and "sales.cap.buyer" (field precarious) when something comes from a
/// public body's free transfer and the buyer has not confirmed to be in, or to serve people in, precarious circumstances.
stock::DepartureAnswer sell(storage::Session& session, const accounts::Keys& keys, const equipment::Occasion& occasion,
                            const SaleOrder& order);

/// The last receipt of the till: what the next one follows. Nothing sold yet: 0 and an empty hash.
struct ChainEnd {
  std::int64_t sequence = 0;
  std::string sha256;
};
ChainEnd chain_end(storage::Session& session, const equipment::OrganisationId& organisation);
/// Puts a sale that was just written at the end of the chain; its `sale` must follow chain_end().
void add_to_chain(storage::Session& session, const equipment::OrganisationId& organisation,
                  const stock::Departure& sale);

/// One more print; answers how many there were before: 0 for the original.
base::Result<std::int64_t> print_receipt(storage::Session& session, const equipment::OrganisationId& organisation,
                                         const stock::DepartureId& id);
std::int64_t prints_of(storage::Session& session, const equipment::OrganisationId& organisation,
                       const stock::DepartureId& id);

/// Every receipt of the till, from the first: numbers without gap, content unchanged, each tied to the one before. Answers how many;
/// refuses "sales.chain.broken" {number} and "sales.chain.gap" {sequence}.
base::Result<std::int64_t> check_chain(storage::Session& session, const equipment::OrganisationId& organisation);

}  // namespace sales
