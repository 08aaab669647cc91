#include "drives/uring.hpp"

#include <liburing.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <system_error>

namespace drives {
namespace {

constexpr std::uint64_t wake_tag = least_reserved_tag;
static_assert(LIBURING_UDATA_TIMEOUT >= least_reserved_tag,
              "the tag of liburing's own timeouts is not given to transfers");

class UringQueue final : public IoQueue {
 public:
  explicit UringQueue(std::size_t depth) : depth_(std::clamp<std::size_t>(depth, 1, 4096)) {
    open_ring();
    bell_ = eventfd(0, EFD_CLOEXEC);
    if (bell_ < 0) {
      const int reason = errno;
      io_uring_queue_exit(&ring_);
      throw std::system_error(reason, std::generic_category(), "eventfd");
    }
    // Flushes run in the kernel's workers, and each hung drive keeps one for ever: by default there are but four per processor.
    unsigned workers[2] = {static_cast<unsigned>(std::max<std::size_t>(depth_, 64)), 0};
    static_cast<void>(io_uring_register_iowq_max_workers(&ring_, workers));  // kernels before 5.15 keep their own limit
  }
  ~UringQueue() override {
    io_uring_queue_exit(&ring_);
    close(bell_);
  }
  UringQueue(const UringQueue&) = delete;
  UringQueue& operator=(const UringQueue&) = delete;

  std::size_t depth() const override { return depth_; }

  void submit(const Transfer& transfer) override {
    CHECK(transfer.tag < least_reserved_tag);
    if (!backlog_.empty() || !prepare(transfer)) backlog_.push_back(transfer);
  }

  std::size_t wait(std::span<Completion> out, std::chrono::milliseconds limit) override {
    if (out.empty()) return 0;
    drain_backlog();
    if (!bell_armed_) arm_bell();
    static_cast<void>(
        io_uring_submit(&ring_));  // on failure the entries stay queued, and the wait below submits them again
    bool rung = false;
    std::size_t count = collect(out, rung);
    if (count > 0 || rung) return count;
    io_uring_cqe* first = nullptr;
    const auto all = std::max(limit, std::chrono::milliseconds(0));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(all);
    __kernel_timespec until{.tv_sec = seconds.count(), .tv_nsec = std::chrono::nanoseconds(all - seconds).count()};
    // A time-out, a signal or a full completion queue are no errors: what is there is collected, and the caller comes again.
    static_cast<void>(io_uring_submit_and_wait_timeout(&ring_, &first, 1, &until, nullptr));
    return collect(out, rung);
  }

  void wake() override {
    const std::uint64_t one = 1;
    static_cast<void>(!write(bell_, &one, sizeof one));  // fails only when it has already been rung 2^64 times
  }

 private:
  void open_ring() {
    io_uring_params parameters{};
    parameters.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_COOP_TASKRUN;
    const auto entries = static_cast<unsigned>(depth_ + 2);  // and the bell, and a timeout of old kernels
    parameters.cq_entries = entries * 4;
    int end = io_uring_queue_init_params(entries, &ring_, &parameters);
    if (end == -EINVAL) {  // kernel before 5.19
      parameters = {};
      parameters.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP;
      parameters.cq_entries = entries * 4;
      end = io_uring_queue_init_params(entries, &ring_, &parameters);
    }
    if (end < 0) throw std::system_error(-end, std::generic_category(), "io_uring");
  }

  io_uring_sqe* entry() {
    if (io_uring_sqe* free = io_uring_get_sqe(&ring_)) return free;
    static_cast<void>(io_uring_submit(&ring_));
    return io_uring_get_sqe(&ring_);
  }

  bool prepare(const Transfer& transfer) {
    io_uring_sqe* sqe = entry();
    if (!sqe) return false;
    switch (transfer.kind) {
      case Transfer::Kind::read:
        io_uring_prep_read(sqe, transfer.handle, transfer.data, transfer.bytes, transfer.offset);
        break;
      case Transfer::Kind::write:
        io_uring_prep_write(sqe, transfer.handle, transfer.data, transfer.bytes, transfer.offset);
        break;
      case Transfer::Kind::flush:
        io_uring_prep_fsync(sqe, transfer.handle, IORING_FSYNC_DATASYNC);
        break;
    }
    io_uring_sqe_set_data64(sqe, transfer.tag);
    return true;
  }

  void drain_backlog() {
    while (!backlog_.empty() && prepare(backlog_.front())) backlog_.pop_front();
  }

  void arm_bell() {
    io_uring_sqe* sqe = entry();
    if (!sqe) return;  // everything is full: completions are due anyway
    io_uring_prep_read(sqe, bell_, &rings_, sizeof rings_, 0);
    io_uring_sqe_set_data64(sqe, wake_tag);
    bell_armed_ = true;
  }

  std::size_t collect(std::span<Completion> out, bool& rung) {
    std::size_t count = 0;
    unsigned seen = 0, head = 0;
    io_uring_cqe* cqe = nullptr;
    io_uring_for_each_cqe(&ring_, head, cqe) {
      if (count == out.size()) break;
      ++seen;
      if (cqe->user_data == wake_tag) {
        bell_armed_ = false;
        rung = true;
      } else if (cqe->user_data < least_reserved_tag) {
        out[count++] = {.tag = cqe->user_data, .result = cqe->res};
      }
    }
    io_uring_cq_advance(&ring_, seen);
    return count;
  }

  std::size_t depth_;
  io_uring ring_{};
  int bell_ = -1;
  std::uint64_t rings_ = 0;  ///< where the kernel writes how often the bell was rung
  bool bell_armed_ = false;
  std::deque<Transfer> backlog_;  ///< only what did not fit into the kernel's queue
};

}  // namespace

std::unique_ptr<IoQueue> make_uring_queue(std::size_t depth) { return std::make_unique<UringQueue>(depth); }

}  // namespace drives
