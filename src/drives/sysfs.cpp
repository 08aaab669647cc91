#include "drives/sysfs.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/text.hpp"
#include "drives/reading.hpp"
#include "drives/scsi.hpp"

namespace drives {
namespace {

namespace fs = std::filesystem;

/// Entries of a folder, in natural order (sda before sdaa, nvme2 before nvme10); none if it cannot be read.
std::vector<std::string> entries(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end(), [](const std::string& one, const std::string& other) {
    return one.size() != other.size() ? one.size() < other.size() : one < other;
  });
  return names;
}

bool starts(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }
/// "mmcblk0" but not "mmcblk0boot0" nor "mmcblk0rpmb".
bool numbered(std::string_view name, std::string_view prefix) {
  return starts(name, prefix) && name.size() > prefix.size() &&
         std::all_of(name.begin() + static_cast<std::ptrdiff_t>(prefix.size()), name.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string resolved(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? path.string() : real.string();
}

/// The kernel numbers the folders of sysfs as it makes them, never twice the same.
std::uint64_t sequence_of(const fs::path& folder) {
  struct stat found{};
  return stat(folder.c_str(), &found) == 0 ? found.st_ino : 0;
}

Answer answer_of(const std::string& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

/// Drivers whose disks are volumes made of drives that cannot be seen, unless the disk is an ATA or SAS drive passed through.
bool raid_driver(const std::string& name) {
  static constexpr std::array names = {"megaraid_sas", "megaraid", "hpsa",   "smartpqi", "aacraid",
                                       "3w-9xxx",      "3w-sas",   "arcmsr", "ips",      "stex",
                                       "ipr",          "pmcraid",  "mvumi",  "cciss",    "hptiop"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The USB device above a disk: the first folder upwards that has an idVendor.
fs::path usb_device_above(fs::path folder) {
  std::error_code error;  // a folder that vanishes in the middle is none
  for (; folder.has_relative_path(); folder = folder.parent_path()) {
    if (fs::exists(folder / "idVendor", error)) return folder;
  }
  return {};
}

std::string joined(std::initializer_list<std::string> words) {
  std::string all;
  for (const std::string& word : words) {
    if (!word.empty()) all += (all.empty() ? "" : " ") + word;
  }
  return all;
}

std::string host_driver(const LinuxBenchOptions& options, const std::string& real) {
  const std::size_t at = real.find("/host");
  if (at == std::string::npos) return {};
  const std::size_t end = real.find('/', at + 1);
  return sysfs_text(options.sys / "class/scsi_host" / real.substr(at + 1, end - at - 1) / "proc_name");
}

std::optional<Node> scsi_node(const LinuxBenchOptions& options, Node node) {
  const fs::path device = node.sys / "device";
  const std::string type = sysfs_text(device / "type");
  if (!type.empty() && type != "0" && type != "14" && type != "20") return std::nullopt;
  node.kind = NodeKind::scsi;
  node.key = node.key.substr(0, node.key.find("/block/"));  // the same when it comes back under another letter
  if (const fs::path above = fs::path(node.key).parent_path(); starts(above.filename().string(), "target"))
    node.target = above.string();
  node.sas = node.key.find("/end_device-") != std::string::npos;
  node.told = {.maker = sysfs_text(device / "vendor"),
               .model = sysfs_text(device / "model"),
               .firmware = sysfs_text(device / "rev")};
  const std::string serial = sysfs_bytes(device / "vpd_pg80"), names = sysfs_bytes(device / "vpd_pg83");
  node.told.serial = read_scsi_serial(answer_of(serial));
  node.told.wwn = read_scsi_wwn(answer_of(names));
  const std::string driver = host_driver(options, node.key);
  if (node.key.find("/usb") != std::string::npos || node.key.find("/fw") != std::string::npos) {
    node.kind = NodeKind::usb;
    const fs::path usb = usb_device_above(node.key);
    if (!usb.empty()) {
      node.bridge = joined({sysfs_text(usb / "idVendor") + ":" + sysfs_text(usb / "idProduct"),
                            sysfs_text(usb / "manufacturer"), sysfs_text(usb / "product")});
      if (node.told.serial.empty()) node.told.serial = sysfs_text(usb / "serial");
    }
  } else if (raid_driver(driver) && !node.sas && node.told.maker != "ATA") {
    node.kind = NodeKind::raid;
    node.bridge = joined({driver, node.told.maker, node.told.model});
  }
  return node;
}

std::optional<Node> mmc_node(Node node) {
  const fs::path device = node.sys / "device";
  const std::string type = sysfs_text(device / "type");
  node.kind = type == "MMC" ? NodeKind::mmc : NodeKind::sd_card;
  node.told = {.maker = sysfs_text(device / "manfid"),
               .model = sysfs_text(device / "name"),
               .serial = sysfs_text(device / "serial"),
               .wwn = base::lower(sysfs_text(device / "cid")),
               .firmware = sysfs_text(device / "fwrev")};
  return node;
}

/// A loop device has no name of its own: its file has.
std::string file_name_of_loop(const fs::path& sys) {
  struct stat file{};
  const std::string path = sysfs_text(sys / "loop/backing_file");
  if (path.empty() || stat(path.c_str(), &file) != 0) return {};
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "LOOP-%llx-%llx", static_cast<unsigned long long>(file.st_dev),
                static_cast<unsigned long long>(file.st_ino));
  return text.data();
}

std::optional<Node> block_node(const LinuxBenchOptions& options, const std::string& name) {
  Node node{.name = name,
            .device = options.dev / name,
            .control = options.dev / name,
            .sys = options.sys / "block" / name,
            .blocks = {name}};
  node.key = resolved(node.sys);
  node.sequence = sequence_of(node.sys);
  if (sysfs_text(node.sys / "hidden") == "1") return std::nullopt;
  if (sysfs_text(node.sys / "removable") == "1" && sysfs_text(node.sys / "size") == "0")
    return std::nullopt;  // a card reader without a card
  if (starts(name, "sd")) return scsi_node(options, std::move(node));
  if (numbered(name, "mmcblk")) return mmc_node(std::move(node));
  if (starts(name, "vd") || starts(name, "xvd")) {
    node.told = {.maker = "", .model = "virtio", .serial = sysfs_text(node.sys / "serial")};
    return node;
  }
  if (!starts(name, "loop")) return std::nullopt;
  const std::string device = "/dev/" + name;
  if (std::find(options.loops.begin(), options.loops.end(), device) == options.loops.end()) return std::nullopt;
  node.told = {.maker = "", .model = "loop", .serial = file_name_of_loop(node.sys)};
  return node;
}

/// Namespaces of a controller: nvme0n1 beneath it; with multipath nvme0c0n1, whose data is read through nvme0n1.
std::vector<std::string> namespaces_of(const fs::path& controller) {
  std::vector<std::string> blocks;
  for (std::string name : entries(controller)) {
    if (!starts(name, "nvme")) continue;
    const std::size_t c = name.find('c', 4), n = name.find('n', 4);
    if (n == std::string::npos) continue;
    if (c != std::string::npos && c < n) name.erase(c, n - c);
    blocks.push_back(name);
  }
  return blocks;
}

Node nvme_node(const LinuxBenchOptions& options, const std::string& name) {
  const fs::path sys = options.sys / "class/nvme" / name;
  Node node{.name = name, .kind = NodeKind::nvme, .control = options.dev / name, .sys = sys, .key = resolved(sys)};
  node.sequence = sequence_of(sys);
  node.blocks = namespaces_of(sys);
  node.device = options.dev / (node.blocks.empty() ? name : node.blocks.front());
  node.told = {.maker = "",
               .model = sysfs_text(sys / "model"),
               .serial = sysfs_text(sys / "serial"),
               .firmware = sysfs_text(sys / "firmware_rev")};
  return node;
}

}  // namespace

std::string sysfs_bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes(65536, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return bytes;
}

std::string sysfs_text(const fs::path& file) { return base::trim(base::printable(sysfs_bytes(file))); }

bool sysfs_write(const fs::path& file, std::string_view text) {
  std::ofstream out(file);
  out << text << std::flush;
  return out.good();
}

std::vector<std::string> partitions_of(const fs::path& sys, const std::string& block) {
  std::vector<std::string> partitions;
  std::error_code error;
  for (const std::string& name : entries(sys / "block" / block)) {
    if (starts(name, block) && fs::exists(sys / "block" / block / name / "partition", error))
      partitions.push_back(name);
  }
  return partitions;
}

std::vector<Node> find_nodes(const LinuxBenchOptions& options) {
  std::vector<Node> nodes;
  for (const std::string& name : entries(options.sys / "block")) {
    if (std::optional<Node> node = block_node(options, name)) nodes.push_back(std::move(*node));
  }
  for (const std::string& name : entries(options.sys / "class/nvme")) {
    if (numbered(name, "nvme")) nodes.push_back(nvme_node(options, name));
  }
  return nodes;
}

std::vector<std::string> find_hiding_controllers(const fs::path& sys) {
  static constexpr std::array vmd = {"0x201d", "0x28c0", "0x467f", "0x4c3d", "0x9a0b",
                                     "0xa77f", "0x7d0b", "0xad0b", "0xb60b", "0xb06f"};
  std::vector<std::string> found;
  const fs::path devices = sys / "bus/pci/devices";
  for (const std::string& address : entries(devices)) {
    const fs::path device = devices / address;
    const std::string kind = sysfs_text(device / "class"), vendor = sysfs_text(device / "vendor"),
                      id = sysfs_text(device / "device");
    const std::string driver = fs::path(resolved(device / "driver")).filename().string();
    const std::string remapped = sysfs_text(device / "remapped_nvme");
    const bool is_vmd = vendor == "0x8086" && std::find(vmd.begin(), vmd.end(), id) != vmd.end();
    std::string word;
    if (!remapped.empty() && remapped != "0") {
      word = "Intel RST";
    } else if (is_vmd) {
      word = driver == "vmd" ? "" : "Intel VMD";
    } else if (starts(kind, "0x0104") &&
               driver != "ahci") {  // under ahci its drives are seen, and the remapped ones were counted above
      word = "RAID";
    }
    if (!word.empty() && vendor.size() > 2 && id.size() > 2)
      found.push_back(word + " " + vendor.substr(2) + ":" + id.substr(2) + " (" + address + ")");
  }
  return found;
}

}  // namespace drives
