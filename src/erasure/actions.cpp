#include "erasure/actions.hpp"

#include <algorithm>

#include "collection/agreement.hpp"

namespace erasure {
namespace {

using equipment::Item;
using equipment::Occasion;

base::Result<Item> item_here(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id) {
  auto item = equipment::lock_item(session, occasion.organisation, id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown"};
  if (!equipment::in_stock(item->status))
    return base::Refusal{.code = "erasure.item.gone.conflict", .arguments = {{"number", item->number}}};
  return std::move(*item);
}

base::Result<equipment::Medium> medium_of(const Item& item, const equipment::MediumId& id) {
  const auto found =
      std::find_if(item.media.begin(), item.media.end(), [&](const equipment::Medium& each) { return each.id == id; });
  if (found == item.media.end()) return base::Refusal{.code = "erasure.medium.unknown", .field = "medium"};
  if (found->verdict == equipment::Verdict::destroyed)
    return base::Refusal{.code = "erasure.medium.destroyed.conflict", .field = "medium"};
  return *found;
}

ProposalKind kind_of(const Evidence& evidence) {
  if (evidence.method == Method::physical_destruction) return ProposalKind::destruction;
  return evidence.rank == equipment::Rank::declared ? ProposalKind::declared : ProposalKind::third_party;
}

base::Result<Item> judge_and_record(storage::Session& session, const Occasion& occasion, const Item& item,
                                    const equipment::MediumId& medium, const Evidence& evidence) {
  const auto terms = collection::terms_of_lot(session, item.lot);
  TRY(judged, judge(evidence, medium, terms.level));
  return equipment::record(session, occasion, item, std::move(judged));
}

/// One open proposal per medium and kind: a second click, or the same statement by a colleague, is not a second proposal.
bool already_proposed(storage::Session& session, const Item& item, const std::optional<equipment::MediumId>& medium,
                      ProposalKind kind) {
  const auto open = open_proposals(session, item.id);
  return std::any_of(open.begin(), open.end(),
                     [&](const Proposal& each) { return each.medium == medium && each.kind == kind; });
}

base::Result<Submitted> propose(storage::Session& session, const Occasion& occasion, Item item,
                                const std::optional<equipment::MediumId>& medium, ProposalKind kind,
                                Evidence evidence) {
  if (already_proposed(session, item, medium, kind)) return base::Refusal{.code = "erasure.proposal.waiting.conflict"};
  const Proposal proposal{.id = ProposalId::create(occasion.now),
                          .organisation = occasion.organisation,
                          .item = item.id,
                          .medium = medium,
                          .kind = kind,
                          .evidence = std::move(evidence),
                          .proposed_by = occasion.actor,
                          .proposed_at = occasion.now};
  insert_proposal(session, proposal);
  return Submitted{.item = std::move(item), .proposal = proposal.id};
}

bool is_computer(equipment::Kind kind) {
  using enum equipment::Kind;
  return kind == laptop || kind == desktop || kind == all_in_one || kind == thin_client || kind == server;
}

}  // namespace

base::Result<Submitted> submit_evidence(storage::Session& session, const Occasion& occasion,
                                        const equipment::ItemId& id, const equipment::MediumId& medium_id,
                                        Evidence evidence, const std::optional<RawEvidence>& raw) {
  TRY(item, item_here(session, occasion, id));
  TRY(medium, medium_of(item, medium_id));
  evidence.operator_code = occasion.actor;
  if (raw) {
    evidence.raw = raw->id.text();
    evidence.raw_sha256 = raw->sha256;
  }
  // What is malformed is refused now, not when the second person reads it: judged as if that person agreed.
  Evidence agreed = evidence;
  if (needs_second_person(evidence)) agreed.second_code = "?";
  TRY_DONE([&]() -> base::Outcome {
    TRY(judged, judge(agreed, medium.id, collection::terms_of_lot(session, item.lot).level));
    static_cast<void>(judged);
    return base::Done{};
  }());
  if (raw) keep_evidence(session, occasion.organisation, *raw, occasion.now);
  if (needs_second_person(evidence)) {
    const auto kind = kind_of(evidence);
    return propose(session, occasion, std::move(item), medium.id, kind, std::move(evidence));
  }
  TRY(after, judge_and_record(session, occasion, item, medium.id, evidence));
  return Submitted{.item = std::move(after), .proposal = {}};
}

base::Result<Submitted> propose_no_media(storage::Session& session, const Occasion& occasion,
                                         const equipment::ItemId& id) {
  TRY(item, item_here(session, occasion, id));
  if (!item.media.empty()) return base::Refusal{.code = "erasure.no_media.has_media"};
  if (item.proven_without_media) return base::Refusal{.code = "erasure.no_media.known.conflict"};
  if (is_computer(item.kind) && !item.inventoried) return base::Refusal{.code = "erasure.no_media.not_inventoried"};
  return propose(session, occasion, std::move(item), std::nullopt, ProposalKind::no_media, Evidence{});
}

base::Result<Item> confirm(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id,
                           const ProposalId& proposal_id, bool may_destroy) {
  TRY(item, item_here(session, occasion, id));
  auto proposal = find_proposal(session, occasion.organisation, proposal_id);
  if (!proposal || proposal->item != item.id) return base::Refusal{.code = "erasure.proposal.unknown"};
  if (proposal->proposed_by == occasion.actor) return base::Refusal{.code = "erasure.evidence.same_person"};
  if (proposal->kind == ProposalKind::destruction && !may_destroy)
    return base::Refusal{.code = "erasure.destruction.forbidden"};
  CHECK(answer_proposal(session, proposal->id, "confirmed", occasion.actor, occasion.now));
  if (!proposal->medium) {
    if (!item.media.empty()) return base::Refusal{.code = "erasure.no_media.has_media"};
    // The event is the first person's, who looked for media; this one is the second.
    Occasion first = occasion;
    first.actor = proposal->proposed_by;
    return equipment::record(session, first, item, equipment::NoMedia{.second_code = occasion.actor});
  }
  TRY(medium, medium_of(item, *proposal->medium));
  proposal->evidence.second_code = occasion.actor;
  return judge_and_record(session, occasion, item, medium.id, proposal->evidence);
}

base::Result<Item> reject(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id,
                          const ProposalId& proposal_id) {
  TRY(item, item_here(session, occasion, id));
  const auto proposal = find_proposal(session, occasion.organisation, proposal_id);
  if (!proposal || proposal->item != item.id) return base::Refusal{.code = "erasure.proposal.unknown"};
  CHECK(answer_proposal(session, proposal->id, "rejected", occasion.actor, occasion.now));
  return item;
}

base::Result<Item> list_medium(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id,
                               equipment::DiskFacts disk, bool supervisor) {
  TRY(item, item_here(session, occasion, id));
  if (is_computer(item.kind) && !supervisor) return base::Refusal{.code = "erasure.medium.forbidden"};
  if (!disk.serial.empty() &&
      std::any_of(item.media.begin(), item.media.end(), [&](const auto& each) { return each.serial == disk.serial; }))
    return base::Refusal{.code = "erasure.medium.listed.conflict", .field = "serial"};
  if (disk.kind.empty()) disk.kind = "UNKNOWN";
  disk.medium = equipment::MediumId::create(occasion.now);
  return equipment::record(session, occasion, item, equipment::Identified{.disks = {std::move(disk)}});
}

}  // namespace erasure
