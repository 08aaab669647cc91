#include "engine/loop.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>

namespace engine {
namespace {

constexpr std::chrono::seconds stalled_after{10};

}  // namespace

std::optional<PassRun::Event> PassRun::wait(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limit, [&] { return !events_.empty(); });
  if (events_.empty()) return {};
  Event event = std::move(events_.front());
  events_.pop_front();
  return event;
}

void PassRun::acknowledge() {
  const std::scoped_lock lock(mutex_);
  acknowledged_ = true;
  wake_();
}

void PassRun::stop() {
  const std::scoped_lock lock(mutex_);
  stop_ = true;
  wake_();
}

PassRun::Now PassRun::now() const {
  const std::scoped_lock lock(mutex_);
  return now_;
}

Loop::Loop(std::unique_ptr<drives::IoQueue> queue) : queue_(std::move(queue)), thread_([this] { work(); }) {
  pthread_setname_np(thread_.native_handle(), "boucle-io");
}

Loop::~Loop() {
  {
    const std::scoped_lock lock(mutex_);
    quitting_ = true;
    changed_.notify_all();
  }
  queue_->wake();
  thread_.join();
  // What came back meanwhile is freed; each look may be spent on a wake().
  for (int looks = 0; looks < 3 && !hanging_.empty(); ++looks) take(std::chrono::milliseconds(30));
  for (auto& [number, pass] : hanging_)
    if (pass->in_flight() > 0) static_cast<void>(pass.release());
}

std::shared_ptr<PassRun> Loop::start(PassOrder order) {
  auto run = std::make_shared<PassRun>();
  run->wake_ = [this] { queue_->wake(); };
  run->now_.reached = order.from;
  const std::scoped_lock lock(mutex_);
  inbox_.push_back({.order = std::move(order), .run = run});
  changed_.notify_all();
  queue_->wake();
  return run;
}

bool Loop::wait_for_work() {
  std::deque<New> fresh;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return quitting_ || !passes_.empty() || !inbox_.empty(); });
    fresh.swap(inbox_);
    if (quitting_) {
      for (auto& [number, running] : passes_) running.pass->stop();
      if (passes_.empty()) return false;
    }
  }
  for (auto& [order, run] : fresh) {
    const std::uint64_t number = ++last_number_;
    passes_[number] = {.pass = std::make_unique<Pass>(std::move(order), number, Clock::now()), .run = std::move(run)};
  }
  return true;
}

void Loop::work() {
  while (wait_for_work()) {
    pump();
    dispatch();
    publish();
  }
}

void Loop::pump() {
  std::size_t busy = 0;
  for (const auto& [number, running] : passes_) busy += running.pass->in_flight();
  for (const auto& [number, pass] : hanging_) busy += pass->in_flight();
  std::size_t room = queue_->depth() - std::min(queue_->depth(), busy);
  const auto serve = [&](auto from, auto to) {
    for (; from != to && room > 0; ++from) room -= from->second.pass->pump(*queue_, room, Clock::now());
  };
  const auto middle = passes_.upper_bound(first_served_);
  serve(middle, passes_.end());
  serve(passes_.begin(), middle);
  first_served_ = middle == passes_.end() ? 0 : middle->first;
}

void Loop::dispatch() {
  const auto before = Clock::now();
  auto until = before + std::chrono::seconds(1);
  bool ended = false;
  for (const auto& [number, running] : passes_) {
    until = std::min(until, running.pass->wake_at(before));
    ended = ended || running.pass->end();
  }
  take(ended ? std::chrono::milliseconds(0) : std::chrono::ceil<std::chrono::milliseconds>(until - before));
}

void Loop::take(std::chrono::milliseconds limit) {
  std::array<drives::Completion, 64> completions;
  const std::size_t count = queue_->wait(completions, limit);
  const auto now = Clock::now();
  for (const auto& completion : std::span(completions).first(count)) {
    const std::uint64_t number = Pass::pass_of(completion.tag);
    if (const auto running = passes_.find(number); running != passes_.end()) {
      running->second.pass->complete(completion, now);
    } else if (const auto hanging = hanging_.find(number); hanging != hanging_.end()) {
      hanging->second->complete(completion, now);
      if (hanging->second->in_flight() == 0) hanging_.erase(hanging);
    }
  }
}

void Loop::publish() {
  const auto now = Clock::now();
  for (auto it = passes_.begin(); it != passes_.end();) {
    Pass& pass = *it->second.pass;
    PassRun& run = *it->second.run;
    pass.tick(now);
    const std::scoped_lock lock(run.mutex_);
    if (std::exchange(run.acknowledged_, false)) pass.acknowledge();
    if (run.stop_) pass.stop();
    const auto oldest = pass.oldest();
    run.now_ = {.reached = pass.reached(),
                .retries = pass.counts().retries,
                .bad_sectors = pass.counts().bad_sectors,
                .stalled = oldest && now - *oldest > stalled_after};
    if (auto checkpoint = pass.take_checkpoint()) run.events_.push_back({.tally = std::move(*checkpoint)});
    if (pass.end()) run.events_.push_back({.end = pass.end(), .error = pass.error(), .tally = pass.tally()});
    if (!run.events_.empty()) run.changed_.notify_all();
    if (!pass.end()) {
      ++it;
      continue;
    }
    if (pass.in_flight() > 0) hanging_[it->first] = std::move(it->second.pass);
    it = passes_.erase(it);
  }
}

}  // namespace engine
