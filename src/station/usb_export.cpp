#include "station/usb_export.hpp"

#include <sys/mount.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

namespace station {
namespace {

namespace fs = std::filesystem;

constexpr const char* folder_on_stick = "boucle-rapports";

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    names.push_back(entry->path().filename().string());
  std::ranges::sort(names);
  return names;
}

/// Where a device is mounted to be written (proc(5): the sixth word holds the options).
std::optional<fs::path> mount_point(const fs::path& root, const std::string& device) {
  std::ifstream mounts(root / "proc/self/mounts");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string source, target, type, options;
    words >> source >> target >> type >> options;
    if (source == device && (options == "rw" || options.starts_with("rw,"))) return fs::path(target);
  }
  return {};
}

/// A mount that lasts as long as this does.
class Mounted {
 public:
  static base::Result<Mounted> at(const std::string& device) {
    std::string folder = "/run/boucle-usb-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) return refusal(device, errno);
    int error = ENODEV;
    for (const char* type : {"vfat", "exfat", "ext4"}) {
      if (::mount(device.c_str(), folder.c_str(), type, MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0)
        return Mounted(folder);
      error = errno;
    }
    fs::remove(folder);
    return refusal(device, error);
  }
  Mounted(Mounted&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
  Mounted(const Mounted&) = delete;
  Mounted& operator=(const Mounted&) = delete;
  Mounted& operator=(Mounted&&) = delete;
  ~Mounted() {
    if (folder_.empty()) return;
    ::umount2(folder_.c_str(), 0);  // waits until all is written
    std::error_code error;
    fs::remove(folder_, error);
  }
  const fs::path& folder() const { return folder_; }

 private:
  explicit Mounted(fs::path folder) : folder_(std::move(folder)) {}
  static base::Refusal refusal(const std::string& device, int error) {
    return {.code = "station.usb.not_mounted", .arguments = {{"device", device}, {"reason", std::strerror(error)}}};
  }
  fs::path folder_;
};

}  // namespace

std::vector<std::string> stick_partitions(const fs::path& sys) {
  std::vector<std::string> found;
  for (const auto& disk : names_in(sys / "block")) {
    std::error_code error;
    const auto device = fs::canonical(sys / "block" / disk, error).string();
    if (error || device.find("/usb") == std::string::npos) continue;
    std::vector<std::string> partitions;
    for (const auto& name : names_in(sys / "block" / disk))
      if (name.starts_with(disk) && fs::exists(sys / "block" / disk / name / "partition", error))
        partitions.push_back(name);
    if (partitions.empty()) partitions.push_back(disk);
    found.insert(found.end(), partitions.begin(), partitions.end());
  }
  return found;
}

base::Result<std::size_t> export_to_folder(const Spool& spool, const fs::path& folder) {
  const auto target = folder / folder_on_stick;
  std::error_code error;
  fs::create_directories(target, error);
  if (error)
    return base::Refusal{.code = "station.spool.unusable",
                         .arguments = {{"folder", target.string()}, {"reason", error.message()}}};
  TRY(waiting, spool.waiting());
  for (const auto& each : waiting) {
    TRY(bytes, spool.read(each.id));
    TRY_DONE(write_durably(target / (each.id.text() + ".json"), bytes));
  }
  return waiting.size();
}

base::Result<std::size_t> export_to_stick(const Spool& spool, const fs::path& root) {
  const auto partitions = stick_partitions(root / "sys");
  if (partitions.empty()) return base::Refusal{.code = "station.usb.none"};
  std::vector<fs::path> mounted;
  for (const auto& name : partitions)
    if (const auto point = mount_point(root, "/dev/" + name)) mounted.push_back(*point);
  if (mounted.size() > 1 || (mounted.empty() && partitions.size() > 1))
    return base::Refusal{.code = "station.usb.several"};
  if (!mounted.empty()) return export_to_folder(spool, mounted.front());
  TRY(stick, Mounted::at("/dev/" + partitions.front()));
  return export_to_folder(spool, stick.folder());
}

}  // namespace station
