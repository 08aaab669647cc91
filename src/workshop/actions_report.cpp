#include <boost/json.hpp>

#include "equipment/numbering.hpp"
#include "workshop/actions.hpp"
#include "workshop/report_match.hpp"

namespace workshop {
namespace {

namespace json = boost::json;
using equipment::Inventory;
using equipment::Item;
using equipment::Occasion;

/// The event belongs to the bench's clock and operator, not to the moment when the network came back.
Occasion at_the_bench(const Occasion& occasion, const std::string& operator_code, base::Instant occurred_at,
                      std::chrono::minutes offset) {
  Occasion bench = occasion;
  if (!operator_code.empty()) bench.actor = operator_code;
  bench.occurred_at = occurred_at;
  bench.occurred_offset = offset;
  return bench;
}

std::string summary_of(const StationReport& report, const Inventory& inventory,
                       const std::vector<std::string>& warnings) {
  json::array all;
  for (const auto& each : warnings) all.emplace_back(each);
  return json::serialize(json::object{{"station", report.station},
                                      {"operator", report.operator_code},
                                      {"offset", report.offset.count()},
                                      {"inventory", equipment::to_json(inventory)},
                                      {"warnings", std::move(all)}});
}

struct Summary {
  std::string operator_code;
  std::chrono::minutes offset{0};
  Inventory inventory;
};

/// Only what summary_of() wrote is read here.
Summary summary_from(const std::string& text) {
  const auto json = json::parse(text).as_object();
  auto inventory = equipment::inventory_from_json(json.at("inventory"));
  CHECK(inventory.ok());
  return {.operator_code = std::string(json.at("operator").as_string()),
          .offset = std::chrono::minutes(json.at("offset").to_number<std::int64_t>()),
          .inventory = std::move(inventory).value()};
}

Item identify(storage::Session& session, const Occasion& bench, const ReportId& id, const Inventory& inventory,
              const Item& item) {
  return equipment::record(session, bench, item, identified(id.text(), inventory, &item, [&] {
                             return equipment::MediumId::create(bench.now);
                           }));
}

struct Waiting {
  ReportRow row;
  Summary summary;
};

base::Result<Waiting> waiting_report(storage::Session& session, const Occasion& occasion, const ReportId& id) {
  auto row = find_report(session, occasion.organisation, id);
  if (!row) return base::Refusal{.code = "workshop.report.unknown"};
  if (row->item) return base::Refusal{.code = "workshop.report.matched.conflict"};
  auto summary = summary_from(row->summary);
  return Waiting{.row = std::move(*row), .summary = std::move(summary)};
}

base::Result<Taken> tie(storage::Session& session, const Occasion& occasion, Waiting waiting, const Item& item,
                        std::string why) {
  const auto bench =
      at_the_bench(occasion, waiting.summary.operator_code, waiting.row.occurred_at, waiting.summary.offset);
  auto after = identify(session, bench, waiting.row.id, waiting.summary.inventory, item);
  if (!match_report_row(session, occasion.organisation, waiting.row.id, item.id, why))
    return base::Refusal{.code = "workshop.report.matched.conflict"};
  waiting.row.item = item.id;
  waiting.row.why = std::move(why);
  return Taken{.row = std::move(waiting.row), .item = std::move(after)};
}

equipment::Kind kind_of(const Inventory& inventory) {
  if (!inventory.chassis) return equipment::Kind::desktop;
  switch (*inventory.chassis) {
    case equipment::Chassis::Laptop:
      return equipment::Kind::laptop;
    case equipment::Chassis::Desktop:
    case equipment::Chassis::MiniPc:
      return equipment::Kind::desktop;
    case equipment::Chassis::Tablet:
      return equipment::Kind::tablet;
    case equipment::Chassis::AllInOne:
      return equipment::Kind::all_in_one;
    case equipment::Chassis::Server:
      return equipment::Kind::server;
  }
  return equipment::Kind::desktop;
}

}  // namespace

base::Result<Taken> take_report(storage::Session& session, const Occasion& occasion, const StationReport& report,
                                const Inventory& inventory, const erasure::RawEvidence& raw) {
  if (auto known = find_report(session, occasion.organisation, report.id)) {
    if (known->sha256 != raw.sha256) return base::Refusal{.code = "workshop.report.conflict", .field = "id"};
    auto item = known->item ? equipment::find_item(session, occasion.organisation, *known->item) : std::nullopt;
    return Taken{.row = std::move(*known), .item = std::move(item), .again = true};
  }
  const auto lookup = [&](std::string_view key) {
    std::vector<Item> items;
    for (const auto& id : equipment::items_with_key(session, occasion.organisation, key))
      if (auto item = equipment::lock_item(session, occasion.organisation, id)) items.push_back(std::move(*item));
    return items;
  };
  std::optional<Item> item;
  const auto match = match_report(report.item_number, inventory, [&](std::string_view key) {
    auto items = lookup(key);
    if (items.size() == 1) item = items.front();  // the one that most reports end at: not read twice
    return items;
  });
  if (match.item && (!item || item->id != *match.item))
    item = equipment::find_item(session, occasion.organisation, *match.item);
  if (!match.item) item.reset();
  ReportRow row{.id = report.id,
                .sha256 = raw.sha256,
                .raw = raw.id,
                .item = match.item,
                .why = match.why,
                .candidates = match.candidates,
                .summary = summary_of(report, inventory, warnings_of(inventory, item ? &*item : nullptr)),
                .occurred_at = report.occurred_at,
                .received_at = occasion.now};
  erasure::keep_evidence(session, occasion.organisation, raw, occasion.now);
  insert_report(session, occasion.organisation, row);
  if (item)
    item = identify(session, at_the_bench(occasion, report.operator_code, report.occurred_at, report.offset), report.id,
                    inventory, *item);
  return Taken{.row = std::move(row), .item = std::move(item)};
}

base::Result<Taken> attach_report(storage::Session& session, const Occasion& occasion, const ReportId& id,
                                  const equipment::ItemId& item_id) {
  TRY(waiting, waiting_report(session, occasion, id));
  const auto item = equipment::lock_item(session, occasion.organisation, item_id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown", .field = "item"};
  if (!equipment::in_stock(item->status))
    return base::Refusal{
        .code = "workshop.item.gone.conflict", .field = "item", .arguments = {{"number", item->number}}};
  return tie(session, occasion, std::move(waiting), *item, "by_hand");
}

base::Result<Taken> create_from_report(storage::Session& session, const Occasion& occasion, const ReportId& id,
                                       const std::optional<equipment::Kind>& kind, base::Day day) {
  TRY(waiting, waiting_report(session, occasion, id));
  const auto& inventory = waiting.summary.inventory;
  equipment::Received received{.kind = kind.value_or(kind_of(inventory)),
                               .maker = inventory.maker.value_or(""),
                               .model = inventory.commercial_name.value_or(inventory.model.value_or("")),
                               .serial = inventory.serials.system.value_or(inventory.serials.chassis.value_or(""))};
  received.number = equipment::draw_item_number(session, occasion.organisation, received.kind, day);
  received.mass_g = equipment::default_mass_g(received.kind);
  received.mass_source = received.mass_g ? equipment::MassSource::by_default : equipment::MassSource::unknown;
  const auto item = equipment::begin_item(session, occasion, std::nullopt, std::move(received));
  return tie(session, occasion, std::move(waiting), item, "created");
}

}  // namespace workshop
