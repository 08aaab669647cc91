#pragma once
// Imaginary drives that behave as real ones do, with their locks, hidden areas, caches and faults: what tests erase, and what a trainee
// erases in the station's practice mode. The truth about them is known: old_data() tells what of the former user is still there.
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "drives/drive.hpp"
#include "drives/fake_memory.hpp"
#include "sanitization/level.hpp"
#include "sanitization/record.hpp"

namespace drives {

/// How a firmware erasure that says « success » falls short. A drive that erases all that a host can read, and keeps its spare area, cannot be
/// found out over the wire by anybody: it is not among them.
enum class Lie {
  none,
  nothing_erased,
  visible_at_power_on,  ///< what was behind an HPA or DCO when the drive started stays
  first_namespace_only,
  tail_stays,  ///< the last tenth
  sprinkled,   ///< one block in 16 stays
  last_sector_stays,
};

/// What is wrong with a drive. Offsets are bytes of its first area; counts are of that drive's own transfers, from 1; 0: never.
struct Faults {
  using Ranges = std::vector<sanitization::Range>;
  Ranges write_errors = {}, read_errors = {};  ///< EIO, always
  Ranges weak = {};               ///< EIO when read until it is written: then it is put out of use with what it held
  Ranges dropped = {};            ///< writes that succeed and write nothing
  std::uint64_t drop_every = 0;   ///< every n-th write likewise
  std::uint64_t short_every = 0;  ///< every n-th transfer moves only its first half
  std::optional<std::uint64_t> flip_written = {};    ///< this byte is always written with one bit wrong
  std::optional<std::uint64_t> flip_read = {};       ///< … read …
  std::optional<std::uint64_t> flip_read_once = {};  ///< … the first time only
  std::uint64_t shrink_after = 0;                    ///< half of the capacity is gone from then on
  std::uint64_t unplug_after = 0;
  std::uint64_t swap_after = 0;  ///< another drive answers in its place: swapped_to
  sanitization::Identity swapped_to = {};
  std::uint64_t hang_after = 0;  ///< no transfer is answered any more, until release()
  bool flush_fails = false;
  std::chrono::milliseconds latency{0};

  Lie lie = Lie::none;
  bool sanitize_stuck = false;                            ///< in progress for ever
  bool sanitize_fails = false;                            ///< ends in the failed state, nothing erased
  bool sanitize_forgotten = false;                        ///< half-way the drive knows nothing of it any more
  bool sanitize_stale = false;                            ///< accepts, never starts, and still shows an old success
  bool failure_sticks = false;                            ///< SANITIZE EXIT FAILURE MODE is refused
  bool crypto_format_ignored = false;                     ///< Format SES=2 is accepted without FNA, and does nothing
  bool restore_refused = false, restore_ignored = false;  ///< HPA, DCO, AMA
  bool unfreeze_ignored = false;                          ///< the machine's firmware freezes again when it wakes
  bool boot_erase_ignored = false;
  bool garbage_sense = false;  ///< a bridge: invented facts, and « success » for commands that never reach the drive
  bool erase_keeps_password = false;  ///< a security erase ends well, but the password stays set
  std::optional<CommandKind> refuse = {}, fail = {}, hang = {};
  std::chrono::milliseconds hang_for{0};  ///< then timed_out; 0: until release()
  bool hang_identify = false;
  bool unreadable = false;  ///< identify() is refused
};

/// A drive as it leaves the shelf. `facts` is what it says of itself at first; the largest of its sizes is what it really holds.
struct FakeSpec {
  sanitization::DriveFacts facts;
  std::string device = "/dev/sda";
  Use use = {};
  OldContent old = OldContent::text;
  std::uint64_t spare_old_bytes = 0;  ///< reallocated or over-provisioned: the former user's, out of reach of any write
  std::uint64_t cache_bytes = 0;      ///< written but lost when the power goes, unless flushed
  int sanitize_polls = 3;             ///< a sanitize or a format unit is seen in progress so many times
  std::chrono::milliseconds firmware_time{0};  ///< instead: how long an erasure by the drive itself takes
  std::uint64_t bytes_per_second = 0;          ///< 0: as quick as memory
  bool can_unfreeze = true, can_power_cycle = false;
  bool frozen_at_power_on = false;  ///< the machine's firmware freezes it at each start
  std::string psid = {};            ///< on the label of a self-encrypting drive
  bool foreign_password = false;    ///< the ATA password that is set is not the station's
  std::uint64_t seed = 1;
  Faults faults = {};
};

/// One of each kind, with `sectors` of its usual size (512 bytes): healthy, unlocked, nothing hidden, with old data everywhere. A serial of less than
/// four characters, or 0123…, names no drive (sanitization::names_one).
FakeSpec sata_hdd(std::string serial, std::uint64_t sectors = 2048);
FakeSpec sata_ssd(std::string serial, std::uint64_t sectors = 2048);
FakeSpec hybrid(std::string serial, std::uint64_t sectors = 2048);
FakeSpec nvme(std::string serial, std::uint64_t sectors = 2048, std::uint32_t namespaces = 1);
FakeSpec sas_hdd(std::string serial, std::uint64_t sectors = 2048);
FakeSpec sas_ssd(std::string serial, std::uint64_t sectors = 2048);
FakeSpec emmc(std::string serial, std::uint64_t sectors = 2048);
FakeSpec usb_stick(std::string serial, std::uint64_t sectors = 2048);
FakeSpec usb_bridge_hdd(std::string serial, std::uint64_t sectors = 2048);
FakeSpec virtual_disk(std::string serial, std::uint64_t sectors = 2048);
/// The last sectors of the drive are put behind an HPA (or AMA), then a DCO.
FakeSpec hide(FakeSpec spec, std::uint64_t hpa_sectors, std::uint64_t dco_sectors, bool ama = false);
/// The same bytes in sectors of another size (520 and 528: no transfer before a format).
FakeSpec with_sector(FakeSpec spec, std::uint32_t bytes);

/// Where bytes of the former user still are.
struct OldData {
  bool visible = false;     ///< first namespace or the disk, up to its reported size
  bool hidden = false;      ///< beyond it
  bool namespaces = false;  ///< in another namespace
  bool boot = false;        ///< eMMC boot areas
  bool spare = false;       ///< out of reach of writes: counts against a purge only
  bool operator==(const OldData&) const = default;
};

/// The drive itself, plugged or on the shelf. Thread-safe.
class FakeDrive {
 public:
  explicit FakeDrive(FakeSpec spec);

