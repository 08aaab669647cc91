#include "http/pool.hpp"

#include <algorithm>

namespace http {

WorkerPool::WorkerPool(unsigned workers, std::size_t queue) : queue_(std::max<std::size_t>(queue, 1)) {
  for (unsigned i = 0; i < std::max(workers, 1U); ++i) threads_.emplace_back([this] { work(); });
}

bool WorkerPool::reserve(Priority priority) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  if (priority == Priority::waiting && jobs_.size() + reserved_ >= queue_) return false;
  ++reserved_;
  return true;
}

void WorkerPool::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    --reserved_;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return !jobs_.empty() || (stopping_ && reserved_ == 0); });
    if (jobs_.empty()) {
      changed_.notify_all();  // the last reserved job woke one thread only
      return;
    }
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr;  // what it holds is destroyed here, not under the lock
    lock.lock();
  }
}

}  // namespace http
