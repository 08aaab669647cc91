// eMMC through MMC_IOC_CMD (JESD84-B51); SD cards are plain: they have no command that erases for sure.
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/mmc/ioctl.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "drives/linux_drive.hpp"
#include "drives/mmc.hpp"

namespace drives {
namespace {

using sanitization::DriveFacts;
using std::chrono::seconds;
namespace fs = std::filesystem;

// Response and command flags of the kernel (include/linux/mmc/core.h); user space has no header for them.
constexpr unsigned rsp_present = 1U << 0, rsp_crc = 1U << 2, rsp_busy = 1U << 3, rsp_opcode = 1U << 4;
constexpr unsigned command_ac = 0U << 5, command_adtc = 1U << 5, rsp_spi_s1 = 1U << 7, rsp_spi_busy = 1U << 10;
constexpr unsigned flags_r1 = rsp_present | rsp_crc | rsp_opcode | rsp_spi_s1;
constexpr unsigned flags_r1b = flags_r1 | rsp_busy | rsp_spi_busy;
constexpr std::uint32_t status_errors = 0xFDF9A080;  // R1 device status (JESD84-B51 §6.13): all its error bits

struct MmcCommand {
  std::uint32_t opcode = 0, argument = 0;
  unsigned flags = flags_r1;
  std::string hex() const {
    std::array<std::uint8_t, 5> bytes{static_cast<std::uint8_t>(opcode)};
    for (std::size_t i = 0; i < 4; ++i) bytes[1 + i] = static_cast<std::uint8_t>(argument >> (24 - i * 8));
    return hex_of(bytes);
  }
};

CommandResult send_mmc(int handle, const MmcCommand& command, seconds limit) {
  mmc_ioc_cmd block{};
  block.opcode = command.opcode;
  block.arg = command.argument;
  block.flags = command.flags | command_ac;
  block.write_flag = 1;
  const std::chrono::milliseconds most = std::min(limit, seconds(2000000));
  block.cmd_timeout_ms = static_cast<unsigned>(most.count());
  CommandResult result{.end = CommandEnd::done, .sent = command.hex()};
  if (ioctl(handle, MMC_IOC_CMD, &block) != 0) {
    result.end = errno == EINVAL || errno == EILSEQ ? CommandEnd::refused : judge_errno(errno);
    return result;
  }
  std::array<std::uint8_t, 4> status{};
  for (std::size_t i = 0; i < 4; ++i) status[i] = static_cast<std::uint8_t>(block.response[0] >> (24 - i * 8));
  result.raw = hex_of(status);
  if ((block.response[0] & status_errors) != 0) result.end = CommandEnd::failed;
  return result;
}

class MmcDrive final : public LinuxDrive {
 public:
  using LinuxDrive::LinuxDrive;
  ~MmcDrive() override { force_read_only(true); }

  std::optional<sanitization::Identity> name_now() override {
    // The CID was read by the kernel when the device was found; it answers now if its EXT_CSD comes.
    if (!ask_ext_csd()) return std::nullopt;
    return identity();
  }

 protected:
  base::Result<DriveFacts> look() override {
    const auto bytes = ask_ext_csd();
    if (!bytes) return refusal("gone");
    const std::optional<MmcExtCsd> card = read_mmc_ext_csd(*bytes);
    if (!card) return refusal("unreadable", {{"reason", "EXT_CSD"}});
    DriveFacts facts = plain_facts();
    facts.identity = identity();
    if (!card->firmware.empty()) facts.identity.firmware = card->firmware;
    facts.medium = sanitization::Medium::emmc;
    facts.emmc = card->emmc;
    facts.capacity.sectors = card->sectors * 512 / facts.capacity.logical_sector;
    if (card->general_purpose_bytes > 0) facts.capacity.uncovered_bytes = card->general_purpose_bytes;
    facts.read_only = facts.read_only || card->user_area_protected;
    facts.health = card->health;
    facts.health.raw = boost::json::serialize(boost::json::object{{"mmc_ext_csd", hex_of(*bytes)}});
    return facts;
  }

