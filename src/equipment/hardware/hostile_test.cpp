// Whatever the bytes, reading ends, and what it says can be written and read again.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdint>

#include "equipment/hardware/real_files_for_tests.hpp"

namespace equipment {
namespace {

/// The same numbers on every machine and every run.
class Dice {
 public:
  std::size_t below(std::size_t limit) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33U) % limit;
  }

 private:
  std::uint64_t state_ = 42;
};

void read_and_write(const std::string& bytes, const std::string& where) {
  const Source source{.name = where, .bytes = bytes};
  const Inventory machine = read_inventory(std::span(&source, 1));
  EXPECT_NE(machine.kind.has_value(), machine.problem.has_value()) << where;
  const auto json = boost::json::parse(boost::json::serialize(to_json(machine)));
  const auto again = inventory_from_json(json);
  ASSERT_TRUE(again.ok()) << where << " " << again.refusal().field;
  EXPECT_EQ(*again, machine) << where;
}

std::vector<std::pair<std::string, std::string>> samples() {
  std::vector<std::pair<std::string, std::string>> list = {
      {"lshw",
       R"x([{"id":"pc","class":"system","product":"A (b)","configuration":{"sku":"b"},"children":[{"id":"cpu","class":"processor","product":"C","configuration":{"cores":"2"}},
        {"id":"disk","class":"disk","logicalname":["/dev/sda"],"size":1000,"product":"ST500DM002"},{"id":"nvme","class":"storage","description":"NVMe device","children":[]}]}])x"},
      {"smartctl",
       R"({"smartctl":{},"model_name":"X","user_capacity":{"bytes":{"n":1}},"ata_smart_attributes":{"table":[{"name":"Spin_Up_Time","raw":{"value":1}}]}})"},
      {"lsblk",
       R"({"blockdevices":[{"name":"nvme0n1","type":"disk","size":"1,8T"},{"name":"nvme0n2","type":"disk","size":5,"children":[{}]}]})"},
      {"dmidecode",
       "# dmidecode 3.3\n59 structures occupying 9 bytes.\nHandle 0x0001, DMI type 1, 27 bytes\nSystem "
       "Information\n\tManufacturer: A\n\tSerial Number: \n"
       "Handle 0x0011, DMI type 17, 40 bytes\nMemory Device\n\tSize: 99999999999999999999 GB\nHandle 0x0012\n\tDMI "
       "type 99999999999\n\t:\n"},
      {"battery",
       "Device: x\n  native-path: BAT0\n    energy: 5 Wh\n    energy-full: 1e309 Wh\n    energy-full-design: 54 Wh\n   "
       " percentage: 50%\n    capacity: 81,5%\nPOWER_SUPPLY_ENERGY_FULL=\nBattery 0: design capacity , last full "
       "capacity \n"},
      {"edid", std::string("\x00\xFF\xFF\xFF\xFF\xFF\xFF\x00", 8) + std::string(120, 'A')},
      {"utf16", std::string("\xFF\xFE{\0\x00\xD8", 6)}};
  if (std::filesystem::exists(real_folder())) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(real_folder())) {
      if (entry.is_regular_file()) list.emplace_back(entry.path().filename().string(), bytes_of(entry.path()));
    }
  }
  return list;
}

TEST(Hostile, CutAnywhere) {
  for (const auto& [name, bytes] : samples()) {
    const std::size_t step = bytes.size() < 2000 ? 7 : std::max<std::size_t>(97, bytes.size() / 97 + 1);
    for (std::size_t length = 0; length < bytes.size(); length += step)
      read_and_write(bytes.substr(0, length), name + " cut at " + std::to_string(length));
  }
}

TEST(Hostile, BytesChanged) {
  Dice dice;
  for (const auto& [name, bytes] : samples()) {
    for (int round = 0; round < 20 && !bytes.empty(); ++round) {
      std::string changed = bytes;
      const std::size_t changes = 1 + dice.below(8);
      for (std::size_t change = 0; change < changes; ++change)
        changed[dice.below(changed.size())] = static_cast<char>(dice.below(256));
      read_and_write(changed, name + " changed " + std::to_string(round));
    }
  }
}

TEST(Hostile, Shapes) {
  read_and_write(std::string(1 << 20, '{'), "brackets");
  read_and_write(std::string(1 << 20, '\0'), "zeros");
  read_and_write("{\"class\":1,\"id\":[],\"blockdevices\":null}", "types");
  read_and_write(
      "[{\"class\":\"system\",\"id\":\"x\",\"children\":{\"a\":1},\"configuration\":[],\"size\":-5,\"logicalname\":{}}"
      "]",
      "types");
  read_and_write("\"class\" \"id\" {", "loose");
  read_and_write("SMBIOS 3\n" + std::string(300000, ':'), "colons");
  std::string many = "# dmidecode\n";
  for (int index = 0; index < 100000; ++index) many += "Handle 0x1, DMI type 17\n Size: 1 GB\n";
  read_and_write(many, "handles");
  std::string drives = R"({"blockdevices":[)";
  for (int index = 0; index < 1000; ++index) drives += R"({"name":"sda","type":"disk","size":7},)";
  read_and_write(drives + "]}", "drives");
}

}  // namespace
}  // namespace equipment
