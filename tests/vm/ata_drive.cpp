// Makes an emulated ATA disk (ata_disk.hpp) a real /dev/sdX of a Linux kernel, through its target_core_user and tcm_loop modules.
//
//   ata_drive --index N --backing FILE --serial S [--model M] [--hdd] [--security] [--sanitize block,crypto,overwrite] [--hpa SECTORS]
//             [--dco SECTORS] [--seconds S] [--lies] [--visible-only] [--sanitize-fails] [--frozen]
//
// Runs until it is killed, which is like pulling the plug. For the virtual machine of ./dev test-vm; it needs root's rights.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "sat.hpp"

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) {
  std::cerr << "ata_drive: " << what << ": " << std::strerror(errno) << "\n";
  std::exit(1);
}

void tell(const fs::path& file, const std::string& text) {
  const int handle = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (handle < 0 || ::write(handle, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    fail(file.string() + " = " + text);
  ::close(handle);
}

// The memory that target_core_user shares with us, as Documentation/target/tcmu-design.rst and linux/target_core_user.h lay it out (that
// header is not C++).
struct Mailbox {
  std::uint16_t version, flags;
  std::uint32_t ring_offset, ring_size;
  std::uint32_t head;              ///< the kernel's: bytes into the ring
  alignas(64) std::uint32_t tail;  ///< ours
};
struct Piece {
  std::uint64_t offset, length;  ///< from the mailbox
};
struct Request {
  std::uint32_t pieces, pieces_back, pieces_check;
  std::uint64_t command_offset, unused[2];
  Piece piece[1];  ///< as many as `pieces`
};
struct Response {
  std::uint8_t status, unused[3];
  std::uint32_t read_length;
  std::array<std::uint8_t, 96> sense;
};
struct Entry {
  std::uint32_t length_and_operation;  ///< operation in the lowest three bits
  std::uint16_t id;
  std::uint8_t kernel_flags, flags;
  union {
    Request request;
    Response response;
  };
};
static_assert(offsetof(Mailbox, tail) == 64 && offsetof(Entry, request.command_offset) == 24 &&
              offsetof(Entry, request.piece) == 48 && offsetof(Entry, response.sense) == 16);
enum Operation : std::uint32_t { pad = 0, command = 1, mask = 7 };
constexpr std::uint8_t unknown_operation = 1, has_read_length = 2;  // in Entry::flags

class Ring {
 public:
  Ring(const std::string& device, std::size_t size) : file_(::open(device.c_str(), O_RDWR | O_CLOEXEC)) {
    if (file_ < 0) fail(device);
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
    if (memory == MAP_FAILED) fail("mmap " + device);
    base_ = static_cast<std::uint8_t*>(memory);
  }

  void serve(vm::Disk& disk) {
    while (true) {
      pollfd waiting{.fd = file_, .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, 50) > 0) {
        std::uint32_t events = 0;
        if (::read(file_, &events, sizeof events) != sizeof events) fail("uio");
      }
      disk.tick();
      serve_waiting(disk);
    }
  }

 private:
  template <typename T>
  T* at(std::uint64_t offset) const {
    return static_cast<T*>(static_cast<void*>(base_ + offset));
  }

  void serve_waiting(vm::Disk& disk) {
    auto* box = at<Mailbox>(0);
    const std::atomic_ref head(box->head);
    const std::atomic_ref tail(box->tail);
    bool any = false;
    while (tail.load() != head.load(std::memory_order_acquire)) {
      auto* entry = at<Entry>(box->ring_offset + tail.load());
      const std::uint32_t operation = entry->length_and_operation & mask;
      if (operation == command)
        answer(disk, *entry);
      else if (operation != pad)
        entry->flags |= unknown_operation;
      tail.store((tail.load() + entry->length_and_operation - operation) % box->ring_size, std::memory_order_release);
      any = true;
    }
    const std::uint32_t done = 1;
    if (any && ::write(file_, &done, sizeof done) != sizeof done) fail("uio");
  }

  void answer(vm::Disk& disk, Entry& entry) const {
    const auto* block = at<std::uint8_t>(entry.request.command_offset);
    const std::span pieces(&entry.request.piece[0], entry.request.pieces);
    std::size_t room = 0;
    for (const Piece& piece : pieces) room += piece.length;
    std::vector<std::uint8_t> from_host;
    if (to_disk(block)) {
      for (const Piece& piece : pieces)
        from_host.insert(from_host.end(), at<std::uint8_t>(piece.offset),
                         at<std::uint8_t>(piece.offset + piece.length));
      room = 0;
    }
    const auto result = vm::run_scsi(disk, {block, 16}, from_host, room);
    std::size_t done = 0;
    for (const Piece& piece : pieces) {
      if (room == 0) break;
      const std::size_t ours = std::min<std::size_t>(piece.length, result.data.size() - done);
      std::copy_n(result.data.begin() + static_cast<std::ptrdiff_t>(done), ours, at<std::uint8_t>(piece.offset));
      std::fill_n(at<std::uint8_t>(piece.offset + ours), piece.length - ours, std::uint8_t{0});
      done += ours;
    }
    Response response{.status = result.status, .unused = {}, .read_length = 0, .sense = {}};
    std::copy(result.sense.begin(), result.sense.end(), response.sense.begin());
    if (done > 0) {  // without it the kernel drops the data of an answer with sense data
      response.read_length = static_cast<std::uint32_t>(done);
      entry.flags |= has_read_length;
    }
    entry.response = response;  // it lies where the request was
  }

  static bool to_disk(const std::uint8_t* block) {
    if (block[0] == 0x2A || block[0] == 0x8A) return true;
    return (block[0] == 0x85 || block[0] == 0xA1) && (block[2] & 0x08U) == 0 && (block[2] & 0x03U) != 0;
  }

  int file_ = -1;
  std::uint8_t* base_ = nullptr;
};

struct Command {
  int index = 0;
  vm::DiskOptions disk;
};

Command read_command_line(int count, char** arguments) {
  Command command;
  for (int i = 1; i < count; ++i) {
    const std::string word = arguments[i];
    const auto value = [&]() -> std::string {
      if (++i >= count) fail(word + " wants a value");
      return arguments[i];
    };
    if (word == "--index")
      command.index = std::stoi(value());
    else if (word == "--backing")
      command.disk.backing = value();
    else if (word == "--serial")
      command.disk.serial = value();
    else if (word == "--model")
      command.disk.model = value();
    else if (word == "--hdd")
      command.disk.rotational = true;
    else if (word == "--security")
      command.disk.security = true;
    else if (word == "--hpa")
      command.disk.hpa_sectors = std::stoull(value());
    else if (word == "--dco")
      command.disk.dco_sectors = std::stoull(value());
    else if (word == "--seconds")
      command.disk.duration = std::chrono::seconds(std::stoi(value()));
    else if (word == "--lies")
      command.disk.lies = true;
    else if (word == "--visible-only")
      command.disk.visible_only = true;
    else if (word == "--sanitize-fails")
      command.disk.sanitize_fails = true;
    else if (word == "--frozen")
      command.disk.frozen = true;
    else if (word == "--sanitize") {
      const std::string list = value();
      command.disk.sanitize_block = list.find("block") != std::string::npos;
      command.disk.sanitize_crypto = list.find("crypto") != std::string::npos;
      command.disk.sanitize_overwrite = list.find("overwrite") != std::string::npos;
    } else
      fail("unknown word " + word);
  }
  if (command.disk.backing.empty() || command.disk.serial.empty()) fail("--backing and --serial are needed");
  command.disk.wwn = 0x5000C0FFEE000000U + static_cast<std::uint64_t>(command.index);
  return command;
}

/// The device file of the ring and its size, which the kernel made when the target was enabled.
std::pair<std::string, std::size_t> find_ring(const std::string& name) {
  for (const auto& entry : fs::directory_iterator("/sys/class/uio")) {
    std::string text;
    std::ifstream(entry.path() / "name") >> text;
    if (!text.ends_with("/" + name)) continue;
    std::string size;
    std::ifstream(entry.path() / "maps/map0/size") >> size;
    const auto device = "/dev/" + entry.path().filename().string();
    for (int i = 0; i < 100 && !fs::exists(device); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return {device, std::stoull(size, nullptr, 16)};
  }
  fail("no uio device of " + name);
}

}  // namespace

int main(int count, char** arguments) {
  const Command command = read_command_line(count, arguments);
  vm::Disk disk(command.disk);
  const std::string number = std::to_string(command.index), name = "disk" + number;
  const fs::path config = "/sys/kernel/config/target";
  const fs::path core = config / "core" / ("user_" + number) / name;
  fs::create_directories(core);
  tell(core / "control",
       "dev_config=boucle/" + name + ",dev_size=" + std::to_string(disk.sectors() * 512) + ",hw_block_size=512");
  tell(core / "enable", "1");
  const auto [device, size] = find_ring("boucle/" + name);
  std::thread server([&disk, ring = Ring(device, size)]() mutable { ring.serve(disk); });

  char address[32];
  std::snprintf(address, sizeof address, "naa.6001405%09d", command.index);
  const fs::path port = config / "loopback" / address / "tpgt_1";
  fs::create_directories(port);
  std::snprintf(address, sizeof address, "naa.6001406%09d", command.index);
  tell(port / "nexus", address);
  fs::create_directories(port / "lun/lun_0");
  fs::create_symlink(core, port / "lun/lun_0/disk");  // here the kernel finds a new disk
  std::cout << "ata_drive: " << command.disk.serial << " ready" << std::endl;
  server.join();
}
