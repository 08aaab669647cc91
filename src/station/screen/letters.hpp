#pragma once
// Letters of six rows, to be read from two metres: the result of an erasure, how far it is.
#include <array>
#include <string_view>

namespace station::screen {

/// Columns of a letter with the gap after it.
inline constexpr int letter_columns = 6;
/// The first row holds the accent; '#' is drawn.
using Letter = std::array<std::string_view, 6>;
/// A capital, digit, « % », « / », « - » or space; anything else is drawn as « ? ».
Letter letter_of(char32_t character);

}  // namespace station::screen
