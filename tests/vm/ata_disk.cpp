#include "ata_disk.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace vm {
namespace {

constexpr std::uint64_t sector = 512, memory = 1U << 20U;
constexpr std::array<char, 8> magic = {'b', 'o', 'u', 'c', 'l', 'e', '-', '1'};
constexpr std::uint16_t crypto_scramble = 0x11, block_erase = 0x12, overwrite = 0x14;
constexpr std::uint32_t security_zeros = 0;

[[noreturn]] void fail(const std::string& what) {
  std::perror(what.c_str());
  std::exit(1);
}

Answer aborted(std::uint64_t lba = 0) { return {.aborted = true, .lba = lba}; }

/// Two letters in a word, the first in its high byte (ACS-3 §3.4.9).
void put_text(std::array<std::uint16_t, 256>& words, std::size_t first, std::size_t count, const std::string& text) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto letter = [&](std::size_t at) { return static_cast<unsigned>(at < text.size() ? text[at] : ' '); };
    words[first + i] = static_cast<std::uint16_t>((letter(2 * i) << 8U) | letter(2 * i + 1));
  }
}

void put_number(std::array<std::uint16_t, 256>& words, std::size_t first, std::size_t count, std::uint64_t value) {
  for (std::size_t i = 0; i < count; ++i) words[first + i] = static_cast<std::uint16_t>(value >> (16 * i));
}

std::uint16_t bits(std::initializer_list<std::pair<unsigned, bool>> list) {
  unsigned value = 0;
  for (const auto& [bit, set] : list) value |= (set ? 1U : 0U) << bit;
  return static_cast<std::uint16_t>(value);
}

/// The last byte makes the sum of all zero; the one before is A5h in IDENTIFY data.
template <typename Bytes>
void put_checksum(Bytes& bytes) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < 511; ++i) sum += bytes[i];
  bytes[511] = static_cast<std::uint8_t>(0x100U - (sum & 0xFFU));
}

}  // namespace

Disk::Disk(DiskOptions options) : options_(std::move(options)), frozen_(options_.frozen) {
  file_ = ::open(options_.backing.c_str(), O_RDWR | O_EXCL | O_CLOEXEC);
  if (file_ < 0) fail(options_.backing);
  const auto size = ::lseek(file_, 0, SEEK_END);
  if (size < static_cast<off_t>(2 * memory)) fail("size of " + options_.backing);
  factory_ = (static_cast<std::uint64_t>(size) - memory) / sector;
  if (::pread(file_, &kept_, sizeof kept_, static_cast<off_t>(factory_ * sector)) != sizeof kept_)
    fail(options_.backing);
  if (kept_.magic != magic) {
    kept_ = {};
    kept_.magic = magic;
    kept_.native = factory_ - options_.dco_sectors;
    kept_.visible = kept_.native - options_.hpa_sectors;
    keep();
  }
  locked_ = kept_.password_set != 0;
  begun_ = std::chrono::steady_clock::now();
}

void Disk::keep() {
  if (::pwrite(file_, &kept_, sizeof kept_, static_cast<off_t>(factory_ * sector)) != sizeof kept_ ||
      ::fdatasync(file_) != 0)
    fail(options_.backing);
}

