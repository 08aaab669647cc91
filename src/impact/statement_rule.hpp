#pragma once
// How the content of this program's proof documents follows from their entries: what `boucle verify` asks.
#include "proof/document.hpp"

namespace impact {

/// "boucle.statement.v1" is recomputed whole from its entries. "boucle.report.v1" (an organisation's year) quotes no entries: only its sums are
/// checked, its form says so. Pure; bears any content without throwing.
const proof::ContentRules& content_rules();

}  // namespace impact
