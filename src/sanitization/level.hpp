#pragma once
// The words of media sanitization (NIST SP 800-88r2, IEEE 2883) that the station, the server and a certificate share.
#include <array>
#include <optional>
#include <string_view>

namespace sanitization {

/// Level of erasure, lowest first (IEEE 2883, NIST SP 800-88).
enum class Level { none, clear, purge, destruct };
/// What may be said of a medium.
enum class Verdict { erased, erased_with_exceptions, failed, interrupted, destroyed };
/// What may stay imperfect in an erasure that is otherwise proven; a donor accepts each in writing, or the item stays (domain.md §3.6).
/// bad_sectors: the drive has put sectors out of use, which a host cannot write, or does not tell whether it has; unreadable_sectors: written but not readable
/// again; hidden_area: an area that could not be opened; boot_area: a boot area of an eMMC that stayed; not_verified.
inline constexpr std::array<std::string_view, 5> exception_codes = {"bad_sectors", "unreadable_sectors", "hidden_area",
                                                                    "boot_area", "not_verified"};

std::string_view code(Level value);
std::string_view code(Verdict value);
std::optional<Level> level_from_code(std::string_view code);
std::optional<Verdict> verdict_from_code(std::string_view code);

}  // namespace sanitization
