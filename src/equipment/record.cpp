#include "equipment/record.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace equipment {
namespace {

void insert_event(storage::Session& session, const Event& event) {
  // The salt keeps the note's commitment in the log from being guessed once the note is erased (proof/).
  const std::optional<std::string> salt =
      event.note.empty() ? std::nullopt : std::optional(base::to_hex(base::random_bytes(16)));
  session.execute(
      "INSERT INTO event (id, organisation_id, item_id, lot_id, kind, occurred_at, occurred_offset, recorded_at, "
      "actor, body, note, salt) "
      "VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12)",
      event.id.text(), event.organisation.text(), event.item ? std::optional(event.item->text()) : std::nullopt,
      event.lot ? std::optional(event.lot->text()) : std::nullopt, std::string(kind_code(event.body)),
      base::to_milliseconds(event.occurred_at), event.occurred_offset.count(), base::to_milliseconds(event.recorded_at),
      event.actor, boost::json::serialize(to_json(event.body)),
      event.note.empty() ? std::nullopt : std::optional(event.note), salt);
}

Event make_event(const Occasion& occasion, const std::optional<ItemId>& item, const std::optional<LotId>& lot,
                 Body body, const std::string& note) {
  return Event{.id = EventId::create(occasion.now),
               .organisation = occasion.organisation,
               .item = item,
               .lot = lot,
               .occurred_at = occasion.occurred_at.value_or(occasion.now),
               .occurred_offset = occasion.occurred_offset,
               .recorded_at = occasion.now,
               .actor = occasion.actor,
               .body = std::move(body),
               .note = note};
}

/// One term per organisation in the search index, so that a search never meets another structure's items.
std::string owner_term(const OrganisationId& organisation) {
  std::string term = organisation.text();
  std::erase(term, '-');
  return "o" + term;
}

void write_keys(storage::Session& session, const Item& item, const Item* before) {
  const auto old_keys = before == nullptr ? std::vector<std::string>{} : keys(*before);
  const auto new_keys = keys(item);
  if (old_keys == new_keys) return;
  for (const auto& key : new_keys)
    if (std::find(old_keys.begin(), old_keys.end(), key) == old_keys.end())
      session.execute("INSERT INTO item_key (organisation_id, key, item_id) VALUES (:1, :2, :3) ON CONFLICT DO NOTHING",
                      item.organisation.text(), key, item.id.text());
  for (const auto& key : old_keys)
    if (std::find(new_keys.begin(), new_keys.end(), key) == new_keys.end())
      session.execute("DELETE FROM item_key WHERE organisation_id = :1 AND key = :2 AND item_id = :3",
                      item.organisation.text(), key, item.id.text());
}

std::int64_t row_number(storage::Session& session, const ItemId& id) {
  return session.value<std::int64_t>("SELECT row_number FROM item WHERE id = :1", id.text()).value();
}

void insert_item(storage::Session& session, const Item& item) {
  session.execute(
      "INSERT INTO item (id, organisation_id, number, lot_id, line_id, kind, maker, model, status, category, location, "
      "mass_g, "
      "received_at, departed_at, facts) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15)",
      item.id.text(), item.organisation.text(), item.number, item.lot ? std::optional(item.lot->text()) : std::nullopt,
      item.line.empty() ? std::nullopt : std::optional(item.line), std::string(code(item.kind)), item.maker, item.model,
      std::string(code(item.status)), item.category, item.location, item.mass_g,
      base::to_milliseconds(item.received_at),
      item.departed_at ? std::optional(base::to_milliseconds(*item.departed_at)) : std::nullopt,
      boost::json::serialize(to_json(item)));
  session.execute("INSERT INTO item_search (" +
                      std::string(session.engine() == storage::Engine::sqlite ? "rowid" : "row_number") +
                      ", owner, words) VALUES (:1, :2, :3)",
                  row_number(session, item.id), owner_term(item.organisation), search_words(item));
  write_keys(session, item, nullptr);
}

void update_item(storage::Session& session, const Item& item, const Item& before) {
  session.execute(
      "UPDATE item SET kind = :1, maker = :2, model = :3, status = :4, category = :5, location = :6, mass_g = :7, "
      "received_at = :8, "
      "departed_at = :9, facts = :10 WHERE id = :11",
      std::string(code(item.kind)), item.maker, item.model, std::string(code(item.status)), item.category,
      item.location, item.mass_g, base::to_milliseconds(item.received_at),
      item.departed_at ? std::optional(base::to_milliseconds(*item.departed_at)) : std::nullopt,
      boost::json::serialize(to_json(item)), item.id.text());
  write_keys(session, item, &before);
  if (search_words(item) != search_words(before))
    session.execute("UPDATE item_search SET words = :1 WHERE " +
                        std::string(session.engine() == storage::Engine::sqlite ? "rowid" : "row_number") + " = :2",
                    search_words(item), row_number(session, item.id));
}

Item parse_facts(const std::string& facts) {
  auto item = item_from_json(boost::json::parse(facts));
  CHECK(item.ok());  // written by write_projection only; `boucle rebuild` mends a damaged one
  return std::move(item).value();
}

std::optional<Item> one_item(storage::Session& session, const std::string& sql, const std::string& id) {
  const auto facts = session.value<std::string>(sql, id);
  if (!facts) return std::nullopt;
  return parse_facts(*facts);
}

std::vector<Event> read_events(storage::Session& session, const std::string& where, const std::string& id) {
  std::vector<Event> events;
  session.each<std::string, std::string, std::optional<std::string>, std::optional<std::string>, std::string,
               std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::optional<std::string>>(
      "SELECT id, organisation_id, item_id, lot_id, kind, occurred_at, occurred_offset, recorded_at, actor, body, note "
      "FROM event WHERE " +
          where + " ORDER BY sequence",
      [&](std::string event, std::string organisation, std::optional<std::string> item, std::optional<std::string> lot,
          std::string kind, std::int64_t occurred, std::int64_t offset, std::int64_t recorded, std::string actor,
          std::string body, std::optional<std::string> note) {
        auto parsed = body_from_json(kind, boost::json::parse(body));
        CHECK(parsed.ok());
        events.push_back(Event{.id = EventId::parse(event).value(),
                               .organisation = OrganisationId::parse(organisation).value(),
                               .item = item ? std::optional(ItemId::parse(*item).value()) : std::nullopt,
                               .lot = lot ? std::optional(LotId::parse(*lot).value()) : std::nullopt,
                               .occurred_at = base::from_milliseconds(occurred),
                               .occurred_offset = std::chrono::minutes(offset),
                               .recorded_at = base::from_milliseconds(recorded),
                               .actor = std::move(actor),
                               .body = std::move(parsed).value(),
                               .note = note.value_or("")});
      },
      id);
  return events;
}

}  // namespace

