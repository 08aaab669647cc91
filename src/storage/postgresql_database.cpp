#include "storage/engines.hpp"

namespace storage {
namespace {

constexpr int most_attempts = 5;

/// A write that met a conflict is tried again alone: every write holds the shared half of this lock (begin_write), a retry
/// the exclusive one, taken before its snapshot. So a retry does not lose again to writes that keep coming.
class RetryTurn {
 public:
  explicit RetryTurn(ConnectionPool::Lease& lease) : lease_(lease) {
    lease_->control("SELECT pg_advisory_lock(20251122, hashtext(current_schema()))");
  }
  ~RetryTurn() {
    try {
      lease_->rollback();
      lease_->control("SELECT pg_advisory_unlock(20251122, hashtext(current_schema()))");
    } catch (const Fault&) {
      // The server is gone, and its locks with it.
    }
  }
  RetryTurn(const RetryTurn&) = delete;
  RetryTurn& operator=(const RetryTurn&) = delete;

 private:
  ConnectionPool::Lease& lease_;
};

class PostgresqlDatabase final : public Database {
 public:
  PostgresqlDatabase(const std::string& address, const Options& options)
      : after_close_(options.after_close),
        readers_(options.readers,
                 [=, failure = options.failure] { return open_postgresql_connection(address, failure); }),
        writers_(options.writers,
                 [=, failure = options.failure] { return open_postgresql_connection(address, failure); }) {}

  Engine engine() const override { return Engine::postgresql; }
  std::int64_t schema_version() override {
    return read([](Session& session) {
      return *session.value<std::int64_t>("SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM schema_migration");
    });
  }
  base::Outcome backup_to(const std::string&) override { return base::Refusal{.code = "storage.backup.postgresql"}; }

 protected:
  void run_read(const std::function<void(Session&)>& work) override {
    using When = ConnectionPool::WhenAllLent;
    read_in(readers_, writers_.held() ? When::open_another : When::wait, work);
  }

  void run_write(const std::function<bool(Session&)>& work) override {
    using When = ConnectionPool::WhenAllLent;
    CHECK(!writers_.held());  // a write inside a write
    const auto lease = writers_.lend(readers_.held() ? When::open_another : When::wait);
    try {
      return attempt(*lease, work);
    } catch (const Fault& fault) {
      if (!fault.conflict()) throw;
    }
    const RetryTurn turn(*lease);
    for (int attempts = 2;; ++attempts) {
      try {
        return attempt(*lease, work);
      } catch (const Fault& fault) {
        if (!fault.conflict() || attempts == most_attempts) throw;
      }
    }
  }

 private:
  static void attempt(ConnectionPool::Lease& lease, const std::function<bool(Session&)>& work) {
    lease.begin(&Connection::begin_write);
    Transaction transaction(*lease);
    if (work(*lease)) transaction.commit();
  }

  AfterClose after_close_;  // first: it is destroyed last
  ConnectionPool readers_;
  ConnectionPool writers_;
};

}  // namespace

base::Result<std::unique_ptr<Database>> open_postgresql(const std::string& address, const Options& options) {
  TRY_DONE(bring_up_to_date(*open_postgresql_connection(address, options.failure), options));
  return std::unique_ptr<Database>(std::make_unique<PostgresqlDatabase>(address, options));
}

}  // namespace storage
