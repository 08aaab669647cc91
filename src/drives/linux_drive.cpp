#include "drives/linux_drive.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>

namespace drives {
namespace {

/// Answers at once and works on by itself.
bool goes_on_alone(CommandKind kind) {
  return kind == CommandKind::sanitize_block || kind == CommandKind::sanitize_crypto ||
         kind == CommandKind::sanitize_overwrite || kind == CommandKind::format_unit;
}

constexpr int busy_tries = 40;
constexpr std::chrono::milliseconds busy_pause{50};

CommandResult said(CommandEnd end, std::string_view word) { return {.end = end, .raw = base::to_hex(word)}; }

}  // namespace

sanitization::Bus bus_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::scsi:
      return sanitization::Bus::scsi;
    case NodeKind::usb:
      return sanitization::Bus::usb;
    case NodeKind::raid:
      return sanitization::Bus::raid;
    case NodeKind::nvme:
      return sanitization::Bus::nvme;
    case NodeKind::mmc:
    case NodeKind::sd_card:
      return sanitization::Bus::mmc;
    case NodeKind::plain:
      return sanitization::Bus::virtual_disk;
  }
  return sanitization::Bus::virtual_disk;
}

std::optional<sanitization::DriveFacts> Opened::facts(const Node& node) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(node.key);
  if (found == entries_.end() || found->second.sequence != node.sequence) return std::nullopt;
  return found->second.facts;
}
void Opened::enter(const std::string& key) {
  const std::lock_guard lock(mutex_);
  ++entries_[key].users;
}
void Opened::leave(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found != entries_.end() && --found->second.users <= 0) entries_.erase(found);
}
void Opened::tell(const Node& node, const sanitization::DriveFacts& facts) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(node.key);
  if (found == entries_.end()) return;
  found->second.sequence = node.sequence;
  found->second.facts = facts;
}
void Opened::set_working(const std::string& key, bool working) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found != entries_.end()) found->second.working += working ? 1 : -1;
}
bool Opened::others_work(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const auto& each) { return each.first != key && each.second.working > 0; });
}
bool Opened::hangs(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return hanging_.contains(key);
}
void Opened::set_hanging(const std::string& key, bool hanging) {
  const std::lock_guard lock(mutex_);
  if (hanging) {
    hanging_.insert(key);
  } else {
    hanging_.erase(key);
  }
}

bool destructive(CommandKind kind) {
  switch (kind) {
    case CommandKind::unfreeze:
    case CommandKind::remove_password:
    case CommandKind::sanitize_exit_failure:
    case CommandKind::power_cycle:
      return false;
    case CommandKind::set_password:
    case CommandKind::security_erase:
    case CommandKind::security_erase_enhanced:
    case CommandKind::restore_hpa:
    case CommandKind::restore_dco:
    case CommandKind::restore_ama:
    case CommandKind::psid_revert:
    case CommandKind::sanitize_block:
    case CommandKind::sanitize_crypto:
    case CommandKind::sanitize_overwrite:
    case CommandKind::format:
    case CommandKind::format_crypto:
    case CommandKind::format_unit:
    case CommandKind::mmc_erase:
    case CommandKind::mmc_secure_trim:
    case CommandKind::mmc_sanitize:
    case CommandKind::mmc_erase_boot:
      return true;
  }
  return true;
}

LinuxDrive::LinuxDrive(Node node, LinuxBenchOptions options, Descriptor control)
    : node_(std::move(node)), options_(std::move(options)), control_(std::move(control)) {}

LinuxDrive::~LinuxDrive() {
  areas_.clear();
  set_working(false);
  if (opened_) opened_->leave(node_.key);
}

void LinuxDrive::enter(std::shared_ptr<Opened> opened) {
  opened_ = std::move(opened);
  opened_->enter(node_.key);
}

void LinuxDrive::set_working(bool working) {
  if (working == working_) return;
  working_ = working;
  if (opened_) opened_->set_working(node_.key, working);
}

