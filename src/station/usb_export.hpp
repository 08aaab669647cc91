#pragma once
// Reports leave on a USB stick, for a station that never meets its server: somebody uploads them from the stick.
#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "station/spool.hpp"

namespace station {

/// Copies the waiting reports into FOLDER/boucle-rapports, durably; they stay in the spool until the server has them. How many.
base::Result<std::size_t> export_to_folder(const Spool& spool, const std::filesystem::path& folder);

/// The same onto the one USB stick that is plugged in: where it is mounted, or mounted for the copy and let go after (root). Refuses
/// "station.usb.none", "station.usb.several" (two sticks: which one?), "station.usb.not_mounted" (device, reason).
base::Result<std::size_t> export_to_stick(const Spool& spool, const std::filesystem::path& root = "/");

/// Partitions (or whole disks without any) of USB mass storage: names such as "sdb1", sorted.
std::vector<std::string> stick_partitions(const std::filesystem::path& sys);

}  // namespace station
