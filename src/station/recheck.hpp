#pragma once
// Another competent person reads an erased drive again, any day, from its certificate (R2v3: at least 5 % of them).
#include <string>
#include <vector>

#include "sanitization/record.hpp"
#include "station/erasing.hpp"

namespace station {

struct RecheckOptions {
  BenchOptions bench;
  std::string certificate;  ///< its JSON file
  double share = 1;         ///< of the drive, 0…1: at least the first and the last sector
  bool json = false;
};

/// The record that a certificate (or a report's member "erasures", or a record alone) holds. Refuses "station.recheck.no_record".
base::Result<sanitization::Record> record_in(std::string_view json);

/// Which sectors of `bytes` to read for this share: the first, the last, and others that `random` draws, in pieces of at most 1 MiB, sorted and
/// apart from each other. Empty: all of them.
std::vector<sanitization::Range> places_for_share(std::uint64_t bytes, std::uint32_t sector, double share,
                                                  std::uint64_t random);

/// ExitStatus::not_erased when anything differs from what the certificate says.
int recheck(const RecheckOptions& options, const Surroundings& around);

}  // namespace station
