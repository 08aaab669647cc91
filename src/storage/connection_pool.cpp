#include "storage/connection_pool.hpp"

namespace storage {

std::unique_ptr<ConnectionPool::Lease> ConnectionPool::lend(WhenAllLent when) {
  std::unique_lock lock(mutex_);
  if (when == WhenAllLent::wait) returned_.wait(lock, [this] { return lent_ < most_; });
  ++lent_;
  std::unique_ptr<Connection> connection;
  const bool fresh = idle_.empty();
  if (fresh) {
    lock.unlock();
    try {
      connection = open_();
    } catch (...) {  // the place is given back, then the failure goes on
      take_back(nullptr);
      throw;
    }
    lock.lock();
  } else {
    connection = std::move(idle_.back());
    idle_.pop_back();
  }
  holders_[std::this_thread::get_id()] = connection.get();
  return std::make_unique<Lease>(*this, std::move(connection), fresh);
}

void ConnectionPool::take_back(std::unique_ptr<Connection> connection) noexcept {
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (connection) holders_.erase(std::this_thread::get_id());
    if (connection && connection->usable() && idle_.size() <= most_) idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

Connection* ConnectionPool::held() const {
  const std::lock_guard lock(mutex_);
  const auto found = holders_.find(std::this_thread::get_id());
  return found == holders_.end() ? nullptr : found->second;
}

void ConnectionPool::fill(int count) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < count; ++i) idle_.push_back(open_());
}

void ConnectionPool::Lease::begin(void (Connection::*how)()) {
  try {
    (*connection_.*how)();
    return;
  } catch (const Fault& fault) {
    if (fresh_ || fault.kind() != Fault::Kind::connection) throw;
  }
  const std::lock_guard lock(pool_.mutex_);
  pool_.idle_.clear();  // the server went away: they are as dead as this one
  connection_ = pool_.open_();
  pool_.holders_[std::this_thread::get_id()] = connection_.get();
  fresh_ = true;
  (*connection_.*how)();
}

}  // namespace storage