  CommandResult send(const Command& command) override {
    switch (command.kind) {
      case CommandKind::mmc_erase:
        return erase_user(command.limit);
      case CommandKind::mmc_secure_trim:
        return secure_trim();
      case CommandKind::mmc_sanitize:  // SWITCH, write byte: SANITIZE_START [165] = 1
        return send_mmc(control_.get(),
                        {.opcode = 6, .argument = 3U << 24 | 165U << 16 | 1U << 8 | 1U, .flags = flags_r1b},
                        command.limit);
      case CommandKind::mmc_erase_boot:
        return erase_boot();
      case CommandKind::unfreeze:
      case CommandKind::set_password:
      case CommandKind::remove_password:
      case CommandKind::security_erase:
      case CommandKind::security_erase_enhanced:
      case CommandKind::restore_hpa:
      case CommandKind::restore_dco:
      case CommandKind::restore_ama:
      case CommandKind::psid_revert:
      case CommandKind::sanitize_block:
      case CommandKind::sanitize_crypto:
      case CommandKind::sanitize_overwrite:
      case CommandKind::sanitize_exit_failure:
      case CommandKind::format:
      case CommandKind::format_crypto:
      case CommandKind::format_unit:
      case CommandKind::power_cycle:
        return {.end = CommandEnd::not_possible};
    }
    return {.end = CommandEnd::not_possible};
  }

  std::vector<AreaSource> area_sources() const override {
    std::vector<AreaSource> sources{{.name = "", .device = node_.device}};
    for (const std::string& boot : boots())
      sources.push_back({.name = boot, .device = options_.dev / (node_.name + boot)});
    return sources;
  }
  std::optional<std::uint64_t> own_bytes(const AreaSource& source) override {
    const auto bytes = ask_ext_csd();
    const std::optional<MmcExtCsd> card = bytes ? read_mmc_ext_csd(*bytes) : std::nullopt;
    if (!card) return 0;
    return source.name.empty() ? card->sectors * 512 : card->emmc.boot_area_bytes;
  }
  void before_areas() override { force_read_only(false); }
  void after_areas() override { force_read_only(true); }

 private:
  /// Boot areas that the kernel shows; a protected one cannot be opened for writing, so it is left out, as the facts say.
  std::vector<std::string> boots() const {
    std::vector<std::string> found;
    std::error_code error;
    for (const char* name : {"boot0", "boot1"}) {
      if (fs::exists(options_.sys / "block" / (node_.name + name), error) && !boot_protected_) found.emplace_back(name);
    }
    return found;
  }

  sanitization::Identity identity() const {
    const base::Result<base::Bytes> cid = base::from_hex(node_.told.wwn);
    if (!cid || cid->size() != 16) return node_.told;
    return read_mmc_cid({reinterpret_cast<const std::uint8_t*>(cid->data()), cid->size()}, false).value_or(node_.told);
  }

  std::optional<std::array<std::uint8_t, 512>> ask_ext_csd() {
    std::array<std::uint8_t, 512> data{};
    mmc_ioc_cmd block{};
    block.opcode = 8;  // SEND_EXT_CSD
    block.flags = flags_r1 | command_adtc;
    block.blksz = 512;
    block.blocks = 1;
    block.data_ptr = reinterpret_cast<std::uintptr_t>(data.data());
    if (ioctl(control_.get(), MMC_IOC_CMD, &block) != 0) return std::nullopt;
    const std::optional<MmcExtCsd> card = read_mmc_ext_csd(data);
    boot_protected_ = card && card->emmc.boot_write_protected;
    if (card) erased_byte_ = card->erased_byte;
    return data;
  }

  /// ERASE (CMD35, 36, 38 with argument 0) in steps of 1 GiB, so that each ends within the limit. The first and the last step are told: a record has
  /// no room for the bytes of hundreds.
  CommandResult erase_user(seconds limit) {
    const auto bytes = ask_ext_csd();
    const std::optional<MmcExtCsd> card = bytes ? read_mmc_ext_csd(*bytes) : std::nullopt;
    if (!card) return {.end = CommandEnd::failed};
    CommandResult result{.end = CommandEnd::done};
    constexpr std::uint64_t step = 2097152;
    CommandResult told;  // of the step under way
    for (std::uint64_t at = 0; at < card->sectors && result.end == CommandEnd::done; at += step) {
      const auto last = static_cast<std::uint32_t>(std::min(at + step, card->sectors) - 1);
      told = {};
      const MmcCommand commands[] = {{.opcode = 35, .argument = static_cast<std::uint32_t>(at)},
                                     {.opcode = 36, .argument = last},
                                     {.opcode = 38, .argument = 0, .flags = flags_r1b}};
      for (const MmcCommand& command : commands) {
        const CommandResult one = send_mmc(control_.get(), command, limit);
        told.sent += one.sent;
        told.raw += one.raw;
        result.end = one.end;
        if (one.end != CommandEnd::done) break;
      }
      if (at == 0) std::swap(result.sent, told.sent), std::swap(result.raw, told.raw);
    }
    result.sent += told.sent;
    result.raw += told.raw;
    return result;
  }

