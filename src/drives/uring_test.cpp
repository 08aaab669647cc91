#include "drives/uring.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <thread>

namespace drives {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

class Uring : public testing::Test {
 protected:
  static constexpr std::uint32_t block = 65536;

  void SetUp() override {
    try {
      queue_ = make_uring_queue(8);
    } catch (const std::system_error& error) { GTEST_SKIP() << "no io_uring here: " << error.what(); }
    path_ = (std::filesystem::temp_directory_path() / "boucle-uring-XXXXXX").string();
    file_ = mkstemp(path_.data());
    ASSERT_GE(file_, 0);
    for (std::uint8_t*& data : data_) {
      data = static_cast<std::uint8_t*>(std::aligned_alloc(4096, block));
      ASSERT_NE(data, nullptr);
    }
  }
  void TearDown() override {
    queue_.reset();
    if (file_ >= 0) close(file_);
    if (!path_.empty()) std::filesystem::remove(path_);
    for (std::uint8_t* data : data_) std::free(data);
  }

  std::vector<Completion> wait_for(std::size_t count, milliseconds limit = milliseconds(5000)) {
    std::vector<Completion> all;
    const auto until = Clock::now() + limit;
    while (all.size() < count && Clock::now() < until) {
      std::array<Completion, 4> some;
      const std::size_t got = queue_->wait(some, milliseconds(200));
      all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(got));
    }
    return all;
  }

  std::unique_ptr<IoQueue> queue_;
  std::string path_;
  int file_ = -1;
  std::array<std::uint8_t*, 2> data_{};
};

TEST_F(Uring, WritesFlushesAndReadsBack) {
  std::memset(data_[0], 0xA5, block);
  queue_->submit(
      {.kind = Transfer::Kind::write, .handle = file_, .offset = block, .data = data_[0], .bytes = block, .tag = 1});
  auto done = wait_for(1);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].tag, 1u);
  EXPECT_EQ(done[0].result, block);
  queue_->submit({.kind = Transfer::Kind::flush, .handle = file_, .tag = 2});
  done = wait_for(1);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].result, 0);
  queue_->submit(
      {.kind = Transfer::Kind::read, .handle = file_, .offset = block, .data = data_[1], .bytes = block, .tag = 3});
  done = wait_for(1);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].result, block);
  EXPECT_EQ(std::memcmp(data_[0], data_[1], block), 0);
}

TEST_F(Uring, TellsShortReadsAndErrors) {
  ASSERT_EQ(ftruncate(file_, 1000), 0);
  const int reader = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  queue_->submit({.kind = Transfer::Kind::read, .handle = file_, .data = data_[1], .bytes = block, .tag = 7});
  queue_->submit({.kind = Transfer::Kind::write, .handle = reader, .data = data_[0], .bytes = block, .tag = 8});
  queue_->submit({.kind = Transfer::Kind::read, .handle = 9999, .data = data_[1], .bytes = block, .tag = 9});
  std::map<std::uint64_t, std::int64_t> results;
  for (const Completion& each : wait_for(3)) results[each.tag] = each.result;
  close(reader);
  EXPECT_EQ(results, (std::map<std::uint64_t, std::int64_t>{{7, 1000}, {8, -EBADF}, {9, -EBADF}}));
}

TEST_F(Uring, TakesMoreThanItsDepth) {
  ASSERT_EQ(ftruncate(file_, 4096), 0);
  for (std::uint64_t tag = 0; tag < 500; ++tag) {
    queue_->submit({.kind = Transfer::Kind::read, .handle = file_, .data = data_[0], .bytes = 4096, .tag = tag});
  }
  std::set<std::uint64_t> tags;
  for (const Completion& each : wait_for(500)) {
    EXPECT_EQ(each.result, 4096);
    tags.insert(each.tag);
  }
  EXPECT_EQ(tags.size(), 500u);
}

TEST_F(Uring, AHungDescriptorHoldsUpOnlyItself) {
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);  // nothing will ever be written: a read hangs as on a dead drive
  ASSERT_EQ(ftruncate(file_, block), 0);
  for (std::uint64_t tag = 100; tag < 104; ++tag) {
    queue_->submit({.kind = Transfer::Kind::read, .handle = pipe_ends[0], .data = data_[1], .bytes = 16, .tag = tag});
  }
  for (std::uint64_t tag = 0; tag < 40; ++tag) {
    queue_->submit({.kind = Transfer::Kind::read, .handle = file_, .data = data_[0], .bytes = block, .tag = tag});
  }
  const auto done = wait_for(40);
  ASSERT_EQ(done.size(), 40u);
  for (const Completion& each : done) EXPECT_LT(each.tag, 40u);
  const auto start = Clock::now();
  queue_.reset();  // with the reads still hanging
  EXPECT_LT(Clock::now() - start, milliseconds(1000));
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST_F(Uring, WaitsNoLongerThanItsLimit) {
  std::array<Completion, 4> out;
  const auto start = Clock::now();
  EXPECT_EQ(queue_->wait(out, milliseconds(50)), 0u);
  const auto took = Clock::now() - start;
  EXPECT_GE(took, milliseconds(45));
  EXPECT_LT(took, milliseconds(2000));
  EXPECT_EQ(queue_->wait(out, milliseconds(0)), 0u);
}

TEST_F(Uring, IsWokenFromAnotherThreadAgainAndAgain) {
  std::array<Completion, 4> out;
  for (int round = 0; round < 3; ++round) {
    const auto start = Clock::now();
    std::thread other([this] {
      std::this_thread::sleep_for(milliseconds(20));
      queue_->wake();
    });
    EXPECT_EQ(queue_->wait(out, milliseconds(10000)), 0u);
    other.join();
    EXPECT_LT(Clock::now() - start, milliseconds(5000));
  }
  queue_->wake();  // before the wait: not lost
  const auto start = Clock::now();
  EXPECT_EQ(queue_->wait(out, milliseconds(10000)), 0u);
  EXPECT_LT(Clock::now() - start, milliseconds(5000));
}

}  // namespace
}  // namespace drives
