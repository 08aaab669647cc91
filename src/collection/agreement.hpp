#pragma once
// The gift agreement (« convention de don »): what the donor requires before anything leaves the workshop.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "collection/ids.hpp"
#include "equipment/event.hpp"

namespace storage {
class Session;
}

namespace collection {

/// What the rules of erasure and departure ask of an agreement.
struct AgreementTerms {
  std::string number;                                            ///< CV26-001; empty: no agreement, the terms below are the house's
  equipment::Level level = equipment::Level::clear;              ///< lowest level of erasure accepted
  equipment::Rank accepted_rank = equipment::Rank::third_party;  ///< lowest rank of evidence accepted
  std::vector<std::string> accepted_exceptions;                  ///< codes that do not block a departure
  int days_to_erasure = 30;                                      ///< from reception to proof
  bool on_site = false;                                          ///< erased at the donor's, before any transport
  std::string subcontractors;                                    ///< allowed ones, as written; empty: none
  int proof_years = 5;                                           ///< how long proofs are kept
  bool public_free_transfer = false;                             ///< « cession gratuite d'une personne publique »: limits resale

  bool accepts(equipment::Rank rank) const { return rank <= accepted_rank; }
  bool accepts(equipment::Level achieved) const { return achieved >= level; }
  bool accepts_exception(std::string_view code) const {
    return std::find(accepted_exceptions.begin(), accepted_exceptions.end(), code) != accepted_exceptions.end();
  }
};

/// Without an agreement: cleared, evidence measured or of a third party's tool, no exception.
AgreementTerms default_terms();
/// The terms of the agreement that the lot came under; the default ones for an item without lot or a lot without agreement.
AgreementTerms terms_of_lot(storage::Session& session, const std::optional<equipment::LotId>& lot);

}  // namespace collection
