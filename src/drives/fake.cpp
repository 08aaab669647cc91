// State, data transfers and truth of an imaginary drive. Its commands are in fake_commands.cpp, its kinds in fake_kinds.cpp.
#include "drives/fake.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace drives {
namespace {

using sanitization::SanitizeState;

bool touches(const sanitization::Range& range, std::uint64_t offset, std::uint64_t bytes) {
  return range.offset < offset + bytes && offset < range.offset + range.bytes;
}
bool touches(const Faults::Ranges& ranges, std::uint64_t offset, std::uint64_t bytes) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) { return touches(range, offset, bytes); });
}

std::uint64_t most_sectors(const sanitization::Capacity& capacity) {
  return std::max({capacity.sectors, capacity.native_sectors.value_or(0), capacity.factory_sectors.value_or(0)});
}

/// What a bridge that answers anything to anything makes of a drive.
void invent_facts(sanitization::DriveFacts& facts) {
  facts.capacity.native_sectors = facts.capacity.sectors + 0xFFFF;
  facts.capacity.factory_sectors = 1;
  facts.hidden = {.hpa_supported = true, .dco_supported = true};
  facts.security = {.supported = true, .enhanced = true};
  facts.sanitize = {.block = true, .crypto = true, .overwrite = true, .state = SanitizeState::completed, .log = "5a5a"};
}

}  // namespace

FakeDrive::FakeDrive(FakeSpec spec)
    : spec_(std::move(spec)),
      facts_(spec_.facts),
      power_on_sectors_(facts_.capacity.sectors),
      weak_(spec_.faults.weak),
      spare_old_(spec_.spare_old_bytes) {
  const std::uint32_t sector = facts_.capacity.logical_sector;
  if (facts_.namespaces.empty()) {
    memories_.emplace_back(most_sectors(facts_.capacity) * sector, spec_.old, spec_.seed);
  }
  for (const auto& part : facts_.namespaces) {
    memories_.emplace_back(part.sectors * part.logical_sector, spec_.old, spec_.seed + part.id);
  }
  for (int boot = 0; boot < 2 && facts_.emmc.boot_area_bytes > 0; ++boot) {
    memories_.emplace_back(facts_.emmc.boot_area_bytes, spec_.old, spec_.seed + 100 + static_cast<unsigned>(boot));
  }
  if (!weak_.empty()) facts_.health.pending_sectors = weak_.size();
  if (spec_.faults.sanitize_stale) {
    facts_.sanitize.state = SanitizeState::completed;
    facts_.sanitize.log = "00ff02";
  }
}

std::uint64_t FakeDrive::area_bytes(std::size_t area) const {
  if (area < facts_.namespaces.size()) {
    return facts_.namespaces[area].sectors * facts_.namespaces[area].logical_sector;
  }
  return area == 0 ? facts_.capacity.bytes() : memories_[area].size();
}

OldData FakeDrive::old_data() const {
  const std::scoped_lock lock(mutex_);
  OldData left;
  for (std::size_t area = 0; area < memories_.size(); ++area) {
    const FakeMemory& memory = memories_[area];
    const std::uint64_t seen = std::min(area_bytes(area), memory.size());
    const bool visible = memory.old_left(0, seen);
    const bool boot = facts_.emmc.boot_area_bytes > 0 && area > 0;
    if (boot) {
      left.boot = left.boot || visible;
    } else {
      (area == 0 ? left.visible : left.namespaces) |= visible;
      left.hidden = left.hidden || memory.old_left(seen, memory.size() - seen);
    }
  }
  left.spare = spare_old_ > 0;
  return left;
}

bool FakeDrive::old_data_left(sanitization::Level level) const {
  const OldData left = old_data();
  const bool within_reach = left.visible || left.hidden || left.namespaces || left.boot;
  return within_reach || (left.spare && level >= sanitization::Level::purge);
}

