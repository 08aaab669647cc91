#pragma once
// The paper of a gift agreement, and its terms as both the paper and the page say them.
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "collection/agreement.hpp"
#include "i18n/i18n.hpp"

namespace collection {

/// Label and value of each term, in words.
std::vector<std::pair<std::string, std::string>> agreement_facts(const i18n::Translator& tr,
                                                                 const Agreement& agreement);
/// Tagged PDF, to be signed by both.
base::Bytes agreement_pdf(const i18n::Translator& tr, const Agreement& agreement, const std::string& donor,
                          const std::string& organisation, base::Instant now);

}  // namespace collection
