// A real block device, made of a file: found, opened, written and read through the queue, held by others, gone.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "drives/descriptor.hpp"
#include "drives/linux_bench.hpp"

namespace drives {
namespace {

namespace fs = std::filesystem;

class Loop : public testing::Test {
 protected:
  static constexpr std::uint64_t bytes = 10 * 1048576 + 3 * 512;  ///< its tail is no whole MiB, nor a whole page

  void SetUp() override {
    path_ = (fs::temp_directory_path() / "boucle-loop-XXXXXX").string();
    const Descriptor file(mkstemp(path_.data()));
    ASSERT_TRUE(file.open());
    ASSERT_EQ(ftruncate(file.get(), static_cast<off_t>(bytes)), 0);
    const Descriptor control(open("/dev/loop-control", O_RDWR | O_CLOEXEC));
    if (!control.open()) GTEST_SKIP() << "no loop devices here: " << std::strerror(errno);
    const int number = ioctl(control.get(), LOOP_CTL_GET_FREE);
    if (number < 0) GTEST_SKIP() << "no free loop device: " << std::strerror(errno);
    device_ = "/dev/loop" + std::to_string(number);
    loop_ = Descriptor(open(device_.c_str(), O_RDWR | O_CLOEXEC));
    if (!loop_.open() || ioctl(loop_.get(), LOOP_SET_FD, file.get()) != 0) {
      loop_.reset();
      GTEST_SKIP() << device_ << ": " << std::strerror(errno);
    }
    bench_ = linux_bench({.loops = {device_}});
  }
  void TearDown() override {
    drive_.reset();
    if (loop_.open()) ioctl(loop_.get(), LOOP_CLR_FD, 0);
    loop_.reset();
    fs::remove(path_);
  }

  Found found() {
    for (Found& each : bench_->find()) {
      if (each.device == device_) return each;
    }
    ADD_FAILURE() << device_ << " is not listed";
    return {};
  }
  void open_drive() {
    base::Result<std::unique_ptr<Drive>> drive = bench_->open(found().facts.identity);
    ASSERT_TRUE(drive.ok()) << drive.refusal().code;
    drive_ = std::move(*drive);
  }
  std::int64_t move(IoQueue& queue, Transfer transfer) {
    transfer.tag = 42;
    queue.submit(transfer);
    std::array<Completion, 2> out;
    for (int tries = 0; tries < 50; ++tries) {
      if (queue.wait(out, std::chrono::milliseconds(200)) == 1) return out[0].result;
    }
    return -ETIMEDOUT;
  }

