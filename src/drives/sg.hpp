#pragma once
// SCSI commands through SG_IO, and what their answers mean. The judging is pure: a drive or a bridge may answer anything.
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "drives/ata_command.hpp"
#include "drives/scsi.hpp"

namespace drives {

enum class Direction { none, in, out };

struct SgAnswer {
  int error = 0;            ///< errno of the ioctl; 0: the kernel carried it
  std::uint8_t status = 0;  ///< SAM status: 0 good, 2 check condition
  std::uint16_t host = 0, driver = 0;
  std::vector<std::uint8_t> sense = {};
  std::size_t moved = 0;  ///< bytes of data
  bool late = false;      ///< took as long as its limit
};

/// Sends one command and waits for its end or `limit`. Unit attentions (the command was not run) are taken note of and it is sent again, at most 3 times.
SgAnswer send_scsi(int handle, std::span<const std::uint8_t> cdb, Direction direction, std::span<std::uint8_t> data,
                   std::chrono::seconds limit);
SgAnswer send_ata(int handle, const AtaTask& task, std::span<std::uint8_t> data, std::chrono::seconds limit);

/// What a SCSI command came to.
CommandEnd judge_scsi(const SgAnswer& answer);
/// What an ATA command came to: « done » only with registers that say so.
CommandEnd judge_ata(const SgAnswer& answer);
std::optional<AtaRegisters> registers_of(const SgAnswer& answer);
/// What SANITIZE STATUS EXT came to; unknown and without a log unless the registers came back: an error of the way is no log that changed.
SanitizeProgress ata_sanitize_progress(const SgAnswer& answer);
/// For the record: sense data, or the status when there is none.
std::string raw_of(const SgAnswer& answer);
/// EIO and the like of any ioctl.
CommandEnd judge_errno(int error);

}  // namespace drives
