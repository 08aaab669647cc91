#pragma once
// Who is connected, and until when: a client that sends one byte a second defeats a time-out that counts inactivity only.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <thread>

#include "http/parts.hpp"

namespace http {

class Connections {
 public:
  using Clock = std::chrono::steady_clock;

  struct Connection {
    int socket;
    Address peer;
    std::atomic<Clock::time_point> deadline;  ///< the socket is shut down after it
    std::list<Connection>::iterator place = {};

    Connection(int socket_, const Address& peer_, Clock::time_point deadline_)
        : socket(socket_), peer(peer_), deadline(deadline_) {}
  };

  /// `pace`: how often deadlines are looked at.
  explicit Connections(std::chrono::milliseconds pace);
  ~Connections();

  std::size_t count(const Address& peer) const;
  Connection* open(int socket, const Address& peer, Clock::time_point deadline);
  /// Before the socket is closed, so that a number used again is never shut down by mistake.
  void close(Connection* connection);
  void shut_all();

 private:
  void sweep();

  const std::chrono::milliseconds pace_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Connection> connections_;
  std::map<Address, std::size_t> by_peer_;
  bool stopping_ = false;
  std::thread sweeper_;
};

}  // namespace http
