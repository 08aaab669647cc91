// The guard: pure, so that every reason has its line in a table of tests.
#include <algorithm>
#include <map>

#include "drives/drive.hpp"

namespace drives {
namespace {

using sanitization::Bus;

std::string join(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

/// Two entries of one look that may be the same drive, or that a person who reads a serial cannot tell apart. Without two different WWNs an
/// equal serial is enough, whatever the models: a bridge tells another model than the drive behind it.
bool confusable(const sanitization::Identity& one, const sanitization::Identity& other) {
  if (sanitization::same_drive(one, other)) return true;
  if (!one.wwn.empty() && !other.wwn.empty()) return one.wwn == other.wwn;
  return !one.serial.empty() && one.serial == other.serial;
}

}  // namespace

base::Outcome check_guard(const Found& drive, const std::vector<Found>& all) {
  const auto refusal = [&](std::string_view why, std::map<std::string, std::string> more = {}) {
    more["device"] = drive.device;
    return base::Refusal{.code = "drives.guard." + std::string(why), .arguments = std::move(more)};
  };
  const sanitization::DriveFacts& facts = drive.facts;
  if (drive.use.boot_medium) return refusal("boot_medium");
  if (!drive.use.mounted.empty()) return refusal("mounted", {{"where", join(drive.use.mounted)}});
  if (!drive.use.holders.empty()) return refusal("held", {{"holders", join(drive.use.holders)}});
  if (drive.unreadable) return refusal("unreadable", {{"reason", drive.unreadable->code}});
  if (facts.bus == Bus::raid) return refusal("hidden_by_controller", {{"controller", facts.bridge}});
  if (!sanitization::names_one(facts.identity)) return refusal("unnamed");
  const auto twin = std::find_if(all.begin(), all.end(), [&](const Found& other) {
    return other.device != drive.device && confusable(other.facts.identity, facts.identity);
  });
  if (twin != all.end()) return refusal("ambiguous", {{"other", twin->device}, {"serial", facts.identity.serial}});
  // A drive with two actuators is two units of one SCSI target: what erases one says nothing of the other, and the label names both.
  const auto sibling = std::find_if(all.begin(), all.end(), [&](const Found& other) {
    return facts.bus == Bus::scsi && !drive.target.empty() && other.device != drive.device &&
           other.target == drive.target;
  });
  if (sibling != all.end()) return refusal("shared", {{"other", sibling->device}});
  if (facts.read_only) return refusal("read_only");
  return base::Done{};
}

}  // namespace drives
