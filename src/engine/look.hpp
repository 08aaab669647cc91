#pragma once
// Looking at all drives costs time on a real machine: many erasures that ask at the same time share one look.
#include <memory>
#include <mutex>
#include <vector>

#include "drives/drive.hpp"
#include "engine/pass.hpp"

namespace engine {

class Look {
 public:
  explicit Look(drives::Bench& bench) : bench_(bench) {}
  /// The drive with this identity, if nothing forbids to touch it: one look that began after the call did.
  base::Result<drives::Found> guarded(const sanitization::Identity& identity);
  base::Result<std::unique_ptr<drives::Drive>> open(const sanitization::Identity& identity);
  drives::Bench& bench() { return bench_; }

 private:
  drives::Bench& bench_;
  std::mutex mutex_;
  std::vector<drives::Found> found_;
  Clock::time_point began_ = {};
};

}  // namespace engine
