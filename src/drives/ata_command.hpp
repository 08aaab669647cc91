#pragma once
// ATA commands as the words of ATA PASS-THROUGH (16) (SAT-4 §12.2.2); which bytes, and nothing else. Command codes: ACS-3 §7, ATA-7 §6.
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "drives/ata.hpp"

namespace drives {

struct AtaTask {
  enum class Protocol : std::uint8_t {
    non_data = 3,
    data_in = 4,
    data_out = 5
  };  ///< SAT-4 table 139; data goes by PIO
  std::uint8_t command = 0;
  Protocol protocol = Protocol::non_data;
  bool lba48 = false;  ///< EXTEND
  std::uint16_t feature = 0, count = 0;
  std::uint64_t lba = 0;
  std::uint8_t device = 0x40;
};
using Cdb16 = std::array<std::uint8_t, 16>;
/// CK_COND is set, so that the registers come back in every case.
Cdb16 ata_pass_through(const AtaTask& task);

AtaTask ata_identify();
AtaTask ata_security(std::uint8_t command);  ///< F1h, F2h, F4h, F6h with 512 bytes; F3h without data
inline constexpr std::uint8_t security_set_password = 0xF1, security_unlock = 0xF2, security_erase_prepare = 0xF3,
                              security_erase_unit = 0xF4, security_disable_password = 0xF6;
/// The 512 bytes of the security commands, for the user password, level high (ACS-3 §7.44 to §7.48); `enhanced` only for ERASE UNIT.
std::array<std::uint8_t, 512> ata_security_data(std::string_view password, bool enhanced);

AtaTask ata_sanitize(CommandKind kind);  ///< sanitize_block, _crypto, _overwrite, _exit_failure; anything else: status
AtaTask ata_sanitize_status();
AtaTask ata_read_native_max(bool lba48);
AtaTask ata_set_max(std::uint64_t last_lba, bool lba48);  ///< kept over power cycles; right after READ NATIVE MAX
AtaTask ata_dco_identify();
AtaTask ata_dco_restore();
AtaTask ata_get_native_max();
AtaTask ata_set_accessible_max(std::uint64_t last_lba);
AtaTask ata_smart_read_data();
AtaTask ata_smart_return_status();
AtaTask ata_read_log(std::uint8_t log, std::uint8_t page);

}  // namespace drives
