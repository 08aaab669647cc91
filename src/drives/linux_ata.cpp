// SATA and PATA drives on the machine's own controller (or a SAS one), through ATA PASS-THROUGH (16).
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <array>
#include <boost/json.hpp>
#include <thread>

#include "drives/linux_drive.hpp"
#include "drives/power.hpp"

namespace drives {
namespace {

using sanitization::DriveFacts;
using std::chrono::seconds;
using Page = std::array<std::uint8_t, 512>;

/// 512 bytes of a command that changes nothing. The registers are not asked for: some controllers (AHCI of QEMU) report a drive that is still busy
/// together with the data, and some bridges give none. What is read carries a checksum or its own mark.
std::optional<Page> ask_page(int handle, const AtaTask& task, seconds limit) {
  Page data{};
  Cdb16 command = ata_pass_through(task);
  command[2] &= static_cast<std::uint8_t>(~0x20U);  // CK_COND
  const SgAnswer answer = send_scsi(handle, command, Direction::in, data, limit);
  if (answer.error != 0 || answer.host != 0 || answer.status != 0 || answer.moved != data.size()) return std::nullopt;
  return data;
}

class AtaDrive final : public LinuxDrive {
 public:
  using LinuxDrive::LinuxDrive;

  std::optional<sanitization::Identity> name_now() override {
    const std::optional<AtaIdentify> ata = ask_ata_identify(control_.get(), ask_limit);
    if (!ata) return std::nullopt;
    return ata->identity;
  }

 protected:
  base::Result<DriveFacts> look() override {
    const std::optional<AtaIdentify> ata = ask_ata_identify(control_.get(), ask_limit);
    if (!ata) return still_there() ? refusal("unreadable", {{"reason", "IDENTIFY DEVICE"}}) : refusal("gone");
    DriveFacts facts = plain_facts();
    facts.identity = ata->identity;
    facts.bus = sanitization::Bus::ata;
    facts.medium = ata->medium;
    facts.capacity = {
        .logical_sector = ata->logical_sector, .physical_sector = ata->physical_sector, .sectors = ata->sectors};
    facts.security = ata->security;
    facts.sanitize = ata->sanitize;
    // Also when it answers nothing else: what it can hide is told here.
    facts.hidden = {
        .hpa_supported = ata->hpa_supported, .dco_supported = ata->dco_supported, .ama_supported = ata->ama_supported};
    if (ata->sanitize_supported) {
      const SanitizeProgress progress = ask_progress();
      facts.sanitize.state = progress.state;
      facts.sanitize.log = progress.log;
    }
    facts.self_encryption = read_opal(control_.get());
    facts.self_encryption.supported = facts.self_encryption.supported || ata->trusted_computing;
    // Then it aborts all but IDENTIFY DEVICE and SANITIZE (ACS-4 §4.17.8)
    const bool busy = facts.sanitize.state == sanitization::SanitizeState::in_progress ||
                      facts.sanitize.state == sanitization::SanitizeState::failed;
    if (!busy) look_for_hidden_areas(*ata, facts);
    if (!busy) facts.health = ask_health(*ata);
    return facts;
  }

  CommandResult send(const Command& command) override {
    switch (command.kind) {
      case CommandKind::unfreeze:
        return unfreeze();
      case CommandKind::set_password:
        return security(security_set_password, false, command.limit);
      case CommandKind::remove_password:
        return remove_password(command.limit);
      case CommandKind::security_erase:
        return erase_unit(false, command.limit);
      case CommandKind::security_erase_enhanced:
        return erase_unit(true, command.limit);
      case CommandKind::restore_hpa:
        return restore_hpa(command.limit);
      case CommandKind::restore_dco:
        return restore_dco(command.limit);
      case CommandKind::restore_ama:
        return restore_ama(command.limit);
      case CommandKind::psid_revert:
        return revert_with_psid(control_.get(), command.psid);
      case CommandKind::sanitize_block:
      case CommandKind::sanitize_crypto:
      case CommandKind::sanitize_overwrite:
      case CommandKind::sanitize_exit_failure:
        return simple(ata_sanitize(command.kind), command.limit);
      case CommandKind::format:
      case CommandKind::format_crypto:
      case CommandKind::format_unit:
      case CommandKind::mmc_erase:
      case CommandKind::mmc_secure_trim:
      case CommandKind::mmc_sanitize:
      case CommandKind::mmc_erase_boot:
      case CommandKind::power_cycle:
        return {.end = CommandEnd::not_possible};
    }
    return {.end = CommandEnd::not_possible};
  }

  SanitizeProgress ask_progress() override {
    return ata_sanitize_progress(send_ata(control_.get(), ata_sanitize_status(), {}, ask_limit));
  }

  std::optional<std::uint64_t> own_bytes(const AreaSource&) override {
    const std::optional<AtaIdentify> ata = ask_ata_identify(control_.get(), ask_limit);
    return ata ? ata->sectors * ata->logical_sector : 0;
  }

