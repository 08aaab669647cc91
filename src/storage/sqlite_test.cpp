// What only SQLite promises: one file, kill -9, backup, full disk.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "storage/testing.hpp"

namespace storage {
namespace {

namespace files = std::filesystem;

Options notes() {
  Options options;
  options.migrations =
      std::vector<base::EmbeddedFile>{{"0001_notes.sql", "CREATE TABLE note (id BIGINT PRIMARY KEY, words TEXT);"}};
  return options;
}

class Sqlite : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/boucle-sqlite a=b-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { files::remove_all(folder_); }
  std::string path(const char* name = "boucle.db") const { return folder_ / name; }
  static std::unique_ptr<Database> open(const std::string& file, const Options& options = notes()) {
    auto database = Database::open("sqlite:" + file, options);
    CHECK(database.ok());
    return std::move(*database);
  }
  static std::int64_t count(Database& db) {
    return db.read([](Session& s) { return *s.value<std::int64_t>("SELECT COUNT(*) FROM note"); });
  }

  files::path folder_;
};

TEST_F(Sqlite, TheFileIsPrivateAndStays) {
  const mode_t before = ::umask(0);
  open(path())->write([](Session& s) { s.execute("INSERT INTO note(id) VALUES (1)"); });
  ::umask(before);
  struct stat status{};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(count(*open(path())), 1);
}

/// The child: eight threads write and tell each number once it was acknowledged, until killed.
[[noreturn]] void write_until_killed(const std::string& file, int to) {
  const auto database = Database::open("sqlite:" + file, notes());
  if (!database) ::_exit(1);
  std::vector<std::thread> all;
  for (std::int64_t t = 0; t < 8; ++t)
    all.emplace_back([&, t] {
      for (std::int64_t number = t;; number += 8) {
        (*database)->write([&](Session& s) {
          s.execute("INSERT INTO note(id, words) VALUES (:1, :2)", number, std::string(200, 'x'));
        });
        if (::write(to, &number, sizeof number) != sizeof number) ::_exit(1);
      }
    });
  for (std::thread& thread : all) thread.join();
  ::_exit(1);
}

TEST_F(Sqlite, AcknowledgedWritesSurviveKill9) {
  std::set<std::int64_t> acknowledged;
  for (int round = 0; round < 3; ++round) {
    for (const char* suffix : {"", "-wal", "-shm"}) files::remove(path() + suffix);
    acknowledged.clear();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) write_until_killed(path(), ends[1]);
    ::close(ends[1]);
    std::int64_t number = 0;
    const std::size_t enough = 100 + static_cast<std::size_t>(round) * 77;
    while (::read(ends[0], &number, sizeof number) == sizeof number) {
      acknowledged.insert(number);
      if (acknowledged.size() == enough) ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
    ASSERT_GE(acknowledged.size(), enough);
    const auto db = open(path());
    std::set<std::int64_t> found;
    db->read(
        [&](Session& s) { s.each<std::int64_t>("SELECT id FROM note", [&](std::int64_t id) { found.insert(id); }); });
    for (const std::int64_t id : acknowledged) EXPECT_TRUE(found.contains(id)) << id;
    EXPECT_LE(found.size(), acknowledged.size() + 8);  // at most one unacknowledged write of each thread
    EXPECT_EQ(db->read([](Session& s) { return s.value<std::string>("PRAGMA integrity_check"); }), "ok");
  }
}

TEST_F(Sqlite, BackupWhileInUse) {
  const auto db = open(path());
  db->write([](Session& s) {
    for (int i = 0; i < 2000; ++i) s.execute("INSERT INTO note(id, words) VALUES (:1, :2)", i, "x");
  });
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 2000; !stop; ++i)
      db->write([&](Session& s) { s.execute("INSERT INTO note(id, words) VALUES (:1, :2)", i, "x"); });
  });
  std::ofstream(path("copy.db") + ".part") << "left by a backup that was cut short";
  const base::Outcome outcome = db->backup_to(path("copy.db"));
  stop = true;
  writer.join();
  ASSERT_TRUE(outcome.ok()) << outcome.refusal().code << outcome.refusal().arguments.at("reason");
  struct stat status{};
  ASSERT_EQ(::stat(path("copy.db").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_FALSE(files::exists(path("copy.db-wal")));
  EXPECT_FALSE(files::exists(path("copy.db.part")));
  const auto copy = open(path("copy.db"));
  EXPECT_GE(count(*copy), 2000);
  EXPECT_LE(count(*copy), count(*db));
  EXPECT_EQ(db->backup_to(path("copy.db")).refusal().code, "storage.backup.exists");
  EXPECT_EQ(db->backup_to(path("no/such/folder.db")).refusal().code, "storage.backup.failed");
  EXPECT_EQ(count(*db), count(*db));
}

TEST_F(Sqlite, ADatabaseInMemoryIsBackedUpToo) {
  const auto db = open(":memory:");
  db->write([](Session& s) { s.execute("INSERT INTO note(id) VALUES (1)"); });
  ASSERT_TRUE(db->backup_to(path("copy.db")).ok());
  EXPECT_EQ(count(*open(path("copy.db"))), 1);
}

TEST_F(Sqlite, AFullDiskFailsTheLargeWriteAloneAndPasses) {
  const auto db = open(path());
  db->write([](Session& s) {
    const auto pages = *s.value<std::int64_t>("PRAGMA page_count");
    static_cast<void>(s.value<std::int64_t>("PRAGMA max_page_count = " + std::to_string(pages + 40)));
  });
  std::vector<std::thread> all;
  std::atomic<int> kept = 0, full = 0;
  for (int t = 0; t < 24; ++t)
    all.emplace_back([&, t] {
      try {
        db->write([&](Session& s) {
          s.execute("INSERT INTO note(id, words) VALUES (:1, :2)", t, std::string(t % 4 == 0 ? 400'000 : 10, 'x'));
        });
        ++kept;
      } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), Fault::Kind::full) << fault.what();
        ++full;
      }
    });
  for (std::thread& thread : all) thread.join();
  EXPECT_EQ(kept, 18);
  EXPECT_EQ(full, 6);
  EXPECT_EQ(count(*db), 18);
}

