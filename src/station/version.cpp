#include "station/version.hpp"

#include "boucle_commit.inc"  // made by cmake/commit.cmake at each build

namespace station {

std::string_view version() { return BOUCLE_VERSION; }
std::string_view commit() { return BOUCLE_COMMIT; }

}  // namespace station
