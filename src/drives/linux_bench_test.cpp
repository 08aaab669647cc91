// The machine's bench on a made-up /sys, /proc and /dev: what is listed, what uses it, what hides.
#include "drives/linux_bench.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "drives/linux_drive.hpp"
#include "drives/power.hpp"
#include "drives/sysfs.hpp"
#include "drives/uses.hpp"

namespace drives {
namespace {

namespace fs = std::filesystem;

class Machine : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "boucle-machine-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
    options_ = {
        .sys = root_ / "sys", .dev = root_ / "dev", .proc = root_ / "proc", .look_limit = std::chrono::seconds(5)};
    file("proc/self/mountinfo", "");
    file("proc/swaps", "Filename\t\t\t\tType\t\tSize\n");
    file("proc/cmdline", "quiet\n");
  }
  void TearDown() override { fs::remove_all(root_); }

  void file(const fs::path& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  void link(const fs::path& path, const fs::path& target) {
    fs::create_directories((root_ / path).parent_path());
    fs::create_directories(root_ / target);
    fs::create_directory_symlink(root_ / target, root_ / path);
  }
  /// A disk at `place` (of sys/devices) with one partition.
  void disk(const std::string& name, const std::string& place, const std::string& number,
            const std::string& vendor = "ATA") {
    const fs::path folder = fs::path("sys/devices") / place / "block" / name;
    file(folder / "dev", number + ":0");
    file(folder / (name + "1") / "dev", number + ":1");
    file(folder / (name + "1") / "partition", "1");
    file(fs::path("sys/devices") / place / "vendor", vendor + "\n");
    file(fs::path("sys/devices") / place / "model", "WDC WD5000AZLX-0\n");
    file(fs::path("sys/devices") / place / "type", "0\n");
    file(fs::path("sys/devices") / place / "vpd_pg80", std::string("\0\x80\0\x08", 4) + "WD-" + name + "XY");
    fs::create_directory_symlink(root_ / "sys/devices" / place, root_ / folder / "device");
    link(fs::path("sys/block") / name, folder);
  }
  Node node(const std::string& name) {
    for (const Node& each : find_nodes(options_)) {
      if (each.name == name) return each;
    }
    ADD_FAILURE() << name << " is not listed";
    return {};
  }
  Use use(const std::string& name) { return use_of(node(name), read_usage(options_), options_); }

  fs::path root_;
  LinuxBenchOptions options_;
};

const std::string sata = "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0";
const std::string stick = "pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0";

TEST_F(Machine, ListsDrivesOfEachKindAndNothingElse) {
  disk("sda", sata, "8");
  disk("sdb", stick, "9", "Generic");
  file("sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/idVendor", "152d\n");
  file("sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/idProduct", "0578\n");
  file("sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/product", "USB dock\n");
  file("sys/block/sr0/dev", "11:0");
  file("sys/block/loop0/dev", "7:0");
  file("sys/block/loop1/dev", "7:1");
  file("sys/block/dm-0/dev", "253:0");
  file("sys/block/md0/dev", "9:0");
  file("sys/block/zram0/dev", "252:0");
  file("sys/block/mmcblk0/device/type", "MMC\n");
  file("sys/block/mmcblk0/device/cid", "150100424A5444345206123456789901\n");
  file("sys/block/mmcblk0boot0/dev", "179:8");
  file("sys/block/mmcblk1/device/type", "SD\n");
  file("sys/block/vda/serial", "disk1\n");
  file("sys/block/sdz/removable", "1\n");  // a card reader without a card
  file("sys/block/sdz/size", "0\n");
  options_.loops = {"/dev/loop1"};
  const std::vector<Node> nodes = find_nodes(options_);
  std::vector<std::pair<std::string, NodeKind>> found;
  for (const Node& each : nodes) found.emplace_back(each.name, each.kind);
  const std::vector<std::pair<std::string, NodeKind>> expected = {
      {"sda", NodeKind::scsi},    {"sdb", NodeKind::usb},     {"vda", NodeKind::plain},
      {"loop1", NodeKind::plain}, {"mmcblk0", NodeKind::mmc}, {"mmcblk1", NodeKind::sd_card}};
  EXPECT_EQ(found, expected);
  EXPECT_EQ(node("sda").told.serial, "WD-sdaXY");
  EXPECT_EQ(node("sda").key, (root_ / "sys/devices" / sata).string()) << "without its letter";
  EXPECT_EQ(node("sda").target, (root_ / "sys/devices" / sata).parent_path().string());
  EXPECT_EQ(node("vda").target, "");
  EXPECT_EQ(node("sdb").bridge, "152d:0578 USB dock");
  EXPECT_EQ(node("mmcblk0").told.wwn, "150100424a5444345206123456789901");
}

TEST_F(Machine, AnNvmeControllerIsOneDriveWithItsNamespaces) {
  file("sys/class/nvme/nvme0/serial", "S3Z9NB0K123456   \n");
  file("sys/class/nvme/nvme0/model", "Samsung SSD 970\n");
  file("sys/class/nvme/nvme0/nvme0n1/nsid", "1");
  file("sys/class/nvme/nvme0/nvme0n2/nsid", "2");
  file("sys/class/nvme/nvme1/nvme3c1n1/nsid", "1");  // multipath: data goes through nvme3n1
  file("sys/block/nvme0n1/dev", "259:0");
  file("sys/block/nvme0n2/dev", "259:1");
  file("sys/block/nvme3n1/dev", "259:2");
  EXPECT_EQ(find_nodes(options_).size(), 2u);
  EXPECT_EQ(node("nvme0").blocks, (std::vector<std::string>{"nvme0n1", "nvme0n2"}));
  EXPECT_EQ(node("nvme0").told.serial, "S3Z9NB0K123456");
  EXPECT_EQ(node("nvme0").device, options_.dev / "nvme0n1");
  EXPECT_EQ(node("nvme0").control, options_.dev / "nvme0");
  EXPECT_EQ(node("nvme1").blocks, (std::vector<std::string>{"nvme3n1"}));
}

TEST_F(Machine, AVolumeOfARaidControllerIsNoDrive) {
  disk("sda", "pci0000:00/0000:03:00.0/host1/target1:0:0/1:0:0:0", "8", "DELL");
  file("sys/class/scsi_host/host1/proc_name", "megaraid_sas\n");
  EXPECT_EQ(node("sda").kind, NodeKind::raid);
  Found found{.device = "/dev/sda"};
  found.facts.bus = sanitization::Bus::raid;
  EXPECT_EQ(check_guard(found, {found}).refusal().code, "drives.guard.hidden_by_controller");
}

TEST_F(Machine, SeesMountsSwapAndHolders) {
  disk("sda", sata, "8");
  EXPECT_TRUE(use("sda").mounted.empty());
  file("proc/self/mountinfo", "36 35 8:1 / /media/my\\040stick rw shared:1 - ext4 /dev/sda1 rw\n");
  EXPECT_EQ(use("sda").mounted, (std::vector<std::string>{"/media/my stick"}));
  EXPECT_FALSE(use("sda").boot_medium);
  file("proc/self/mountinfo", "36 35 0:45 / /data rw - btrfs /dev/sda1 rw\n");
  EXPECT_EQ(use("sda").mounted, (std::vector<std::string>{"/data"})) << "btrfs has numbers of its own";
  file("proc/self/mountinfo", "");
  file("proc/swaps", "Filename Type Size Used Priority\n/dev/sda1 partition 1000 0 -2\n");
  EXPECT_EQ(use("sda").mounted, (std::vector<std::string>{"swap"}));
  file("proc/swaps", "");
  file("sys/block/sda/sda1/holders/dm-0/dev", "253:0");
  EXPECT_EQ(use("sda").holders, (std::vector<std::string>{"dm-0"}));
}

TEST_F(Machine, TheSystemsOwnDriveIsTheBootMediumThroughAnyTower) {
  disk("sda", sata, "8");
  file("sys/block/sda/sda1/holders/md0/dev", "9:0");
  file("sys/block/md0/dev", "9:0");
  file("sys/block/md0/holders/dm-1/dev", "253:1");
  file("sys/block/dm-1/dev", "253:1");
  file("proc/self/mountinfo", "22 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw\n");
  const Use used = use("sda");
  EXPECT_TRUE(used.boot_medium);
  EXPECT_EQ(used.holders, (std::vector<std::string>{"md0"})) << "what holds the drive itself";
  for (const char* point : {"/", "/boot", "/boot/efi", "/run/live/medium", "/cdrom"}) {
    file("proc/self/mountinfo", std::string("22 1 8:1 / ") + point + " ro - vfat /dev/sda1 ro\n");
    EXPECT_TRUE(use("sda").boot_medium) << point;
  }
  file("proc/self/mountinfo", "22 1 8:1 / /bootleg ro - vfat /dev/sda1 ro\n");
  EXPECT_FALSE(use("sda").boot_medium);
  file("proc/cmdline", "boucle.medium=/dev/sda1 quiet");
  EXPECT_TRUE(use("sda").boot_medium);
}

TEST_F(Machine, TheCommandLineNamesTheMedium) {
  EXPECT_EQ(read_boot_media("BOOT_IMAGE=/vmlinuz root=UUID=12-34 ro live-media=LABEL=X boot=live\n"),
            (std::vector<std::string>{"UUID=12-34", "LABEL=X"}));
}

TEST_F(Machine, AnUnreadableDriveIsListedWithWhatTheKernelKnows) {
  disk("sda", sata, "8");
  fs::create_directories(options_.dev);
  std::unique_ptr<Bench> bench = linux_bench(options_);
  std::vector<Found> found = bench->find();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].facts.identity.serial, "WD-sdaXY");
  ASSERT_TRUE(found[0].unreadable);
  EXPECT_EQ(found[0].unreadable->code, "drives.gone") << "no /dev/sda";
  file("dev/sda", std::string(4096, 'x'));  // there, but it answers no command
  found = bench->find();
  ASSERT_TRUE(found[0].unreadable);
  EXPECT_EQ(bench->open(found[0].facts.identity).refusal().code, "drives.gone");
  EXPECT_EQ(bench->open({.model = "no name"}).refusal().code, "drives.ambiguous");
  EXPECT_FALSE(bench->practice());
}

