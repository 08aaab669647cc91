// The commands of an imaginary drive: ATA security, sanitize, formats, hidden areas, eMMC erasures, as state machines.
#include <algorithm>

#include "base/bytes.hpp"
#include "drives/fake.hpp"

namespace drives {
namespace {

using sanitization::Bus;
using sanitization::SanitizeState;

bool known_to(Bus bus, CommandKind kind) {
  switch (kind) {
    case CommandKind::unfreeze:
    case CommandKind::set_password:
    case CommandKind::remove_password:
    case CommandKind::security_erase:
    case CommandKind::security_erase_enhanced:
    case CommandKind::restore_hpa:
    case CommandKind::restore_dco:
    case CommandKind::restore_ama:
      return bus == Bus::ata;
    case CommandKind::sanitize_block:
    case CommandKind::sanitize_crypto:
    case CommandKind::sanitize_overwrite:
    case CommandKind::sanitize_exit_failure:
    case CommandKind::psid_revert:
      return bus == Bus::ata || bus == Bus::nvme || bus == Bus::scsi;
    case CommandKind::format:
    case CommandKind::format_crypto:
      return bus == Bus::nvme;
    case CommandKind::format_unit:
      return bus == Bus::scsi;
    case CommandKind::mmc_erase:
    case CommandKind::mmc_secure_trim:
    case CommandKind::mmc_sanitize:
    case CommandKind::mmc_erase_boot:
      return bus == Bus::mmc;
    case CommandKind::power_cycle:
      return true;
  }
  return false;
}

/// Those whose answer comes at the end of the work.
bool erases_before_it_answers(CommandKind kind) {
  switch (kind) {
    case CommandKind::security_erase:
    case CommandKind::security_erase_enhanced:
    case CommandKind::format:
    case CommandKind::format_crypto:
    case CommandKind::mmc_erase:
    case CommandKind::mmc_secure_trim:
    case CommandKind::mmc_sanitize:
      return true;
    case CommandKind::unfreeze:
    case CommandKind::set_password:
    case CommandKind::remove_password:
    case CommandKind::restore_hpa:
    case CommandKind::restore_dco:
    case CommandKind::restore_ama:
    case CommandKind::psid_revert:
    case CommandKind::sanitize_block:
    case CommandKind::sanitize_crypto:
    case CommandKind::sanitize_overwrite:
    case CommandKind::sanitize_exit_failure:
    case CommandKind::format_unit:
    case CommandKind::mmc_erase_boot:
    case CommandKind::power_cycle:
      return false;
  }
  return false;
}

/// A status log: which sanitize, and how it stands.
std::string log_of(std::uint64_t count, char state) {
  return base::to_hex(std::string{static_cast<char>(count >> 8U), static_cast<char>(count), state});
}

std::string raw_answer(CommandEnd end) {
  switch (end) {
    case CommandEnd::done:
      return "5000";
    case CommandEnd::refused:
      return "5104";  // ERR, ABRT
    case CommandEnd::failed:
      return "5140";
    case CommandEnd::timed_out:
    case CommandEnd::gone:
    case CommandEnd::not_possible:
      return "";
  }
  return "";
}

}  // namespace

std::optional<CommandEnd> FakeDrive::wait_hung(std::unique_lock<std::mutex>& lock, const Command& command) {
  const auto hung = [&] { return !free_ && spec_.faults.hang == command.kind; };
  if (!hung()) return std::nullopt;
  const auto answered = [&] { return !hung(); };
  if (spec_.faults.hang_for.count() == 0) {
    released_.wait(lock, answered);
  } else {
    released_.wait_for(lock, spec_.faults.hang_for, answered);
  }
  return CommandEnd::timed_out;
}

CommandResult FakeDrive::run(std::uint64_t plug, const Command& command) {
  std::unique_lock lock(mutex_);
  if (!here(plug)) return {.end = CommandEnd::gone};
  if (const auto hung = wait_hung(lock, command)) return {.end = *hung};
  if (spec_.faults.garbage_sense && command.kind != CommandKind::power_cycle) {
    return {.end = CommandEnd::done, .raw = "0f5a005a5a", .sent = "85"};
  }
  if (!known_to(facts_.bus, command.kind)) return {.end = CommandEnd::not_possible};
  if (spec_.faults.refuse == command.kind) return {.end = CommandEnd::refused, .raw = raw_answer(CommandEnd::refused)};
  if (spec_.faults.fail == command.kind) return {.end = CommandEnd::failed, .raw = raw_answer(CommandEnd::failed)};
  if (erases_before_it_answers(command.kind) && spec_.firmware_time.count() > 0) {
    released_.wait_for(lock, spec_.firmware_time, [&] { return !here(plug); });
    if (!here(plug)) return {.end = CommandEnd::gone};
  }
  CommandResult result = execute(command);
  if (result.end == CommandEnd::done) commands_.push_back(command.kind);
  return result;
}

CommandResult FakeDrive::execute(const Command& command) {
  CommandEnd end = CommandEnd::refused;
  switch (command.kind) {
    case CommandKind::unfreeze:
      if (!spec_.can_unfreeze) return {.end = CommandEnd::not_possible};
      lock_after_power_loss();
      unflushed_.clear();  // a suspended machine has flushed
      unflushed_bytes_ = 0;
      if (spec_.faults.unfreeze_ignored) facts_.security.frozen = true;
      end = CommandEnd::done;
      break;
    case CommandKind::power_cycle:
      if (!spec_.can_power_cycle) return {.end = CommandEnd::not_possible};
      lock_after_power_loss();
      for (; !unflushed_.empty(); unflushed_.pop_back()) {
        memories_[unflushed_.back().area].write(unflushed_.back().offset, unflushed_.back().bytes);
      }
      unflushed_bytes_ = 0;
      end = CommandEnd::done;
      break;
    case CommandKind::set_password:
    case CommandKind::remove_password:
    case CommandKind::security_erase:
    case CommandKind::security_erase_enhanced:
      end = running_ ? end : security(command);
      break;
    case CommandKind::restore_hpa:
    case CommandKind::restore_dco:
    case CommandKind::restore_ama:
      end = running_ ? end : restore(command.kind);
      break;
    case CommandKind::psid_revert:
      if (!facts_.self_encryption.supported || spec_.psid.empty() || command.psid != spec_.psid) break;
      facts_.self_encryption.locked = facts_.self_encryption.locking_enabled = false;
      erase(Reach::everything, true, 0);
      end = CommandEnd::done;
      break;
    case CommandKind::sanitize_block:
    case CommandKind::sanitize_crypto:
    case CommandKind::sanitize_overwrite:
      end = start_sanitize(command.kind);
      break;
    case CommandKind::sanitize_exit_failure:
      end = leave_failure();
      break;
    case CommandKind::format:
    case CommandKind::format_crypto:
    case CommandKind::format_unit:
      end = running_ ? end : format(command.kind);
      break;
    case CommandKind::mmc_erase:
    case CommandKind::mmc_secure_trim:
    case CommandKind::mmc_sanitize:
    case CommandKind::mmc_erase_boot:
      end = mmc(command.kind);
      break;
  }
  return {.end = end, .raw = raw_answer(end), .sent = base::to_hex(std::string(1, static_cast<char>(command.kind)))};
}

CommandEnd FakeDrive::security(const Command& command) {
  auto& state = facts_.security;
  if (!state.supported || state.frozen) return CommandEnd::refused;
  if (command.kind == CommandKind::set_password) {
    if (state.locked || spec_.foreign_password) return CommandEnd::refused;
    state.enabled = true;
    return CommandEnd::done;
  }
  if (!state.enabled || state.count_expired) return CommandEnd::refused;
  if (command.kind == CommandKind::remove_password) {
    if (spec_.foreign_password) {
      state.count_expired = state.locked;
      return CommandEnd::refused;
    }
    state.enabled = state.locked = false;
    return CommandEnd::done;
  }
  const bool enhanced = command.kind == CommandKind::security_erase_enhanced;
  if (spec_.foreign_password || (enhanced && !state.enhanced)) return CommandEnd::refused;
  erase(enhanced ? Reach::everything : Reach::visible, false, 0);
  if (!spec_.faults.erase_keeps_password) state.enabled = state.locked = false;
  return CommandEnd::done;
}

CommandEnd FakeDrive::restore(CommandKind kind) {
  auto& size = facts_.capacity;
  const bool hpa = size.native_sectors && *size.native_sectors > size.sectors;
  if (facts_.security.locked || spec_.faults.restore_refused) return CommandEnd::refused;
  if (spec_.faults.restore_ignored) return CommandEnd::done;
  if (kind == CommandKind::restore_dco) {
    const bool possible = facts_.hidden.dco_supported && !facts_.hidden.dco_frozen && size.factory_sectors && !hpa;
    if (!possible) return CommandEnd::refused;
    size.sectors = *size.factory_sectors;
    if (size.native_sectors) size.native_sectors = size.factory_sectors;
    return CommandEnd::done;
  }
  const bool supported = kind == CommandKind::restore_hpa ? facts_.hidden.hpa_supported : facts_.hidden.ama_supported;
  if (!supported) return CommandEnd::refused;
  size.sectors = std::max(size.sectors, size.native_sectors.value_or(0));
  if (kind == CommandKind::restore_ama && size.factory_sectors) {
    size.sectors = *size.factory_sectors;
    if (size.native_sectors) size.native_sectors = size.factory_sectors;
  }
  return CommandEnd::done;
}

CommandEnd FakeDrive::start_sanitize(CommandKind kind) {
  auto& state = facts_.sanitize;
  const bool able = (kind == CommandKind::sanitize_block && state.block) ||
                    (kind == CommandKind::sanitize_crypto && state.crypto) ||
                    (kind == CommandKind::sanitize_overwrite && state.overwrite);
  if (!able || running_ || state.state == SanitizeState::frozen || facts_.security.locked) return CommandEnd::refused;
  if (facts_.self_encryption.locked) return CommandEnd::refused;
  if (spec_.faults.sanitize_stale) return CommandEnd::done;
  running_ = kind;
  polls_left_ = spec_.sanitize_polls;
  running_since_ = Clock::now();
  state.state = SanitizeState::in_progress;
  state.log = log_of(++sanitize_count_, 1);
  if (polls_left_ == 0 && spec_.firmware_time.count() == 0) finish_sanitize();
  return CommandEnd::done;
}

CommandEnd FakeDrive::format(CommandKind kind) {
  if (facts_.self_encryption.locked) return CommandEnd::refused;
  if (kind == CommandKind::format_unit) {
    if (!facts_.format_unit) return CommandEnd::refused;
    running_ = kind;
    polls_left_ = spec_.sanitize_polls;
    running_since_ = Clock::now();
    return CommandEnd::done;
  }
  if (!facts_.format.supported) return CommandEnd::refused;
  const bool crypto = kind == CommandKind::format_crypto;
  if (crypto && spec_.faults.crypto_format_ignored) return CommandEnd::done;
  if (crypto && !facts_.format.crypto) return CommandEnd::refused;
  erase(crypto ? Reach::everything : Reach::visible, crypto, 0);
  return CommandEnd::done;
}

CommandEnd FakeDrive::mmc(CommandKind kind) {
  const auto& able = facts_.emmc;
  if (kind == CommandKind::mmc_erase_boot) {
    if (able.boot_area_bytes == 0 || able.boot_write_protected) return CommandEnd::refused;
    if (spec_.faults.boot_erase_ignored) return CommandEnd::done;
    for (std::size_t area = 1; area < memories_.size(); ++area) memories_[area].fill(0, memories_[area].size(), 0);
    return CommandEnd::done;
  }
  if (kind == CommandKind::mmc_sanitize) {  // takes care of what no address leads to any more, of nothing else
    if (!able.sanitize) return CommandEnd::refused;
    if (spec_.faults.lie != Lie::nothing_erased) spare_old_ = 0;
    return CommandEnd::done;
  }
  if (kind == CommandKind::mmc_secure_trim && !able.secure_trim) return CommandEnd::refused;
  erase_area(0, area_bytes(0), false, 0);
  return CommandEnd::done;
}

CommandEnd FakeDrive::leave_failure() {
  if (facts_.sanitize.state != SanitizeState::failed || spec_.faults.failure_sticks) return CommandEnd::refused;
  facts_.sanitize.state = SanitizeState::never;
  return CommandEnd::done;
}

/// One look at what runs.
void FakeDrive::advance_sanitize() {
  if (!running_ || spec_.faults.sanitize_stuck) return;
  const bool by_time = spec_.firmware_time.count() > 0;
  if (by_time ? Clock::now() - running_since_ < spec_.firmware_time : polls_left_-- > 0) {
    if (spec_.faults.sanitize_forgotten && polls_left_ <= spec_.sanitize_polls / 2) {
      running_.reset();
      facts_.sanitize.state = SanitizeState::never;
    }
    return;
  }
  finish_sanitize();
}

void FakeDrive::finish_sanitize() {
  const CommandKind kind = *running_;
  running_.reset();
  if (spec_.faults.sanitize_fails) {
    facts_.sanitize.state = SanitizeState::failed;
    facts_.sanitize.log = log_of(sanitize_count_, 3);
    return;
  }
  if (kind == CommandKind::format_unit) {
    erase(Reach::visible, false, 0);
    if (facts_.protection_information) {  // formatted without protection, in sectors that Linux knows
      const std::uint64_t bytes = memories_.front().size();
      facts_.protection_information = false;
      facts_.capacity.logical_sector = 512;
      facts_.capacity.sectors = bytes / 512;
      if (facts_.capacity.native_sectors) facts_.capacity.native_sectors = facts_.capacity.sectors;
    }
    return;
  }
  facts_.sanitize.state = SanitizeState::completed;
  facts_.sanitize.log = log_of(sanitize_count_, 2);
  erase(Reach::everything, kind == CommandKind::sanitize_crypto, 0);
}

SanitizeProgress FakeDrive::progress(std::uint64_t plug) {
  const std::scoped_lock lock(mutex_);
  if (!here(plug)) return {};
  if (spec_.faults.garbage_sense) return {.state = SanitizeState::completed, .share = 1, .log = "5a5a"};
  const bool format = running_ == CommandKind::format_unit;
  advance_sanitize();
  if (running_) {
    const double polls = std::max(1, spec_.sanitize_polls);
    double share = 1 - std::max(0, polls_left_) / polls;
    if (spec_.firmware_time.count() > 0) {
      share = std::chrono::duration<double>(Clock::now() - running_since_) / spec_.firmware_time;
    }
    if (spec_.faults.sanitize_stuck) share = 0.4;
    return {.state = SanitizeState::in_progress, .share = std::min(share, 0.99), .log = facts_.sanitize.log};
  }
  if (format) {
    const bool failed = spec_.faults.sanitize_fails;
    return {.state = failed ? SanitizeState::failed : SanitizeState::completed, .share = 1, .log = "00"};
  }
  return {.state = facts_.sanitize.state, .share = 1, .log = facts_.sanitize.log};
}

void FakeDrive::erase(Reach reach, bool crypto, std::uint8_t value) {
  const bool boots = facts_.emmc.boot_area_bytes > 0;
  unflushed_.clear();
  unflushed_bytes_ = 0;
  for (std::size_t area = 0; area < memories_.size(); ++area) {
    if (boots && area > 0) break;
    erase_area(area, reach == Reach::everything ? memories_[area].size() : area_bytes(area), crypto, value);
  }
  if (reach == Reach::everything && spec_.faults.lie != Lie::nothing_erased) spare_old_ = 0;
}

void FakeDrive::erase_area(std::size_t area, std::uint64_t bytes, bool crypto, std::uint8_t value) {
  FakeMemory& memory = memories_[area];
  const std::uint32_t sector = facts_.capacity.logical_sector;
  bytes = std::min(bytes, memory.size());
  const auto part = [&](std::uint64_t offset, std::uint64_t count) {
    if (crypto) memory.scramble(offset, count, spec_.seed + 1000 + sanitize_count_);
    if (!crypto) memory.fill(offset, count, value);
  };
  switch (spec_.faults.lie) {
    case Lie::none:
      part(0, bytes);
      return;
    case Lie::nothing_erased:
      return;
    case Lie::visible_at_power_on:
      part(0, std::min(bytes, power_on_sectors_ * sector));
      return;
    case Lie::first_namespace_only:
      if (area == 0) part(0, bytes);
      return;
    case Lie::tail_stays:
      part(0, bytes / sector * 9 / 10 * sector);
      return;
    case Lie::last_sector_stays:
      part(0, bytes - sector);
      return;
    case Lie::sprinkled:
      for (std::uint64_t offset = 0; offset < bytes; offset += std::uint64_t{16} * sector) {
        part(offset, std::min<std::uint64_t>(std::uint64_t{15} * sector, bytes - offset));
      }
      return;
  }
}

}  // namespace drives
