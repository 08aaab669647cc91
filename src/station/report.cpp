#include "station/report.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "base/json.hpp"
#include "base/text.hpp"

namespace station {
namespace {

constexpr std::size_t longest_text = 64;

base::Outcome check_text(const std::string& text, const char* field) {
  const bool printable = base::printable(text) == text && text.find_first_of("\n\t") == std::string::npos;
  if (text.empty() || text.size() > longest_text || !printable || base::trim(text) != text) {
    return base::Refusal{.code = "station.report.bad_text", .field = field, .arguments = {{"field", field}}};
  }
  return base::Done{};
}

enum class Embedding { as_json, as_text };

boost::json::value embedded(const std::string& text, Embedding embedding) {
  if (embedding == Embedding::as_json) {
    if (auto value = base::parse_json(text); value.ok()) return std::move(*value);
  }
  return boost::json::value(text);
}

boost::json::object raw_object(const RawOutputs& raw, Embedding embedding) {
  boost::json::object object;
  if (raw.lshw) object["lshw"] = embedded(*raw.lshw, embedding);
  if (raw.dmidecode) object["dmidecode"] = *raw.dmidecode;
  boost::json::array drives;
  for (const auto& drive : raw.smartctl) drives.push_back(embedded(drive, embedding));
  object["smartctl"] = std::move(drives);
  boost::json::array screens;
  for (const auto& screen : raw.edid) screens.emplace_back(base::to_base64(screen));
  object["edid"] = std::move(screens);
  boost::json::array batteries;
  for (const auto& battery : raw.batteries) batteries.emplace_back(battery);
  object["battery"] = std::move(batteries);
  if (raw.lsblk) object["lsblk"] = embedded(*raw.lsblk, embedding);
  return object;
}

}  // namespace

std::string local_rfc3339(base::Instant instant, std::chrono::minutes offset) {
  std::string text = base::to_rfc3339(instant + offset);
  text.pop_back();  // the Z
  const auto minutes = std::abs(static_cast<int>(offset.count()));
  std::array<char, 16> zone{};
  std::snprintf(zone.data(), zone.size(), "%c%02d:%02d", offset.count() < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
  return text + zone.data();
}

base::Outcome check_head(const ReportHead& head) {
  TRY_DONE(check_text(head.station, "station"));
  if (head.operator_code) TRY_DONE(check_text(*head.operator_code, "operator"));
  if (head.item_number) TRY_DONE(check_text(*head.item_number, "item_number"));
  return base::Done{};
}

base::Bytes make_report(const ReportHead& head, const RawOutputs& raw) {
  boost::json::object report;
  report["schema"] = "boucle.station-report.v1";  // not a key
  report["id"] = head.id.text();
  report["station"] = head.station;
  report["occurred_at"] = local_rfc3339(head.occurred_at, head.offset);
  if (head.operator_code) report["operator"] = *head.operator_code;
  if (head.item_number) report["item_number"] = *head.item_number;
  report["raw"] = raw_object(raw, Embedding::as_json);
  std::string bytes = boost::json::serialize(report);
  // The server reads 64 levels at most, and the outputs stand two or three levels down.
  if (base::parse_json(bytes).ok()) return bytes;
  report["raw"] = raw_object(raw, Embedding::as_text);
  return boost::json::serialize(report);
}

}  // namespace station
