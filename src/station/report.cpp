#include "station/report.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>

#include "base/json.hpp"
#include "base/text.hpp"

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
  std::snprintf(zone.data(), zone.size(), "%c%02d:%02d", offset.count() < 0 ? '-' : '+', minutes / 60 % 100,
                minutes % 60);
  return text + zone.data();
}

base::Outcome check_head(const ReportHead& head) {
  TRY_DONE(check_text(head.station, "station", 64));
  if (head.operator_code) TRY_DONE(check_operator(*head.operator_code));
  if (head.item_number) TRY_DONE(check_text(*head.item_number, "item-number", 60));
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
