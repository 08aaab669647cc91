#include "station/usb_export.hpp"

#include "station/bench_test.hpp"

namespace station {
namespace {

ReportId id_number(std::uint64_t number) {
  return ReportId::numbered(*base::parse_rfc3339("2026-11-21T21:30:10Z"), 7, number);
}

TEST(UsbExport, CopiesWhatWaitsAndKeepsIt) {
  const Folder folder;
  auto spool = *Spool::open(folder.path() / "spool", Spool::Missing::create);
  ASSERT_TRUE(spool.add(id_number(1), "one").ok());
  ASSERT_TRUE(spool.add(id_number(2), "two").ok());
  fs::create_directories(folder.path() / "stick");
  EXPECT_EQ(*export_to_folder(spool, folder.path() / "stick"), 2U);
  EXPECT_EQ(content_of(folder.path() / "stick/boucle-rapports" / (id_number(2).text() + ".json")), "two");
  EXPECT_EQ(spool.waiting()->size(), 2U) << "until the server has them";
  EXPECT_EQ(*export_to_folder(spool, folder.path() / "stick"), 2U) << "twice is once";
  EXPECT_EQ(export_to_folder(spool, "/proc").refusal().code, "station.spool.unusable");
}

/// A sysfs with one USB stick of one partition and a SATA disk, and what is mounted.
struct Plugged {
  explicit Plugged(int sticks) {
    disk("sda", "devices/pci0000:00/ata1/block/sda", 1);
    for (int i = 0; i < sticks; ++i) {
      const std::string name = std::string("sd") + static_cast<char>('b' + i);
      disk(name, "devices/pci0000:00/usb1/1-" + std::to_string(i + 1) + "/block/" + name, 1);
    }
    folder.write("proc/self/mounts", "/dev/sda1 / ext4 rw,relatime 0 0\n");
  }
  void disk(const std::string& name, const std::string& place, int partitions) const {
    for (int i = 1; i <= partitions; ++i)
      folder.write("sys/" + place + "/" + name + std::to_string(i) + "/partition", "1\n");
    fs::create_directories(folder.path() / "sys/block");
    fs::create_directory_symlink(folder.path() / "sys" / place, folder.path() / "sys/block" / name);
  }
  Folder folder;
};

TEST(UsbExport, OnlyUsbMassStorageCounts) {
  EXPECT_EQ(stick_partitions(Plugged(2).folder.path() / "sys"), (std::vector<std::string>{"sdb1", "sdc1"}));
  EXPECT_TRUE(stick_partitions("/no/such/folder").empty());
}

TEST(UsbExport, OneStickIsTakenWhereItIsMounted) {
  const Plugged plugged(1);
  auto spool = *Spool::open(plugged.folder.path() / "spool", Spool::Missing::create);
  ASSERT_TRUE(spool.add(id_number(1), "one").ok());
  const auto stick = plugged.folder.path() / "media";
  fs::create_directories(stick);
  plugged.folder.write("proc/self/mounts", "/dev/sdb1 " + stick.string() + " vfat rw,nosuid 0 0\n");
  EXPECT_EQ(*export_to_stick(spool, plugged.folder.path()), 1U);
  EXPECT_EQ(content_of(stick / "boucle-rapports" / (id_number(1).text() + ".json")), "one");
}

TEST(UsbExport, NoneOrTwoSticksAreTold) {
  for (const auto& [sticks, code] : {std::pair{0, "station.usb.none"}, std::pair{2, "station.usb.several"}}) {
    const Plugged plugged(sticks);
    const auto spool = *Spool::open(plugged.folder.path() / "spool", Spool::Missing::create);
    EXPECT_EQ(export_to_stick(spool, plugged.folder.path()).refusal().code, code);
  }
}

}  // namespace
}  // namespace station