TEST_F(Sqlite, ADeferredForeignKeyFailsItsOwnWriteOnly) {
  Options options;
  options.migrations = std::vector<base::EmbeddedFile>{
      {"0001_x.sql",
       "CREATE TABLE note (id BIGINT PRIMARY KEY);"
       "CREATE TABLE child (note_id BIGINT REFERENCES note(id) DEFERRABLE INITIALLY DEFERRED);"}};
  const auto db = open(path(), options);
  std::vector<std::thread> all;
  std::atomic<int> kept = 0, refused = 0;
  for (int t = 0; t < 16; ++t)
    all.emplace_back([&, t] {
      try {
        db->write([&](Session& s) {
          s.execute("INSERT INTO child(note_id) VALUES (:1)", t);
          if (t != 5) s.execute("INSERT INTO note(id) VALUES (:1)", t);
        });
        ++kept;
      } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), Fault::Kind::constraint);
        ++refused;
      }
    });
  for (std::thread& thread : all) thread.join();
  EXPECT_EQ(kept, 15);
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(count(*db), 15);
}

TEST_F(Sqlite, AnotherProgramsLockIsWaitedFor) {
  const auto one = open(path());
  const auto two = open(path());
  std::vector<std::thread> all;
  for (int t = 0; t < 2; ++t)
    all.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i)
        (t == 0 ? one : two)->write([&](Session& s) { s.execute("INSERT INTO note(id) VALUES (:1)", i * 2 + t); });
    });
  for (std::thread& thread : all) thread.join();
  EXPECT_EQ(count(*one), 200);
  EXPECT_EQ(count(*two), 200);
}

TEST_F(Sqlite, ADamagedFileIsRefused) {
  std::ofstream(path()) << std::string(8192, 'x');
  const auto database = Database::open("sqlite:" + path(), notes());
  ASSERT_FALSE(database.ok());
  EXPECT_EQ(database.refusal().code, "storage.open.failed");
}

}  // namespace
}  // namespace storage
