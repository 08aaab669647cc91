#pragma once
// Guided erasures: begun, confirmed step by step, given up. Each deed runs inside the caller's transaction.
#include <optional>
#include <string>

#include "equipment/record.hpp"
#include "erasure/actions.hpp"
#include "erasure/store_guided.hpp"

namespace erasure {

/// Begins; lists the memory of a telephone, or the disk of a copier, if nobody has. Refuses equipment.item.unknown,
/// erasure.item.gone.conflict, erasure.guided.{bad_procedure,bad_policy,level_impossible}, erasure.medium.{unknown,destroyed.conflict},
/// erasure.guided.open.conflict.
base::Result<Guided> start_guided(storage::Session& session, const equipment::Occasion& occasion,
                                  const equipment::ItemId& item, const std::optional<equipment::MediumId>& medium,
                                  std::string_view procedure, std::string_view policy);

struct Confirmed {
  Guided guided;
  std::optional<ProposalId> proposal;  ///< after the last step: waits for the second person
};
/// The next step is done. After the last one, the whole is kept as evidence and proposed to a second person. Refuses
/// erasure.guided.unknown, erasure.guided.step.conflict (somebody was quicker, or it is over), and as check_note.
base::Result<Confirmed> confirm_step(storage::Session& session, const equipment::Occasion& occasion,
                                     const equipment::ItemId& item, const GuidedId& guided, std::string_view step,
                                     std::string_view note);
/// It cannot be brought to its end: nothing is proven. Refuses erasure.guided.unknown, erasure.guided.step.conflict.
base::Result<Guided> abandon_guided(storage::Session& session, const equipment::Occasion& occasion,
                                    const equipment::ItemId& item, const GuidedId& guided);

}  // namespace erasure