/// A drive that answers, with one part.
class OnePart final : public LinuxDrive {
 public:
  OnePart(LinuxBenchOptions options, AreaSource source)
      : LinuxDrive({}, std::move(options), Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC))),
        source_(std::move(source)) {}
  std::optional<sanitization::Identity> name_now() override { return sanitization::Identity{.serial = "S1B2C3D4"}; }

 protected:
  base::Result<sanitization::DriveFacts> look() override { return sanitization::DriveFacts{}; }
  CommandResult send(const Command&) override { return {}; }
  std::vector<AreaSource> area_sources() const override { return {source_}; }

 private:
  AreaSource source_;
};

TEST_F(Machine, APartThatTheSystemDoesNotShowIsNoDriveThatIsGone) {
  EXPECT_EQ(OnePart(options_, {.name = "ns2", .device = root_ / "dev/nvme0n2"}).open_areas().refusal().code,
            "drives.not_shown");
  EXPECT_EQ(OnePart(options_, {.name = "", .device = root_ / "dev/sda"}).open_areas().refusal().code, "drives.gone");
}

TEST_F(Machine, LooksNoLongerThanItsLimit) {
  disk("sda", sata, "8");
  disk("sdb", stick, "9");
  fs::create_directories(options_.dev);
  ASSERT_EQ(mkfifo((options_.dev / "sda").c_str(), 0600), 0);
  options_.look_limit = std::chrono::seconds(0);
  std::unique_ptr<Bench> bench = linux_bench(options_);
  const auto start = std::chrono::steady_clock::now();
  const std::vector<Found> found = bench->find();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30)) << "nobody ever writes to it";
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].unreadable && found[1].unreadable);
}

