#pragma once
#include <map>
#include <mutex>
#include <string>

#include "base/time.hpp"

namespace accounts {

/// Token buckets by name (address, account, API token). One per process: with several, each counts its own share.
class RateLimit {
 public:
  /// `burst` at once, then one more each `refill`.
  RateLimit(int burst, std::chrono::milliseconds refill) : burst_(burst), refill_(refill) {}
  /// Takes one; false when there is none left.
  bool take(const std::string& name, base::Instant now);
  /// Seconds until the next one.
  std::chrono::seconds wait() const { return std::chrono::ceil<std::chrono::seconds>(refill_); }

 private:
  struct Bucket {
    double left = 0;
    base::Instant at;
  };
  int burst_;
  std::chrono::milliseconds refill_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace accounts
