#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "equipment/numbering.hpp"
#include "erasure/actions_record.hpp"
#include "workshop/actions.hpp"
#include "workshop/report_match.hpp"
#include "workshop/store_station.hpp"

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
  bench.occurred_at = std::min(occurred_at, occasion.now);  // a clock that is ahead makes no deed of tomorrow
  bench.occurred_offset = offset;
  return bench;
}

json::array texts(const std::vector<std::string>& all) {
  json::array array;
  for (const auto& each : all) array.emplace_back(each);
  return array;
}

std::string summary_of(const StationReport& report, const Inventory& inventory,
                       const std::vector<std::string>& warnings) {
  json::array erasures;
  for (const auto& each : report.erasures) erasures.emplace_back(each.record.id);
  json::object summary{{"station", report.station},
                       {"operator", report.operator_code},
                       {"offset", report.offset.count()},
                       {"subject", report.subject == Subject::drive ? "drive" : "machine"},
                       {"inventory", equipment::to_json(inventory)},
                       {"erasures", std::move(erasures)},
                       {"warnings", texts(warnings)}};
  if (report.subject == Subject::drive) {
    json::array drives;
    for (const auto& drive : drives_of(report.erasures, inventory))
      drives.emplace_back(base::trim(drive.model + " " + drive.serial));
    summary["drives"] = std::move(drives);
  }
  if (report.score)
    summary["score"] = {
        {"single", report.score->single}, {"all", report.score->all}, {"version", report.score->version}};
  return json::serialize(summary);
}

struct Summary {
  std::string operator_code;
  std::chrono::minutes offset{0};
  Inventory inventory;
  std::vector<std::string> warnings;
};

/// Only what summary_of() wrote is read here.
Summary summary_from(const std::string& text) {
  const auto json = json::parse(text).as_object();
  auto inventory = equipment::inventory_from_json(json.at("inventory"));
  CHECK(inventory.ok());
  Summary summary{.operator_code = std::string(json.at("operator").as_string()),
                  .offset = std::chrono::minutes(json.at("offset").to_number<std::int64_t>()),
                  .inventory = std::move(inventory).value(),
                  .warnings = {}};
  for (const auto& each : json.at("warnings").as_array()) summary.warnings.emplace_back(each.as_string());
  return summary;
}

/// What one report brings to its item.
struct Bringing {
  storage::Session& session;
  const Occasion& bench;
  const StationReport& report;
  const Inventory& inventory;
  const ReportRow& row;
  std::vector<std::string>& warnings;
};

equipment::MediumId new_medium(const Bringing& bringing) { return equipment::MediumId::create(bringing.bench.now); }

using Media = std::vector<std::optional<equipment::MediumId>>;

/// The machine is the item: all that it says of itself is.
Item bring_machine(const Bringing& bringing, const Item& item, Media& media) {
  const auto fresh = [&] { return new_medium(bringing); };
  auto body = identified(bringing.report.id.text(), bringing.inventory, &item, fresh);
  media = media_of(bringing.report.erasures, item, body, fresh);
  return equipment::record(bringing.session, bringing.bench, item, std::move(body));
}

/// A drive on a bench: the machine around it is nobody's item. Only a drive that the item does not have yet is new.
base::Result<Item> bring_drive(const Bringing& bringing, const Item& item, Media& media, bool supervisor) {
  const auto drives = drives_of(bringing.report.erasures, bringing.inventory);
  if (!supervisor && !takes_drive_reports(item, drives))
    return base::Refusal{
        .code = "workshop.attach.drive.forbidden", .field = "item", .arguments = {{"number", item.number}}};
  equipment::Identified body;
  media = media_of(bringing.report.erasures, item, body, [&] { return new_medium(bringing); });
  if (bringing.report.erasures.empty()) {
    auto seen = identified({}, bringing.inventory, &item, [&] { return new_medium(bringing); });
    body.disks = std::move(seen.disks);
  }
  std::erase_if(body.disks, [&](const equipment::DiskFacts& disk) {
    return std::any_of(item.media.begin(), item.media.end(),
                       [&](const equipment::Medium& each) { return each.id == disk.medium; });
  });
  if (body.disks.empty()) return item;
  return equipment::record(bringing.session, bringing.bench, item, std::move(body));
}

