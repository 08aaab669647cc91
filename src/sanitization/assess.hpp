#pragma once
// From the record of an erasure to what may be said of the medium: the one rule, which the station shows and the server applies again.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sanitization/level.hpp"
#include "sanitization/record.hpp"

namespace sanitization {

struct Assessment {
  Verdict verdict = Verdict::failed;
  Level required = Level::none, achieved = Level::none;
  std::vector<std::string> exceptions = {};  ///< of exception_codes; or level_too_low
  bool to_destroy = false;                   ///< nothing else can help
  std::vector<std::string> reasons = {};     ///< "sanitization.reason.…": each thing that kept it from being « erased »
  bool operator==(const Assessment&) const = default;
};

/// Ends of "sanitization.reason." + …: first those that make it fail, then those of the exceptions.
inline constexpr std::array<std::string_view, 29> reason_codes = {"practice",
                                                                  "nothing_done",
                                                                  "not_confirmed",
                                                                  "method_not_offered",
                                                                  "method_not_done",
                                                                  "sanitize_not_seen",
                                                                  "unnamed",
                                                                  "not_identified_after",
                                                                  "other_drive",
                                                                  "size_shrank",
                                                                  "left_locked",
                                                                  "sanitize_not_finished",
                                                                  "contradiction",
                                                                  "unwritable_sectors",
                                                                  "not_all_written",
                                                                  "canaries_left",
                                                                  "nothing_changed",
                                                                  "verification_incomplete",
                                                                  "content_differs",
                                                                  "stopped",
                                                                  "level_too_low",
                                                                  "hidden_area",
                                                                  "boot_area",
                                                                  "few_canaries",
                                                                  "unreadable_sectors",
                                                                  "much_unreadable",
                                                                  "bad_sectors",
                                                                  "health_untold",
                                                                  "part_not_shown"};

/// Never says « erased » unless every one of these holds: a method ran to its end (for a sanitize: seen in progress, or its log changed);
/// the drive is the same before and after; no area stays hidden; the verification read 100 % after it; no byte differs from the
/// stream (overwrite), or no canary is left and the content is constant or random (firmware); the level reached is the required one.
Assessment assess(const Record& record);

}  // namespace sanitization
