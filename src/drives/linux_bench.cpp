#include "drives/linux_bench.hpp"

#include <condition_variable>
#include <exception>
#include <functional>
#include <thread>

#include "drives/linux_drive.hpp"
#include "drives/uring.hpp"
#include "drives/uses.hpp"

namespace drives {
namespace {

using std::chrono::steady_clock;

struct Learned {
  std::optional<sanitization::DriveFacts> facts;
  std::optional<base::Refusal> refusal;
  bool boot_medium = false;
};
/// One thread's look at one drive. Shared, for a thread that hangs in the kernel outlives everybody's patience.
struct Look {
  std::mutex mutex;
  std::condition_variable changed;
  bool finished = false;
  Learned learned;
};

class LinuxBench final : public Bench {
 public:
  explicit LinuxBench(LinuxBenchOptions options) : options_(std::move(options)), opened_(std::make_shared<Opened>()) {}

  std::vector<Found> find() override { return look_at(find_nodes(options_), Depth::everything); }

  base::Result<std::unique_ptr<Drive>> open(const sanitization::Identity& identity) override {
    const auto refusal = [&](const char* code) {
      return base::Refusal{.code = code, .arguments = {{"device", identity.model}, {"serial", identity.serial}}};
    };
    if (!sanitization::names_one(identity)) return refusal("drives.ambiguous");
    const std::vector<Node> nodes = find_nodes(options_);
    const std::vector<Found> all = look_at(nodes, Depth::names);
    const Node* match = nullptr;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].unreadable || !same(all[i].facts.identity, identity)) continue;
      if (match) return refusal("drives.ambiguous");
      match = &nodes[i];
    }
    if (!match) return refusal("drives.gone");
    TRY(drive, make_linux_drive(*match, options_));
    drive->enter(opened_);
    TRY(facts, drive->identify());
    if (!same(facts.identity, identity)) return refusal("drives.gone");
    return std::unique_ptr<Drive>(std::move(drive));
  }

  std::unique_ptr<IoQueue> make_queue(std::size_t depth) override { return make_uring_queue(depth); }
  bool practice() const override { return false; }
  std::vector<std::string> hiding_controllers() override { return find_hiding_controllers(options_.sys); }

 private:
  enum class Depth { names, everything };

  /// Cheap NVMe drives share one EUI-64: when both tell a serial, it must be the same too.
  static bool same(const sanitization::Identity& one, const sanitization::Identity& other) {
    if (!sanitization::same_drive(one, other)) return false;
    return one.serial.empty() || other.serial.empty() || one.serial == other.serial;
  }

  /// In a thread: may never come back.
  static Learned look(const Node& node, const LinuxBenchOptions& options, const Usage& usage, Depth depth) {
    const base::Result<std::unique_ptr<LinuxDrive>> drive = make_linux_drive(node, options);
    if (!drive) return {.refusal = drive.refusal()};
    if (depth == Depth::names) {
      const std::optional<sanitization::Identity> name = (*drive)->name_now();
      if (name) return {.facts = sanitization::DriveFacts{.identity = *name}};
      return {.refusal = base::Refusal{.code = "drives.gone", .arguments = {{"device", node.device.string()}}}};
    }
    const base::Result<sanitization::DriveFacts> told = (*drive)->identify();
    Learned learned{.boot_medium = carries_boot_medium(node, usage, options)};
    if (told) learned.facts = *told;
    if (!told) learned.refusal = told.refusal();
    return learned;
  }

  std::shared_ptr<Look> begin(const Node& node, const Usage& usage, Depth depth) {
    auto result = std::make_shared<Look>();
    opened_->set_hanging(node.key, true);
    std::thread([result, node, usage, depth, options = options_, opened = opened_] {
      Learned learned;
      try {
        learned = look(node, options, usage, depth);
      } catch (
          const std::exception& error) {  // a drive that vanishes in the middle makes the file system functions throw
        learned.refusal = base::Refusal{.code = "drives.unreadable",
                                        .arguments = {{"device", node.device.string()}, {"reason", error.what()}}};
      }
      opened->set_hanging(node.key, false);  // before anybody can know that it has finished
      const std::lock_guard lock(result->mutex);
      result->learned = std::move(learned);
      result->finished = true;
      result->changed.notify_all();
    }).detach();
    return result;
  }

  std::vector<Found> look_at(const std::vector<Node>& nodes, Depth depth) {
    const std::lock_guard one_at_a_time(
        looking_);  // so that a look that is not finished before this one begins does hang
    const Usage usage = read_usage(options_);
    std::vector<Found> all;
    std::vector<std::shared_ptr<Look>> looks;
    for (const Node& node : nodes) {
      Found found{.device = node.device.string(), .use = use_of(node, usage, options_)};
      found.facts.identity = node.told;
      found.facts.bus = bus_of(node.kind);
      found.facts.bridge = node.bridge;
      found.target = node.target;
      looks.push_back(nullptr);
      if (const std::optional<sanitization::DriveFacts> facts = opened_->facts(node)) {
        found.facts = *facts;
      } else if (opened_->hangs(node.key)) {
        found.unreadable = no_answer(node);
      } else {
        looks.back() = begin(node, usage, depth);
      }
      all.push_back(std::move(found));
    }
    const auto until = steady_clock::now() + options_.look_limit;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (looks[i]) take(nodes[i], *looks[i], until, all[i]);
    }
    return all;
  }

  static base::Refusal no_answer(const Node& node) {
    return {.code = "drives.no_answer", .arguments = {{"device", node.device.string()}}};
  }

  static void take(const Node& node, Look& look, steady_clock::time_point until, Found& found) {
    std::unique_lock lock(look.mutex);
    if (!look.changed.wait_until(lock, until, [&] { return look.finished; })) {
      found.unreadable = no_answer(node);
      return;
    }
    if (look.learned.facts) found.facts = *look.learned.facts;
    found.unreadable = look.learned.refusal;
    found.use.boot_medium = found.use.boot_medium || look.learned.boot_medium;
  }

  LinuxBenchOptions options_;
  std::shared_ptr<Opened> opened_;
  std::mutex looking_;
};

}  // namespace

std::unique_ptr<Bench> linux_bench(LinuxBenchOptions options) {
  return std::make_unique<LinuxBench>(std::move(options));
}

}  // namespace drives
