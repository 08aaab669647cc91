// The bench of imaginary drives, their openings, and the queue of their transfers.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <utility>

#include "drives/fake.hpp"

namespace drives {
namespace {

/// As the system counts: sdb, sdc … sdaa; nvme1n1; mmcblk1.
std::string next_name(sanitization::Bus bus, int number) {
  if (bus == sanitization::Bus::nvme) return "/dev/nvme" + std::to_string(number) + "n1";
  if (bus == sanitization::Bus::mmc) return "/dev/mmcblk" + std::to_string(number);
  std::string letters;
  for (int rest = number; rest >= 0; rest = rest / 26 - 1)
    letters.insert(letters.begin(), static_cast<char>('a' + rest % 26));
  return (bus == sanitization::Bus::virtual_disk ? "/dev/vd" : "/dev/sd") + letters;
}

}  // namespace

struct FakeBench::Ports {
  struct Handle {
    std::shared_ptr<FakeDrive> drive;
    std::uint64_t plug = 0;
    std::size_t area = 0;
  };
  std::mutex mutex;
  std::vector<std::shared_ptr<FakeDrive>> drives;
  std::map<int, Handle> handles;
  int next_handle = 1000;
  std::vector<std::string> hiding;
  bool practice = true;
  std::uint64_t operations = 0, cut_at = 0, cut_seed = 0;
  std::uint64_t starts = 1;  ///< of the program
  bool cut_power = false, off = false;
  std::function<void()> then;
  std::optional<CommandKind> cut_command;
  bool cut_after = false;

  /// False when nothing reaches a drive any more for who began at `start`.
  bool count(std::uint64_t start, std::optional<CommandKind> command = {}, bool after = false) {
    std::unique_lock lock(mutex);
    if (off || start != starts) return false;
    const bool at_command = command && cut_command == command && cut_after == after;
    if (++operations != cut_at && !at_command) return true;
    off = true;
    ++starts;
    const auto all = drives;
    const bool power = cut_power;
    const std::uint64_t seed = cut_seed;
    const auto call = std::exchange(then, nullptr);
    if (call) call();  // before anybody can learn that nothing answers
    lock.unlock();
    for (const auto& drive : all) {
      if (power) drive->power_loss(seed);
    }
    return false;
  }
  std::optional<Handle> find(int handle) {
    const std::scoped_lock lock(mutex);
    const auto found = handles.find(handle);
    if (found == handles.end()) return std::nullopt;
    return found->second;
  }
};

/// A drive opened by one program's run, at one plugging.
class FakeOpening final : public Drive {
 public:
  FakeOpening(std::shared_ptr<FakeBench::Ports> ports, std::shared_ptr<FakeDrive> drive, std::uint64_t start)
      : ports_(std::move(ports)), drive_(std::move(drive)), start_(start), plug_(drive_->plug()) {}
  ~FakeOpening() override { close(); }
  FakeOpening(const FakeOpening&) = delete;
  FakeOpening& operator=(const FakeOpening&) = delete;

  std::string device() const override { return drive_->device(); }
  base::Result<sanitization::DriveFacts> identify() override {
    if (!ports_->count(start_)) return gone();
    return drive_->identify(plug_);
  }
  CommandResult run(const Command& command) override {
    if (!ports_->count(start_, command.kind)) return {.end = CommandEnd::gone};
    CommandResult result = drive_->run(plug_, command);
    // The drive may have done it, and the answer be lost.
    if (!ports_->count(start_, command.kind, true)) return {.end = CommandEnd::gone};
    return result;
  }
  SanitizeProgress sanitize_progress() override {
    if (!ports_->count(start_)) return {};
    return drive_->progress(plug_);
  }
  base::Result<std::vector<Area>> open_areas() override {
    close();
    if (!ports_->count(start_)) return gone();
    TRY(areas, drive_->areas(plug_));
    const std::scoped_lock lock(ports_->mutex);
    for (const auto& [handle, held] : ports_->handles) {
      if (held.drive == drive_ && held.plug == plug_) {
        return base::Refusal{.code = "drives.busy", .arguments = {{"device", drive_->device()}}};
      }
    }
    for (std::size_t area = 0; area < areas.size(); ++area) {
      areas[area].handle = ports_->next_handle++;
      ports_->handles[areas[area].handle] = {.drive = drive_, .plug = plug_, .area = area};
      handles_.push_back(areas[area].handle);
    }
    return areas;
  }
  void close_areas() override { close(); }