Item bring_erasures(const Bringing& bringing, Item item, const Media& media) {
  const auto& report = bringing.report;
  if (report.erasures.empty()) return item;
  CHECK(bringing.row.station.has_value());  // unsigned reports bring none
  const erasure::Carrier carrier{.report = report.id.text(),
                                 .station = bringing.row.station->text(),
                                 .sequence = report.sequence,
                                 .raw = bringing.row.raw.text(),
                                 .raw_sha256 = bringing.row.sha256,
                                 .host = report.host,
                                 .checklist = report.checklist,
                                 .software = report.software};
  for (std::size_t i = 0; i < report.erasures.size(); ++i) {
    if (!media[i]) {
      bringing.warnings.emplace_back("workshop.warning.erasure_left_out");
      continue;
    }
    auto taken =
        erasure::take_record(bringing.session, bringing.bench, std::move(item), *media[i], report.erasures[i], carrier);
    item = std::move(taken.item);
    if (!taken.warning.empty()) bringing.warnings.push_back(std::move(taken.warning));
  }
  return item;
}

base::Result<Item> bring(const Bringing& bringing, const Item& item, bool supervisor) {
  Media media;
  if (bringing.report.subject == Subject::drive) {
    TRY(after, bring_drive(bringing, item, media, supervisor));
    return bring_erasures(bringing, std::move(after), media);
  }
  auto after = bring_erasures(bringing, bring_machine(bringing, item, media), media);
  if (bringing.report.tests.empty()) return after;
  return equipment::record(bringing.session, bringing.bench, after,
                           equipment::Tested{.results = bringing.report.tests});
}

struct Waiting {
  ReportRow row;
  Summary summary;
  StationReport report;
};

/// What it brings stands in its bytes, which were read once already; a report of an earlier version brings its inventory.
StationReport content_of(storage::Session& session, const equipment::OrganisationId& organisation,
                         const ReportRow& row) {
  const auto kept = erasure::find_evidence(session, organisation, row.raw);
  if (kept)
    if (auto report = parse_station_report(kept->bytes); report.ok()) return std::move(report).value();
  return StationReport{.id = row.id};
}

base::Result<Waiting> waiting_report(storage::Session& session, const Occasion& occasion, const ReportId& id) {
  auto row = find_report(session, occasion.organisation, id);
  if (!row) return base::Refusal{.code = "workshop.report.unknown"};
  if (row->item) return base::Refusal{.code = "workshop.report.matched.conflict"};
  auto summary = summary_from(row->summary);
  auto report = content_of(session, occasion.organisation, *row);
  return Waiting{.row = std::move(*row), .summary = std::move(summary), .report = std::move(report)};
}

base::Result<Taken> tie(storage::Session& session, const Occasion& occasion, Waiting waiting, const Item& item,
                        std::string why, bool supervisor) {
  const auto bench =
      at_the_bench(occasion, waiting.summary.operator_code, waiting.row.occurred_at, waiting.summary.offset);
  auto warnings = waiting.summary.warnings;
  if (waiting.row.station)
    if (const auto station = find_station(session, occasion.organisation, *waiting.row.station);
        station && station->revoked_at)
      warnings.emplace_back("workshop.warning.station_revoked");
  TRY(after, bring({.session = session,
                    .bench = bench,
                    .report = waiting.report,
                    .inventory = waiting.summary.inventory,
                    .row = waiting.row,
                    .warnings = warnings},
                   item, supervisor));
  auto summary = json::parse(waiting.row.summary).as_object();
  summary["warnings"] = texts(warnings);
  waiting.row.summary = json::serialize(summary);
  if (!match_report_row(session, occasion.organisation, waiting.row.id, item.id, why, waiting.row.summary))
    return base::Refusal{.code = "workshop.report.matched.conflict"};
  waiting.row.item = item.id;
  waiting.row.why = std::move(why);
  auto erasures = erasures_of(session, occasion.organisation, waiting.row);
  return Taken{.row = std::move(waiting.row), .item = std::move(after), .erasures = std::move(erasures)};
}

