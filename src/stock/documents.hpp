#pragma once
// The papers of a departure: attestation of a gift, waste slip, return to the donor, dismantling sheet.
#include <string>

#include "base/bytes.hpp"
#include "i18n/i18n.hpp"
#include "stock/departure.hpp"

namespace stock {

struct PaperHead {
  std::string organisation;  ///< name of the workshop's structure
  std::string address;       ///< from its settings; empty: not printed
  std::string siret;
  std::string zone = "Europe/Paris";
};
/// Address and SIRET of the structure as its settings (JSON) hold them.
PaperHead paper_head(const std::string& name, const std::string& zone, const std::string& settings_json);

/// `receiver` is printed: with the person's name if it was opened. Operators appear as codes.
base::Bytes departure_pdf(const i18n::Translator& tr, const PaperHead& head, const Departure& departure, const Receiver& receiver);

}  // namespace stock
