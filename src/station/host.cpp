#include "station/host.hpp"

#include <sys/utsname.h>

#include "base/text.hpp"
#include "station/folder.hpp"

namespace station {
namespace {

namespace fs = std::filesystem;

std::string line_of(const fs::path& file) {
  const auto text = read_file(file, 4096);
  return text.ok() ? base::trim(base::printable(*text)) : std::string();
}

/// The variable's four attribute bytes, then one byte (UEFI 2.10 §3.3).
std::string secure_boot(const fs::path& root) {
  const auto variable =
      read_file(root / "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", 64);
  if (!variable.ok() || variable->size() != 5) return "unknown";
  return (*variable)[4] == 1 ? "on" : "off";
}

std::string tpm(const fs::path& root) {
  std::error_code error;
  if (!fs::is_directory(root / "sys/class", error)) return "unknown";
  return fs::exists(root / "sys/class/tpm/tpm0", error) ? "present" : "absent";
}

}  // namespace

Host read_host(const fs::path& root) {
  const auto dmi = root / "sys/class/dmi/id";
  Host host{.maker = line_of(dmi / "sys_vendor"),
            .model = line_of(dmi / "product_name"),
            .serial_system = line_of(dmi / "product_serial"),
            .serial_board = line_of(dmi / "board_serial"),
            .uuid = line_of(dmi / "product_uuid"),
            .secure_boot = secure_boot(root),
            .tpm = tpm(root),
            .boot_medium_sha256 = line_of(root / "run/boucle/boot-medium-sha256")};
  for (const char* part : {"bios_vendor", "bios_version", "bios_date"}) {
    const std::string text = line_of(dmi / part);
    if (!text.empty()) host.firmware += (host.firmware.empty() ? "" : " ") + text;
  }
  utsname names{};
  if (::uname(&names) == 0) host.kernel = std::string(names.sysname) + " " + names.release;
  return host;
}

}  // namespace station
