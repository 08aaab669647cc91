// Webcam: frames are taken through Video4Linux, and must be pictures: several, and not all one value.
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "checkup/files.hpp"
#include "checkup/tests.hpp"

namespace checkup {
namespace {

constexpr unsigned buffers = 4;
constexpr int frames_wanted = 10;

int ask_driver(int descriptor, unsigned long request, void* argument) {
  int result = 0;
  do result = ::ioctl(descriptor, request, argument);
  while (result < 0 && errno == EINTR);
  return result;
}

struct Frames {
  int count = 0;
  std::size_t largest = 0;  ///< bytes of one
  int distinct = 0;         ///< different byte values in the last one: a black rectangle has few
};

/// One opened camera.
class Camera {
 public:
  explicit Camera(const std::string& path) : descriptor_(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)) {}
  Camera(const Camera&) = delete;
  Camera& operator=(const Camera&) = delete;
  ~Camera() {
    for (const auto& [start, bytes] : mapped_) ::munmap(start, bytes);
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  bool captures() const {
    v4l2_capability about{};
    if (descriptor_ < 0 || ask_driver(descriptor_, VIDIOC_QUERYCAP, &about) < 0) return false;
    const auto can = (about.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? about.device_caps : about.capabilities;
    return (can & V4L2_CAP_VIDEO_CAPTURE) != 0 && (can & V4L2_CAP_STREAMING) != 0;
  }

  std::string size() const {
    v4l2_format format{};
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (ask_driver(descriptor_, VIDIOC_G_FMT, &format) < 0) return {};
    return std::to_string(format.fmt.pix.width) + "x" + std::to_string(format.fmt.pix.height);
  }

  Frames take(const Surroundings& around) {
    Frames frames;
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (!map_buffers() || ask_driver(descriptor_, VIDIOC_STREAMON, &type) < 0) return frames;
    // The first second of many cameras is dark: it is let go by.
    for (int waits = 0; waits < 50 && frames.count < frames_wanted && !stopped(around); ++waits) take_one(frames);
    ask_driver(descriptor_, VIDIOC_STREAMOFF, &type);
    return frames;
  }

 private:
  bool map_buffers() {
    v4l2_requestbuffers wanted{};
    wanted.count = buffers;
    wanted.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    wanted.memory = V4L2_MEMORY_MMAP;
    if (ask_driver(descriptor_, VIDIOC_REQBUFS, &wanted) < 0) return false;
    for (unsigned i = 0; i < wanted.count; ++i) {
      v4l2_buffer buffer = buffer_of(i);
      if (ask_driver(descriptor_, VIDIOC_QUERYBUF, &buffer) < 0) return false;
      void* start = ::mmap(nullptr, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, buffer.m.offset);
      if (start == MAP_FAILED) return false;
      mapped_.emplace_back(start, buffer.length);
      if (ask_driver(descriptor_, VIDIOC_QBUF, &buffer) < 0) return false;
    }
    return !mapped_.empty();
  }

  void take_one(Frames& frames) {
    pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 200) != 1) return;
    v4l2_buffer buffer = buffer_of(0);
    if (ask_driver(descriptor_, VIDIOC_DQBUF, &buffer) < 0) return;
    const auto* bytes = static_cast<const unsigned char*>(mapped_.at(buffer.index).first);
    std::array<bool, 256> seen{};
    for (std::size_t i = 0; i < buffer.bytesused; ++i) seen[bytes[i]] = true;
    ++frames.count;
    frames.largest = std::max<std::size_t>(frames.largest, buffer.bytesused);
    frames.distinct = static_cast<int>(std::ranges::count(seen, true));
    ask_driver(descriptor_, VIDIOC_QBUF, &buffer);
  }

  static v4l2_buffer buffer_of(unsigned index) {
    v4l2_buffer buffer{};
    buffer.index = index;
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    return buffer;
  }

  int descriptor_;
  std::vector<std::pair<void*, std::size_t>> mapped_;
};

}  // namespace

Found test_webcam(const Surroundings& around) {
  for (const auto& name : names_in(around.root / "dev")) {
    if (!name.starts_with("video")) continue;
    Camera camera((around.root / "dev" / name).string());
    if (!camera.captures()) continue;
    const auto size = camera.size();
    const auto frames = camera.take(around);
    const bool good = frames.count >= 5 && frames.distinct >= 16;
    return {.outcome = good ? Outcome::pass : Outcome::fail,
            .evidence = {{"device", name},
                         {"size", size},
                         {"frames", std::to_string(frames.count)},
                         {"bytes", std::to_string(frames.largest)},
                         {"distinct_values", std::to_string(frames.distinct)}}};
  }
  return not_applicable("no_webcam");
}

}  // namespace checkup
