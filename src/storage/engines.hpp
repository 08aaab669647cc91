#pragma once
// Inside storage/: the two kinds of Database.
#include "storage/connection_pool.hpp"

namespace storage {

/// Faults become refusals here: opening happens before anything can be lost.
base::Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, const Options& options);
base::Result<std::unique_ptr<Database>> open_postgresql(const std::string& address, const Options& options);
/// Options' migrations, or those embedded in the program, applied.
base::Outcome bring_up_to_date(Connection& connection, const Options& options);

/// Runs `work` in a read transaction of `pool`; inside another one of the same thread it shares that.
void read_in(ConnectionPool& pool, ConnectionPool::WhenAllLent when, const std::function<void(Session&)>& work);

/// A database's first member, so that it is destroyed last.
struct AfterClose {
  explicit AfterClose(std::function<void()> what) : call(std::move(what)) {}
  ~AfterClose() {
    if (call) call();
  }
  AfterClose(const AfterClose&) = delete;
  AfterClose& operator=(const AfterClose&) = delete;
  std::function<void()> call;
};

/// Undoes the transaction unless committed.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}
  ~Transaction() {
    if (!committed_) connection_.rollback();
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    connection_.commit();
    committed_ = true;
  }

 private:
  Connection& connection_;
  bool committed_ = false;
};

}  // namespace storage
