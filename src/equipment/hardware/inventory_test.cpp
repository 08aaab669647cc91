// Small outputs written by hand, one for each oddity met in real machines.
#include "equipment/hardware/inventory.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace equipment {
namespace {

Inventory read(const std::string& bytes) {
  const Source source{.name = "test", .bytes = bytes};
  return read_inventory(std::span(&source, 1));
}
Inventory read_together(const std::vector<std::string>& texts) {
  std::vector<Source> sources;
  for (const std::string& text : texts) sources.push_back({.name = "part", .bytes = text});
  return read_inventory(sources);
}

constexpr const char* lenovo =
    R"json({"id":"pc","class":"system","description":"Notebook","product":"20AAS0AA00 (LENOVO_MT_20AA)","vendor":"LENOVO",
 "version":"ThinkPad T440","serial":"PF00AAAA","configuration":{"chassis":"notebook","sku":"LENOVO_MT_20AA"},"children":[
 {"id":"core","class":"bus","vendor":"LENOVO","product":"20AAS0AA00","serial":"L1HF00AA00A","children":[
  {"id":"firmware","class":"memory","description":"BIOS","vendor":"LENOVO","version":"GJET92WW","date":"03/01/2016","size":131072},
  {"id":"cpu","class":"processor","product":"Intel(R) Core(TM)   i5-4300U CPU @ 1.90GHz","configuration":{"cores":"2","threads":"4"}},
  {"id":"memory:0","class":"memory","description":"System Memory","size":8589934592,"children":[
    {"id":"bank:0","class":"memory","description":"Row of chips DDR3","size":4294967296},{"id":"bank:1","class":"memory","description":"[empty]"},
    {"id":"bank:2","class":"memory","description":"SODIMM DDR3","size":4294967296}]},
  {"id":"memory:1","class":"memory","description":"Flash Memory","children":[{"id":"bank","class":"memory","description":"Chip FLASH","size":16777216}]},
  {"id":"usbhost","class":"bus","businfo":"usb@1","children":[
    {"id":"usb:0","class":"multimedia","businfo":"usb@1:8","description":"Video","product":"Integrated Camera","configuration":{"driver":"uvcvideo"}},
    {"id":"usb:1","class":"storage","businfo":"usb@1:2","product":"Card Reader","serial":"0000AA55BB","children":[
      {"id":"disk:0","class":"disk","description":"SCSI Disk","capabilities":{"removable":""},"logicalname":"/dev/sdb","children":[{"id":"medium","class":"disk"}]}]}]},
  {"id":"nvme","class":"storage","description":"NVMe device","product":"SAMPLEDISK N1","serial":"S4AANX0M","logicalname":"/dev/nvme0","configuration":{"driver":"nvme"},"children":[
     {"id":"hwmon0","class":"disk","logicalname":"hwmon3"},{"id":"namespace:0","class":"disk","logicalname":"/dev/ng0n1"},
     {"id":"namespace:1","class":"disk","logicalname":"/dev/nvme0n1","size":256060514304}]},
  {"id":"disk","class":"disk","product":"Virtual Floppy","logicalname":"/dev/sdd","size":1474560},
  {"id":"cdrom","class":"disk","product":"DVD-RAM X1","logicalname":["/dev/cdrom","/dev/sr0"],"size":1073741312}]}]})json";

TEST(Lshw, WholeMachine) {
  const Inventory machine = read(lenovo);
  EXPECT_EQ(machine.kind, SourceKind::Lshw);
  EXPECT_EQ(machine.maker, "LENOVO");
  EXPECT_EQ(machine.model, "20AAS0AA00");
  EXPECT_EQ(machine.commercial_name, "ThinkPad T440");
  EXPECT_EQ(machine.chassis, Chassis::Laptop);
  EXPECT_EQ(machine.cpu.name, "Intel(R) Core(TM) i5-4300U CPU @ 1.90GHz");
  EXPECT_EQ(machine.cpu.cores, 2);
  EXPECT_EQ(machine.ram.nominal_gb, 8.0);
  EXPECT_EQ(machine.webcam, true);
  EXPECT_EQ(machine.firmware, "LENOVO GJET92WW 2016-03-01");
  ASSERT_EQ(machine.disks.size(), 2U);
  EXPECT_EQ(machine.disks[0], (InstalledDisk{DiskKind::Nvme, 256060514304ULL, "SAMPLEDISK N1", "S4AANX0M"}));
  EXPECT_EQ(machine.disks[1].kind, DiskKind::Optical);
  EXPECT_FALSE(machine.disks[1].size_bytes);
}

