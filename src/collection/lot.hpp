#pragma once
// A lot: what one donor gives at once, followed from its declaration to the last departure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "collection/ids.hpp"

namespace collection {

enum class LotState { declared, in_reception, received };
std::string_view code(LotState state);
std::optional<LotState> lot_state_from_code(std::string_view code);

struct Lot {
  LotId id;
  OrganisationId organisation;
  DonorId donor;
  std::string donor_name;
  std::optional<DonationId> donation;
  std::optional<AgreementId> agreement;
  std::string number;  ///< LOT26-001
  LotState state = LotState::declared;
  std::optional<std::int64_t> weight_g;  ///< the whole lot on the scale, packaging included
  base::Instant declared_at;
  std::optional<base::Instant> received_at;
};

/// Where a lot's things stand, counted.
struct LotFigures {
  std::int64_t lines = 0, accepted = 0, refused = 0, to_inspect = 0, problems = 0;
  std::int64_t declared = 0;      ///< units announced on lines that are not refused
  std::int64_t received = 0;      ///< items in all
  std::int64_t on_lines = 0;      ///< items that were announced
  std::int64_t missing = 0;       ///< announced and not arrived
  std::int64_t missing_data = 0;  ///< of these, those that may hold data
  std::int64_t triaged = 0, with_media = 0, erased = 0, ready = 0, departed = 0;
  std::int64_t mass_g = 0;   ///< of the items whose mass is known
  std::int64_t weighed = 0;  ///< items weighed one by one
  std::int64_t without_mass = 0;

  std::int64_t extra() const { return received - on_lines; }
};

struct LotAlert {
  std::int64_t missing = 0;
  std::string state;  ///< mailed, to_call, called
};

}  // namespace collection
