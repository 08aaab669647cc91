#pragma once
// Pages of the stations: which sign reports, whether their chains hold, and the code that takes a new one in.
#include <string>
#include <vector>

#include "html/forms.hpp"
#include "workshop/station.hpp"

namespace workshop {

struct StationView {
  Station station;
  std::string fingerprint;
  ChainFaults faults;
};
struct StationsPage {
  const std::vector<StationView>& stations;
  const std::vector<EnrolmentCode>& codes;
  std::string zone, csrf;
  base::Instant now;
};
html::Html stations_body(const i18n::Translator& tr, const StationsPage& page);
html::Html station_body(const i18n::Translator& tr, const StationView& view, const std::string& zone,
                        base::Instant now);
html::Html revoke_body(const i18n::Translator& tr, const StationView& view, const std::string& csrf);
html::Html new_code_body(const i18n::Translator& tr, const std::string& csrf, const html::Submission& sent);
/// The code, this once: to scan or to type. `text` is empty when the server does not know its public address.
html::Html code_body(const i18n::Translator& tr, const EnrolmentCode& code, const std::string& typed,
                     const std::string& text, const std::string& zone);
/// What a telephone shows that scanned the code: it is for a station.
html::Html enrol_body(const i18n::Translator& tr);

}  // namespace workshop
