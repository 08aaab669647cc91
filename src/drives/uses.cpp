#include "drives/uses.hpp"

#include <blkid/blkid.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "base/text.hpp"

namespace drives {
namespace {

namespace fs = std::filesystem;

bool starts(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(" \t\n", at);
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(line.find_first_of(" \t\n", begin), line.size());
    found.emplace_back(line.substr(begin, end - begin));
    at = end;
  }
  return found;
}

/// Blanks are written \040 there.
std::string unescaped(std::string_view text) {
  const auto octal = [](char c) { return c >= '0' && c <= '7'; };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && octal(text[i + 1]) && octal(text[i + 2]) && octal(text[i + 3])) {
      plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// What the machine cannot run without: the root, the kernels, the medium of a live system.
bool of_the_system(const std::string& point) {
  static constexpr std::array points = {"/",         "/boot",          "/usr",           "/cdrom",
                                        "/run/live", "/run/initramfs", "/lib/live/mount"};
  return std::any_of(points.begin(), points.end(), [&](const std::string& each) {
    return point == each || (each != "/" && starts(point, each + "/"));
  });
}

/// "sda1" of "/dev/sda1", also through links such as /dev/mapper/x.
std::string block_name(const std::string& source, const LinuxBenchOptions& options) {
  if (!starts(source, "/dev/")) return {};
  std::error_code error;
  const fs::path here = options.dev / source.substr(5);
  const fs::path real = fs::canonical(here, error);
  return (error ? here : real).filename().string();
}

void add(std::vector<std::string>& list, const std::string& name) {
  if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
}

/// All block devices that stand on a drive: its partitions, and what holds any of them, to any height.
class Tower {
 public:
  Tower(const Node& node, const LinuxBenchOptions& options) : options_(options) {
    for (const std::string& block : node.blocks) climb(block, options_.sys / "block" / block);
    if (node.kind != NodeKind::mmc) return;
    for (const char* area : {"boot0", "boot1"}) climb(node.name + area, options_.sys / "block" / (node.name + area));
  }
  std::vector<std::string> holders;                         ///< directly on the drive or a partition
  std::vector<std::pair<std::string, std::string>> blocks;  ///< name and "major:minor"

 private:
  void climb(const std::string& name, const fs::path& folder) {
    if (!seen_.insert(name).second) return;
    blocks.emplace_back(name, sysfs_text(folder / "dev"));
    std::error_code error;
    for (fs::directory_iterator at(folder / "holders", error), end; !error && at != end; at.increment(error)) {
      const std::string holder = at->path().filename().string();
      if (height_ == 0) add(holders, holder);
      ++height_;
      climb(holder, options_.sys / "block" / holder);
      --height_;
    }
    for (const std::string& partition : partitions_of(options_.sys, name)) climb(partition, folder / partition);
  }

  const LinuxBenchOptions& options_;
  std::set<std::string> seen_;
  int height_ = 0;
};

struct Probe {
  void operator()(blkid_probe probe) const { blkid_free_probe(probe); }
};

/// "LABEL=x", "UUID=x"… of what is on a block device.
std::vector<std::string> names_on(const fs::path& device) {
  const std::unique_ptr<blkid_struct_probe, Probe> probe(blkid_new_probe_from_filename(device.c_str()));
  if (!probe) return {};
  blkid_probe_enable_superblocks(probe.get(), 1);
  blkid_probe_set_superblocks_flags(probe.get(), BLKID_SUBLKS_LABEL | BLKID_SUBLKS_UUID);
  blkid_probe_enable_partitions(probe.get(), 1);
  blkid_probe_set_partitions_flags(probe.get(), BLKID_PARTS_ENTRY_DETAILS);
  static constexpr std::array<std::pair<const char*, const char*>, 4> kinds = {
      {{"LABEL", "LABEL="}, {"UUID", "UUID="}, {"PART_ENTRY_UUID", "PARTUUID="}, {"PART_ENTRY_NAME", "PARTLABEL="}}};
  std::vector<std::string> names;
  // One signature after the other: a start medium often is a disk and a CD at once, which a « safe » probe would not name at all.
  for (int signature = 0; signature < 64 && blkid_do_probe(probe.get()) == 0; ++signature) {
    for (const auto& [kind, prefix] : kinds) {
      const char* value = nullptr;
      if (blkid_probe_lookup_value(probe.get(), kind, &value, nullptr) == 0 && value)
        add(names, std::string(prefix) + value);
    }
  }
  return names;
}

}  // namespace

std::vector<Mount> read_mountinfo(std::string_view text) {
  std::vector<Mount> mounts;
  for (const std::string& line : base::split(text, '\n')) {
    const std::vector<std::string> fields = words(line);
    const auto dash = std::find(fields.begin(), fields.end(), "-");
    if (fields.size() < 6 || fields.end() - dash < 3) continue;
    mounts.push_back({.number = fields[2], .point = unescaped(fields[4]), .source = unescaped(*(dash + 2))});
  }
  return mounts;
}

std::vector<std::string> read_swaps(std::string_view text) {
  std::vector<std::string> swaps;
  for (const std::string& line : base::split(text, '\n')) {
    const std::vector<std::string> fields = words(line);
    if (fields.size() >= 2 && starts(fields[0], "/")) swaps.push_back(unescaped(fields[0]));
  }
  return swaps;
}

std::vector<std::string> read_boot_media(std::string_view command_line) {
  std::vector<std::string> media;
  for (const std::string& word : words(command_line)) {
    for (const std::string_view key : {"root=", "boot=", "live-media=", "bootfrom=", "boucle.medium="}) {
      if (!starts(word, key)) continue;
      const std::string value = word.substr(key.size());
      if (value.find('=') != std::string::npos || starts(value, "/dev/")) media.push_back(value);
    }
  }
  return media;
}

Usage read_usage(const LinuxBenchOptions& options) {
  // procfs files tell no size: read to the end
  return {.mounts = read_mountinfo(sysfs_bytes(options.proc / "self/mountinfo")),
          .swaps = read_swaps(sysfs_bytes(options.proc / "swaps")),
          .boot_media = read_boot_media(sysfs_bytes(options.proc / "cmdline"))};
}

Use use_of(const Node& node, const Usage& usage, const LinuxBenchOptions& options) {
  const Tower tower(node, options);
  Use use{.holders = tower.holders};
  for (const auto& [name, number] : tower.blocks) {
    for (const Mount& mount : usage.mounts) {
      if ((number.empty() || mount.number != number) && block_name(mount.source, options) != name) continue;
      add(use.mounted, mount.point);
      use.boot_medium = use.boot_medium || of_the_system(mount.point);
    }
    for (const std::string& swap : usage.swaps) {
      if (block_name(swap, options) == name) add(use.mounted, "swap");
    }
    for (const std::string& medium : usage.boot_media) {
      use.boot_medium = use.boot_medium || block_name(medium, options) == name;
    }
  }
  return use;
}

bool carries_boot_medium(const Node& node, const Usage& usage, const LinuxBenchOptions& options) {
  const auto boot_name = [&](const std::string& name) {
    return starts(name, "LABEL=BOUCLE") ||
           std::find(usage.boot_media.begin(), usage.boot_media.end(), name) != usage.boot_media.end();
  };
  for (const std::string& block : node.blocks) {
    std::vector<std::string> devices = partitions_of(options.sys, block);
    devices.push_back(block);
    for (const std::string& device : devices) {
      const std::vector<std::string> names = names_on(options.dev / device);
      if (std::any_of(names.begin(), names.end(), boot_name)) return true;
    }
  }
  return false;
}

}  // namespace drives