  OldData old_data() const;
  /// Would « erased » at this level be false?
  bool old_data_left(sanitization::Level level) const;
  /// What it would say of itself, without the lies.
  sanitization::DriveFacts truth() const;
  std::string device() const;
  bool plugged() const;
  std::uint64_t transfers() const;
  /// Commands that were accepted, in order.
  std::vector<CommandKind> commands() const;
  /// … of them, how many after another drive had taken its place (Faults::swap_after).
  std::size_t commands_after_swap() const;
  /// Bytes as they are on the medium, hidden ones too.
  std::vector<std::uint8_t> peek(std::size_t area, std::uint64_t offset, std::size_t bytes) const;
  void poke(std::size_t area, std::uint64_t offset, const std::vector<std::uint8_t>& bytes);

  void set_faults(Faults faults);
  void set_identity(sanitization::Identity identity);
  void set_use(Use use);
  Use use() const;
  void rename(std::string device);
  /// What hangs is answered, now and later.
  void release();
  void unplug();
  void plug_in(std::string device);
  /// The power goes: each unflushed write is lost or not (`seed` decides), a password locks.
  void power_loss(std::uint64_t seed);
  void power_on();

 private:
  friend class FakeOpening;
  friend class FakeQueue;
  friend class FakeBench;
  struct Lost {  ///< what a write that is still in the cache replaced
    std::size_t area;
    std::uint64_t offset;
    std::vector<std::uint8_t> bytes;
  };
  using Clock = std::chrono::steady_clock;

  // What an opening asks; `plug` is the plugging that it belongs to.
  std::uint64_t plug() const;
  base::Result<sanitization::DriveFacts> identify(std::uint64_t plug);
  CommandResult run(std::uint64_t plug, const Command& command);
  SanitizeProgress progress(std::uint64_t plug);
  base::Result<std::vector<Area>> areas(std::uint64_t plug);
  std::int64_t transfer(std::uint64_t plug, std::size_t area, const Transfer& transfer);
  /// When a transfer that is handed over now will be answered; nothing: it hangs.
  std::optional<Clock::time_point> schedule(std::uint32_t bytes);
  bool hangs() const;

