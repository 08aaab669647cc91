#include "drives/ata_command.hpp"

#include <algorithm>

namespace drives {
namespace {

std::uint8_t octet(std::uint64_t value, unsigned shift) { return static_cast<std::uint8_t>(value >> shift & 0xFF); }

constexpr std::uint64_t smart_signature = 0xC24F00;  // LBA mid 4Fh, high C2h

}  // namespace

Cdb16 ata_pass_through(const AtaTask& task) {
  Cdb16 cdb{};
  cdb[0] = 0x85;
  cdb[1] = static_cast<std::uint8_t>(static_cast<unsigned>(task.protocol) << 1 | (task.lba48 ? 1u : 0u));
  cdb[2] = 0x20;  // CK_COND
  if (task.protocol != AtaTask::Protocol::non_data)
    cdb[2] |= 0x06;  // BYT_BLOK, T_LENGTH: COUNT tells the 512-byte blocks
  if (task.protocol == AtaTask::Protocol::data_in) cdb[2] |= 0x08;  // T_DIR
  cdb[3] = task.lba48 ? octet(task.feature, 8) : std::uint8_t{0};
  cdb[4] = octet(task.feature, 0);
  cdb[5] = task.lba48 ? octet(task.count, 8) : std::uint8_t{0};
  cdb[6] = octet(task.count, 0);
  cdb[7] = task.lba48 ? octet(task.lba, 24) : std::uint8_t{0};
  cdb[8] = octet(task.lba, 0);
  cdb[9] = task.lba48 ? octet(task.lba, 32) : std::uint8_t{0};
  cdb[10] = octet(task.lba, 8);
  cdb[11] = task.lba48 ? octet(task.lba, 40) : std::uint8_t{0};
  cdb[12] = octet(task.lba, 16);
  cdb[13] = task.device;
  if (!task.lba48) cdb[13] = static_cast<std::uint8_t>(cdb[13] | (task.lba >> 24 & 0x0F));  // LBA 27:24
  cdb[14] = task.command;
  return cdb;
}

AtaTask ata_identify() { return {.command = 0xEC, .protocol = AtaTask::Protocol::data_in, .count = 1}; }

AtaTask ata_security(std::uint8_t command) {
  if (command == security_erase_prepare) return {.command = command};
  return {.command = command, .protocol = AtaTask::Protocol::data_out, .count = 1};
}

std::array<std::uint8_t, 512> ata_security_data(std::string_view password, bool enhanced) {
  std::array<std::uint8_t, 512> data{};  // word 0: bit 0 user password, bit 8 level high, both 0
  if (enhanced) data[0] = 0x02;          // bit 1
  std::copy_n(password.begin(), std::min<std::size_t>(password.size(), 32), data.begin() + 2);  // words 1–16
  return data;
}

// ACS-4 §7.36: feature tells which, LBA is a guard word in ASCII. COUNT bit 4 (FAILURE MODE) lets a failed operation be left again, else such a drive
// could only be thrown away.
AtaTask ata_sanitize(CommandKind kind) {
  AtaTask task{.command = 0xB4, .lba48 = true};
  if (kind == CommandKind::sanitize_crypto) {
    task.feature = 0x0011, task.lba = 0x43727970, task.count = 0x10;  // « Cryp »
  } else if (kind == CommandKind::sanitize_block) {
    task.feature = 0x0012, task.lba = 0x426B4572, task.count = 0x10;  // « BkEr »
  } else if (kind == CommandKind::sanitize_overwrite) {
    task.feature = 0x0014, task.lba = 0x4F5700000000, task.count = 0x11;  // « OW », pattern 0; one pass
  } else if (kind == CommandKind::sanitize_exit_failure) {
    task.count = 0x01;  // SANITIZE STATUS EXT with CLEAR SANITIZE OPERATION FAILED
  }
  return task;
}

AtaTask ata_sanitize_status() { return {.command = 0xB4, .lba48 = true}; }
AtaTask ata_read_native_max(bool lba48) {
  return {.command = static_cast<std::uint8_t>(lba48 ? 0x27 : 0xF8), .lba48 = lba48};
}
AtaTask ata_set_max(std::uint64_t last_lba, bool lba48) {
  return {.command = static_cast<std::uint8_t>(lba48 ? 0x37 : 0xF9), .lba48 = lba48, .count = 1, .lba = last_lba};
}
AtaTask ata_dco_identify() {
  return {.command = 0xB1, .protocol = AtaTask::Protocol::data_in, .feature = 0xC2, .count = 1};
}
AtaTask ata_dco_restore() { return {.command = 0xB1, .feature = 0xC0}; }
AtaTask ata_get_native_max() { return {.command = 0x78, .lba48 = true}; }
AtaTask ata_set_accessible_max(std::uint64_t last_lba) {
  return {.command = 0x78, .lba48 = true, .feature = 1, .lba = last_lba};
}
AtaTask ata_smart_read_data() {
  return {.command = 0xB0, .protocol = AtaTask::Protocol::data_in, .feature = 0xD0, .count = 1, .lba = smart_signature};
}
AtaTask ata_smart_return_status() { return {.command = 0xB0, .feature = 0xDA, .lba = smart_signature}; }
AtaTask ata_read_log(std::uint8_t log, std::uint8_t page) {
  return {.command = 0x2F,
          .protocol = AtaTask::Protocol::data_in,
          .lba48 = true,
          .count = 1,
          .lba = static_cast<std::uint64_t>(page) << 8 | log};
}

}  // namespace drives
