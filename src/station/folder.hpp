#pragma once
// Outputs that were collected before (on another machine, by another system) in place of asking this one.
#include <filesystem>

#include "station/collected.hpp"

namespace station {

/// A whole file. Refuses with "station.file.unreadable" or, beyond `largest` bytes, "station.file.too_large".
base::Result<base::Bytes> read_file(const std::filesystem::path& path, std::size_t largest);

/// Every file of the folder (not of folders in it), recognised by its content, its name being free; an unknown one becomes a
/// remark. Refuses two files of a kind that a machine has once ("station.from.twice"): they are of two machines.
base::Result<Collected> read_folder(const std::filesystem::path& folder);

}  // namespace station
