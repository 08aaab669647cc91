#include "collection/agreement.hpp"

namespace collection {

AgreementTerms default_terms() { return {}; }

}  // namespace collection