 private:
  void close() {
    const std::scoped_lock lock(ports_->mutex);
    for (const int handle : handles_) ports_->handles.erase(handle);
    handles_.clear();
  }
  base::Refusal gone() const { return {.code = "drives.gone", .arguments = {{"device", drive_->device()}}}; }

  std::shared_ptr<FakeBench::Ports> ports_;
  std::shared_ptr<FakeDrive> drive_;
  std::uint64_t start_ = 0;
  std::uint64_t plug_ = 0;
  std::vector<int> handles_;
};

/// Transfers are carried out when they are answered, as a drive would read a buffer late: who touches it before is caught.
class FakeQueue final : public IoQueue {
 public:
  FakeQueue(std::shared_ptr<FakeBench::Ports> ports, std::size_t depth, std::uint64_t start)
      : ports_(std::move(ports)), depth_(depth), start_(start) {}

  std::size_t depth() const override { return depth_; }

  void submit(const Transfer& transfer) override {
    Waiting waiting{.transfer = transfer, .due = FakeDrive::Clock::now()};
    if (const auto handle = ports_->find(transfer.handle)) waiting.due = handle->drive->schedule(transfer.bytes);
    const std::scoped_lock lock(mutex_);
    waiting_.push_back(waiting);
  }

  std::size_t wait(std::span<Completion> out, std::chrono::milliseconds limit) override {
    const auto end = FakeDrive::Clock::now() + limit;
    while (true) {
      const auto due = take_due(out.size());
      for (std::size_t done = 0; done < due.size(); ++done)
        out[done] = {.tag = due[done].tag, .result = carry_out(due[done])};
      std::unique_lock lock(mutex_);
      if (!due.empty() || woken_ || FakeDrive::Clock::now() >= end) {
        woken_ = false;
        return due.size();
      }
      auto until =
          std::min(end, FakeDrive::Clock::now() + std::chrono::milliseconds(20));  // what hangs may be released
      for (const auto& waiting : waiting_) until = waiting.due ? std::min(until, *waiting.due) : until;
      changed_.wait_until(lock, until, [this] { return woken_; });
    }
  }

  void wake() override {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
    changed_.notify_all();
  }

 private:
  struct Waiting {
    Transfer transfer;
    std::optional<FakeDrive::Clock::time_point> due;
  };

  /// At most `most` of those whose time has come, in any order.
  std::vector<Transfer> take_due(std::size_t most) {
    const std::scoped_lock lock(mutex_);
    const auto now = FakeDrive::Clock::now();
    const auto later = std::partition(waiting_.begin(), waiting_.end(), [&](Waiting& waiting) {
      const auto handle = ports_->find(waiting.transfer.handle);
      if (handle && handle->drive->hangs()) return false;
      if (!waiting.due) waiting.due = now;
      return *waiting.due <= now;
    });
    std::vector<Transfer> due;
    for (auto first = waiting_.begin(); first != later && due.size() < most; ++first) {
      order_ = order_ * 6364136223846793005U + 1442695040888963407U;
      const auto left = static_cast<std::uint64_t>(later - first);
      std::iter_swap(first, first + static_cast<std::ptrdiff_t>((order_ >> 33U) % left));
      due.push_back(first->transfer);
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(due.size()));
    return due;
  }

  std::int64_t carry_out(const Transfer& transfer) {
    const auto handle = ports_->find(transfer.handle);
    if (!handle) return -EBADF;
    if (!ports_->count(start_)) return -ENODEV;
    return handle->drive->transfer(handle->plug, handle->area, transfer);
  }

