#pragma once
#include "base/id.hpp"
#include "equipment/ids.hpp"

namespace collection {

using equipment::LotId;
using equipment::OrganisationId;
using DonorId = base::Id<struct DonorTag>;
using AgreementId = base::Id<struct AgreementTag>;
using DonationId = base::Id<struct DonationTag>;
using LineId = base::Id<struct LineTag>;

}  // namespace collection
