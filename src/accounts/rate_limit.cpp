#include "accounts/rate_limit.hpp"

#include <algorithm>

namespace accounts {

namespace {
constexpr std::size_t most_buckets = 50'000;
}

bool RateLimit::take(const std::string& name, base::Instant now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() > most_buckets) {
    // Whoever has been quiet long enough to be full again needs no bucket.
    std::erase_if(buckets_, [&](const auto& each) { return now - each.second.at > refill_ * burst_; });
  }
  auto [found, fresh] = buckets_.try_emplace(name, Bucket{.left = static_cast<double>(burst_), .at = now});
  Bucket& bucket = found->second;
  if (!fresh) {
    const double gained = static_cast<double>((now - bucket.at).count()) / static_cast<double>(refill_.count());
    bucket.left = std::min(static_cast<double>(burst_), bucket.left + std::max(0.0, gained));
    bucket.at = now;
  }
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

}  // namespace accounts
