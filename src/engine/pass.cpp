#include "engine/pass.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace engine {
namespace {

using sanitization::Range;

constexpr std::uint64_t flush_slot = slot_count;
constexpr std::size_t alignment = 4096, compare_bytes = 32768;
/// A journal that does not keep up holds the pass: never more than this is done unrecorded.
constexpr std::chrono::seconds unrecorded_limit{3};

bool is_gone(int error) {
  return error == ENODEV || error == ENXIO || error == ENOMEDIUM || error == ESHUTDOWN || error == EBADF;
}

}  // namespace

void Pass::FreeBuffer::operator()(std::uint8_t* buffer) const { std::free(buffer); }

Pass::Pass(PassOrder order, std::uint64_t number, Clock::time_point now)
    : order_(std::move(order)), number_(number), cursor_(order_.from), durable_(order_.from), last_checkpoint_(now) {
  if (!order_.key.empty()) stream_.emplace(order_.cipher, order_.key);
  for (auto& slot : slots_) {
    slot.buffer.reset(static_cast<std::uint8_t*>(std::aligned_alloc(alignment, chunk_bytes)));
    CHECK(slot.buffer != nullptr);
    if (order_.kind == PassKind::fill) std::memset(slot.buffer.get(), 0, chunk_bytes);
  }
}

Pass::~Pass() = default;

std::size_t Pass::in_flight() const {
  const auto busy = std::ranges::count_if(slots_, [](const Slot& slot) { return slot.busy; });
  return static_cast<std::size_t>(busy) + (flush_ && flush_->busy ? 1 : 0);
}

bool Pass::all_done() const {
  const bool more = order_.only ? next_only_ < order_.only->size() : cursor_ < order_.medium.bytes();
  return (!more || stopping_) && std::ranges::all_of(slots_, [](const Slot& slot) { return slot.todo.empty(); });
}

std::uint64_t Pass::reached() const {
  std::uint64_t low = order_.only ? order_.from : cursor_;
  for (const auto& slot : slots_)
    if (!slot.todo.empty()) low = std::min(low, slot.begin);
  return low;
}

Tally Pass::tally() const {
  Tally now = tally_;
  now.reached = writes() ? durable_ : reached();
  now.content = survey_.content();
  now.constant = survey_.constant();
  return now;
}

bool Pass::next_chunk(Slot& slot) {
  if (stopping_ || ending_) return false;
  Range chunk;
  if (order_.only) {
    if (next_only_ >= order_.only->size()) return false;
    chunk = (*order_.only)[next_only_++];
    CHECK(chunk.bytes <= chunk_bytes);
  } else {
    if (cursor_ >= order_.medium.bytes()) return false;
    const auto place = order_.medium.at(cursor_);
    // Whole sectors, and back on a multiple of the chunk after a tail or a resume.
    std::uint64_t bytes = chunk_bytes - chunk_bytes % place.sector;
    if (place.offset % chunk_bytes != 0 && chunk_bytes % place.sector == 0)
      bytes = chunk_bytes - place.offset % chunk_bytes;
    chunk = {.offset = cursor_, .bytes = std::min(bytes, place.left)};
    cursor_ += chunk.bytes;
  }
  slot.begin = chunk.offset;
  slot.todo.assign(1, chunk);
  slot.tries = 0;
  return true;
}

void Pass::submit(Slot& slot, std::size_t index, drives::IoQueue& queue, Clock::time_point now) {
  const Range part = slot.todo.back();
  const auto place = order_.medium.at(part.offset);
  const auto bytes = static_cast<std::uint32_t>(part.bytes);
  if (order_.kind == PassKind::write) stream_->generate(part.offset, {slot.buffer.get(), bytes});
  slot.busy = true;
  slot.since = now;
  queue.submit({.kind = writes() ? drives::Transfer::Kind::write : drives::Transfer::Kind::read,
                .handle = place.handle,
                .offset = place.offset,
                .data = slot.buffer.get(),
                .bytes = bytes,
                .tag = number_ << 4 | index});
}

std::size_t Pass::pump(drives::IoQueue& queue, std::size_t room, Clock::time_point now) {
  if (end_) return 0;
  std::size_t used = 0;
  const bool held = unacknowledged_ && now - *unacknowledged_ > unrecorded_limit;
  for (std::size_t index = 0; index < slots_.size() && used < room && !held && !ending_; ++index) {
    Slot& slot = slots_.at(index);
    if (slot.busy) continue;
    if (slot.todo.empty() && !next_chunk(slot)) continue;
    submit(slot, index, queue, now);
    ++used;
  }
  if (used < room && !ending_ && wants_flush(now) && submit_flush(queue, now)) ++used;
  conclude();
  return used;
}

