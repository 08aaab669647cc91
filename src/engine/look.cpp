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
    // Of a drive that does not answer, the system has no more than a part of the model.
    const bool matches = one.unreadable ? sanitization::same_drive(one.facts.identity, identity)
                                        : sanitization::same_unit(one.facts.identity, identity);
    return matches || one.facts.identity == identity;
  };
  const auto found = std::ranges::find_if(found_, same);
  if (found == found_.end())
    return base::Refusal{.code = "engine.not_found", .arguments = {{"serial", identity.serial}}};
  TRY_DONE(drives::check_guard(*found, found_));
  return *found;
}

base::Result<std::unique_ptr<drives::Drive>> Look::open(const sanitization::Identity& identity) {
  return bench_.open(identity);  // without the lock: a drive that takes minutes to answer holds up nobody else
}

}  // namespace engine
