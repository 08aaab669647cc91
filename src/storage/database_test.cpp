// The promises of database.hpp, on both engines (tests/with-postgresql runs them on a server).
#include "storage/database.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <thread>

#include "storage/testing.hpp"

namespace storage {
namespace {

Options small_tables() {
  static constexpr std::string_view sql =
      "CREATE TABLE note (id BIGINT PRIMARY KEY, words TEXT, number BIGINT, content TEXT);"
      "CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL CHECK (value >= 0));"
      "CREATE TABLE child (note_id BIGINT NOT NULL REFERENCES note(id));"
      "INSERT INTO counter(name, value) VALUES ('a', 0);";
  Options options;
  options.migrations = std::vector<base::EmbeddedFile>{{"0001_small.sql", sql}};
  return options;
}

std::int64_t count_notes(Database& db) {
  return db.read([](Session& s) { return *s.value<std::int64_t>("SELECT COUNT(*) FROM note"); });
}

template <typename Work>
Fault fault_of(Work&& work) {
  try {
    work();
  } catch (const Fault& fault) { return fault; }
  ADD_FAILURE() << "no fault";
  return {Fault::Kind::other, ""};
}

TEST(Database, ReadsBackWhatItWrote) {
  const auto db = test_database(small_tables());
  const std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  const std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  const std::int64_t changed = db->write([&](Session& s) {
    std::int64_t rows =
        s.execute("INSERT INTO note(id, words, number) VALUES (:1, :2, :3)", lowest, "l'été « déjà » 🖥", highest);
    rows +=
        s.execute("INSERT INTO note(id, words, number) VALUES (:1, :2, :3)", 2, nullptr, std::optional<std::int64_t>());
    rows += s.execute("INSERT INTO note(id, words, number) VALUES (:1, :2, :3)", 3, std::optional<std::string>("x"), 3);
    rows += s.execute("UPDATE note SET number = number WHERE id >= :1", 2);
    return rows;
  });
  EXPECT_EQ(changed, 5);
  using Row = std::tuple<std::int64_t, std::optional<std::string>, std::optional<std::int64_t>>;
  std::vector<Row> rows;
  db->read([&](Session& s) {
    s.each<std::int64_t, std::optional<std::string>, std::optional<std::int64_t>>(
        "SELECT id, words, number FROM note ORDER BY id",
        [&](std::int64_t id, auto words, auto number) { rows.emplace_back(id, words, number); });
  });
  EXPECT_EQ(rows,
            (std::vector<Row>{{lowest, "l'été « déjà » 🖥", highest}, {2, std::nullopt, std::nullopt}, {3, "x", 3}}));
  EXPECT_EQ(db->read([](Session& s) { return s.value<std::string>("SELECT words FROM note WHERE id = :1", 4); }),
            std::nullopt);
  EXPECT_EQ(db->schema_version(), 1);
}

TEST(Database, ThePlaceOfAParameterTakesAnyTypeInTurn) {
  const auto db = test_database(small_tables());
  db->write([](Session& s) {
    const char* sql = "INSERT INTO note(id, words, number) VALUES (:1, :2, :3)";
    s.execute(sql, 1, nullptr, nullptr);
    s.execute(sql, 2, "two", 2);
    s.execute(sql, 3, nullptr, nullptr);
    s.execute(sql, 4, "four", 4);
  });
  const auto sum = [&] {
    return db->read([](Session& s) {
      return s.first<std::int64_t, std::int64_t>(
          "SELECT CAST(SUM(number) AS BIGINT), CAST(COUNT(words) AS BIGINT) FROM note");
    });
  };
  EXPECT_EQ(sum(), std::make_tuple(6, 2));
}

TEST(Database, BlobsKeepEveryByte) {
  const auto db = test_database(small_tables());
  base::Bytes all;
  for (int i = 0; i < 512; ++i) all += static_cast<char>(i & 0xff);
  const base::Bytes large = base::random_bytes(5 << 20);
  db->write([&](Session& s) {
    s.execute("INSERT INTO note(id, content) VALUES (:1, :2)", 1, Blob{all});
    s.execute("INSERT INTO note(id, content) VALUES (:1, :2)", 2, Blob{large});
    s.execute("INSERT INTO note(id, content) VALUES (:1, :2)", 3, Blob{""});
    s.execute("INSERT INTO note(id, content) VALUES (:1, :2)", 4, std::optional<Blob>());
  });
  const auto blob = [&](int id) {
    return std::get<0>(*db->read(
        [&](Session& s) { return s.first<std::optional<Blob>>("SELECT content FROM note WHERE id = :1", id); }));
  };
  EXPECT_EQ(blob(1)->bytes, all);
  EXPECT_TRUE(blob(2)->bytes == large);
  EXPECT_EQ(blob(3)->bytes, "");
  EXPECT_FALSE(blob(4).has_value());
}

TEST(Database, ABlobThatIsNoneIsAFault) {
  EXPECT_EQ(fault_of([] { detail::unpack_blob("???"); }).kind(), Fault::Kind::corrupt);
  EXPECT_EQ(fault_of([] { detail::unpack_blob(base::to_base64("no zstd frame")); }).kind(), Fault::Kind::corrupt);
  // A frame header that announces 1 TiB.
  const base::Bytes bomb =
      base::Bytes("\x28\xb5\x2f\xfd\xe0", 5) + base::Bytes("\0\0\0\0\0\1\0\0", 8) + base::Bytes("\1\0\0", 3);
  EXPECT_EQ(fault_of([&] { detail::unpack_blob(base::to_base64(bomb)); }).kind(), Fault::Kind::corrupt);
  std::string cut = detail::pack_blob(Blob{base::Bytes(1000, 'x') + base::random_bytes(1000)});
  cut.resize(cut.size() / 8 * 4);
  EXPECT_EQ(fault_of([&] { detail::unpack_blob(cut); }).kind(), Fault::Kind::corrupt);
}

TEST(Database, TextIsUtf8WithoutNul) {
  const auto db = test_database(small_tables());
  for (const std::string& text : {std::string("a\0b", 3), std::string("\xff")}) {
    const Fault fault = fault_of(
        [&] { db->write([&](Session& s) { s.execute("INSERT INTO note(id, words) VALUES (1, :1)", text); }); });
    EXPECT_EQ(fault.kind(), Fault::Kind::constraint);
  }
  EXPECT_EQ(count_notes(*db), 0);
}

TEST(Database, ARefusalOrAnExceptionUndoesTheWrite) {
  const auto db = test_database(small_tables());
  const auto insert = [](Session& s) { s.execute("INSERT INTO note(id) VALUES (1)"); };
  const base::Outcome refused = db->write([&](Session& s) -> base::Outcome {
    insert(s);
    return base::Refusal{.code = "test.no"};
  });
  EXPECT_EQ(refused.refusal().code, "test.no");
  EXPECT_THROW(db->write([&](Session& s) {
    insert(s);
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_EQ(count_notes(*db), 0);
  const base::Result<int> kept = db->write([&](Session& s) -> base::Result<int> {
    insert(s);
    return 7;
  });
  EXPECT_EQ(kept.value(), 7);
  EXPECT_EQ(count_notes(*db), 1);
}

TEST(Database, KindsOfFault) {
  const auto db = test_database(small_tables());
  const auto fault = [&](const char* sql) { return fault_of([&] { db->write([&](Session& s) { s.execute(sql); }); }); };
  db->write([](Session& s) { s.execute("INSERT INTO note(id) VALUES (1)"); });
  const Fault duplicate = fault("INSERT INTO note(id) VALUES (1)");
  EXPECT_EQ(duplicate.kind(), Fault::Kind::constraint);
  EXPECT_TRUE(duplicate.duplicate());
  for (const char* sql : {"UPDATE counter SET value = -1", "INSERT INTO child(note_id) VALUES (9)",
                          "INSERT INTO counter(name) VALUES ('b')"}) {
    EXPECT_EQ(fault(sql).kind(), Fault::Kind::constraint) << sql;
    EXPECT_FALSE(fault(sql).duplicate()) << sql;
  }
  EXPECT_EQ(fault("INSERT INTO nowhere(id) VALUES (1)").kind(), Fault::Kind::other);
  EXPECT_EQ(fault_of([&] { db->read([](Session& s) { s.execute("INSERT INTO note(id) VALUES (5)"); }); }).kind(),
            Fault::Kind::read_only);
  const auto columns = fault_of([&] { db->read([](Session& s) { s.value<std::int64_t>("SELECT 1, 2"); }); });
  EXPECT_EQ(columns.kind(), Fault::Kind::other);
  const auto text = fault_of([&] { db->read([](Session& s) { s.value<std::int64_t>("SELECT name FROM counter"); }); });
  EXPECT_EQ(text.kind(), Fault::Kind::other);
}

TEST(Database, AFaultNeverRepeatsTheValues) {
  const auto db = test_database(small_tables());
  const auto insert = [&] {
    db->write([](Session& s) { s.execute("INSERT INTO counter(name, value) VALUES (:1, 1)", "Mme Secret"); });
  };
  insert();
  const std::string message = fault_of(insert).what();
  EXPECT_EQ(message.find("Secret"), std::string::npos) << message;
  EXPECT_NE(message.find("INSERT INTO counter"), std::string::npos) << message;
}

TEST(Database, AfterAFailedStatementNothingIsKept) {
  const auto db = test_database(small_tables());
  const Fault fault = fault_of([&] {
    db->write([](Session& s) {
      s.execute("INSERT INTO note(id) VALUES (1)");
      EXPECT_THROW(s.execute("INSERT INTO note(id) VALUES (1)"), Fault);
      EXPECT_THROW(s.execute("INSERT INTO note(id) VALUES (2)"), Fault);
    });
  });
  EXPECT_EQ(fault.kind(), Fault::Kind::other);
  EXPECT_EQ(count_notes(*db), 0);
}

TEST(Database, ASelectThatStopsEarlyLeavesNothingOpen) {
  const auto db = test_database(small_tables());
  db->write([](Session& s) {
    for (int i = 0; i < 100; ++i) s.execute("INSERT INTO note(id) VALUES (:1)", i);
  });
  const char* all = "SELECT id FROM note ORDER BY id";
  for (int round = 0; round < 3; ++round) {
    db->write([&](Session& s) {
      EXPECT_EQ(s.value<std::int64_t>(all), 0);
      s.execute("UPDATE note SET number = :1", round);
    });
    EXPECT_THROW(db->read([&](Session& s) {
      s.each<std::int64_t>(all, [](std::int64_t) { throw std::runtime_error("stop"); });
    }),
                 std::runtime_error);
    EXPECT_EQ(db->read([&](Session& s) { return s.value<std::int64_t>(all); }), 0);
  }
  db->write([](Session& s) { s.execute("DELETE FROM note"); });
  EXPECT_EQ(count_notes(*db), 0);
}

TEST(Database, AStatementMayRunInsideItsOwnLoop) {
  const auto db = test_database(small_tables());
  db->write([](Session& s) {
    for (int i = 1; i <= 3; ++i) s.execute("INSERT INTO note(id) VALUES (:1)", i);
  });
  std::vector<std::int64_t> pairs;
  db->read([&](Session& s) {
    const char* above = "SELECT id FROM note WHERE id > :1 ORDER BY id";
    s.each<std::int64_t>(
        above,
        [&](std::int64_t a) { s.each<std::int64_t>(above, [&](std::int64_t b) { pairs.push_back(a * 10 + b); }, a); },
        0);
  });
  EXPECT_EQ(pairs, (std::vector<std::int64_t>{12, 13, 23}));
}

TEST(Database, ManyDifferentStatements) {
  const auto db = test_database(small_tables());
  for (int round = 0; round < 2; ++round)
    db->read([](Session& s) {
      for (int i = 0; i < 600; ++i)
        ASSERT_EQ(s.value<std::int64_t>("SELECT CAST(:1 AS BIGINT) + " + std::to_string(i), 1), i + 1);
    });
}

TEST(Database, ConcurrentReadThenWriteLosesNoUpdate) {
  const auto db = test_database(small_tables());
  constexpr int threads = 8, times = 40;
  std::vector<std::thread> all;
  std::atomic<int> acknowledged = 0;
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&] {
      for (int i = 0; i < times; ++i) {
        db->write([](Session& s) {
          const auto value = *s.value<std::int64_t>("SELECT value FROM counter WHERE name = :1", "a");
          s.execute("UPDATE counter SET value = :1 WHERE name = :2", value + 1, "a");
        });
        ++acknowledged;
      }
    });
  for (std::thread& thread : all) thread.join();
  EXPECT_EQ(acknowledged, threads * times);
  EXPECT_EQ(db->read([](Session& s) { return s.value<std::int64_t>("SELECT value FROM counter"); }), threads * times);
}

TEST(Database, OneBadWriteOfAGroupFailsAlone) {
  const auto db = test_database(small_tables());
  std::vector<std::thread> all;
  std::atomic<int> kept = 0, refused = 0, duplicates = 0;
  for (int t = 0; t < 48; ++t)
    all.emplace_back([&, t] {
      try {
        const base::Outcome outcome = db->write([&](Session& s) -> base::Outcome {
          s.execute("INSERT INTO note(id) VALUES (:1)", t % 3 == 0 ? 1000 : t);
          if (t % 3 == 1) return base::Refusal{.code = "test.no"};
          return base::Done{};
        });
        ++(outcome ? kept : refused);
      } catch (const Fault& fault) {
        EXPECT_TRUE(fault.duplicate()) << fault.what();
        ++duplicates;
      }
    });
  for (std::thread& thread : all) thread.join();
  EXPECT_EQ(kept, 17);
  EXPECT_EQ(refused, 16);
  EXPECT_EQ(duplicates, 15);
  EXPECT_EQ(count_notes(*db), 17);
}

TEST(Database, AReadSeesOneSnapshotAlsoInsideAWrite) {
  const auto db = test_database(small_tables());
  db->read([&](Session& s) {
    EXPECT_EQ(s.value<std::int64_t>("SELECT COUNT(*) FROM note"), 0);
    std::thread([&] { db->write([](Session& w) { w.execute("INSERT INTO note(id) VALUES (1)"); }); }).join();
    EXPECT_EQ(s.value<std::int64_t>("SELECT COUNT(*) FROM note"), 0);
    EXPECT_EQ(count_notes(*db), 0);  // a read inside a read: the same snapshot
  });
  db->write([&](Session& s) {
    s.execute("INSERT INTO note(id) VALUES (2)");
    EXPECT_EQ(count_notes(*db), 1);
  });
  EXPECT_EQ(count_notes(*db), 2);
}

TEST(Database, ReadsInsideWritesNeverWaitForEachOther) {
  Options options = small_tables();
  options.readers = 2;
  options.writers = 2;
  const auto db = test_database(options);
  std::vector<std::thread> all;
  for (int t = 0; t < 8; ++t)
    all.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i)
        db->read([&](Session&) {
          db->write([&](Session& s) {
            count_notes(*db);
            s.execute("INSERT INTO note(id) VALUES (:1)", t * 100 + i);
          });
        });
    });
  for (std::thread& thread : all) thread.join();
  EXPECT_EQ(count_notes(*db), 80);
}

