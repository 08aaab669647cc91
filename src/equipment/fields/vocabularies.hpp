#pragma once
// The two field vocabularies of statuses, BOLC and tec.tech, and ours. Ours is finer on departures, theirs on selling:
// each way keeps what a workshop must not get wrong (what is here, what may be handed over, what has left).
#include <string_view>

#include "base/result.hpp"
#include "equipment/status.hpp"

namespace equipment {

/// « Prêt à vendre », « HS »… as the BOLC writes them.
std::string_view bolc_status(Status status);
/// Case, accents and spaces do not matter. Refuses "equipment.status.unknown" for a word that the BOLC does not have and
/// "equipment.status.no_equivalent" for one that does not say where the item is (Transféré, Usage interne, Utilisé).
base::Result<Status> status_from_bolc(std::string_view text);

/// "A_TRAITER", "PRET_A_COMMANDER"…
std::string_view tectech_status(Status status);
base::Result<Status> status_from_tectech(std::string_view text);

}  // namespace equipment
