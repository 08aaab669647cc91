#pragma once
// Inside storage/: a connection and its transactions, whatever the engine.
#include <memory>
#include <string>

#include "storage/database.hpp"

namespace storage {

class Connection : public Session {
 public:
  /// One statement without parameters, not kept.
  virtual void control(const std::string& sql) = 0;
  virtual void begin_read() = 0;
  virtual void begin_write() = 0;
  /// Refuses (Fault) when a statement of this transaction had failed: nothing is kept then.
  virtual void commit() = 0;
  /// Ends the transaction if there is one; never throws: a connection that cannot is no longer usable.
  virtual void rollback() noexcept = 0;
  virtual bool in_transaction() const = 0;
  /// False once the server is gone.
  virtual bool usable() const = 0;

  /// A savepoint inside a write: each write of a group has its own.
  void savepoint();
  void keep_savepoint();
  void undo_savepoint();

  /// Two programs that start together migrate once. Waits for the other one.
  virtual void lock_schema() = 0;
  virtual void unlock_schema() = 0;

 protected:
  /// Each statement starts here: counts for tests, refuses what follows a failure.
  void start_call();
  void forget_failure() { failed_ = false; }
  void refuse_after_failure() const;
  bool failed_ = false;
  std::shared_ptr<Failure> failure_;
};

/// The writer may change the database; a reader is refused to.
enum class Use { writer, reader };

struct SqliteFile {
  std::string path;
  bool durable = true;  ///< false for the databases of tests: no fsync
};

std::unique_ptr<Connection> open_sqlite_connection(const SqliteFile& file, Use use, std::shared_ptr<Failure> failure);
/// Copies the whole database behind a SQLite connection into a new file, all at one moment. Faults; the file may then be half written.
void copy_sqlite(Connection& connection, const std::string& file);
std::unique_ptr<Connection> open_postgresql_connection(const std::string& address, std::shared_ptr<Failure> failure);

}  // namespace storage
