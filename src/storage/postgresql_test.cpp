// What only a server can do to us: go away and come back.
#include <gtest/gtest.h>

#include <cstdlib>

#include "storage/testing.hpp"

namespace storage {
namespace {

Options notes() {
  Options options;
  options.migrations =
      std::vector<base::EmbeddedFile>{{"0001_notes.sql", "CREATE TABLE note (id BIGINT PRIMARY KEY);"}};
  return options;
}

TEST(Postgresql, GoesOnAfterARestartOfTheServer) {
  const char* restart = std::getenv("BOUCLE_TEST_DATABASE_RESTART");
  if (!testing_on_postgresql() || !restart) GTEST_SKIP() << "run by tests/with-postgresql";
  const auto db = test_database(notes());
  const auto write = [&](int id) { db->write([&](Session& s) { s.execute("INSERT INTO note(id) VALUES (:1)", id); }); };
  const auto count = [&] {
    return db->read([](Session& s) { return *s.value<std::int64_t>("SELECT COUNT(*) FROM note"); });
  };
  write(1);
  EXPECT_EQ(count(), 1);
  ASSERT_EQ(std::system(restart), 0);
  write(2);
  EXPECT_EQ(count(), 2);
  // A connection cut in the middle of a write is a fault, and nothing of it stays; the next call works.
  try {
    db->write([&](Session& s) {
      s.execute("INSERT INTO note(id) VALUES (3)");
      static_cast<void>(s.first<std::string>("SELECT CAST(pg_terminate_backend(pg_backend_pid()) AS TEXT)"));
    });
    FAIL();
  } catch (const Fault& fault) { EXPECT_EQ(fault.kind(), Fault::Kind::connection) << fault.what(); }
  EXPECT_EQ(count(), 2);
  write(3);
  EXPECT_EQ(count(), 3);
}

TEST(Postgresql, LeavesTheBackupToItsOwnTools) {
  if (!testing_on_postgresql()) GTEST_SKIP() << "run by tests/with-postgresql";
  EXPECT_EQ(test_database(notes())->backup_to("/tmp/x").refusal().code, "storage.backup.postgresql");
}

}  // namespace
}  // namespace storage
