#include <algorithm>
#include <boost/json.hpp>

#include "impact/statement.hpp"

namespace impact {
namespace {

namespace json = boost::json;
using equipment::code;

template <typename T>
json::value maybe(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::value time(const std::optional<base::Instant>& instant) {
  return instant ? json::value(base::to_rfc3339(*instant)) : json::value(nullptr);
}

void add_text(json::object& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

json::array texts(const std::vector<std::string>& values) {
  json::array array;
  for (const auto& value : values) array.emplace_back(value);
  return array;
}

json::object medium_json(const StatementMedium& shown) {
  const auto& medium = shown.medium;
  json::object object{{"id", medium.id.text()}, {"kind", medium.kind}};
  add_text(object, "model", medium.model);
  object["serial"] = medium.serial;
  object["size_bytes"] = medium.size_bytes;
  object["verdict"] = medium.verdict ? json::value(code(*medium.verdict)) : json::value(nullptr);
  if (!medium.verdict) return object;
  object["level"] = code(medium.achieved);
  object["rank"] = code(medium.rank);
  if (shown.required) object["required"] = code(*shown.required);
  add_text(object, "standard", medium.standard);
  if (!medium.exceptions.empty()) object["exceptions"] = texts(medium.exceptions);
  add_text(object, "evidence_sha256", medium.evidence_sha256);
  object["judged_at"] = time(shown.judged_at);
  add_text(object, "operator", shown.operator_code);
  add_text(object, "second", shown.second_code);
  return object;
}

json::array serials(const equipment::Item& item) {
  std::vector<std::string> found;
  for (const auto* serial : {&item.serial, &item.serial_system, &item.serial_chassis, &item.serial_board})
    if (!serial->empty() && std::find(found.begin(), found.end(), *serial) == found.end()) found.push_back(*serial);
  return texts(found);
}

json::object item_json(const StatementItem& line) {
  const auto& item = line.item;
  json::object object{{"id", item.id.text()},
                      {"lot", item.lot ? item.lot->text() : std::string()},
                      {"number", item.number},
                      {"kind", code(item.kind)},
                      {"family", equipment::family(item.kind) == equipment::Family::device ? "device" : "accessory"},
                      {"maker", item.maker},
                      {"model", item.model},
                      {"serials", serials(item)},
                      {"mass_g", maybe(item.mass_g)},
                      {"mass_source", code(item.mass_source)},
                      {"status", code(item.status)},
                      {"outcome", code(line.outcome)},
                      {"received_at", base::to_rfc3339(item.received_at)},
                      {"departed_at", time(item.departed_at)},
                      {"days_to_proof", maybe(line.days_to_proof)}};
  add_text(object, "asset_tag", item.asset_tag);
  json::array media;
  for (const auto& medium : line.media) media.push_back(medium_json(medium));
  object["media"] = std::move(media);
  if (line.no_media_at) {
    json::object absent{{"judged_at", time(line.no_media_at)}};
    add_text(absent, "operator", line.no_media_operator);
    add_text(absent, "second", line.no_media_second);
    object["no_media"] = std::move(absent);
  }
  return object;
}

json::object lot_json(const StatementLot& lot) {
  json::object object{{"id", lot.heading.id.text()},
                      {"number", lot.heading.number},
                      {"items", lot.items},
                      {"items_g", lot.items_g},
                      {"weight_g", maybe(lot.weight_g)},
                      {"packaging_g", maybe(lot.packaging_g)},
                      {"partial", lot.heading.partial},
                      {"agreement", nullptr},
                      {"reception", nullptr}};
  if (const auto& promise = lot.heading.promise)
    object["agreement"] = json::object{{"id", promise->agreement},
                                       {"number", promise->number},
                                       {"level", code(promise->level)},
                                       {"days_to_erasure", promise->days_to_erasure}};
  if (const auto& reception = lot.reception)
    object["reception"] = json::object{{"declared", reception->declared},
                                       {"received", reception->received},
                                       {"missing", reception->missing},
                                       {"extra", reception->extra}};
  return object;
}

json::object family_json(const FamilyCount& count) {
  return {{"devices", count.devices}, {"accessories", count.accessories}};
}

}  // namespace

json::object to_json(const Balance& balance) {
  json::object object{{"received_g", balance.received_g}};
  for (const Outcome outcome : all_outcomes) object[std::string(code(outcome)) + "_g"] = balance.of(outcome);
  object["packaging_g"] = maybe(balance.packaging_g);
  object["weighed_g"] = balance.weighed_g;
  object["declared_g"] = balance.declared_g;
  object["by_default_g"] = balance.by_default_g;
  object["items"] = balance.items;
  object["weighed_items"] = balance.weighed_items;
  object["items_without_mass"] = balance.items_without_mass;
  return object;
}

json::object to_json(const Counts& counts) {
  json::object object{{"collected", family_json(counts.collected)}, {"put_back", family_json(counts.put_back)}};
  json::object outcomes;
  for (const Outcome outcome : all_outcomes) {
    const auto found = counts.by_outcome.find(outcome);
    outcomes[code(outcome)] = family_json(found == counts.by_outcome.end() ? FamilyCount{} : found->second);
  }
  object["by_outcome"] = std::move(outcomes);
  object["media"] = counts.media;
  object["media_without_proof"] = counts.media_without_proof;
  object["media_below_promise"] = counts.media_below_promise;
  object["without_media"] = counts.without_media;
  json::array erasures;
  for (const auto& [key, count] : counts.erasures)
    erasures.push_back(json::object{
        {"verdict", code(key.verdict)}, {"level", code(key.level)}, {"rank", code(key.rank)}, {"count", count}});
  object["erasures"] = std::move(erasures);
  json::object exceptions;
  for (const auto& [exception, count] : counts.exceptions) exceptions[exception] = count;
  object["exceptions"] = std::move(exceptions);
  const auto& delay = counts.delay;
  object["erasure_delay"] =
      json::object{{"on_time", delay.on_time}, {"late", delay.late},         {"without_promise", delay.without_promise},
                   {"waiting", delay.waiting}, {"unproven", delay.unproven}, {"longest_days", delay.longest_days}};
  return object;
}

json::object to_json(const Statement& statement) {
  const auto& heading = statement.heading;
  json::object object{{"type", statement_type},
                      {"id", statement_id(heading)},
                      {"issued_at", base::to_rfc3339(heading.issued_at)},
                      {"issuer", json::object{{"origin", heading.origin},
                                              {"organisation", heading.organisation},
                                              {"fingerprint", heading.fingerprint}}},
                      {"log_size", static_cast<std::int64_t>(heading.log_size)},
                      {"zone", heading.zone},
                      {"donor", json::object{{"id", heading.donor_id}, {"name", heading.donor}}}};
  json::object subject{{"kind", heading.year ? "donor_year" : "lot"}};
  if (heading.year) subject["year"] = *heading.year;
  if (!heading.year && !heading.lots.empty()) subject["lot"] = heading.lots.front().number;
  object["subject"] = std::move(subject);
  json::array lots;
  for (const auto& lot : statement.lots) lots.push_back(lot_json(lot));
  object["lots"] = std::move(lots);
  json::array items;
  items.reserve(statement.items.size());
  for (const auto& item : statement.items) items.push_back(item_json(item));
  object["items"] = std::move(items);
  object["mass_balance"] = to_json(statement.balance);
  object["counts"] = to_json(statement.counts);
  return object;
}

}  // namespace impact
