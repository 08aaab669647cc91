#include "erasure/actions_guided.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "proof/canonical_json.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using equipment::Item;
using equipment::Occasion;

base::Result<Item> item_here(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id) {
  auto item = equipment::lock_item(session, occasion.organisation, id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown"};
  if (!equipment::in_stock(item->status))
    return base::Refusal{.code = "erasure.item.gone.conflict", .arguments = {{"number", item->number}}};
  return std::move(*item);
}

/// The one that was chosen, the first that may still be erased, or the memory that nobody has listed yet.
base::Result<equipment::MediumId> medium_for(storage::Session& session, const Occasion& occasion, const Item& item,
                                             const std::optional<equipment::MediumId>& wanted, Procedure procedure) {
  for (const auto& medium : item.media) {
    if (wanted && medium.id != *wanted) continue;
    if (medium.verdict != equipment::Verdict::destroyed) return medium.id;
    if (wanted) return base::Refusal{.code = "erasure.medium.destroyed.conflict", .field = "medium"};
  }
  if (wanted) return base::Refusal{.code = "erasure.medium.unknown", .field = "medium"};
  if (!item.media.empty()) return base::Refusal{.code = "erasure.medium.destroyed.conflict", .field = "medium"};
  equipment::DiskFacts disk{.kind = procedure == Procedure::copier ? "UNKNOWN" : "EMMC"};
  TRY(after, list_medium(session, occasion, item.id, std::move(disk), false));
  CHECK(!after.media.empty());
  return after.media.back().id;
}

base::Result<Guided> open_one(storage::Session& session, const Occasion& occasion, const equipment::ItemId& item,
                              const GuidedId& id) {
  auto guided = find_guided(session, occasion.organisation, id);
  if (!guided || guided->item != item) return base::Refusal{.code = "erasure.guided.unknown"};
  if (guided->finished_at) return base::Refusal{.code = "erasure.guided.step.conflict"};
  return std::move(*guided);
}

/// What is kept: every step, who confirmed it, when, and what was written down.
base::Bytes record_of(const Guided& guided) {
  json::array steps;
  for (const auto& each : guided.done)
    steps.push_back(
        json::object{{"step", each.step}, {"note", each.note}, {"by", each.by}, {"at", base::to_rfc3339(each.at)}});
  const json::object record{{"schema", "boucle.guided-erasure.v1"},  // not a key
                            {"id", guided.id.text()},
                            {"item", guided.item.text()},
                            {"medium", guided.medium.text()},
                            {"procedure", code(guided.procedure)},
                            {"policy", guided.policy},
                            {"started_at", base::to_rfc3339(guided.started_at)},
                            {"started_by", guided.started_by},
                            {"steps", std::move(steps)}};
  return proof::to_canonical(record).value();
}

base::Result<ProposalId> propose(storage::Session& session, const Occasion& occasion, const Guided& guided) {
  const auto* policy = sanitization::find_policy(guided.policy);
  CHECK(policy != nullptr);  // checked when it began; policies of the program do not go away
  const auto [method, level] = reached(guided.procedure, *policy);
  const bool known = std::find(standards.begin(), standards.end(), policy->standard) != standards.end();
  Evidence evidence{.rank = equipment::Rank::declared,
                    .method = method,
                    .standard = known ? policy->standard : "none",
                    .claimed = level,
                    .outcome = Outcome::completed};
  const auto raw = pack_evidence(record_of(guided), "application/json", occasion.now);
  TRY(submitted, submit_evidence(session, occasion, guided.item, guided.medium, std::move(evidence), raw));
  CHECK(submitted.proposal.has_value());  // a statement always needs the second person
  return *submitted.proposal;
}

}  // namespace

base::Result<Guided> start_guided(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id,
                                  const std::optional<equipment::MediumId>& wanted, std::string_view procedure_code,
                                  std::string_view policy_id) {
  TRY(item, item_here(session, occasion, id));
  const auto procedure = procedure_from_code(procedure_code);
  const auto fitting = procedures_for(item.kind);
  if (!procedure || std::find(fitting.begin(), fitting.end(), *procedure) == fitting.end())
    return base::Refusal{.code = "erasure.guided.bad_procedure", .field = "procedure"};
  const auto* policy = sanitization::find_policy(policy_id);
  if (policy == nullptr) return base::Refusal{.code = "erasure.guided.bad_policy", .field = "policy"};
  TRY_DONE(check_policy(*procedure, *policy));
  TRY(medium, medium_for(session, occasion, item, wanted, *procedure));
  Guided guided{.id = GuidedId::create(occasion.now),
                .organisation = occasion.organisation,
                .item = item.id,
                .medium = medium,
                .procedure = *procedure,
                .policy = policy->id,
                .started_at = occasion.now,
                .started_by = occasion.actor,
                .done = {}};
  if (!insert_guided(session, guided)) return base::Refusal{.code = "erasure.guided.open.conflict"};
  return guided;
}

base::Result<Confirmed> confirm_step(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id,
                                     const GuidedId& guided_id, std::string_view step, std::string_view note) {
  TRY(item, item_here(session, occasion, id));
  TRY(guided, open_one(session, occasion, item.id, guided_id));
  const auto steps = steps_of(guided.procedure);
  const std::size_t next = guided.done.size();
  if (next >= steps.size() || steps[next].code != step) return base::Refusal{.code = "erasure.guided.step.conflict"};
  TRY(kept, check_note(steps[next].note, note, item));
  guided.done.push_back({.step = std::string(step), .note = std::move(kept), .by = occasion.actor, .at = occasion.now});
  std::optional<ProposalId> proposal;
  if (guided.done.size() == steps.size()) {
    TRY(made, propose(session, occasion, guided));
    proposal = made;
    guided.proposal = made;
    guided.finished_at = occasion.now;
    guided.outcome = "completed";
  }
  update_guided(session, guided);
  return Confirmed{.guided = std::move(guided), .proposal = proposal};
}

base::Result<Guided> abandon_guided(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id,
                                    const GuidedId& guided_id) {
  TRY(item, item_here(session, occasion, id));
  TRY(guided, open_one(session, occasion, item.id, guided_id));
  guided.finished_at = occasion.now;
  guided.outcome = "abandoned";
  update_guided(session, guided);
  return guided;
}

}  // namespace erasure
