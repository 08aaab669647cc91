#pragma once
// SCSI commands for an ATA disk (SAT-3, T10/2126-D): what a host adapter of SAS, or a kernel's libata, does.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ata_disk.hpp"

namespace vm {

struct ScsiAnswer {
  std::uint8_t status = 0;  ///< 0 good, 2 check condition
  std::array<std::uint8_t, 32> sense = {};
  std::vector<std::uint8_t> data = {};  ///< for the host
};

/// `command`: the command block, at least 16 bytes. `room`: how many bytes the host takes at most.
ScsiAnswer run_scsi(Disk& disk, std::span<const std::uint8_t> command, const std::vector<std::uint8_t>& from_host,
                    std::size_t room);

}  // namespace vm