TEST(Lshw, OddShapes) {
  std::string text = lenovo;
  const std::string plain = boost::json::serialize(to_json(read(text)));
  const auto same = [&](const std::string& odd) {
    EXPECT_EQ(boost::json::serialize(to_json(read(odd))), plain) << odd.substr(0, 80);
  };
  same("[" + text + "]");
  same("[" + text + ",]\n");
  same("\xEF\xBB\xBFWARNING: you should run this program as super-user.\n" + text +
       "\nWARNING: output may be incomplete\n");
  std::string no_comma = text;
  no_comma.replace(no_comma.find("]},\n  {\"id\":\"nvme\""), 3, "]} ");
  same(no_comma);
  std::string trailing = text;
  trailing.replace(trailing.find("\"[empty]\"}"), 10, "\"[empty]\",}");
  same(trailing);
  std::string wide("\xFF\xFE");
  for (const char letter : text) wide += std::string{letter, '\0'};
  same(wide);
  EXPECT_EQ(read(text.substr(0, text.size() / 2)).problem, "equipment.hardware.broken_json");
  EXPECT_EQ(read(std::string(70, '[') + R"("class" "id")" + std::string(70, ']')).problem,
            "equipment.hardware.too_deep");
  std::string nested = R"({"id":"a","class":"system","children":[)";
  for (int level = 0; level < 40; ++level) nested += R"({"id":"a","class":"bus","children":[)";
  EXPECT_EQ(read(nested + std::string(40, ' ')).problem, "equipment.hardware.too_deep");
}

TEST(Lshw, WebcamIsUnknownWithoutUsb) {
  const auto with = [](const std::string& children) {
    return R"({"id":"pc","class":"system","children":[)" + children + "]}";
  };
  EXPECT_FALSE(read(with("")).webcam);
  EXPECT_EQ(read(with(R"({"id":"usb","class":"input","businfo":"usb@1:1","product":"Mouse"})")).webcam, false);
  EXPECT_EQ(
      read(with(R"({"id":"usb","class":"multimedia","businfo":"usb@1:1","description":"Video","product":"DVB tuner"})"))
          .webcam,
      false);
}

TEST(Lshw, SocketsAndDisks) {
  const auto machine = read(R"([{"id":"pc","class":"system","children":[
    {"id":"cpu:0","class":"processor","product":"Xeon A","slot":"CPU1","configuration":{"cores":"4","threads":"8"}},
    {"id":"cpu:1","class":"processor","product":"Xeon A","slot":"CPU2","configuration":{"cores":"4","threads":"8"}},
    {"id":"storage","class":"storage","description":"Non-Volatile memory controller","product":"NVMe SSD Controller","configuration":{"driver":"nvme"}},
    {"id":"disk:0","class":"disk","product":"Anonymous 1","size":1000,"capabilities":{"7200rpm":"7200 rotations per minute"}},
    {"id":"disk:1","class":"disk","product":"Anonymous 2","size":18446744073709551104},
    {"id":"disk:2","class":"disk","product":"PERC H310","size":2000}]}])");
  EXPECT_EQ(machine.cpu.cores, 8);
  ASSERT_EQ(machine.disks.size(), 4U);
  EXPECT_EQ(machine.disks[0], (InstalledDisk{.kind = DiskKind::Nvme}));
  EXPECT_EQ(machine.disks[1].kind, DiskKind::Hdd);
  EXPECT_EQ(machine.disks[2].kind, DiskKind::Unknown);
  EXPECT_FALSE(machine.disks[2].size_bytes);
  EXPECT_EQ(machine.disks[3].kind, DiskKind::Unknown);
}

constexpr const char* table =
    "# dmidecode 3.3\nSMBIOS 3.1 present.\n\nHandle 0x0001, DMI type 1, 27 bytes\nSystem Information\n\tManufacturer: "
    "Example SA\n"
    "\tProduct Name: Box 9\n\tSerial Number: EX4471B\n\nHandle 0x0003, DMI type 3, 22 bytes\nChassis "
    "Information\n\tType: Mini Tower\n\tSerial Number: CH4471B\n\n"
    "Handle 0x0004, DMI type 4, 48 bytes\nProcessor Information\n\tType: Central Processor\n\tVersion: Exa  CPU "
    "1\n\tStatus: Populated, Enabled\n\tCore Count: 6\n\n"
    "Handle 0x0005, DMI type 4, 48 bytes\nProcessor Information\n\tType: Central Processor\n\tVersion: Not "
    "Specified\n\tStatus: Unpopulated\n\n"
    "Handle 0x0010, DMI type 16, 23 bytes\nPhysical Memory Array\n\tUse: System Memory\n\tNumber Of Devices: 2\n\n"
    "Handle 0x0011, DMI type 17, 40 bytes\nMemory Device\n\tArray Handle: 0x0010\n\tSize: 8192 MB\n\tType: DDR4\n\n"
    "Handle 0x0012, DMI type 17, 40 bytes\nMemory Device\n\tArray Handle: 0x0010\n\tSize: 4 GB\n\tType: DDR4\n\n"
    "Handle 0x0020, DMI type 16, 23 bytes\nPhysical Memory Array\n\tUse: Flash Memory\n\tNumber Of Devices: 1\n\n"
    "Handle 0x0021, DMI type 17, 40 bytes\nMemory Device\n\tArray Handle: 0x0020\n\tSize: 16 MB\n\tType: Flash\n\n";

