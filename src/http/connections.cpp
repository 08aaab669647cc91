#include "http/connections.hpp"

#include <sys/socket.h>

namespace http {

Connections::Connections(std::chrono::milliseconds pace) : pace_(pace), sweeper_([this] { sweep(); }) {}

Connections::~Connections() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  sweeper_.join();
}

std::size_t Connections::count(const Address& peer) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_peer_.find(peer);
  return found == by_peer_.end() ? 0 : found->second;
}

Connections::Connection* Connections::open(int socket, const Address& peer, Clock::time_point deadline) {
  const std::lock_guard lock(mutex_);
  auto& connection = connections_.emplace_front(socket, peer, deadline);
  connection.place = connections_.begin();
  ++by_peer_[peer];
  return &connection;
}

void Connections::close(Connection* connection) {
  const std::lock_guard lock(mutex_);
  const auto peer = by_peer_.find(connection->peer);
  if (--peer->second == 0) by_peer_.erase(peer);
  connections_.erase(connection->place);
}

void Connections::shut_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& connection : connections_) ::shutdown(connection.socket, SHUT_RDWR);
}

void Connections::sweep() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, pace_, [this] { return stopping_; })) {
    const auto now = Clock::now();
    for (auto& connection : connections_) {
      if (connection.deadline.load(std::memory_order_relaxed) > now) continue;
      ::shutdown(connection.socket, SHUT_RDWR);  // the event thread sees the end, closes and reports it
      connection.deadline = Clock::time_point::max();
    }
  }
}

}  // namespace http
