#pragma once
// What the tests of imaginary drives share: one transfer or command at a time.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "drives/fake.hpp"

namespace drives {

class Buffer {
 public:
  explicit Buffer(std::size_t bytes, std::uint8_t value = 0)
      : data_(static_cast<std::uint8_t*>(std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096)), &std::free) {
    std::fill_n(data_.get(), bytes, value);
  }
  std::uint8_t* get() { return data_.get(); }

 private:
  std::unique_ptr<std::uint8_t, void (*)(void*)> data_;
};

inline std::unique_ptr<Drive> opened(FakeBench& bench, const std::shared_ptr<FakeDrive>& drive) {
  return bench.open(drive->truth().identity).value();
}

inline CommandEnd run(Drive& drive, CommandKind kind) { return drive.run({.kind = kind}).end; }

inline std::int64_t move(IoQueue& queue, Transfer transfer) {
  queue.submit(transfer);
  Completion completion;
  return queue.wait({&completion, 1}, std::chrono::milliseconds(2000)) == 1 ? completion.result : -ETIME;
}
inline std::int64_t write(IoQueue& queue, int handle, std::uint64_t offset, std::uint32_t bytes) {
  Buffer buffer(bytes, 0xA5);
  return move(
      queue, {.kind = Transfer::Kind::write, .handle = handle, .offset = offset, .data = buffer.get(), .bytes = bytes});
}
inline std::int64_t read(IoQueue& queue, int handle, std::uint64_t offset, std::uint32_t bytes) {
  Buffer buffer(bytes);
  return move(queue,
              {.kind = Transfer::Kind::read, .handle = handle, .offset = offset, .data = buffer.get(), .bytes = bytes});
}
inline std::int64_t flush(IoQueue& queue, int handle) {
  return move(queue, {.kind = Transfer::Kind::flush, .handle = handle});
}

}  // namespace drives
