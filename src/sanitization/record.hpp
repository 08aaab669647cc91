#pragma once
// Everything that happened to one drive, from its first identification to the end of the verification: the evidence. Folded from the
// station's journal, sent in the report, judged by assess(), printed in the certificate.
#include <array>
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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
inline constexpr std::array all_step_ends = {StepEnd::done,      StepEnd::refused, StepEnd::failed,
                                             StepEnd::timed_out, StepEnd::gone,    StepEnd::stopped};

/// Step::what of the steps that neither prepare nor erase.
namespace step {
inline constexpr std::string_view identify = "identify", canaries = "canaries", verify = "verify", health = "health";
}
/// Step::parameters that assess() reads, on the step of a SANITIZE; any value but `yes` counts as absent. A « success » without
/// one of them may be that of an earlier run, and erases nothing.
namespace evidence {
inline constexpr std::string_view seen_in_progress =
    "seen_in_progress";                                         ///< after our command the drive said « in progress »
inline constexpr std::string_view log_changed = "log_changed";  ///< its status log differs from that before our command
inline constexpr std::string_view yes = "true";
/// Why a step failed, on the step itself: the drive has a part that the system does not show, so nobody could write or read it.
inline constexpr std::string_view why = "why", not_shown = "drives.not_shown";
/// The status log in hexadecimal, before our command and at its end. Where they stand, log_changed counts only if they differ and the first
/// one could be read: anything differs from nothing.
inline constexpr std::string_view log_before = "log_before", log_after = "log_after";
}  // namespace evidence

/// A command or a pass, whatever came of it.
struct Step {
  std::string what;  ///< code of a Preparation or Method, or: identify, canaries, verify, health
  std::map<std::string, std::string> parameters;  ///< opcode, feature, sectors…
  std::string raw;                                ///< hexadecimal: registers, sense data, completion entry
  StepEnd end = StepEnd::failed;
  base::Instant started, ended;
  bool operator==(const Step&) const = default;
};

/// Bytes on the medium. Offsets count through all areas put end to end: the disk, or the NVMe namespaces by number; then the boot
/// areas of an eMMC, boot0 and boot1.
struct Range {
  std::uint64_t offset = 0, bytes = 0;
  bool operator==(const Range&) const = default;
};
inline constexpr std::size_t most_ranges = 1000;  ///< kept each in a record; beyond, the last one covers the rest

struct Overwrite {
  Cipher cipher = Cipher::aes_256_ctr;
  base::Bytes key;                  ///< 32 bytes, published: the stream can be computed again
  std::uint64_t bytes_written = 0;  ///< durably, in all areas
  std::uint64_t retries = 0;
  std::vector<Range> unwritable;  ///< after bisection to the sector
  bool operator==(const Overwrite&) const = default;
};

enum class ContentClass { stream, constant, random, mixed, unread };
inline constexpr std::array all_content_classes = {ContentClass::stream, ContentClass::constant, ContentClass::random,
                                                   ContentClass::mixed, ContentClass::unread};
std::string_view code(ContentClass content);

/// Fewer canaries than this prove too little for a medium of this size: one for each 64 KiB, at least 2, at most 1,000.
std::uint64_t fewest_canaries(std::uint64_t bytes);

struct Verification {
  std::uint64_t bytes_read = 0;  ///< of all areas, each byte counted once; with `unreadable`, the whole medium
  std::uint64_t mismatched_sectors = 0;
  std::vector<Range> mismatches, unreadable;
  ContentClass content = ContentClass::unread;
  std::uint8_t constant = 0;           ///< the byte, when content is constant
  std::uint64_t canaries_planted = 0;  ///< firmware methods: keyed sectors written and read back before
  std::uint64_t canaries_found = 0;    ///< … that were still there after
  std::uint64_t strata = 0;
  base::Bytes canary_key;  ///< of the canaries' content and places
  bool completed = false;  ///< read to the very last sector
  bool operator==(const Verification&) const = default;
};

struct Interruption {
  base::Instant stopped_after, resumed;  ///< last journal entry before, first after
  std::uint64_t offset = 0;              ///< where the work went on
  bool operator==(const Interruption&) const = default;
};

struct Record {
  std::string id;  ///< UUID of the erasure, made by the station
  Policy policy;
  DriveFacts before;
  std::optional<DriveFacts> after;
  std::vector<Step> steps;
  std::vector<Refused> refused;
  std::optional<Method> method;  ///< the last that ran
  std::optional<Overwrite> overwrite;
  std::optional<Verification> verification;
  std::vector<Interruption> interruptions;
  std::string confirmed_by;  ///< what a person typed or scanned to confirm: label number or serial
  std::string
      decision;  ///< "sanitization.plan.…": why nothing (more) was tried; empty when the last method is the answer
  bool practice = false;  ///< imaginary drives: never evidence
  base::Instant started, ended;
  bool stopped = false;  ///< before its end, and not resumed
  bool operator==(const Record&) const = default;
};

/// The schema that a record names: "boucle.erasure-record.v1".
inline constexpr std::string_view record_schema = "boucle.erasure-record.v1";
/// For JCS: times as RFC 3339, keys in hexadecimal, integers up to 2^53 (what is larger is written as 2^53, and never « erased »), text
/// that is not UTF-8 made readable.
boost::json::object to_json(const Record& record);
/// Refuses "sanitization.record.…" with the field.
base::Result<Record> record_from_json(const boost::json::value& json);
boost::json::object to_json(const DriveFacts& facts);
base::Result<DriveFacts> drive_facts_from_json(const boost::json::value& json);

std::string_view code(StepEnd end);
std::optional<StepEnd> step_end_from_code(std::string_view code);
std::optional<ContentClass> content_from_code(std::string_view code);

}  // namespace sanitization
