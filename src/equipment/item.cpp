#include "equipment/item.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "equipment/json_fields.hpp"

namespace equipment {

template <typename Archive>
void fields(Archive& archive, Medium& medium) {
  archive("id", medium.id);
  archive("kind", medium.kind);
  archive("model", medium.model);
  archive("serial", medium.serial);
  archive("size_bytes", medium.size_bytes);
  archive("verdict", medium.verdict);
  archive("rank", medium.rank);
  archive("achieved", medium.achieved);
  archive("standard", medium.standard);
  archive("exceptions", medium.exceptions);
  archive("evidence_sha256", medium.evidence_sha256);
}

template <typename Archive>
void fields(Archive& archive, Item& item) {
  archive("id", item.id);
  archive("organisation", item.organisation);
  archive("lot", item.lot);
  archive("line", item.line);
  archive("number", item.number);
  archive("kind", item.kind);
  archive("maker", item.maker);
  archive("model", item.model);
  archive("serial", item.serial);
  archive("serial_system", item.serial_system);
  archive("serial_chassis", item.serial_chassis);
  archive("serial_board", item.serial_board);
  archive("asset_tag", item.asset_tag);
  archive("origin", item.origin);
  archive("status", item.status);
  archive("mass_g", item.mass_g);
  archive("mass_source", item.mass_source);
  archive("inventoried", item.inventoried);
  archive("proven_without_media", item.proven_without_media);
  archive("cpu", item.cpu);
  archive("cores", item.cores);
  archive("ram_gb", item.ram_gb);
  archive("screen_tenths", item.screen_tenths);
  archive("battery_tenths", item.battery_tenths);
  archive("cpumark", item.cpumark);
  archive("webcam", item.webcam);
  archive("media", item.media);
  archive("locks", item.locks);
  archive("triage", item.triage);
  archive("work_order", item.work_order);
  archive("tests", item.tests);
  archive("category", item.category);
  archive("computed_category", item.computed_category);
  archive("cosmetic", item.cosmetic);
  archive("scheme", item.scheme);
  archive("points", item.points);
  archive("location", item.location);
  archive("departure", item.departure);
  archive("departure_kind", item.departure_kind);
  archive("price_cents", item.price_cents);
  archive("received_at", item.received_at);
  archive("departed_at", item.departed_at);
  archive("changed_at", item.changed_at);
}

namespace {

void take_if_known(std::string& old, const std::string& value) {
  if (!value.empty()) old = value;
}

Status after_departure(DepartureKind kind) {
  switch (kind) {
    case DepartureKind::gift:
      return Status::given;
    case DepartureKind::sale:
      return Status::sold;
    case DepartureKind::waste:
      return Status::wasted;
    case DepartureKind::give_back:
      return Status::returned;
    case DepartureKind::dismantling:
      return Status::dismantled;
  }
  return Status::given;
}

/// A disk of the report that the item already has keeps its medium and its proof; a disk that is no longer seen stays in the
/// record, because what happened to it must still be proven.
void see_disks(Item& item, const std::vector<DiskFacts>& disks) {
  for (const auto& disk : disks) {
    if (disk.kind == "OPTICAL") continue;
    const auto known = std::find_if(item.media.begin(), item.media.end(),
                                    [&](const Medium& medium) { return medium.id == disk.medium; });
    if (known != item.media.end()) {
      if (known->kind == "UNKNOWN" || known->kind.empty()) known->kind = disk.kind;
      take_if_known(known->model, disk.model);
      if (disk.size_bytes != 0) known->size_bytes = disk.size_bytes;
      continue;
    }
    item.media.push_back(Medium{.id = disk.medium,
                                .kind = disk.kind,
                                .model = disk.model,
                                .serial = disk.serial,
                                .size_bytes = disk.size_bytes});
    item.proven_without_media = false;
  }
}

struct Apply {
  Item& item;
  const Event& event;