sanitization::DriveFacts FakeDrive::truth() const {
  const std::scoped_lock lock(mutex_);
  return facts_;
}
std::string FakeDrive::device() const {
  const std::scoped_lock lock(mutex_);
  return spec_.device;
}
bool FakeDrive::plugged() const {
  const std::scoped_lock lock(mutex_);
  return plugged_;
}
std::uint64_t FakeDrive::transfers() const {
  const std::scoped_lock lock(mutex_);
  return transfers_;
}
std::vector<CommandKind> FakeDrive::commands() const {
  const std::scoped_lock lock(mutex_);
  return commands_;
}
std::size_t FakeDrive::commands_after_swap() const {
  const std::scoped_lock lock(mutex_);
  return commands_.size() - commands_before_swap_.value_or(commands_.size());
}
std::vector<std::uint8_t> FakeDrive::peek(std::size_t area, std::uint64_t offset, std::size_t bytes) const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::uint8_t> out(bytes);
  memories_[area].read(offset, out);
  return out;
}
void FakeDrive::poke(std::size_t area, std::uint64_t offset, const std::vector<std::uint8_t>& bytes) {
  const std::scoped_lock lock(mutex_);
  memories_[area].write(offset, bytes);
}

void FakeDrive::set_faults(Faults faults) {
  const std::scoped_lock lock(mutex_);
  weak_ = faults.weak;
  spec_.faults = std::move(faults);
  released_.notify_all();
}
void FakeDrive::set_identity(sanitization::Identity identity) {
  const std::scoped_lock lock(mutex_);
  facts_.identity = std::move(identity);
}
void FakeDrive::set_use(Use use) {
  const std::scoped_lock lock(mutex_);
  spec_.use = std::move(use);
}
void FakeDrive::rename(std::string device) {
  const std::scoped_lock lock(mutex_);
  spec_.device = std::move(device);
}
Use FakeDrive::use() const {
  const std::scoped_lock lock(mutex_);
  return spec_.use;
}
void FakeDrive::release() {
  const std::scoped_lock lock(mutex_);
  free_ = true;
  released_.notify_all();
}
void FakeDrive::unplug() {
  power_loss(spec_.seed);
  const std::scoped_lock lock(mutex_);
  plugged_ = false;
}
void FakeDrive::plug_in(std::string device) {
  {
    const std::scoped_lock lock(mutex_);
    spec_.device = std::move(device);
    plugged_ = true;
  }
  power_on();
}

void FakeDrive::lock_after_power_loss() {
  facts_.security.locked = facts_.security.enabled;
  facts_.security.frozen = false;
  facts_.security.count_expired = false;
  facts_.hidden.dco_frozen = false;
  facts_.self_encryption.locked = facts_.self_encryption.locking_enabled;
  if (facts_.sanitize.state == SanitizeState::frozen) facts_.sanitize.state = SanitizeState::never;
}

void FakeDrive::power_loss(std::uint64_t seed) {
  const std::scoped_lock lock(mutex_);
  ++plug_;
  for (; !unflushed_.empty(); unflushed_.pop_back()) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    const Lost& lost = unflushed_.back();
    if ((seed >> 60U) % 2 == 0) memories_[lost.area].write(lost.offset, lost.bytes);
  }
  unflushed_bytes_ = 0;
  lock_after_power_loss();
}

void FakeDrive::power_on() {
  const std::scoped_lock lock(mutex_);
  power_on_sectors_ = facts_.capacity.sectors;
  if (spec_.frozen_at_power_on) facts_.security.frozen = true;
}

std::uint64_t FakeDrive::plug() const {
  const std::scoped_lock lock(mutex_);
  return plug_;
}

base::Result<sanitization::DriveFacts> FakeDrive::identify(std::uint64_t plug) {
  std::unique_lock lock(mutex_);
  if (spec_.faults.hang_identify) {
    const auto answered = [this] { return free_ || !spec_.faults.hang_identify; };
    if (spec_.faults.hang_for.count() > 0) {
      if (!released_.wait_for(lock, spec_.faults.hang_for, answered)) {
        return base::Refusal{.code = "drives.unreadable",
                             .arguments = {{"device", spec_.device}, {"reason", "ETIMEDOUT"}}};
      }
    } else {
      released_.wait(lock, answered);
    }
  }
  if (!here(plug)) return base::Refusal{.code = "drives.gone", .arguments = {{"device", spec_.device}}};
  if (spec_.faults.unreadable) {
    return base::Refusal{.code = "drives.unreadable", .arguments = {{"device", spec_.device}, {"reason", "EIO"}}};
  }
  sanitization::DriveFacts facts = facts_;
  if (running_) facts.sanitize.state = SanitizeState::in_progress;  // a format unit, too, is told by the sense data
  if (spec_.faults.garbage_sense) invent_facts(facts);
  return facts;
}

