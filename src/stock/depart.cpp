#include "stock/depart.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "accounts/store.hpp"
#include "accounts/vault.hpp"
#include "base/bytes.hpp"
#include "base/json.hpp"
#include "erasure/departure_rule.hpp"
#include "proof/canonical_json.hpp"
#include "stock/scan.hpp"
#include "stock/store_departure.hpp"

namespace stock {
namespace {

constexpr std::size_t most_items = 500;  ///< on one paper: a full lorry of waste fits

/// Tells an order from another one sent under the same id. Never holds anything about a person.
std::string digest(const DepartureOrder& order) {
  std::string text = std::string(equipment::code(order.kind)) + "\n" + std::string(code(order.receiver.kind)) + "\n";
  for (const auto& item : order.items) text += item + "\n";
  return base::to_hex(base::sha256(text + order.more));
}

/// The same order again: its departure. Another one under the same id: a refusal. A new id: nothing.
base::Result<std::optional<Departure>> find_same(storage::Session& session, const OrganisationId& organisation,
                                                 const DepartureOrder& order) {
  const auto asked = find_asked(session, order.id);
  if (!asked) return std::optional<Departure>();
  if (asked->organisation != organisation.text() || asked->request_sha256 != digest(order))
    return base::Refusal{.code = "stock.departure.other_order.conflict", .field = "id"};
  return find_departure(session, organisation, order.id);
}

struct Locked {
  std::vector<Judged> items;
  std::vector<base::Refusal> refusals;
};

Locked lock_items(storage::Session& session, const OrganisationId& organisation, const DepartureOrder& order) {
  Locked locked;
  std::set<equipment::ItemId> seen;
  for (const auto& text : order.items) {
    const auto id = find_scanned(session, organisation, text);
    if (!id.ok()) {
      auto refusal = id.refusal();
      refusal.field = "items." + text;
      locked.refusals.push_back(std::move(refusal));
      continue;
    }
    const auto item = equipment::lock_item(session, organisation, *id);
    CHECK(item.has_value());
    if (!seen.insert(*id).second) {
      locked.refusals.push_back(
          {.code = "stock.departure.twice", .field = "items." + item->number, .arguments = {{"number", item->number}}});
      continue;
    }
    locked.items.push_back(judge(session, *item, order.kind));
    const auto missing = named(locked.items.back());
    locked.refusals.insert(locked.refusals.end(), missing.begin(), missing.end());
  }
  // What can be mended stands first; what somebody else has done meanwhile (409) comes after.
  std::stable_partition(locked.refusals.begin(), locked.refusals.end(),
                        [](const base::Refusal& each) { return !each.code.ends_with(".conflict"); });
  return locked;
}

void seal_receiver(storage::Session& session, const accounts::Keys& keys, const equipment::Occasion& occasion,
                   Departure& departure) {
  if (!departure.receiver.has_personal_data()) return;
  departure.subject = accounts::create_subject(session, keys, occasion.organisation, occasion.now);
  const boost::json::object person{{"name", departure.receiver.name}, {"phone", departure.receiver.phone}};
  departure.sealed = accounts::seal(session, keys, *departure.subject, boost::json::serialize(person));
  departure.receiver.name.clear();
  departure.receiver.phone.clear();
}

base::Day day_of(storage::Session& session, const equipment::Occasion& occasion) {
  const auto organisation = accounts::find_organisation(session, occasion.organisation);
  return base::day_in_zone(occasion.now, organisation ? organisation->zone : "Europe/Paris").value();
}

}  // namespace

Judged judge(storage::Session& session, const equipment::Item& item, DepartureKind kind) {
  return {.item = item,
          .missing = erasure::missing_for_departure(item, collection::terms_of_lot(session, item.lot), kind)};
}

std::vector<base::Refusal> named(const Judged& judged) {
  std::vector<base::Refusal> refusals = judged.missing;
  for (auto& each : refusals) {
    each.field = "items." + judged.item.number;
    each.arguments.emplace("number", judged.item.number);
  }
  return refusals;
}

DepartureAnswer depart(storage::Session& session, const accounts::Keys& keys, const equipment::Occasion& occasion,
                       const DepartureOrder& order, const Complete& complete) {
  auto same = find_same(session, occasion.organisation, order);
  if (!same.ok()) return same.refusal();
  if (*same) return std::move(**same);
  if (order.items.empty()) return base::Refusal{.code = "stock.departure.no_items", .field = "items"};
  if (order.items.size() > most_items)
    return base::Refusal{
        .code = "stock.departure.too_many", .field = "items", .arguments = {{"most", std::to_string(most_items)}}};
  auto receiver = check_receiver(order.kind, order.receiver);
  auto locked = lock_items(session, occasion.organisation, order);
  if (!receiver.ok()) locked.refusals.push_back(receiver.refusal());
  if (!locked.refusals.empty()) return std::move(locked.refusals);

  Departure departure{.id = order.id,
                      .kind = order.kind,
                      .occurred_at = occasion.now,
                      .operator_code = occasion.actor,
                      .receiver = *receiver};
  for (const auto& each : locked.items) departure.lines.push_back(line_of(each.item));
  departure.number = draw_paper_number(session, occasion.organisation, series(order.kind, day_of(session, occasion)),
                                       digits(order.kind));
  if (complete)
    if (auto refusals = complete(session, locked.items, departure); !refusals.empty()) return refusals;
  seal_receiver(session, keys, occasion, departure);
  departure.content = proof::to_canonical(content_json(departure)).value();
  insert_departure(session, occasion.organisation, departure, digest(order));
  for (std::size_t i = 0; i < locked.items.size(); ++i)
    equipment::record(session, occasion, locked.items[i].item,
                      equipment::Departed{.departure = departure.id.text(),
                                          .kind = departure.kind,
                                          .price_cents = departure.lines[i].price.in_cents()});
  return departure;
}

base::Result<Receiver> open_receiver(storage::Session& session, const accounts::Keys& keys,
                                     const Departure& departure) {
  Receiver receiver = departure.receiver;
  if (!departure.subject || departure.sealed.empty()) return receiver;
  TRY(text, accounts::open_sealed(session, keys, *departure.subject, departure.sealed));
  TRY(person, base::parse_json(text));
  const auto text_of = [&](std::string_view name) {
    const auto* value = person.is_object() ? person.get_object().if_contains(name) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  receiver.name = text_of("name");
  receiver.phone = text_of("phone");
  return receiver;
}

}  // namespace stock
