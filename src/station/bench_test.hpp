#pragma once
// What the station's tests stand on: a folder of their own, programs that behave badly, a machine made of files.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "station/probe.hpp"

namespace station {

namespace fs = std::filesystem;

/// A folder that goes away with it.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "boucle-station-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  const fs::path& path() const { return path_; }
  fs::path write(const fs::path& name, const std::string& bytes) const {
    const fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

 private:
  fs::path path_;
};

inline std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// A folder for PATH with programs made by the test, and a sysfs.
class FakeMachine {
 public:
  void tool(const std::string& name, const std::string& script) const {
    const auto file = folder_.write("bin/" + name, "#!/bin/sh\n" + script + "\n");
    fs::permissions(file, fs::perms::owner_all);
  }
  /// A tool that prints these bytes.
  void tool_printing(const std::string& name, const std::string& bytes) const {
    const auto file = folder_.write("said/" + name, bytes);
    tool(name, "exec /bin/cat " + file.string());
  }
  void sysfs(const std::string& name, const std::string& bytes) const { folder_.write("sys/" + name, bytes); }
  const fs::path& path() const { return folder_.path(); }

  ToolLimits limits() const { return {.path = (folder_.path() / "bin").string()}; }
  Machine machine() const {
    const std::chrono::milliseconds limit(4000);
    return {.tools = limits(),
            .sys = folder_.path() / "sys",
            .administrator = true,
            .times = {.lshw = limit, .dmidecode = limit, .smartctl = limit, .lsblk = limit}};
  }

 private:
  Folder folder_;
};

// Small outputs of the shape that the tools give, for a machine that does not exist.
inline const std::string lshw_output =
    R"({"id":"essai","class":"system","claimed":true,"description":"Notebook","product":"Vallon 14",
  "vendor":"Atelier","serial":"VAL0042X","configuration":{"chassis":"notebook"},"children":[{"id":"core","class":"bus","children":[
  {"id":"memory","class":"memory","description":"System Memory","size":8589934592}]}]})";
inline const std::string dmidecode_output =
    "# dmidecode 3.4\nGetting SMBIOS data from sysfs.\nSMBIOS 3.0.0 present.\n\nHandle 0x0001, DMI type 1, 27 "
    "bytes\nSystem Information\n"
    "\tManufacturer: Atelier\n\tProduct Name: Vallon 14\n\tSerial Number: VAL0042X\n\n";
inline const std::string lsblk_output =
    R"({"blockdevices":[{"name":"sda","type":"disk","size":256060514304,"rota":false,"model":"Essai SSD 256","serial":"SSD0001A","tran":"sata"}]})";

/// A drive as `smartctl -j -a` tells of it.
inline std::string smartctl_output(const std::string& serial) {
  return R"({"json_format_version":[1,0],"smartctl":{"version":[7,3],"exit_status":0},"device":{"name":"/dev/sda","type":"sat","protocol":"ATA"},)"
         R"("model_name":"Essai SSD 256","serial_number":")" +
         serial + R"(","user_capacity":{"blocks":500118192,"bytes":256060514304},"rotation_rate":0})";
}

/// 128 bytes of EDID 1.4: 31 × 17 cm, with the right checksum.
inline std::string edid_output() {
  std::string bytes("\x00\xFF\xFF\xFF\xFF\xFF\xFF\x00", 8);
  bytes += std::string("\x06\xAF\x3D\x57\x00\x00\x00\x00\x01\x1E\x01\x04\x95\x1F\x11\x78", 16);
  bytes.resize(127, '\0');
  unsigned sum = 0;
  for (const char byte : bytes) sum += static_cast<unsigned char>(byte);
  return bytes + static_cast<char>((256 - sum % 256) % 256);
}

inline const std::string battery_output =
    "POWER_SUPPLY_NAME=BAT0\nPOWER_SUPPLY_TYPE=Battery\nPOWER_SUPPLY_PRESENT=1\nPOWER_SUPPLY_ENERGY_FULL_DESIGN="
    "50000000\n"
    "POWER_SUPPLY_ENERGY_FULL=40000000\nPOWER_SUPPLY_ENERGY_NOW=30000000\n";

}  // namespace station
