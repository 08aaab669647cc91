#pragma once
// The second person's re-check of erased drives (R2v3: at least 5 %): which ones, where to read, and what must stand there. Pure.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "proof/signature.hpp"
#include "sanitization/record.hpp"

namespace erasure {

/// One in twenty.
inline constexpr std::int64_t recheck_share = 20;
/// How long a record waits before it counts for the quota: until then nobody can tell which of the day's will be drawn.
inline constexpr std::chrono::hours recheck_wait{24};

/// 16 hexadecimal digits that nobody can foresee without the secret; the lowest are drawn first.
std::string recheck_ticket(const proof::Secret& secret, std::string_view erasure);
/// One ticket in twenty is drawn at once.
bool drawn_at_once(std::string_view ticket);
/// How many more must be drawn so that one in twenty of `considered` is, and one at least; `drawn` leaves out those that turned out to
/// be impossible.
std::int64_t recheck_missing(std::int64_t considered, std::int64_t drawn);

enum class RecheckOutcome { pass, fail, impossible };
std::string_view code(RecheckOutcome outcome);
std::optional<RecheckOutcome> recheck_outcome_from_code(std::string_view code);

/// A piece of the medium that was read again.
struct Sample {
  std::uint64_t offset = 0;  ///< bytes, counted as in the record
  std::uint64_t bytes = 0;
  std::string sha256;  ///< hexadecimal, of what was read
};
inline constexpr std::uint64_t largest_sample = std::uint64_t{1} << 20;
inline constexpr std::uint64_t most_sample_bytes = std::uint64_t{16}
                                                   << 20;  ///< of one report: computed while others wait
inline constexpr std::size_t fewest_samples = 8, most_samples = 1024;

/// Where to read: the first and the last sector, and `count` − 2 others that `random` draws (8 bytes for each). Whole sectors.
std::vector<sanitization::Range> places_to_read(const sanitization::Record& record, std::size_t count,
                                                std::string_view random);

/// Compares what was read with what the record says must stand there: the keyed stream of an overwrite, the constant of a firmware
/// erase. Refuses "certificate.recheck.{not_comparable,too_few,bad_sample}" (with the field): after a cryptographic erase the content is
/// random and only a person can judge.
base::Result<RecheckOutcome> compare_samples(const sanitization::Record& record, std::span<const Sample> samples);

}  // namespace erasure
