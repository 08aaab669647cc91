#pragma once
// Small files of sysfs and procfs.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace checkup {

/// The first line without its end; empty if it cannot be read.
std::string line_of(const std::filesystem::path& file);
/// Nothing if there is no whole number in it.
std::optional<long long> number_in(const std::filesystem::path& file);
/// Names in a folder, sorted; empty if it cannot be read.
std::vector<std::string> names_in(const std::filesystem::path& folder);

}  // namespace checkup
