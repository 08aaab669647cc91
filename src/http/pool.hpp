#pragma once
// The threads that run handlers, behind a queue that is allowed to be full.
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace http {

class WorkerPool {
 public:
  using Job = std::function<void()>;  ///< must not throw
  /// `waiting` is for new work; `under_way` for the rest of what was begun, which is never turned away for lack of room.
  enum class Priority { waiting, under_way };

  WorkerPool(unsigned workers, std::size_t queue);
  ~WorkerPool() { stop(); }

  /// A place for one job, to be followed by `submit`; false when the queue is full or the pool is stopping. In two steps,
  /// because a connection must be suspended between them: before its job can end, and only if there will be one.
  bool reserve(Priority priority);
  void submit(Job job);
  /// Refuses new jobs, runs those that were accepted, ends the threads.
  void stop();

 private:
  void work();

  const std::size_t queue_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  std::size_t reserved_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace http
