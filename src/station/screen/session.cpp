#include "station/screen/session.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

namespace station::screen {
namespace {

constexpr const char* failed_deed = "station.screen.deed_failed";

/// One thread for deeds of one kind, in order. A deed that throws is told as a message: it must not end the erasures.
class Worker {
 public:
  explicit Worker(std::function<void(Fact)> tell) : tell_(std::move(tell)), thread_([this] { run(); }) {}
  ~Worker() { finish(Rest::drop); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// What the screens learn if it throws, beside the message: that nobody waits for it for ever.
  using Otherwise = std::function<Fact(const base::Refusal&)>;
  void post(std::function<void()> task, Otherwise otherwise = {}) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back({std::move(task), std::move(otherwise)});
    }
    changed_.notify_all();
  }
  enum class Rest { drop, do_it };
  /// Comes back when the running deed has ended, and with it the thread.
  void finish(Rest rest) {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      if (rest == Rest::drop) tasks_.clear();
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
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
      try {
        task.run();
      } catch (const std::exception& error) {
        const base::Refusal refusal{.code = failed_deed, .arguments = {{"why", error.what()}}};
        if (task.otherwise) tell_(task.otherwise(refusal));
        tell_(DeedDone{{Tone::bad, refusal}});
      }
      lock.lock();
      busy_ = false;
    }
  }

  struct Task {
    std::function<void()> run;
    Otherwise otherwise;
  };
  std::function<void(Fact)> tell_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool closing_ = false, busy_ = false;
  std::thread thread_;  // last: it uses all the others
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
  std::mutex mutex;
  std::vector<Fact> facts;
  std::vector<std::pair<std::uint64_t, std::shared_ptr<engine::Job>>> started;
  std::set<std::uint64_t> unwanted;  ///< rows that were stopped before their job was known
  bool leaving = false;              ///< nothing is started any more
  std::uint64_t reports = 0;         ///< told so far

  std::function<void(Fact)> teller = [this](Fact fact) { tell(std::move(fact)); };
  // Last: their threads use the rest.
  Worker machine{teller}, bench{teller}, report{teller}, uplink{teller}, status{teller}, tests{teller};

  void tell(Fact fact) {
    const std::lock_guard lock(mutex);
    facts.push_back(std::move(fact));
  }
  void tell_report(Reported fact) {
    const std::lock_guard lock(mutex);
    facts.emplace_back(std::move(fact));
    ++reports;
  }
  /// Never one that was asked before a report was kept: that report would not be among the waiting ones, as if it had been sent.
  void tell_status(const std::function<ScreenStatus()>& ask) {
    while (true) {
      std::unique_lock lock(mutex);
      const auto before = reports;
      lock.unlock();
      auto answer = ask();
      lock.lock();
      if (reports != before) continue;
      facts.emplace_back(std::move(answer));
      return;
    }
  }
  bool is_unwanted(std::uint64_t row) const { return leaving || unwanted.contains(row); }
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
  // Before anything is destroyed: their deeds use it. Reports that were asked for are kept.
  for (Worker* worker : {&threads_->machine, &threads_->bench, &threads_->uplink, &threads_->status, &threads_->tests})
    worker->finish(Worker::Rest::drop);
  threads_->report.finish(Worker::Rest::do_it);
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
    threads_->status.post([this] { threads_->tell_status(services_.status); });
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
  threads_->machine.post([this] { threads_->tell(services_.read_machine()); },
                         [](const base::Refusal&) { return MachineRead{}; });
}

void Session::perform(const FindDrives&) {
  threads_->bench.post(
      [this] {
        DrivesFound fact;
        fact.drives = services_.bench.find();
        fact.hiding = services_.bench.hiding_controllers();
        fact.interrupted = engine::interrupted(services_.journals);
        threads_->tell(std::move(fact));
      },
      [](const base::Refusal&) { return DrivesFound{}; });
}

void Session::perform(const Start& deed) {
  {
    const std::lock_guard lock(threads_->mutex);
    threads_->unwanted.erase(deed.row);
  }
  threads_->bench.post(
      [this, deed] {
        std::unique_lock lock(threads_->mutex);
        if (threads_->is_unwanted(deed.row)) {
          threads_->facts.emplace_back(Started{deed.row, base::Refusal{.code = "station.screen.stopped_before_start"}});
          return;
        }
        lock.unlock();
        auto job = services_.eraser.start(deed.request);
        if (!job.ok()) return threads_->tell(Started{deed.row, job.refusal()});
        lock.lock();
        if (threads_->is_unwanted(deed.row)) (*job)->stop();
        threads_->started.emplace_back(deed.row, *job);
        threads_->facts.emplace_back(Started{deed.row, {}});
      },
      [row = deed.row](const base::Refusal& refusal) { return Started{row, refusal}; });
}

void Session::perform(const Stop& deed) {
  if (const auto job = jobs_.find(deed.row); job != jobs_.end()) return job->second->stop();
  // Not begun: its start does not happen any more. Being begun: stopped as soon as it has.
  const std::lock_guard lock(threads_->mutex);
  threads_->unwanted.insert(deed.row);
  for (const auto& [row, job] : threads_->started) {
    if (row == deed.row) job->stop();
  }
}

void Session::perform(const KeepReport& deed) {
  threads_->report.post(
      [this, deed] {
        threads_->tell_report({deed.row, services_.report(deed.finished, deed.item_number, deed.operator_code)});
      },
      [row = deed.row](const base::Refusal& refusal) { return Reported{row, refusal}; });
}

void Session::perform(const Enrol& deed) {
  threads_->uplink.post([this, deed] {
    const auto outcome = services_.enrol(deed.text);
    threads_->tell_status(services_.status);
    threads_->tell(DeedDone{message_of(outcome, "station.screen.server.enrolled")});
  });
}

void Session::perform(const SendNow&) {
  threads_->uplink.post([this] {
    const auto outcome = services_.send_now();
    threads_->tell_status(services_.status);
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
  const auto run = [this, deed] {
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
  };
  threads_->tests.post(run, [row = deed.row](const base::Refusal&) {
    TestRow undone = row;
    undone.state = TestState::waiting;
    return TestEnded{undone};
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

std::vector<sanitization::Identity> Session::held() const {
  std::vector<sanitization::Identity> drives;
  for (const auto& [row, job] : jobs_) {
    if (is_held(job->progress())) drives.push_back(job->identity());
  }
  return drives;
}

bool Session::busy() const {
  return !jobs_.empty() || !threads_->bench.idle() || !threads_->report.idle() || !threads_->machine.idle() ||
         !threads_->uplink.idle();
}

void Session::wind_up(std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  {
    const std::lock_guard lock(threads_->mutex);
    threads_->leaving = true;
  }
  while (true) {
    tick();
    for (const auto& [row, job] : jobs_) job->stop();
    if (!busy() || std::chrono::steady_clock::now() >= deadline) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace station::screen
