#pragma once
// A drive of this machine: what all buses have in common. One class for each bus stands in linux_ata.cpp, linux_scsi.cpp, linux_nvme.cpp,
// linux_mmc.cpp; what is moved over any is in linux_drive.cpp.
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "drives/descriptor.hpp"
#include "drives/drive.hpp"
#include "drives/sg.hpp"
#include "drives/sysfs.hpp"

namespace drives {

/// The drives that this program holds open. A look around must not send them commands: one that erases itself would not answer for hours.
class Opened {
 public:
  /// Facts as last told, if this very drive is open (and not another that was plugged in its place since).
  std::optional<sanitization::DriveFacts> facts(const Node& node) const;
  void enter(const std::string& key);
  void leave(const std::string& key);
  void tell(const Node& node, const sanitization::DriveFacts& facts);
  void set_working(const std::string& key, bool working);
  /// Another drive is being written or erases itself: the machine must not sleep now.
  bool others_work(const std::string& key) const;
  /// Looks that never came back.
  bool hangs(const std::string& key) const;
  void set_hanging(const std::string& key, bool hanging);

 private:
  struct Entry {
    int users = 0;
    int working = 0;
    std::uint64_t sequence = 0;
    std::optional<sanitization::DriveFacts> facts = {};
  };
  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::set<std::string> hanging_;
};

struct AreaSource {
  std::string name;
  std::filesystem::path device;
};

class LinuxDrive : public Drive {
 public:
  LinuxDrive(Node node, LinuxBenchOptions options, Descriptor control);
  ~LinuxDrive() override;
  LinuxDrive(const LinuxDrive&) = delete;
  LinuxDrive& operator=(const LinuxDrive&) = delete;

  std::string device() const override { return node_.device.string(); }
  base::Result<sanitization::DriveFacts> identify() final;
  CommandResult run(const Command& command) final;
  SanitizeProgress sanitize_progress() final;
  base::Result<std::vector<Area>> open_areas() final;
  void close_areas() final;

  /// Counts this drive among the opened ones from now on.
  void enter(std::shared_ptr<Opened> opened);
  /// Asks only who it is; nothing if it does not answer.
  virtual std::optional<sanitization::Identity> name_now() = 0;

 protected:
  virtual base::Result<sanitization::DriveFacts> look() = 0;
  virtual CommandResult send(const Command& command) = 0;
  virtual SanitizeProgress ask_progress() { return {}; }
  virtual std::vector<AreaSource> area_sources() const;
  /// What the drive itself says of the size of an area, to hold against the kernel's.
  virtual std::optional<std::uint64_t> own_bytes(const AreaSource&) { return std::nullopt; }
  virtual void before_areas() {}
  virtual void after_areas() {}

  base::Refusal refusal(std::string_view why, std::map<std::string, std::string> more = {}) const;
  std::uint64_t kernel_bytes() const;
  sanitization::DriveFacts plain_facts() const;  ///< bus, size and sector as the kernel has them
  bool held_by_others() const;
  bool free_soon() const;  ///< udev holds a drive for a moment after each close; two seconds are waited

  Node node_;
  LinuxBenchOptions options_;
  Descriptor control_;
  static constexpr std::chrono::seconds ask_limit{
      20};  ///< for one question; a sleeping disk needs ten seconds to start

 private:
  base::Result<Area> open_area(const AreaSource& source);
  void set_working(bool working);

  std::shared_ptr<Opened> opened_;
  std::vector<Descriptor> areas_;
  std::optional<sanitization::Identity> bound_;  ///< as it first answered
  bool working_ = false;
  bool sanitizing_ = false;
};

/// Opens the device for commands and finds out which kind of drive it is. Refuses "drives.gone", "drives.unreadable".
base::Result<std::unique_ptr<LinuxDrive>> make_linux_drive(const Node& node, const LinuxBenchOptions& options);

// One for each bus; `control` is open.
std::unique_ptr<LinuxDrive> make_ata_drive(Node node, LinuxBenchOptions options, Descriptor control);
std::unique_ptr<LinuxDrive> make_scsi_drive(Node node, LinuxBenchOptions options, Descriptor control);
std::unique_ptr<LinuxDrive> make_usb_drive(Node node, LinuxBenchOptions options, Descriptor control);
std::unique_ptr<LinuxDrive> make_nvme_drive(Node node, LinuxBenchOptions options, Descriptor control);
std::unique_ptr<LinuxDrive> make_mmc_drive(Node node, LinuxBenchOptions options, Descriptor control);
std::unique_ptr<LinuxDrive> make_plain_drive(Node node, LinuxBenchOptions options, Descriptor control);

/// IDENTIFY DEVICE through the pass-through; `raw`: the 512 bytes.
std::optional<AtaIdentify> ask_ata_identify(int handle, std::chrono::seconds limit);
/// INQUIRY; with `pages`, also serial and WWN.
struct ScsiNames {
  ScsiInquiry inquiry;
  sanitization::Identity identity;
};
std::optional<ScsiNames> ask_scsi_names(int handle, std::chrono::seconds limit, bool pages);
std::optional<ScsiCapacity> ask_scsi_capacity(int handle, std::chrono::seconds limit);
sanitization::Medium ask_scsi_medium(int handle, std::chrono::seconds limit);

/// The bus as it is reported when nothing more is known.
sanitization::Bus bus_of(NodeKind kind);

/// Does this command destroy data or change the drive for good?
bool destructive(CommandKind kind);

}  // namespace drives
