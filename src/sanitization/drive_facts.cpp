#include "sanitization/drive_facts.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.hpp"

namespace sanitization {
namespace {

constexpr std::uint64_t largest_bytes = std::uint64_t{1} << 53;

/// What firmware and bridges write where a serial should stand (folded: lower case, no punctuation).
constexpr std::array<std::string_view, 17> placeholder_words = {"none",
                                                                "null",
                                                                "unknown",
                                                                "default",
                                                                "default string",
                                                                "empty",
                                                                "invalid",
                                                                "not available",
                                                                "not specified",
                                                                "not applicable",
                                                                "no serial",
                                                                "serial",
                                                                "serial number",
                                                                "system serial number",
                                                                "to be filled by o e m",
                                                                "deadbeef",
                                                                "test"};
constexpr std::size_t shortest_serial =
    4;  // without leading zeros; what is shorter is a counter or a mode, not a drive
constexpr std::size_t shortest_wwn = 8;

bool one_character(std::string_view text) {
  return text.find_first_not_of(text.substr(0, 1)) == std::string_view::npos;
}

/// Each character is the next of the ring: 3456789012, ABCDEF0123; or the one before, for 9876543210.
bool follows_ring(std::string_view text, std::string_view ring) {
  const auto place = [&](char c) { return ring.find(c); };
  std::size_t up = 0, down = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const std::size_t before = place(text[i - 1]), here = place(text[i]);
    if (before == std::string_view::npos || here == std::string_view::npos) return false;
    if (here == (before + 1) % ring.size()) ++up;
    if (before == (here + 1) % ring.size()) ++down;
  }
  return up == text.size() - 1 || down == text.size() - 1;
}

bool is_placeholder(std::string_view folded, std::size_t shortest) {
  if (std::find(placeholder_words.begin(), placeholder_words.end(), folded) != placeholder_words.end()) return true;
  std::string bare;
  for (const char c : folded)
    if (c != ' ') bare += c;
  const std::size_t first = bare.find_first_not_of('0');
  if (first == std::string::npos || bare.size() - first < shortest) return true;
  return one_character(bare) || follows_ring(bare, "0123456789") || follows_ring(bare, "0123456789abcdef");
}

bool good_serial(const Identity& identity) { return !is_placeholder(base::fold(identity.serial), shortest_serial); }
bool good_wwn(const Identity& identity) { return !is_placeholder(base::fold(identity.wwn), shortest_wwn); }

template <typename E, std::size_t n>
std::optional<E> find_code(const std::array<E, n>& all, std::string_view text) {
  for (const E value : all)
    if (code(value) == text) return value;
  return {};
}

std::uint64_t product(std::uint64_t sectors, std::uint32_t bytes) {
  if (bytes != 0 && sectors > std::numeric_limits<std::uint64_t>::max() / bytes)
    return std::numeric_limits<std::uint64_t>::max();
  return sectors * bytes;
}

bool plausible_sector(std::uint32_t bytes) { return bytes >= 512 && bytes <= 65536; }

}  // namespace

bool takes_commands(Bus bus) {
  switch (bus) {
    case Bus::ata:
    case Bus::scsi:
    case Bus::nvme:
    case Bus::mmc:
      return true;
    case Bus::usb:
    case Bus::raid:
    case Bus::virtual_disk:
      return false;
  }
  return false;
}

bool names_one(const Identity& identity) { return good_wwn(identity) || good_serial(identity); }

bool same_drive(const Identity& one, const Identity& other) {
  if (good_wwn(one) && good_wwn(other)) return base::lower(base::trim(one.wwn)) == base::lower(base::trim(other.wwn));
  if (!good_serial(one) || !good_serial(other)) return false;
  return base::trim(one.model) == base::trim(other.model) && base::trim(one.serial) == base::trim(other.serial);
}

bool same_unit(const Identity& one, const Identity& other) {
  const auto agree = [](const std::string& a, const std::string& b) {
    return base::trim(a).empty() || base::trim(b).empty() || base::trim(a) == base::trim(b);
  };
  return same_drive(one, other) && agree(one.serial, other.serial) && agree(one.model, other.model);
}

