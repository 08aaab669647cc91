#pragma once
#include "base/id.hpp"

namespace accounts {

using OrganisationId = base::Id<struct OrganisationTag>;
using PersonId = base::Id<struct PersonTag>;
using TokenId = base::Id<struct TokenTag>;
using SubjectId = base::Id<struct SubjectTag>;

}  // namespace accounts
