// layer: store
#pragma once
// A receipt: what a sale's departure says beyond the departure itself. Each holds the hash of the one before, so that none can be
// changed, taken out or added later (CGI 286 I-3° bis, read as L: to be checked with an accountant).
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sales/quote.hpp"
#include "stock/departure.hpp"

namespace sales {

enum class Payment { cash, card, cheque, transfer };
inline constexpr std::array all_payments = {Payment::cash, Payment::card, Payment::cheque, Payment::transfer};
std::string_view code(Payment payment);
std::optional<Payment> payment_from_code(std::string_view code);

struct Seller {
  std::string name, address, siret;
};

struct Receipt {
  std::int64_t sequence = 0;    ///< 1, 2, 3… across years
  std::string previous_sha256;  ///< of the receipt before; empty for the first
  Seller seller;
  Payment payment = Payment::cash;
  bool precarious = false;  ///< the buyer confirmed to be, or to serve, people in precarious circumstances
  VatRule vat;
  Warranty warranty;
  std::vector<QuotedLine> lines;  ///< in the order of the departure's
  Amounts total;
};

/// What Departure::sale holds.
std::string to_sale(const Receipt& receipt);
/// Reads it back; a stored text that is none is Fault::corrupt.
Receipt receipt_of(const stock::Departure& departure);

}  // namespace sales
