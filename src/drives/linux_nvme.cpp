// NVMe controllers through NVME_IOCTL_ADMIN_CMD on /dev/nvme0.
#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>

#include "base/text.hpp"
#include "drives/linux_drive.hpp"
#include "drives/nvme.hpp"
#include "drives/power.hpp"

namespace drives {
namespace {

using sanitization::DriveFacts;
using std::chrono::seconds;

struct AdminAnswer {
  int status = 0;  ///< of the controller; 0 is success
  int error = 0;   ///< errno
  bool late = false;
  CommandEnd end() const {
    if (error != 0) return judge_errno(error);
    if (late && status != 0) return CommandEnd::timed_out;  // the kernel cancelled it
    return nvme_end(status);
  }
  std::string raw() const {
    const std::uint8_t bytes[] = {static_cast<std::uint8_t>(status >> 8 & 0xFF),
                                  static_cast<std::uint8_t>(status & 0xFF)};
    return hex_of(bytes);
  }
};

AdminAnswer admin(int handle, const NvmeCommand& command, std::span<std::uint8_t> data, seconds limit) {
  nvme_admin_cmd block{};
  block.opcode = command.opcode;
  block.nsid = command.nsid;
  block.addr = reinterpret_cast<std::uintptr_t>(data.data());
  block.data_len = static_cast<std::uint32_t>(data.size());
  block.cdw10 = command.cdw10;
  block.cdw11 = command.cdw11;
  const std::chrono::milliseconds most = std::min(limit, seconds(4000000));
  block.timeout_ms = static_cast<std::uint32_t>(most.count());
  const auto start = std::chrono::steady_clock::now();
  const int end = ioctl(handle, NVME_IOCTL_ADMIN_CMD, &block);
  AdminAnswer answer{.late = false};
  if (end < 0) answer.error = errno;
  answer.status = std::max(end, 0);
  answer.late = std::chrono::steady_clock::now() - start >= most;
  return answer;
}

class NvmeDrive final : public LinuxDrive {
 public:
  using LinuxDrive::LinuxDrive;

  std::optional<sanitization::Identity> name_now() override {
    const std::optional<NvmeController> controller = ask_controller();
    if (!controller) return std::nullopt;
    sanitization::Identity identity = controller->identity;
    for (const auto& [id, space] : ask_namespaces(*controller).all) {
      if (identity.wwn.empty()) identity.wwn = space.wwn;
    }
    return identity;
  }

 protected:
  base::Result<DriveFacts> look() override {
    const std::optional<NvmeController> controller = ask_controller();
    if (!controller) return refusal("gone");
    DriveFacts facts;
    facts.identity = controller->identity;
    facts.medium = sanitization::Medium::ssd;
    facts.bus = sanitization::Bus::nvme;
    facts.format = controller->format;
    facts.sanitize = controller->sanitize;
    const SanitizeProgress progress = ask_progress();
    facts.sanitize.state = progress.state;
    facts.sanitize.log = progress.log;
    if (controller->unallocated > 0) facts.capacity.uncovered_bytes = controller->unallocated;
    if (!add_namespaces(*controller, facts)) return refusal("unreadable", {{"reason", "IDENTIFY NAMESPACE"}});
    facts.self_encryption.supported = controller->security_commands;
    if (!node_.blocks.empty()) look_at_block(facts);
    facts.health = ask_health();
    return facts;
  }