bool Pass::wants_flush(Clock::time_point now) const {
  if (flush_) return !flush_->busy;
  if (!writes()) return false;
  if (all_done()) return !final_flush_done_;
  return !order_.only && !checkpoint_ && !unacknowledged_ && now - last_checkpoint_ >= order_.checkpoint &&
         reached() > durable_;
}

bool Pass::submit_flush(drives::IoQueue& queue, Clock::time_point now) {
  if (order_.medium.bytes() == 0) return false;
  if (!flush_) {
    const std::uint64_t mark = order_.only ? order_.medium.bytes() : reached();
    const std::uint64_t first = order_.only ? 0 : std::min(durable_, order_.medium.bytes() - 1);
    flush_ = Flush{.mark = mark, .area = order_.medium.at(first).area};
  }
  flush_->busy = true;
  flush_->since = now;
  queue.submit({.kind = drives::Transfer::Kind::flush,
                .handle = order_.medium.areas().at(flush_->area).handle,
                .tag = number_ << 4 | flush_slot});
  return true;
}

void Pass::flushed(std::int64_t result, Clock::time_point now) {
  flush_->busy = false;
  if (result < 0 && result != -EINTR && result != -EAGAIN) {
    const int error = static_cast<int>(-result);
    flush_.reset();
    return finish(is_gone(error) ? PassEnd::gone : PassEnd::flush_failed, error);
  }
  if (result < 0) return;  // again
  if (flush_->area + 1 < order_.medium.areas().size() && order_.medium.start(flush_->area + 1) < flush_->mark) {
    ++flush_->area;
    return;
  }
  const std::uint64_t mark = flush_->mark;
  flush_.reset();
  if (!order_.only) durable_ = mark;
  if (all_done() && (order_.only || mark == reached())) final_flush_done_ = true;
  if (!order_.only) make_checkpoint(now);
}

void Pass::make_checkpoint(Clock::time_point now) {
  checkpoint_ = tally();
  last_checkpoint_ = now;
  unacknowledged_ = now;
}

std::optional<Tally> Pass::take_checkpoint() { return std::exchange(checkpoint_, std::nullopt); }

void Pass::complete(const drives::Completion& completion, Clock::time_point now) {
  const std::uint64_t index = completion.tag & 0xF;
  if (index == flush_slot) {
    if (!flush_ || !flush_->busy) return;
    flushed(completion.result, now);
    return conclude();
  }
  Slot& slot = slots_.at(index);
  if (!slot.busy) return;
  slot.busy = false;
  if (end_) return;  // it hung, and came back after all
  if (completion.result > 0) {
    moved(slot, std::min(static_cast<std::uint64_t>(completion.result), slot.todo.back().bytes));
  } else if (completion.result == 0 || completion.result == -ENOSPC) {
    finish(PassEnd::shrunk, ENOSPC);
  } else {
    failed(slot, static_cast<int>(-completion.result), now);
  }
  conclude();
}

void Pass::moved(Slot& slot, std::uint64_t bytes) {
  Range& part = slot.todo.back();
  const std::uint32_t sector = order_.medium.at(part.offset).sector;
  const bool is_short = bytes < part.bytes;
  if (is_short) {
    bytes -= bytes % sector;
    ++tally_.retries;
    // Less than a sector, again and again: the drive has no business saying so.
    if (bytes == 0 && ++slot.tries > 3) return finish(PassEnd::shrunk, EIO);
    if (bytes == 0) return;
  }
  const Range moved_part{.offset = part.offset, .bytes = bytes};
  if (!writes()) use(slot.buffer.get(), moved_part);
  tally_.bytes += bytes;
  slot.tries = 0;
  part = {.offset = part.offset + bytes, .bytes = part.bytes - bytes};
  if (part.bytes == 0) slot.todo.pop_back();
}

