#pragma once
// A server of a few lines on a real socket, which answers as the test says: what the station's uplink is tried on.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/text.hpp"

namespace station {

struct PlannedAnswer {
  int status = 201;                       ///< 0: says nothing until the client gives up; -1: hangs up
  std::string body = R"({"id":"{id}"})";  ///< {id} becomes the id of the report that came
  std::string headers = {};
};

using Answers = std::vector<PlannedAnswer>;

struct ReceivedRequest {
  std::string head = {};
  std::string body = {};
};

class ServerDouble {
 public:
  /// Listens at once, answers from start() on; the last answer is given again for ever.
  explicit ServerDouble(Answers answers)
      : answers_(std::move(answers)), socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, generic, size) != 0 || ::listen(socket_, 16) != 0 ||
        ::getsockname(socket_, generic, &size) != 0)
      std::abort();
    port_ = ntohs(address.sin_port);
  }
  ServerDouble(const ServerDouble&) = delete;
  ServerDouble& operator=(const ServerDouble&) = delete;
  ~ServerDouble() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    for (const int held : held_) ::close(held);
    ::close(socket_);
  }

  void start() {
    thread_ = std::thread([this] {
      while (!stop_) {
        pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, 20) == 1) serve(::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC));
      }
    });
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<ReceivedRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve(int connection) {
    std::string bytes;
    std::array<char, 65536> piece{};
    std::size_t head = std::string::npos, whole = 0;
    while (head == std::string::npos || bytes.size() < whole) {
      const ssize_t count = ::recv(connection, piece.data(), piece.size(), 0);
      if (count <= 0) {
        ::close(connection);
        return;
      }
      bytes.append(piece.data(), static_cast<std::size_t>(count));
      if (head != std::string::npos || (head = bytes.find("\r\n\r\n")) == std::string::npos) continue;
      const auto length = base::lower(bytes.substr(0, head)).find("content-length: ");
      whole = head + 4 +
              (length == std::string::npos ? 0 : static_cast<std::size_t>(std::stoul(bytes.substr(length + 16))));
    }
    PlannedAnswer answer;
    {
      const std::lock_guard lock(mutex_);
      answer = answers_.at(std::min(requests_.size(), answers_.size() - 1));
      requests_.push_back({.head = bytes.substr(0, head), .body = bytes.substr(head + 4)});
    }
    reply(connection, answer, bytes.substr(head + 4));
  }

  void reply(int connection, const PlannedAnswer& answer, const std::string& report) {
    if (answer.status == 0) {
      held_.push_back(connection);
      return;
    }
    std::string body = answer.body;
    const auto id = report.find("\"id\":\"");
    if (const auto place = body.find("{id}"); place != std::string::npos && id != std::string::npos)
      body.replace(place, 4, report.substr(id + 6, 36));
    const std::string text = "HTTP/1.1 " + std::to_string(answer.status) +
                             " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n" +
                             answer.headers + "\r\n" + body;
    if (answer.status > 0) (void)::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    ::close(connection);
  }

  Answers answers_;
  int socket_;
  int port_ = 0;
  std::vector<int> held_;
  std::atomic<bool> stop_ = false;
  mutable std::mutex mutex_;
  std::vector<ReceivedRequest> requests_;
  std::thread thread_;
};

}  // namespace station
