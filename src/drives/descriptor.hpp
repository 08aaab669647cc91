#pragma once
#include <unistd.h>

#include <utility>

namespace drives {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int handle) : handle_(handle) {}
  Descriptor(Descriptor&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) reset(std::exchange(other.handle_, -1));
    return *this;
  }
  ~Descriptor() { reset(); }

  int get() const { return handle_; }
  bool open() const { return handle_ >= 0; }
  void reset(int handle = -1) {
    if (handle_ >= 0) close(handle_);
    handle_ = handle;
  }

 private:
  int handle_ = -1;
};

}  // namespace drives
