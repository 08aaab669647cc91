#pragma once
// layer: store
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "equipment/ids.hpp"
#include "equipment/kind.hpp"
#include "storage/database.hpp"

namespace equipment {

/// How a structure numbers what it receives. The field's format: two letters for the site, two for the kind, two digits for the
/// year, a dash, four digits or more: GRPC26-0888 (domain.md §3.4).
struct NumberScheme {
  std::string site = "BO";  ///< two capital letters
  int digits = 4;           ///< at least; a series grows past 9999
};

/// The scheme kept in the organisation's settings (JSON member "numbering"); refuses what is no two letters or 3 to 6 digits.
base::Result<NumberScheme> parse_number_scheme(std::string_view settings_json);
/// GRPC26 for a laptop of 2026 at site GR.
std::string series(const NumberScheme& scheme, Kind kind, base::Day day);
/// series("GRPC26"), 888 → GRPC26-0888
std::string format_number(std::string_view series, std::int64_t n, int digits);

/// Next number of a series, never given before, whoever asks at the same time; skips numbers that imported items already carry.
std::string draw_number(storage::Session& session, const OrganisationId& organisation, std::string_view series,
                        int digits);
/// The number of a received item, by the organisation's scheme and zone.
std::string draw_item_number(storage::Session& session, const OrganisationId& organisation, Kind kind, base::Day day);

}  // namespace equipment
