// The drive's own short self-test, through smartctl: what the drive says of itself after reading part of its surface.
#include <boost/json.hpp>

#include "base/json.hpp"
#include "checkup/tests.hpp"

namespace checkup {
namespace {

using boost::json::value;

const value* at_path(const value& json, std::initializer_list<const char*> names) {
  const value* here = &json;
  for (const char* name : names) {
    const auto* object = here->if_object();
    here = object == nullptr ? nullptr : object->if_contains(name);
    if (here == nullptr) return nullptr;
  }
  return here;
}

std::optional<std::int64_t> number_at(const value& json, std::initializer_list<const char*> names) {
  const auto* found = at_path(json, names);
  return found != nullptr && found->is_int64() ? std::optional(found->as_int64()) : std::nullopt;
}

const value* newest(const value& json, std::initializer_list<const char*> table) {
  const auto* found = at_path(json, table);
  const auto* entries = found == nullptr ? nullptr : found->if_array();
  return entries == nullptr || entries->empty() ? nullptr : &entries->at(0);
}

/// ATA: the execution status says 15 while a test runs (ACS-3 table 121); NVMe: current_self_test_operation is not 0.
bool is_running(const value& json) {
  const auto ata = number_at(json, {"ata_smart_data", "self_test", "status", "value"});
  const auto nvme = number_at(json, {"nvme_self_test_log", "current_self_test_operation", "value"});
  return (ata && *ata / 16 == 15) || (nvme && *nvme != 0);
}

std::optional<std::string> smartctl(const Surroundings& around, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"smartctl", "-j"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return around.run(command, std::chrono::seconds(45));
}

/// Nothing: the drive has no self-test, or did not end it in time.
std::optional<bool> self_test(const std::string& drive, const Surroundings& around) {
  const auto before = smartctl(around, {"-a", drive});
  if (!before) return {};
  const auto minutes = self_test_minutes(*before);
  if (!smartctl(around, {"-t", "short", drive})) return {};
  const int polls = minutes * 12 + 24;  // every 5 s, two minutes beyond the maker's estimate
  for (int poll = 0; poll < polls && pause(around, std::chrono::seconds(5)); ++poll) {
    tell(around, Part::disk, std::min(1.0, poll / (minutes * 12.0)), {{"drive", drive}});
    const auto now = smartctl(around, {"-a", drive});
    const auto json = now ? base::parse_json(*now) : base::Result<value>(base::Refusal{});
    if (json.ok() && !is_running(*json)) return self_test_passed(*now);
  }
  return {};
}

}  // namespace

int self_test_minutes(const std::string& smartctl_json) {
  const auto json = base::parse_json(smartctl_json);
  if (!json.ok()) return 2;
  const auto minutes = number_at(*json, {"ata_smart_data", "self_test", "polling_minutes", "short"});
  return minutes && *minutes > 0 && *minutes < 60 ? static_cast<int>(*minutes) : 2;
}

std::optional<bool> self_test_passed(const std::string& smartctl_json) {
  const auto json = base::parse_json(smartctl_json);
  if (!json.ok() || is_running(*json)) return {};
  if (const auto* ata = newest(*json, {"ata_smart_self_test_log", "standard", "table"})) {
    const auto* passed = at_path(*ata, {"status", "passed"});
    return passed != nullptr && passed->is_bool() ? std::optional(passed->as_bool()) : std::nullopt;
  }
  if (const auto* nvme = newest(*json, {"nvme_self_test_log", "table"})) {
    const auto result = number_at(*nvme, {"self_test_result", "value"});
    return result ? std::optional(*result == 0) : std::nullopt;
  }
  if (const auto result = number_at(*json, {"scsi_self_test_0", "result", "value"})) return *result == 0;
  return {};
}

Found test_disk(const Options& options, const Surroundings& around) {
  if (options.drives.empty()) return not_applicable("no_drive");
  Found found{.outcome = Outcome::not_applicable};
  for (const auto& drive : options.drives) {
    const auto passed = self_test(drive, around);
    found.evidence[drive] = !passed ? "no_self_test" : *passed ? "passed" : "failed";
    if (passed && !*passed) found.outcome = Outcome::fail;
    if (passed && *passed && found.outcome == Outcome::not_applicable) found.outcome = Outcome::pass;
  }
  return found;
}

}  // namespace checkup
