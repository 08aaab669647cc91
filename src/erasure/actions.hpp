#pragma once
// What people do about erasure. Each deed runs inside the caller's transaction; a refusal undoes it.
#include <optional>
#include <string>

#include "equipment/record.hpp"
#include "erasure/store.hpp"
#include "erasure/verdict.hpp"

namespace erasure {

/// What came of a piece of evidence: judged at once, or waiting for a second person.
struct Submitted {
  equipment::Item item;
  std::optional<ProposalId> proposal;
};

/// Evidence about one medium of an item that is here. One person's word becomes a proposal; a log that names the medium is judged.
/// Refusals: equipment.item.unknown, erasure.item.gone.conflict, erasure.medium.unknown, erasure.medium.destroyed.conflict,
/// erasure.proposal.waiting.conflict, erasure.evidence.*.
base::Result<Submitted> submit_evidence(storage::Session& session, const equipment::Occasion& occasion,
                                        const equipment::ItemId& item, const equipment::MediumId& medium,
                                        Evidence evidence, const std::optional<RawEvidence>& raw);

/// « Sans support »: nothing that keeps data was found. Needs the inventory (or, for a printer or network gear, the eyes of the two
/// people). Refuses erasure.no_media.not_inventoried, erasure.no_media.has_media.
base::Result<Submitted> propose_no_media(storage::Session& session, const equipment::Occasion& occasion,
                                         const equipment::ItemId& item);

/// The second person agrees: the verdict enters the history. `may_destroy`: a supervisor or administrator, who
/// alone authorises a destruction. Refuses
/// erasure.proposal.unknown, erasure.evidence.same_person, erasure.destruction.forbidden.
base::Result<equipment::Item> confirm(storage::Session& session, const equipment::Occasion& occasion,
                                      const equipment::ItemId& item, const ProposalId& proposal, bool may_destroy);
/// The second person does not agree, or the first one withdraws: nothing enters the history.
base::Result<equipment::Item> reject(storage::Session& session, const equipment::Occasion& occasion,
                                     const equipment::ItemId& item, const ProposalId& proposal);

/// A medium that a person lists by hand: the memory of a phone, the disk of a copier, a drive pulled from a dead machine.
/// A computer's media come from its station report; by hand they need a supervisor (erasure.medium.forbidden).
base::Result<equipment::Item> list_medium(storage::Session& session, const equipment::Occasion& occasion,
                                          const equipment::ItemId& item, equipment::DiskFacts disk, bool supervisor);

}  // namespace erasure
