#include <algorithm>

#include "collection/agreement.hpp"
#include "equipment/actions.hpp"
#include "erasure/actions.hpp"
#include "erasure/departure_rule.hpp"
#include "workshop/actions.hpp"
#include "workshop/triage.hpp"

namespace workshop {
namespace {

using equipment::Item;
using equipment::Occasion;
using equipment::Status;
using equipment::TriageDecision;

base::Result<Item> locked_item(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id) {
  auto item = equipment::lock_item(session, occasion.organisation, id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown"};
  if (!equipment::in_stock(item->status))
    return base::Refusal{.code = "workshop.item.gone.conflict", .arguments = {{"number", item->number}}};
  return std::move(*item);
}

base::Outcome check(const Item& item, const Triage& wanted) {
  if (item.status != wanted.seen || !can_be_triaged(item.status))
    return base::Refusal{.code = "workshop.triage.conflict", .arguments = {{"number", item.number}}};
  const auto reasons = reasons_for(wanted.decision);
  if (wanted.reason.empty() && needs_reason(wanted.decision))
    return base::Refusal{.code = "workshop.triage.reason_needed", .field = "reason"};
  if (!wanted.reason.empty() && std::find(reasons.begin(), reasons.end(), wanted.reason) == reasons.end())
    return base::Refusal{.code = "workshop.triage.bad_reason", .field = "reason"};
  if (asks_about_media(item) && !wanted.has_medium)
    return base::Refusal{.code = "workshop.triage.media_answer", .field = "has_medium"};
  return base::Done{};
}

/// « Oui » lists a medium to be proven; « non » waits for a second person (domain.md §3.6).
base::Result<Item> answer_about_media(storage::Session& session, const Occasion& occasion, const Item& item,
                                      bool has_medium) {
  if (has_medium) return erasure::list_medium(session, occasion, item.id, {.kind = "UNKNOWN"}, true);
  auto proposed = erasure::propose_no_media(session, occasion, item.id);
  // Sorted again while the first answer still waits: one proposal is enough.
  if (!proposed.ok() && proposed.refusal().code != "erasure.proposal.waiting.conflict") return proposed.refusal();
  return item;
}

Item open_work(storage::Session& session, const Occasion& occasion, const Item& item, TriageDecision decision) {
  const auto order = WorkOrderId::create(occasion.now);
  const std::string purpose(equipment::code(decision));
  open_work_order(session, occasion.organisation, order, item.id, purpose, occasion.now);
  return equipment::record(session, occasion, item, equipment::WorkOpened{.order = order.text(), .purpose = purpose});
}

Item end_work(storage::Session& session, const Occasion& occasion, const Item& item) {
  if (!item.work_order.empty()) close_work_order(session, item.work_order, occasion.now);
  return equipment::record(session, occasion, item, equipment::WorkClosed{.order = item.work_order});
}

}  // namespace

base::Result<Item> triage(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id,
                          const Triage& wanted) {
  TRY(item, locked_item(session, occasion, id));
  TRY_DONE(check(item, wanted));
  auto locks = item.locks;
  locks.insert(wanted.locks.begin(), wanted.locks.end());
  TRY(known_locks, equipment::set_locks(session, occasion, id, locks));
  item = std::move(known_locks);
  if (asks_about_media(item)) {
    TRY(answered, answer_about_media(session, occasion, item, *wanted.has_medium));
    item = std::move(answered);
  }
  if (!item.work_order.empty()) item = end_work(session, occasion, item);
  item = equipment::record(session, occasion, item,
                           equipment::Triaged{.decision = wanted.decision, .reason = wanted.reason}, wanted.note);
  const bool works = wanted.decision == TriageDecision::reuse || wanted.decision == TriageDecision::repair;
  return works ? open_work(session, occasion, item, wanted.decision) : item;
}

base::Result<Item> record_tests(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id,
                                const std::map<std::string, equipment::TestOutcome>& results) {
  TRY(item, locked_item(session, occasion, id));
  if (results.empty()) return base::Refusal{.code = "workshop.tests.nothing", .field = "tests"};
  for (const auto& [test, outcome] : results)
    if (!equipment::is_test(test))
      return base::Refusal{
          .code = "workshop.tests.unknown_test", .field = "tests." + test, .arguments = {{"test", test}}};
  return equipment::record(session, occasion, item, equipment::Tested{.results = results});
}

std::vector<base::Refusal> missing_for_closing(storage::Session& session, const Item& item) {
  auto missing = erasure::missing_for_tests(item);
  for (auto& each : erasure::missing_for_erasure(item, collection::terms_of_lot(session, item.lot)))
    missing.push_back(std::move(each));
  if (equipment::is_graded(item.kind) && item.category.empty())
    missing.push_back({.code = "erasure.departure.not_graded", .field = "category"});
  return missing;
}

base::Result<Item> close_work(storage::Session& session, const Occasion& occasion, const equipment::ItemId& id) {
  TRY(item, locked_item(session, occasion, id));
  if (item.status != Status::in_work)
    return base::Refusal{.code = "workshop.close.not_open.conflict", .arguments = {{"number", item.number}}};
  const auto missing = missing_for_closing(session, item);
  if (!missing.empty()) return missing.front();
  return end_work(session, occasion, item);
}

}  // namespace workshop
