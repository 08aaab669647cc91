#pragma once
// The papers of a departure: attestation of a gift, waste slip, return to the donor, dismantling sheet.
#include <string>

#include "base/bytes.hpp"
#include "i18n/i18n.hpp"
#include "stock/departure.hpp"
#include "stock/paper_head.hpp"

namespace stock {

/// `receiver` is printed: with the person's name if it was opened. Operators appear as codes.
base::Bytes departure_pdf(const i18n::Translator& tr, const PaperHead& head, const Departure& departure,
                          const Receiver& receiver);

}  // namespace stock
