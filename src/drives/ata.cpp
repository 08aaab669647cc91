#include "drives/ata.hpp"

#include <array>
#include <cstdio>

namespace drives {
namespace {

using sanitization::Medium;
using sanitization::SanitizeState;

std::uint16_t word(Answer bytes, std::size_t number) {
  return static_cast<std::uint16_t>(little(bytes, number * 2, 2));
}
bool bit(std::uint16_t value, unsigned number) { return (value >> number & 1) != 0; }

/// ASCII strings have the first character in bits 15:8 of each word (ACS-3 §3.4.9).
std::string swapped_text(Answer bytes, std::size_t first_word, std::size_t words) {
  std::array<std::uint8_t, 40> swapped{};
  for (std::size_t i = 0; i < words && i < 20; ++i) {
    swapped[i * 2] = byte_at(bytes, (first_word + i) * 2 + 1);
    swapped[i * 2 + 1] = byte_at(bytes, (first_word + i) * 2);
  }
  return text_of(Answer(swapped).first(std::min<std::size_t>(words, 20) * 2));
}

std::uint8_t sum(Answer bytes) {
  std::uint8_t total = 0;
  for (const std::uint8_t each : bytes) total = static_cast<std::uint8_t>(total + each);
  return total;
}

/// Words 83, 84, 87, 119 and 120 are valid when bits 15:14 are 01.
bool marked(std::uint16_t value) { return (value >> 14) == 1; }

/// Word 59 of ACS-2 and later has only these bits; before, it was the multiple sector setting with bit 8.
void read_sanitize(Answer bytes, AtaIdentify& read) {
  const std::uint16_t value = word(bytes, 59);
  read.sanitize_supported = bit(value, 12);
  if (!read.sanitize_supported) return;
  read.sanitize.block = bit(value, 15);
  read.sanitize.overwrite = bit(value, 14);
  read.sanitize.crypto = bit(value, 13);
}

/// Words 89 and 90 (ACS-3 §A.11.8): with bit 15 the extended format of 15 bits, else 8 bits; in units of two minutes. The greatest value
/// means « more than »: the greatest that it can tell.
std::uint32_t erase_minutes(std::uint16_t value) {
  if (bit(value, 15)) return (value & 0x7FFFu) * 2u;
  return (value & 0xFFu) * 2u;
}

void read_security(Answer bytes, AtaIdentify& read) {
  const std::uint16_t state = word(bytes, 128);
  read.security = {
      .supported = bit(state, 0),
      .enabled = bit(state, 1),
      .locked = bit(state, 2),
      .frozen = bit(state, 3),
      .count_expired = bit(state, 4),
      .enhanced = bit(state, 5),
  };
  if (!read.security.supported) return;
  read.security.erase_minutes = erase_minutes(word(bytes, 89));
  if (read.security.enhanced) read.security.enhanced_minutes = erase_minutes(word(bytes, 90));
}

void read_size(Answer bytes, AtaIdentify& read) {
  read.lba48 = marked(word(bytes, 83)) && bit(word(bytes, 83), 10);
  read.sectors = little(bytes, 120, 4);                                                             // words 60–61
  if (read.lba48 && little(bytes, 200, 8) != 0) read.sectors = little(bytes, 200, 8);               // words 100–103
  if (bit(word(bytes, 69), 3) && little(bytes, 460, 8) != 0) read.sectors = little(bytes, 460, 8);  // words 230–233
  const std::uint16_t sizes = word(bytes, 106);
  if (!marked(sizes)) return;
  if (bit(sizes, 12)) {
    const std::uint64_t words = little(bytes, 234, 4);  // words 117–118
    if (words >= 256 && words <= 65536) read.logical_sector = static_cast<std::uint32_t>(words * 2);
  }
  read.physical_sector = read.logical_sector;
  if (bit(sizes, 13)) read.physical_sector = read.logical_sector << (sizes & 0xF);
}

/// Word 217: 1 means no rotation, from 401h on it is the speed. Hybrids: word 78 bit 9 (SATA 3.2, Hybrid Information), the NV cache of ATA8 (words
/// 214–216), or the maker's own word for them.
Medium read_medium(Answer bytes, const std::string& model) {
  const std::uint16_t rotation = word(bytes, 217);
  if (rotation == 1) return Medium::ssd;
  const bool rotates = rotation >= 0x401 && rotation < 0xFFFF;
  const std::uint16_t sata = word(bytes, 78);
  const bool cache = (sata != 0xFFFF && bit(sata, 9)) || (bit(word(bytes, 214), 4) && little(bytes, 430, 4) != 0);
  if (rotates && (cache || model.find("SSHD") != std::string::npos)) return Medium::hybrid;
  if (rotates) return Medium::hdd;
  // Without a speed: a drive that takes TRIM is flash (rotating ones with TRIM are young enough to tell their speed).
  return bit(word(bytes, 169), 0) ? Medium::ssd : Medium::unknown;
}

void read_features(Answer bytes, AtaIdentify& read) {
  const std::uint16_t w83 = word(bytes, 83), w119 = word(bytes, 119), w48 = word(bytes, 48), w84 = word(bytes, 84);
  if (marked(w83)) {
    read.hpa_supported = bit(word(bytes, 82), 10);
    read.dco_supported = bit(w83, 11);
    read.smart_supported = bit(word(bytes, 82), 0);
    read.smart_enabled = bit(word(bytes, 85), 0);
  }
  if (marked(w119)) read.ama_supported = bit(w119, 8);
  if (marked(w84)) read.logs_supported = bit(w84, 5);
  if (marked(w48)) read.trusted_computing = bit(w48, 0);
  const std::uint16_t w87 = word(bytes, 87);
  const bool has_wwn = (marked(w87) && bit(w87, 8)) || (marked(w84) && bit(w84, 8));
  const std::uint64_t wwn = static_cast<std::uint64_t>(word(bytes, 108)) << 48 |
                            static_cast<std::uint64_t>(word(bytes, 109)) << 32 |
                            static_cast<std::uint64_t>(word(bytes, 110)) << 16 | word(bytes, 111);
  if (!has_wwn || wwn >> 60 != 5) return;  // NAA 5 is the only one for drives: anything else is filling
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(wwn));
  read.identity.wwn = text.data();
}

}  // namespace

