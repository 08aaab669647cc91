#include "stock/departure.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"

namespace stock {
namespace {

std::string text_of(const boost::json::object& json, std::string_view name) {
  const auto* value = json.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t integer_of(const boost::json::object& json, std::string_view name) {
  const auto* value = json.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

boost::json::object line_json(const DepartureLine& line) {
  boost::json::object json{{"item", line.item.text()},
                           {"number", line.number},
                           {"kind", equipment::code(line.kind)},
                           {"maker", line.maker},
                           {"model", line.model},
                           {"serial", line.serial},
                           {"asset_tag", line.asset_tag},
                           {"category", line.category},
                           {"mass_source", equipment::code(line.mass_source)},
                           {"origin", equipment::code(line.origin)},
                           {"weee_category", line.weee_category},
                           {"price_cents", line.price.in_cents()}};
  if (line.mass_g) json["mass_g"] = *line.mass_g;
  boost::json::array defects;
  for (const auto& each : line.defects) defects.emplace_back(each);
  json["defects"] = std::move(defects);
  return json;
}

DepartureLine line_from_json(const boost::json::object& json) {
  DepartureLine line{
      .item = equipment::ItemId::parse(text_of(json, "item")).value_or({}),
      .number = text_of(json, "number"),
      .kind = equipment::kind_from_code(text_of(json, "kind")).value_or(equipment::Kind::other_device),
      .maker = text_of(json, "maker"),
      .model = text_of(json, "model"),
      .serial = text_of(json, "serial"),
      .asset_tag = text_of(json, "asset_tag"),
      .category = text_of(json, "category"),
      .mass_source = equipment::from_code<equipment::MassSource>(text_of(json, "mass_source"))
                         .value_or(equipment::MassSource::unknown),
      .origin = equipment::from_code<equipment::Origin>(text_of(json, "origin")).value_or(equipment::Origin::gift),
      .weee_category = static_cast<int>(integer_of(json, "weee_category")),
      .price = base::Money::cents(integer_of(json, "price_cents"))};
  if (json.contains("mass_g")) line.mass_g = integer_of(json, "mass_g");
  if (const auto* defects = json.if_contains("defects"); defects != nullptr && defects->is_array())
    for (const auto& each : defects->get_array())
      if (each.is_string()) line.defects.emplace_back(each.get_string());
  return line;
}

void add(SlipSum& sum, const DepartureLine& line) {
  ++sum.items;
  sum.mass_g += line.mass_g.value_or(0);
  if (line.mass_source == equipment::MassSource::weighed) ++sum.weighed;
  if (!line.mass_g) ++sum.without_mass;
}

}  // namespace

DepartureLine line_of(const equipment::Item& item) {
  std::vector<std::string> defects;
  for (const auto& [test, outcome] : item.tests)
    if (outcome == equipment::TestOutcome::fail) defects.push_back(test);
  return {.item = item.id,
          .number = item.number,
          .kind = item.kind,
          .maker = item.maker,
          .model = item.model,
          .serial = item.serial.empty() ? item.serial_system : item.serial,
          .asset_tag = item.asset_tag,
          .category = item.category,
          .mass_g = item.mass_g,
          .mass_source = item.mass_source,
          .origin = item.origin,
          .weee_category = equipment::weee_category(item.kind),
          .defects = std::move(defects)};
}

SlipSums slip_sums(const std::vector<DepartureLine>& lines) {
  SlipSums sums;
  for (const auto& line : lines) {
    add(sums.by_category[line.weee_category], line);
    add(sums.by_origin[line.origin], line);
    add(sums.all, line);
  }
  return sums;
}

std::string series(DepartureKind kind, base::Day day) {
  const std::string year = std::to_string(static_cast<int>(day.year()));
  switch (kind) {
    case DepartureKind::gift:
      return "AR" + year;  // attestation de remise
    case DepartureKind::sale:
      return "R" + year;  // reçu
    case DepartureKind::waste:
      return "BD" + year;  // bordereau de déchets
    case DepartureKind::give_back:
      return "RD" + year;  // retour au donateur
    case DepartureKind::dismantling:
      return "DM" + year;  // démantèlement
  }
  return year;
}

int digits(DepartureKind kind) { return kind == DepartureKind::sale ? 6 : 4; }

boost::json::object content_json(const Departure& departure) {
  boost::json::array lines;
  for (const auto& line : departure.lines) lines.push_back(line_json(line));
  boost::json::object json{{"version", 1},
                           {"id", departure.id.text()},
                           {"kind", equipment::code(departure.kind)},
                           {"number", departure.number},
                           {"occurred_at", base::to_rfc3339(departure.occurred_at)},
                           {"operator", departure.operator_code},
                           {"lines", std::move(lines)},
                           {"total_cents", departure.total.in_cents()}};
  if (!departure.sale.empty()) json["sale"] = boost::json::parse(departure.sale);
  return json;
}

void read_content(Departure& departure, std::string_view content) {
  departure.content = std::string(content);
  const auto value = base::parse_json(content);
  if (!value.ok() || !value->is_object()) return;
  const auto& json = value->get_object();
  departure.operator_code = text_of(json, "operator");
  departure.total = base::Money::cents(integer_of(json, "total_cents"));
  if (const auto* lines = json.if_contains("lines"); lines != nullptr && lines->is_array())
    for (const auto& each : lines->get_array())
      if (each.is_object()) departure.lines.push_back(line_from_json(each.get_object()));
  if (const auto* sale = json.if_contains("sale")) departure.sale = boost::json::serialize(*sale);
}

boost::json::object to_json(const Departure& departure) {
  boost::json::object json = content_json(departure);
  json.erase("version");
  json["receiver"] = to_json(departure.receiver);
  return json;
}

}  // namespace stock
