#pragma once
// Numbers that carry their own check.
#include <string_view>

namespace base {

/// Figures only, at least one.
bool all_figures(std::string_view text);
/// The Luhn sum of these figures is divisible by 10 (ISO/IEC 7812-1 annex B). Refuses anything but figures.
bool passes_luhn(std::string_view figures);
/// 14 figures whose Luhn sum is right; La Poste's establishments (SIREN 356 000 000) follow another: a sum of figures divisible by 5 (INSEE).
bool is_siret(std::string_view figures);

}  // namespace base
