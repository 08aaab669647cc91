// SAS and other SCSI disks; and whatever is behind a USB bridge, for which SCSI is only the language of the bridge.
#include <array>

#include "drives/linux_drive.hpp"

namespace drives {
namespace {

using sanitization::DriveFacts;
using std::chrono::seconds;

std::vector<std::uint8_t> page(int handle, std::uint8_t number, seconds limit) {
  std::vector<std::uint8_t> data(252);
  const SgAnswer answer = send_scsi(handle, scsi_vpd(number), Direction::in, data, limit);
  data.resize(judge_scsi(answer) == CommandEnd::done ? std::min(answer.moved, data.size()) : 0);
  return data;
}

class ScsiDrive final : public LinuxDrive {
 public:
  using LinuxDrive::LinuxDrive;

  std::optional<sanitization::Identity> name_now() override {
    const std::optional<ScsiNames> names = ask_scsi_names(control_.get(), ask_limit, true);
    if (!names) return std::nullopt;
    return names->identity;
  }

 protected:
  base::Result<DriveFacts> look() override {
    const std::optional<ScsiNames> names = ask_scsi_names(control_.get(), ask_limit, true);
    if (!names) return refusal("gone");
    DriveFacts facts = plain_facts();
    facts.identity = names->identity;
    facts.medium = ask_scsi_medium(control_.get(), ask_limit);
    facts.sanitize = {.block = supports(0x48, 2), .crypto = supports(0x48, 3), .overwrite = supports(0x48, 1)};
    facts.format_unit = supports(0x04, std::nullopt);
    const SanitizeProgress progress = ask_progress();
    facts.sanitize.state = progress.state;
    facts.sanitize.log = progress.log;
    facts.self_encryption = sanitization::SelfEncryption{};
    const std::optional<ScsiCapacity> capacity = ask_scsi_capacity(control_.get(), ask_limit);
    if (!capacity) {
      // A drive that sanitizes or formats itself does not tell its size; any other must.
      if (progress.state == sanitization::SanitizeState::unknown)
        return refusal("unreadable", {{"reason", "READ CAPACITY"}});
      return facts;
    }
    facts.capacity.sectors = capacity->sectors;
    facts.capacity.logical_sector = capacity->logical_sector;
    facts.capacity.physical_sector = capacity->physical_sector;
    facts.protection_information = capacity->protection || capacity->logical_sector % 512 != 0;
    return facts;
  }

  CommandResult send(const Command& command) override {
    std::optional<ScsiCdb> cdb = scsi_sanitize(command.kind);
    if (command.kind == CommandKind::format_unit) cdb = scsi_format_unit();
    if (!cdb) return {.end = CommandEnd::not_possible};
    std::vector<std::uint8_t> data = scsi_command_data(command.kind);
    const SgAnswer answer =
        send_scsi(control_.get(), *cdb, data.empty() ? Direction::none : Direction::out, data, command.limit);
    const CommandResult result{.end = judge_scsi(answer), .raw = raw_of(answer), .sent = hex_of(*cdb) + hex_of(data)};
    started_ = result.end == CommandEnd::done && command.kind != CommandKind::sanitize_exit_failure;
    return result;
  }

  SanitizeProgress ask_progress() override {
    std::vector<std::uint8_t> data(252);
    const SgAnswer answer = send_scsi(control_.get(), scsi_request_sense(), Direction::in, data, ask_limit);
    // The sense data of the command itself counts too: some drives answer NOT READY, with the progress there.
    const bool given = judge_scsi(answer) == CommandEnd::done && answer.moved >= 8;
    if (answer.error != 0 || answer.host != 0) return {};
    data.resize(std::min(answer.moved, data.size()));
    SanitizeProgress progress = read_scsi_progress(given ? Answer(data) : Answer(answer.sense), started_);
    if (progress.state == sanitization::SanitizeState::completed) {
      const SgAnswer ready = send_scsi(control_.get(), scsi_test_unit_ready(), Direction::none, {}, ask_limit);
      if (judge_scsi(ready) != CommandEnd::done) progress = read_scsi_progress(ready.sense, false);
    }
    if (progress.state == sanitization::SanitizeState::in_progress) started_ = true;
    return progress;
  }

  std::optional<std::uint64_t> own_bytes(const AreaSource&) override {
    const std::optional<ScsiCapacity> capacity = ask_scsi_capacity(control_.get(), ask_limit);
    return capacity ? capacity->sectors * capacity->logical_sector : 0;
  }

 private:
  /// REPORT SUPPORTED OPERATION CODES. Old SAS drives do not know the question, but every one knows FORMAT UNIT (SBC-4 table 33: mandatory).
  bool supports(std::uint8_t opcode, std::optional<std::uint8_t> action) {
    std::array<std::uint8_t, 4> data{};
    const SgAnswer answer =
        send_scsi(control_.get(), scsi_report_supported(opcode, action), Direction::in, data, ask_limit);
    if (judge_scsi(answer) != CommandEnd::done) return opcode == 0x04 && node_.sas;
    return read_scsi_supported(Answer(data).first(std::min(answer.moved, data.size()))).value_or(false);
  }

