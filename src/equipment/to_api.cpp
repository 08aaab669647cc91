#include "equipment/to_api.hpp"

#include <boost/json.hpp>

namespace equipment {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

template <typename T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

template <typename T>
json::value code_or_null(const std::optional<T>& value) {
  return value ? json::value(code(*value)) : json::value(nullptr);
}

json::value time_or_null(const std::optional<base::Instant>& at) {
  return at ? json::value(base::to_rfc3339(*at)) : json::value(nullptr);
}

/// 156 → 15.6
json::value tenths(const std::optional<std::int64_t>& value) {
  return value ? json::value(static_cast<double>(*value) / 10.0) : json::value(nullptr);
}

template <typename Texts>
json::array array_of(const Texts& texts) {
  json::array all;
  for (const auto& each : texts) all.emplace_back(each);
  return all;
}

json::object api_object(const Medium& medium) {
  return {{"id", medium.id.text()},
          {"kind", medium.kind},
          {"model", text_or_null(medium.model)},
          {"serial", text_or_null(medium.serial)},
          {"size_bytes", medium.size_bytes == 0 ? json::value(nullptr) : json::value(medium.size_bytes)},
          {"verdict", code_or_null(medium.verdict)},
          {"rank", medium.verdict ? json::value(code(medium.rank)) : json::value(nullptr)},
          {"achieved", code(medium.achieved)},
          {"standard", text_or_null(medium.standard)},
          {"exceptions", array_of(medium.exceptions)},
          {"evidence_sha256", text_or_null(medium.evidence_sha256)}};
}

json::value grade_of(const Item& item) {
  if (item.category.empty()) return nullptr;
  return json::object{{"category", item.category},
                      {"computed_category", text_or_null(item.computed_category)},
                      {"points", item.points},
                      {"scheme", text_or_null(item.scheme)},
                      {"cosmetic", text_or_null(item.cosmetic)},
                      {"cpumark", or_null(item.cpumark)}};
}

json::value departure_of(const Item& item) {
  if (!item.departure_kind) return nullptr;
  return json::object{{"id", text_or_null(item.departure)},
                      {"kind", code(*item.departure_kind)},
                      {"price_cents", item.price_cents},
                      {"at", time_or_null(item.departed_at)}};
}

void add_hardware(json::object& object, const Item& item) {
  object["cpu"] = text_or_null(item.cpu);
  object["cores"] = or_null(item.cores);
  object["ram_gb"] = or_null(item.ram_gb);
  object["screen_inches"] = tenths(item.screen_tenths);
  object["battery_health_percent"] = tenths(item.battery_tenths);
  object["webcam"] = or_null(item.webcam);
}

}  // namespace

json::object api_object(const Item& item) {
  json::array media;
  for (const auto& each : item.media) media.push_back(api_object(each));
  json::object tests;
  for (const auto& [test, outcome] : item.tests) tests[test] = code(outcome);
  json::object object{{"id", item.id.text()},
                      {"number", item.number},
                      {"kind", code(item.kind)},
                      {"status", code(item.status)},
                      {"maker", text_or_null(item.maker)},
                      {"model", text_or_null(item.model)},
                      {"serials",
                       {{"label", text_or_null(item.serial)},
                        {"system", text_or_null(item.serial_system)},
                        {"chassis", text_or_null(item.serial_chassis)},
                        {"board", text_or_null(item.serial_board)}}},
                      {"asset_tag", text_or_null(item.asset_tag)},
                      {"lot", item.lot ? json::value(item.lot->text()) : json::value(nullptr)},
                      {"line", text_or_null(item.line)},
                      {"origin", code(item.origin)},
                      {"mass_g", or_null(item.mass_g)},
                      {"mass_source", code(item.mass_source)},
                      {"location", text_or_null(item.location)},
                      {"inventoried", item.inventoried},
                      {"proven_without_media", item.proven_without_media},
                      {"media", std::move(media)},
                      {"locks", array_of(item.locks)},
                      {"triage", code_or_null(item.triage)},
                      {"work_order", text_or_null(item.work_order)},
                      {"tests", std::move(tests)},
                      {"grade", grade_of(item)},
                      {"departure", departure_of(item)},
                      {"received_at", base::to_rfc3339(item.received_at)},
                      {"departed_at", time_or_null(item.departed_at)},
                      {"changed_at", base::to_rfc3339(item.changed_at)}};
  add_hardware(object, item);
  return object;
}

std::string api_text(const Item& item) { return json::serialize(api_object(item)); }

json::object api_object(const ItemRow& row) {
  return {{"id", row.id.text()},
          {"number", row.number},
          {"kind", row.kind},
          {"status", row.status},
          {"maker", text_or_null(row.maker)},
          {"model", text_or_null(row.model)},
          {"category", text_or_null(row.category)},
          {"location", text_or_null(row.location)},
          {"mass_g", or_null(row.mass_g)},
          {"received_at", base::to_rfc3339(row.received_at)}};
}

json::object api_object(const Event& event) {
  return {{"id", event.id.text()},
          {"kind", kind_code(event.body)},
          {"occurred_at", base::to_rfc3339(event.occurred_at)},
          {"occurred_offset_minutes", event.occurred_offset.count()},
          {"recorded_at", base::to_rfc3339(event.recorded_at)},
          {"actor", event.actor},
          {"body", to_json(event.body)},
          {"note", text_or_null(event.note)}};
}

}  // namespace equipment
