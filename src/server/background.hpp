#pragma once
// Work that no request waits for: appending to the logs, sending mail, running jobs.
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/time.hpp"

namespace server {

/// Calls each task again and again on one thread, resting between rounds when there was nothing to do. A task that throws is
/// logged and called again later: background work resumes.
class Background {
 public:
  struct Task {
    std::string name;
    std::function<bool(base::Instant)> run;  ///< true: there was work, call again at once
    std::chrono::milliseconds rest{500};
  };
  explicit Background(std::vector<Task> tasks);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

 private:
  void loop(const Task& task);
  std::vector<Task> tasks_;
  std::atomic<bool> stop_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace server
