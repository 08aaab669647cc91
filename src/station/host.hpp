#pragma once
// The machine that the station runs on, for the certificate: what erased, and in which state it was.
#include <filesystem>
#include <string>

namespace station {

struct Host {
  std::string maker = {}, model = {}, serial_system = {}, serial_board = {}, uuid = {};
  std::string firmware = {};            ///< vendor, version and date of the BIOS or UEFI
  std::string secure_boot = "unknown";  ///< on, off, unknown (no UEFI)
  std::string tpm = "unknown";          ///< present, absent, unknown
  std::string boot_medium_sha256 = {};  ///< of the image that was booted; empty on an installed bench
  std::string kernel = {};
  bool operator==(const Host&) const = default;
};

/// Read from `root`/sys (DMI, EFI variables, TPM class) and `root`/run/boucle; serials that need root's rights stay empty without them.
Host read_host(const std::filesystem::path& root);

}  // namespace station
