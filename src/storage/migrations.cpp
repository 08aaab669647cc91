#include "storage/migrations.hpp"

#include <map>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "storage/sql_text.hpp"

namespace storage {
namespace {

using base::Refusal;

struct Migration {
  std::string name;
  std::string sql;
  std::string checksum() const { return base::to_hex(base::sha256(sql)); }
};
using Migrations = std::map<std::int64_t, Migration>;

struct Applied {
  std::string name;
  std::string checksum;
};

/// The file's part for this engine, or nothing when it is the other engine's.
struct FileName {
  std::int64_t number = 0;
  std::string name;
  std::string engine;  ///< empty: both
};

base::Result<FileName> parse_name(std::string_view path) {
  const Refusal refusal{.code = "storage.schema.name", .arguments = {{"name", std::string(path)}}};
  const std::vector<std::string> parts = base::split(path.substr(path.rfind('/') + 1), '.');
  if (parts.size() < 2 || parts.size() > 3 || parts.back() != "sql") return refusal;
  const std::size_t line = parts[0].find('_');
  const auto number = base::to_integer(parts[0].substr(0, line));
  if (line != 4 || !number || *number < 1) return refusal;
  FileName file{.number = *number, .name = parts[0], .engine = parts.size() == 3 ? parts[1] : ""};
  if (!file.engine.empty() && file.engine != "sqlite" && file.engine != "postgresql") return refusal;
  return file;
}

base::Result<Migrations> read_migrations(std::span<const base::EmbeddedFile> files, Engine engine) {
  const std::string own = engine == Engine::sqlite ? "sqlite" : "postgresql";
  std::map<std::int64_t, std::map<std::string, std::string_view>> parts;  // by engine: the common part ("") is first
  Migrations migrations;
  for (const base::EmbeddedFile& file : files) {
    TRY(name, parse_name(file.name));
    Migration& migration = migrations[name.number];
    const bool again = !parts[name.number].emplace(name.engine, file.content).second;
    if (again || (!migration.name.empty() && migration.name != name.name))
      return Refusal{.code = "storage.schema.duplicate", .arguments = {{"name", name.name}}};
    migration.name = name.name;
  }
  for (auto& [number, migration] : migrations)
    for (const auto& [for_engine, content] : parts[number])
      if (for_engine.empty() || for_engine == own) migration.sql += std::string(content) + "\n";
  return migrations;
}

std::map<std::int64_t, Applied> read_applied(Connection& connection) {
  std::map<std::int64_t, Applied> applied;
  connection.each<std::int64_t, std::string, std::string>(
      "SELECT number, name, checksum FROM schema_migration ORDER BY number",
      [&](std::int64_t number, std::string name, std::string checksum) {
        applied[number] = {.name = std::move(name), .checksum = std::move(checksum)};
      });
  return applied;
}

base::Outcome compare(const Migrations& known, const std::map<std::int64_t, Applied>& applied) {
  if (applied.empty()) return base::Done{};
  for (const auto& [number, done] : applied) {
    const auto found = known.find(number);
    if (found == known.end())
      return Refusal{.code = "storage.schema.newer",
                     .arguments = {{"database", std::to_string(applied.rbegin()->first)},
                                   {"program", std::to_string(known.empty() ? 0 : known.rbegin()->first)}}};
    if (found->second.checksum() != done.checksum)
      return Refusal{.code = "storage.schema.changed", .arguments = {{"name", done.name}}};
  }
  for (const auto& [number, migration] : known)
    if (number < applied.rbegin()->first && !applied.contains(number))
      return Refusal{.code = "storage.schema.gap", .arguments = {{"name", migration.name}}};
  return base::Done{};
}

/// One step: its own transaction, which looks again at what is applied (another program may have just done it).
base::Result<bool> apply_next(Connection& connection, const Migrations& known, base::Instant now) {
  connection.begin_write();
  const std::map<std::int64_t, Applied> applied = read_applied(connection);
  TRY_DONE(compare(known, applied));
  const auto next = applied.empty() ? known.begin() : known.upper_bound(applied.rbegin()->first);
  if (next == known.end()) return false;
  const auto& [number, migration] = *next;
  try {
    for (const std::string& statement : split_statements(migration.sql)) connection.control(statement);
  } catch (const Fault& fault) {
    if (fault.kind() == Fault::Kind::connection) throw;
    return Refusal{.code = "storage.schema.failed", .arguments = {{"name", migration.name}, {"reason", fault.what()}}};
  }
  connection.execute("INSERT INTO schema_migration(number, name, checksum, applied_at) VALUES (:1, :2, :3, :4)", number,
                     migration.name, migration.checksum(), base::to_rfc3339(now));
  connection.commit();
  return true;
}

struct SchemaLock {
  explicit SchemaLock(Connection& of) : connection(of) { connection.lock_schema(); }
  ~SchemaLock() {
    connection.rollback();
    try {
      connection.unlock_schema();
    } catch (const Fault&) {
      // The server is gone, and its locks with it; what went wrong is on its way already.
    }
  }
  SchemaLock(const SchemaLock&) = delete;
  SchemaLock& operator=(const SchemaLock&) = delete;
  Connection& connection;
};

}  // namespace

base::Result<std::int64_t> migrate(Connection& connection, std::span<const base::EmbeddedFile> files,
                                   base::Instant now) {
  TRY(known, read_migrations(files, connection.engine()));
  const SchemaLock lock(connection);
  connection.begin_write();
  connection.control(
      "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT "
      "NULL, "
      "applied_at TEXT NOT NULL)");
  connection.commit();
  while (true) {
    TRY(applied, apply_next(connection, known, now));
    if (!applied) return known.empty() ? 0 : known.rbegin()->first;
  }
}

}  // namespace storage
