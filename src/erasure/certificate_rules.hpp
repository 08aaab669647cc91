#pragma once
// How the content of certificates follows from what they carry: what `boucle verify` asks.
#include <string_view>

#include "proof/document.hpp"

namespace erasure {

/// "ErasureCertificate": every section is computed again from the record that the station signed, and the log's entry says the same.
/// "ErasureSummary": only its counts can be checked. Pure; bears any content without throwing.
const proof::ContentRules& certificate_rules();

/// Name of the file inside a PDF.
inline constexpr std::string_view certificate_attachment = "certificate.json";

}  // namespace erasure