TEST(DatabaseDeathTest, AWriteInsideAWriteIsABug) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        const auto db = test_database(small_tables());
        db->write([&](Session&) { db->write([](Session&) {}); });
      },
      "bug");
}

TEST(Database, DatabasesOfTestsAreSeparate) {
  const auto one = test_database(small_tables());
  const auto two = test_database(small_tables());
  one->write([](Session& s) { s.execute("INSERT INTO note(id) VALUES (1)"); });
  EXPECT_EQ(count_notes(*one), 1);
  EXPECT_EQ(count_notes(*two), 0);
}

/// Whatever call fails, a write that answered is there, and one that did not left nothing.
TEST(Database, FailureAtCallNIsNeverAFalseSuccess) {
  Options options = small_tables();
  options.failure = std::make_shared<Failure>();
  const auto db = test_database(options);
  std::int64_t expected = 0, faults = 0;
  for (int n = 1; n < 100; ++n) {
    options.failure->calls = 0;
    options.failure->fail_at = n;
    bool done = false;
    try {
      db->write([&](Session& s) {
        s.execute("INSERT INTO note(id) VALUES (:1)", n);
        const auto value = *s.value<std::int64_t>("SELECT value FROM counter");
        s.execute("UPDATE counter SET value = :1", value + 1);
      });
      done = true;
    } catch (const Fault& fault) {
      EXPECT_EQ(fault.kind(), Fault::Kind::disk);
      ++faults;
    }
    const bool reached = options.failure->calls >= n;
    options.failure->fail_at = 0;
    EXPECT_EQ(done, !reached) << n;
    expected += done ? 1 : 0;
    EXPECT_EQ(count_notes(*db), expected) << n;
    EXPECT_EQ(db->read([](Session& s) { return s.value<std::int64_t>("SELECT value FROM counter"); }), expected) << n;
    if (!reached) break;
  }
  EXPECT_GE(faults, 5);  // begin, three statements, commit at least
  EXPECT_EQ(expected, 1);
}

TEST(Database, TheProgramsOwnTables) {
  const auto db = test_database();
  EXPECT_GE(db->schema_version(), 1);
  EXPECT_EQ(db->engine(), testing_on_postgresql() ? Engine::postgresql : Engine::sqlite);
}

}  // namespace
}  // namespace storage
