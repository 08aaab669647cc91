#pragma once
#include <chrono>
#include <filesystem>

#include "drives/drive.hpp"

namespace drives {

/// Suspends the machine to RAM and lets its clock wake it after `sleep`: drives lose power and with it their security freeze. Not possible without
/// « deep » sleep or a clock that can wake; `sys` is /sys.
CommandEnd suspend_and_wake(const std::filesystem::path& sys, std::chrono::seconds sleep);

/// TCG Opal, as far as the kernel speaks it (<linux/sed-opal.h>); `handle` of the block device.
sanitization::SelfEncryption read_opal(int handle);
/// Reverts the drive to its factory state with the number on its label: all its data becomes unreadable. raw: the method status of TCG Core.
CommandResult revert_with_psid(int handle, const std::string& psid);

}  // namespace drives