Item begin_item(storage::Session& session, const Occasion& occasion, const std::optional<LotId>& lot, Received received,
                const std::string& note, std::optional<ItemId> id) {
  const Event event = make_event(occasion, id.value_or(ItemId::create(occasion.now)), lot, std::move(received), note);
  insert_event(session, event);
  Item item = apply({}, event);
  insert_item(session, item);
  return item;
}

Item record(storage::Session& session, const Occasion& occasion, const Item& item, Body body, const std::string& note) {
  const Event event = make_event(occasion, item.id, item.lot, std::move(body), note);
  insert_event(session, event);
  Item after = apply(item, event);
  update_item(session, after, item);
  return after;
}

EventId record_lot(storage::Session& session, const Occasion& occasion, const std::optional<LotId>& lot, Body body,
                   const std::string& note) {
  const Event event = make_event(occasion, std::nullopt, lot, std::move(body), note);
  insert_event(session, event);
  return event.id;
}

base::Result<Item> correct(storage::Session& session, const Occasion& occasion, const Item& item, const EventId& event,
                           const std::string& reason) {
  if (base::trim(reason).empty()) return base::Refusal{.code = "equipment.correct.reason_needed", .field = "reason"};
  auto history = history_of_item(session, item.id);
  const auto named = std::find_if(history.begin(), history.end(), [&](const Event& each) { return each.id == event; });
  if (named == history.end()) return base::Refusal{.code = "equipment.correct.not_its_event", .field = "event"};
  if (std::holds_alternative<Received>(named->body) || std::holds_alternative<Corrected>(named->body))
    return base::Refusal{.code = "equipment.correct.not_correctable", .field = "event"};
  const auto* judged = std::get_if<MediumJudged>(&named->body);
  if (judged != nullptr && judged->rank == Rank::measured)
    return base::Refusal{.code = "equipment.correct.measured", .field = "event"};
  for (const auto& each : history)
    if (const auto* earlier = std::get_if<Corrected>(&each.body); earlier != nullptr && earlier->event == event)
      return base::Refusal{.code = "equipment.correct.already", .field = "event"};
  const Event correction =
      make_event(occasion, item.id, item.lot, Corrected{.event = event, .reason = "mistake"}, reason);
  insert_event(session, correction);
  history.push_back(correction);
  Item after = fold(history).value();
  update_item(session, after, item);
  return after;
}