std::array<std::uint16_t, 256> Disk::identify() const {
  const bool secured = options_.security,
             sanitizes = options_.sanitize_block || options_.sanitize_crypto || options_.sanitize_overwrite;
  std::array<std::uint16_t, 256> words{};
  words[0] = 0x0040;
  put_text(words, 10, 10, options_.serial);
  put_text(words, 23, 4, options_.firmware);
  put_text(words, 27, 20, options_.model);
  words[47] = 0x8001;
  words[49] = 0x0F00;
  words[50] = 0x4000;
  words[53] = 0x0006;
  words[59] = bits({{12, sanitizes},
                    {13, options_.sanitize_crypto},
                    {14, options_.sanitize_overwrite},
                    {15, options_.sanitize_block}});
  put_number(words, 60, 2, std::min<std::uint64_t>(kept_.visible, 0x0FFFFFFF));
  words[76] = 0x0006;
  words[80] = 0x07E0;  // up to ACS-3
  words[82] = bits({{0, true}, {1, secured}, {5, true}, {10, true}});
  words[83] = bits({{10, true}, {11, true}, {12, true}, {13, true}, {14, true}});
  words[84] = bits({{8, options_.wwn != 0}, {14, true}});
  words[85] = bits({{0, true}, {1, kept_.password_set != 0}, {5, true}, {10, true}});
  words[86] = words[83];
  words[87] = words[84];
  words[88] = 0x007F;
  words[89] = words[90] = secured ? 1 : 0;  // two minutes
  put_number(words, 100, 4, kept_.visible);
  words[106] = 0x4000;
  for (std::size_t i = 0; i < 4; ++i) words[108 + i] = static_cast<std::uint16_t>(options_.wwn >> (16 * (3 - i)));
  words[128] = bits({{0, secured}, {1, kept_.password_set != 0}, {2, locked_}, {3, secured && frozen_}, {5, secured}});
  words[217] = options_.rotational ? 7200 : 1;
  words[222] = 0x1020;
  auto bytes = std::bit_cast<std::array<std::uint8_t, 512>>(words);
  bytes[510] = 0xA5;
  put_checksum(bytes);
  return std::bit_cast<std::array<std::uint16_t, 256>>(bytes);
}

bool Disk::accessible(std::uint64_t lba, std::uint64_t sectors) const {
  return !locked_ && kept_.sanitizing != Sanitizing::running && kept_.sanitizing != Sanitizing::failed &&
         lba <= kept_.visible && sectors <= kept_.visible - lba;
}

bool Disk::read(std::uint64_t lba, std::vector<std::uint8_t>& data) {
  return accessible(lba, data.size() / sector) &&
         ::pread(file_, data.data(), data.size(), static_cast<off_t>(lba * sector)) ==
             static_cast<ssize_t>(data.size());
}

bool Disk::write(std::uint64_t lba, const std::vector<std::uint8_t>& data) {
  return accessible(lba, data.size() / sector) &&
         ::pwrite(file_, data.data(), data.size(), static_cast<off_t>(lba * sector)) ==
             static_cast<ssize_t>(data.size());
}

bool Disk::flush() { return ::fdatasync(file_) == 0; }

void Disk::erase(std::uint64_t from, std::uint64_t to, std::uint32_t method) {
  if (options_.lies) return;
  if (options_.visible_only) to = std::min(to, kept_.visible);
  std::vector<std::uint8_t> chunk(memory);
  for (std::size_t i = 0; method == overwrite && i < chunk.size(); ++i)
    chunk[i] = static_cast<std::uint8_t>(kept_.pattern >> (8 * (3 - i % 4)));
  while (from < to) {
    const std::uint64_t bytes = std::min(memory, (to - from) * sector);
    for (std::size_t at = 0; method == crypto_scramble && at < bytes; at += 256)  // old data through a new key: noise
      if (::getrandom(&chunk[at], 256, 0) != 256) fail("getrandom");
    if (::pwrite(file_, chunk.data(), bytes, static_cast<off_t>(from * sector)) != static_cast<ssize_t>(bytes))
      fail(options_.backing);
    from += bytes / sector;
  }
}

Answer Disk::run(const Registers& registers, const std::vector<std::uint8_t>& from_host) {
  tick();
  const auto command = registers.command;
  const bool sanitizing = kept_.sanitizing == Sanitizing::running || kept_.sanitizing == Sanitizing::failed;
  const bool prepared = prepared_;
  Answer answer;
  if (sanitizing && command != 0xB4 && command != 0xEC && command != 0xE5) {
    answer = aborted();
  } else {
    switch (command) {
      case 0xEC: {
        const auto words = identify();
        answer.data.resize(512);
        std::memcpy(answer.data.data(), words.data(), 512);
        break;
      }
      case 0xE5:
        answer.count = 0xFF;
        break;  // active
      case 0xE0:
      case 0xE1:
      case 0xE2:
      case 0xE3:
      case 0xEF:
        break;
      case 0xE7:
      case 0xEA:
        answer = flush() ? Answer{} : aborted();
        break;
      case 0x20:
      case 0x24:
      case 0x25:
      case 0xC8:
      case 0x30:
      case 0x34:
      case 0x35:
      case 0xCA:
        answer = transfer(registers, from_host);
        break;
      case 0xF1:
      case 0xF2:
      case 0xF3:
      case 0xF4:
      case 0xF5:
      case 0xF6:
        answer = security(registers, from_host);
        break;
      case 0xB4:
        answer = sanitize(registers);
        break;
      case 0x27:
      case 0xF8:
        answer.lba = kept_.native - 1;
        break;
      case 0x37:
      case 0xF9:
        answer = set_max(registers);
        break;
      case 0xB0:
        answer = smart(registers);
        break;
      case 0xB1:
        answer = configuration(registers);
        break;
      default:
        answer = aborted();
    }
  }
  if (prepared) prepared_ = false;
  previous_ = command;
  return answer;
}