  std::string path_, device_;
  Descriptor loop_;
  std::unique_ptr<Bench> bench_;
  std::unique_ptr<Drive> drive_;
};

TEST_F(Loop, IsListedOnlyWhenAllowed) {
  const Found drive = found();
  EXPECT_FALSE(drive.unreadable);
  EXPECT_EQ(drive.facts.bus, sanitization::Bus::virtual_disk);
  EXPECT_EQ(drive.facts.capacity.bytes(), bytes);
  EXPECT_TRUE(sanitization::names_one(drive.facts.identity)) << drive.facts.identity.serial;
  EXPECT_TRUE(check_guard(drive, {drive}).ok());
  for (const Found& each : linux_bench()->find()) EXPECT_NE(each.device, device_);
}

TEST_F(Loop, WritesFlushesAndReadsToTheLastSector) {
  open_drive();
  const auto areas = drive_->open_areas();
  ASSERT_TRUE(areas.ok()) << areas.refusal().code;
  ASSERT_EQ(areas->size(), 1u);
  const Area area = areas->front();
  EXPECT_EQ(area.bytes, bytes);
  EXPECT_EQ(area.sector, 512u);
  const auto queue = bench_->make_queue(4);
  const std::unique_ptr<void, decltype(&std::free)> memory(std::aligned_alloc(4096, 1048576), &std::free);
  auto* data = static_cast<std::uint8_t*>(memory.get());
  std::memset(data, 0x5A, 1048576);
  const std::uint64_t tail = bytes - 1536;
  EXPECT_EQ(move(*queue, {.kind = Transfer::Kind::write, .handle = area.handle, .data = data, .bytes = 1048576}),
            1048576);
  EXPECT_EQ(
      move(*queue, {.kind = Transfer::Kind::write, .handle = area.handle, .offset = tail, .data = data, .bytes = 1536}),
      1536);
  EXPECT_EQ(move(*queue, {.kind = Transfer::Kind::flush, .handle = area.handle}), 0);
  std::memset(data, 0, 4096);
  EXPECT_EQ(
      move(*queue, {.kind = Transfer::Kind::read, .handle = area.handle, .offset = tail, .data = data, .bytes = 4096}),
      1536);
  for (std::size_t i = 0; i < 4096; ++i) ASSERT_EQ(data[i], i < 1536 ? 0x5A : 0) << i;
  EXPECT_EQ(
      move(*queue, {.kind = Transfer::Kind::read, .handle = area.handle, .offset = 100, .data = data, .bytes = 512}),
      -EINVAL);
  drive_->close_areas();
  EXPECT_EQ(drive_->run({.kind = CommandKind::security_erase}).end, CommandEnd::not_possible);
  EXPECT_EQ(drive_->run({.kind = CommandKind::sanitize_block}).end, CommandEnd::not_possible);
}

TEST_F(Loop, WhoeverHoldsItMakesItBusy) {
  open_drive();
  const Descriptor holder(open(device_.c_str(), O_RDONLY | O_EXCL | O_CLOEXEC));
  ASSERT_TRUE(holder.open());
  EXPECT_EQ(drive_->open_areas().refusal().code, "drives.busy");
  EXPECT_EQ(drive_->run({.kind = CommandKind::security_erase}).end, CommandEnd::refused)
      << "nothing destructive on what others hold";
}

TEST_F(Loop, WhoHoldsItForAMomentIsWaitedFor) {
  open_drive();
  Descriptor holder(open(device_.c_str(), O_RDONLY | O_EXCL | O_CLOEXEC));
  ASSERT_TRUE(holder.open());
  std::thread udev([&holder] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    holder.reset();
  });
  const CommandEnd end = drive_->run({.kind = CommandKind::security_erase}).end;
  udev.join();
  EXPECT_EQ(end, CommandEnd::not_possible) << "the answer of the drive itself: this one has no such command";
}

TEST_F(Loop, ReadOnlyIsToldAndRefused) {
  int on = 1;
  ASSERT_EQ(ioctl(loop_.get(), BLKROSET, &on), 0);
  EXPECT_TRUE(found().facts.read_only);
  open_drive();
  EXPECT_EQ(drive_->open_areas().refusal().code, "drives.read_only");
  on = 0;
  ASSERT_EQ(ioctl(loop_.get(), BLKROSET, &on), 0);
  EXPECT_TRUE(drive_->open_areas().ok());
}

TEST_F(Loop, AnOpenedDriveIsStillListed) {
  open_drive();
  const Found drive = found();
  EXPECT_FALSE(drive.unreadable);
  EXPECT_EQ(drive.facts.capacity.bytes(), bytes);
}

TEST_F(Loop, ALabelOfOursMakesItABootMedium) {
  EXPECT_FALSE(found().use.boot_medium);
  std::array<std::uint8_t, 1024> super{};  // of ext2: the fields that make one
  const auto put = [&](std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) super[at + i] = static_cast<std::uint8_t>(value >> i * 8);
  };
  put(0, 64), put(4, 1024), put(0x20, 8192), put(0x28, 64), put(0x4C, 1);
  super[0x38] = 0x53, super[0x39] = 0xEF;
  const std::string label = "BOUCLE-LIVE";
  std::copy(label.begin(), label.end(), super.begin() + 0x78);
  ASSERT_EQ(pwrite(loop_.get(), super.data(), super.size(), 1024), 1024);
  ASSERT_EQ(fsync(loop_.get()), 0);
  const Found drive = found();
  EXPECT_TRUE(drive.use.boot_medium);
  EXPECT_EQ(check_guard(drive, {drive}).refusal().code, "drives.guard.boot_medium");
}

TEST_F(Loop, WhatWasTakenAwayIsGone) {
  const sanitization::Identity identity = found().facts.identity;
  ASSERT_EQ(ioctl(loop_.get(), LOOP_CLR_FD, 0), 0);
  loop_.reset();
  EXPECT_FALSE(bench_->open(identity).ok());
}

}  // namespace
}  // namespace drives