  // fake_drive.cpp, with the lock held
  bool here(std::uint64_t plug) const { return plugged_ && plug == plug_; }
  std::uint64_t area_bytes(std::size_t area) const;
  bool accepts_data() const;
  std::int64_t count_transfer();
  std::int64_t read_bytes(std::size_t area, const Transfer& transfer, std::uint32_t bytes);
  std::int64_t write_bytes(std::size_t area, const Transfer& transfer, std::uint32_t bytes);
  void write_part(std::size_t area, std::uint64_t offset, std::vector<std::uint8_t> bytes);
  void put_out_of_use(std::uint64_t offset, std::uint64_t bytes);
  void lock_after_power_loss();
  // fake_commands.cpp, with the lock held
  CommandResult execute(const Command& command);
  CommandEnd security(const Command& command);
  CommandEnd restore(CommandKind kind);
  CommandEnd start_sanitize(CommandKind kind);
  CommandEnd format(CommandKind kind);
  CommandEnd mmc(CommandKind kind);
  CommandEnd leave_failure();
  void advance_sanitize();
  void finish_sanitize();
  enum class Reach { visible, everything };
  void erase(Reach reach, bool crypto, std::uint8_t value);
  void erase_area(std::size_t area, std::uint64_t bytes, bool crypto, std::uint8_t value);
  std::optional<CommandEnd> wait_hung(std::unique_lock<std::mutex>& lock, const Command& command);

  mutable std::mutex mutex_;
  std::condition_variable released_;
  FakeSpec spec_;
  sanitization::DriveFacts facts_;
  std::uint64_t power_on_sectors_ = 0;
  std::vector<FakeMemory> memories_;  ///< the disk or each namespace, then boot areas
  std::deque<Lost> unflushed_;
  std::uint64_t unflushed_bytes_ = 0;
  Faults::Ranges weak_;
  std::uint64_t spare_old_ = 0;
  bool plugged_ = true;
  std::uint64_t plug_ = 1;
  bool free_ = false;  ///< released
  std::uint64_t transfers_ = 0, writes_ = 0;
  Clock::time_point busy_until_ = {};
  std::vector<CommandKind> commands_;
  std::optional<std::size_t> commands_before_swap_;
  std::optional<CommandKind> running_;  ///< the sanitize or format unit in progress
  int polls_left_ = 0;
  Clock::time_point running_since_ = {};
  std::uint64_t sanitize_count_ = 0;
};

/// A bench of such drives: they can be added, taken away, renamed, and the power of all can be cut at any operation.
class FakeBench final : public Bench {
 public:
  FakeBench();
  ~FakeBench() override;
  FakeBench(const FakeBench&) = delete;
  FakeBench& operator=(const FakeBench&) = delete;

  /// Under its own name, or the next one that is free.
  std::shared_ptr<FakeDrive> add(FakeSpec spec);
  void add(std::shared_ptr<FakeDrive> drive);
  void remove(const std::shared_ptr<FakeDrive>& drive);
  void set_practice(bool practice);
  void set_hiding_controllers(std::vector<std::string> names);
  /// Commands and transfers asked so far, on all drives.
  std::uint64_t operations() const;
  /// At the n-th operation from now: `then` is called (it may copy journals), and nothing reaches a drive any more until resume().
  /// With `power` the drives lose their power too; without, it is only the program that ends.
  void cut_at(std::uint64_t operation, bool power, std::uint64_t seed, std::function<void()> then);
  /// The same at a command: before it reaches the drive, or after it was done and before its answer.
  void cut_at_command(CommandKind kind, bool after, bool power, std::uint64_t seed, std::function<void()> then);
  bool was_cut() const;
  /// The power is back, or the program starts again: only what is opened from now on works.
  void resume();
  /// Everything that hangs is answered.
  void release();

  std::vector<Found> find() override;
  base::Result<std::unique_ptr<Drive>> open(const sanitization::Identity& identity) override;
  std::unique_ptr<IoQueue> make_queue(std::size_t depth) override;
  bool practice() const override;
  std::vector<std::string> hiding_controllers() override;

  struct Ports;  ///< shared with openings and queues, which may outlive the bench

 private:
  std::shared_ptr<Ports> ports_;
};

/// The bench on which a trainee practises: a frozen SSD, an HDD with bad sectors, an NVMe drive, the stick that the machine started from and a
/// slow HDD, at speeds that let the bars be watched (20–60 s each).
std::unique_ptr<FakeBench> practice_bench();

}  // namespace drives