std::optional<AtaIdentify> read_ata_identify(Answer bytes) {
  if (bytes.size() != 512 || constant(bytes)) return std::nullopt;
  const std::uint16_t general = word(bytes, 0);
  if (bit(general, 15) && general != 0x848A) return std::nullopt;  // ATAPI, unless CompactFlash
  AtaIdentify read;
  if ((word(bytes, 255) & 0xFF) == 0xA5) {  // word 255: without the signature there is no checksum
    if (sum(bytes) != 0) return std::nullopt;
    read.checksum_proved = true;
  }
  read.identity.serial = swapped_text(bytes, 10, 10);
  read.identity.firmware = swapped_text(bytes, 23, 4);
  read.identity.model = swapped_text(bytes, 27, 20);
  read_size(bytes, read);
  if (read.sectors == 0 || read.identity.model.empty()) return std::nullopt;
  read.medium = read_medium(bytes, read.identity.model);
  read_features(bytes, read);
  read_sanitize(bytes, read);
  read_security(bytes, read);
  return read;
}

SanitizeProgress read_ata_sanitize_status(const AtaRegisters& registers) {
  SanitizeProgress progress;
  if (!registers.ended_well()) {
    // An aborted status tells why in LBA 7:0; 1 is « the sanitize command was unsuccessful ».
    if (registers.aborted() && (registers.lba & 0xFF) == 1) progress.state = SanitizeState::failed;
    return progress;
  }
  if (!registers.upper_known) return progress;
  const bool completed = (registers.count & 0x8000) != 0, busy = (registers.count & 0x4000) != 0;
  if (busy) {
    progress.state = SanitizeState::in_progress;
    progress.share = static_cast<double>(registers.lba & 0xFFFF) / 65536.0;
  } else if ((registers.count & 0x2000) != 0) {
    progress.state = SanitizeState::frozen;
  } else {
    progress.state = completed ? SanitizeState::completed : SanitizeState::never;
    progress.share = completed ? 1 : 0;
  }
  return progress;
}

std::optional<std::uint64_t> read_ata_native_sectors(const AtaRegisters& registers, bool lba48) {
  if (!registers.ended_well()) return std::nullopt;
  if (lba48 && !registers.upper_known) return std::nullopt;
  const std::uint64_t last = lba48 ? registers.lba & 0xFFFFFFFFFFFF
                                   : (registers.lba & 0xFFFFFF) | static_cast<std::uint64_t>(registers.device & 0x0F)
                                                                      << 24;
  if (last == 0 || last == 0xFFFFFFFFFFFF) return std::nullopt;
  return last + 1;
}

std::optional<std::uint64_t> read_ata_dco_sectors(Answer bytes) {
  if (bytes.size() != 512 || constant(bytes)) return std::nullopt;
  if ((word(bytes, 255) & 0xFF) != 0xA5 || sum(bytes) != 0) return std::nullopt;
  const std::uint64_t last = little(bytes, 6, 8);  // words 3–6
  if (last == 0 || last > 0xFFFFFFFFFFFF) return std::nullopt;
  return last + 1;
}

std::optional<sanitization::Health> read_ata_smart_data(Answer bytes) {
  if (bytes.size() != 512 || constant(bytes) || sum(bytes) != 0) return std::nullopt;
  sanitization::Health health;
  for (std::size_t i = 0; i < 30; ++i) {
    const std::size_t at = 2 + i * 12;
    switch (byte_at(bytes, at)) {
      case 5:
        health.reallocated_sectors = little(bytes, at + 5, 6);
        break;
      case 9:
        health.power_on_hours = little(bytes, at + 5, 4);
        break;  // above, some makers count milliseconds
      case 197:
        health.pending_sectors = little(bytes, at + 5, 6);
        break;
    }
  }
  return health;
}

std::optional<bool> read_ata_smart_status(const AtaRegisters& registers) {
  if (!registers.ended_well()) return std::nullopt;
  const std::uint64_t signature = registers.lba >> 8 & 0xFFFF;
  if (signature == 0xC24F) return true;
  if (signature == 0x2CF4) return false;
  return std::nullopt;
}

std::optional<int> read_ata_wear(Answer bytes) {
  if (bytes.size() < 16 || byte_at(bytes, 2) != 7) return std::nullopt;  // header: page number
  if ((byte_at(bytes, 15) & 0xC0) != 0xC0) return std::nullopt;          // supported and valid
  return byte_at(bytes, 8);
}

}  // namespace drives
