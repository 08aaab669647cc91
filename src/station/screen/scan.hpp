#pragma once
// What a hand scanner or a person typed, made clean: scanners type as if on an American keyboard, people forget Shift on a French one.
#include <string>
#include <string_view>
#include <vector>

#include "sanitization/drive_facts.hpp"

namespace station::screen {

/// Label number or code: trimmed, ASCII capitals, digits of the unshifted French row read as digits (« &é"'(-è_çà » → 1234567890) and those
/// of a shifted American row too (« !@#$%^&*() »), only where the text shows that it was typed so; of an address the last part.
std::string clean_scan(std::string_view text);

/// Letters, digits and dashes, 1 to 16: what a report takes as the code of a person.
bool is_operator_code(std::string_view code);

/// How many characters of a serial a person types at least.
inline constexpr std::size_t confirmed_characters = 6;
/// Does what was typed or scanned name this drive? Its whole serial (or WWN, without one), or the last six or more characters of it; or a bar
/// code that ends with the whole serial. Case and spaces do not count.
bool confirms(std::string_view typed, const sanitization::Identity& identity);
/// The end of the serial (or WWN) that a person is asked to type.
std::string asked_characters(const sanitization::Identity& identity);

}  // namespace station::screen
