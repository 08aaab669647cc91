#include "station/screen/session.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace station::screen {
namespace {

/// One thread for deeds of one kind, in order.
class Worker {
 public:
  Worker() : thread_([this] { run(); }) {}
  ~Worker() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void post(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    changed_.notify_all();
  }
  /// What was not begun will not be.
  void drop() {
    const std::lock_guard lock(mutex_);
    tasks_.clear();
  }
  bool idle() const {
    const std::lock_guard lock(mutex_);
    return tasks_.empty() && !busy_;
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      busy_ = true;
      lock.unlock();
      task();
      lock.lock();
      busy_ = false;
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool closing_ = false, busy_ = false;
  std::thread thread_;
};

Settings settings_of(const ScreenServices& services) {
  const auto policy = std::ranges::find(services.policies, services.policy, &sanitization::Policy::id);
  return {
      .practice = services.bench.practice(),
      .on_bench = services.on_bench,
      .has_tests = static_cast<bool>(services.tests.list),
      .can_power_off = static_cast<bool>(services.power_off),
      .can_leave = services.can_leave,
      .policies = services.policies,
      .policy = policy == services.policies.end() ? 0 : static_cast<std::size_t>(policy - services.policies.begin()),
      .language = services.language,
      .station = services.station,
      .zone = services.zone};
}

Message message_of(const base::Outcome& outcome, const char* done) {
  if (outcome.ok()) return {Tone::good, {.code = done}};
  return {Tone::bad, outcome.refusal()};
}

}  // namespace

struct Session::Threads {
  Worker machine, bench, report, uplink, status, tests;
  std::mutex mutex;
  std::vector<Fact> facts;
  std::vector<std::pair<std::uint64_t, std::shared_ptr<engine::Job>>> started;

