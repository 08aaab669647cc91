#include "station/report.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>

#include "base/text.hpp"
#include "proof/canonical_json.hpp"
#include "station/state.hpp"
#include "station/version.hpp"

namespace station {
namespace {

base::Outcome check_text(const std::string& text, const char* field, std::size_t longest) {
  const bool printable = base::printable(text) == text && text.find_first_of("\n\t") == std::string::npos;
  if (!text.empty() && text.size() <= longest && printable && base::trim(text) == text) return base::Done{};
  return base::Refusal{.code = "station.report.bad_text",
                       .field = field,
                       .arguments = {{"field", field}, {"longest", std::to_string(longest)}}};
}

base::Outcome check_operator(const std::string& code) {
  const bool good =
      std::ranges::all_of(code, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; });
  if (good && !code.empty() && code.size() <= 16) return base::Done{};
  return base::Refusal{.code = "station.report.bad_operator", .field = "operator"};
}

/// Word for word; what a tool wrote in another encoding is made UTF-8, since a signature covers text only.
std::string text_of(const std::string& output) { return base::is_utf8(output) ? output : base::to_utf8(output); }

boost::json::object raw_object(const RawOutputs& raw) {
  boost::json::object object;
  if (raw.lshw) object["lshw"] = text_of(*raw.lshw);
  if (raw.dmidecode) object["dmidecode"] = text_of(*raw.dmidecode);
  if (raw.lsblk) object["lsblk"] = text_of(*raw.lsblk);
  boost::json::array drives, screens, batteries;
  for (const auto& drive : raw.smartctl) drives.emplace_back(text_of(drive));
  for (const auto& screen : raw.edid) screens.emplace_back(base::to_base64(screen));
  for (const auto& battery : raw.batteries) batteries.emplace_back(text_of(battery));
  object["smartctl"] = std::move(drives);
  object["edid"] = std::move(screens);
  object["battery"] = std::move(batteries);
  return object;
}

boost::json::object host_object(const Host& host) {
  return {{"maker", host.maker},
          {"model", host.model},
          {"serial_system", host.serial_system},
          {"serial_board", host.serial_board},
          {"uuid", host.uuid},
          {"firmware", host.firmware},
          {"secure_boot", host.secure_boot},
          {"tpm", host.tpm},
          {"boot_medium_sha256", host.boot_medium_sha256},
          {"kernel", host.kernel}};
}

base::Result<boost::json::object> signature_of(const boost::json::object& object, const proof::SigningKey& key) {
  TRY(bytes, proof::to_canonical(object));
  return boost::json::object{{"key", key.public_key().multibase()}, {"value", base::to_base64(key.sign(bytes))}};
}

base::Result<boost::json::array> erasures_array(const std::vector<sanitization::Record>& records,
                                                const proof::SigningKey& key) {
  boost::json::array array;
  for (const auto& record : records) {
    auto object = sanitization::to_json(record);
    TRY(signature, signature_of(object, key));
    array.push_back(boost::json::object{{"record", std::move(object)}, {"signature", std::move(signature)}});
  }
  return array;
}

boost::json::object head_object(const ReportHead& head) {
  boost::json::object report;
  report["schema"] = "boucle.station-report.v1";  // not a key
  report["id"] = head.id.text();
  report["station"] = head.station;
  report["occurred_at"] = local_rfc3339(head.occurred_at, head.offset);
  if (head.operator_code) report["operator"] = *head.operator_code;
  if (head.item_number) report["item_number"] = *head.item_number;
  return report;
}

}  // namespace

std::string local_rfc3339(base::Instant instant, std::chrono::minutes offset) {
  std::string text = base::to_rfc3339(instant + offset);
  text.pop_back();  // the Z
  const auto minutes = std::abs(static_cast<int>(offset.count()));
  std::array<char, 16> zone{};
  std::snprintf(zone.data(), zone.size(), "%c%02d:%02d", offset.count() < 0 ? '-' : '+', minutes / 60 % 100,
                minutes % 60);
  return text + zone.data();
}

base::Outcome check_item_number(const std::string& number) {
  return check_text(number, "item-number", longest_item_number);
}

base::Outcome check_head(const ReportHead& head) {
  TRY_DONE(check_text(head.station, "station", 64));
  if (head.operator_code) TRY_DONE(check_operator(*head.operator_code));
  if (head.item_number) TRY_DONE(check_item_number(*head.item_number));
  return base::Done{};
}

base::Result<base::Bytes> make_report(const ReportHead& head, const Content& content, const Chain& chain,
                                      const proof::SigningKey& key) {
  auto report = head_object(head);
  report["subject"] = content.subject == Subject::machine ? "machine" : "drive";
  report["raw"] = raw_object(content.raw);
  report["software"] = {{"version", version()}, {"commit", commit()}};
  if (content.host) report["host"] = host_object(*content.host);
  if (!content.erasures.empty()) {
    TRY(erasures, erasures_array(content.erasures, key));
    report["erasures"] = std::move(erasures);
  }
  if (content.tests) {
    TRY(tests, proof::parse_strict(*content.tests));
    report["tests"] = std::move(tests);
  }
  if (!content.checklist.empty()) {
    boost::json::object checklist;
    for (const auto& [item, done] : content.checklist) checklist[item] = done;
    report["checklist"] = std::move(checklist);
  }
  report["chain"] = {{"sequence", chain.sequence}, {"previous", chain.previous}};
  TRY(signature, signature_of(report, key));
  report["signature"] = std::move(signature);
  TRY(bytes, proof::to_canonical(report));
  if (bytes.size() > largest_report) return base::Refusal{.code = "station.report.too_large"};
  return bytes;
}

}  // namespace station
