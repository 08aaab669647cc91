#include "drives/scsi.hpp"

namespace drives {
namespace {

using sanitization::Medium;
using sanitization::SanitizeState;

/// SAT-4 §12.2.5.4: descriptor 09h of 14 bytes.
AtaRegisters registers_of_descriptor(Answer d) {
  AtaRegisters registers{.error = byte_at(d, 3), .device = byte_at(d, 12), .status = byte_at(d, 13)};
  const bool extended = (byte_at(d, 2) & 1) != 0;
  registers.count = byte_at(d, 5);
  registers.lba =
      byte_at(d, 7) | static_cast<std::uint64_t>(byte_at(d, 9)) << 8 | static_cast<std::uint64_t>(byte_at(d, 11)) << 16;
  if (extended) {
    registers.count = static_cast<std::uint16_t>(registers.count | byte_at(d, 4) << 8);
    registers.lba |= static_cast<std::uint64_t>(byte_at(d, 6)) << 24 | static_cast<std::uint64_t>(byte_at(d, 8)) << 32 |
                     static_cast<std::uint64_t>(byte_at(d, 10)) << 40;
  }
  registers.upper_known = extended;
  return registers;
}

/// SAT-4 §12.2.5.5: INFORMATION and COMMAND-SPECIFIC INFORMATION; byte 8 tells whether upper bytes that are not carried are zero.
AtaRegisters registers_of_fixed(Answer s) {
  return {
      .error = byte_at(s, 3),
      .device = byte_at(s, 5),
      .status = byte_at(s, 4),
      .count = byte_at(s, 6),
      .lba = byte_at(s, 9) | static_cast<std::uint64_t>(byte_at(s, 10)) << 8 |
             static_cast<std::uint64_t>(byte_at(s, 11)) << 16,
      .upper_known = (byte_at(s, 8) & 0x60) == 0,
  };
}

/// Sense key specific bytes: SKSV, then for NOT READY and NO SENSE a progress of 65536ths.
std::optional<double> progress_of(Answer three, std::uint8_t key) {
  if (three.size() < 3 || (three[0] & 0x80) == 0 || (key != 0 && key != 2)) return std::nullopt;
  return static_cast<double>(big(three, 1, 2)) / 65536.0;
}

ScsiSense read_fixed(Answer bytes) {
  ScsiSense sense{.key = static_cast<std::uint8_t>(byte_at(bytes, 2) & 0x0F)};
  const std::size_t length = std::min<std::size_t>(bytes.size(), std::size_t{8} + byte_at(bytes, 7));
  const Answer valid = bytes.first(length);
  sense.code = byte_at(valid, 12);
  sense.qualifier = byte_at(valid, 13);
  sense.progress = progress_of(part(valid, 15, 3), sense.key);
  if (sense.code == 0x00 && sense.qualifier == 0x1D && valid.size() >= 14) sense.ata = registers_of_fixed(valid);
  return sense;
}

ScsiSense read_descriptors(Answer bytes) {
  ScsiSense sense{.key = static_cast<std::uint8_t>(byte_at(bytes, 1) & 0x0F),
                  .code = byte_at(bytes, 2),
                  .qualifier = byte_at(bytes, 3)};
  const std::size_t end = std::min<std::size_t>(bytes.size(), std::size_t{8} + byte_at(bytes, 7));
  for (std::size_t at = 8; at + 2 <= end;) {
    const Answer descriptor = part(bytes.first(end), at, std::size_t{2} + bytes[at + 1]);
    if (bytes[at] == 0x09 && bytes[at + 1] == 0x0C && descriptor.size() == 14)
      sense.ata = registers_of_descriptor(descriptor);
    if (bytes[at] == 0x02 && descriptor.size() >= 7) sense.progress = progress_of(part(descriptor, 4, 3), sense.key);
    at += std::size_t{2} + bytes[at + 1];
  }
  return sense;
}

}  // namespace

std::optional<ScsiInquiry> read_scsi_inquiry(Answer bytes) {
  if (bytes.size() < 36 || constant(bytes)) return std::nullopt;
  if ((bytes[0] & 0xE0) != 0) return std::nullopt;  // no device at this logical unit
  return ScsiInquiry{
      .type = static_cast<std::uint8_t>(bytes[0] & 0x1F),
      .removable = (bytes[1] & 0x80) != 0,
      .vendor = text_of(part(bytes, 8, 8)),
      .product = text_of(part(bytes, 16, 16)),
      .revision = text_of(part(bytes, 32, 4)),
  };
}

std::string read_scsi_serial(Answer bytes) {
  if (byte_at(bytes, 1) != 0x80) return {};
  return text_of(part(bytes, 4, static_cast<std::size_t>(big(bytes, 2, 2))));
}

std::string read_scsi_wwn(Answer bytes) {
  if (byte_at(bytes, 1) != 0x83) return {};
  const Answer list = part(bytes, 4, static_cast<std::size_t>(big(bytes, 2, 2)));
  std::string best;
  for (std::size_t at = 0; at + 4 <= list.size(); at += std::size_t{4} + list[at + 3]) {
    const std::uint8_t kind = list[at + 1] & 0x0F, association = list[at + 1] >> 4 & 3;
    const Answer value = part(list, at + 4, list[at + 3]);
    if (association != 0 || value.size() != list[at + 3] || value.size() < 8 || constant(value)) continue;
    const bool binary = (list[at] & 0x0F) == 1;
    if (binary && (kind == 3 || (kind == 2 && best.empty())) && value.size() * 2 > best.size()) best = hex_of(value);
  }
  return best;
}

Medium read_scsi_medium(Answer bytes) {
  if (byte_at(bytes, 1) != 0xB1) return Medium::unknown;
  const std::uint64_t rotation = big(bytes, 4, 2);
  if (rotation == 1) return Medium::ssd;
  return rotation >= 0x401 && rotation < 0xFFFF ? Medium::hdd : Medium::unknown;
}

std::optional<ScsiCapacity> read_scsi_capacity(Answer bytes) {
  if (bytes.size() < 14) return std::nullopt;
  const std::uint64_t last = big(bytes, 0, 8), size = big(bytes, 8, 4);
  if (last == ~std::uint64_t{0} || size < 256 || size > 1U << 20) return std::nullopt;
  ScsiCapacity capacity{.sectors = last + 1, .logical_sector = static_cast<std::uint32_t>(size)};
  capacity.protection = (bytes[12] & 1) != 0;
  capacity.physical_sector = capacity.logical_sector << (bytes[13] & 0x0F);
  return capacity;
}

std::optional<ScsiSense> read_scsi_sense(Answer bytes) {
  if (bytes.size() < 8) return std::nullopt;
  const int format = bytes[0] & 0x7F;
  if (format < 0x70 || format > 0x73) return std::nullopt;
  ScsiSense sense = format < 0x72 ? read_fixed(bytes) : read_descriptors(bytes);
  sense.deferred = format == 0x71 || format == 0x73;
  return sense;
}

std::optional<bool> read_scsi_supported(Answer bytes) {
  if (bytes.size() < 4 || bytes[0] != 0) return std::nullopt;
  const int support = bytes[1] & 7;
  if (support == 0) return std::nullopt;  // not told now
  return support == 3;
}

SanitizeProgress read_scsi_progress(Answer bytes, bool started) {
  SanitizeProgress progress{.log = hex_of(bytes)};
  const std::optional<ScsiSense> sense = read_scsi_sense(bytes);
  if (!sense) return progress;
  const int what = sense->code << 8 | sense->qualifier;
  if (what == 0x3103 || what == 0x3101) {  // SANITIZE COMMAND FAILED, FORMAT COMMAND FAILED
    progress.state = SanitizeState::failed;
  } else if (what == 0x041B || what == 0x0404 || ((sense->key == 0 || sense->key == 2) && sense->progress)) {
    progress.state = SanitizeState::in_progress;
    progress.share = sense->progress.value_or(0);
  } else if (sense->key == 0 && what == 0 && started) {
    progress.state = SanitizeState::completed;
    progress.share = 1;
  }
  return progress;
}

ScsiCdb scsi_inquiry() { return {0x12, 0, 0, 0, 36, 0}; }
ScsiCdb scsi_vpd(std::uint8_t page) { return {0x12, 1, page, 0, 252, 0}; }
ScsiCdb scsi_read_capacity() { return {0x9E, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0}; }
ScsiCdb scsi_request_sense() { return {0x03, 0, 0, 0, 252, 0}; }
ScsiCdb scsi_test_unit_ready() { return {0x00, 0, 0, 0, 0, 0}; }

ScsiCdb scsi_report_supported(std::uint8_t opcode, std::optional<std::uint8_t> service_action) {
  const std::uint8_t option = service_action ? 2 : 1;
  return {0xA3, 0x0C, option, opcode, 0, service_action.value_or(0), 0, 0, 0, 4, 0, 0};
}

std::optional<ScsiCdb> scsi_sanitize(CommandKind kind) {
  std::uint8_t action = 0, data = 0;
  if (kind == CommandKind::sanitize_overwrite) {
    action = 0x01, data = 8;
  } else if (kind == CommandKind::sanitize_block) {
    action = 0x02;
  } else if (kind == CommandKind::sanitize_crypto) {
    action = 0x03;
  } else if (kind == CommandKind::sanitize_exit_failure) {
    return ScsiCdb{0x48, 0x1F, 0, 0, 0, 0, 0, 0, 0, 0};
  } else {
    return std::nullopt;
  }
  const auto flags =
      static_cast<std::uint8_t>(0xA0 | action);  // IMMED, AUSE: a failed one may be left with EXIT FAILURE MODE
  return ScsiCdb{0x48, flags, 0, 0, 0, 0, 0, 0, data, 0};
}

ScsiCdb scsi_format_unit() { return {0x04, 0x10, 0, 0, 0, 0}; }  // FMTDATA; no protection information, no defect list

std::vector<std::uint8_t> scsi_command_data(CommandKind kind) {
  if (kind == CommandKind::sanitize_overwrite) return {0x01, 0, 0, 4, 0, 0, 0, 0};  // one pass; a pattern of four zeros
  if (kind == CommandKind::format_unit) return {0x00, 0x02, 0, 0};                  // short header: IMMED
  return {};
}

}  // namespace drives