  void tell(Fact fact) {
    const std::lock_guard lock(mutex);
    facts.push_back(std::move(fact));
  }
};

/// Where a running test waits for the person.
struct Session::TestDesk {
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<TestReply> reply;
  bool stopped = false;
};

Session::Session(const ScreenServices& services)
    : services_(services),
      model_(settings_of(services)),
      desk_(std::make_shared<TestDesk>()),
      threads_(std::make_unique<Threads>()) {
  CHECK(!services.policies.empty());
  perform(model_.begin());
  tick();
}

Session::~Session() {
  perform(StopTest{});
  for (Worker* worker : {&threads_->machine, &threads_->bench, &threads_->uplink, &threads_->status, &threads_->tests})
    worker->drop();
  threads_.reset();
}

void Session::press(const Key& key) { perform(model_.press(key)); }

void Session::take(const Fact& fact) { perform(model_.take(fact)); }

void Session::tick() {
  const base::Instant now = services_.now();
  take(Tick{now});
  const auto since = now - status_asked_;
  if ((since > std::chrono::seconds(3) || since < std::chrono::seconds(0)) &&
      threads_->status.idle()) {  // the clock may be set back
    status_asked_ = now;
    threads_->status.post([this] { threads_->tell(services_.status()); });
  }
  std::vector<Fact> facts;
  {
    const std::lock_guard lock(threads_->mutex);
    facts.swap(threads_->facts);
    for (auto& [row, job] : threads_->started) jobs_[row] = std::move(job);
    threads_->started.clear();
  }
  for (const Fact& fact : facts) take(fact);
  poll_jobs();
}

void Session::poll_jobs() {
  std::vector<Fact> facts;
  std::erase_if(jobs_, [&](const auto& entry) {
    const auto& [row, job] = entry;
    if (auto finished = job->finished()) {
      facts.emplace_back(Ended{row, std::move(*finished)});
      return true;
    }
    facts.emplace_back(Progressed{row, job->progress()});
    return false;
  });
  for (const Fact& fact : facts) take(fact);
}

void Session::perform(std::vector<Deed> deeds) {
  for (const Deed& deed : deeds) std::visit([this](const auto& one) { perform(one); }, deed);
}

void Session::perform(const ReadMachine&) {
  threads_->machine.post([this] { threads_->tell(services_.read_machine()); });
}

void Session::perform(const FindDrives&) {
  threads_->bench.post([this] {
    DrivesFound fact;
    fact.drives = services_.bench.find();
    fact.hiding = services_.bench.hiding_controllers();
    fact.interrupted = engine::interrupted(services_.journals);
    threads_->tell(std::move(fact));
  });
}

void Session::perform(const Start& deed) {
  threads_->bench.post([this, deed] {
    auto job = services_.eraser.start(deed.request);
    if (!job.ok()) return threads_->tell(Started{deed.row, job.refusal()});
    const std::lock_guard lock(threads_->mutex);
    threads_->started.emplace_back(deed.row, *job);
    threads_->facts.emplace_back(Started{deed.row, {}});
  });
}

void Session::perform(const Stop& deed) {
  if (const auto job = jobs_.find(deed.row); job != jobs_.end()) return job->second->stop();
  // It is being started: stopped as soon as it has begun.
  threads_->bench.post([this, deed] {
    const std::lock_guard lock(threads_->mutex);
    for (const auto& [row, job] : threads_->started) {
      if (row == deed.row) job->stop();
    }
  });
}

void Session::perform(const KeepReport& deed) {
  threads_->report.post([this, deed] {
    threads_->tell(Reported{deed.row, services_.report(deed.finished, deed.item_number, deed.operator_code)});
  });
}

void Session::perform(const Enrol& deed) {
  threads_->uplink.post([this, deed] {
    const auto outcome = services_.enrol(deed.text);
    threads_->tell(services_.status());
    threads_->tell(DeedDone{message_of(outcome, "station.screen.server.enrolled")});
  });
}

void Session::perform(const SendNow&) {
  threads_->uplink.post([this] {
    const auto outcome = services_.send_now();
    threads_->tell(services_.status());
    threads_->tell(DeedDone{message_of(outcome, "station.screen.server.sent")});
  });
}

void Session::perform(const ExportToUsb&) {
  threads_->uplink.post([this] {
    const auto count = services_.export_to_usb();
    Message message{Tone::bad, {}};
    if (count.ok()) {
      message = {Tone::good, {.code = "station.screen.server.exported", .arguments = {{"n", std::to_string(*count)}}}};
    } else {
      message.text = count.refusal();
    }
    threads_->tell(DeedDone{message});
  });
}

void Session::perform(const ListTests& deed) {
  threads_->tests.post(
      [this, deed] { threads_->tell(TestsListed{services_.tests.list(services_.translators[deed.language])}); });
}

void Session::perform(const RunTest& deed) {
  {
    const std::lock_guard lock(desk_->mutex);
    desk_->stopped = false;
    desk_->reply.reset();
  }
  threads_->tests.post([this, deed] {
    const TestTalk talk{.tell = [this](std::optional<double> share,
                                       const std::string& words) { threads_->tell(TestTold{share, words}); },
                        .ask =
                            [this](const TestQuestion& question) {
                              std::unique_lock lock(desk_->mutex);
                              if (desk_->stopped) return TestReply{};
                              desk_->reply.reset();
                              threads_->tell(TestAsked{question});
                              desk_->answered.wait(lock, [this] { return desk_->stopped || desk_->reply; });
                              return desk_->reply.value_or(TestReply{});
                            },
                        .stopped =
                            [this] {
                              const std::lock_guard lock(desk_->mutex);
                              return desk_->stopped;
                            }};
    threads_->tell(TestEnded{services_.tests.run(deed.row, talk, services_.translators[deed.language])});
  });
}

void Session::perform(const AnswerTest& deed) {
  {
    const std::lock_guard lock(desk_->mutex);
    desk_->reply = deed.reply;
  }
  desk_->answered.notify_all();
}

void Session::perform(const StopTest&) {
  {
    const std::lock_guard lock(desk_->mutex);
    desk_->stopped = true;
  }
  desk_->answered.notify_all();
}

void Session::perform(const SaveTests& deed) {
  threads_->report.post([this, deed] {
    const auto outcome = services_.tests.save(deed.rows, deed.item_number, deed.operator_code);
    threads_->tell(DeedDone{message_of(outcome, "station.screen.tests.saved")});
  });
}

void Session::wind_up(std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  tick();
  for (const auto& [row, job] : jobs_) job->stop();
  while (std::chrono::steady_clock::now() < deadline) {
    tick();
    if (jobs_.empty() && threads_->report.idle()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace station::screen