 private:
  static CommandResult result_of(const AtaTask& task, const SgAnswer& answer) {
    return {.end = judge_ata(answer), .raw = raw_of(answer), .sent = hex_of(ata_pass_through(task))};
  }
  CommandResult simple(const AtaTask& task, seconds limit) {
    return result_of(task, send_ata(control_.get(), task, {}, limit));
  }
  /// The second command's result with the first one's bytes before.
  static CommandResult joined(const CommandResult& first, CommandResult second) {
    second.raw = first.raw + second.raw;
    second.sent = first.sent + second.sent;
    return second;
  }

  bool still_there() {
    const std::optional<ScsiNames> names = ask_scsi_names(control_.get(), ask_limit, false);
    return names.has_value();
  }

  CommandResult security(std::uint8_t command, bool enhanced, seconds limit) {
    std::array<std::uint8_t, 512> data = ata_security_data(station_password, enhanced);
    const AtaTask task = ata_security(command);
    return result_of(task, send_ata(control_.get(), task, data, limit));
  }

  CommandResult erase_unit(bool enhanced, seconds limit) {
    const CommandResult prepared = simple(ata_security(security_erase_prepare), ask_limit);
    if (prepared.end != CommandEnd::done) return prepared;
    return joined(prepared, security(security_erase_unit, enhanced, limit));
  }

  CommandResult remove_password(seconds limit) {
    const std::optional<AtaIdentify> before = ask_ata_identify(control_.get(), ask_limit);
    if (!before) return {.end = CommandEnd::failed};
    if (!before->security.supported) return {.end = CommandEnd::not_possible};
    CommandResult unlocked{.end = CommandEnd::done};
    if (before->security.locked) unlocked = security(security_unlock, false, limit);
    if (unlocked.end != CommandEnd::done) return unlocked;
    CommandResult result = joined(unlocked, security(security_disable_password, false, limit));
    if (result.end != CommandEnd::done) return result;
    const std::optional<AtaIdentify> after = ask_ata_identify(control_.get(), ask_limit);
    if (!after || after->security.enabled || after->security.locked) result.end = CommandEnd::failed;
    return result;
  }

  std::optional<std::uint64_t> native_sectors(bool lba48, seconds limit) {
    const std::optional<AtaRegisters> registers =
        registers_of(send_ata(control_.get(), ata_read_native_max(lba48), {}, limit));
    return registers ? read_ata_native_sectors(*registers, lba48) : std::nullopt;
  }
  std::optional<std::uint64_t> accessible_native(seconds limit) {
    const std::optional<AtaRegisters> registers =
        registers_of(send_ata(control_.get(), ata_get_native_max(), {}, limit));
    return registers ? read_ata_native_sectors(*registers, true) : std::nullopt;
  }

  /// SET MAX ADDRESS counts only right after READ NATIVE MAX ADDRESS (ATA-7 §6.47).
  CommandResult restore_hpa(seconds limit) {
    const std::optional<AtaIdentify> before = ask_ata_identify(control_.get(), ask_limit);
    if (!before) return {.end = CommandEnd::failed};
    const AtaTask ask = ata_read_native_max(before->lba48);
    const SgAnswer answer = send_ata(control_.get(), ask, {}, ask_limit);
    const CommandResult asked = result_of(ask, answer);
    if (asked.end != CommandEnd::done) return asked;
    const std::optional<AtaRegisters> registers = registers_of(answer);
    const auto native = registers ? read_ata_native_sectors(*registers, before->lba48) : std::nullopt;
    if (!native || *native < before->sectors) return {.end = CommandEnd::failed, .raw = asked.raw, .sent = asked.sent};
    return proved_size(joined(asked, simple(ata_set_max(*native - 1, before->lba48), limit)), *native);
  }

  CommandResult restore_ama(seconds limit) {
    const std::optional<std::uint64_t> native = accessible_native(ask_limit);
    if (!native) return {.end = CommandEnd::refused};
    return proved_size(simple(ata_set_accessible_max(*native - 1), limit), *native);
  }

  CommandResult restore_dco(seconds limit) {
    CommandResult result = simple(ata_dco_restore(), limit);
    if (result.end != CommandEnd::done) return result;
    const std::optional<AtaIdentify> after = ask_ata_identify(control_.get(), ask_limit);
    if (!after) return {.end = CommandEnd::failed, .raw = result.raw, .sent = result.sent};
    show_size(after->sectors * after->logical_sector, after->identity);
    return result;
  }

  /// « done » only if the drive now tells the whole size.
  CommandResult proved_size(CommandResult result, std::uint64_t sectors) {
    if (result.end != CommandEnd::done) return result;
    const std::optional<AtaIdentify> after = ask_ata_identify(control_.get(), ask_limit);
    if (!after || after->sectors != sectors) {
      result.end = CommandEnd::failed;
      return result;
    }
    show_size(after->sectors * after->logical_sector, after->identity);
    return result;
  }

