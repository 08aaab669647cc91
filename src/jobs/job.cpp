#include "jobs/job.hpp"

#include <array>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/text.hpp"

namespace jobs {
namespace {

using base::to_milliseconds;

/// "code field=… line=…": what a person needs to understand the failure, on one line.
std::string line_of(const base::Refusal& refusal) {
  std::string text = refusal.code;
  if (!refusal.field.empty()) text += " field=" + refusal.field;
  if (refusal.line) text += " line=" + std::to_string(*refusal.line);
  for (const auto& [name, value] : refusal.arguments) text += " " + name + "=" + value;
  return base::shorten(text, 500);
}

void put_back(storage::Session& session, const Job& job, const std::string& error, base::Instant now) {
  const bool last = job.attempts >= most_attempts;
  session.execute(
      "UPDATE job SET state = :1, run_at = :2, error = :3, worker = '' WHERE id = :4 AND state = 'running' AND worker "
      "= :5",
      last ? "failed" : "waiting", to_milliseconds(now + delay_after(job.attempts)), error, job.id, job.worker);
}

}  // namespace

std::chrono::seconds delay_after(std::int64_t attempts) {
  using namespace std::chrono_literals;
  constexpr std::array<std::chrono::seconds, 7> delays = {10s, 1min, 5min, 15min, 1h, 4h, 12h};
  const auto index = std::min(static_cast<std::size_t>(std::max<std::int64_t>(attempts, 1) - 1), delays.size() - 1);
  return delays[index];
}

std::string enqueue(storage::Session& session, std::string_view kind, std::string_view payload, base::Instant run_at,
                    base::Instant now) {
  std::string id = base::Id<struct JobTag>::create(now).text();
  session.execute(
      "INSERT INTO job (id, kind, payload, state, run_at, attempts, error, created_at) VALUES (:1, :2, :3, 'waiting', "
      ":4, 0, '', :5)",
      id, std::string(kind), std::string(payload), to_milliseconds(run_at), to_milliseconds(now));
  return id;
}

base::Outcome finish(storage::Session& session, const Job& job, base::Instant now) {
  const auto ended = session.execute(
      "UPDATE job SET state = 'done', done_at = :1, error = '', worker = '' WHERE id = :2 AND state = 'running' AND "
      "worker = :3",
      to_milliseconds(now), job.id, job.worker);
  if (ended != 1) return base::Refusal{.code = "jobs.lease.lost"};
  return base::Done{};
}

base::Outcome renew(storage::Session& session, const Job& job, base::Instant now) {
  const auto kept = session.execute("UPDATE job SET run_at = :1 WHERE id = :2 AND state = 'running' AND worker = :3",
                                    to_milliseconds(now + lease), job.id, job.worker);
  if (kept != 1) return base::Refusal{.code = "jobs.lease.lost"};
  return base::Done{};
}

Runner::Runner(storage::Database& database, std::map<std::string, Handler> handlers)
    : database_(database), handlers_(std::move(handlers)), worker_(base::to_hex(base::random_bytes(8))) {}

std::optional<Job> Runner::claim(base::Instant now) {
  if (handlers_.empty()) return std::nullopt;
  std::string kinds;
  std::vector<storage::Parameter> parameters = {to_milliseconds(now)};
  for (const auto& [kind, handler] : handlers_) {
    parameters.emplace_back(kind);
    kinds += (kinds.empty() ? ":" : ", :") + std::to_string(parameters.size());
  }
  const std::string due =
      "SELECT id, kind, payload, attempts FROM job WHERE state IN ('waiting', 'running') AND run_at <= :1 AND kind IN "
      "(" +
      kinds + ") ORDER BY run_at, id LIMIT 1";
  using storage::ColumnType;
  constexpr std::array columns = {ColumnType::text, ColumnType::text, ColumnType::text, ColumnType::integer};
  const auto find = [&](storage::Session& session) {
    std::optional<Job> found;
    session.run(due, parameters, columns, [&](std::span<const storage::Cell> row) {
      found =
          Job{.id = row[0].text, .kind = row[1].text, .payload = row[2].text, .attempts = row[3].integer, .worker = {}};
      return false;
    });
    return found;
  };
  // Most rounds find nothing: those cost no write.
  if (!database_.read(find)) return std::nullopt;
  return database_.write([&](storage::Session& session) {
    auto job = find(session);
    if (!job) return job;
    // A new name for each loan: who comes back after the lease cannot be taken for who has it now.
    job->worker = worker_ + "-" + base::to_hex(base::random_bytes(4));
    job->attempts += 1;
    session.execute("UPDATE job SET state = 'running', attempts = :1, run_at = :2, worker = :3 WHERE id = :4",
                    job->attempts, to_milliseconds(now + lease), job->worker, job->id);
    return job;
  });
}

bool Runner::run_one(base::Instant now) {
  const auto job = claim(now);
  if (!job) return false;
  std::string error;
  // A job that stops its process each time is not run for ever.
  if (job->attempts > most_attempts) {
    error = "jobs.worker.died";
  } else {
    try {
      const auto outcome = handlers_.at(job->kind)(database_, *job, now);
      if (!outcome.ok()) error = line_of(outcome.refusal());
    } catch (const std::exception& fault) { error = base::shorten(fault.what(), 500); }
  }
  database_.write([&](storage::Session& session) {
    if (!error.empty()) return put_back(session, *job, error, now);
    // A handler that ended its job itself has no lease any more: nothing changes here.
    static_cast<void>(finish(session, *job, now));
  });
  return true;
}

std::vector<FailedJob> list_failed(storage::Session& session, std::int64_t limit) {
  std::vector<FailedJob> found;
  session.each<std::string, std::string, std::string, std::int64_t, std::int64_t>(
      "SELECT id, kind, error, attempts, created_at FROM job WHERE state = 'failed' ORDER BY created_at DESC LIMIT :1",
      [&](std::string id, std::string kind, std::string error, std::int64_t attempts, std::int64_t created) {
        found.push_back({.id = std::move(id),
                         .kind = std::move(kind),
                         .error = std::move(error),
                         .attempts = attempts,
                         .created_at = base::from_milliseconds(created)});
      },
      limit);
  return found;
}

bool retry(storage::Session& session, std::string_view id, base::Instant now) {
  return session.execute(
             "UPDATE job SET state = 'waiting', attempts = 0, run_at = :1 WHERE id = :2 AND state = 'failed'",
             to_milliseconds(now), std::string(id)) == 1;
}

void forget_done(storage::Session& session, base::Instant before) {
  session.execute("DELETE FROM job WHERE state = 'done' AND done_at < :1", to_milliseconds(before));
}

}  // namespace jobs
