#include "equipment/log.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.hpp"
#include "proof/canonical_json.hpp"
#include "proof/commitment.hpp"

namespace equipment {
namespace {

/// A leaf straight from its row: the body is stored as it was written.
struct Row {
  std::int64_t sequence = 0;
  base::Bytes leaf;
};

base::Bytes leaf_from_parts(const std::string& id, const std::string& organisation,
                            const std::optional<std::string>& item, const std::optional<std::string>& lot,
                            const std::string& kind, std::int64_t occurred, std::int64_t offset, std::int64_t recorded,
                            const std::string& actor, boost::json::value body, const std::string& note,
                            const std::optional<std::string>& salt) {
  boost::json::object leaf;
  leaf["event"] = id;
  leaf["organisation"] = organisation;
  if (item) leaf["item"] = *item;
  if (lot) leaf["lot"] = *lot;
  leaf["kind"] = kind;
  leaf["occurred_at"] = base::to_rfc3339(base::from_milliseconds(occurred));
  leaf["occurred_offset"] = offset;
  leaf["recorded_at"] = base::to_rfc3339(base::from_milliseconds(recorded));
  leaf["actor"] = actor;
  leaf["body"] = std::move(body);
  if (salt) leaf["note"] = proof::salted_commitment(base::from_hex(*salt).value(), note);
  return proof::to_canonical(leaf).value();
}

constexpr std::string_view columns =
    "SELECT sequence, id, organisation_id, item_id, lot_id, kind, occurred_at, occurred_offset, recorded_at, actor, "
    "body, note, salt "
    "FROM event ";

template <typename Take, typename... Parameters>
void each_leaf(storage::Session& session, const std::string& where, Take&& take, Parameters&&... parameters) {
  using Text = std::string;
  using Maybe = std::optional<std::string>;
  session.each<std::int64_t, Text, Text, Maybe, Maybe, Text, std::int64_t, std::int64_t, std::int64_t, Text, Text,
               Maybe, Maybe>(
      std::string(columns) + where,
      [&](std::int64_t sequence, const Text& id, const Text& organisation, const Maybe& item, const Maybe& lot,
          const Text& kind, std::int64_t occurred, std::int64_t offset, std::int64_t recorded, const Text& actor,
          const Text& body, const Maybe& note, const Maybe& salt) {
        take(Row{.sequence = sequence,
                 .leaf = leaf_from_parts(id, organisation, item, lot, kind, occurred, offset, recorded, actor,
                                         boost::json::parse(body), note.value_or(""), salt)});
      },
      std::forward<Parameters>(parameters)...);
}

void store_tiles(storage::Session& session, const OrganisationId& organisation, const std::vector<proof::Tile>& tiles) {
  for (const auto& tile : tiles)
    session.execute(
        "INSERT INTO log_tile (organisation_id, level, number, hashes) VALUES (:1, :2, :3, :4) "
        "ON CONFLICT (organisation_id, level, number) DO UPDATE SET hashes = excluded.hashes",
        organisation.text(), static_cast<std::int64_t>(tile.id.level), static_cast<std::int64_t>(tile.id.number),
        base::to_base64(tile.hashes));
}

std::int64_t append_batch(storage::Session& session, const accounts::Keys& keys, const OrganisationId& organisation,
                          const std::string& code, base::Instant now, std::int64_t batch) {
  session.execute("INSERT INTO log (organisation_id, size, root) VALUES (:1, 0, '') ON CONFLICT DO NOTHING",
                  organisation.text());
  const bool sqlite = session.engine() == storage::Engine::sqlite;
  const auto size = session.value<std::int64_t>(
      std::string("SELECT size FROM log WHERE organisation_id = :1") + (sqlite ? "" : " FOR UPDATE"),
      organisation.text());
  std::vector<std::int64_t> sequences;
  std::vector<proof::Hash> leaves;
  each_leaf(
      session, "WHERE organisation_id = :1 AND leaf_index IS NULL ORDER BY sequence LIMIT :2",
      [&](const Row& row) {
        sequences.push_back(row.sequence);
        leaves.push_back(proof::leaf_hash(row.leaf));
      },
      organisation.text(), batch);
  if (leaves.empty()) return 0;
  auto appender = proof::Appender::open(static_cast<std::uint64_t>(size.value()), tile_source(session, organisation));
  if (!appender.ok())
    throw storage::Fault(storage::Fault::Kind::corrupt, "log of " + code + ": " + appender.refusal().code);
  const proof::Appended appended = appender->append(leaves);
  store_tiles(session, organisation, appended.tiles);
  for (std::size_t i = 0; i < sequences.size(); ++i)
    session.execute("UPDATE event SET leaf_index = :1 WHERE sequence = :2", *size + static_cast<std::int64_t>(i),
                    sequences[i]);
  session.execute("UPDATE log SET size = :1, root = :2 WHERE organisation_id = :3",
                  static_cast<std::int64_t>(appended.size), base::to_base64(proof::to_bytes(appended.root)),
                  organisation.text());
  const std::string origin = accounts::Keys::origin(code, organisation);
  const std::string note = proof::sign_checkpoint(
      {.origin = origin, .size = appended.size, .root = appended.root, .time = now}, keys.signing_key(origin));
  session.execute("INSERT INTO log_checkpoint (organisation_id, size, signed_at, note) VALUES (:1, :2, :3, :4)",
                  organisation.text(), static_cast<std::int64_t>(appended.size), base::to_milliseconds(now), note);
  return static_cast<std::int64_t>(leaves.size());
}

base::Refusal broken(std::string place) {
  return {.code = "equipment.log.broken", .arguments = {{"place", std::move(place)}}};
}

}  // namespace

base::Bytes leaf_of(const Event& event, const std::optional<std::string>& salt_hex) {
  return leaf_from_parts(
      event.id.text(), event.organisation.text(), event.item ? std::optional(event.item->text()) : std::nullopt,
      event.lot ? std::optional(event.lot->text()) : std::nullopt, std::string(kind_code(event.body)),
      base::to_milliseconds(event.occurred_at), event.occurred_offset.count(), base::to_milliseconds(event.recorded_at),
      event.actor, to_json(event.body), event.note, salt_hex);
}

std::int64_t append_waiting_events(storage::Database& database, const accounts::Keys& keys, base::Instant now,
                                   std::int64_t batch) {
  std::vector<std::pair<std::string, std::string>> organisations;
  database.read([&](storage::Session& session) {
    session.each<std::string, std::string>(
        "SELECT o.id, o.code FROM organisation o WHERE EXISTS (SELECT 1 FROM event e WHERE e.organisation_id = o.id "
        "AND e.leaf_index IS NULL)",
        [&](std::string id, std::string code) { organisations.emplace_back(std::move(id), std::move(code)); });
  });
  std::int64_t total = 0;
  for (const auto& [id, code] : organisations) {
    const auto organisation = OrganisationId::parse(id).value();
    total += database.write(
        [&](storage::Session& session) { return append_batch(session, keys, organisation, code, now, batch); });
  }
  return total;
}

LogState log_state(storage::Session& session, const OrganisationId& organisation) {
  LogState state;
  const auto last = session.first<std::int64_t, std::string>(
      "SELECT size, note FROM log_checkpoint WHERE organisation_id = :1 ORDER BY size DESC LIMIT 1",
      organisation.text());
  if (last)
    std::tie(state.size, state.checkpoint) =
        std::pair(static_cast<std::uint64_t>(std::get<0>(*last)), std::get<1>(*last));
  state.waiting = session
                      .value<std::int64_t>(
                          "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM event WHERE organisation_id = :1 "
                          "AND leaf_index IS NULL "
                          "LIMIT 100000) waiting",
                          organisation.text())
                      .value_or(0);
  return state;
}

proof::TileSource tile_source(storage::Session& session, const OrganisationId& organisation) {
  return [&session, organisation](proof::TileId id) -> base::Bytes {
    const auto hashes = session.value<std::string>(
        "SELECT hashes FROM log_tile WHERE organisation_id = :1 AND level = :2 AND number = :3", organisation.text(),
        static_cast<std::int64_t>(id.level), static_cast<std::int64_t>(id.number));
    if (!hashes) return {};
    return base::from_base64(*hashes).value_or({});
  };
}

base::Outcome check_log(storage::Session& session, const accounts::Keys& keys, const OrganisationId& organisation,
                        std::string_view organisation_code) {
  const LogState state = log_state(session, organisation);
  if (state.size == 0) return base::Done{};
  auto appender = proof::Appender::open(0, [](proof::TileId) { return base::Bytes{}; });
  std::vector<proof::Hash> leaves;
  each_leaf(
      session, "WHERE organisation_id = :1 AND leaf_index IS NOT NULL ORDER BY leaf_index",
      [&](const Row& row) {
        leaves.push_back(proof::leaf_hash(row.leaf));
        if (leaves.size() < 4096) return;
        appender->append(leaves);
        leaves.clear();
      },
      organisation.text());
  appender->append(leaves);
  if (appender->size() != state.size)
    return broken("events " + std::to_string(appender->size()) + " / " + std::to_string(state.size));
  auto stored = proof::LogReader(state.size, tile_source(session, organisation)).root();
  if (!stored.ok()) return stored.refusal();
  if (*stored != appender->root()) return broken("tiles");
  const std::string origin = accounts::Keys::origin(organisation_code, organisation);
  TRY(checkpoint, proof::open_checkpoint(state.checkpoint, keys.issuer(origin).key));
  if (checkpoint.root != appender->root() || checkpoint.size != state.size) return broken("checkpoint");
  return base::Done{};
}

base::Result<proof::Evidence> evidence_of(storage::Session& session, const OrganisationId& organisation,
                                          const std::vector<EventId>& events) {
  const LogState state = log_state(session, organisation);
  proof::Evidence evidence{.checkpoint = state.checkpoint, .entries = {}, .nodes = {}};
  for (const auto& event : events) {
    const auto index = session.value<std::optional<std::int64_t>>(
        "SELECT leaf_index FROM event WHERE id = :1 AND organisation_id = :2", event.text(), organisation.text());
    if (!index || !*index || static_cast<std::uint64_t>(**index) >= state.size)
      return base::Refusal{.code = "equipment.log.still_waiting"};
    each_leaf(
        session, "WHERE id = :1",
        [&](const Row& row) {
          evidence.entries.push_back({.index = static_cast<std::uint64_t>(**index), .leaf = row.leaf});
        },
        event.text());
  }
  std::sort(evidence.entries.begin(), evidence.entries.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  std::vector<std::uint64_t> indexes;
  for (const auto& entry : evidence.entries) indexes.push_back(entry.index);
  TRY(nodes, proof::LogReader(state.size, tile_source(session, organisation)).shared_path(indexes));
  evidence.nodes = std::move(nodes);
  return evidence;
}

}  // namespace equipment
