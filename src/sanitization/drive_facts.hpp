#pragma once
// What a drive says of itself, asked before and after erasing: all that the planner and a certificate need to know.
// Filled by src/drives; kept in the station report; no I/O here.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sanitization {

enum class Medium {
  hdd,
  ssd,
  hybrid,  ///< rotating with a flash cache
  emmc,
  flash,  ///< USB stick, SD card: no drive commands
  unknown,
};
inline constexpr std::array all_media = {Medium::hdd,  Medium::ssd,   Medium::hybrid,
                                         Medium::emmc, Medium::flash, Medium::unknown};

/// How commands reach it.
enum class Bus {
  ata,   ///< SATA or PATA on the machine's own controller
  scsi,  ///< SAS
  nvme,
  mmc,           ///< eMMC, SD
  usb,           ///< a stick, or a drive behind a USB bridge: data only, never security commands
  raid,          ///< a controller that hides its drives (RAID, VMD, RST)
  virtual_disk,  ///< loop, virtio, device-mapper: data only
};
inline constexpr std::array all_buses = {Bus::ata, Bus::scsi, Bus::nvme,        Bus::mmc,
                                         Bus::usb, Bus::raid, Bus::virtual_disk};
/// Whether erase commands may be sent over it at all; over the others only data.
bool takes_commands(Bus bus);

struct Identity {
  std::string maker, model, serial;
  std::string wwn;  ///< WWN, EUI-64, NGUID or CID in hexadecimal; empty if it tells none
  std::string firmware;
  bool operator==(const Identity&) const = default;
};
/// Whether this names one drive in the world: a serial (not empty, not a placeholder such as 0123456789 or all the same character)
/// or a WWN. Without it nothing is erased.
bool names_one(const Identity& identity);
/// The same drive? WWN when both tell one, else maker's model and serial. Never true when names_one() is false.
bool same_drive(const Identity& one, const Identity& other);
/// same_drive(), and no difference in serial or model where both tell them: cheap NVMe drives all carry the same EUI-64.
bool same_unit(const Identity& one, const Identity& other);

struct Capacity {
  std::uint32_t logical_sector = 512;                ///< bytes: 512, 520, 528, 4096…
  std::uint32_t physical_sector = 512;               ///< bytes
  std::uint64_t sectors = 0;                         ///< reported now, logical sectors
  std::optional<std::uint64_t> native_sectors = {};  ///< READ NATIVE MAX: more than `sectors` means an HPA (or AMA)
  std::optional<std::uint64_t> factory_sectors =
      {};  ///< DCO IDENTIFY or the AMA native size: more than native means a DCO
  /// Bytes of the medium that no area covers which a host could open: NVMe capacity that belongs to no namespace (UNVMCAP), general purpose
  /// partitions of an eMMC. Nothing: none is known.
  std::optional<std::uint64_t> uncovered_bytes = {};
  std::uint64_t bytes() const { return sectors * logical_sector; }
  bool operator==(const Capacity&) const = default;
};

struct HiddenAreas {
  bool hpa_supported = false;
  bool dco_supported = false;
  bool dco_frozen = false;
  bool ama_supported = false;  ///< ACS-3 Accessible Max Address, instead of HPA
  bool operator==(const HiddenAreas&) const = default;
};

struct AtaSecurity {
  bool supported = false, enabled = false, locked = false, frozen = false, count_expired = false, enhanced = false;
  std::uint32_t erase_minutes = 0, enhanced_minutes = 0;  ///< the maker's estimate; 0: none
  bool operator==(const AtaSecurity&) const = default;
};

enum class SanitizeState { never, in_progress, completed, failed, frozen, unknown };
inline constexpr std::array all_sanitize_states = {SanitizeState::never,     SanitizeState::in_progress,
                                                   SanitizeState::completed, SanitizeState::failed,
                                                   SanitizeState::frozen,    SanitizeState::unknown};
