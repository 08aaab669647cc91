#pragma once
// One seam over every drive: SG_IO (SAT, SCSI), NVMe admin commands, MMC, plain block devices; and the in-process fake that stands in for
// all of them in tests. Commands are the words of the method (erasure.md §3); which bytes go over which bus is the affair of each implementation.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sanitization/drive_facts.hpp"

namespace drives {

enum class CommandKind {
  unfreeze,         ///< suspend to RAM and wake by the clock; not_possible where the machine cannot
  set_password,     ///< ATA SECURITY SET PASSWORD: user, high, `station_password`
  remove_password,  ///< UNLOCK, then DISABLE PASSWORD, with `station_password`
  security_erase,
  security_erase_enhanced,  ///< PREPARE and UNIT; the password must be set; blocks until the drive answers
  restore_hpa,
  restore_dco,
  restore_ama,
  psid_revert,  ///< Command::psid
  sanitize_block,
  sanitize_crypto,
  sanitize_overwrite,  ///< started only: sanitize_progress() follows
  sanitize_exit_failure,
  format,
  format_crypto,  ///< NVMe Format SES=1, SES=2, every namespace
  format_unit,    ///< started only (IMMED): sanitize_progress() follows
  mmc_erase,
  mmc_secure_trim,
  mmc_sanitize,
  mmc_erase_boot,  ///< whole user area; both boot areas
  power_cycle,     ///< of the port, where the machine can; else not_possible
};

/// The fixed, documented password: a drive that a power cut left locked is opened again by any station (docs/user). 32 bytes, zero-padded.
inline constexpr std::string_view station_password = "Boucle";

struct Command {
  CommandKind kind = CommandKind::unfreeze;
  std::chrono::seconds limit{30};
  std::string psid = {};
};

enum class CommandEnd {
  done,
  refused,  ///< the drive aborts the command: not supported, frozen, wrong state
  failed,   ///< accepted, then reported a failure, or an answer that makes no sense (bridges)
  timed_out,
  gone,          ///< no such device any more
  not_possible,  ///< this bus or machine has no such command
};

struct CommandResult {
  CommandEnd end = CommandEnd::not_possible;
  std::string raw = {};   ///< hexadecimal: returned registers, sense data or completion
  std::string sent = {};  ///< hexadecimal of the command block, for the certificate
};

struct SanitizeProgress {
  sanitization::SanitizeState state = sanitization::SanitizeState::unknown;
  double share = 0;      ///< 0…1
  std::string log = {};  ///< hexadecimal of what it was read from
};

/// A part of the drive that holds data and is read and written as a block device: the disk, an NVMe namespace, an eMMC boot area.
struct Area {
  std::string name;  ///< "" for the disk, "ns1", "boot0"
  int handle = -1;   ///< for IoQueue; a file descriptor opened O_DIRECT | O_EXCL, valid while the drive is open
  std::uint64_t bytes = 0;
  std::uint32_t sector = 512;
};

/// An opened drive. Functions may block until their limit; one thread at a time.
class Drive {
 public:
  virtual ~Drive() = default;
  /// How the system names it now ("/dev/sda"): for people only, never an identity.
  virtual std::string device() const = 0;
  /// Asks the drive again, nothing kept from before. Refuses "drives.gone", "drives.unreadable" (device, reason).
  virtual base::Result<sanitization::DriveFacts> identify() = 0;
  virtual CommandResult run(const Command& command) = 0;
  virtual SanitizeProgress sanitize_progress() = 0;
  /// Opens (again: sizes change after restore_hpa) what can be read and written. Refuses "drives.busy", "drives.gone", "drives.read_only",
  /// "drives.not_shown" (part): the drive has it, but the system shows no such device; it may come in a moment.
  virtual base::Result<std::vector<Area>> open_areas() = 0;
  virtual void close_areas() = 0;
};

struct Transfer {
  enum class Kind { read, write, flush };
  Kind kind = Kind::read;
  int handle = -1;
  std::uint64_t offset = 0;
  std::uint8_t* data = nullptr;  ///< aligned on 4096
  std::uint32_t bytes = 0;
  std::uint64_t tag = 0;  ///< below least_reserved_tag
};
inline constexpr std::uint64_t least_reserved_tag = ~std::uint64_t{0} - 15;
struct Completion {
  std::uint64_t tag = 0;
  std::int64_t result = 0;  ///< bytes moved (maybe fewer than asked), or a negative errno
};

/// Many transfers in flight on many drives, from one thread.
class IoQueue {
 public:
  virtual ~IoQueue() = default;
  /// At least this many may be in flight at once.
  virtual std::size_t depth() const = 0;
  /// Starts at the latest at the next wait(). The data of a transfer that never completes (a hung drive) must be left alone for ever.
  virtual void submit(const Transfer& transfer) = 0;
  /// Completions since the last call, at most `out.size()`; waits until one arrives or `limit` passed.
  virtual std::size_t wait(std::span<Completion> out, std::chrono::milliseconds limit) = 0;
  /// Wakes a wait() from another thread.
  virtual void wake() = 0;
};

/// Why a drive must not be touched, looked up in the running system at that moment.
struct Use {
  bool boot_medium = false;
  std::vector<std::string> mounted;  ///< mount points, swap
  std::vector<std::string> holders;  ///< LVM, RAID, dm-crypt: names of what holds it
};

/// A drive that was found, not yet opened.
struct Found {
  std::string device;  ///< "/dev/sda", "/dev/nvme0n1"
  sanitization::DriveFacts facts;
  Use use;
  std::optional<base::Refusal> unreadable = {};  ///< it is there, but does not answer
  std::string target = {};                       ///< SCSI target (host, channel, target), where several units may stand
};

/// Where drives are looked for and opened: the machine, or a bench of imaginary drives.
class Bench {
 public:
  virtual ~Bench() = default;
  /// Every drive, also those that must not be touched. NVMe controllers once, with their namespaces. A drive that hangs costs its own limit only.
  virtual std::vector<Found> find() = 0;
  /// The drive with this identity, wherever it is plugged now. Refuses "drives.gone", "drives.ambiguous" (two answer to this serial).
  virtual base::Result<std::unique_ptr<Drive>> open(const sanitization::Identity& identity) = 0;
  virtual std::unique_ptr<IoQueue> make_queue(std::size_t depth) = 0;
  /// True for imaginary drives: nothing that happens here is evidence.
  virtual bool practice() const = 0;
  /// Controllers that hide their drives (RAID, VMD, RST), by name: no certificate can be given for what is behind them.
  virtual std::vector<std::string> hiding_controllers() { return {}; }
};

/// May this drive be erased at all? Refuses drives.guard.{boot_medium,mounted,held,unnamed,ambiguous,shared,read_only,unreadable,hidden_by_controller}.
/// `all`: every drive found in the same look.
base::Outcome check_guard(const Found& drive, const std::vector<Found>& all);

}  // namespace drives
