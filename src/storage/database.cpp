#include "storage/database.hpp"

#include "storage/engines.hpp"
#include "storage/migrations.hpp"

namespace embedded {
std::span<const base::EmbeddedFile> schema();
}

namespace storage {

base::Result<std::unique_ptr<Database>> Database::open(const std::string& address, const Options& options) {
  CHECK(options.readers > 0 && options.writers > 0);
  constexpr std::string_view sqlite = "sqlite:";
  try {
    if (address.starts_with(sqlite) && address.size() > sqlite.size())
      return open_sqlite(address.substr(sqlite.size()), options);
    if (address.starts_with("postgresql://") || address.starts_with("postgres://"))
      return open_postgresql(address, options);
  } catch (const Fault& fault) {
    return base::Refusal{.code = "storage.open.failed", .arguments = {{"reason", fault.what()}}};
  }
  return base::Refusal{.code = "storage.address.unknown"};  // not repeated: it may hold a password
}

base::Outcome bring_up_to_date(Connection& connection, const Options& options) {
  const auto files = options.migrations ? std::span<const base::EmbeddedFile>(*options.migrations) : embedded::schema();
  TRY(version, migrate(connection, files, base::system_now()));
  static_cast<void>(version);
  return base::Done{};
}

void read_in(ConnectionPool& pool, ConnectionPool::WhenAllLent when, const std::function<void(Session&)>& work) {
  if (Connection* outer = pool.held()) return work(*outer);
  const auto lease = pool.lend(when);
  lease->begin(&Connection::begin_read);
  Transaction transaction(**lease);
  work(**lease);
  transaction.commit();
}

}  // namespace storage