/// ATA SANITIZE DEVICE, NVMe Sanitize (SANICAP) or SCSI SANITIZE.
struct Sanitize {
  bool block = false, crypto = false, overwrite = false;
  SanitizeState state = SanitizeState::unknown;
  std::string log;  ///< hexadecimal of the status log: a « success » that was there before is not ours
  bool operator==(const Sanitize&) const = default;
};

struct Namespace {
  std::uint32_t id = 0;
  std::uint64_t sectors = 0;
  std::uint32_t logical_sector = 512;
  bool operator==(const Namespace&) const = default;
};

struct NvmeFormat {
  bool supported = false;
  bool crypto = false;          ///< FNA bit 2
  bool all_namespaces = false;  ///< FNA bit 1: a secure erase of one namespace erases all
  bool operator==(const NvmeFormat&) const = default;
};

struct Emmc {
  bool secure_trim = false, sanitize = false;
  std::uint64_t boot_area_bytes = 0;  ///< of each of the two boot areas
  bool boot_write_protected = false;  ///< for ever, or until the power goes
  bool operator==(const Emmc&) const = default;
};

struct SelfEncryption {
  bool supported = false, locking_enabled = false, locked = false;
  bool operator==(const SelfEncryption&) const = default;
};

struct Health {
  std::optional<std::uint64_t> reallocated_sectors = {}, pending_sectors = {};
  std::optional<std::uint64_t> power_on_hours = {};
  std::optional<int> wear_percent = {};
  std::optional<bool> passed = {};
  std::string raw;  ///< `smartctl -j -a` as it answered; empty if it did not
  bool operator==(const Health&) const = default;
};

struct DriveFacts {
  Identity identity;
  Medium medium = Medium::unknown;
  Bus bus = Bus::virtual_disk;
  std::string bridge;  ///< USB bridge or controller in the way, as it names itself
  Capacity capacity;
  HiddenAreas hidden;
  AtaSecurity security;
  Sanitize sanitize;
  NvmeFormat format;                  ///< NVMe only
  std::vector<Namespace> namespaces;  ///< NVMe only
  bool format_unit = false;           ///< SCSI only
  Emmc emmc;                          ///< eMMC only
  SelfEncryption self_encryption;     ///< TCG Opal and the like
  bool read_only = false;
  bool protection_information =
      false;  ///< formatted with T10 PI or an odd sector size: data transfers need a format first
  Health health;
  bool operator==(const DriveFacts&) const = default;
};

/// Bytes of what a host reads and writes: the disk, or all NVMe namespaces together; without the boot areas of an eMMC.
std::uint64_t data_bytes(const DriveFacts& facts);
/// Bytes of both boot areas of an eMMC; 0 for all else.
std::uint64_t boot_bytes(const DriveFacts& facts);
/// Sizes that can be true: sectors of 512 bytes to 64 KiB, at least one, together at most 2^53 bytes (what a record can hold exactly).
bool plausible_size(const DriveFacts& facts);
/// Sectors of 520 or 528 bytes, or with protection information: no data can be moved before a format.
bool needs_format(const DriveFacts& facts);
/// An area that hosts do not see is known, or cannot be excluded: the drive can hide one and did not tell its full size. Behind a USB bridge
/// nobody asks for that size, so a drive that says there (in a proved IDENTIFY) that it can hide one counts too.
bool may_hide_area(const DriveFacts& facts);
/// Over the bus on which drives do tell it, this one does not say whether it has put sectors out of use.
bool hides_reallocation(const DriveFacts& facts);
/// The largest size that the drive ever told of itself, in bytes.
std::uint64_t largest_known_bytes(const DriveFacts& facts);

std::string_view code(Medium medium);
std::string_view code(Bus bus);
std::string_view code(SanitizeState state);
std::optional<Medium> medium_from_code(std::string_view code);
std::optional<Bus> bus_from_code(std::string_view code);
std::optional<SanitizeState> sanitize_state_from_code(std::string_view code);

}  // namespace sanitization