  /// The kernel does both steps of the secure trim (drivers/mmc/core/block.c, mmc_blk_issue_secdiscard_rq).
  CommandResult secure_trim() {
    const Descriptor block(open(node_.device.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK));
    if (!block.open()) return {.end = judge_errno(errno)};
    std::uint64_t range[2] = {0, kernel_bytes()};
    const int end = ioctl(block.get(), BLKSECDISCARD, range);
    return {.end = end == 0 ? CommandEnd::done : judge_errno(errno), .sent = base::to_hex("BLKSECDISCARD")};
  }

  void force_read_only(bool on) const {
    for (const std::string& boot : boots()) {
      static_cast<void>(sysfs_write(options_.sys / "block" / (node_.name + boot) / "force_ro", on ? "1" : "0"));
    }
  }

  /// Boot areas have no erase command of their own that every device takes: they are written with what erased memory reads as, so that all of the
  /// device has one content, and read back.
  CommandResult erase_boot() {
    if (boots().empty()) return {.end = boot_protected_ ? CommandEnd::refused : CommandEnd::not_possible};
    CommandResult result{.end = CommandEnd::done};
    force_read_only(false);
    for (const std::string& boot : boots()) {
      const CommandEnd end = fill(options_.dev / (node_.name + boot), erased_byte_);
      result.sent += base::to_hex((erased_byte_ == 0 ? "zero " : "ones ") + boot + ";");
      if (end != CommandEnd::done) result.end = end;
    }
    force_read_only(true);
    return result;
  }

  static CommandEnd fill(const fs::path& device, std::uint8_t byte) {
    constexpr std::size_t block = 131072;  // boot areas are multiples of 128 KiB
    const Descriptor area(open(device.c_str(), O_RDWR | O_DIRECT | O_EXCL | O_CLOEXEC));
    if (!area.open())
      return errno == EROFS || errno == EACCES || errno == EPERM ? CommandEnd::refused : judge_errno(errno);
    std::uint64_t bytes = 0;
    if (ioctl(area.get(), BLKGETSIZE64, &bytes) != 0 || bytes == 0 || bytes % block != 0) return CommandEnd::failed;
    const std::unique_ptr<void, decltype(&std::free)> memory(std::aligned_alloc(4096, block), &std::free);
    auto* data = static_cast<std::uint8_t*>(memory.get());
    if (!data) return CommandEnd::failed;
    for (const bool writing : {true, false}) {
      for (std::uint64_t at = 0; at < bytes; at += block) {
        std::memset(data, writing ? byte : byte ^ 0xFF, block);
        const auto offset = static_cast<off_t>(at);
        const ssize_t moved =
            writing ? pwrite(area.get(), data, block, offset) : pread(area.get(), data, block, offset);
        if (moved != static_cast<ssize_t>(block)) return moved < 0 ? judge_errno(errno) : CommandEnd::failed;
        if (!writing && !(data[0] == byte && constant(Answer(data, block)))) return CommandEnd::failed;
      }
      if (writing && fsync(area.get()) != 0) return judge_errno(errno);
    }
    return CommandEnd::done;
  }

  bool boot_protected_ = false;
  std::uint8_t erased_byte_ = 0;
};

/// Loop, virtio, SD cards and RAID volumes: what the kernel says is all there is.
class PlainDrive final : public LinuxDrive {
 public:
  using LinuxDrive::LinuxDrive;
  std::optional<sanitization::Identity> name_now() override {
    if (kernel_bytes() == 0) return std::nullopt;
    return identity();
  }

 protected:
  base::Result<DriveFacts> look() override {
    DriveFacts facts = plain_facts();
    if (facts.capacity.sectors == 0) return refusal("gone");
    facts.identity = identity();
    if (node_.kind == NodeKind::sd_card) facts.medium = sanitization::Medium::flash;
    return facts;
  }
  CommandResult send(const Command&) override { return {.end = CommandEnd::not_possible}; }

 private:
  sanitization::Identity identity() const {
    if (node_.kind != NodeKind::sd_card) return node_.told;
    const base::Result<base::Bytes> cid = base::from_hex(node_.told.wwn);
    if (!cid || cid->size() != 16) return node_.told;
    return read_mmc_cid({reinterpret_cast<const std::uint8_t*>(cid->data()), cid->size()}, true).value_or(node_.told);
  }
};

}  // namespace

std::unique_ptr<LinuxDrive> make_mmc_drive(Node node, LinuxBenchOptions options, Descriptor control) {
  return std::make_unique<MmcDrive>(std::move(node), std::move(options), std::move(control));
}
std::unique_ptr<LinuxDrive> make_plain_drive(Node node, LinuxBenchOptions options, Descriptor control) {
  return std::make_unique<PlainDrive>(std::move(node), std::move(options), std::move(control));
}

}  // namespace drives
