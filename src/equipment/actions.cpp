#include "equipment/actions.hpp"

#include <algorithm>
#include <array>

#include "base/mass.hpp"

namespace equipment {
namespace {

constexpr std::array<std::string_view, 6> lock_codes = {"firmware_password", "mdm",      "autopilot",
                                                        "apple_activation",  "absolute", "frp"};

base::Result<Item> locked(storage::Session& session, const Occasion& occasion, const ItemId& id) {
  auto item = lock_item(session, occasion.organisation, id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown"};
  return std::move(*item);
}

}  // namespace

base::Result<Item> describe(storage::Session& session, const Occasion& occasion, const ItemId& id,
                            const Described& described) {
  TRY(item, locked(session, occasion, id));
  Described changes = described;
  const auto keep_changed = [](auto& wanted, const auto& now) {
    if (wanted && *wanted == now) wanted.reset();
  };
  keep_changed(changes.kind, item.kind);
  keep_changed(changes.maker, item.maker);
  keep_changed(changes.model, item.model);
  keep_changed(changes.serial, item.serial);
  keep_changed(changes.asset_tag, item.asset_tag);
  if (!changes.kind && !changes.maker && !changes.model && !changes.serial && !changes.asset_tag)
    return base::Refusal{.code = "equipment.describe.nothing", .field = "kind"};
  return record(session, occasion, item, std::move(changes));
}

base::Result<Item> weigh(storage::Session& session, const Occasion& occasion, const ItemId& id, base::Mass mass) {
  TRY(item, locked(session, occasion, id));
  if (!in_stock(item.status))
    return base::Refusal{.code = "equipment.weigh.gone.conflict", .arguments = {{"number", item.number}}};
  return record(session, occasion, item, Weighed{.mass_g = mass.in_grams()});
}

base::Result<Item> set_locks(storage::Session& session, const Occasion& occasion, const ItemId& id,
                             const std::set<std::string>& locks) {
  TRY(item, locked(session, occasion, id));
  for (const auto& lock : locks)
    if (std::find(lock_codes.begin(), lock_codes.end(), lock) == lock_codes.end())
      return base::Refusal{.code = "equipment.locks.bad_lock", .field = "locks", .arguments = {{"lock", lock}}};
  const auto before = item.locks;
  for (const auto& lock : locks)
    if (!before.contains(lock)) item = record(session, occasion, item, LockFound{.lock = lock});
  for (const auto& lock : before)
    if (!locks.contains(lock)) item = record(session, occasion, item, LockReleased{.lock = lock});
  return item;
}

base::Result<Item> correct_event(storage::Session& session, const Occasion& occasion, const ItemId& id,
                                 const EventId& event, const std::string& reason) {
  TRY(item, locked(session, occasion, id));
  return correct(session, occasion, item, event, reason);
}

}  // namespace equipment
