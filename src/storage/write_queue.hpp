#pragma once
// Inside storage/: the one thread that writes to SQLite.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/connection.hpp"

namespace storage {

/// Group commit: whatever waits is run, each write in its own savepoint, in one transaction; one fsync then serves them all.
/// A write that came while another group was being committed waits for no timer: it is in the next group.
class WriteQueue {
 public:
  explicit WriteQueue(std::unique_ptr<Connection> connection);
  /// No caller may be waiting.
  ~WriteQueue();
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  /// Returns once the work is durable, or throws what it threw, or why it could not be kept.
  void run(const std::function<bool(Session&)>& work);
  bool is_writer_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

 private:
  struct Job {
    const std::function<bool(Session&)>* work = nullptr;
    std::promise<void> done;
    std::exception_ptr thrown = nullptr;
  };
  using Group = std::vector<std::shared_ptr<Job>>;

  void loop();
  std::shared_ptr<Job> next(bool wait);
  void run_group();
  void run_job(Job& job);
  void commit(Group& group);
  void put_back(const Group& group);
  static void answer(const Group& group, std::exception_ptr failure);

  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::shared_ptr<Job>> waiting_;
  std::size_t alone_ = 0;  ///< so many next writes are run one by one (writer thread only)
  bool stopping_ = false;
  std::thread thread_;  ///< last: it uses all the others
};

}  // namespace storage
