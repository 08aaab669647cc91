#include "station/tool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <thread>
#include <utility>

#include "base/text.hpp"

namespace station {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t largest_errors = std::size_t{64} * 1024;
constexpr std::chrono::milliseconds patience_after_kill = std::chrono::seconds(2);
constexpr std::size_t at_once = 8;

/// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close() {
    if (is_open()) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  Pipe pipe{.reading = Descriptor(ends[0]), .writing = Descriptor(ends[1])};
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);  // our end only: the program must see an ordinary pipe
  return pipe;
}

std::string find_program(const std::string& name, const std::string& path) {
  for (const auto& folder : base::split(path, ':')) {
    const std::string file = folder + "/" + name;
    if (folder.starts_with('/') && ::access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

/// The arguments of posix_spawn, freed with it.
class SpawnPlan {
 public:
  SpawnPlan(int output, int errors) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    ::posix_spawnattr_init(&attributes_);
    sigset_t signals;
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  std::optional<pid_t> start(const std::string& file, std::vector<std::string> words,
                             std::vector<std::string> environment) {
    const auto pointers = [](std::vector<std::string>& texts) {
      std::vector<char*> all;
      for (auto& text : texts) all.push_back(text.data());
      all.push_back(nullptr);
      return all;
    };
    pid_t pid = 0;
    if (::posix_spawn(&pid, file.c_str(), &actions_, &attributes_, pointers(words).data(),
                      pointers(environment).data()) != 0) {
      return std::nullopt;
    }
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// Takes what waits in the pipe, keeps at most `largest` bytes and closes it at its end. False: there was more than `largest`.
bool drain(Descriptor& pipe, std::string& kept, std::size_t largest) {
  std::array<char, 65536> piece{};
  while (pipe.is_open()) {
    const ssize_t count = ::read(pipe.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return true;
    if (count <= 0) {
      pipe.close();
      return true;
    }
    const auto size = static_cast<std::size_t>(count);
    const std::size_t fits = std::min(size, largest - kept.size());
    kept.append(piece.data(), fits);
    if (fits < size) return false;
  }
  return true;
}

int milliseconds_until(Clock::time_point moment) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(moment - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 60'000));
}

/// Reads both pipes until the program ends; what is still in them then is taken too. Its children are not waited for.
ToolEnd follow(const Descriptor& process, Descriptor& output, Descriptor& errors, Clock::time_point deadline,
               std::size_t largest, ToolRun& run) {
  while (true) {
    std::array<pollfd, 3> watched{{{.fd = process.number(), .events = POLLIN, .revents = 0},
                                   {.fd = output.number(), .events = POLLIN, .revents = 0},
                                   {.fd = errors.number(), .events = POLLIN, .revents = 0}}};
    const int ready = ::poll(watched.data(), watched.size(), milliseconds_until(deadline));
    if (!drain(output, run.output, largest)) return ToolEnd::too_large;
    // A flood of complaints is read and forgotten, so that the program does not wait for us.
    while (!drain(errors, run.errors, largest_errors)) {
      if (Clock::now() >= deadline) return ToolEnd::timed_out;
    }
    if (ready > 0 && watched[0].revents != 0) {
      return drain(output, run.output, largest) ? ToolEnd::exited : ToolEnd::too_large;
    }
    if (Clock::now() >= deadline) return ToolEnd::timed_out;
  }
}

/// Ends the whole group, then collects the program if it lets itself be ended.
void finish(pid_t pid, const Descriptor& process, ToolRun& run) {
  ::kill(-pid, SIGKILL);  // the program is not collected yet, so that the group's number is still its own
  pollfd watched{.fd = process.number(), .events = POLLIN, .revents = 0};
  const auto deadline = Clock::now() + patience_after_kill;
  while (::poll(&watched, 1, milliseconds_until(deadline)) < 0 && errno == EINTR) {}
  int status = 0;
  if (::waitpid(pid, &status, WNOHANG) != pid || run.end != ToolEnd::exited) return;
  if (WIFEXITED(status)) run.exit_status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) run.end = ToolEnd::killed;
}

}  // namespace

ToolRun run_tool(const ToolCommand& command, const ToolLimits& limits) {
  ToolRun run;
  const std::string file = find_program(command.program, limits.path);
  if (file.empty()) return run;
  run.end = ToolEnd::not_started;
  auto output = make_pipe();
  auto errors = make_pipe();
  if (!output || !errors) return run;

  std::vector<std::string> words{command.program};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  SpawnPlan plan(output->writing.number(), errors->writing.number());
  const auto deadline = Clock::now() + command.time_limit;
  const auto pid = plan.start(file, std::move(words), {"PATH=" + limits.path, "LC_ALL=C"});
  output->writing.close();
  errors->writing.close();
  if (!pid) return run;

  const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
  run.end = follow(process, output->reading, errors->reading, deadline, limits.output_bytes, run);
  finish(*pid, process, run);
  if (run.end == ToolEnd::too_large) run.output.clear();
  return run;
}

std::vector<ToolRun> run_tools(const std::vector<ToolCommand>& commands, const ToolLimits& limits) {
  std::vector<ToolRun> runs(commands.size());
  for (std::size_t first = 0; first < commands.size(); first += at_once) {
    std::vector<std::jthread> together;
    for (std::size_t i = first; i < std::min(first + at_once, commands.size()); ++i) {
      together.emplace_back([&, i] { runs[i] = run_tool(commands[i], limits); });
    }
  }
  return runs;
}

}  // namespace station