void Pass::failed(Slot& slot, int error, Clock::time_point now) {
  if (is_gone(error)) return finish(PassEnd::gone, error);
  ++tally_.retries;
  spent_on_errors_ += now - slot.since;
  const Range part = slot.todo.back();
  const std::uint32_t sector = order_.medium.at(part.offset).sector;
  if (part.bytes > sector) {
    const std::uint64_t half = std::max<std::uint64_t>(part.bytes / 2 / sector, 1) * sector;
    slot.todo.back() = {.offset = part.offset + half, .bytes = part.bytes - half};
    slot.todo.push_back({.offset = part.offset, .bytes = half});
  } else if (slot.tries == 0) {
    slot.tries = 1;  // some drives replace a bad sector when it is written the second time
  } else {
    slot.tries = 0;
    slot.todo.pop_back();
    add_range(tally_.bad, part);
    ++tally_.bad_sectors;
  }
  const bool too_many = tally_.bad.size() >= most_bad_ranges || tally_.bad_sectors >= most_bad_sectors;
  if (too_many || spent_on_errors_ > order_.errors_limit) finish(PassEnd::too_many_errors, error);
}

void Pass::use(const std::uint8_t* data, Range range) {
  if (order_.kind == PassKind::compare) compare(data, range);
  if (order_.kind == PassKind::survey) look(data, range);
}

void Pass::compare(const std::uint8_t* data, Range range) {
  std::array<std::uint8_t, compare_bytes> expected;
  const std::uint32_t sector = order_.medium.at(range.offset).sector;
  const std::uint64_t piece = compare_bytes - compare_bytes % sector;
  for (std::uint64_t done = 0; done < range.bytes; done += piece) {
    const auto bytes = static_cast<std::size_t>(std::min(piece, range.bytes - done));
    stream_->generate(range.offset + done, {expected.data(), bytes});
    if (std::memcmp(data + done, expected.data(), bytes) == 0) continue;
    for (std::size_t at = 0; at < bytes; at += sector) {
      if (std::memcmp(data + done + at, expected.data() + at, std::min<std::size_t>(sector, bytes - at)) == 0) continue;
      ++tally_.mismatched_sectors;
      add_range(tally_.mismatches, {.offset = range.offset + done + at, .bytes = sector});
    }
  }
}

void Pass::look(const std::uint8_t* data, Range range) {
  survey_.look({data, static_cast<std::size_t>(range.bytes)});
  auto canary = std::ranges::lower_bound(order_.canaries, range.offset, {}, &Range::offset);
  std::array<std::uint8_t, compare_bytes> expected;
  for (; canary != order_.canaries.end() && canary->offset + canary->bytes <= range.offset + range.bytes; ++canary) {
    const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(canary->bytes, compare_bytes));
    stream_->generate(canary->offset, {expected.data(), bytes});
    if (std::memcmp(data + (canary->offset - range.offset), expected.data(), bytes) == 0) ++tally_.canaries_found;
  }
}

void Pass::stop() { stopping_ = true; }

void Pass::finish(PassEnd why, int error) {
  if (ending_) return;
  ending_ = why;
  error_ = error;
}

/// Ends when nothing is under way, so that nothing reaches a handle that its owner then closes.
void Pass::conclude() {
  if (end_ || in_flight() > 0) return;
  if (ending_) {
    end_ = ending_;
  } else if (all_done() && (!writes() || final_flush_done_ || order_.medium.bytes() == 0)) {
    const bool whole = order_.only ? next_only_ >= order_.only->size() : cursor_ >= order_.medium.bytes();
    end_ = whole ? PassEnd::done : PassEnd::stopped;
  }
}

void Pass::tick(Clock::time_point now) {
  if (end_) return;
  const auto since = oldest();
  const bool only_flush = flush_ && flush_->busy && since == flush_->since;
  if (since && now - *since > order_.transfer_limit * (only_flush ? 2 : 1)) {
    error_ = ETIMEDOUT;
    ending_ = end_ = PassEnd::hung;
    return;
  }
  if (!writes() && !order_.only && !checkpoint_ && !unacknowledged_ && !ending_ &&
      now - last_checkpoint_ >= order_.checkpoint)
    make_checkpoint(now);
}

std::optional<Clock::time_point> Pass::oldest() const {
  std::optional<Clock::time_point> since;
  const auto look_at = [&](bool busy, Clock::time_point when) {
    if (busy && (!since || when < *since)) since = when;
  };
  for (const auto& slot : slots_) look_at(slot.busy, slot.since);
  if (flush_) look_at(flush_->busy, flush_->since);
  return since;
}

Clock::time_point Pass::wake_at(Clock::time_point now) const {
  auto when = now + std::chrono::seconds(1);
  if (const auto since = oldest()) when = std::min(when, *since + order_.transfer_limit);
  if (!order_.only && !unacknowledged_) when = std::min(when, last_checkpoint_ + order_.checkpoint);
  return std::max(when, now + std::chrono::milliseconds(5));
}

}  // namespace engine
