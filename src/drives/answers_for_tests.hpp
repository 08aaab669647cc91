#pragma once
// Answers of drives, built field by field where the standards put them.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace drives {

using AnswerBytes = std::vector<std::uint8_t>;

inline void put_little(AnswerBytes& bytes, std::size_t at, std::size_t width, std::uint64_t value) {
  for (std::size_t i = 0; i < width; ++i) bytes.at(at + i) = static_cast<std::uint8_t>(value >> i * 8);
}
inline void put_big(AnswerBytes& bytes, std::size_t at, std::size_t width, std::uint64_t value) {
  for (std::size_t i = 0; i < width; ++i) bytes.at(at + i) = static_cast<std::uint8_t>(value >> (width - 1 - i) * 8);
}
inline void put_text(AnswerBytes& bytes, std::size_t at, std::size_t width, const std::string& text) {
  for (std::size_t i = 0; i < width; ++i)
    bytes.at(at + i) = i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{' '};
}

/// IDENTIFY DEVICE of a 500 GB SATA disk of 7,200 turns; set() changes words, bytes() closes it with its checksum.
class IdentifyBuilder {
 public:
  IdentifyBuilder() : bytes_(512) {
    text(10, 20, "WD-WCC4E1234567");
    text(23, 8, "01.01A01");
    text(27, 40, "WDC WD5000AZLX-00CL5A0");
    set(0, 0x427A).set(82, 0x746B).set(83, 0x7D61).set(84, 0x6163).set(85, 0x7469).set(87, 0x6163);
    set(60, 0xFFFF).set(61, 0x0FFF);
    size48(976773168);
    set(106, 0x6003);  // 8 logical sectors in a physical one
    set(108, 0x5001).set(109, 0x4EE2).set(110, 0xB123).set(111, 0x4567);
    set(217, 7200);
  }
  IdentifyBuilder& set(std::size_t word, std::uint16_t value) {
    put_little(bytes_, word * 2, 2, value);
    return *this;
  }
  IdentifyBuilder& size48(std::uint64_t sectors) {
    put_little(bytes_, 200, 8, sectors);
    return *this;
  }
  IdentifyBuilder& text(std::size_t word, std::size_t width, const std::string& value) {
    for (std::size_t i = 0; i < width; ++i) {
      bytes_.at(word * 2 + (i ^ 1)) = i < value.size() ? static_cast<std::uint8_t>(value[i]) : std::uint8_t{' '};
    }
    return *this;
  }
  AnswerBytes bytes() const {
    AnswerBytes closed = bytes_;
    closed[510] = 0xA5;
    closed[511] = 0;
    std::uint8_t sum = 0;
    for (const std::uint8_t each : closed) sum = static_cast<std::uint8_t>(sum + each);
    closed[511] = static_cast<std::uint8_t>(-sum);
    return closed;
  }
  AnswerBytes without_checksum() const { return bytes_; }

 private:
  AnswerBytes bytes_;
};

/// Descriptor sense data with the ATA Status Return descriptor, as libata gives it for CK_COND (SAT-4 §12.2.5).
inline AnswerBytes ata_sense(std::uint8_t status, std::uint8_t error = 0, std::uint16_t count = 0,
                             std::uint64_t lba = 0, std::uint8_t device = 0x40) {
  const auto octet = [](std::uint64_t value, unsigned shift) { return static_cast<std::uint8_t>(value >> shift); };
  return {0x72,
          0x01,
          0x00,
          0x1D,
          0,
          0,
          0,
          14,
          0x09,
          0x0C,
          0x01,
          error,
          octet(count, 8),
          octet(count, 0),
          octet(lba, 24),
          octet(lba, 0),
          octet(lba, 32),
          octet(lba, 8),
          octet(lba, 40),
          octet(lba, 16),
          device,
          status};
}

}  // namespace drives
