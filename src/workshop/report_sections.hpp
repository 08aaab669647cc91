#pragma once
// Members of the station report beyond its envelope: host, software, erasures, tests, checklist, chain, signature.
#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "workshop/report.hpp"

namespace workshop {

base::Refusal wrong(const char* code, std::string field);
/// Printable text without space at its ends; empty when it is absent and not required. `field`: its whole name in a refusal.
base::Result<std::string> text_member(const boost::json::object& object, std::string_view name, bool required,
                                      std::size_t longest, const std::string& field = {});

/// Reads them into `report`, and checks every signature.
base::Outcome read_sections(const boost::json::object& object, StationReport& report);

}  // namespace workshop
