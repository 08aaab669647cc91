#include "engine/look.hpp"

#include <algorithm>

namespace engine {

base::Result<drives::Found> Look::guarded(const sanitization::Identity& identity) {
  const auto asked = Clock::now();
  const std::scoped_lock lock(mutex_);
  if (began_ == Clock::time_point() || began_ < asked) {
    began_ = Clock::now();
    found_ = bench_.find();
  }
  const auto same = [&](const drives::Found& one) {
    return sanitization::same_drive(one.facts.identity, identity) || one.facts.identity == identity;
  };
  const auto found = std::ranges::find_if(found_, same);
  if (found == found_.end())
    return base::Refusal{.code = "engine.not_found", .arguments = {{"serial", identity.serial}}};
  TRY_DONE(drives::check_guard(*found, found_));
  return *found;
}

base::Result<std::unique_ptr<drives::Drive>> Look::open(const sanitization::Identity& identity) {
  const std::scoped_lock lock(mutex_);
  return bench_.open(identity);
}

}  // namespace engine
