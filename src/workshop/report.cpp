#include "workshop/report.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "proof/canonical_json.hpp"
#include "workshop/report_sections.hpp"

namespace workshop {
namespace {

namespace json = boost::json;

/// « T07 », « API-3 »: capitals, digits and dashes; a name never enters the history.
bool is_operator_code(std::string_view text) {
  return text.size() <= 16 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
         });
}

/// A tool's JSON output comes as JSON or as the text that it wrote; both are handed to the reader as text.
base::Outcome add_text(std::vector<equipment::Source>& sources, const std::string& name, const json::value& value) {
  if (value.is_null()) return base::Done{};
  if (value.is_number() || value.is_bool()) return wrong("workshop.report.not_an_output", "raw." + name);
  sources.push_back(
      {.name = name, .bytes = value.is_string() ? std::string(value.get_string()) : json::serialize(value)});
  return base::Done{};
}

/// Several outputs (one per drive, per battery), or just one.
base::Outcome add_each(std::vector<equipment::Source>& sources, const std::string& name, const json::value& value) {
  const auto* array = value.if_array();
  if (array == nullptr) return add_text(sources, name, value);
  for (std::size_t i = 0; i < array->size(); ++i)
    TRY_DONE(add_text(sources, name + "[" + std::to_string(i) + "]", (*array)[i]));
  return base::Done{};
}

base::Outcome add_edid(std::vector<equipment::Source>& sources, const json::value& value) {
  const json::array one{value};
  const json::array& all = value.is_array() ? value.get_array() : one;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string name = "edid[" + std::to_string(i) + "]";
    if (all[i].is_null()) continue;
    if (!all[i].is_string()) return wrong("workshop.report.not_base64", "raw." + name);
    auto bytes = base::from_base64(all[i].get_string());
    if (!bytes.ok()) return wrong("workshop.report.not_base64", "raw." + name);
    sources.push_back({.name = name, .bytes = std::move(bytes).value()});
  }
  return base::Done{};
}

/// A drive that only our own commands can ask, as a virtual one, leaves no tool's output: then the record speaks.
bool may_be_bare(const json::object& report) { return report.contains("erasures") || report.contains("tests"); }

base::Result<std::vector<equipment::Source>> raw_sources(const json::object& report) {
  const auto* raw = report.if_contains("raw");
  if (raw == nullptr) return wrong("workshop.report.missing", "raw");
  const auto* object = raw->if_object();
  if (object == nullptr) return wrong("workshop.report.not_an_object", "raw");
  std::vector<equipment::Source> sources;
  for (const char* name : {"lshw", "lsblk"})
    if (const auto* value = object->if_contains(name)) TRY_DONE(add_text(sources, name, *value));
  for (const char* name : {"dmidecode", "smartctl", "battery"})
    if (const auto* value = object->if_contains(name)) TRY_DONE(add_each(sources, name, *value));
  if (const auto* value = object->if_contains("edid")) TRY_DONE(add_edid(sources, *value));
  if (sources.empty() && !may_be_bare(report)) return wrong("workshop.report.nothing_inside", "raw");
  return sources;
}

}  // namespace

std::chrono::minutes offset_of(std::string_view rfc3339) {
  if (rfc3339.size() < 6) return {};
  const auto tail = rfc3339.substr(rfc3339.size() - 6);
  if (tail[0] != '+' && tail[0] != '-') return {};
  const auto hours = base::to_integer(tail.substr(1, 2));
  const auto minutes = base::to_integer(tail.substr(4, 2));
  if (!hours || !minutes) return {};
  const std::chrono::minutes offset(*hours * 60 + *minutes);
  return tail[0] == '-' ? -offset : offset;
}

namespace {

/// What a signature covers is read by the strict reader: no member twice, no number that two programs read differently.
base::Result<json::value> read_json(std::string_view bytes) {
  TRY(json, base::parse_json(bytes));
  const auto* object = json.if_object();
  if (object == nullptr) return base::Refusal{.code = "workshop.report.not_an_object"};
  if (!object->contains("signature") && !object->contains("erasures")) return json;
  return proof::parse_strict(bytes);
}

}  // namespace

base::Result<StationReport> parse_station_report(std::string_view bytes) {
  if (bytes.size() > largest_report) return base::Refusal{.code = "workshop.report.too_big"};
  TRY(json, read_json(bytes));
  const auto* object = json.if_object();
  CHECK(object != nullptr);
  TRY(schema, text_member(*object, "schema", true, 100));
  if (schema != report_schema)
    return base::Refusal{.code = "workshop.report.other_schema", .field = "schema", .arguments = {{"schema", schema}}};
  StationReport report;
  TRY(id, text_member(*object, "id", true, 100));
  const auto parsed = ReportId::parse(id);
  if (!parsed.ok()) return wrong("workshop.report.bad_id", "id");
  report.id = *parsed;
  TRY(station, text_member(*object, "station", true, 64));
  report.station = std::move(station);
  TRY(occurred, text_member(*object, "occurred_at", true, 40));
  const auto at = base::parse_rfc3339(occurred);
  if (!at.ok()) return wrong("workshop.report.bad_time", "occurred_at");
  report.occurred_at = *at;
  report.offset = offset_of(occurred);
  TRY(who, text_member(*object, "operator", false, 64));
  if (!is_operator_code(who)) return wrong("workshop.report.bad_operator", "operator");
  report.operator_code = std::move(who);
  TRY(number, text_member(*object, "item_number", false, 60));
  report.item_number = std::move(number);
  TRY(sources, raw_sources(*object));
  report.sources = std::move(sources);
  TRY_DONE(read_sections(*object, report));
  return report;
}

}  // namespace workshop
