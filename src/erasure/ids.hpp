#pragma once
#include "equipment/ids.hpp"

namespace erasure {

using EvidenceId = base::Id<struct EvidenceTag>;
using ProposalId = base::Id<struct ProposalTag>;
using GuidedId = base::Id<struct GuidedTag>;
using CertificateId = base::Id<struct CertificateTag>;

}  // namespace erasure
