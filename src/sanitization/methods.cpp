// The table of erasure.md §3 (README.md, « Which method »): what may erase what, over which bus, and how high it reaches.
#include <algorithm>

#include "sanitization/plan.hpp"

namespace sanitization {
namespace {

using enum Method;

// Best first. What is missing from a row is not taken there even where a drive offers it: overwriting flash, by whoever, leaves cells.
constexpr std::array ata_rotating = {sanitize_overwrite, security_erase_enhanced, overwrite};
constexpr std::array ata_ssd = {sanitize_block, sanitize_crypto, security_erase_enhanced, security_erase, overwrite};
constexpr std::array nvme = {sanitize_block, sanitize_crypto, format_crypto, format, overwrite};
constexpr std::array scsi_rotating = {sanitize_overwrite, sanitize_crypto, format_unit, overwrite};
constexpr std::array scsi_ssd = {sanitize_block, sanitize_crypto, format_unit, overwrite};
constexpr std::array emmc = {mmc_sanitize, secure_trim, overwrite};
constexpr std::array data_only = {overwrite};

bool rotating(Medium medium) { return medium == Medium::hdd || medium == Medium::hybrid; }
bool drive(Medium medium) { return rotating(medium) || medium == Medium::ssd; }

Level reach(Method method, Medium medium, const Policy& policy) {
  switch (method) {
    case sanitize_block:
      return medium == Medium::ssd ? Level::purge : Level::clear;
    case sanitize_crypto:
      return policy.trust_crypto_erase ? Level::purge : Level::clear;
    case sanitize_overwrite:
      return rotating(medium) ? Level::purge : Level::clear;
    case security_erase_enhanced:
      return Level::purge;
    case security_erase:
    case format_crypto:
    case format:
    case format_unit:
      return Level::clear;
    case mmc_sanitize:
      return Level::purge;
    case secure_trim:
    case overwrite:
      return Level::clear;
  }
  return Level::none;
}

bool is_mmc(Method method) { return method == mmc_sanitize || method == secure_trim; }

}  // namespace

std::span<const Method> methods_for(Bus bus, Medium medium, const Policy&) {
  switch (bus) {
    case Bus::ata:
      if (rotating(medium)) return ata_rotating;
      if (medium == Medium::ssd) return ata_ssd;
      return data_only;
    case Bus::scsi:
      if (rotating(medium)) return scsi_rotating;
      if (medium == Medium::ssd) return scsi_ssd;
      return data_only;
    case Bus::nvme:
      if (drive(medium)) return nvme;
      return data_only;
    case Bus::mmc:
      if (medium == Medium::emmc) return emmc;
      return data_only;
    case Bus::usb:
    case Bus::virtual_disk:
      return data_only;
    case Bus::raid:
      return {};
  }
  return {};
}

Level highest_level(Method method, Medium medium, const Policy& policy) {
  if (method == overwrite) return Level::clear;
  if (is_mmc(method)) return medium == Medium::emmc ? reach(method, medium, policy) : Level::none;
  return drive(medium) ? reach(method, medium, policy) : Level::none;
}

bool offers(const DriveFacts& facts, Method method) {
  switch (method) {
    case sanitize_block:
      return facts.sanitize.block;
    case sanitize_crypto:
      return facts.sanitize.crypto;
    case sanitize_overwrite:
      return facts.sanitize.overwrite;
    case security_erase_enhanced:
      return facts.security.supported && facts.security.enhanced;
    case security_erase:
      return facts.security.supported;
    case format_crypto:
      return facts.format.supported && facts.format.crypto;
    case format:
      return facts.format.supported;
    case format_unit:
      return facts.format_unit;
    case mmc_sanitize:
      return facts.emmc.sanitize;
    case secure_trim:
      return facts.emmc.secure_trim;
    case overwrite:
      return true;
  }
  return false;
}

bool is_firmware(Method method) { return method != overwrite; }

bool is_sanitize(Method method) {
  return method == sanitize_block || method == sanitize_crypto || method == sanitize_overwrite;
}

bool leaves_uncovered(const DriveFacts& facts, Method method) {
  return facts.capacity.uncovered_bytes.value_or(0) > 0 && !is_sanitize(method);
}

}  // namespace sanitization