  void operator()(const Received& body) const {
    item.id = event.item.value();
    item.organisation = event.organisation;
    item.lot = event.lot;
    item.line = body.line;
    item.number = body.number;
    item.kind = body.kind;
    item.maker = body.maker;
    item.model = body.model;
    item.serial = body.serial;
    item.asset_tag = body.asset_tag;
    item.origin = body.origin;
    item.mass_g = body.mass_g;
    item.mass_source = body.mass_source;
    item.received_at = event.occurred_at;
    item.status = Status::received;
  }
  void operator()(const Weighed& body) const {
    item.mass_g = body.mass_g;
    item.mass_source = MassSource::weighed;
  }
  void operator()(const Identified& body) const {
    take_if_known(item.maker, body.maker);
    take_if_known(item.model, body.model);
    take_if_known(item.serial_system, body.serial_system);
    take_if_known(item.serial_chassis, body.serial_chassis);
    take_if_known(item.serial_board, body.serial_board);
    take_if_known(item.cpu, body.cpu);
    if (body.cores) item.cores = body.cores;
    if (body.ram_gb) item.ram_gb = body.ram_gb;
    if (body.screen_tenths) item.screen_tenths = body.screen_tenths;
    if (body.battery_tenths) item.battery_tenths = body.battery_tenths;
    if (body.webcam) item.webcam = body.webcam;
    see_disks(item, body.disks);
    item.inventoried = true;
  }
  void operator()(const Described& body) const {
    if (body.kind) item.kind = *body.kind;
    if (body.maker) item.maker = *body.maker;
    if (body.model) item.model = *body.model;
    if (body.serial) item.serial = *body.serial;
    if (body.asset_tag) item.asset_tag = *body.asset_tag;
  }
  void operator()(const LockFound& body) const { item.locks.insert(body.lock); }
  void operator()(const LockReleased& body) const { item.locks.erase(body.lock); }
  void operator()(const Triaged& body) const {
    item.triage = body.decision;
    switch (body.decision) {
      case TriageDecision::reuse:
      case TriageDecision::repair:
        item.status = Status::in_work;
        break;
      case TriageDecision::parts:
        item.status = Status::for_parts;
        break;
      case TriageDecision::waste:
        item.status = Status::for_waste;
        break;
    }
  }
  void operator()(const WorkOpened& body) const {
    item.work_order = body.order;
    item.status = Status::in_work;
  }
  void operator()(const WorkClosed&) const {
    item.work_order.clear();
    item.status = Status::ready;
  }
  void operator()(const Tested& body) const {
    for (const auto& [test, outcome] : body.results) item.tests[test] = outcome;
  }
  void operator()(const MediumJudged& body) const {
    for (auto& medium : item.media) {
      if (medium.id != body.medium) continue;
      medium.verdict = body.verdict;
      medium.rank = body.rank;
      medium.achieved = body.achieved;
      medium.standard = body.standard;
      medium.exceptions = body.exceptions;
      medium.evidence_sha256 = body.evidence_sha256;
    }
  }
  void operator()(const NoMedia&) const { item.proven_without_media = item.media.empty(); }
  void operator()(const Graded& body) const {
    item.scheme = body.scheme;
    item.points = body.points;
    item.category = body.category;
    item.computed_category = body.computed_category;
    take_if_known(item.cosmetic, body.cosmetic);
    if (body.cpumark) item.cpumark = body.cpumark;
  }
  void operator()(const Stored& body) const { item.location = body.location; }
  void operator()(const Departed& body) const {
    item.departure = body.departure;
    item.departure_kind = body.kind;
    item.price_cents = body.price_cents;
    item.departed_at = event.occurred_at;
    item.work_order.clear();
    item.status = after_departure(body.kind);
  }
  void operator()(const Missing&) const {
    item.status = Status::missing;
    item.departed_at = event.occurred_at;
  }
  void operator()(const Corrected&) const {}  // fold() has already taken the named event out
  void operator()(const LotDeclared&) const {}
  void operator()(const LotWeighed&) const {}
  void operator()(const LotReceived&) const {}
  void operator()(const AgreementSigned&) const {}
  void operator()(const LogRestored&) const {}
};

}  // namespace

Item apply(Item item, const Event& event) {
  std::visit(Apply{item, event}, event.body);
  item.changed_at = event.recorded_at;
  return item;
}

std::optional<Item> fold(std::span<const Event> history) {
  std::set<EventId> taken_out;
  for (const auto& event : history)
    if (const auto* correction = std::get_if<Corrected>(&event.body)) taken_out.insert(correction->event);
  if (history.empty() || !std::holds_alternative<Received>(history.front().body)) return std::nullopt;
  Item item;
  for (const auto& event : history)
    if (!taken_out.contains(event.id) || std::holds_alternative<Received>(event.body))
      item = apply(std::move(item), event);
  return item;
}

boost::json::object to_json(const Item& item) { return detail::Writer::write(item).as_object(); }

base::Result<Item> item_from_json(const boost::json::value& json) {
  Item item;
  detail::Reader reader(json);
  fields(reader, item);
  if (reader.refusal()) return *reader.refusal();
  return item;
}

std::vector<std::string> keys(const Item& item) {
  std::vector<std::string> found;
  const auto add = [&](const std::string& text) {
    std::string key = base::fold(text);
    std::erase(key, ' ');
    if (key.size() >= 3 && std::find(found.begin(), found.end(), key) == found.end()) found.push_back(std::move(key));
  };
  add(item.number);
  add(item.serial);
  add(item.serial_system);
  add(item.serial_chassis);
  add(item.serial_board);
  add(item.asset_tag);
  for (const auto& medium : item.media) add(medium.serial);
  return found;
}

std::string search_words(const Item& item) {
  std::string words;
  const auto add = [&](std::string_view text) {
    if (text.empty()) return;
    if (!words.empty()) words.push_back(' ');
    words += base::fold(text);
  };
  add(item.number);
  add(item.maker);
  add(item.model);
  add(item.serial);
  add(item.serial_system);
  add(item.serial_chassis);
  add(item.asset_tag);
  add(item.cpu);
  return words;
}

}  // namespace equipment
