#pragma once
// What SCSI devices answer (SPC-5 T10/BSR INCITS 502, SBC-4 T10/BSR INCITS 506, SAT-4 T10/BSR INCITS 491), read without touching any; and the command
// blocks that are sent to them.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drives/ata.hpp"
#include "drives/drive.hpp"
#include "drives/reading.hpp"

namespace drives {

/// Standard INQUIRY data (SPC-5 §6.7.2).
struct ScsiInquiry {
  std::uint8_t type = 0;  ///< 0: direct access block device
  bool removable = false;
  std::string vendor, product, revision;
  bool is_disk() const { return type == 0x00 || type == 0x0E || type == 0x14; }  ///< also reduced and zoned
};
std::optional<ScsiInquiry> read_scsi_inquiry(Answer bytes);
/// VPD page 80h, unit serial number (SPC-5 §7.7.18); empty if it is another page.
std::string read_scsi_serial(Answer bytes);
/// VPD page 83h, device identification (SPC-5 §7.7.6): NAA or EUI-64 of the logical unit in hexadecimal, the longest; empty if none.
std::string read_scsi_wwn(Answer bytes);
/// VPD page B1h, block device characteristics (SBC-4 §6.6.2): 1 is flash, from 401h on it is the speed.
sanitization::Medium read_scsi_medium(Answer bytes);

/// READ CAPACITY (16) (SBC-4 §5.21.2).
struct ScsiCapacity {
  std::uint64_t sectors = 0;
  std::uint32_t logical_sector = 512, physical_sector = 512;
  bool protection = false;  ///< formatted with protection information
};
std::optional<ScsiCapacity> read_scsi_capacity(Answer bytes);

/// Sense data, fixed (70h, 71h) or descriptor format (72h, 73h) (SPC-5 §4.4).
struct ScsiSense {
  std::uint8_t key = 0, code = 0, qualifier = 0;  ///< ASC, ASCQ
  bool deferred = false;
  std::optional<double> progress = {};  ///< 0…1 (SPC-5 §4.4.2.4.4)
  std::optional<AtaRegisters> ata =
      {};  ///< ATA Status Return (SAT-4 §12.2.5), or its fixed form when ASC/ASCQ is 00h/1Dh
};
std::optional<ScsiSense> read_scsi_sense(Answer bytes);

/// REPORT SUPPORTED OPERATION CODES, one command (SPC-5 §6.35.3): is it supported as the standard says?
std::optional<bool> read_scsi_supported(Answer bytes);

/// REQUEST SENSE while or after SANITIZE or FORMAT UNIT (SBC-4 §4.11.2, §4.34): `started` tells that this program saw it accepted or running,
/// else an idle drive is « unknown », for SCSI keeps no record of a success.
SanitizeProgress read_scsi_progress(Answer sense, bool started);

using ScsiCdb = std::vector<std::uint8_t>;
ScsiCdb scsi_inquiry();               ///< 36 bytes: what every stick can
ScsiCdb scsi_vpd(std::uint8_t page);  ///< 252 bytes
ScsiCdb scsi_read_capacity();         ///< 32 bytes
ScsiCdb scsi_request_sense();         ///< 252 bytes, descriptor format not asked
ScsiCdb scsi_test_unit_ready();
ScsiCdb scsi_report_supported(std::uint8_t opcode, std::optional<std::uint8_t> service_action);  ///< 4 bytes
/// SANITIZE (SBC-4 §5.27) with IMMED and AUSE; FORMAT UNIT (SBC-4 §5.4) with FMTDATA. Data of both: scsi_command_data().
std::optional<ScsiCdb> scsi_sanitize(CommandKind kind);
ScsiCdb scsi_format_unit();
std::vector<std::uint8_t> scsi_command_data(CommandKind kind);

}  // namespace drives
