#pragma once
// What eMMC devices and SD cards answer (JEDEC JESD84-B51; SD Physical Layer 6.00), read without touching any.
#include <cstdint>
#include <optional>
#include <string>

#include "drives/reading.hpp"
#include "sanitization/drive_facts.hpp"

namespace drives {

/// EXT_CSD, 512 bytes (JESD84-B51 §7.4).
struct MmcExtCsd {
  std::uint64_t sectors = 0;  ///< of 512 bytes
  std::uint32_t logical_sector = 512;
  sanitization::Emmc emmc;
  bool user_area_protected = false;
  std::uint8_t erased_byte = 0;             ///< what erased memory reads as, everywhere
  std::uint64_t general_purpose_bytes = 0;  ///< of the four partitions beside the user area
  std::string firmware;
  sanitization::Health health;
};
std::optional<MmcExtCsd> read_mmc_ext_csd(Answer bytes);

/// CID, 16 bytes (JESD84-B51 §7.2; for SD cards SD Physical Layer §5.2). `wwn` is the whole CID: it names one device in the world.
std::optional<sanitization::Identity> read_mmc_cid(Answer bytes, bool sd_card);

}  // namespace drives
