#pragma once
// What ATA drives answer, read without touching any drive. Sources: ACS-3 (T13/2161-D) and ACS-4 (T13/BSR INCITS 529); HPA and DCO: ATA/ATAPI-7
// (T13/1532-D), where they were last described whole; clauses beside each reading.
#include <cstdint>
#include <optional>
#include <string>

#include "drives/drive.hpp"
#include "drives/reading.hpp"

namespace drives {

/// IDENTIFY DEVICE (ACS-3 §7.12.7, table 45).
struct AtaIdentify {
  sanitization::Identity identity;
  sanitization::Medium medium = sanitization::Medium::unknown;
  std::uint64_t sectors = 0;
  std::uint32_t logical_sector = 512, physical_sector = 512;
  bool lba48 = false;
  bool hpa_supported = false, dco_supported = false, ama_supported = false;
  bool sanitize_supported = false;
  bool smart_supported = false, smart_enabled = false, logs_supported = false;
  bool trusted_computing = false;  ///< TCG commands: Opal and the like
  bool checksum_proved = false;    ///< word 255 carries a checksum, and it is right
  sanitization::AtaSecurity security;
  sanitization::Sanitize sanitize;  ///< capabilities only
};
/// Nothing if it is no IDENTIFY DEVICE of a disk: not 512 bytes, constant, wrong checksum, packet device, no capacity.
std::optional<AtaIdentify> read_ata_identify(Answer bytes);

/// The registers that a command leaves (SAT-4 §12.2.5): 48-bit fields.
struct AtaRegisters {
  std::uint8_t error = 0, device = 0, status = 0;
  std::uint16_t count = 0;
  std::uint64_t lba = 0;
  bool upper_known =
      false;  ///< false: bits 15:8 of count and 47:24 of LBA are not told (fixed-format sense data) and not zero
  bool ended_well() const { return (status & 0xA9) == 0; }                      ///< neither BSY, DF, DRQ nor ERR
  bool aborted() const { return (status & 0x81) == 1 && (error & 0x04) != 0; }  ///< ERR with ABRT
};

/// SANITIZE STATUS EXT (ACS-4 §7.36.10; states §4.17.8). Failed also when the command itself was aborted with the reason « unsuccessful ».
SanitizeProgress read_ata_sanitize_status(const AtaRegisters& registers);
/// READ NATIVE MAX ADDRESS (EXT) (ATA-7 §6.37) and GET NATIVE MAX ADDRESS EXT (ACS-3 §7.2): sectors, one more than the address.
std::optional<std::uint64_t> read_ata_native_sectors(const AtaRegisters& registers, bool lba48);
/// DEVICE CONFIGURATION IDENTIFY (ATA-7 §6.14.4): sectors the maker allows. Nothing without a right checksum.
std::optional<std::uint64_t> read_ata_dco_sectors(Answer bytes);
/// SMART READ DATA (ACS-3 §7.47.6) with the customary attributes 5, 9, 197. Nothing without a right checksum.
std::optional<sanitization::Health> read_ata_smart_data(Answer bytes);
/// SMART RETURN STATUS (ACS-3 §7.47.8): false when a threshold is exceeded.
std::optional<bool> read_ata_smart_status(const AtaRegisters& registers);
/// Device Statistics log, page 7 (ACS-3 §A.5.8): percentage used endurance indicator.
std::optional<int> read_ata_wear(Answer bytes);

}  // namespace drives
