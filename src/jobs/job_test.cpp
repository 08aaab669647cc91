#include "jobs/job.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "base/bytes.hpp"
#include "storage/testing.hpp"

namespace jobs {
namespace {

const base::Instant start = base::from_milliseconds(1'795'000'000'000);

/// What a work leaves behind: one more on a counter.
void count_one(storage::Session& session, const std::string& name) {
  session.execute(
      "INSERT INTO number_series (organisation_id, series, next) VALUES ('test', :1, 1) "
      "ON CONFLICT (organisation_id, series) DO UPDATE SET next = number_series.next + 1",
      name);
}

std::int64_t counted(storage::Database& database, const std::string& name) {
  return database.read([&](storage::Session& session) {
    return session
        .value<std::int64_t>("SELECT next FROM number_series WHERE organisation_id = 'test' AND series = :1", name)
        .value_or(0);
  });
}

/// Counts and ends the job in one transaction.
base::Outcome count_once(storage::Database& database, const Job& job, base::Instant now) {
  return database.write([&](storage::Session& session) -> base::Outcome {
    count_one(session, job.payload);
    return finish(session, job, now);
  });
}

void ask(storage::Database& database, const std::string& kind, const std::string& payload,
         base::Instant run_at = start) {
  database.write([&](storage::Session& session) { enqueue(session, kind, payload, run_at, start); });
}

std::string state_of_only_job(storage::Database& database) {
  return database.read(
      [](storage::Session& session) { return session.value<std::string>("SELECT state FROM job").value(); });
}

TEST(Jobs, RunOnceWhenTheyAreDue) {
  const auto database = storage::test_database();
  ask(*database, "count", "a", start + std::chrono::minutes(1));
  Runner runner(*database, {{"count", count_once}});
  EXPECT_FALSE(runner.run_one(start));
  EXPECT_TRUE(runner.run_one(start + std::chrono::minutes(1)));
  EXPECT_FALSE(runner.run_one(start + std::chrono::hours(24)));
  EXPECT_EQ(counted(*database, "a"), 1);
}

TEST(Jobs, UndoneTransactionAsksForNothing) {
  const auto database = storage::test_database();
  const auto refused = database->write([&](storage::Session& session) -> base::Outcome {
    enqueue(session, "count", "a", start, start);
    return base::Refusal{.code = "jobs.lease.lost"};
  });
  EXPECT_FALSE(refused.ok());
  EXPECT_FALSE(Runner(*database, {{"count", count_once}}).run_one(start));
}

TEST(Jobs, KindsOfOthersAreLeft) {
  const auto database = storage::test_database();
  ask(*database, "other", "a");
  EXPECT_FALSE(Runner(*database, {{"count", count_once}}).run_one(start));
  EXPECT_FALSE(Runner(*database, {}).run_one(start));
}

TEST(Jobs, RefusalsAndExceptionsAreTriedAgainLaterThenShown) {
  const auto database = storage::test_database();
  ask(*database, "bad", "a");
  int calls = 0;
  Runner runner(*database, {{"bad", [&](storage::Database&, const Job&, base::Instant) -> base::Outcome {
                               if (++calls % 2 == 0) throw std::runtime_error("disk full");
                               return base::Refusal{.code = "base.not_json", .line = 3};
                             }}});
  auto now = start;
  for (std::int64_t attempt = 1; attempt <= most_attempts; ++attempt) {
    EXPECT_TRUE(runner.run_one(now));
    EXPECT_FALSE(runner.run_one(now + delay_after(attempt) - std::chrono::seconds(1)));
    now += delay_after(attempt);
  }
  EXPECT_FALSE(runner.run_one(now + std::chrono::hours(100)));
  EXPECT_EQ(calls, most_attempts);
  const auto failed = database->read([](storage::Session& session) { return list_failed(session, 10); });
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].error, "disk full");
  EXPECT_TRUE(database->write([&](storage::Session& session) { return retry(session, failed[0].id, now); }));
  EXPECT_TRUE(runner.run_one(now));
}

