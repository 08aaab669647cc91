#include "drives/power.hpp"

#include <linux/sed-opal.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "drives/reading.hpp"
#include "drives/sg.hpp"
#include "drives/sysfs.hpp"

#ifndef IOC_OPAL_GET_STATUS  // kernel headers before 6.0 (uapi linux/sed-opal.h)
#error "linux-libc-dev 6.1 or later is needed"
#endif

namespace drives {

CommandEnd suspend_and_wake(const std::filesystem::path& sys, std::chrono::seconds sleep) {
  const std::filesystem::path alarm = sys / "class/rtc/rtc0/wakealarm", state = sys / "power/state",
                              depth = sys / "power/mem_sleep";
  if (sysfs_text(state).find("mem") == std::string::npos || !std::filesystem::exists(alarm))
    return CommandEnd::not_possible;
  // « s2idle » keeps the drives under power: they would stay frozen. The file is missing on machines that know S3 only.
  const std::string depths = sysfs_text(depth);
  if (!depths.empty() && depths.find("deep") == std::string::npos) return CommandEnd::not_possible;
  if (!depths.empty() && !sysfs_write(depth, "deep")) return CommandEnd::not_possible;
  static_cast<void>(sysfs_write(alarm, "0"));  // an alarm that is set already refuses another
  if (!sysfs_write(alarm, "+" + std::to_string(sleep.count()))) return CommandEnd::not_possible;
  const bool slept = sysfs_write(state, "mem");  // returns after waking
  static_cast<void>(sysfs_write(alarm, "0"));
  return slept ? CommandEnd::done : CommandEnd::failed;
}

sanitization::SelfEncryption read_opal(int handle) {
  opal_status status{};
  if (ioctl(handle, IOC_OPAL_GET_STATUS, &status) != 0) return {};
  return {.supported = (status.flags & OPAL_FL_SUPPORTED) != 0,
          .locking_enabled = (status.flags & OPAL_FL_LOCKING_ENABLED) != 0,
          .locked = (status.flags & OPAL_FL_LOCKED) != 0};
}

CommandResult revert_with_psid(int handle, const std::string& psid) {
  opal_key key{};
  if (psid.empty() || psid.size() >= sizeof key.key) return {.end = CommandEnd::refused};
  key.key_len = static_cast<__u8>(psid.size());
  std::memcpy(key.key, psid.data(), psid.size());
  const int status = ioctl(handle, IOC_OPAL_PSID_REVERT_TPR, &key);
  if (status < 0) return {.end = judge_errno(errno)};
  const std::uint8_t raw[] = {static_cast<std::uint8_t>(status)};
  // TCG Core 5.1.5: 0 success, anything else (1 not authorized, 12h authority locked out…) a no
  return {.end = status == 0 ? CommandEnd::done : CommandEnd::refused, .raw = hex_of(raw)};
}

}  // namespace drives
