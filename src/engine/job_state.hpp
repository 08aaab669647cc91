#pragma once
// One drive's erasure as other threads see it; filled by its procedure.
#include <condition_variable>
#include <deque>
#include <mutex>

#include "engine/erasure.hpp"
#include "engine/loop.hpp"

namespace engine {

class JobState final : public Job {
 public:
  explicit JobState(sanitization::Identity identity) : identity_(std::move(identity)) {}

  sanitization::Identity identity() const override { return identity_; }
  Progress progress() const override;
  void stop() override;
  std::optional<Finished> finished() const override;
  bool wait(std::chrono::milliseconds limit) const override;

  bool stop_wanted() const;
  /// Sleeps; false as soon as it is asked to stop.
  bool sleep(std::chrono::milliseconds time) const;
  void set_phase(Phase phase, std::string_view step);
  /// Bytes of this phase; `after`: of the next phase whose speed will be the same.
  void set_bytes(const PassRun::Now& now, std::uint64_t total, std::uint64_t after);
  /// Of an erasure by the drive itself; `expected`: by its maker's estimate, from its beginning.
  void set_share(std::optional<double> share, std::optional<std::chrono::seconds> expected);
  void finish(Finished finished);

 private:
  void measure(Clock::time_point now);

  struct Sample {
    Clock::time_point when;
    std::uint64_t bytes = 0;
  };
  sanitization::Identity identity_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Progress progress_;
  Clock::time_point phase_since_ = Clock::now();
  std::deque<Sample> samples_;
  std::uint64_t after_ = 0;
  bool stop_ = false;
  std::optional<Finished> finished_;
};

}  // namespace engine