  /// Makes the kernel see the new size: a rescan is enough for most controllers, but libata keeps what it read when it found the drive, so there the
  /// drive is taken off and found again, maybe under another name. If it is not found again, it is gone.
  void show_size(std::uint64_t bytes, const sanitization::Identity& identity) {
    close_areas();
    static_cast<void>(sysfs_write(node_.sys / "device/rescan", "1"));
    if (kernel_bytes() == bytes) {
      static_cast<void>(ioctl(control_.get(), BLKRRPART));
      return;
    }
    const std::size_t host_at = node_.key.find("/host");
    if (node_.key.find("/ata") == std::string::npos || host_at == std::string::npos) return;
    const std::string host = node_.key.substr(host_at + 1, node_.key.find('/', host_at + 1) - host_at - 1);
    control_.reset();
    if (!sysfs_write(node_.sys / "device/delete", "1")) return;
    static_cast<void>(sysfs_write(options_.sys / "class/scsi_host" / host / "scan", "- - -"));
    for (int tries = 0; tries < 100 && !control_.open(); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      adopt(identity);
    }
  }

  void adopt(const sanitization::Identity& identity) {
    for (Node& node : find_nodes(options_)) {
      if (node.key != node_.key) continue;
      Descriptor control(open(node.control.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
      if (!control.open()) continue;
      const std::optional<AtaIdentify> ata = ask_ata_identify(control.get(), ask_limit);
      if (!ata || !sanitization::same_drive(ata->identity, identity)) continue;
      node_ = std::move(node);
      control_ = std::move(control);
      return;
    }
  }

  CommandResult unfreeze() {
    const std::optional<AtaIdentify> before = ask_ata_identify(control_.get(), ask_limit);
    if (before && before->security.supported && !before->security.frozen) return {.end = CommandEnd::done};
    CommandResult result{.end = suspend_and_wake(options_.sys, seconds(15))};
    if (result.end != CommandEnd::done) return result;
    for (int tries = 0; tries < 30; ++tries) {
      const std::optional<AtaIdentify> after = ask_ata_identify(control_.get(), ask_limit);
      if (after) {
        result.end = after->security.frozen ? CommandEnd::failed : CommandEnd::done;
        return result;
      }
      std::this_thread::sleep_for(seconds(1));
    }
    return {.end = CommandEnd::gone};
  }

  void look_for_hidden_areas(const AtaIdentify& ata, DriveFacts& facts) {
    const auto at_least = [&](std::optional<std::uint64_t> sectors) {
      // less than what it shows now is nonsense: the answer is thrown away
      return sectors && *sectors >= ata.sectors ? sectors : std::nullopt;
    };
    if (ata.ama_supported) {
      facts.capacity.native_sectors = facts.capacity.factory_sectors = at_least(accessible_native(ask_limit));
      return;
    }
    if (ata.hpa_supported) facts.capacity.native_sectors = at_least(native_sectors(ata.lba48, ask_limit));
    if (!ata.dco_supported || ata.security.locked) return;
    std::array<std::uint8_t, 512> data{};
    const SgAnswer answer = send_ata(control_.get(), ata_dco_identify(), data, ask_limit);
    const CommandEnd end = judge_ata(answer);
    facts.hidden.dco_frozen = end == CommandEnd::refused;  // frozen drives abort every DCO command
    if (end == CommandEnd::done && answer.moved == data.size())
      facts.capacity.factory_sectors = at_least(read_ata_dco_sectors(data));
  }

  sanitization::Health ask_health(const AtaIdentify& ata) {
    sanitization::Health health;
    boost::json::object raw;
    if (ata.smart_supported && ata.smart_enabled) {
      if (const auto data = ask_page(control_.get(), ata_smart_read_data(), ask_limit)) {
        raw["ata_smart_read_data"] = hex_of(*data);
        health = read_ata_smart_data(*data).value_or(sanitization::Health{});
      }
      const auto registers = registers_of(send_ata(control_.get(), ata_smart_return_status(), {}, ask_limit));
      if (registers) health.passed = read_ata_smart_status(*registers);
    }
    if (ata.logs_supported && ata.medium != sanitization::Medium::hdd) {
      if (const auto data = ask_page(control_.get(), ata_read_log(0x04, 7), ask_limit)) {
        raw["ata_device_statistics_7"] = hex_of(*data);
        health.wear_percent = read_ata_wear(*data);
      }
    }
    if (!raw.empty()) health.raw = boost::json::serialize(raw);
    return health;
  }
};

}  // namespace

std::optional<AtaIdentify> ask_ata_identify(int handle, seconds limit) {
  const auto data = ask_page(handle, ata_identify(), limit);
  return data ? read_ata_identify(*data) : std::nullopt;
}

std::unique_ptr<LinuxDrive> make_ata_drive(Node node, LinuxBenchOptions options, Descriptor control) {
  return std::make_unique<AtaDrive>(std::move(node), std::move(options), std::move(control));
}

}  // namespace drives
