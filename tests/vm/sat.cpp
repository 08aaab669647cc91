#include "sat.hpp"

#include <algorithm>
#include <cstring>

namespace vm {
namespace {

constexpr std::uint64_t sector = 512;
using Block = std::span<const std::uint8_t>;

std::uint64_t big_endian(Block block, std::size_t first, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | block[first + i];
  return value;
}

void put_big_endian(std::vector<std::uint8_t>& data, std::size_t first, std::size_t count, std::uint64_t value) {
  for (std::size_t i = 0; i < count; ++i) data[first + i] = static_cast<std::uint8_t>(value >> (8 * (count - 1 - i)));
}

void put_text(std::vector<std::uint8_t>& data, std::size_t first, std::size_t count, const std::string& text) {
  for (std::size_t i = 0; i < count; ++i) data[first + i] = static_cast<std::uint8_t>(i < text.size() ? text[i] : ' ');
}

/// Fixed format.
ScsiAnswer check(std::uint8_t key, std::uint8_t code, std::uint8_t qualifier = 0) {
  ScsiAnswer answer{.status = 2};
  answer.sense[0] = 0x70;
  answer.sense[2] = key;
  answer.sense[7] = 10;
  answer.sense[12] = code;
  answer.sense[13] = qualifier;
  return answer;
}
ScsiAnswer not_supported() { return check(5, 0x20); }
ScsiAnswer bad_field() { return check(5, 0x24); }

/// Descriptor format, with the registers of the disk (SAT-3 §12.2.5).
void put_registers(ScsiAnswer& answer, const Answer& registers, bool extended) {
  answer.status = 2;
  auto& sense = answer.sense;
  sense[0] = 0x72;
  sense[1] = registers.aborted ? 0x0B : 0x01;
  sense[3] = registers.aborted ? 0x00 : 0x1D;
  sense[7] = 14;
  sense[8] = 0x09;
  sense[9] = 12;
  const auto byte = [](std::uint64_t value, unsigned shift) { return static_cast<std::uint8_t>(value >> shift); };
  sense[10] = extended ? 1 : 0;
  sense[11] = registers.aborted ? 0x04 : 0x00;
  sense[12] = extended ? byte(registers.count, 8) : std::uint8_t{0};
  sense[13] = byte(registers.count, 0);
  sense[14] = extended ? byte(registers.lba, 24) : std::uint8_t{0};
  sense[15] = byte(registers.lba, 0);
  sense[16] = extended ? byte(registers.lba, 32) : std::uint8_t{0};
  sense[17] = byte(registers.lba, 8);
  sense[18] = extended ? byte(registers.lba, 40) : std::uint8_t{0};
  sense[19] = byte(registers.lba, 16);
  sense[20] = extended ? std::uint8_t{0x40} : static_cast<std::uint8_t>(0x40U | (registers.lba >> 24U & 0x0FU));
  sense[21] = registers.aborted ? 0x51 : 0x50;
}

ScsiAnswer pass_through(Disk& disk, Block block, const std::vector<std::uint8_t>& from_host) {
  Registers registers;
  const bool long_form = block[0] == 0x85;
  if (long_form) {
    registers.extended = (block[1] & 1U) != 0;
    const auto wide = [&](std::size_t high, std::size_t low) {
      return static_cast<std::uint16_t>((registers.extended ? block[high] << 8U : 0U) | block[low]);
    };
    registers.features = wide(3, 4);
    registers.count = wide(5, 6);
    registers.lba = std::uint64_t{block[8]} | std::uint64_t{block[10]} << 8U | std::uint64_t{block[12]} << 16U;
    if (registers.extended)
      registers.lba |=
          std::uint64_t{block[7]} << 24U | std::uint64_t{block[9]} << 32U | std::uint64_t{block[11]} << 40U;
    registers.device = block[13];
    registers.command = block[14];
  } else {
    registers.features = block[3];
    registers.count = block[4];
    registers.lba = std::uint64_t{block[5]} | std::uint64_t{block[6]} << 8U | std::uint64_t{block[7]} << 16U;
    registers.device = block[8];
    registers.command = block[9];
  }
  if (!registers.extended) registers.lba |= std::uint64_t{registers.device & 0x0FU} << 24U;
  const unsigned protocol = block[1] >> 1U & 0x0FU;
  const bool check_condition = (block[2] & 0x20U) != 0;
  ScsiAnswer answer;
  if (protocol == 15) {  // returns the registers of the last command: not kept here
    return bad_field();
  }
  const Answer result = disk.run(registers, from_host);
  answer.data = result.data;
  if (result.aborted || check_condition) put_registers(answer, result, registers.extended);
  return answer;
}

std::vector<std::uint8_t> standard_inquiry(const Disk& disk) {
  std::vector<std::uint8_t> data(36);
  data[2] = 0x06;  // SPC-4
  data[3] = 0x02;
  data[4] = 31;
  data[7] = 0x02;
  put_text(data, 8, 8, "ATA");
  put_text(data, 16, 16, disk.options().model.substr(0, 16));
  put_text(data, 32, 4, disk.options().firmware);
  return data;
}

/// Vital product data; empty if there is no such page.
std::vector<std::uint8_t> product_page(const Disk& disk, std::uint8_t page) {
  std::vector<std::uint8_t> data(4);
  switch (page) {
    case 0x00:
      data.insert(data.end(), {0x00, 0x80, 0x83, 0x89, 0xB0, 0xB1});
      break;
    case 0x80:
      data.resize(24);
      put_text(data, 4, 20, disk.options().serial);
      break;
    case 0x83:
      data.resize(16);
      data[4] = 1;  // binary
      data[5] = 3;  // NAA of the logical unit
      data[7] = 8;
      put_big_endian(data, 8, 8, disk.options().wwn);
      break;
    case 0x89: {
      data.resize(572);
      put_text(data, 8, 8, "BOUCLE");
      put_text(data, 16, 16, "SAT");
      put_text(data, 32, 4, "1");
      data[36] = 0x34;  // register image of a SATA disk
      data[56] = 0xEC;
      const auto words = disk.identify();
      std::memcpy(&data[60], words.data(), 512);
      break;
    }
    case 0xB0:
      data.resize(64);
      put_big_endian(data, 8, 4, 2048);  // largest transfer, sectors
      break;
    case 0xB1:
      data.resize(64);
      put_big_endian(data, 4, 2, disk.options().rotational ? 7200 : 1);
      break;
    default:
      return {};
  }
  data[1] = page;
  put_big_endian(data, 2, 2, data.size() - 4);
  return data;
}

ScsiAnswer inquiry(const Disk& disk, Block block) {
  ScsiAnswer answer;
  const bool vital = (block[1] & 1U) != 0;
  answer.data = vital ? product_page(disk, block[2]) : standard_inquiry(disk);
  if (answer.data.empty()) return bad_field();
  answer.data.resize(std::min<std::size_t>(answer.data.size(), big_endian(block, 3, 2)));
  return answer;
}

ScsiAnswer capacity(const Disk& disk, Block block) {
  ScsiAnswer answer;
  const std::uint64_t last = disk.sectors() - 1;
  if (block[0] == 0x25) {
    answer.data.resize(8);
    put_big_endian(answer.data, 0, 4, std::min<std::uint64_t>(last, 0xFFFFFFFF));
    put_big_endian(answer.data, 4, 4, sector);
  } else {
    answer.data.resize(32);
    put_big_endian(answer.data, 0, 8, last);
    put_big_endian(answer.data, 8, 4, sector);
  }
  return answer;
}

ScsiAnswer transfer(Disk& disk, Block block, const std::vector<std::uint8_t>& from_host) {
  const bool long_form = (block[0] & 0xF0U) == 0x80;
  const auto lba = long_form ? big_endian(block, 2, 8) : big_endian(block, 2, 4);
  const auto count = long_form ? big_endian(block, 10, 4) : big_endian(block, 7, 2);
  const bool to_disk = (block[0] & 0x0FU) == 0x0A;
  ScsiAnswer answer;
  if (to_disk) return from_host.size() == count * sector && disk.write(lba, from_host) ? answer : check(0x0B, 0);
  answer.data.resize(count * sector);
  return disk.read(lba, answer.data) ? answer : check(0x0B, 0);
}

/// The caching page only: it says that writes are kept in a cache, so that the kernel flushes it.
ScsiAnswer mode_sense(Block block) {
  const bool short_form = block[0] == 0x1A;
  const unsigned page = block[2] & 0x3FU;
  ScsiAnswer answer;
  answer.data.resize(short_form ? 4 : 8);
  if (page == 0x08 || page == 0x3F) {
    answer.data.insert(answer.data.end(), {0x08, 18, 0x04});
    answer.data.resize(answer.data.size() + 17);
  }
  answer.data[short_form ? 0 : 1] = static_cast<std::uint8_t>(answer.data.size() - (short_form ? 1 : 2));
  return answer;
}

}  // namespace

ScsiAnswer run_scsi(Disk& disk, Block block, const std::vector<std::uint8_t>& from_host, std::size_t room) {
  disk.tick();
  ScsiAnswer answer;
  switch (block[0]) {
    case 0x00:
    case 0x1B:
    case 0x1E:
      break;  // TEST UNIT READY, START STOP, PREVENT REMOVAL
    case 0x03:
      answer.data = {0x70, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      break;
    case 0x12:
      answer = inquiry(disk, block);
      break;
    case 0x1A:
    case 0x5A:
      answer = mode_sense(block);
      break;
    case 0x25:
      answer = capacity(disk, block);
      break;
    case 0x9E:
      answer = (block[1] & 0x1FU) == 0x10 ? capacity(disk, block) : bad_field();
      break;
    case 0x28:
    case 0x88:
    case 0x2A:
    case 0x8A:
      answer = transfer(disk, block, from_host);
      break;
    case 0x35:
    case 0x91:
      answer = disk.flush() ? ScsiAnswer{} : check(4, 0x0C);
      break;
    case 0x85:
    case 0xA1:
      answer = pass_through(disk, block, from_host);
      break;
    default:
      answer = not_supported();
  }
  answer.data.resize(std::min(answer.data.size(), room));
  return answer;
}

}  // namespace vm