base::Result<std::vector<Area>> FakeDrive::areas(std::uint64_t plug) {
  const std::scoped_lock lock(mutex_);
  if (!here(plug)) return base::Refusal{.code = "drives.gone", .arguments = {{"device", spec_.device}}};
  const bool busy = spec_.use.boot_medium || !spec_.use.mounted.empty() || !spec_.use.holders.empty();
  if (busy) return base::Refusal{.code = "drives.busy", .arguments = {{"device", spec_.device}}};
  if (facts_.read_only) return base::Refusal{.code = "drives.read_only", .arguments = {{"device", spec_.device}}};
  std::vector<Area> areas;
  for (std::size_t area = 0; area < memories_.size(); ++area) {
    std::string name;
    if (!facts_.namespaces.empty()) name = "ns" + std::to_string(facts_.namespaces[area].id);
    if (facts_.namespaces.empty() && area > 0) name = "boot" + std::to_string(area - 1);
    // A block device of sectors that Linux does not know has no size.
    const bool usable = !facts_.protection_information;
    areas.push_back({.name = std::move(name),
                     .bytes = usable ? area_bytes(area) : 0,
                     .sector = area == 0 || !facts_.namespaces.empty() ? facts_.capacity.logical_sector : 512});
  }
  return areas;
}

bool FakeDrive::accepts_data() const {
  return !facts_.security.locked && !facts_.self_encryption.locked && !facts_.protection_information && !running_ &&
         facts_.sanitize.state != SanitizeState::failed;
}

/// 0, or the errno of what happens to the drive at this transfer.
std::int64_t FakeDrive::count_transfer() {
  ++transfers_;
  const Faults& faults = spec_.faults;
  if (transfers_ == faults.shrink_after) {
    facts_.capacity.sectors /= 2;
    if (facts_.capacity.native_sectors) facts_.capacity.native_sectors = facts_.capacity.sectors;
    if (facts_.capacity.factory_sectors) facts_.capacity.factory_sectors = facts_.capacity.sectors;
    if (!facts_.namespaces.empty()) facts_.namespaces.front().sectors /= 2;
  }
  if (transfers_ == faults.swap_after) {
    facts_.identity = faults.swapped_to;
    commands_before_swap_ = commands_.size();
  }
  if (transfers_ != faults.unplug_after) return 0;
  plugged_ = false;
  ++plug_;
  lock_after_power_loss();
  return -ENODEV;
}

std::int64_t FakeDrive::transfer(std::uint64_t plug, std::size_t area, const Transfer& transfer) {
  const std::scoped_lock lock(mutex_);
  if (!here(plug)) return -ENODEV;
  if (const std::int64_t error = count_transfer(); error != 0) return error;
  if (!accepts_data()) return -EIO;
  if (transfer.kind == Transfer::Kind::flush) {
    if (spec_.faults.flush_fails) return -EIO;
    unflushed_.clear();
    unflushed_bytes_ = 0;
    return 0;
  }
  const std::uint32_t sector = facts_.capacity.logical_sector;
  if (transfer.offset % sector != 0 || transfer.bytes % sector != 0 || transfer.bytes == 0) return -EINVAL;
  const std::uint64_t size = area_bytes(area);
  const bool write = transfer.kind == Transfer::Kind::write;
  if (transfer.offset >= size) return write ? -ENOSPC : 0;
  std::uint64_t bytes = std::min<std::uint64_t>(transfer.bytes, size - transfer.offset);
  const std::uint64_t every = spec_.faults.short_every;
  if (every > 0 && transfers_ % every == 0 && bytes > sector) bytes = bytes / 2 / sector * sector;
  return write ? write_bytes(area, transfer, static_cast<std::uint32_t>(bytes))
               : read_bytes(area, transfer, static_cast<std::uint32_t>(bytes));
}