  std::shared_ptr<FakeBench::Ports> ports_;
  std::size_t depth_ = 0;
  std::uint64_t start_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Waiting> waiting_;
  std::uint64_t order_ = 1;
  bool woken_ = false;
};

FakeBench::FakeBench() : ports_(std::make_shared<Ports>()) {}

FakeBench::~FakeBench() { release(); }

std::shared_ptr<FakeDrive> FakeBench::add(FakeSpec spec) {
  auto drive = std::make_shared<FakeDrive>(std::move(spec));
  add(drive);
  return drive;
}
void FakeBench::add(std::shared_ptr<FakeDrive> drive) {
  const std::scoped_lock lock(ports_->mutex);
  const auto taken = [&](const std::string& device) {
    return std::any_of(ports_->drives.begin(), ports_->drives.end(),
                       [&](const auto& other) { return other->device() == device; });
  };
  for (int number = 1; taken(drive->device()); ++number) drive->rename(next_name(drive->truth().bus, number));
  ports_->drives.push_back(std::move(drive));
}
void FakeBench::remove(const std::shared_ptr<FakeDrive>& drive) {
  drive->unplug();
  const std::scoped_lock lock(ports_->mutex);
  std::erase(ports_->drives, drive);
}
void FakeBench::set_practice(bool practice) {
  const std::scoped_lock lock(ports_->mutex);
  ports_->practice = practice;
}
void FakeBench::set_hiding_controllers(std::vector<std::string> names) {
  const std::scoped_lock lock(ports_->mutex);
  ports_->hiding = std::move(names);
}
std::uint64_t FakeBench::operations() const {
  const std::scoped_lock lock(ports_->mutex);
  return ports_->operations;
}
void FakeBench::cut_at(std::uint64_t operation, bool power, std::uint64_t seed, std::function<void()> then) {
  const std::scoped_lock lock(ports_->mutex);
  ports_->cut_at = ports_->operations + operation;
  ports_->cut_power = power;
  ports_->cut_seed = seed;
  ports_->then = std::move(then);
}
void FakeBench::cut_at_command(CommandKind kind, bool after, bool power, std::uint64_t seed,
                               std::function<void()> then) {
  const std::scoped_lock lock(ports_->mutex);
  ports_->cut_command = kind;
  ports_->cut_after = after;
  ports_->cut_power = power;
  ports_->cut_seed = seed;
  ports_->then = std::move(then);
}
bool FakeBench::was_cut() const {
  const std::scoped_lock lock(ports_->mutex);
  return ports_->off;
}
void FakeBench::resume() {
  std::unique_lock lock(ports_->mutex);
  const bool power = ports_->off && ports_->cut_power;
  if (!ports_->off) ++ports_->starts;
  ports_->off = false;
  ports_->cut_at = 0;
  ports_->cut_command.reset();
  ports_->then = nullptr;
  ports_->handles.clear();
  const auto all = ports_->drives;
  lock.unlock();
  for (const auto& drive : all) {
    if (power) drive->power_on();
  }
}
void FakeBench::release() {
  std::unique_lock lock(ports_->mutex);
  const auto all = ports_->drives;
  lock.unlock();
  for (const auto& drive : all) drive->release();
}

std::vector<Found> FakeBench::find() {
  std::unique_lock lock(ports_->mutex);
  if (ports_->off) return {};
  const auto all = ports_->drives;
  lock.unlock();
  std::vector<Found> found;
  for (const auto& drive : all) {
    if (!drive->plugged()) continue;
    Found one{.device = drive->device(), .facts = {}, .use = drive->use()};
    auto facts = drive->identify(drive->plug());
    if (facts) {
      one.facts = std::move(*facts);
    } else {
      one.facts.identity = drive->truth().identity;  // the system may still know who it is
      one.unreadable = facts.refusal();
    }
    found.push_back(std::move(one));
  }
  return found;
}

base::Result<std::unique_ptr<Drive>> FakeBench::open(const sanitization::Identity& identity) {
  std::unique_lock lock(ports_->mutex);
  const std::uint64_t start = ports_->starts;
  const auto all = ports_->off ? std::vector<std::shared_ptr<FakeDrive>>{} : ports_->drives;
  lock.unlock();
  std::shared_ptr<FakeDrive> match;
  for (const auto& drive : all) {
    if (!drive->plugged() || !sanitization::same_unit(drive->truth().identity, identity)) continue;
    if (match) return base::Refusal{.code = "drives.ambiguous", .arguments = {{"serial", identity.serial}}};
    match = drive;
  }
  if (!match) return base::Refusal{.code = "drives.gone", .arguments = {{"serial", identity.serial}}};
  return std::unique_ptr<Drive>(std::make_unique<FakeOpening>(ports_, match, start));
}

std::unique_ptr<IoQueue> FakeBench::make_queue(std::size_t depth) {
  const std::scoped_lock lock(ports_->mutex);
  return std::make_unique<FakeQueue>(ports_, depth, ports_->starts);
}
bool FakeBench::practice() const {
  const std::scoped_lock lock(ports_->mutex);
  return ports_->practice;
}
std::vector<std::string> FakeBench::hiding_controllers() {
  const std::scoped_lock lock(ports_->mutex);
  return ports_->hiding;
}

}  // namespace drives
