#pragma once
#include <iosfwd>
#include <vector>

#include "i18n/i18n.hpp"
#include "station/collected.hpp"

namespace station {

/// Print::bold makes the values stand out on a terminal; files and pipes get plain text.
enum class Print { plain, bold };

/// One machine on one screen of 80 columns, to be read while standing: a few large rows, « inconnu » where nothing proves
/// anything, then what a person should look at.
void print_inventory(std::ostream& out, const equipment::Inventory& machine, const std::vector<Remark>& remarks,
                     const i18n::Translator& tr, Print print);

/// The remarks alone, a line each.
void print_remarks(std::ostream& out, const std::vector<Remark>& remarks, const i18n::Translator& tr);

}  // namespace station
