#include "server/background.hpp"

#include <spdlog/spdlog.h>

namespace server {

Background::Background(std::vector<Task> tasks) : tasks_(std::move(tasks)) {
  for (const auto& task : tasks_) threads_.emplace_back([this, &task] { loop(task); });
}

Background::~Background() {
  stop_ = true;
  stop_.notify_all();
}

void Background::loop(const Task& task) {
  while (!stop_) {
    bool busy = false;
    try {
      busy = task.run(base::system_now());
    } catch (const std::exception& fault) { spdlog::error("{}: {}", task.name, fault.what()); }
    // Short naps, so that stopping never waits for the whole rest.
    for (auto left = busy ? std::chrono::milliseconds(0) : task.rest; left.count() > 0 && !stop_;
         left -= std::chrono::milliseconds(50))
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace server