  CommandResult send(const Command& command) override {
    if (const std::optional<NvmeCommand> sanitize = nvme_sanitize(command.kind))
      return simple(*sanitize, command.limit);
    if (command.kind == CommandKind::format) return format_all(false, command.limit);
    if (command.kind == CommandKind::format_crypto) return format_all(true, command.limit);
    if (command.kind == CommandKind::psid_revert && !node_.blocks.empty()) {
      const Descriptor block(open((options_.dev / node_.blocks.front()).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
      return block.open() ? revert_with_psid(block.get(), command.psid) : CommandResult{.end = judge_errno(errno)};
    }
    return {.end = CommandEnd::not_possible};
  }

  SanitizeProgress ask_progress() override {
    std::array<std::uint8_t, 512> log{};
    if (admin(control_.get(), nvme_get_log(0x81, 0xFFFFFFFF, 512), log, ask_limit).end() != CommandEnd::done) return {};
    return read_nvme_sanitize_log(log);
  }

  std::vector<AreaSource> area_sources() const override {
    std::vector<AreaSource> sources;
    for (const std::string& block : node_.blocks) {
      sources.push_back(
          {.name = "ns" + sysfs_text(options_.sys / "block" / block / "nsid"), .device = options_.dev / block});
    }
    // What the controller has and the kernel does not show cannot be read or written: said by opening it in vain.
    for (const std::uint32_t id : ids_) {
      const std::string name = "ns" + std::to_string(id);
      const auto same = [&](const AreaSource& each) { return each.name == name; };
      if (std::none_of(sources.begin(), sources.end(), same))
        sources.push_back({.name = name, .device = options_.dev / (node_.name + "n" + std::to_string(id))});
    }
    return sources;
  }

  std::optional<std::uint64_t> own_bytes(const AreaSource& source) override {
    const auto id = static_cast<std::uint32_t>(base::to_integer(source.name.substr(2)).value_or(0));
    const std::optional<NvmeNamespace> space = ask_namespace(0x00, id);
    return space ? space->sectors * space->logical_sector : 0;
  }

  /// The kernel may have new names for the namespaces since a format or a rescan.
  void before_areas() override {
    static_cast<void>(ioctl(control_.get(), NVME_IOCTL_RESCAN));
    for (Node& node : find_nodes(options_)) {
      if (node.key == node_.key) node_.blocks = std::move(node.blocks);
    }
    if (const std::optional<NvmeController> controller = ask_controller()) remember(ask_namespaces(*controller).all);
  }

 private:
  using Namespaces = std::vector<std::pair<std::uint32_t, NvmeNamespace>>;

  CommandResult simple(const NvmeCommand& command, seconds limit) {
    const AdminAnswer answer = admin(control_.get(), command, {}, limit);
    return {.end = answer.end(), .raw = answer.raw(), .sent = command.hex()};
  }

  std::optional<NvmeController> ask_controller() {
    std::vector<std::uint8_t> data(4096);
    if (admin(control_.get(), nvme_identify(0x01, 0), data, ask_limit).end() != CommandEnd::done) return std::nullopt;
    return read_nvme_controller(data);
  }

  std::optional<NvmeNamespace> ask_namespace(std::uint8_t cns, std::uint32_t id) {
    const NvmeAnswer answer = ask(cns, id);
    return answer.end == CommandEnd::done ? read_nvme_namespace(answer.data) : std::nullopt;
  }

  NvmeAnswer ask(std::uint8_t cns, std::uint32_t id) {
    NvmeAnswer answer{.data = std::vector<std::uint8_t>(4096)};
    answer.end = admin(control_.get(), nvme_identify(cns, id), answer.data, ask_limit).end();
    return answer;
  }

  NvmeNamespaces ask_namespaces(const NvmeController& controller) {
    return ask_nvme_namespaces(controller, [this](std::uint8_t cns, std::uint32_t id) { return ask(cns, id); });
  }

  void remember(const Namespaces& all) {
    ids_.clear();
    for (const auto& [id, space] : all) ids_.push_back(id);
  }

  /// False if one of them did not tell itself.
  bool add_namespaces(const NvmeController& controller, DriveFacts& facts) {
    const NvmeNamespaces namespaces = ask_namespaces(controller);
    const Namespaces& all = namespaces.all;
    remember(all);
    std::uint64_t bytes = 0;
    std::uint32_t sector = 0;
    for (const auto& [id, space] : all) {
      if (facts.identity.wwn.empty()) facts.identity.wwn = space.wwn;
      facts.namespaces.push_back({.id = id, .sectors = space.sectors, .logical_sector = space.logical_sector});
      facts.protection_information = facts.protection_information || space.protection || space.metadata != 0;
      bytes += space.sectors * space.logical_sector;
      sector = sector == 0 ? space.logical_sector : std::min(sector, space.logical_sector);
    }
    facts.capacity.logical_sector = facts.capacity.physical_sector = sector == 0 ? 512 : sector;
    facts.capacity.sectors = bytes / facts.capacity.logical_sector;
    return namespaces.complete;
  }

  void look_at_block(DriveFacts& facts) {
    const Descriptor block(open((options_.dev / node_.blocks.front()).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (block.open()) {
      const sanitization::SelfEncryption opal = read_opal(block.get());
      if (opal.supported) facts.self_encryption = opal;
    }
    for (const std::string& name : node_.blocks) {
      facts.read_only = facts.read_only || sysfs_text(options_.sys / "block" / name / "ro") == "1";
    }
  }

  CommandResult format_all(bool crypto, seconds limit) {
    const std::optional<NvmeController> controller = ask_controller();
    if (!controller) return {.end = CommandEnd::failed};
    if (!controller->format.supported || (crypto && !controller->format.crypto))
      return {.end = CommandEnd::not_possible};
    const NvmeNamespaces namespaces = ask_namespaces(*controller);
    if (!namespaces.complete) return {.end = CommandEnd::failed};
    const Namespaces& all = namespaces.all;
    CommandResult result{.end = all.empty() ? CommandEnd::not_possible : CommandEnd::done};
    for (const auto& [id, space] : all) {
      const CommandResult one = simple(nvme_format(id, space.plain_format, crypto), limit);
      result.raw += one.raw;
      result.sent += one.sent;
      result.end = one.end;
      if (one.end != CommandEnd::done) break;
    }
    static_cast<void>(ioctl(control_.get(), NVME_IOCTL_RESCAN));
    return result;
  }

  sanitization::Health ask_health() {
    std::array<std::uint8_t, 512> log{};
    if (admin(control_.get(), nvme_get_log(0x02, 0xFFFFFFFF, 512), log, ask_limit).end() != CommandEnd::done) return {};
    sanitization::Health health = read_nvme_smart_log(log).value_or(sanitization::Health{});
    health.raw = boost::json::serialize(boost::json::object{{"nvme_smart_log", hex_of(log)}});
    return health;
  }

  std::vector<std::uint32_t> ids_;  ///< of all namespaces, as last asked
};

}  // namespace

std::unique_ptr<LinuxDrive> make_nvme_drive(Node node, LinuxBenchOptions options, Descriptor control) {
  return std::make_unique<NvmeDrive>(std::move(node), std::move(options), std::move(control));
}

}  // namespace drives