TEST(Dmidecode, SectionsAndSums) {
  const Inventory machine = read(table);
  EXPECT_EQ(machine.kind, SourceKind::Dmidecode);
  EXPECT_EQ(machine.maker, "Example SA");
  EXPECT_EQ(machine.chassis, Chassis::Desktop);
  EXPECT_EQ(machine.cpu.name, "Exa CPU 1");
  EXPECT_EQ(machine.cpu.cores, 6);
  EXPECT_EQ(machine.ram.installed_bytes, 12ULL << 30U);
  EXPECT_EQ(machine.ram.nominal_gb, 12.0);
  EXPECT_EQ(machine.warnings, std::vector<std::string>{"equipment.hardware.serials_differ"});
  EXPECT_EQ(serial_candidates(machine), (std::vector<std::string>{"EX4471B", "CH4471B"}));
}

TEST(Dmidecode, OtherLayouts) {
  const std::string plain = boost::json::serialize(to_json(read(table)));
  std::string windows;
  std::string spaces;
  for (const char* letter = table; *letter != '\0'; ++letter) {
    windows += *letter == '\n' ? "\r\n" : std::string(1, *letter);
    spaces += *letter == '\t' ? "        " : std::string(1, *letter);
  }
  EXPECT_EQ(boost::json::serialize(to_json(read(windows))), plain);
  EXPECT_EQ(boost::json::serialize(to_json(read(spaces))), plain);
  const auto old = read(
      "# dmidecode 2.2\nSMBIOS 2.3 present.\nHandle 0x0001\n\tDMI type 1, 25 bytes.\n\tSystem "
      "Information\n\t\tManufacturer: Example SA\n"
      "\t\tProduct Name: Box 1\n\t\tSerial Number: \n");
  EXPECT_EQ(old.model, "Box 1");
  EXPECT_FALSE(old.serials.system);
  const auto quiet = read(
      "System Information\n\tManufacturer: Example SA\n\tProduct Name: Box 2\n\nChassis Information\n\tType: All In "
      "One\n");
  EXPECT_EQ(quiet.model, "Box 2");
  EXPECT_EQ(quiet.chassis, Chassis::AllInOne);
  const auto refused = read("# dmidecode 3.3\n/dev/mem: Permission denied\n");
  EXPECT_EQ(refused.kind, SourceKind::Dmidecode);
  EXPECT_FALSE(refused.maker);
}

TEST(Dmidecode, CutListsSayNothing) {
  std::string cut(table);
  cut.resize(cut.find("Handle 0x0012"));
  const Inventory machine = read(cut);
  EXPECT_FALSE(machine.ram.installed_bytes);
  EXPECT_EQ(machine.maker, "Example SA");
  EXPECT_EQ(machine.warnings.front(), "equipment.hardware.memory_list_cut");
  const auto half = read(
      "# dmidecode 3.3\n9 structures occupying 99 bytes.\nHandle 0x0001, DMI type 1, 27 bytes\nSystem "
      "Information\n\tManufacturer: Example SA\n\tSerial Number: EX4");
  EXPECT_EQ(half.maker, "Example SA");
  EXPECT_FALSE(half.serials.system);
}

