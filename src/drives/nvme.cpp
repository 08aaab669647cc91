#include "drives/nvme.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>

namespace drives {
namespace {

using sanitization::SanitizeState;

/// LBADS is a power of two; a format that is not available tells 0.
bool usable(std::uint64_t lbaf) { return (lbaf >> 16 & 0xFF) >= 9 && (lbaf >> 16 & 0xFF) <= 20; }

std::uint8_t plain_format(Answer bytes, std::uint8_t current) {
  const std::uint64_t now = little(bytes, 128 + std::size_t{4} * current, 4);
  if ((now & 0xFFFF) == 0) return current;
  const std::size_t count = std::min<std::size_t>(std::size_t{1} + byte_at(bytes, 25), 64);
  std::optional<std::uint8_t> any;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t lbaf = little(bytes, 128 + 4 * i, 4);
    if (!usable(lbaf) || (lbaf & 0xFFFF) != 0) continue;
    if ((lbaf >> 16 & 0xFF) == (now >> 16 & 0xFF)) return static_cast<std::uint8_t>(i);
    if (!any) any = static_cast<std::uint8_t>(i);
  }
  return any.value_or(current);
}

}  // namespace

std::optional<NvmeController> read_nvme_controller(Answer bytes) {
  if (bytes.size() < 4096 || constant(bytes)) return std::nullopt;
  NvmeController read;
  read.identity = {.serial = text_of(part(bytes, 4, 20)), .firmware = text_of(part(bytes, 64, 8))};
  read.identity.model = text_of(part(bytes, 24, 40));
  read.namespaces = static_cast<std::uint32_t>(little(bytes, 516, 4));
  const std::uint64_t commands = little(bytes, 256, 2), fna = byte_at(bytes, 524), sanitize = little(bytes, 328, 4);
  const bool beyond = little(bytes, 304, 8) != 0;  // UNVMCAP has 128 bits
  read.unallocated = beyond ? std::numeric_limits<std::uint64_t>::max() : little(bytes, 296, 8);
  read.security_commands = (commands & 1) != 0;
  read.manages_namespaces = (commands & 8) != 0;
  read.format.supported = (commands & 2) != 0;
  if (read.format.supported) read.format.all_namespaces = (fna & 2) != 0, read.format.crypto = (fna & 4) != 0;
  read.sanitize.crypto = (sanitize & 1) != 0;
  read.sanitize.block = (sanitize & 2) != 0;
  read.sanitize.overwrite = (sanitize & 4) != 0;
  return read;
}

std::optional<NvmeNamespace> read_nvme_namespace(Answer bytes) {
  if (bytes.size() < 4096 || constant(bytes)) return std::nullopt;
  NvmeNamespace read{.sectors = little(bytes, 0, 8)};
  const std::uint8_t flbas = byte_at(bytes, 26);
  const bool many = byte_at(bytes, 25) > 15;  // then bits 6:5 are the upper bits of the index
  read.format = static_cast<std::uint8_t>((flbas & 0x0F) | (many ? (flbas >> 5 & 3) << 4 : 0));
  const std::uint64_t lbaf = little(bytes, 128 + std::size_t{4} * read.format, 4);
  if (!usable(lbaf) || read.sectors == 0) return std::nullopt;
  read.logical_sector = 1U << (lbaf >> 16 & 0xFF);
  read.metadata = static_cast<std::uint16_t>(lbaf & 0xFFFF);
  read.protection = (byte_at(bytes, 29) & 7) != 0;
  read.plain_format = plain_format(bytes, read.format);
  const Answer nguid = part(bytes, 104, 16), eui64 = part(bytes, 120, 8);
  if (!constant(nguid)) {
    read.wwn = hex_of(nguid);
  } else if (!constant(eui64)) {
    read.wwn = hex_of(eui64);
  }
  return read;
}

std::vector<std::uint32_t> read_nvme_active(Answer bytes) {
  std::vector<std::uint32_t> active;
  for (std::size_t at = 0; at + 4 <= bytes.size() && at < 4096; at += 4) {
    const auto id = static_cast<std::uint32_t>(little(bytes, at, 4));
    if (id == 0 || (!active.empty() && id <= active.back())) break;
    active.push_back(id);
  }
  return active;
}