Answer Disk::transfer(const Registers& registers, const std::vector<std::uint8_t>& from_host) {
  const bool to_disk = (registers.command & 0xF0U) == 0x30 || registers.command == 0xCA;
  const std::uint32_t most = registers.extended ? 65536 : 256;
  Answer answer;
  if (to_disk) return write(registers.lba, from_host) ? answer : aborted(registers.lba);
  answer.data.resize((registers.count == 0 ? most : registers.count) * sector);
  return read(registers.lba, answer.data) ? answer : aborted(registers.lba);
}

Answer Disk::security(const Registers& registers, const std::vector<std::uint8_t>& from_host) {
  if (!options_.security) return aborted();
  const auto command = registers.command;
  const bool carries = command == 0xF1 || command == 0xF2 || command == 0xF4 || command == 0xF6;
  if (carries && from_host.size() != 512) return aborted();
  if (command == 0xF5) {
    frozen_ = true;
    return {};
  }
  if (frozen_) return aborted();
  if (command == 0xF3) {
    prepared_ = true;
    return {};
  }
  if (command == 0xF4) return previous_ == 0xF3 && prepared_ ? security_erase(from_host) : aborted();
  if (command == 0xF1) {
    if (locked_ || (from_host[0] & 1U) != 0) return aborted();  // no master password here
    std::copy_n(from_host.begin() + 2, 32, kept_.password.begin());
    kept_.password_set = 1;
    keep();
    return {};
  }
  // UNLOCK and DISABLE PASSWORD
  if (kept_.password_set == 0 || !std::equal(kept_.password.begin(), kept_.password.end(), from_host.begin() + 2))
    return aborted();
  if (command == 0xF6 && locked_) return aborted();
  locked_ = false;
  if (command == 0xF6) {
    kept_.password_set = 0;
    keep();
  }
  return {};
}

Answer Disk::security_erase(const std::vector<std::uint8_t>& from_host) {
  if (kept_.password_set == 0 || !std::equal(kept_.password.begin(), kept_.password.end(), from_host.begin() + 2))
    return aborted();
  std::this_thread::sleep_for(options_.duration);
  const bool enhanced = (from_host[0] & 2U) != 0;
  erase(0, kept_.native, enhanced ? std::uint32_t{block_erase} : security_zeros);
  kept_.password_set = 0;
  kept_.password = {};
  locked_ = false;
  keep();
  return {};
}

Answer Disk::sanitize(const Registers& registers) {
  const auto method = registers.features;
  const bool failed = kept_.sanitizing == Sanitizing::failed;
  if (method == 0x0000) return sanitize_status(registers);
  if (method == 0x0020 && registers.lba == 0x46724C6B) {
    sanitize_frozen_ = true;
    return {};
  }
  if (sanitize_frozen_) return aborted(3);
  if (locked_ || kept_.sanitizing == Sanitizing::running) return aborted();
  if (failed && kept_.may_exit == 0 && kept_.method != method) return aborted(1);
  const bool known = (method == crypto_scramble && options_.sanitize_crypto && registers.lba == 0x43727970) ||
                     (method == block_erase && options_.sanitize_block && registers.lba == 0x426B4572) ||
                     (method == overwrite && options_.sanitize_overwrite && registers.lba >> 32U == 0x4F57);
  if (!known) return aborted(2);
  kept_.sanitizing = Sanitizing::running;
  kept_.method = method;
  kept_.pattern = static_cast<std::uint32_t>(registers.lba);
  kept_.may_exit = (registers.count >> 4U) & 1U;
  kept_.erased = 0;
  keep();
  begun_ = std::chrono::steady_clock::now();
  return {.count = 0x4000};
}

