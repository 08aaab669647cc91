#include <soci/sqlite3/soci-sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include "storage/soci_connection.hpp"

namespace storage {
namespace {

using sqlite_api::sqlite3;

Fault sqlite_fault(int code, const std::string& message) {
  using Kind = Fault::Kind;
  const std::string text = "SQLite " + std::to_string(code) + ": " + message;
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID)
    return {Kind::constraint, text, Fault::Detail::duplicate};
  switch (code & 0xff) {  // the primary code of an extended one
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Kind::busy, text};
    case SQLITE_FULL:
      return {Kind::full, text};
    case SQLITE_IOERR:
      return {Kind::disk, text};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Kind::corrupt, text};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {Kind::read_only, text};
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return {Kind::constraint, text};
    case SQLITE_CANTOPEN:
      return {Kind::connection, text};
    default:
      return {Kind::other, text};
  }
}

std::string quoted_path(const std::string& path) {
  if (path.find('"') != std::string::npos || path.find('\0') != std::string::npos)
    throw Fault(Fault::Kind::connection, "a database path may not hold a quotation mark");
  return "dbname=\"" + path + "\"";
}

// SOCI does not export the type information of its backends, which the undefined-behaviour sanitizer would ask for.
__attribute__((no_sanitize("vptr"))) sqlite3* handle_of(soci::session& session) {
  return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}
__attribute__((no_sanitize("vptr"))) sqlite_api::sqlite3_stmt* handle_of(KeptStatement& kept) {
  auto* backend = static_cast<soci::sqlite3_statement_backend*>(kept.statement.get_backend());
  return backend ? backend->stmt_ : nullptr;
}

class SqliteConnection final : public SociConnection {
 public:
  SqliteConnection(const SqliteFile& file, Use use, std::shared_ptr<Failure> failure)
      : SociConnection(soci::sqlite3, quoted_path(file.path), std::move(failure)), handle_(handle_of(session_)) {
    sqlite_api::sqlite3_extended_result_codes(handle_, 1);
    sqlite_api::sqlite3_busy_timeout(handle_, 10'000);
    // No mmap: an unreadable sector would be a signal that stops the program, instead of a fault.
    execute("PRAGMA mmap_size=0");
    if (use == Use::writer) execute("PRAGMA journal_mode=WAL");
    execute(file.durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
    execute("PRAGMA foreign_keys=ON");
    execute("PRAGMA temp_store=MEMORY");
    execute("PRAGMA cache_size=-16000");            // KiB
    execute("PRAGMA journal_size_limit=67108864");  // a WAL that a long read made grow is cut back
    if (use == Use::reader) execute("PRAGMA query_only=ON");
    if (value<std::string>("PRAGMA journal_mode") != "wal")
      throw Fault(Fault::Kind::connection, "the file system of the database does not allow write-ahead logging");
    if (file.durable && value<std::int64_t>("PRAGMA synchronous") != 2)
      throw Fault(Fault::Kind::connection, "SQLite refuses synchronous=FULL");
  }

  Engine engine() const override { return Engine::sqlite; }
  bool in_transaction() const override { return sqlite_api::sqlite3_get_autocommit(handle_) == 0; }
  bool usable() const override { return !in_transaction(); }
  void lock_schema() override {}  // BEGIN IMMEDIATE does it
  void unlock_schema() override {}

  void control(const std::string& sql) override {
    start_call();
    failed_ = true;
    execute(sql.c_str());
    failed_ = false;
  }
  void begin_read() override {
    forget_failure();
    control("BEGIN");
  }
  void begin_write() override {
    forget_failure();
    control("BEGIN IMMEDIATE");
  }
  void commit() override { control("COMMIT"); }
  void rollback() noexcept override {
    if (in_transaction()) sqlite_api::sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    close_broken();
    forget_failure();
  }

  void copy_to(const std::string& file);

 protected:
  Fault to_fault(const soci::soci_error& error, std::string_view sql) const override {
    const auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    return sqlite_fault(known ? known->result() : SQLITE_ERROR, error.get_error_message() + " in: " + std::string(sql));
  }
  void release(KeptStatement& kept) noexcept override {
    sqlite_api::sqlite3_reset(handle_of(kept));  // of nothing is nothing
  }
  int column_count(KeptStatement& kept) const override { return sqlite_api::sqlite3_column_count(handle_of(kept)); }
  void check_row(KeptStatement& kept) const override {
    for (std::size_t i = 0; i < kept.given.size(); ++i) {
      const int type = sqlite_api::sqlite3_column_type(handle_of(kept), static_cast<int>(i));
      if (kept.given[i].type == ColumnType::integer && type != SQLITE_INTEGER && type != SQLITE_NULL)
        throw Fault(Fault::Kind::other, "column " + std::to_string(i + 1) + " is not an integer in: " + kept.sql);
    }
  }

 private:
  void execute(const char* sql) {
    const int code = sqlite_api::sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw sqlite_fault(code, sqlite_api::sqlite3_errmsg(handle_) + (std::string(" in: ") + sql));
  }

  sqlite3* handle_;
};

/// Closes a plain SQLite handle.
struct Close {
  void operator()(sqlite3* handle) const { sqlite_api::sqlite3_close(handle); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

/// The copy reads as a whole database, of one plain file.
void check_copy(sqlite3* copy) {
  std::string answer;
  const auto keep = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) += values[0] ? values[0] : "";
    return 0;
  };
  if (sqlite_api::sqlite3_exec(copy, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr) != SQLITE_OK ||
      sqlite_api::sqlite3_exec(copy, "PRAGMA quick_check(1)", keep, &answer, nullptr) != SQLITE_OK)
    throw sqlite_fault(sqlite_api::sqlite3_extended_errcode(copy), sqlite_api::sqlite3_errmsg(copy));
  if (answer != "ok") throw Fault(Fault::Kind::corrupt, "the copy is damaged: " + answer);
}

void SqliteConnection::copy_to(const std::string& file) {
  sqlite3* opened = nullptr;
  const int code = sqlite_api::sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const Handle copy(opened);
  if (code != SQLITE_OK) throw sqlite_fault(code, "cannot open " + file);
  sqlite_api::sqlite3_exec(copy.get(), "PRAGMA synchronous=FULL", nullptr, nullptr, nullptr);
  auto* backup = sqlite_api::sqlite3_backup_init(copy.get(), "main", handle_, "main");
  if (!backup)
    throw sqlite_fault(sqlite_api::sqlite3_extended_errcode(copy.get()), sqlite_api::sqlite3_errmsg(copy.get()));
  // In one step: one read transaction, which in WAL mode stops nobody.
  const int step = sqlite_api::sqlite3_backup_step(backup, -1);
  const int finish = sqlite_api::sqlite3_backup_finish(backup);
  if (step != SQLITE_DONE) throw sqlite_fault(step, "backup");
  if (finish != SQLITE_OK) throw sqlite_fault(finish, "backup");
  check_copy(copy.get());
}

/// People's data: no one but the owner reads it, whatever the umask. SQLite gives its -wal and -shm the same rights.
void create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) throw Fault(Fault::Kind::connection, "cannot open " + path);
  ::close(file);
}

}  // namespace

std::unique_ptr<Connection> open_sqlite_connection(const SqliteFile& file, Use use, std::shared_ptr<Failure> failure) {
  if (use == Use::writer) create_private(file.path);
  return std::make_unique<SqliteConnection>(file, use, std::move(failure));
}

void copy_sqlite(Connection& connection, const std::string& file) {
  CHECK(connection.engine() == Engine::sqlite);
  static_cast<SqliteConnection&>(connection).copy_to(file);
}

}  // namespace storage