NvmeNamespaces ask_nvme_namespaces(const NvmeController& controller, const NvmeAsk& ask) {
  constexpr std::uint32_t most_asked = 128;
  NvmeNamespaces found;
  const auto take = [&](std::uint8_t cns, std::uint32_t id) {
    const NvmeAnswer answer = ask(cns, id);
    const auto space = answer.end == CommandEnd::done ? read_nvme_namespace(answer.data) : std::nullopt;
    if (space) found.all.emplace_back(id, *space);
    return std::pair(answer.end, space.has_value());
  };
  const NvmeAnswer active = ask(0x02, 0);
  const std::vector<std::uint32_t> ids =
      active.end == CommandEnd::done ? read_nvme_active(active.data) : std::vector<std::uint32_t>{};
  for (const std::uint32_t id : ids) found.complete = take(0x00, id).second && found.complete;
  if (active.end != CommandEnd::done) {
    // Controllers of NVMe 1.0 have no list: each number is asked. One that is not in use answers zeros, or is refused.
    found.complete = active.end == CommandEnd::refused && controller.namespaces <= most_asked;
    for (std::uint32_t id = 1; id <= controller.namespaces && found.complete; ++id) {
      const auto end = take(0x00, id).first;
      found.complete = end == CommandEnd::done || end == CommandEnd::refused;
    }
  }
  if (!controller.manages_namespaces) return found;
  const NvmeAnswer allocated = ask(0x10, 0);
  found.complete = found.complete && allocated.end == CommandEnd::done;
  if (allocated.end != CommandEnd::done) return found;
  for (const std::uint32_t id : read_nvme_active(allocated.data)) {
    const bool known =
        std::any_of(found.all.begin(), found.all.end(), [&](const auto& each) { return each.first == id; });
    if (!known) found.complete = take(0x11, id).second && found.complete;
  }
  return found;
}

SanitizeProgress read_nvme_sanitize_log(Answer bytes) {
  SanitizeProgress progress{.log = hex_of(part(bytes, 0, 32))};
  if (bytes.size() < 20) return progress;
  switch (bytes[2] & 7) {  // SSTAT
    case 0:
      progress.state = SanitizeState::never;
      break;
    case 1:
    case 4:  // completed, and blocks deallocated although that was not asked
      progress.state = SanitizeState::completed;
      progress.share = 1;
      break;
    case 2:
      progress.state = SanitizeState::in_progress;
      progress.share = static_cast<double>(little(bytes, 0, 2)) / 65536.0;
      break;
    case 3:
      progress.state = SanitizeState::failed;
      break;
  }
  return progress;
}

std::optional<sanitization::Health> read_nvme_smart_log(Answer bytes) {
  if (bytes.size() < 512 || constant(bytes)) return std::nullopt;
  sanitization::Health health;
  health.passed = bytes[0] == 0;  // critical warning
  health.wear_percent = bytes[5];
  if (little(bytes, 136, 8) == 0) health.power_on_hours = little(bytes, 128, 8);  // 128 bits: nobody lived that long
  return health;
}

std::string NvmeCommand::hex() const {
  std::array<std::uint8_t, 13> bytes{opcode};
  const std::uint32_t fields[] = {nsid, cdw10, cdw11};
  for (std::size_t i = 0; i < 12; ++i) bytes[1 + i] = static_cast<std::uint8_t>(fields[i / 4] >> (24 - i % 4 * 8));
  return hex_of(bytes);
}

std::optional<NvmeCommand> nvme_sanitize(CommandKind kind) {
  constexpr std::uint32_t ause = 8, one_pass = 1U << 4;
  if (kind == CommandKind::sanitize_exit_failure) return NvmeCommand{.opcode = 0x84, .cdw10 = 1};
  if (kind == CommandKind::sanitize_block) return NvmeCommand{.opcode = 0x84, .cdw10 = 2 | ause};
  if (kind == CommandKind::sanitize_overwrite) return NvmeCommand{.opcode = 0x84, .cdw10 = 3 | ause | one_pass};
  if (kind == CommandKind::sanitize_crypto) return NvmeCommand{.opcode = 0x84, .cdw10 = 4 | ause};
  return std::nullopt;
}

NvmeCommand nvme_format(std::uint32_t nsid, std::uint8_t format, bool crypto) {
  const std::uint32_t lbaf = (format & 0x0FU) | (format >> 4 & 3U) << 12;
  return {.opcode = 0x80, .nsid = nsid, .cdw10 = lbaf | (crypto ? 2U : 1U) << 9};
}

NvmeCommand nvme_identify(std::uint8_t cns, std::uint32_t nsid) { return {.opcode = 0x06, .nsid = nsid, .cdw10 = cns}; }

NvmeCommand nvme_get_log(std::uint8_t page, std::uint32_t nsid, std::uint32_t bytes) {
  return {.opcode = 0x02, .nsid = nsid, .cdw10 = page | (bytes / 4 - 1) << 16};
}

CommandEnd nvme_end(int status) {
  if (status == 0) return CommandEnd::done;
  const int type = status >> 8 & 7, code = status & 0xFF;
  if (type == 0) {
    // data transfer error, internal error, aborted, sanitize failed: it took the command; anything else is a no
    if (code == 0x04 || code == 0x06 || code == 0x07 || code == 0x08 || code == 0x1C) return CommandEnd::failed;
    return CommandEnd::refused;
  }
  return type == 1 ? CommandEnd::refused : CommandEnd::failed;  // command specific; media, path, vendor
}

}  // namespace drives
