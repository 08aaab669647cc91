#include "server/fictional_workshop.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <tuple>

#include "base/bytes.hpp"
#include "equipment/numbering.hpp"
#include "equipment/record.hpp"
#include "proof/canonical_json.hpp"
#include "sales/receipt.hpp"
#include "sales/sell.hpp"
#include "stock/store_departure.hpp"
#include "stock/store_location.hpp"

namespace server {
namespace {

using equipment::Kind;

constexpr std::array shelves = {"A1", "A2", "A3", "B1", "B2", "B3"};

std::string two_digits(base::Day day) {
  const int year = static_cast<int>(day.year()) % 100;
  return (year < 10 ? "0" : "") + std::to_string(year);
}

base::Day paris_day(base::Instant instant) { return base::day_in_zone(instant, "Europe/Paris").value(); }

/// Events about the lot itself: declared, weighed, received.
void write_lot_events(storage::Session& session, const collection::Lot& lot, std::int64_t count, std::int64_t weight_g,
                      std::int64_t missing) {
  const auto write = [&](base::Instant when, equipment::Body body, const char* actor) {
    equipment::record_lot(session, {.organisation = lot.organisation, .actor = actor, .now = when}, lot.id,
                          std::move(body));
  };
  write(lot.declared_at,
        equipment::LotDeclared{
            .number = lot.number, .lines = count, .accepted = count, .refused = 0, .to_inspect = 0, .list_sha256 = {}},
        "S01");
  write(*lot.received_at, equipment::LotWeighed{.weight_g = weight_g}, "T01");
  write(*lot.received_at, equipment::LotReceived{.declared = count, .received = count, .missing = missing, .extra = 0},
        "T01");
}

}  // namespace

std::string FictionalWorkshop::next_number(const std::string& series, int digits) {
  return equipment::format_number(series, ++counters_.series[series], digits);
}

void FictionalWorkshop::add_locations(storage::Session& session, base::Instant when) {
  const auto add = [&](const char* code, const char* name, std::optional<stock::LocationId> parent, std::uint64_t n) {
    stock::Location location{
        .id = stock::LocationId::numbered(when, seed_, 1000 + n), .code = code, .name = name, .parent = parent};
    stock::insert_location(session, organisation_, location, when);
    return location.id;
  };
  const auto site = add("ATELIER", "Atelier", std::nullopt, 0);
  const auto room = add("RESERVE", "Réserve", site, 1);
  std::uint64_t n = 2;
  for (const char* shelf : shelves) {
    const std::string name = std::string("Étagère ") + shelf;
    add(shelf, name.c_str(), room, n++);
  }
}

void FictionalWorkshop::add_lot(storage::Session& session, const LotPlan& plan) {
  const auto day = paris_day(plan.received_at);
  const auto lot_seed = seed_ * 1'000'003 + ++counters_.lots;
  collection::Lot lot{.id = equipment::LotId::numbered(plan.declared_at, lot_seed, 1),
                      .organisation = organisation_,
                      .donor = plan.donor};
  lot.agreement = plan.agreement;
  lot.number = next_number("LOT" + two_digits(day), 3);
  lot.state = collection::LotState::received;
  lot.declared_at = plan.declared_at;
  lot.received_at = plan.received_at;

  collection::Donation donation{.id = collection::DonationId::numbered(plan.declared_at, lot_seed, 2),
                                .organisation = organisation_,
                                .donor = plan.donor};
  donation.agreement = plan.agreement;
  donation.state = collection::DonationState::declared;
  donation.created_at = plan.declared_at;
  collection::insert_donation(session, donation);
  lot.donation = donation.id;
  collection::insert_lot(session, lot);

  std::int64_t mass_g = 0;
  std::int64_t missing = 0;
  std::int64_t n = 0;
  for (const auto& thing : plan.things) {
    ++n;
    Plan item{
        .organisation = organisation_, .lot = lot.id, .kind = thing.kind, .origin = plan.origin, .fate = thing.fate};
    item.seed = seed_ * 7'919 + ++counters_.items;
    item.received_at = plan.received_at + std::chrono::minutes(n);
    item.last_at = thing.last_at;
    item.number = next_number(site_ + std::string(equipment::number_code(thing.kind)) + two_digits(day), 4);
    item.location = shelves[item.seed % shelves.size()];
    collection::Line line{.id = collection::LineId::numbered(plan.declared_at, item.seed, 3)};
    item.line = line.id.text();
    // Waste leaves by the pallet, one slip for a lot; the rest one by one.
    item.departure =
        stock::DepartureId::numbered(plan.received_at, thing.fate == Fate::wasted ? lot_seed : item.seed, 4).text();
    auto history = simulate_history(item);
    const auto& received = std::get<equipment::Received>(history.front().body);
    line.line = n + 1;
    line.kind = thing.kind;
    line.maker = received.maker;
    line.model = received.model;
    line.serial = received.serial;
    line.asset_tag = received.asset_tag;
    line.answer = collection::Answer::accepted;
    line.reason = "fit";
    collection::insert_line(session, donation.id, lot.id, line);
    mass_g += received.mass_g.value_or(0);
    if (thing.fate == Fate::missing) ++missing;
    equipment::import_history(session, history);
    if (const auto* departed = std::get_if<equipment::Departed>(&history.back().body)) {
      auto& paper = papers_[departed->departure];
      paper.when = std::max(paper.when, history.back().occurred_at);
      paper.kind = departed->kind;
      if (std::find(paper.items.begin(), paper.items.end(), *history.back().item) == paper.items.end())
        paper.items.push_back(*history.back().item);
    }
  }
  lot.weight_g = mass_g + 1500 + 120 * n;  // pallets and boxes
  collection::update_lot(session, lot);
  write_lot_events(session, lot, n, *lot.weight_g, missing);
}

void FictionalWorkshop::add_sale(storage::Session& session, stock::Departure& departure,
                                 const std::vector<equipment::Item>& items) {
  if (!rules_) rules_ = sales::rules_on(session, organisation_, paris_day(departure.occurred_at));
  const auto end = sales::chain_end(session, organisation_);
  sales::Receipt receipt{.sequence = end.sequence + 1, .previous_sha256 = end.sha256};
  receipt.seller.name = seller_;
  receipt.vat = rules_->vat;
  receipt.warranty = rules_->warranty;
  for (const auto& item : items) {
    const auto price = base::Money::cents(item.price_cents);
    sales::QuotedLine line{
        .suggested = price, .price = price, .reason = {}, .amounts = sales::amounts_of(rules_->vat, price)};
    line.capped = item.origin == equipment::Origin::public_free_transfer;
    receipt.precarious = receipt.precarious || line.capped;
    receipt.total = receipt.total + line.amounts;
    receipt.lines.push_back(std::move(line));
  }
  departure.sale = sales::to_sale(receipt);
}

void FictionalWorkshop::write_paper(storage::Session& session, const std::string& id, const Paper& paper) {
  using equipment::DepartureKind;
  const auto day = paris_day(paper.when);
  stock::Departure departure{.id = stock::DepartureId::parse(id).value(),
                             .kind = paper.kind,
                             .occurred_at = paper.when,
                             .operator_code = "S01"};
  departure.number = next_number(stock::series(paper.kind, day), stock::digits(paper.kind));
  std::vector<equipment::Item> items;
  for (const auto& item_id : paper.items) {
    const auto item = equipment::find_item(session, organisation_, item_id).value();
    auto line = stock::line_of(item);
    line.price = base::Money::cents(item.price_cents);
    departure.total += line.price;
    departure.lines.push_back(std::move(line));
    items.push_back(item);
  }
  switch (paper.kind) {
    case DepartureKind::gift:
      departure.receiver = {
          .kind = stock::ReceiverKind::person,
          .reference = "DOSSIER-" + std::to_string(1000 + counters_.series[stock::series(paper.kind, day)])};
      break;
    case DepartureKind::waste:
      departure.receiver = {
          .kind = stock::ReceiverKind::waste_operator, .name = "ESAT Les Genêts", .siret = "73282932000074"};
      break;
    case DepartureKind::give_back:
      departure.receiver = {.kind = stock::ReceiverKind::owner};
      break;
    case DepartureKind::sale:
    case DepartureKind::dismantling:
      break;
  }
  if (paper.kind == DepartureKind::sale) add_sale(session, departure, items);
  departure.content = proof::to_canonical(stock::content_json(departure)).value();
  stock::insert_departure(session, organisation_, departure, "");
  if (paper.kind == DepartureKind::sale) sales::add_to_chain(session, organisation_, departure);
}

std::vector<std::pair<std::string, FictionalWorkshop::Paper>> FictionalWorkshop::papers_in_order() {
  std::vector<std::pair<std::string, Paper>> papers(papers_.begin(), papers_.end());
  papers_.clear();
  std::sort(papers.begin(), papers.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second.when, a.first) < std::tie(b.second.when, b.first);
  });
  return papers;
}

void FictionalWorkshop::write_series(storage::Session& session) const {
  for (const auto& [series, last] : counters_.series)
    session.execute(
        "INSERT INTO number_series (organisation_id, series, next) VALUES (:1, :2, :3) "
        "ON CONFLICT (organisation_id, series) DO UPDATE SET next = excluded.next",
        organisation_.text(), series, last + 1);
}

void FictionalWorkshop::write_papers(storage::Session& session) {
  for (const auto& [id, paper] : papers_in_order()) write_paper(session, id, paper);
  write_series(session);
}

void FictionalWorkshop::finish(storage::Database& database) {
  const auto papers = papers_in_order();
  constexpr std::size_t batch = 500;
  for (std::size_t begin = 0; begin < papers.size(); begin += batch) {
    const auto before = counters_;
    database.write([&](storage::Session& session) {
      counters_ = before;  // the work may run again: it starts from the same numbers
      for (std::size_t i = begin; i < std::min(papers.size(), begin + batch); ++i)
        write_paper(session, papers[i].first, papers[i].second);
    });
  }
  database.write([&](storage::Session& session) { write_series(session); });
}

}  // namespace server
