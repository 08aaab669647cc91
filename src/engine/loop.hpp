#pragma once
// The one thread through which all data goes: it keeps four transfers of each running pass under way. A drive that hangs costs the others nothing.
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/pass.hpp"

namespace engine {

/// A pass as the thread of its drive sees it. Thread-safe.
class PassRun {
 public:
  struct Event {
    std::optional<PassEnd> end = {};  ///< nothing: a checkpoint, to be acknowledged when it is in the journal
    int error = 0;
    Tally tally;
  };
  struct Now {
    std::uint64_t reached = 0, retries = 0, bad_sectors = 0;
    bool stalled = false;  ///< a transfer is under way for more than 10 s
  };
  /// The next event; nothing within `limit`.
  std::optional<Event> wait(std::chrono::milliseconds limit);
  void acknowledge();
  void stop();
  Now now() const;

 private:
  friend class Loop;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Event> events_;
  Now now_;
  bool stop_ = false, acknowledged_ = false;
  std::function<void()> wake_;
};

class Loop {
 public:
  explicit Loop(std::unique_ptr<drives::IoQueue> queue);
  /// Stops what runs. Buffers of transfers that hang stay until the program ends: the drive may still write into them.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  std::shared_ptr<PassRun> start(PassOrder order);

 private:
  struct Running {
    std::unique_ptr<Pass> pass;
    std::shared_ptr<PassRun> run;
  };
  struct New {
    PassOrder order;
    std::shared_ptr<PassRun> run;
  };
  void work();
  bool wait_for_work();
  void pump();
  void dispatch();
  void take(std::chrono::milliseconds limit);
  void publish();

  std::unique_ptr<drives::IoQueue> queue_;
  std::map<std::uint64_t, Running> passes_;
  std::map<std::uint64_t, std::unique_ptr<Pass>> hanging_;  ///< ended, with transfers that have not come back
  std::uint64_t last_number_ = 0;
  std::uint64_t first_served_ = 0;  ///< so that no drive is always the last to get room

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<New> inbox_;
  bool quitting_ = false;
  std::thread thread_;
};

}  // namespace engine