std::int64_t FakeDrive::read_bytes(std::size_t area, const Transfer& transfer, std::uint32_t bytes) {
  Faults& faults = spec_.faults;
  const bool first = area == 0;
  if (first && (touches(faults.read_errors, transfer.offset, bytes) || touches(weak_, transfer.offset, bytes)))
    return -EIO;
  memories_[area].read(transfer.offset, {transfer.data, bytes});
  const auto flip = [&](std::optional<std::uint64_t> place) {
    if (!place || !first || *place < transfer.offset || *place >= transfer.offset + bytes) return false;
    transfer.data[*place - transfer.offset] ^= 0x10U;
    return true;
  };
  flip(faults.flip_read);
  if (flip(faults.flip_read_once)) faults.flip_read_once.reset();
  return bytes;
}

std::int64_t FakeDrive::write_bytes(std::size_t area, const Transfer& transfer, std::uint32_t bytes) {
  const Faults& faults = spec_.faults;
  const bool first = area == 0;
  if (facts_.emmc.boot_write_protected && !first) return -EIO;
  ++writes_;
  std::uint32_t written = bytes;
  for (const auto& range : faults.write_errors) {  // what stands before the bad sector is written
    if (first && touches(range, transfer.offset, bytes)) {
      const std::uint64_t before = range.offset > transfer.offset ? range.offset - transfer.offset : 0;
      written = std::min(written, static_cast<std::uint32_t>(before));
    }
  }
  const bool dropped = (first && touches(faults.dropped, transfer.offset, bytes)) ||
                       (faults.drop_every > 0 && writes_ % faults.drop_every == 0);
  if (!dropped && written > 0) {
    if (first) put_out_of_use(transfer.offset, written);
    std::vector<std::uint8_t> data(transfer.data, transfer.data + written);
    if (first && faults.flip_written && *faults.flip_written >= transfer.offset &&
        *faults.flip_written < transfer.offset + written) {
      data[static_cast<std::size_t>(*faults.flip_written - transfer.offset)] ^= 0x04U;
    }
    write_part(area, transfer.offset, std::move(data));
  }
  return written < bytes ? -EIO : std::int64_t{bytes};
}

void FakeDrive::write_part(std::size_t area, std::uint64_t offset, std::vector<std::uint8_t> bytes) {
  if (spec_.cache_bytes > 0) {
    Lost lost{.area = area, .offset = offset, .bytes = std::vector<std::uint8_t>(bytes.size())};
    memories_[area].read(offset, lost.bytes);
    unflushed_bytes_ += bytes.size();
    unflushed_.push_back(std::move(lost));
  }
  while (unflushed_bytes_ > spec_.cache_bytes && !unflushed_.empty()) {
    unflushed_bytes_ -= unflushed_.front().bytes.size();
    unflushed_.pop_front();
  }
  memories_[area].write(offset, bytes);
}

/// A sector that could not be read is replaced when it is written; the old one keeps what it held, for ever out of reach.
void FakeDrive::put_out_of_use(std::uint64_t offset, std::uint64_t bytes) {
  for (auto range = weak_.begin(); range != weak_.end();) {
    if (!touches(*range, offset, bytes)) {
      ++range;
      continue;
    }
    spare_old_ += range->bytes;
    facts_.health.reallocated_sectors = facts_.health.reallocated_sectors.value_or(0) + 1;
    range = weak_.erase(range);
    facts_.health.pending_sectors = weak_.size();
  }
}

bool FakeDrive::hangs() const {
  const std::scoped_lock lock(mutex_);
  const std::uint64_t after = spec_.faults.hang_after;
  return plugged_ && !free_ && after > 0 && transfers_ + 1 >= after;
}

std::optional<FakeDrive::Clock::time_point> FakeDrive::schedule(std::uint32_t bytes) {
  if (hangs()) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const Clock::time_point now = Clock::now();
  if (spec_.bytes_per_second == 0) return now + spec_.faults.latency;
  const auto duration = std::chrono::nanoseconds(std::uint64_t{bytes} * 1'000'000'000U / spec_.bytes_per_second);
  busy_until_ = std::max(busy_until_, now) + duration;
  return busy_until_ + spec_.faults.latency;
}

}  // namespace drives
