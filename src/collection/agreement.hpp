#pragma once
// The gift agreement (« convention de don »): what the donor requires before anything leaves the workshop.
#include <algorithm>
#include <optional>
#include <span>
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
  std::string number;                                ///< CV26-001; empty: no agreement, the terms below are the house's
  equipment::Level level = equipment::Level::clear;  ///< lowest level of erasure accepted
  equipment::Rank accepted_rank = equipment::Rank::third_party;  ///< lowest rank of evidence accepted
  std::vector<std::string> accepted_exceptions;                  ///< codes that do not block a departure
  int days_to_erasure = 30;                                      ///< from reception to proof
  bool on_site = false;                                          ///< erased at the donor's, before any transport
  std::string subcontractors;                                    ///< allowed ones, as written; empty: none
  int proof_years = 5;                                           ///< how long proofs are kept
  bool public_free_transfer = false;  ///< « cession gratuite d'une personne publique »: limits resale

  bool accepts(equipment::Rank rank) const { return rank <= accepted_rank; }
  bool accepts(equipment::Level achieved) const { return achieved >= level; }
  bool accepts_exception(std::string_view code) const {
    return std::find(accepted_exceptions.begin(), accepted_exceptions.end(), code) != accepted_exceptions.end();
  }
};

struct Agreement {
  AgreementId id;
  OrganisationId organisation;
  DonorId donor;
  base::Day signed_on;
  std::optional<base::Day> valid_until;  ///< included
  std::string key_fingerprint;           ///< of the key that signs the structure's statements
  AgreementTerms terms;
  bool valid_on(base::Day day) const {
    return std::chrono::sys_days(day) >= std::chrono::sys_days(signed_on) &&
           (!valid_until || std::chrono::sys_days(day) <= std::chrono::sys_days(*valid_until));
  }
};

/// What a form or the API says of a new agreement; empty members take the default terms.
struct AgreementRequest {
  std::string donor, level, days, place, subcontractors, rank, proof_years, signed_on, valid_until;
  std::vector<std::string> exceptions;
  bool public_free_transfer = false;
};
/// Exceptions that a donor may accept in writing (domain.md §3.6).
std::span<const std::string_view> known_exceptions();
/// Refuses "collection.agreement.{bad_level,bad_rank,bad_days,bad_years,bad_place,bad_exception,bad_day,ends_before,not_public}" with
/// the field. `public_body` says whether the donor is one: only they give « à titre gratuit » under CG3P L3212-2 and L3212-3.
base::Result<Agreement> check_agreement(const AgreementRequest& request, bool public_body, base::Day today);

/// Without an agreement: cleared, evidence measured or of a third party's tool, no exception.
AgreementTerms default_terms();
/// The terms of the agreement that the lot came under; the default ones for an item without lot or a lot without agreement.
AgreementTerms terms_of_lot(storage::Session& session, const std::optional<equipment::LotId>& lot);

}  // namespace collection
