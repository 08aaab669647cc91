#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

/// Without white space (also U+00A0, U+202F, U+FEFF) at both ends.
std::string trim(std::string_view text);
bool is_utf8(std::string_view text);
/// The text itself if it is UTF-8, else read as Windows-1252 (the superset of Latin-1 that French spreadsheets save).
std::string to_utf8(std::string_view text);
/// Lower case without accents, punctuation turned into single spaces: « N° Série » → "n serie". For comparing headings and names.
std::string fold(std::string_view text);
/// ASCII lower and upper case; other bytes untouched.
std::string lower(std::string_view text);
std::string upper(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
bool starts_with_folded(std::string_view text, std::string_view prefix);
/// Whole text as an integer; nothing if there is anything else or it does not fit.
std::optional<long long> to_integer(std::string_view text);
/// Whole text as a number, with a decimal comma or point.
std::optional<double> to_number(std::string_view text);
/// At most `bytes` bytes, never cutting a character.
std::string shorten(std::string_view text, std::size_t bytes);
/// Same text with control characters (but line feed and tab) and invalid UTF-8 removed.
std::string printable(std::string_view text);

}  // namespace base
