#include "documents/limited_child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

namespace documents {
namespace {

constexpr rlim_t memory_bytes = 512u << 20;
constexpr rlim_t processor_seconds = 10;
constexpr std::chrono::seconds wall_clock{20};
constexpr int not_started_code = 127;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

void limit(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
  const rlimit value{.rlim_cur = soft, .rlim_max = hard};
  if (setrlimit(resource, &value) != 0) _exit(not_started_code);
}

/// Between fork and exec: only calls that are safe when another thread held a lock at the fork.
[[noreturn]] void become(const char* program, const char* argument, int input, int output) {
  const int in = fcntl(input, F_DUPFD, 10);
  const int out = fcntl(output, F_DUPFD, 10);
  const int null = open("/dev/null", O_WRONLY);
  if (in < 0 || out < 0 || null < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(null, 2) < 0)
    _exit(not_started_code);
  if (close_range(3, ~0U, 0) != 0) _exit(not_started_code);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) _exit(not_started_code);
  limit(RLIMIT_CPU, processor_seconds, processor_seconds + 1);
  limit(RLIMIT_FSIZE, 0, 0);
  limit(RLIMIT_CORE, 0, 0);
#ifndef __SANITIZE_ADDRESS__
  limit(RLIMIT_AS, memory_bytes, memory_bytes);
#endif
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const std::array<const char*, 3> arguments{program, argument, nullptr};
  const std::array<const char*, 2> environment{"LC_ALL=C.UTF-8", nullptr};
  execve(program, const_cast<char* const*>(arguments.data()), const_cast<char* const*>(environment.data()));
  _exit(not_started_code);
}

/// Feeds and reads until the child closes its output; false if time ran out or `receive` had enough.
ChildEnd converse(Descriptor& socket, std::string_view input, const std::function<bool(std::string_view)>& receive) {
  const auto deadline = std::chrono::steady_clock::now() + wall_clock;
  std::array<char, 1 << 16> buffer;
  bool writing = true;
  while (true) {
    if (writing && input.empty()) {
      shutdown(socket.get(), SHUT_WR);
      writing = false;
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return ChildEnd::timeout;
    pollfd wanted{.fd = socket.get(), .events = static_cast<short>(POLLIN | (writing ? POLLOUT : 0)), .revents = 0};
    if (poll(&wanted, 1, static_cast<int>(left.count())) < 0 && errno != EINTR) return ChildEnd::not_started;
    if ((wanted.revents & POLLOUT) != 0) {
      const ssize_t sent = send(socket.get(), input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
      if (sent < 0 && errno != EAGAIN && errno != EINTR) input = {};  // it stopped listening: its answer still counts
    }
    if ((wanted.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
    const ssize_t got = recv(socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) return ChildEnd::finished;
    if (!receive({buffer.data(), static_cast<std::size_t>(got)})) return ChildEnd::stopped;
  }
}

}  // namespace

ChildEnd run_limited(const std::string& program, const std::string& argument, std::string_view input,
                     const std::function<bool(std::string_view)>& receive) {
  // One socket both ways rather than two pipes: writing to a child that died must not raise SIGPIPE in the server.
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return ChildEnd::not_started;
  Descriptor ours(ends[0]);
  Descriptor theirs(ends[1]);
  const pid_t child = fork();
  if (child < 0) return ChildEnd::not_started;
  if (child == 0) become(program.c_str(), argument.c_str(), theirs.get(), theirs.get());
  theirs.close();
  const ChildEnd end = converse(ours, input, receive);
  kill(child, SIGKILL);  // no effect on one that ended: its own status stays
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return end;
  if (end != ChildEnd::finished) return end;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) return ChildEnd::timeout;
  if (WIFEXITED(status) && WEXITSTATUS(status) == not_started_code) return ChildEnd::not_started;
  return ChildEnd::finished;
}

}  // namespace documents
