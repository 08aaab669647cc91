#pragma once
// One pass over one drive: write a stream, compare with it, or look what there is. A state machine without a thread or a clock: the loop feeds it.
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/content.hpp"
#include "engine/medium.hpp"

namespace engine {

using Clock = std::chrono::steady_clock;
inline constexpr std::uint64_t chunk_bytes = std::uint64_t{1} << 20;
inline constexpr std::size_t slot_count = 4;
/// A pass gives up beyond so many separate bad ranges, or sectors: such a drive is not worth the days that it would take.
inline constexpr std::size_t most_bad_ranges = 1000;
inline constexpr std::uint64_t most_bad_sectors = 4096;

enum class PassKind {
  write,    ///< the key's stream
  compare,  ///< what is there with the key's stream
  survey,   ///< what is there, and whether canaries are left
  fill,     ///< zeros: only measures do it
};

struct PassOrder {
  PassKind kind = PassKind::write;
  Medium medium = {};
  std::uint64_t from = 0;  ///< offset on the medium
  std::optional<Ranges> only =
      {};  ///< instead of everything from there: these, none longer than a chunk or across two areas
  sanitization::Cipher cipher = sanitization::Cipher::aes_256_ctr;
  base::Bytes key = {};  ///< write, compare; survey: of the canaries
  Ranges canaries = {};  ///< survey: sorted, each one sector
  std::chrono::milliseconds transfer_limit{60000}, errors_limit{7200000}, checkpoint{2000};
};

/// What came of it so far.
struct Tally {
  std::uint64_t reached = 0;  ///< every byte below has been dealt with (a write: durably, in a checkpoint)
  std::uint64_t bytes = 0;    ///< moved in this pass
  std::uint64_t retries = 0, bad_sectors = 0, mismatched_sectors = 0, canaries_found = 0;
  Ranges bad, mismatches;  ///< bad: neither written nor read after bisection to the sector
  sanitization::ContentClass content = sanitization::ContentClass::unread;
  std::uint8_t constant = 0;
};

enum class PassEnd {
  done,
  stopped,
  gone,  ///< no such device
  hung,  ///< a transfer has not come back within its limit
  too_many_errors,
  shrunk,  ///< the medium ends before its end
  flush_failed,
};

class Pass {
 public:
  /// `number`: its own among the passes of a queue; the tags of its transfers are made of it.
  Pass(PassOrder order, std::uint64_t number, Clock::time_point now);
  ~Pass();
  Pass(const Pass&) = delete;
  Pass& operator=(const Pass&) = delete;

  /// Puts to work what is free, at most `room` transfers; returns how many.
  std::size_t pump(drives::IoQueue& queue, std::size_t room, Clock::time_point now);
  void complete(const drives::Completion& completion, Clock::time_point now);
  /// Deadlines.
  void tick(Clock::time_point now);
  /// No new transfers but a last flush.
  void stop();
  /// The last checkpoint is in the journal.
  void acknowledge() { unacknowledged_.reset(); }

  /// Nothing more will be asked (what hangs may still be under way: see in_flight()).
  std::optional<PassEnd> end() const { return end_; }
  int error() const { return error_; }
  std::size_t in_flight() const;
  /// Once for each checkpoint.
  std::optional<Tally> take_checkpoint();
  Tally tally() const;
  std::uint64_t reached() const;
  const Tally& counts() const { return tally_; }
  std::optional<Clock::time_point> oldest() const;
  Clock::time_point wake_at(Clock::time_point now) const;

  static std::uint64_t pass_of(std::uint64_t tag) { return tag >> 4; }

 private:
  struct FreeBuffer {
    void operator()(std::uint8_t* buffer) const;
  };
  struct Slot {
    std::unique_ptr<std::uint8_t, FreeBuffer> buffer;
    std::uint64_t begin = 0;  ///< of the chunk on the medium
    std::vector<sanitization::Range>
        todo;  ///< parts still to move, the next one last; all go through the start of the buffer
    bool busy = false;
    int tries = 0;
    Clock::time_point since = {};
  };

  bool next_chunk(Slot& slot);
  void submit(Slot& slot, std::size_t index, drives::IoQueue& queue, Clock::time_point now);
  void moved(Slot& slot, std::uint64_t bytes);
  void failed(Slot& slot, int error, Clock::time_point now);
  void use(const std::uint8_t* data, sanitization::Range range);
  void compare(const std::uint8_t* data, sanitization::Range range);
  void look(const std::uint8_t* data, sanitization::Range range);
  void finish(PassEnd why, int error);
  bool wants_flush(Clock::time_point now) const;
  bool submit_flush(drives::IoQueue& queue, Clock::time_point now);
  void flushed(std::int64_t result, Clock::time_point now);
  void make_checkpoint(Clock::time_point now);
  void conclude();
  bool writes() const { return order_.kind == PassKind::write || order_.kind == PassKind::fill; }
  bool all_done() const;

  PassOrder order_;
  std::uint64_t number_;
  std::optional<sanitization::Keystream> stream_;
  Survey survey_;
  std::array<Slot, slot_count> slots_;
  std::uint64_t cursor_ = 0;  ///< where the next chunk begins
  std::size_t next_only_ = 0;
  Tally tally_;
  Clock::duration spent_on_errors_{0};

  struct Flush {
    std::uint64_t mark = 0;  ///< everything below is made durable by it
    std::size_t area = 0;    ///< the one under way
    bool busy = false;
    Clock::time_point since = {};
  };
  std::optional<Flush> flush_;
  std::uint64_t durable_ = 0;
  bool final_flush_done_ = false;
  Clock::time_point last_checkpoint_;
  std::optional<Tally> checkpoint_;
  std::optional<Clock::time_point> unacknowledged_;

  bool stopping_ = false;
  std::optional<PassEnd> ending_, end_;  ///< ending: waits for what is under way
  int error_ = 0;
};

}  // namespace engine