  bool started_ = false;  ///< a sanitize or format was accepted or seen running
};

/// Data only: never a security command through a bridge. What is behind it is asked who it is, and nothing else.
class UsbDrive final : public LinuxDrive {
 public:
  using LinuxDrive::LinuxDrive;

  std::optional<sanitization::Identity> name_now() override {
    const std::optional<ScsiNames> names = ask_names();
    if (!names) return std::nullopt;
    return identity_of(*names, behind(*names));
  }

 protected:
  base::Result<DriveFacts> look() override {
    const std::optional<ScsiNames> names = ask_names();
    if (!names) return refusal("gone");
    DriveFacts facts = plain_facts();
    if (facts.capacity.sectors == 0) return refusal("unreadable", {{"reason", "READ CAPACITY"}});
    const std::optional<AtaIdentify> ata = behind(*names);
    facts.identity = identity_of(*names, ata);
    if (names->inquiry.removable) {
      facts.medium = sanitization::Medium::flash;
    } else {
      facts.medium = ata ? ata->medium : ask_scsi_medium(control_.get(), ask_limit);
    }
    if (!ata) return facts;
    facts.hidden = {
        .hpa_supported = ata->hpa_supported, .dco_supported = ata->dco_supported, .ama_supported = ata->ama_supported};
    // A bridge may keep some sectors for itself; its checksum proves that the drive has them.
    const std::uint64_t whole = ata->sectors * ata->logical_sector;
    if (whole > facts.capacity.bytes()) facts.capacity.native_sectors = whole / facts.capacity.logical_sector;
    return facts;
  }

  CommandResult send(const Command&) override { return {.end = CommandEnd::not_possible}; }

 private:
  /// Sticks and card readers are asked nothing but INQUIRY: some hang on anything else, and the kernel knows which. Its readings are taken.
  std::optional<ScsiNames> ask_names() {
    std::optional<ScsiNames> names = ask_scsi_names(control_.get(), ask_limit, false);
    if (!names || names->inquiry.removable) return names;
    return ask_scsi_names(control_.get(), ask_limit, true);
  }

  /// The drive behind the bridge, if its whole answer proves to be one.
  std::optional<AtaIdentify> behind(const ScsiNames& names) {
    if (names.inquiry.removable || (asked_ && !passes_))
      return std::nullopt;  // a bridge that stumbles over the question is not asked again
    std::optional<AtaIdentify> ata = ask_ata_identify(control_.get(), seconds(5));
    if (ata && !ata->checksum_proved) ata.reset();
    passes_ = asked_ ? passes_ : ata.has_value();
    asked_ = true;
    return ata;
  }

  sanitization::Identity identity_of(const ScsiNames& names, const std::optional<AtaIdentify>& ata) const {
    if (ata) return ata->identity;
    sanitization::Identity identity = names.identity;
    if (identity.serial.empty()) identity.serial = node_.told.serial;  // last, that of the USB device
    if (identity.wwn.empty()) identity.wwn = node_.told.wwn;
    return identity;
  }

  bool asked_ = false, passes_ = false;
};

}  // namespace

std::optional<ScsiNames> ask_scsi_names(int handle, seconds limit, bool pages) {
  std::vector<std::uint8_t> data(36);
  const SgAnswer answer = send_scsi(handle, scsi_inquiry(), Direction::in, data, limit);
  if (judge_scsi(answer) != CommandEnd::done) return std::nullopt;
  const std::optional<ScsiInquiry> inquiry = read_scsi_inquiry(Answer(data).first(std::min(answer.moved, data.size())));
  if (!inquiry) return std::nullopt;
  ScsiNames names{.inquiry = *inquiry};
  names.identity = {.maker = inquiry->vendor, .model = inquiry->product, .serial = "", .firmware = inquiry->revision};
  if (!pages) return names;
  names.identity.serial = read_scsi_serial(page(handle, 0x80, limit));
  names.identity.wwn = read_scsi_wwn(page(handle, 0x83, limit));
  return names;
}

std::optional<ScsiCapacity> ask_scsi_capacity(int handle, seconds limit) {
  std::array<std::uint8_t, 32> data{};
  const SgAnswer answer = send_scsi(handle, scsi_read_capacity(), Direction::in, data, limit);
  if (judge_scsi(answer) != CommandEnd::done) return std::nullopt;
  return read_scsi_capacity(Answer(data).first(std::min(answer.moved, data.size())));
}

sanitization::Medium ask_scsi_medium(int handle, seconds limit) { return read_scsi_medium(page(handle, 0xB1, limit)); }

std::unique_ptr<LinuxDrive> make_scsi_drive(Node node, LinuxBenchOptions options, Descriptor control) {
  return std::make_unique<ScsiDrive>(std::move(node), std::move(options), std::move(control));
}
std::unique_ptr<LinuxDrive> make_usb_drive(Node node, LinuxBenchOptions options, Descriptor control) {
  return std::make_unique<UsbDrive>(std::move(node), std::move(options), std::move(control));
}

}  // namespace drives