TEST(Smartctl, Kinds) {
  const auto kind = [](const std::string& members) {
    const auto disks =
        read(
            R"({"json_format_version":[1,0],"model_name":"Thing 1","serial_number":"SER77A","user_capacity":{"bytes":1000})" +
            members + "}")
            .disks;
    return disks.size() == 1 ? disks.front().kind : DiskKind::Optical;
  };
  EXPECT_EQ(kind(R"(,"rotation_rate":5400)"), DiskKind::Hdd);
  EXPECT_EQ(kind(R"(,"rotation_rate":0)"), DiskKind::Ssd);
  EXPECT_EQ(kind(R"(,"device":{"protocol":"NVMe"})"), DiskKind::Nvme);
  EXPECT_EQ(kind(R"(,"device":{"protocol":"SCSI","info_name":"/dev/sdb [USB stick]"})"), DiskKind::Usb);
  EXPECT_EQ(kind(R"(,"trim":{"supported":false})"), DiskKind::Unknown);
  EXPECT_EQ(kind(R"(,"model_family":"Some SSDs")"), DiskKind::Ssd);
  const std::string attributes =
      R"(,"ata_smart_attributes":{"table":[{"id":3,"name":"Spin_Up_Time","raw":{"value":%}},{"id":10,"name":"Spin_Retry_Count","raw":{"value":0}}]})";
  const auto spin = [&](const std::string& value) {
    return std::string(attributes).replace(attributes.find('%'), 1, value);
  };
  EXPECT_EQ(kind(spin("2211")), DiskKind::Hdd);
  EXPECT_EQ(kind(spin("0")), DiskKind::Unknown);
}

TEST(Smartctl, Shapes) {
  const auto two =
      read(R"([{"smartctl":{},"model_name":"A thing","nvme_total_capacity":512110190592,"device":{"protocol":"NVMe"}},
                            {"smartctl":{},"scsi_vendor":"ACME","scsi_product":"SPIN9","rotation_rate":10000,"user_capacity":{"bytes":{"n":600,"s":"600"}}}])");
  ASSERT_EQ(two.disks.size(), 2U);
  EXPECT_EQ(two.disks[0].size_bytes, 512110190592ULL);
  EXPECT_EQ(two.disks[1], (InstalledDisk{DiskKind::Hdd, 600ULL, "ACME SPIN9", {}}));
  const auto failed =
      read(R"({"smartctl":{"exit_status":2,"messages":[{"string":"open failed"}]},"device":{"name":"/dev/sdz"}})");
  EXPECT_EQ(failed.kind, SourceKind::Smartctl);
  EXPECT_TRUE(failed.disks.empty());
}

TEST(Lsblk, Kinds) {
  const auto machine = read(R"({"blockdevices":[
    {"name":"loop0","type":"loop","size":1000},{"name":"zram0","type":"disk","size":4000},
    {"name":"sda","type":"disk","size":500107862016,"rota":true,"tran":"sata","model":"Thing","serial":"AA11BB","children":[{"name":"sda1","type":"part","size":5}]},
    {"name":"sdb","type":"disk","size":"480103981056","rota":"0","tran":"sata","model":"Other"},
    {"name":"sdc","type":"disk","size":8000,"rota":true,"tran":"usb","rm":true,"model":"Stick"},
    {"name":"sdd","type":"disk","size":0,"tran":"usb","model":"Reader"},
    {"name":"sr0","type":"rom","size":1073741312,"model":"DVDRAM"},
    {"name":"nvme0n1","type":"disk","size":100,"tran":"nvme","model":"Fast"},{"name":"nvme0n2","type":"disk","size":50,"tran":"nvme","model":"Fast"},
    {"name":"mmcblk0","type":"disk","size":31268536320,"rota":false},{"name":"mmcblk0boot0","type":"disk","size":4194304},
    {"name":"vda","type":"disk","size":77,"rota":true},{"name":"sde","type":"disk","size":88,"rota":true}]})");
  std::string kinds;
  for (const auto& disk : machine.disks)
    kinds += std::string(name_of(disk.kind)) + " " + std::to_string(disk.size_bytes.value_or(0)) + ";";
  EXPECT_EQ(kinds,
            "HDD 500107862016;SSD 480103981056;USB 8000;OPTICAL 0;NVME 150;EMMC 31268536320;UNKNOWN 77;UNKNOWN 88;");
  EXPECT_TRUE(machine.warnings.empty());
  const auto about =
      read(R"({"blockdevices":[{"name":"sda","type":"disk","size":"465,8G","rota":"1","tran":"sata"}]})");
  EXPECT_EQ(about.disks.at(0).kind, DiskKind::Hdd);
  EXPECT_EQ(about.warnings, std::vector<std::string>{"equipment.hardware.sizes_rounded"});
}

