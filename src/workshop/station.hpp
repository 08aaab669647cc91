#pragma once
// Stations that sign their reports: how one is taken in, and what its chain of reports shows. Rules.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "proof/signature.hpp"
#include "workshop/ids.hpp"

namespace workshop {

inline constexpr std::int64_t most_stations_of_a_code = 50;
inline constexpr std::int64_t most_days_of_a_code = 90;

/// What an administrator makes so that stations may join; the code itself is shown once and never stored.
struct EnrolmentCode {
  EnrolmentId id;
  accounts::OrganisationId organisation;
  std::string code_hash;  ///< SHA-256, hexadecimal
  std::string name;       ///< given to the stations it takes in, when they bring none
  std::int64_t uses = 1, uses_left = 1;
  base::Instant made_at, expires_at;
  std::string made_by;  ///< operator code, or « CLI »
  std::optional<base::Instant> revoked_at;
};

struct Station {
  StationId id;
  accounts::OrganisationId organisation;
  std::string name;
  std::string key;  ///< z6Mk…
  accounts::TokenId token;
  EnrolmentId enrolment;
  base::Instant enrolled_at;
  std::string enrolled_by;  ///< operator code of who made the code
  std::optional<base::Instant> last_seen_at;
  std::int64_t last_sequence = 0;  ///< highest accepted; 0: none yet
  std::string last_sha256;         ///< of that report's bytes
  std::optional<base::Instant> revoked_at;
  std::string revoked_by;
  bool whole_chain = true;  ///< every number up to the last has come, once, and each names the one before
};

/// Twenty-five characters to read aloud and type: 5 groups of 5, without I, L, O and U; 125 bits of `random` (at least 25 bytes).
std::string code_text(std::string_view random);
/// What was typed as it was made: capitals, no space nor dash; O is read 0, I and L are read 1.
std::string normal_code(std::string_view typed);
/// What the page shows and the QR holds: https://HOST/enrol#CODE
std::string enrolment_text(std::string_view public_url, std::string_view code);

/// Refuses workshop.station.{name_needed,name_too_long} (field name), .bad_uses, .bad_days.
base::Outcome check_enrolment(const std::string& name, std::int64_t uses, std::int64_t days);

/// The station owns the key: it signed « boucle-station-enrol-v1 CODE » with it. Refuses workshop.station.{bad_key,bad_proof} with the field.
base::Result<proof::PublicKey> check_possession(const std::string& key, const std::string& signature,
                                                std::string_view code);

/// One signed report, as the chain sees it.
struct Link {
  std::int64_t sequence = 0;
  std::string sha256, previous;
};
/// What does not hold in a chain of reports.
/// Where a report stands in its station's chain.
struct Place {
  std::int64_t sequence = 0;
  std::string sha256;
  bool again = false;     ///< this number has come before, with other bytes
  bool alarming = false;  ///< so it is, or a link beside it is broken
};
struct ChainFaults {
  std::vector<std::int64_t> missing;  ///< numbers never received, at most 20: on the road, or left out
  std::int64_t missing_count = 0;
  std::vector<std::int64_t> forks;   ///< numbers that came twice with other bytes: a copied key, or a report made anew
  std::vector<std::int64_t> broken;  ///< reports that name another one before them than the one received
  bool any() const { return missing_count > 0 || alarming(); }
  bool alarming() const { return !forks.empty() || !broken.empty(); }
};
/// `links` by rising sequence.
ChainFaults check_chain(const std::vector<Link>& links);

}  // namespace workshop
