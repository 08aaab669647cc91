#pragma once
// The papers: a certificate or a summary as a tagged PDF, with the signed file inside and a QR code of its public page.
#include <boost/json/fwd.hpp>
#include <string>

#include "base/bytes.hpp"
#include "erasure/certificate_actions.hpp"
#include "i18n/i18n.hpp"

namespace erasure {

/// `file`: the signed bytes, attached as "certificate.json"; the paper says what they say. `status`: a sentence when it no longer holds.
base::Bytes certificate_pdf(const i18n::Translator& tr, const base::Bytes& file, const std::string& zone,
                            const std::string& status);
/// `page`: where a copy can be checked; empty without a public address.
base::Bytes summary_pdf(const i18n::Translator& tr, const IssuedSummary& issued, const std::string& zone,
                        const std::string& page);

}  // namespace erasure
