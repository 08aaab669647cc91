#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "storage/engines.hpp"
#include "storage/write_queue.hpp"

namespace storage {
namespace {

namespace files = std::filesystem;

void sync_folder(const files::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!synced) throw Fault(Fault::Kind::disk, "cannot sync the folder " + folder.string());
}

files::path folder_of(const files::path& file) {
  return file.has_parent_path() ? file.parent_path() : files::path(".");
}

/// A database « in memory » is a file on the memory file system, removed from its folder as soon as it is open: so tests
/// run the very same code as a real database (snapshots, a writer beside readers), which SQLite's own :memory: cannot give.
std::string temporary_file() {
  std::error_code error;
  const files::path folder = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : files::temp_directory_path(error);
  std::string path = (folder / "boucle-memory-XXXXXX").string();
  const int file = ::mkstemp(path.data());
  if (file < 0) throw Fault(Fault::Kind::connection, "cannot make a temporary database in " + folder.string());
  ::close(file);
  return path;
}

void remove_database(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) ::unlink((path + suffix).c_str());
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const SqliteFile& file, const Options& options, std::unique_ptr<Connection> writer)
      : after_close_(options.after_close),
        readers_(options.readers,
                 [file, failure = options.failure] { return open_sqlite_connection(file, Use::reader, failure); }),
        queue_(std::move(writer)) {}
  ~SqliteDatabase() override = default;

  Engine engine() const override { return Engine::sqlite; }
  std::int64_t schema_version() override {
    return read([](Session& session) {
      return *session.value<std::int64_t>("SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM schema_migration");
    });
  }
  base::Outcome backup_to(const std::string& file) override;

  /// Everything that readers and the writer's own reads will ever need, opened and used once.
  void open_all(int readers) {
    readers_.fill(readers + 1);
    std::vector<std::unique_ptr<ConnectionPool::Lease>> leases;
    for (int i = 0; i <= readers; ++i) {
      leases.push_back(readers_.lend(ConnectionPool::WhenAllLent::open_another));
      Connection& connection = **leases.back();
      connection.begin_read();
      Transaction transaction(connection);
      static_cast<void>(connection.value<std::int64_t>("SELECT COUNT(*) FROM schema_migration"));
      transaction.commit();
    }
  }

 protected:
  void run_read(const std::function<void(Session&)>& work) override {
    // A read of the writer's thread never waits: those who hold the connections may be waiting for the writer.
    using When = ConnectionPool::WhenAllLent;
    read_in(readers_, queue_.is_writer_thread() ? When::open_another : When::wait, work);
  }
  void run_write(const std::function<bool(Session&)>& work) override { queue_.run(work); }

 private:
  AfterClose after_close_;  // first: it is destroyed last
  ConnectionPool readers_;
  WriteQueue queue_;
};

base::Outcome SqliteDatabase::backup_to(const std::string& file) {
  const base::Refusal exists{.code = "storage.backup.exists", .arguments = {{"file", file}}};
  struct stat status{};
  if (::lstat(file.c_str(), &status) == 0) return exists;
  const std::string part = file + ".part";
  ::unlink(part.c_str());  // of a backup that was cut short
  try {
    const int made = ::open(part.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (made < 0) throw Fault(Fault::Kind::disk, "cannot create " + part);
    const auto lease = readers_.lend(ConnectionPool::WhenAllLent::wait);
    copy_sqlite(**lease, part);
    const bool synced = ::fsync(made) == 0;
    ::close(made);
    if (!synced) throw Fault(Fault::Kind::disk, "cannot sync " + part);
    if (::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0) {
      ::unlink(part.c_str());
      return exists;
    }
    sync_folder(folder_of(file));
  } catch (const Fault& fault) {
    ::unlink(part.c_str());
    return base::Refusal{.code = "storage.backup.failed", .arguments = {{"file", file}, {"reason", fault.what()}}};
  }
  return base::Done{};
}

}  // namespace

base::Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, const Options& options) {
  const bool in_memory = path == ":memory:";
  const SqliteFile file{.path = in_memory ? temporary_file() : path, .durable = !in_memory};
  struct Remove {
    ~Remove() {
      if (!path.empty()) remove_database(path);
    }
    std::string path;
  } const remove{.path = in_memory ? file.path : ""};
  auto writer = open_sqlite_connection(file, Use::writer, options.failure);
  TRY_DONE(bring_up_to_date(*writer, options));
  if (!in_memory) sync_folder(folder_of(path));
  auto database = std::make_unique<SqliteDatabase>(file, options, std::move(writer));
  if (in_memory) database->open_all(options.readers);
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace storage
