#pragma once
// A very small SMTP server on a socket of this machine: takes letters, or answers as told.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace jobs::testing {

struct Received {
  std::string from, to, data;
};

class SmtpServer {
 public:
  /// `answer_to_rcpt` is said to each recipient.
  explicit SmtpServer(std::string answer_to_rcpt = "250 ok") : answer_(std::move(answer_to_rcpt)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    void* raw = &address;
    if (::bind(listener_, static_cast<sockaddr*>(raw), length) != 0 || ::listen(listener_, 8) != 0) std::abort();
    ::getsockname(listener_, static_cast<sockaddr*>(raw), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { accept_all(); });
  }
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;
  ~SmtpServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
  std::vector<Received> letters() {
    const std::lock_guard lock(mutex_);
    return letters_;
  }
  void answer(std::string text) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(text);
  }

 private:
  void accept_all() {
    for (;;) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      talk(client);
      ::close(client);
    }
  }

  static void say(int client, const std::string& text) {
    const std::string line = text + "\r\n";
    static_cast<void>(::send(client, line.data(), line.size(), MSG_NOSIGNAL));
  }

  void talk(int client) {
    std::string pending;
    Received letter;
    bool in_data = false;
    say(client, "220 test");
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(client, buffer, sizeof buffer)) > 0;) {
      pending.append(buffer, static_cast<std::size_t>(got));
      for (auto end = pending.find("\r\n"); end != std::string::npos; end = pending.find("\r\n")) {
        const std::string line = pending.substr(0, end);
        pending.erase(0, end + 2);
        if (in_data && line != ".") {
          letter.data += line + "\n";
          continue;
        }
        const std::lock_guard lock(mutex_);
        if (in_data) {
          in_data = false;
          letters_.push_back(letter);
          say(client, "250 taken");
        } else if (line.starts_with("MAIL FROM:")) {
          letter = {.from = line.substr(10), .to = {}, .data = {}};
          say(client, "250 ok");
        } else if (line.starts_with("RCPT TO:")) {
          letter.to = line.substr(8);
          say(client, answer_);
        } else if (line == "DATA") {
          in_data = true;
          say(client, "354 go on");
        } else {
          say(client, line == "QUIT" ? "221 bye" : "250 test");
        }
      }
    }
  }

  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::string answer_;
  std::vector<Received> letters_;
  std::thread thread_;
};

}  // namespace jobs::testing
