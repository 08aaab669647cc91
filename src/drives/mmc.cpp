#include "drives/mmc.hpp"

#include <array>
#include <cstdio>

namespace drives {
namespace {

/// Device life time estimation: 1 to 10 are tenths of its life used, 11 is beyond.
std::optional<int> life_used(Answer bytes) {
  const int value = std::max(byte_at(bytes, 268), byte_at(bytes, 269));
  if (value < 1 || value > 11) return std::nullopt;
  return value * 10;
}

/// GP_SIZE_MULT [143–154]: four partitions, each so many times the greatest common unit of write protection (§7.4.71).
std::uint64_t general_purpose(Answer bytes) {
  const std::uint64_t unit = std::max<std::uint64_t>(byte_at(bytes, 221), 1) *              // HC_WP_GRP_SIZE
                             std::max<std::uint64_t>(byte_at(bytes, 224), 1) * 512 * 1024;  // HC_ERASE_GRP_SIZE
  std::uint64_t units = 0;
  for (std::size_t at = 143; at < 155; at += 3) units += little(bytes, at, 3);
  return units * unit;
}

/// Two bits each: 1 is protected until the power goes, 2 for ever (§7.4.82).
bool boot_protected(std::uint8_t status) {
  return ((status & 3) != 0 && (status & 3) != 3) || ((status >> 2 & 3) != 0 && (status >> 2 & 3) != 3);
}

}  // namespace

std::optional<MmcExtCsd> read_mmc_ext_csd(Answer bytes) {
  if (bytes.size() != 512 || constant(bytes)) return std::nullopt;
  MmcExtCsd read{.sectors = little(bytes, 212, 4)};  // SEC_COUNT
  if (read.sectors == 0) return std::nullopt;
  if (byte_at(bytes, 61) == 1) read.logical_sector = 4096;                      // DATA_SECTOR_SIZE
  const std::uint8_t secure = byte_at(bytes, 231);                              // SEC_FEATURE_SUPPORT
  read.emmc.secure_trim = (secure & 0x11) == 0x11;                              // SECURE_ER_EN and SEC_GB_CL_EN
  read.emmc.sanitize = (secure & 0x40) != 0;                                    // SEC_SANITIZE
  read.emmc.boot_area_bytes = std::uint64_t{byte_at(bytes, 226)} * 128 * 1024;  // BOOT_SIZE_MULT
  // BOOT_WP_STATUS; BOOT_WP: B_PERM_WP_EN
  read.emmc.boot_write_protected = boot_protected(byte_at(bytes, 174)) || (byte_at(bytes, 173) & 0x04) != 0;
  read.erased_byte = byte_at(bytes, 181) == 1 ? 0xFF : 0;  // ERASED_MEM_CONT
  read.general_purpose_bytes = general_purpose(bytes);
  read.user_area_protected = (byte_at(bytes, 171) & 0x04) != 0;  // USER_WP: US_PERM_WP_EN
  read.firmware = hex_of(part(bytes, 254, 8));
  read.health.wear_percent = life_used(bytes);
  if (byte_at(bytes, 267) >= 1 && byte_at(bytes, 267) <= 3)
    read.health.passed = byte_at(bytes, 267) != 3;  // PRE_EOL_INFO: 3 is urgent
  return read;
}

std::optional<sanitization::Identity> read_mmc_cid(Answer bytes, bool sd_card) {
  if (bytes.size() != 16 || constant(bytes)) return std::nullopt;
  std::array<char, 9> serial{};
  const auto number = static_cast<unsigned>(sd_card ? big(bytes, 9, 4) : big(bytes, 10, 4));
  std::snprintf(serial.data(), serial.size(), "%08x", number);
  return sanitization::Identity{
      .maker = hex_of(bytes.first(1)),
      .model = sd_card ? text_of(part(bytes, 3, 5)) : text_of(part(bytes, 3, 6)),
      .serial = serial.data(),
      .wwn = hex_of(bytes),
      .firmware = hex_of(sd_card ? part(bytes, 8, 1) : part(bytes, 9, 1)),
  };
}

}  // namespace drives
