#pragma once
// A workshop takes this station in: its administrator makes a code, the station shows its key once and gets its token.
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "station/state.hpp"

namespace station {

/// What the administrator's page shows, typed or scanned.
struct Invitation {
  std::string url = {};  ///< https://boucle.exemple.fr
  std::string code = {};
  bool operator==(const Invitation&) const = default;
};

/// « https://boucle.exemple.fr/enrol#CODE », as the QR code holds it; or the address alone, with the code typed beside it.
/// Refuses "station.enrol.bad_text", "station.server.bad_url".
base::Result<Invitation> read_invitation(std::string_view text, std::string_view code);

/// Asks the server and keeps its answer. The key's possession is proven by a signature over the code. Refuses
/// "station.enrol.no_answer" (reason), "station.enrol.refused" (sentence of the server), "station.enrol.not_boucle".
base::Result<Enrolment> enrol(State& state, const Invitation& invitation, const std::string& name,
                              std::string_view language);

}  // namespace station
