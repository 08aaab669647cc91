#pragma once
// An ATA disk in memory of its own, for tests in a virtual machine: what QEMU's disks cannot do. Security, SANITIZE, HPA and DCO follow
// ACS-3 (T13/2161-D); the data are in a file or block device, whose last MiB keeps what a disk remembers without power. Behaviours make it
// a bad disk. It knows nothing of SCSI (sat.hpp) nor of the kernel (tcmu.hpp).
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vm {

struct DiskOptions {
  std::string backing, model = "BOUCLE TEST DISK", serial, firmware = "VM1";
  std::uint64_t wwn = 0;
  bool rotational = false;
  bool security = false, sanitize_block = false, sanitize_crypto = false, sanitize_overwrite = false;
  std::uint64_t hpa_sectors = 0, dco_sectors = 0;  ///< hidden at the first start
  std::chrono::milliseconds duration{3000};        ///< of an erase by the disk itself
  bool lies = false;                               ///< erases by the disk itself say success and change nothing
  bool visible_only = false;                       ///< … leave what is hidden by an HPA
  bool sanitize_fails = false;                     ///< half-way
  bool frozen = false;                             ///< security, as many firmwares of machines leave it
};

/// A command as it is on the cable: 48-bit registers.
struct Registers {
  std::uint8_t command = 0;
  std::uint16_t features = 0, count = 0;
  std::uint64_t lba = 0;
  std::uint8_t device = 0;
  bool extended = false;
};
struct Answer {
  bool aborted = false;
  std::uint16_t count = 0;
  std::uint64_t lba = 0;
  std::vector<std::uint8_t> data = {};  ///< for the host
};

class Disk {
 public:
  /// Opens the backing; exits with a message if it cannot.
  explicit Disk(DiskOptions options);

  const DiskOptions& options() const { return options_; }
  std::uint64_t sectors() const { return kept_.visible; }
  std::array<std::uint16_t, 256> identify() const;
  Answer run(const Registers& registers, const std::vector<std::uint8_t>& from_host);
  /// False if the disk is locked, sanitizing, or the sectors do not exist.
  bool read(std::uint64_t lba, std::vector<std::uint8_t>& data);
  bool write(std::uint64_t lba, const std::vector<std::uint8_t>& data);
  bool flush();
  /// Lets a running sanitize go on; called between commands, at least every 100 ms.
  void tick();

 private:
  enum class Sanitizing : std::uint32_t { never, running, done, failed };
  /// What is written to the last MiB.
  struct Kept {
    std::array<char, 8> magic;
    std::uint64_t visible, native;  ///< sectors: below the HPA, below the DCO
    std::uint32_t password_set;
    std::array<std::uint8_t, 32> password;
    Sanitizing sanitizing;
    std::uint32_t method;  ///< features of the SANITIZE command
    std::uint32_t pattern;
    std::uint32_t may_exit;  ///< FAILURE MODE of the command
    std::uint64_t erased;    ///< sectors done by the running sanitize
  };

  Answer security(const Registers& registers, const std::vector<std::uint8_t>& from_host);
  Answer security_erase(const std::vector<std::uint8_t>& from_host);
  Answer sanitize(const Registers& registers);
  Answer sanitize_status(const Registers& registers);
  Answer set_max(const Registers& registers);
  static Answer smart(const Registers& registers);
  Answer configuration(const Registers& registers);
  Answer transfer(const Registers& registers, const std::vector<std::uint8_t>& from_host);
  bool accessible(std::uint64_t lba, std::uint64_t sectors) const;
  void erase(std::uint64_t from, std::uint64_t to, std::uint32_t method);
  void keep();

  DiskOptions options_;
  int file_ = -1;
  std::uint64_t factory_ = 0;  ///< sectors
  Kept kept_{};
  bool locked_ = false, frozen_ = false, prepared_ = false, sanitize_frozen_ = false;
  std::uint8_t previous_ = 0;  ///< command: some must follow another immediately
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace vm
