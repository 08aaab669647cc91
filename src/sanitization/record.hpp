#pragma once
// Everything that happened to one drive, from its first identification to the end of the verification: the evidence. Folded from the
// station's journal, sent in the report, judged by assess(), printed in the certificate.
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "sanitization/drive_facts.hpp"
#include "sanitization/keystream.hpp"
#include "sanitization/plan.hpp"

namespace sanitization {

enum class StepEnd {
  done,
  refused,    ///< the drive or the kernel does not take the command
  failed,     ///< it took it, and says that it failed; or its « success » changed nothing
  timed_out,  ///< no end within the deadline
  gone,       ///< the drive went away
  stopped,    ///< a person stopped it
};

/// A command or a pass, whatever came of it.
struct Step {
  std::string what;                               ///< code of a Preparation or Method, or: identify, canaries, verify, health
  std::map<std::string, std::string> parameters;  ///< opcode, feature, sectors…
  std::string raw;                                ///< hexadecimal: registers, sense data, completion entry
  StepEnd end = StepEnd::failed;
  base::Instant started, ended;
  bool operator==(const Step&) const = default;
};

struct Range {  ///< bytes on the medium
  std::uint64_t offset = 0, bytes = 0;
  bool operator==(const Range&) const = default;
};
inline constexpr std::size_t most_ranges = 1000;  ///< kept each in a record; beyond, the last one covers the rest

struct Overwrite {
  Cipher cipher = Cipher::aes_256_ctr;
  base::Bytes key;                    ///< 32 bytes, published: the stream can be computed again
  std::uint64_t bytes_written = 0;    ///< durably
  std::uint64_t retries = 0;
  std::vector<Range> unwritable;      ///< after bisection to the sector
  bool operator==(const Overwrite&) const = default;
};

enum class ContentClass { stream, constant, random, mixed, unread };
std::string_view code(ContentClass content);

struct Verification {
  std::uint64_t bytes_read = 0;
  std::uint64_t mismatched_sectors = 0;
  std::vector<Range> mismatches, unreadable;
  ContentClass content = ContentClass::unread;
  std::uint8_t constant = 0;                      ///< the byte, when content is constant
  std::uint64_t canaries_planted = 0;             ///< firmware methods: keyed sectors written and read back before
  std::uint64_t canaries_found = 0;               ///< … that were still there after
  std::uint64_t strata = 0;
  base::Bytes canary_key;                         ///< of the canaries' content and places
  bool completed = false;                         ///< read to the very last sector
  bool operator==(const Verification&) const = default;
};

struct Interruption {
  base::Instant stopped_after, resumed;  ///< last journal entry before, first after
  std::uint64_t offset = 0;              ///< where the work went on
  bool operator==(const Interruption&) const = default;
};

struct Record {
  std::string id;        ///< UUID of the erasure, made by the station
  Policy policy;
  DriveFacts before;
  std::optional<DriveFacts> after;
  std::vector<Step> steps;
  std::vector<Refused> refused;
  std::optional<Method> method;  ///< the last that ran
  std::optional<Overwrite> overwrite;
  std::optional<Verification> verification;
  std::vector<Interruption> interruptions;
  std::string confirmed_by;      ///< what a person typed or scanned to confirm: label number or serial
  std::string decision;          ///< "sanitization.plan.…" when nothing was done; empty otherwise
  bool practice = false;         ///< imaginary drives: never evidence
  base::Instant started, ended;
  bool stopped = false;          ///< before its end, and not resumed
  bool operator==(const Record&) const = default;
};

boost::json::object to_json(const Record& record);
/// Refuses "sanitization.record.…" with the field.
base::Result<Record> record_from_json(const boost::json::value& json);
boost::json::object to_json(const DriveFacts& facts);
base::Result<DriveFacts> drive_facts_from_json(const boost::json::value& json);

std::string_view code(StepEnd end);

}  // namespace sanitization