std::uint64_t data_bytes(const DriveFacts& facts) {
  if (facts.namespaces.empty()) return product(facts.capacity.sectors, facts.capacity.logical_sector);
  std::uint64_t sum = 0;
  for (const Namespace& each : facts.namespaces) {
    const std::uint64_t bytes = product(each.sectors, each.logical_sector);
    if (bytes > std::numeric_limits<std::uint64_t>::max() - sum) return std::numeric_limits<std::uint64_t>::max();
    sum += bytes;
  }
  return sum;
}

std::uint64_t boot_bytes(const DriveFacts& facts) {
  if (facts.medium != Medium::emmc) return 0;
  return product(facts.emmc.boot_area_bytes, 2);
}

bool plausible_size(const DriveFacts& facts) {
  if (!plausible_sector(facts.capacity.logical_sector)) return false;
  if (product(facts.capacity.sectors, facts.capacity.logical_sector) > largest_bytes) return false;
  for (const Namespace& each : facts.namespaces)
    if (!plausible_sector(each.logical_sector)) return false;
  const std::uint64_t data = data_bytes(facts), boot = boot_bytes(facts);
  return data > 0 && data <= largest_bytes && boot <= largest_bytes && data + boot <= largest_bytes;
}

bool needs_format(const DriveFacts& facts) {
  const auto odd = [](std::uint32_t sector) { return sector % 512 != 0; };
  return facts.protection_information || odd(facts.capacity.logical_sector) ||
         std::any_of(facts.namespaces.begin(), facts.namespaces.end(),
                     [&](const Namespace& each) { return odd(each.logical_sector); });
}

bool may_hide_area(const DriveFacts& facts) {
  const Capacity& size = facts.capacity;
  if (size.native_sectors.value_or(0) > size.sectors || size.factory_sectors.value_or(0) > size.sectors) return true;
  if (facts.bus != Bus::ata && facts.bus != Bus::usb) return false;
  if (facts.hidden.hpa_supported && !size.native_sectors) return true;
  if (facts.hidden.ama_supported && !size.native_sectors && !size.factory_sectors) return true;
  return facts.hidden.dco_supported && !size.factory_sectors;
}

bool hides_reallocation(const DriveFacts& facts) { return facts.bus == Bus::ata && !facts.health.reallocated_sectors; }

std::uint64_t largest_known_bytes(const DriveFacts& facts) {
  const Capacity& size = facts.capacity;
  const std::uint64_t sectors =
      std::max({size.sectors, size.native_sectors.value_or(0), size.factory_sectors.value_or(0)});
  return std::max(data_bytes(facts), product(sectors, size.logical_sector));
}

std::string_view code(Medium medium) {
  switch (medium) {
    case Medium::hdd:
      return "hdd";
    case Medium::ssd:
      return "ssd";
    case Medium::hybrid:
      return "hybrid";
    case Medium::emmc:
      return "emmc";
    case Medium::flash:
      return "flash";
    case Medium::unknown:
      return "unknown";
  }
  return {};
}

std::string_view code(Bus bus) {
  switch (bus) {
    case Bus::ata:
      return "ata";
    case Bus::scsi:
      return "scsi";
    case Bus::nvme:
      return "nvme";
    case Bus::mmc:
      return "mmc";
    case Bus::usb:
      return "usb";
    case Bus::raid:
      return "raid";
    case Bus::virtual_disk:
      return "virtual_disk";
  }
  return {};
}

std::string_view code(SanitizeState state) {
  switch (state) {
    case SanitizeState::never:
      return "never";
    case SanitizeState::in_progress:
      return "in_progress";
    case SanitizeState::completed:
      return "completed";
    case SanitizeState::failed:
      return "failed";
    case SanitizeState::frozen:
      return "frozen";
    case SanitizeState::unknown:
      return "unknown";
  }
  return {};
}

std::optional<Medium> medium_from_code(std::string_view text) { return find_code(all_media, text); }
std::optional<Bus> bus_from_code(std::string_view text) { return find_code(all_buses, text); }
std::optional<SanitizeState> sanitize_state_from_code(std::string_view text) {
  return find_code(all_sanitize_states, text);
}

}  // namespace sanitization
