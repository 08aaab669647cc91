#pragma once
// What a machine is made of, read from what the machine itself said: the one public header of hardware reading.
// Every rule (words, units, precedence, placeholders) is explained in README.md beside this file.
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace equipment {

/// The tool whose output was recognised. `Together` is one machine told by several outputs.
enum class SourceKind { Lshw, Dmidecode, Smartctl, Edid, Battery, Lsblk, Together };

/// UNKNOWN is an answer: nothing in the output proves what turns or does not turn in the box.
enum class DiskKind { Hdd, Ssd, Nvme, Emmc, Usb, Optical, Unknown };

/// The shape of the case, in the few words a workshop sorts by. Towers are desktops, convertibles are laptops.
enum class Chassis { Laptop, Desktop, Tablet, AllInOne, Server, MiniPc };

/// As the maker wrote them; placeholders (« To Be Filled By O.E.M. », « 0123456789 »…) are never here.
struct Serials {
  std::optional<std::string> system = {};
  std::optional<std::string> chassis = {};
  std::optional<std::string> board = {};
  bool operator==(const Serials&) const = default;
};

struct Cpu {
  std::optional<std::string> name = {};    ///< as printed by the processor, runs of spaces made one
  std::optional<std::int64_t> cores = {};  ///< physical cores of all sockets together
  std::optional<std::string> family = {};  ///< what SMBIOS says when it has no name, often out of date
  bool operator==(const Cpu&) const = default;
};

struct Ram {
  std::optional<std::uint64_t> installed_bytes = {};  ///< modules fitted, or what the system sees of them
  std::optional<double> nominal_gb = {};              ///< the size people buy (GiB): 16 for 15.35 seen
  bool operator==(const Ram&) const = default;
};

struct InstalledDisk {
  DiskKind kind = DiskKind::Unknown;
  std::optional<std::uint64_t> size_bytes = {};  ///< unknown for optical drives: a disc is not the drive
  std::optional<std::string> model = {};
  std::optional<std::string> serial = {};
  bool operator==(const InstalledDisk&) const = default;
};

struct Inventory {
  std::optional<SourceKind> kind = {};      ///< nothing if no input was recognised
  std::optional<std::string> problem = {};  ///< translation key of the reason, only when kind is nothing
  std::optional<std::string> maker = {};
  std::optional<std::string> model = {};
  std::optional<std::string> commercial_name = {};  ///< the name on the lid when the model is a number (Lenovo)
  std::optional<std::string> board_maker = {};
  std::optional<std::string> board_model = {};
  Serials serials = {};
  std::optional<Chassis> chassis = {};
  Cpu cpu = {};
  Ram ram = {};
  std::vector<InstalledDisk> disks = {};
  std::optional<double> screen_inches = {};  ///< diagonal, one decimal
  std::optional<double> battery_health_percent =
      {};  ///< full over design capacity, 0…100, one decimal, the weakest battery
  std::optional<bool> webcam = {};
  std::optional<std::string> firmware = {};  ///< « vendor version YYYY-MM-DD » of the BIOS or UEFI, what is known of it
  std::vector<std::string> warnings = {};    ///< translation keys: what a person should look at
  bool operator==(const Inventory&) const = default;
};

/// One file or one posted part: any bytes.
struct Source {
  std::string name = {};  ///< file name, only for messages
  std::string bytes = {};
};

/// Larger inputs are refused: the largest real output known is under 200 kB.
inline constexpr std::size_t largest_source_bytes = std::size_t{16} * 1024 * 1024;

/// What the bytes are, looked at from inside (names and extensions lie); nothing if no known tool wrote them.
std::optional<SourceKind> detect_kind(std::string_view bytes);

/// One source gives what it says; several are taken as one machine and merged (README.md tells who wins).
/// Never refuses: an unreadable input gives an Inventory with `problem`, or a warning among others that are readable.
Inventory read_inventory(std::span<const Source> sources);

/// The published JSON object; unknown members are null.
boost::json::value to_json(const Inventory& inventory);
/// Refuses with "equipment.hardware.bad_inventory" and the field whose type or value is wrong.
base::Result<Inventory> inventory_from_json(const boost::json::value& value);

/// Serials by which the same machine can be found again, best first: placeholders, masked serials and those too short to
/// be one machine's own are left out.
std::vector<std::string> serial_candidates(const Inventory& inventory);

std::string_view name_of(SourceKind kind);
std::string_view name_of(DiskKind kind);
std::string_view name_of(Chassis chassis);

}  // namespace equipment
