#pragma once
// Inside storage/: connections lent to threads.
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/connection.hpp"

namespace storage {

class ConnectionPool {
 public:
  using Open = std::function<std::unique_ptr<Connection>()>;
  /// `most`: how many are lent at once; more callers wait.
  ConnectionPool(int most, Open open) : most_(static_cast<std::size_t>(most)), open_(std::move(open)) {}

  /// A connection lent to this thread; goes back when destroyed, unless it is no longer usable.
  class Lease {
   public:
    Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection, bool fresh)
        : pool_(pool), connection_(std::move(connection)), fresh_(fresh) {}
    ~Lease() { pool_.take_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }

    /// Calls `how`; on a connection that had been idle and whose server went away meanwhile, reconnects once.
    void begin(void (Connection::*how)());

   private:
    ConnectionPool& pool_;
    std::unique_ptr<Connection> connection_;
    bool fresh_;
  };

  /// What happens when every connection is lent: a thread that holds something others may wait for must not wait.
  enum class WhenAllLent { wait, open_another };
  std::unique_ptr<Lease> lend(WhenAllLent when);

  /// The connection that this thread holds already, or null: a read inside a read sees the same snapshot.
  Connection* held() const;
  /// Opens `count` connections now.
  void fill(int count);

 private:
  void take_back(std::unique_ptr<Connection> connection) noexcept;

  const std::size_t most_;
  const Open open_;
  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t lent_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;  ///< last used at the end
  std::map<std::thread::id, Connection*> holders_;
};

}  // namespace storage
