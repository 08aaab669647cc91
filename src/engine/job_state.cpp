#include "engine/job_state.hpp"

#include <algorithm>

namespace engine {
namespace {

constexpr std::chrono::seconds speed_window{5};

}  // namespace

Progress JobState::progress() const {
  const std::scoped_lock lock(mutex_);
  return progress_;
}

void JobState::stop() {
  const std::scoped_lock lock(mutex_);
  stop_ = true;
  changed_.notify_all();
}

std::optional<Finished> JobState::finished() const {
  const std::scoped_lock lock(mutex_);
  return finished_;
}

bool JobState::wait(std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [&] { return finished_.has_value(); });
}

bool JobState::stop_wanted() const {
  const std::scoped_lock lock(mutex_);
  return stop_;
}

bool JobState::sleep(std::chrono::milliseconds time) const {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [&] { return stop_; });
}

void JobState::set_phase(Phase phase, std::string_view step) {
  const std::scoped_lock lock(mutex_);
  const auto bad = progress_.bad_sectors, retries = progress_.retries;
  progress_ = {.phase = phase, .step = std::string(step), .bad_sectors = bad, .retries = retries};
  phase_since_ = Clock::now();
  samples_.clear();
  after_ = 0;
}

void JobState::set_bytes(const PassRun::Now& now, std::uint64_t total, std::uint64_t after) {
  const std::scoped_lock lock(mutex_);
  progress_.bytes = now.reached;
  progress_.total = total;
  progress_.share = total == 0 ? 1 : static_cast<double>(now.reached) / static_cast<double>(total);
  progress_.bad_sectors = now.bad_sectors;
  progress_.retries = now.retries;
  progress_.stalled = now.stalled;
  after_ = after;
  measure(Clock::now());
}

void JobState::measure(Clock::time_point now) {
  samples_.push_back({.when = now, .bytes = progress_.bytes});
  while (samples_.size() > 2 && now - samples_[1].when >= speed_window) samples_.pop_front();
  const std::chrono::duration<double> time = now - samples_.front().when;
  if (time.count() < 0.2) return;
  progress_.bytes_per_second = static_cast<double>(progress_.bytes - samples_.front().bytes) / time.count();
  progress_.remaining.reset();
  if (progress_.bytes_per_second < 1) return;
  const auto left = static_cast<double>(progress_.total - std::min(progress_.total, progress_.bytes) + after_);
  progress_.remaining = std::chrono::seconds(static_cast<std::int64_t>(left / progress_.bytes_per_second));
}

void JobState::set_share(std::optional<double> share, std::optional<std::chrono::seconds> expected) {
  const std::scoped_lock lock(mutex_);
  progress_.share = share;
  progress_.remaining.reset();
  const std::chrono::duration<double> spent = Clock::now() - phase_since_;
  std::optional<double> left;
  if (share && *share > 0.01) left = spent.count() * (1 - *share) / *share;
  if (!left && expected) left = std::max(0.0, static_cast<double>(expected->count()) - spent.count());
  if (left) progress_.remaining = std::chrono::seconds(static_cast<std::int64_t>(*left));
}

void JobState::finish(Finished finished) {
  const std::scoped_lock lock(mutex_);
  progress_.phase = Phase::finished;
  progress_.step.clear();
  progress_.remaining.reset();
  progress_.bytes_per_second = 0;
  finished_ = std::move(finished);
  changed_.notify_all();
}

}  // namespace engine
