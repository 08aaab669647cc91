#pragma once
// Which drives the kernel knows, read from sysfs without asking any drive.
#include <filesystem>
#include <string>
#include <vector>

#include "drives/linux_bench.hpp"
#include "sanitization/drive_facts.hpp"

namespace drives {

enum class NodeKind { scsi, usb, raid, nvme, mmc, sd_card, plain };

/// A drive as the kernel names it.
struct Node {
  std::string name;  ///< "sda", "nvme0" (the controller), "mmcblk0"
  NodeKind kind = NodeKind::plain;
  std::filesystem::path device;     ///< for people and to open: "/dev/sda"; an NVMe controller's first namespace
  std::filesystem::path control;    ///< for commands: the same, but "/dev/nvme0"
  std::filesystem::path sys;        ///< "/sys/block/sda", "/sys/class/nvme/nvme0"
  std::string key;                  ///< where it is plugged: the resolved sysfs path, without the letter it was given
  std::uint64_t sequence = 0;       ///< another drive in the same place has another
  std::vector<std::string> blocks;  ///< block devices that hold its data: itself, or an NVMe controller's namespaces
  std::string bridge;               ///< USB bridge or RAID controller
  std::string target;               ///< SCSI: the folder above its unit, ".../target0:0:0"
  bool sas = false;
  sanitization::Identity told;  ///< what the kernel keeps of its names (ATA models cut at 16 characters)
};

/// One line of a sysfs or procfs file, without white space at its ends; empty if it cannot be read.
std::string sysfs_text(const std::filesystem::path& file);
/// A small binary file (vpd_pg80).
std::string sysfs_bytes(const std::filesystem::path& file);
bool sysfs_write(const std::filesystem::path& file, std::string_view text);

std::vector<Node> find_nodes(const LinuxBenchOptions& options);
/// Names of the partitions of a block device ("sda1").
std::vector<std::string> partitions_of(const std::filesystem::path& sys, const std::string& block);

/// PCI controllers that hide drives: RAID class 0104h, Intel VMD without its driver, AHCI with remapped NVMe drives (RST).
std::vector<std::string> find_hiding_controllers(const std::filesystem::path& sys);

}  // namespace drives
