// Real block devices: loop devices on files of our own, through io_uring and O_DIRECT. Only root can make them: without, these tests say so and are
// skipped.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <random>
#include <thread>

#include "drives/linux_bench.hpp"
#include "engine/engine_test.hpp"
#include "engine/journals.hpp"

namespace engine {
namespace {

using namespace std::chrono_literals;
using sanitization::Level;
using sanitization::Verdict;
using testing::Folder;

/// In memory where the system has such a folder: other work on the disk must not decide how long these tests take.
std::filesystem::path place() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

/// A loop device on a new file with old content, detached at the end.
class LoopDevice {
 public:
  LoopDevice(const Folder& folder, const std::string& name, std::uint64_t bytes, std::uint32_t sector = 512)
      : file_(folder.path() / name), bytes_(bytes) {
    const int file = ::open(file_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const std::string old(std::size_t{1} << 16, 'O');
    for (std::uint64_t offset = 0; offset < bytes; offset += old.size())
      good_ = ::pwrite(file, old.data(), std::min<std::uint64_t>(old.size(), bytes - offset),
                       static_cast<off_t>(offset)) > 0;
    const int control = ::open("/dev/loop-control", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 20 && device_ < 0; ++i) {  // another program may take the free one first
      const int number = ::ioctl(control, LOOP_CTL_GET_FREE);
      if (number < 0) break;
      path_ = "/dev/loop" + std::to_string(number);
      const int device = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
      loop_config config{.fd = static_cast<std::uint32_t>(file), .block_size = sector};
      if (device >= 0 && ::ioctl(device, LOOP_CONFIGURE, &config) == 0) {
        device_ = device;
      } else if (device >= 0) {
        ::close(device);
      }
    }
    if (control >= 0) ::close(control);
    if (file >= 0) ::close(file);
    good_ = good_ && device_ >= 0;
  }
  ~LoopDevice() {
    if (device_ < 0) return;
    ::ioctl(device_, LOOP_CLR_FD);
    ::close(device_);
  }
  LoopDevice(const LoopDevice&) = delete;
  LoopDevice& operator=(const LoopDevice&) = delete;

  bool good() const { return good_; }
  const std::string& path() const { return path_; }
  /// Every byte of the file behind it is the stream of this key.
  bool holds(const sanitization::Overwrite& overwrite) const {
    const std::string content = testing::read(file_);
    std::vector<std::uint8_t> expected(content.size());
    sanitization::Keystream(overwrite.cipher, overwrite.key).generate(0, expected);
    return content.size() == bytes_ && std::memcmp(content.data(), expected.data(), expected.size()) == 0;
  }

 private:
  std::filesystem::path file_;
  std::uint64_t bytes_;
  std::string path_;
  int device_ = -1;
  bool good_ = true;
};

#define NEEDS_ROOT() \
  if (::geteuid() != 0) GTEST_SKIP() << "loop devices need the rights of root"

Eraser::Limits limits() { return {.checkpoint = std::chrono::milliseconds(2)}; }
base::Instant now() { return base::system_now(); }

Request request_for(drives::Bench& bench, const std::string& device) {
  for (const auto& found : bench.find())
    if (found.device == device)
      return {.identity = found.facts.identity,
              .policy = testing::policy(Level::clear),
              .confirmed_by = found.facts.identity.serial};
  return {};
}

TEST(LoopDevices, OddTailsAndSectorsAreOverwrittenToTheLastByte) {
  NEEDS_ROOT();
  const Folder folder("tails", place());
  struct Size {
    std::uint64_t bytes;
    std::uint32_t sector;
  };
  int number = 0;
  for (const auto [bytes, sector] :
       {Size{512 * 3, 512}, Size{(3 << 20) + 512 * 7, 512}, Size{(5 << 20) - 4096, 4096}, Size{8 << 20, 4096}}) {
    const LoopDevice device(folder, "odd-" + std::to_string(++number), bytes, sector);
    ASSERT_TRUE(device.good());
    const auto bench = drives::linux_bench({.loops = {device.path()}});
    Eraser eraser(*bench, folder.journals(), now, limits());
    auto job = eraser.start(request_for(*bench, device.path()));
    ASSERT_TRUE(job.ok()) << job.refusal().code;
    ASSERT_TRUE((*job)->wait(20s));
    const auto done = *(*job)->finished();
    EXPECT_EQ(done.assessment.verdict, Verdict::erased) << boost::json::serialize(sanitization::to_json(done.record));
    EXPECT_EQ(done.record.overwrite->bytes_written, bytes);
    EXPECT_TRUE(device.holds(*done.record.overwrite));
  }
}

TEST(LoopDevices, SixteenAtOnceThroughOneThread) {
  NEEDS_ROOT();
  const Folder folder("sixteen", place());
  std::vector<std::unique_ptr<LoopDevice>> devices;
  std::vector<std::string> paths;
  for (int i = 0; i < 16; ++i) {
    devices.push_back(std::make_unique<LoopDevice>(folder, "many-" + std::to_string(100 + i),
                                                   (16 << 20) + 512 * static_cast<unsigned>(i)));
    ASSERT_TRUE(devices.back()->good());
    paths.push_back(devices.back()->path());
  }
  const auto bench = drives::linux_bench({.loops = paths});
  Eraser eraser(*bench, folder.journals(), now, limits());
  std::vector<std::shared_ptr<Job>> jobs;
  for (const auto& path : paths) {
    auto job = eraser.start(request_for(*bench, path));
    ASSERT_TRUE(job.ok()) << job.refusal().code;
    jobs.push_back(*job);
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    ASSERT_TRUE(jobs[i]->wait(60s));
    EXPECT_EQ(jobs[i]->finished()->assessment.verdict, Verdict::erased);
    EXPECT_TRUE(devices[i]->holds(*jobs[i]->finished()->record.overwrite));
  }
}

/// The station itself, in a process of its own: erases, or goes on erasing, and ends.
[[noreturn]] void station(const std::string& device, const std::filesystem::path& journals) {
  const auto bench = drives::linux_bench({.loops = {device}});
  Eraser eraser(*bench, journals, now, limits());
  auto job = eraser.start(request_for(*bench, device));
  // What the killed process had under way holds the device for a moment.
  for (int i = 0; i < 100 && !job.ok(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    job = eraser.start(request_for(*bench, device));
  }
  if (!job.ok()) {
    std::fprintf(stderr, "%s\n", job.refusal().code.c_str());
    ::_exit(2);
  }
  if (!(*job)->wait(60s)) ::_exit(1);
  const auto finished = *(*job)->finished();
  if (finished.assessment.verdict == Verdict::erased) ::_exit(0);
  std::fprintf(stderr, "%s\n", boost::json::serialize(sanitization::to_json(finished.record)).c_str());
  ::_exit(1);
}

TEST(LoopDevices, FiftyKillsAtRandomMomentsAndTheLastByteIsStillRight) {
  NEEDS_ROOT();
  const Folder folder("kills", place());
  constexpr std::uint64_t size = (96 << 20) + 512 * 5;
  const LoopDevice device(folder, "killed-again-and-again", size);
  ASSERT_TRUE(device.good());
  std::mt19937 random(20261121);
  int kills = 0, erasures = 0;
  std::size_t resumed_inside = 0;
  const auto begun = std::chrono::steady_clock::now();
  // How long one takes that nobody disturbs, here and today: the kills fall anywhere in it.
  const auto whole = [&] {
    const auto child = ::fork();
    if (child == 0) station(device.path(), folder.journals());
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
  }();
  // Erasures of the same drive, one after the other, until fifty of the processes were killed; then one that may end.
  while (kills < 50 || !interrupted(folder.journals()).empty()) {
    ASSERT_LT(std::chrono::steady_clock::now() - begun, 300s);
    const auto child = ::fork();
    if (child == 0) station(device.path(), folder.journals());
    if (kills < 50)
      std::this_thread::sleep_for(std::chrono::microseconds(static_cast<std::int64_t>(random() % 100) * whole / 100));
    int status = 0;
    if (kills < 50 && ::waitpid(child, &status, WNOHANG) == 0) {
      ::kill(child, SIGKILL);
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      if (WIFSIGNALED(status)) ++kills;
    } else if (kills >= 50) {
      ASSERT_EQ(::waitpid(child, &status, 0), child);
    }
    if (!WIFEXITED(status)) continue;
    ASSERT_EQ(WEXITSTATUS(status), 0);
    const auto finished = unreported(folder.journals());
    ASSERT_FALSE(finished.empty());
    for (const auto& one : finished) {  // more than one: a process was killed after its last line
      EXPECT_EQ(one.assessment.verdict, Verdict::erased);
      resumed_inside += static_cast<std::size_t>(std::ranges::count_if(
          one.record.interruptions, [](const auto& cut) { return cut.offset > 0 && cut.offset < size; }));
      ASSERT_TRUE(mark_reported(folder.journals(), one.record.id).ok());
    }
    const auto& record = finished.back().record;
    ASSERT_TRUE(device.holds(*record.overwrite)) << boost::json::serialize(sanitization::to_json(record));
    ++erasures;
  }
  EXPECT_EQ(kills, 50);
  EXPECT_GE(erasures, 1);
  EXPECT_GE(resumed_inside, 3U) << "the kills must hit the overwrite, not only what is around it";
  ::testing::Test::RecordProperty("erasures", erasures);
  ::testing::Test::RecordProperty("resumed_inside", static_cast<int>(resumed_inside));
  std::printf("[          ] %d erasures, resumed %zu times inside the overwrite\n", erasures, resumed_inside);
}

}  // namespace
}  // namespace engine
