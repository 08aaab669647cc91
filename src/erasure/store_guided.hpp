#pragma once
// Guided erasures: rows.
#include <optional>
#include <string>
#include <vector>

#include "erasure/guided.hpp"
#include "erasure/ids.hpp"
#include "storage/database.hpp"

namespace erasure {

struct Guided {
  GuidedId id;
  equipment::OrganisationId organisation;
  equipment::ItemId item;
  equipment::MediumId medium;
  Procedure procedure = Procedure::android;
  std::string policy;  ///< id of a known policy
  base::Instant started_at;
  std::string started_by;
  std::vector<StepDone> done;
  std::optional<base::Instant> finished_at = {};
  std::string outcome = {};                 ///< completed, abandoned
  std::optional<ProposalId> proposal = {};  ///< what waited for the second person
};

/// False when another one is open on this medium.
bool insert_guided(storage::Session& session, const Guided& guided);
void update_guided(storage::Session& session, const Guided& guided);
std::optional<Guided> find_guided(storage::Session& session, const equipment::OrganisationId& organisation,
                                  const GuidedId& id);
/// Newest first.
std::vector<Guided> guided_of_item(storage::Session& session, const equipment::OrganisationId& organisation,
                                   const equipment::ItemId& item);

}  // namespace erasure