/// Whose signature it is; nothing for an unsigned report.
base::Result<std::optional<Station>> signer_of(storage::Session& session, const Occasion& occasion,
                                               const StationReport& report) {
  if (report.key.empty()) return std::optional<Station>();
  auto station = find_station_by_key(session, occasion.organisation, report.key);
  if (!station) return base::Refusal{.code = "workshop.report.not_enrolled.forbidden", .field = "signature.key"};
  if (station->revoked_at)
    return base::Refusal{.code = "workshop.report.station_revoked.forbidden",
                         .field = "signature.key",
                         .arguments = {{"station", station->name}}};
  return station;
}

/// A fork or a broken link is told at once; a gap may only be a report that is still on its way.
Place look_at_chain(storage::Session& session, const Station& station, const StationReport& report,
                    const std::string& sha256, std::vector<std::string>& warnings) {
  bool fork = false, before = false, named = false, after = false, names_this = false;
  for (const auto& link : links_around(session, station.id, report.sequence)) {
    fork = fork || link.sequence == report.sequence;
    if (link.sequence == report.sequence - 1) {
      before = true;
      named = named || link.sha256 == report.previous;
    } else if (link.sequence == report.sequence + 1) {
      after = true;
      names_this = names_this || link.previous == sha256;
    }
  }
  const bool broken = (before && !named) || (after && !names_this);
  if (fork) warnings.emplace_back("workshop.warning.chain_fork");
  if (broken) warnings.emplace_back("workshop.warning.chain_broken");
  return {.sequence = report.sequence, .sha256 = sha256, .again = fork, .alarming = fork || broken};
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

std::vector<erasure::ErasureRecord> erasures_of(storage::Session& session,
                                                const equipment::OrganisationId& organisation, const ReportRow& row) {
  std::vector<erasure::ErasureRecord> found;
  const auto summary = json::parse(row.summary).as_object();
  const auto* ids = summary.if_contains("erasures");
  if (ids == nullptr) return found;
  for (const auto& id : ids->as_array())
    if (auto record = erasure::find_record(session, organisation, std::string_view(id.as_string())))
      found.push_back(std::move(*record));
  return found;
}

namespace {

struct Matched {
  Match match;
  std::optional<Item> item;
};

Matched find_its_item(storage::Session& session, const Occasion& occasion, const StationReport& report,
                      const Inventory& inventory) {
  Matched matched;
  const auto lookup = [&](std::string_view key) {
    std::vector<Item> items;
    for (const auto& id : equipment::items_with_key(session, occasion.organisation, key))
      if (auto item = equipment::lock_item(session, occasion.organisation, id)) items.push_back(std::move(*item));
    if (items.size() == 1) matched.item = items.front();  // the one that most reports end at: not read twice
    return items;
  };
  matched.match = report.subject == Subject::drive
                      ? match_drive(report.item_number, drives_of(report.erasures, inventory), lookup)
                      : match_report(report.item_number, inventory, lookup);
  const auto& id = matched.match.item;
  if (id && (!matched.item || matched.item->id != *id))
    matched.item = equipment::find_item(session, occasion.organisation, *id);
  if (!id) matched.item.reset();
  return matched;
}

std::vector<std::string> first_warnings(const StationReport& report, const Inventory& inventory,
                                        const std::optional<Item>& item) {
  auto warnings = report.warnings;
  if (report.subject == Subject::drive || report.sources.empty()) return warnings;
  for (auto& each : warnings_of(inventory, item ? &*item : nullptr)) warnings.push_back(std::move(each));
  return warnings;
}

}  // namespace

base::Result<Taken> take_report(storage::Session& session, const Occasion& occasion, const StationReport& report,
                                const Inventory& inventory, const erasure::RawEvidence& raw) {
  if (auto known = find_report(session, occasion.organisation, report.id)) {
    if (known->sha256 != raw.sha256) return base::Refusal{.code = "workshop.report.conflict", .field = "id"};
    auto item = known->item ? equipment::find_item(session, occasion.organisation, *known->item) : std::nullopt;
    auto erasures = erasures_of(session, occasion.organisation, *known);
    return Taken{.row = std::move(*known), .item = std::move(item), .again = true, .erasures = std::move(erasures)};
  }
  TRY(station, signer_of(session, occasion, report));
  auto [match, item] = find_its_item(session, occasion, report, inventory);
  auto warnings = first_warnings(report, inventory, item);
  const auto place = station ? look_at_chain(session, *station, report, raw.sha256, warnings) : Place{};
  ReportRow row{.id = report.id,
                .sha256 = raw.sha256,
                .raw = raw.id,
                .item = match.item,
                .why = match.why,
                .candidates = match.candidates,
                .summary = {},
                .occurred_at = report.occurred_at,
                .received_at = occasion.now,
                .station = station ? std::optional(station->id) : std::nullopt,
                .sequence = report.sequence,
                .previous = report.previous};
  erasure::keep_evidence(session, occasion.organisation, raw, occasion.now);
  if (item) {
    const auto bench = at_the_bench(occasion, report.operator_code, report.occurred_at, report.offset);
    TRY(after, bring({.session = session,
                      .bench = bench,
                      .report = report,
                      .inventory = inventory,
                      .row = row,
                      .warnings = warnings},
                     *item, false));
    item = std::move(after);
  }
  row.summary = summary_of(report, inventory, warnings);
  insert_report(session, occasion.organisation, row);
  if (station) note_report(session, station->id, place, occasion.now);
  auto erasures = erasures_of(session, occasion.organisation, row);
  return Taken{.row = std::move(row), .item = std::move(item), .erasures = std::move(erasures)};
}

base::Result<Taken> attach_report(storage::Session& session, const Occasion& occasion, const ReportId& id,
                                  const equipment::ItemId& item_id, bool supervisor) {
  TRY(waiting, waiting_report(session, occasion, id));
  const auto item = equipment::lock_item(session, occasion.organisation, item_id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown", .field = "item"};
  if (!equipment::in_stock(item->status))
    return base::Refusal{
        .code = "workshop.item.gone.conflict", .field = "item", .arguments = {{"number", item->number}}};
  return tie(session, occasion, std::move(waiting), *item, "by_hand", supervisor);
}

namespace {

/// What nobody had declared: the machine, or the loose drive.
equipment::Received received_as(const Waiting& waiting, const std::optional<equipment::Kind>& kind) {
  const auto& inventory = waiting.summary.inventory;
  if (waiting.report.subject == Subject::drive) {
    equipment::Received drive{.kind = kind.value_or(equipment::Kind::disk)};
    const auto drives = drives_of(waiting.report.erasures, inventory);
    if (drives.empty()) return drive;
    drive.model = drives.front().model;
    drive.serial = drives.front().serial;
    return drive;
  }
  return {.kind = kind.value_or(kind_of(inventory)),
          .maker = inventory.maker.value_or(""),
          .model = inventory.commercial_name.value_or(inventory.model.value_or("")),
          .serial = inventory.serials.system.value_or(inventory.serials.chassis.value_or(""))};
}

}  // namespace

base::Result<Taken> create_from_report(storage::Session& session, const Occasion& occasion, const ReportId& id,
                                       const std::optional<equipment::Kind>& kind, base::Day day) {
  TRY(waiting, waiting_report(session, occasion, id));
  auto received = received_as(waiting, kind);
  received.number = equipment::draw_item_number(session, occasion.organisation, received.kind, day);
  received.mass_g = equipment::default_mass_g(received.kind);
  received.mass_source = received.mass_g ? equipment::MassSource::by_default : equipment::MassSource::unknown;
  const auto item = equipment::begin_item(session, occasion, std::nullopt, std::move(received));
  return tie(session, occasion, std::move(waiting), item, "created", false);
}

}  // namespace workshop