std::optional<Item> find_item(storage::Session& session, const OrganisationId& organisation, const ItemId& id) {
  auto item = find_item_anywhere(session, id);
  if (item && item->organisation != organisation) return std::nullopt;
  return item;
}

std::optional<Item> find_item_anywhere(storage::Session& session, const ItemId& id) {
  return one_item(session, "SELECT facts FROM item WHERE id = :1", id.text());
}

std::optional<Item> lock_item(storage::Session& session, const OrganisationId& organisation, const ItemId& id) {
  // SQLite has one writer at a time; PostgreSQL needs the row lock.
  const bool sqlite = session.engine() == storage::Engine::sqlite;
  auto item =
      one_item(session, std::string("SELECT facts FROM item WHERE id = :1") + (sqlite ? "" : " FOR UPDATE"), id.text());
  if (item && item->organisation != organisation) return std::nullopt;
  return item;
}

std::vector<ItemId> items_with_key(storage::Session& session, const OrganisationId& organisation,
                                   std::string_view text) {
  std::string key = base::fold(text);
  std::erase(key, ' ');
  std::vector<ItemId> items;
  session.each<std::string>(
      "SELECT item_id FROM item_key WHERE organisation_id = :1 AND key = :2 ORDER BY item_id LIMIT 20",
      [&](std::string id) { items.push_back(ItemId::parse(id).value()); }, organisation.text(), key);
  return items;
}

std::vector<Event> history_of_item(storage::Session& session, const ItemId& id) {
  return read_events(session, "item_id = :1", id.text());
}

std::vector<Event> history_of_lot(storage::Session& session, const LotId& id) {
  return read_events(session, "lot_id = :1 AND item_id IS NULL", id.text());
}

std::vector<Item> items_of_lot(storage::Session& session, const LotId& id) {
  std::vector<Item> items;
  session.each<std::string>(
      "SELECT facts FROM item WHERE lot_id = :1 ORDER BY row_number",
      [&](std::string facts) { items.push_back(parse_facts(facts)); }, id.text());
  return items;
}

Item import_history(storage::Session& session, std::span<const Event> history) {
  for (const auto& event : history) insert_event(session, event);
  Item item = fold(history).value();
  insert_item(session, item);
  return item;
}

void write_projection(storage::Session& session, const Item& item) {
  const auto before = find_item_anywhere(session, item.id);
  if (!before) {
    insert_item(session, item);
    return;
  }
  update_item(session, item, *before);
}

}  // namespace equipment