TEST_F(Machine, ControllersThatHideTheirDrives) {
  const auto pci = [&](const std::string& address, const std::string& kind, const std::string& vendor,
                       const std::string& device) {
    file("sys/bus/pci/devices/" + address + "/class", kind + "\n");
    file("sys/bus/pci/devices/" + address + "/vendor", vendor + "\n");
    file("sys/bus/pci/devices/" + address + "/device", device + "\n");
  };
  pci("0000:00:17.0", "0x010601", "0x8086", "0xa102");
  EXPECT_TRUE(find_hiding_controllers(options_.sys).empty());
  file("sys/bus/pci/devices/0000:00:17.0/remapped_nvme", "1\n");
  pci("0000:03:00.0", "0x010400", "0x1000", "0x005d");
  pci("0000:00:0e.0", "0x010400", "0x8086", "0x467f");
  const std::vector<std::string> expected = {"Intel VMD 8086:467f (0000:00:0e.0)", "Intel RST 8086:a102 (0000:00:17.0)",
                                             "RAID 1000:005d (0000:03:00.0)"};
  EXPECT_EQ(find_hiding_controllers(options_.sys), expected);
  link("sys/bus/pci/devices/0000:00:0e.0/driver", "sys/bus/pci/drivers/vmd");
  EXPECT_EQ(find_hiding_controllers(options_.sys).size(), 2u) << "its driver shows the drives";
}

TEST_F(Machine, SuspendsOnlyWhereTheDrivesLosePower) {
  const fs::path sys = options_.sys;
  EXPECT_EQ(suspend_and_wake(sys, std::chrono::seconds(5)), CommandEnd::not_possible);
  file("sys/power/state", "freeze mem disk\n");
  EXPECT_EQ(suspend_and_wake(sys, std::chrono::seconds(5)), CommandEnd::not_possible) << "no clock that wakes";
  file("sys/class/rtc/rtc0/wakealarm", "");
  file("sys/power/mem_sleep", "[s2idle]\n");
  EXPECT_EQ(suspend_and_wake(sys, std::chrono::seconds(5)), CommandEnd::not_possible) << "power stays on";
  file("sys/power/mem_sleep", "[s2idle] deep\n");
  EXPECT_EQ(suspend_and_wake(sys, std::chrono::seconds(5)), CommandEnd::done);
  EXPECT_EQ(sysfs_text(sys / "power/state"), "mem");
  EXPECT_EQ(sysfs_text(sys / "power/mem_sleep"), "deep");
}

}  // namespace
}  // namespace drives