TEST(Together, BestOfEach) {
  const std::string smart =
      R"({"smartctl":{},"model_name":"SAMPLEDISK N1 256GB","serial_number":"S4AANX0M","user_capacity":{"bytes":256060514304},"device":{"protocol":"NVMe"}})";
  const auto machine = read_together({lenovo, table, smart, "Design capacity: 100 mAh\nLast full capacity: 90 mAh\n",
                                      "Design capacity: 100 mAh\nLast full capacity: 70 mAh\n", "noise"});
  EXPECT_EQ(machine.kind, SourceKind::Together);
  EXPECT_EQ(machine.maker, "Example SA");
  EXPECT_EQ(machine.serials.system, "EX4471B");
  EXPECT_EQ(machine.ram.nominal_gb, 12.0);
  EXPECT_EQ(machine.battery_health_percent, 70.0);
  EXPECT_EQ(machine.webcam, true);
  ASSERT_EQ(machine.disks.size(), 2U);
  EXPECT_EQ(machine.disks[0].model, "SAMPLEDISK N1 256GB");
  EXPECT_EQ(machine.warnings,
            (std::vector<std::string>{"equipment.hardware.sources_disagree", "equipment.hardware.source_unreadable",
                                      "equipment.hardware.serials_differ"}));
}

TEST(Together, Drives) {
  const std::string tree =
      R"([{"id":"a","class":"system","children":[{"id":"disk:0","class":"disk","product":"WDC WD5000AAKX-0","serial":"WD-WCC2EVE00001","size":500107862016},
    {"id":"disk:1","class":"disk","product":"WDC WD5000AAKX-0","size":500107862016}]}])";
  const auto smart = [](const std::string& serial) {
    return R"({"smartctl":{},"model_name":"WDC WD5000AAKX-001CA0","serial_number":")" + serial +
           R"(","user_capacity":{"bytes":500107862016},"rotation_rate":7200})";
  };
  EXPECT_EQ(read_together({tree, smart("WD-WCC2EVE00001"), smart("WD-WCC2EVE00002")}).disks.size(), 2U);
  EXPECT_EQ(read_together({tree, smart("WD-WCC2EVE00003"), smart("WD-WCC2EVE00004")}).disks.size(), 3U);
  EXPECT_EQ(read_together({smart("REDACTED99"), smart("REDACTED98")}).disks.size(), 2U);
  EXPECT_EQ(read_together({smart("WD-WCC2EVE00001"), smart("WD-WCC2EVE00001") + "\n"}).disks.size(), 1U);
  const std::string outside =
      R"({"blockdevices":[{"name":"sdb","type":"disk","size":500107862016,"tran":"usb","model":"WDC WD5000AAKX-001CA0","serial":"WD-WCC2EVE00001"}]})";
  EXPECT_EQ(read_together({smart("WD-WCC2EVE00001"), outside}).disks.at(0).kind, DiskKind::Usb);
}

TEST(Problems, AreCodes) {
  EXPECT_EQ(read("").problem, "equipment.hardware.empty");
  EXPECT_EQ(read(" \n\t").problem, "equipment.hardware.empty");
  EXPECT_EQ(read("bonjour").problem, "equipment.hardware.unknown_kind");
  EXPECT_EQ(read("{\"bonjour\":1}").problem, "equipment.hardware.unknown_json");
  EXPECT_EQ(read(std::string(largest_source_bytes + 1, 'x')).problem, "equipment.hardware.too_large");
  EXPECT_EQ(read(std::string("\x00\xFF\xFF\xFF\xFF\xFF\xFF\x00", 8)).problem, "equipment.hardware.broken_edid");
  EXPECT_FALSE(read("bonjour").kind);
}

TEST(Json, ThereAndBack) {
  for (const Inventory& machine :
       {read(lenovo), read(table), read("?"), read("Design capacity: 1000 mAh\nLast full capacity: 935 mAh\n")}) {
    const auto json = to_json(machine);
    for (const char* key : {"maker", "model", "serials", "chassis", "cpu", "ram", "disks", "screen_inches",
                            "battery_health_percent", "webcam", "firmware", "kind"}) {
      EXPECT_TRUE(json.as_object().contains(key)) << key;
    }
    const auto again = inventory_from_json(boost::json::parse(boost::json::serialize(json)));
    ASSERT_TRUE(again.ok()) << again.refusal().field;
    EXPECT_EQ(*again, machine);
  }
  const auto wrong = [](const char* text) { return inventory_from_json(boost::json::parse(text)).refusal().field; };
  EXPECT_EQ(wrong(R"({"maker":3})"), "maker");
  EXPECT_EQ(wrong(R"({"disks":[{"kind":"TAPE"}]})"), "disks[0].kind");
  EXPECT_EQ(wrong(R"({"battery_health_percent":120})"), "battery_health_percent");
  EXPECT_EQ(wrong(R"({"cpu":{"cores":-1}})"), "cpu.cores");
}

}  // namespace
}  // namespace equipment