TEST(Jobs, WhoLostTheLeaseCannotFinish) {
  const auto database = storage::test_database();
  ask(*database, "count", "a");
  std::optional<Job> slow;
  Runner first(*database, {{"count", [&](storage::Database&, const Job& job, base::Instant) -> base::Outcome {
                              slow = job;  // sleeps past its lease; another one does the work meanwhile
                              Runner second(*database, {{"count", count_once}});
                              EXPECT_TRUE(second.run_one(start + lease));
                              return count_once(*database, job, start + lease);
                            }}});
  EXPECT_TRUE(first.run_one(start));
  EXPECT_EQ(counted(*database, "a"), 1);
  EXPECT_EQ(state_of_only_job(*database), "done");
  const auto renewed = database->write([&](storage::Session& session) { return renew(session, *slow, start); });
  EXPECT_EQ(renewed.refusal().code, "jobs.lease.lost");
}

TEST(Jobs, RenewedLeaseIsKept) {
  const auto database = storage::test_database();
  ask(*database, "long", "a");
  Runner runner(*database, {{"long", [&](storage::Database& used, const Job& job, base::Instant now) {
                               const auto kept = used.write(
                                   [&](storage::Session& session) { return renew(session, job, now + lease); });
                               Runner other(used, {{"long", count_once}});
                               EXPECT_FALSE(other.run_one(now + lease + lease - std::chrono::seconds(1)));
                               return kept;
                             }}});
  EXPECT_TRUE(runner.run_one(start));
  EXPECT_EQ(state_of_only_job(*database), "done");
}

/// The same database for several processes: a file, or the server's schema.
struct Shared {
  Shared() {
    address = storage::test_address(options);
    if (storage::testing_on_postgresql()) return;
    folder = std::filesystem::temp_directory_path() / ("boucle-jobs-" + base::to_hex(base::random_bytes(6)));
    std::filesystem::create_directory(folder);
    address = "sqlite:" + (folder / "jobs.sqlite").string();
  }
  ~Shared() {
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }
  /// `last` drops the server's schema when it closes.
  std::unique_ptr<storage::Database> open(bool last = false) const {
    return std::move(storage::Database::open(address, last ? options : storage::Options{}).value());
  }
  storage::Options options;
  std::string address;
  std::filesystem::path folder;
};

/// Runs `work` in a process of its own, which never comes back into the test.
template <typename Work>
pid_t in_child(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  return child;
}

TEST(Jobs, AreTakenUpAgainAfterTheirProcessWasKilled) {
  const Shared shared;
  { ask(*shared.open(), "count", "a"); }
  int started[2];
  ASSERT_EQ(::pipe(started), 0);
  const pid_t child = in_child([&] {
    const auto database = shared.open();
    Runner runner(*database, {{"count", [&](storage::Database&, const Job&, base::Instant) -> base::Outcome {
                                 if (::write(started[1], "x", 1) != 1) ::_exit(1);
                                 std::this_thread::sleep_for(std::chrono::minutes(1));
                                 return base::Done{};
                               }}});
    runner.run_one(start);
  });
  char mark = 0;
  ASSERT_EQ(::read(started[0], &mark, 1), 1);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  ::close(started[0]);
  ::close(started[1]);
  const auto database = shared.open(true);
  Runner runner(*database, {{"count", count_once}});
  EXPECT_FALSE(runner.run_one(start + lease - std::chrono::seconds(1))) << "still lent to the dead one";
  EXPECT_TRUE(runner.run_one(start + lease));
  EXPECT_EQ(counted(*database, "a"), 1);
}

TEST(Jobs, RunOnceWithSeveralProcesses) {
  const Shared shared;
  constexpr int jobs = 60;
  {
    const auto database = shared.open();
    database->write([](storage::Session& session) {
      for (int i = 0; i < jobs; ++i) enqueue(session, "count", std::to_string(i), start, start);
    });
  }
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i)
    children.push_back(in_child([&] {
      const auto database = shared.open();
      Runner runner(*database, {{"count", count_once}});
      while (runner.run_one(start)) {}
    }));
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  const auto database = shared.open(true);
  for (int i = 0; i < jobs; ++i) EXPECT_EQ(counted(*database, std::to_string(i)), 1) << i;
  database->write([](storage::Session& session) { forget_done(session, start + std::chrono::hours(1)); });
  EXPECT_EQ(database->read([](storage::Session& session) {
    return session.value<std::int64_t>("SELECT CAST(COUNT(*) AS BIGINT) FROM job");
  }),
            0);
}

}  // namespace
}  // namespace jobs
