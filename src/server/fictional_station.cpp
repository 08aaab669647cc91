#include "server/fictional_station.hpp"

#include <boost/json.hpp>
#include <cstdio>

#include "equipment/tests.hpp"
#include "proof/canonical_json.hpp"
#include "server/fictional_record.hpp"
#include "workshop/report.hpp"

namespace server {
namespace {

namespace json = boost::json;
using equipment::Kind;

json::object signature_of(const json::object& object, const proof::SigningKey& key) {
  return {{"key", key.public_key().multibase()},
          {"value", base::to_base64(key.sign(proof::to_canonical(object).value()))}};
}

std::string local_time(base::Instant instant, std::chrono::minutes offset) {
  auto text = base::to_rfc3339(instant + offset);
  text.pop_back();  // the Z
  char zone[16];
  std::snprintf(zone, sizeof zone, "+%02d:%02d", static_cast<int>(offset.count() / 60 % 24),
                static_cast<int>(offset.count() % 60));
  return text + zone;
}

json::object lshw_drive(const sanitization::DriveFacts& drive) {
  const auto& identity = drive.identity;
  const auto bytes = static_cast<std::int64_t>(drive.capacity.bytes());
  if (drive.bus == sanitization::Bus::nvme)
    return {
        {"id", "nvme"},
        {"class", "storage"},
        {"description", "NVMe device"},
        {"product", identity.model},
        {"serial", identity.serial},
        {"logicalname", "/dev/nvme0"},
        {"children", json::array{json::object{
                         {"id", "namespace:1"}, {"class", "disk"}, {"logicalname", "/dev/nvme0n1"}, {"size", bytes}}}}};
  return {{"id", "disk"},
          {"class", "disk"},
          {"description", "ATA Disk"},
          {"product", identity.model},
          {"vendor", identity.maker},
          {"serial", identity.serial},
          {"logicalname", "/dev/sda"},
          {"size", bytes}};
}

std::string lshw_of(const FictionalMachine& machine, const sanitization::DriveFacts& drive) {
  const bool laptop = machine.kind == Kind::laptop;
  const json::object memory{{"id", "memory"},
                            {"class", "memory"},
                            {"description", "System Memory"},
                            {"size", machine.ram_gb * (std::int64_t{1} << 30)}};
  const json::object processor{{"id", "cpu"},
                               {"class", "processor"},
                               {"product", machine.cpu},
                               {"configuration", {{"cores", std::to_string(machine.cores)}}}};
  json::array children{memory, processor, lshw_drive(drive)};
  if (laptop)
    children.push_back(json::object{{"id", "usb:0"},
                                    {"class", "multimedia"},
                                    {"description", "Video"},
                                    {"product", "Integrated Webcam"},
                                    {"businfo", "usb@1:6"},
                                    {"configuration", {{"driver", "uvcvideo"}}}});
  return json::serialize(json::object{
      {"id", "pc"},
      {"class", "system"},
      {"description", laptop ? "Notebook" : "Desktop Computer"},
      {"vendor", machine.maker},
      {"product", machine.model},
      {"version", machine.maker == "Lenovo" ? machine.model : std::string()},
      {"serial", machine.serial},
      {"configuration", {{"chassis", laptop ? "notebook" : "desktop"}}},
      {"children", json::array{json::object{{"id", "core"}, {"class", "bus"}, {"children", std::move(children)}}}}});
}

json::object host_of(const FictionalMachine& machine) {
  const auto traits = base::to_hex(base::sha256("fictional host " + machine.serial));
  return {{"maker", machine.maker},
          {"model", machine.model},
          {"serial_system", machine.serial},
          {"uuid", traits.substr(0, 8) + "-" + traits.substr(8, 4) + "-" + traits.substr(12, 4) + "-" +
                       traits.substr(16, 4) + "-" + traits.substr(20, 12)},
          {"secure_boot", machine.kind == Kind::laptop ? "on" : "off"},
          {"tpm", "present"},
          {"boot_medium_sha256", base::to_hex(base::sha256("fictional image of the station"))},
          {"kernel", "6.1.0-41-amd64"}};
}

json::object tests_of(const FictionalMachine& machine, base::Instant end) {
  json::object results;
  auto at = end - std::chrono::minutes(18);
  for (const auto test : equipment::tests_required(machine.kind)) {
    results[test] = {{"outcome", "pass"},
                     {"started", base::to_rfc3339(at)},
                     {"ended", base::to_rfc3339(at + std::chrono::seconds(70))}};
    at += std::chrono::seconds(80);
  }
  const std::int64_t single = 780 + static_cast<std::int64_t>(machine.model.size()) * 7;
  return {{"results", std::move(results)},
          {"score", {{"single", single}, {"all", single * machine.cores * 9 / 10}, {"version", "1"}}}};
}

/// Around the drives of the bench.
FictionalMachine bench() {
  return {.kind = Kind::desktop,
          .maker = "Dell",
          .model = "OptiPlex 7050",
          .serial = "BNC7050",
          .cpu = "Intel(R) Core(TM) i5-7500 CPU @ 3.40GHz",
          .cores = 4,
          .ram_gb = 16};
}

}  // namespace

base::Bytes FictionalStation::report(const FictionalReport& content) {
  const auto& machine = content.machine;
  json::object raw{{"smartctl", json::array{fictional_smartctl(content.drive)}}};
  if (machine) raw["lshw"] = lshw_of(*machine, content.drive);
  ++sequence_;
  json::object report{
      {"schema", workshop::report_schema},
      {"id", workshop::ReportId::numbered(content.made_at, number_, static_cast<std::uint64_t>(sequence_)).text()},
      {"station", name_},
      {"occurred_at", local_time(content.made_at, content.offset)},
      {"operator", content.operator_code},
      {"subject", machine ? "machine" : "drive"},
      {"raw", std::move(raw)},
      {"host", host_of(machine ? *machine : bench())},
      {"software", {{"version", BOUCLE_VERSION}}},
      {"chain", {{"sequence", sequence_}, {"previous", previous_}}}};
  if (!content.item_number.empty()) report["item_number"] = content.item_number;
  if (machine && content.erasure)
    report["checklist"] = {{"tpm_cleared", true}, {"uefi_reset", true}, {"labels_removed", true}};
  if (machine && content.tested) report["tests"] = tests_of(*machine, content.made_at);
  if (content.erasure) {
    auto record = sanitization::to_json(*content.erasure);
    auto signature = signature_of(record, key_);
    report["erasures"] = {json::object{{"record", std::move(record)}, {"signature", std::move(signature)}}};
  }
  auto signature = signature_of(report, key_);
  report["signature"] = std::move(signature);
  auto bytes = proof::to_canonical(report).value();
  previous_ = base::to_hex(base::sha256(bytes));
  return bytes;
}

}  // namespace server
