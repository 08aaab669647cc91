#pragma once
// From what was done to a medium, and how it is known, to what may be said of it. The level is what really ran, never what was
// asked (erasure.md §3): a method that cannot reach the claimed level lowers it, and a medium that did not reach the level that the
// agreement requires is not erased: its verdict is « failed » with the exception "level_too_low", whatever the tool says.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "equipment/event.hpp"
#include "equipment/ids.hpp"
#include "sanitization/assess.hpp"

namespace erasure {

/// What ran on the medium.
enum class Method {
  overwrite,             ///< host writes over every visible sector
  firmware_erase,        ///< SANITIZE, enhanced SECURITY ERASE, NVMe sanitize: the drive's own
  crypto_erase,          ///< the drive drops its key
  format,                ///< NVMe Format, normal SECURITY ERASE, FORMAT UNIT
  trim,                  ///< TRIM, DISCARD, WRITE SAME: frees, proves nothing
  factory_reset,         ///< encrypted reset of a phone or tablet, set-up seen again
  physical_destruction,  ///< shredded, drilled, degaussed then broken
};
inline constexpr std::array all_methods = {
    Method::overwrite, Method::firmware_erase, Method::crypto_erase,        Method::format,
    Method::trim,      Method::factory_reset,  Method::physical_destruction};
std::string_view code(Method method);
std::optional<Method> method_from_code(std::string_view code);
/// The highest level that the method can reach (IEEE 2883, NIST SP 800-88r2; trim: none).
equipment::Level highest_level(Method method);

enum class Outcome { completed, failed, interrupted };
inline constexpr std::array all_outcomes = {Outcome::completed, Outcome::failed, Outcome::interrupted};
std::string_view code(Outcome outcome);
std::optional<Outcome> outcome_from_code(std::string_view code);

/// Exceptions that a person or a tool can state, and that an agreement can accept: bad_sectors, unreadable_sectors, hidden_area,
/// boot_area, not_verified. The verdict's own "level_too_low" cannot be accepted by anybody.
using equipment::exception_codes;
inline constexpr std::string_view level_too_low = "level_too_low";
/// Documents that a method may claim to follow: nist_800_88r2, ieee_2883, anssi_2023, maker, none.
inline constexpr std::array<std::string_view, 5> standards = {"nist_800_88r2", "ieee_2883", "anssi_2023", "maker",
                                                              "none"};

struct Evidence {
  equipment::Rank rank = equipment::Rank::declared;
  Method method = Method::overwrite;
  std::string standard = "none";
  equipment::Level claimed = equipment::Level::none;  ///< what the tool or the people say was reached
  Outcome outcome = Outcome::failed;
  std::vector<std::string> exceptions = {};
  std::string raw = {}, raw_sha256 = {};  ///< id and hash of the kept bytes; empty for a bare statement
  bool names_medium = false;              ///< the log holds this medium's serial number and reports no failure
  std::string operator_code = {}, second_code = {};
};

/// True when the statement of one person is not enough: « déclaré », a destruction, a log that does not name the medium.
bool needs_second_person(const Evidence& evidence);

/// What people state and logs of other tools say; what a station measured is judged by judge_record() alone.
/// Refuses "erasure.evidence.…": no second person where one is needed, twice the same person, a log without bytes, an exception,
/// standard or pair of method and rank that does not exist, the rank « mesuré ».
base::Result<equipment::MediumJudged> judge(const Evidence& evidence, const equipment::MediumId& medium,
                                            equipment::Level required);

/// « Mesuré »: what a station recorded while it erased, kept whole.
struct Measured {
  equipment::MediumJudged judged;
  sanitization::Assessment assessment;  ///< with its reasons
};
/// The one rule, sanitization::assess, applied here to the record itself and never to the station's word. What is required is the higher
/// of the record's policy and `required`, the agreement's. `raw` and `raw_sha256`: the report that is kept.
Measured judge_record(const sanitization::Record& record, const equipment::MediumId& medium, equipment::Level required,
                      const std::string& raw, const std::string& raw_sha256, const std::string& operator_code);

/// The serial number stands in the log as a word of its own. Serials under five characters name nothing.
bool log_names(std::string_view log, std::string_view serial);
/// The log of a known tool says that something failed or was stopped (nwipe, ShredOS, Blancco, hdparm, nvme-cli): a person looks.
bool log_reports_failure(std::string_view log);

}  // namespace erasure