base::Refusal LinuxDrive::refusal(std::string_view why, std::map<std::string, std::string> more) const {
  more["device"] = device();
  return {.code = "drives." + std::string(why), .arguments = std::move(more)};
}

base::Result<sanitization::DriveFacts> LinuxDrive::identify() {
  if (!control_.open()) return refusal("gone");
  TRY(facts, look());
  if (!bound_) bound_ = facts.identity;
  if (opened_) opened_->tell(node_, facts);
  return facts;
}

CommandResult LinuxDrive::run(const Command& command) {
  if (!control_.open()) return {.end = CommandEnd::gone};
  if (command.kind == CommandKind::unfreeze && opened_ && opened_->others_work(node_.key))
    return said(CommandEnd::not_possible, "EBUSY");
  if (destructive(command.kind)) {
    const std::optional<sanitization::Identity> now = name_now();
    if (!now) return said(CommandEnd::failed, "no identity");
    if (!bound_) bound_ = *now;
    if (!sanitization::same_drive(*bound_, *now)) return said(CommandEnd::refused, "other drive");
    if (areas_.empty() && !free_soon()) return said(CommandEnd::refused, "EBUSY");
  }
  set_working(true);
  CommandResult result = send(command);
  if (goes_on_alone(command.kind)) sanitizing_ = result.end == CommandEnd::done;
  set_working(sanitizing_ || !areas_.empty());
  return result;
}

SanitizeProgress LinuxDrive::sanitize_progress() {
  if (!control_.open()) return {};
  SanitizeProgress progress = ask_progress();
  sanitizing_ = progress.state == sanitization::SanitizeState::in_progress;
  set_working(sanitizing_ || !areas_.empty());
  return progress;
}

std::vector<AreaSource> LinuxDrive::area_sources() const { return {{.name = "", .device = node_.device}}; }

base::Result<Area> LinuxDrive::open_area(const AreaSource& source) {
  Descriptor opened(open(source.device.c_str(), O_RDWR | O_DIRECT | O_EXCL | O_CLOEXEC | O_NONBLOCK));
  if (!opened.open()) {
    switch (errno) {
      case ENOENT:
        // The drive itself answers: it has a part that the system does not show (a namespace that is attached to no controller of this machine).
        if (!source.name.empty()) return refusal("not_shown", {{"part", source.name}});
        return refusal("gone");
      case EBUSY:
        return refusal("busy");
      case EROFS:
      case EACCES:
      case EPERM:
        return refusal("read_only");
      case ENXIO:
      case ENODEV:
      case ENOMEDIUM:
        return refusal("gone");
    }
    return refusal("unreadable", {{"reason", "open " + std::to_string(errno)}});
  }
  int read_only = 0, sector = 512;
  std::uint64_t bytes = 0;
  if (ioctl(opened.get(), BLKROGET, &read_only) == 0 && read_only != 0) return refusal("read_only");
  if (ioctl(opened.get(), BLKSSZGET, &sector) != 0 || ioctl(opened.get(), BLKGETSIZE64, &bytes) != 0) {
    return refusal("unreadable", {{"reason", "size " + std::to_string(errno)}});
  }
  const std::optional<std::uint64_t> own = own_bytes(source);
  if (own && *own != bytes) {
    return refusal("size_differs", {{"system", std::to_string(bytes)}, {"drive", std::to_string(*own)}});
  }
  Area area{.name = source.name, .handle = opened.get(), .bytes = bytes, .sector = static_cast<std::uint32_t>(sector)};
  areas_.push_back(std::move(opened));
  return area;
}

base::Result<std::vector<Area>> LinuxDrive::open_areas() {
  close_areas();
  if (!control_.open()) return refusal("gone");
  const std::optional<sanitization::Identity> now = name_now();
  if (!now) return refusal("gone");
  if (bound_ && *bound_ != *now && !sanitization::same_drive(*bound_, *now)) return refusal("gone");
  before_areas();
  std::vector<Area> areas;
  for (const AreaSource& source : area_sources()) {
    base::Result<Area> area = open_area(source);
    if (!area) {
      close_areas();
      return area.refusal();
    }
    areas.push_back(std::move(*area));
  }
  set_working(true);
  return areas;
}

