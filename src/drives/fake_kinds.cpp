// The kinds of imaginary drives: what each says of itself when it is healthy.
#include <algorithm>
#include <utility>

#include "base/bytes.hpp"
#include "drives/fake.hpp"

namespace drives {
namespace {

using sanitization::Bus;
using sanitization::DriveFacts;
using sanitization::Medium;
using sanitization::SanitizeState;

std::uint64_t seed_of(const std::string& serial) {
  std::uint64_t seed = 14695981039346656037U;  // FNV-1a
  for (const char letter : serial) seed = (seed ^ static_cast<unsigned char>(letter)) * 1099511628211U;
  return seed;
}

std::string wwn_of(std::uint64_t seed) {
  std::string bytes = "\x50\x01";
  for (unsigned shift = 40; shift <= 40; shift -= 8) bytes += static_cast<char>(seed >> shift);
  return base::to_hex(bytes);
}

FakeSpec drive(Medium medium, Bus bus, std::string maker, std::string model, std::string serial,
               std::uint64_t sectors) {
  FakeSpec spec;
  spec.seed = seed_of(serial);
  spec.facts.identity = {
      .maker = std::move(maker), .model = std::move(model), .serial = std::move(serial), .firmware = "1.0"};
  spec.facts.medium = medium;
  spec.facts.bus = bus;
  spec.facts.capacity.sectors = sectors;
  return spec;
}

void give_ata(DriveFacts& facts) {
  facts.capacity.native_sectors = facts.capacity.sectors;
  facts.capacity.factory_sectors = facts.capacity.sectors;
  facts.hidden = {.hpa_supported = true, .dco_supported = true};
  facts.security = {.supported = true, .enhanced = true, .erase_minutes = 2, .enhanced_minutes = 2};
}

}  // namespace

FakeSpec sata_hdd(std::string serial, std::uint64_t sectors) {
  FakeSpec spec = drive(Medium::hdd, Bus::ata, "Barbotine", "Barbotine BT500", std::move(serial), sectors);
  give_ata(spec.facts);
  spec.facts.capacity.physical_sector = 4096;
  spec.facts.health = {.reallocated_sectors = 0, .pending_sectors = 0, .power_on_hours = 9000, .passed = true};
  spec.cache_bytes = 512 * 1024;
  return spec;
}

FakeSpec sata_ssd(std::string serial, std::uint64_t sectors) {
  FakeSpec spec = drive(Medium::ssd, Bus::ata, "Ardoise", "Ardoise A200 SSD", std::move(serial), sectors);
  give_ata(spec.facts);
  spec.facts.sanitize = {.block = true, .crypto = true, .state = SanitizeState::never, .log = "00"};
  spec.facts.health = {.reallocated_sectors = 0, .power_on_hours = 4000, .wear_percent = 12, .passed = true};
  spec.spare_old_bytes = 64 * 1024;
  spec.cache_bytes = 256 * 1024;
  return spec;
}

FakeSpec hybrid(std::string serial, std::uint64_t sectors) {
  FakeSpec spec = sata_hdd(std::move(serial), sectors);
  spec.facts.medium = Medium::hybrid;
  spec.facts.identity.model = "Barbotine BT500H";
  spec.spare_old_bytes = 32 * 1024;  // its flash
  return spec;
}

FakeSpec nvme(std::string serial, std::uint64_t sectors, std::uint32_t namespaces) {
  FakeSpec spec = drive(Medium::ssd, Bus::nvme, "Ardoise", "Ardoise N500", std::move(serial), sectors * namespaces);
  spec.facts.sanitize = {.block = true, .crypto = true, .state = SanitizeState::never, .log = "00"};
  spec.facts.format = {.supported = true, .crypto = true, .all_namespaces = true};
  for (std::uint32_t id = 1; id <= namespaces; ++id) spec.facts.namespaces.push_back({.id = id, .sectors = sectors});
  spec.facts.health = {.power_on_hours = 3000, .wear_percent = 5, .passed = true};
  spec.device = "/dev/nvme0n1";
  spec.spare_old_bytes = 64 * 1024;
  spec.cache_bytes = 256 * 1024;
  return spec;
}

FakeSpec sas_hdd(std::string serial, std::uint64_t sectors) {
  FakeSpec spec = drive(Medium::hdd, Bus::scsi, "GRANIT", "GR600SAS", std::move(serial), sectors);
  spec.facts.identity.wwn = wwn_of(spec.seed);
  spec.facts.sanitize = {.overwrite = true, .state = SanitizeState::never, .log = "00"};
  spec.facts.format_unit = true;
  spec.facts.health = {.reallocated_sectors = 0, .power_on_hours = 30000, .passed = true};
  spec.cache_bytes = 512 * 1024;
  return spec;
}

FakeSpec sas_ssd(std::string serial, std::uint64_t sectors) {
  FakeSpec spec = sas_hdd(std::move(serial), sectors);
  spec.facts.medium = Medium::ssd;
  spec.facts.identity.model = "GR400SSD";
  spec.facts.sanitize = {.block = true, .crypto = true, .overwrite = true, .state = SanitizeState::never, .log = "00"};
  spec.spare_old_bytes = 64 * 1024;
  return spec;
}

FakeSpec emmc(std::string serial, std::uint64_t sectors) {
  FakeSpec spec = drive(Medium::emmc, Bus::mmc, "Galet", "GM032", std::move(serial), sectors);
  spec.facts.emmc = {.secure_trim = true, .sanitize = true, .boot_area_bytes = 128 * 1024};
  spec.device = "/dev/mmcblk0";
  spec.spare_old_bytes = 64 * 1024;
  return spec;
}

FakeSpec usb_stick(std::string serial, std::uint64_t sectors) {
  FakeSpec spec = drive(Medium::flash, Bus::usb, "Galet", "Galet USB", std::move(serial), sectors);
  spec.spare_old_bytes = 16 * 1024;
  return spec;
}

FakeSpec usb_bridge_hdd(std::string serial, std::uint64_t sectors) {
  FakeSpec spec = drive(Medium::hdd, Bus::usb, "Barbotine", "Barbotine BT500", std::move(serial), sectors);
  spec.facts.bridge = "Passerelle 152d:0578";
  spec.cache_bytes = 256 * 1024;
  return spec;
}

FakeSpec virtual_disk(std::string serial, std::uint64_t sectors) {
  FakeSpec spec = drive(Medium::hdd, Bus::virtual_disk, "", "Virtual disk", std::move(serial), sectors);
  spec.device = "/dev/vda";
  return spec;
}

FakeSpec hide(FakeSpec spec, std::uint64_t hpa_sectors, std::uint64_t dco_sectors, bool ama) {
  auto& size = spec.facts.capacity;
  const std::uint64_t all = size.sectors;
  size.factory_sectors = all;
  size.native_sectors = all - dco_sectors;
  size.sectors = all - dco_sectors - hpa_sectors;
  spec.facts.hidden = {.hpa_supported = !ama, .dco_supported = !ama, .ama_supported = ama};
  return spec;
}

FakeSpec with_sector(FakeSpec spec, std::uint32_t bytes) {
  auto& size = spec.facts.capacity;
  const auto convert = [&](std::uint64_t sectors) { return sectors * 512 / bytes; };
  size.sectors = convert(size.sectors);
  if (size.native_sectors) size.native_sectors = convert(*size.native_sectors);
  if (size.factory_sectors) size.factory_sectors = convert(*size.factory_sectors);
  size.logical_sector = bytes;
  size.physical_sector = std::max(size.physical_sector, bytes);
  for (auto& part : spec.facts.namespaces) {
    part.sectors = convert(part.sectors);
    part.logical_sector = bytes;
  }
  spec.facts.protection_information = bytes % 512 != 0;
  return spec;
}

}  // namespace drives