Answer Disk::sanitize_status(const Registers& registers) {
  const bool clear_failure = (registers.count & 1U) != 0;
  if (kept_.sanitizing == Sanitizing::failed) {
    if (!clear_failure || kept_.may_exit == 0) return aborted(1);
    kept_.sanitizing = Sanitizing::never;
    keep();
  }
  const std::uint16_t frozen = sanitize_frozen_ ? 0x2000 : 0;
  if (kept_.sanitizing == Sanitizing::running) {
    return {.count = static_cast<std::uint16_t>(0x4000U | frozen),
            .lba = std::min<std::uint64_t>(0xFFFE, kept_.erased * 0xFFFF / factory_)};
  }
  return {.count = static_cast<std::uint16_t>((kept_.sanitizing == Sanitizing::done ? 0x8000U : 0U) | frozen),
          .lba = 0xFFFF};
}

void Disk::tick() {
  if (kept_.sanitizing != Sanitizing::running) return;
  // After a power cut it goes on from where it was (ACS-3 §4.17).
  const auto passed =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun_).count();
  const auto all = std::max<std::int64_t>(1, options_.duration.count());
  const auto until = std::min(factory_, factory_ * static_cast<std::uint64_t>(std::min<std::int64_t>(passed, all)) /
                                            static_cast<std::uint64_t>(all));
  if (until <= kept_.erased) return;
  if (options_.sanitize_fails && until > factory_ / 2) {
    kept_.sanitizing = Sanitizing::failed;
    keep();
    return;
  }
  erase(kept_.erased, until, kept_.method);
  kept_.erased = until;
  if (until == factory_) kept_.sanitizing = Sanitizing::done;
  keep();
}

Answer Disk::set_max(const Registers& registers) {
  const bool extended = registers.command == 0x37;
  if (previous_ != (extended ? 0x27 : 0xF8)) return aborted();  // READ NATIVE MAX must come just before
  if (!extended && registers.features != 0) return aborted();   // SET MAX passwords
  if (registers.lba >= kept_.native) return aborted();
  kept_.visible = registers.lba + 1;
  if ((registers.count & 1U) != 0) keep();  // else until the power goes
  return {.lba = registers.lba};
}

Answer Disk::smart(const Registers& registers) {
  constexpr std::uint64_t signature = 0xC24F00;
  if ((registers.lba & 0xFFFF00U) != signature) return aborted();
  if ((registers.features & 0xFFU) == 0xDA) return {.lba = signature};  // no threshold is passed
  if ((registers.features & 0xFFU) != 0xD0) return aborted();
  Answer answer;
  answer.data.resize(512);
  answer.data[0] = 16;  // revision
  const auto attribute = [&](std::size_t place, std::uint8_t id, std::uint8_t raw) {
    const std::size_t at = 2 + place * 12;
    answer.data[at] = id;
    answer.data[at + 3] = answer.data[at + 4] = 100;  // now and at worst
    answer.data[at + 5] = raw;
  };
  attribute(0, 5, 0);    // sectors put out of use
  attribute(1, 9, 200);  // hours
  attribute(2, 197, 0);  // sectors that wait
  put_checksum(answer.data);
  return answer;
}

Answer Disk::configuration(const Registers& registers) {
  switch (registers.features & 0xFFU) {
    case 0xC0:
      if (kept_.visible != kept_.native) return aborted();  // an HPA must go first (ATA8-ACS §7.9.3)
      kept_.visible = kept_.native = factory_;
      keep();
      return {};
    case 0xC2: {
      Answer answer;
      answer.data.resize(512);
      answer.data[0] = 2;  // revision
      for (std::size_t i = 0; i < 8; ++i) answer.data[6 + i] = static_cast<std::uint8_t>((factory_ - 1) >> (8 * i));
      answer.data[510] = 0xA5;
      put_checksum(answer.data);
      return answer;
    }
    default:
      return aborted();
  }
}

}  // namespace vm
