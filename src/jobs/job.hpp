#pragma once
// Work that outlives the request that asked for it: it is written in the same transaction as the deed, done by whichever process
// is free, tried again when it fails, and taken up by another when its process dies.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/database.hpp"

namespace jobs {

/// A job lent to this worker until its lease ends.
struct Job {
  std::string id;
  std::string kind;           ///< code of the work, such as "statement"
  std::string payload;        ///< JSON; identifiers, never personal data
  std::int64_t attempts = 0;  ///< this one included
  std::string worker;         ///< whose lease it is
};

/// How long a worker may be silent before the job is given to another.
inline constexpr std::chrono::minutes lease{5};
/// After that many the job has failed; people see it and decide (`retry`).
inline constexpr std::int64_t most_attempts = 8;
/// Before the attempt after `attempts`: 10 s, 1 min, 5 min, 15 min, 1 h, 4 h, then 12 h.
std::chrono::seconds delay_after(std::int64_t attempts);

/// Asks for work, in the transaction of the deed that needs it; it starts at `run_at` at the earliest. Gives its id.
std::string enqueue(storage::Session& session, std::string_view kind, std::string_view payload, base::Instant run_at,
                    base::Instant now);

/// Ends the job in the transaction of the work's own writes, so that the work counts once even if the process dies just after.
/// Refuses "jobs.lease.lost" when the lease ended and another worker has the job: the caller's transaction is then undone.
base::Outcome finish(storage::Session& session, const Job& job, base::Instant now);
/// For work longer than a lease: keeps the job for another one. Refuses "jobs.lease.lost".
base::Outcome renew(storage::Session& session, const Job& job, base::Instant now);

/// Does the work of one kind. A handler that writes calls finish() in its last transaction; otherwise the runner does after it.
/// A refusal or an exception means: try again later.
using Handler = std::function<base::Outcome(storage::Database&, const Job&, base::Instant now)>;

/// Runs the jobs whose kinds it knows; several may run at the same time, in several processes.
class Runner {
 public:
  Runner(storage::Database& database, std::map<std::string, Handler> handlers);
  /// Runs one due job to its end, failed or not; false when there is none.
  bool run_one(base::Instant now);

 private:
  std::optional<Job> claim(base::Instant now);
  storage::Database& database_;
  std::map<std::string, Handler> handlers_;
  std::string worker_;
};

struct FailedJob {
  std::string id, kind, error;
  std::int64_t attempts = 0;
  base::Instant created_at;
};
std::vector<FailedJob> list_failed(storage::Session& session, std::int64_t limit);
/// A failed job waits again, with all its attempts; false if it is not failed.
bool retry(storage::Session& session, std::string_view id, base::Instant now);
/// Forgets jobs done before `before`.
void forget_done(storage::Session& session, base::Instant before);

}  // namespace jobs