void LinuxDrive::close_areas() {
  const bool any = !areas_.empty();
  areas_.clear();
  after_areas();
  if (any && control_.open())
    static_cast<void>(
        ioctl(control_.get(), BLKRRPART));  // the old partitions are no more; refused where there are none
  set_working(sanitizing_);
}

std::uint64_t LinuxDrive::kernel_bytes() const {
  std::uint64_t bytes = 0;
  return ioctl(control_.get(), BLKGETSIZE64, &bytes) == 0 ? bytes : 0;
}

sanitization::DriveFacts LinuxDrive::plain_facts() const {
  sanitization::DriveFacts facts;
  facts.identity = node_.told;
  facts.bus = bus_of(node_.kind);
  facts.bridge = node_.bridge;
  int logical = 512, read_only = 0;
  unsigned physical = 512;
  if (ioctl(control_.get(), BLKSSZGET, &logical) == 0 && logical > 0)
    facts.capacity.logical_sector = static_cast<std::uint32_t>(logical);
  facts.capacity.physical_sector =
      ioctl(control_.get(), BLKPBSZGET, &physical) == 0 ? physical : facts.capacity.logical_sector;
  facts.capacity.sectors = kernel_bytes() / facts.capacity.logical_sector;
  if (ioctl(control_.get(), BLKROGET, &read_only) == 0) facts.read_only = read_only != 0;
  return facts;
}

/// A second look besides /sys: file systems of several disks (btrfs, ZFS) name only one of them in the list of mounts.
bool LinuxDrive::held_by_others() const {
  for (const AreaSource& source : area_sources()) {
    const Descriptor probe(open(source.device.c_str(), O_RDONLY | O_EXCL | O_CLOEXEC | O_NONBLOCK));
    if (!probe.open() && errno == EBUSY) return true;
  }
  return false;
}

bool LinuxDrive::free_soon() const {
  for (int tries = 0; held_by_others(); ++tries) {
    if (tries == busy_tries) return false;
    std::this_thread::sleep_for(busy_pause);
  }
  return true;
}

base::Result<std::unique_ptr<LinuxDrive>> make_linux_drive(const Node& node, const LinuxBenchOptions& options) {
  Descriptor control(open(node.control.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!control.open()) {
    const bool gone = errno == ENOENT || errno == ENXIO || errno == ENODEV || errno == ENOMEDIUM;
    return base::Refusal{.code = gone ? "drives.gone" : "drives.unreadable",
                         .arguments = {{"device", node.device.string()}, {"reason", "open " + std::to_string(errno)}}};
  }
  switch (node.kind) {
    case NodeKind::nvme:
      return make_nvme_drive(node, options, std::move(control));
    case NodeKind::mmc:
      return make_mmc_drive(node, options, std::move(control));
    case NodeKind::usb:
      return make_usb_drive(node, options, std::move(control));
    case NodeKind::sd_card:
    case NodeKind::raid:
    case NodeKind::plain:
      return make_plain_drive(node, options, std::move(control));
    case NodeKind::scsi:
      break;
  }
  // Behind a SAS controller a SATA drive looks like any SCSI disk. Not every translation calls itself « ATA »: without that name only an answer
  // with a proved checksum counts.
  const std::optional<AtaIdentify> ata = ask_ata_identify(control.get(), std::chrono::seconds(20));
  if (ata && (ata->checksum_proved || node.told.maker == "ATA"))
    return make_ata_drive(node, options, std::move(control));
  // As a SCSI disk its hidden areas would stay unseen, and its erasure would be called complete.
  if (node.told.maker == "ATA") {
    return base::Refusal{.code = "drives.unreadable",
                         .arguments = {{"device", node.device.string()}, {"reason", "IDENTIFY DEVICE"}}};
  }
  return make_scsi_drive(node, options, std::move(control));
}

}  // namespace drives
