#include "base/mass.hpp"
#include "base/text.hpp"
#include "collection/actions.hpp"
#include "equipment/numbering.hpp"

namespace collection {
namespace {

using equipment::Item;
using equipment::MassSource;

base::Refusal refused(std::string what, std::string field, std::optional<std::int64_t> line,
                      std::map<std::string, std::string> arguments = {}) {
  return {.code = "collection.reception." + std::move(what),
          .field = std::move(field),
          .line = line,
          .arguments = std::move(arguments)};
}

struct WeighedMass {
  std::optional<std::int64_t> grams;
  MassSource source = MassSource::unknown;
};

/// What was put on the scale wins, then what the donor declared, then the median of its kind.
WeighedMass mass_of(std::optional<std::int64_t> typed, std::optional<std::int64_t> declared, equipment::Kind kind) {
  if (typed) return {typed, MassSource::weighed};
  if (declared) return {declared, MassSource::declared};
  if (const auto usual = equipment::default_mass_g(kind)) return {usual, MassSource::by_default};
  return {};
}

base::Result<std::optional<std::int64_t>> typed_mass(const std::string& text, std::optional<std::int64_t> line) {
  if (base::trim(text).empty()) return std::optional<std::int64_t>();
  const auto mass = base::Mass::parse(text);
  if (!mass.ok() || mass->in_grams() == 0)
    return refused("bad_mass", "mass", line, {{"text", base::shorten(text, 40)}});
  return std::optional(mass->in_grams());
}

base::Result<std::optional<equipment::Kind>> typed_kind(const std::string& text, std::optional<std::int64_t> line) {
  if (text.empty()) return std::optional<equipment::Kind>();
  const auto kind = equipment::kind_from_words(text);
  if (!kind) return refused("bad_kind", "kind", line, {{"text", base::shorten(text, 60)}});
  return kind;
}

void record_counts(storage::Session& session, const Occasion& occasion, const Lot& lot, const LotFigures& figures) {
  equipment::record_lot(session, occasion, lot.id,
                        equipment::LotReceived{.declared = figures.declared,
                                               .received = figures.received,
                                               .missing = figures.missing,
                                               .extra = figures.extra()});
}

void begin_reception(storage::Session& session, Lot& lot) {
  if (lot.state != LotState::declared) return;
  lot.state = LotState::in_reception;
  update_lot(session, lot);
}

/// Numbers and writes `quantity` things alike.
std::vector<Item> write_items(storage::Session& session, const Occasion& occasion, const Lot& lot,
                              const equipment::Received& alike, std::int64_t quantity) {
  const base::Day day = today(session, occasion);
  std::vector<Item> items;
  for (std::int64_t n = 0; n < quantity; ++n) {
    equipment::Received received = alike;
    received.number = equipment::draw_item_number(session, occasion.organisation, alike.kind, day);
    items.push_back(equipment::begin_item(session, occasion, lot.id, std::move(received)));
  }
  return items;
}

/// How many of the line this arrival takes; refuses when another technician was faster.
base::Result<std::int64_t> quantity_of(const Arrival& arrival, const Line& line,
                                       const std::vector<ReceivedItem>& before) {
  const std::int64_t left = line.quantity - static_cast<std::int64_t>(before.size());
  if (left <= 0)
    return refused("already.conflict", "line", line.line,
                   {{"number", before.back().number}, {"line", std::to_string(line.line)}});
  const bool described = !arrival.serial.empty() || !arrival.asset_tag.empty() || !base::trim(arrival.mass).empty();
  const std::int64_t wanted = arrival.quantity.value_or(described ? 1 : left);
  if (wanted < 1 || wanted > left) return refused("too_many", "quantity", line.line, {{"left", std::to_string(left)}});
  if (wanted > 1 && !arrival.serial.empty()) return refused("serial_of_several", "serial", line.line);
  return wanted;
}

base::Result<equipment::Received> describe(storage::Session& session, const Lot& lot, const Arrival& arrival,
                                           const Line* line) {
  TRY(kind, typed_kind(arrival.kind, arrival.line));
  TRY(mass, typed_mass(arrival.mass, arrival.line));
  if (!kind && line != nullptr) kind = line->kind;
  if (!kind) return refused("kind_needed", "kind", arrival.line);
  const auto either = [](const std::string& typed, const std::string& declared) {
    return base::shorten(base::trim(typed.empty() ? declared : typed), 200);
  };
  const Line none;
  const Line& declared = line == nullptr ? none : *line;
  equipment::Received received{.kind = *kind,
                               .maker = either(arrival.maker, declared.maker),
                               .model = either(arrival.model, declared.model),
                               .serial = either(arrival.serial, declared.serial),
                               .asset_tag = either(arrival.asset_tag, declared.asset_tag),
                               .origin = terms_of_lot(session, lot.id).public_free_transfer
                                             ? equipment::Origin::public_free_transfer
                                             : equipment::Origin::gift,
                               .line = line == nullptr ? std::string() : line->id.text()};
  const WeighedMass weighed = mass_of(mass, declared.mass_g, *kind);
  received.mass_g = weighed.grams;
  received.mass_source = weighed.source;
  if (const auto number = number_in_stock(session, lot.organisation, received.serial))
    return refused("serial_in_stock.conflict", "serial", arrival.line,
                   {{"serial", received.serial}, {"number", *number}});
  return received;
}

}  // namespace

base::Result<std::vector<Item>> receive(storage::Session& session, const Occasion& occasion, Lot& lot,
                                        const Arrival& arrival) {
  std::optional<Line> line;
  std::int64_t quantity = arrival.quantity.value_or(1);
  if (arrival.line) {
    line = find_line(session, lot.id, *arrival.line);
    if (!line) return refused("no_such_line", "line", *arrival.line, {{"line", std::to_string(*arrival.line)}});
    TRY(taken, quantity_of(arrival, *line, items_of_line(session, line->id)));
    quantity = taken;
  } else if (quantity < 1 || quantity > most_of_a_line || (quantity > 1 && !arrival.serial.empty())) {
    return refused("bad_quantity", "quantity", std::nullopt);
  }
  TRY(received, describe(session, lot, arrival, line ? &*line : nullptr));
  begin_reception(session, lot);
  auto items = write_items(session, occasion, lot, received, quantity);
  if (lot.state == LotState::received) record_counts(session, occasion, lot, figures_of(session, lot.id));
  return items;
}

base::Result<std::vector<Item>> receive_scanned(storage::Session& session, const Occasion& occasion, Lot& lot,
                                                const std::string& scanned, const std::string& mass) {
  const auto lines = lines_with_key(session, lot.id, scanned);
  if (lines.empty()) return refused("scan_unknown_here", "scan", std::nullopt, {{"text", base::shorten(scanned, 60)}});
  std::vector<const Line*> waiting;
  for (const auto& line : lines)
    if (static_cast<std::int64_t>(items_of_line(session, line.id).size()) < line.quantity) waiting.push_back(&line);
  if (waiting.size() > 1)
    return refused("scan_several", "scan", std::nullopt,
                   {{"text", base::shorten(scanned, 60)},
                    {"lines", std::to_string(waiting.front()->line) + ", " + std::to_string(waiting[1]->line)}});
  const Line& line = waiting.empty() ? lines.front() : *waiting.front();
  return receive(session, occasion, lot, {.line = line.line, .mass = mass, .quantity = 1});
}

Bulk receive_rest(storage::Session& session, const Occasion& occasion, Lot& lot, std::int64_t after,
                  std::int64_t limit) {
  Bulk bulk;
  const auto received = received_by_line(session, lot.id);
  for (const auto& line : lines_after(session, lot.id, after, limit)) {
    bulk.next = line.line;
    const auto found = received.find(line.id.text());
    const bool waits = line.quantity > (found == received.end() ? 0 : found->second);
    if (!waits || line.answer == Answer::refused) continue;
    if (!line.usable()) {
      bulk.left.push_back(refused("unreadable_line", "line", line.line));
      continue;
    }
    if (const auto number = number_in_stock(session, lot.organisation, line.serial)) {
      bulk.left.push_back(
          refused("serial_in_stock.conflict", "serial", line.line, {{"serial", line.serial}, {"number", *number}}));
      continue;
    }
    auto items = receive(session, occasion, lot, {.line = line.line});
    if (!items.ok()) {
      bulk.left.push_back(items.refusal());
      continue;
    }
    for (auto& item : *items) bulk.items.push_back(std::move(item));
    if (static_cast<std::int64_t>(bulk.items.size()) >= limit) return bulk;
  }
  if (bulk.next && lines_after(session, lot.id, *bulk.next, 1).empty()) bulk.next.reset();
  return bulk;
}

base::Result<Lot> weigh_lot(storage::Session& session, const Occasion& occasion, Lot lot, const std::string& weight) {
  // A van's load: heavier than one thing may be, so tonnes are read here (a pallet scale goes to 10 t).
  const auto mass = base::Mass::parse(weight);
  if (!mass.ok() || mass->in_grams() == 0)
    return refused("bad_mass", "weight", std::nullopt, {{"text", base::shorten(weight, 40)}});
  if (lot.weight_g == mass->in_grams()) return lot;
  lot.weight_g = mass->in_grams();
  equipment::record_lot(session, occasion, lot.id, equipment::LotWeighed{.weight_g = mass->in_grams()});
  update_lot(session, lot);
  return lot;
}

namespace {

void tell_donor(storage::Session& session, const accounts::Keys& keys, const i18n::Translator& tr,
                const Occasion& occasion, const Lot& lot, const LotFigures& figures) {
  LotAlert alert{.missing = figures.missing_data, .state = "to_call"};
  const auto donor = find_donor(session, lot.organisation, lot.donor);
  const auto contact = donor ? open_contact(session, keys, *donor) : base::Result<Contact>(Contact{});
  if (contact.ok() && !contact->email.empty()) {
    const auto organisation =
        session.value<std::string>("SELECT name FROM organisation WHERE id = :1", lot.organisation.text());
    const i18n::Arguments arguments = {
        {"lot", lot.number}, {"n", tr.number(figures.missing_data)}, {"organisation", organisation.value_or("")}};
    std::string body = tr("collection.alert.mail_body", arguments) + "\n";
    const auto received = received_by_line(session, lot.id);
    for (const auto& line : lines_of_lot(session, lot.id)) {
      const auto found = received.find(line.id.text());
      if (line.answer == Answer::refused || line.quantity <= (found == received.end() ? 0 : found->second)) continue;
      if (line.kind && equipment::data_risk(*line.kind) == equipment::DataRisk::never) continue;
      body += "\n- " + tr("collection.alert.mail_line", {{"line", std::to_string(line.line)},
                                                         {"model", base::trim(line.maker + " " + line.model)},
                                                         {"serial", line.serial},
                                                         {"asset_tag", line.asset_tag}});
      if (body.size() > 20'000) break;
    }
    session.execute(
        "INSERT INTO mail (id, recipient, subject, body, state, attempts, next_at, error, created_at) VALUES (:1, :2, "
        ":3, :4, 'waiting', 0, :5, '', :5)",
        base::Id<struct MailTag>::create(occasion.now).text(), contact->email,
        tr("collection.alert.mail_subject", arguments), body, base::to_milliseconds(occasion.now));
    alert.state = "mailed";
  }
  write_alert(session, lot.id, alert, "", occasion.now);
}

}  // namespace

base::Result<Lot> close_reception(storage::Session& session, const accounts::Keys& keys, const i18n::Translator& tr,
                                  const Occasion& occasion, Lot lot) {
  if (lot.state == LotState::received) return lot;
  const LotFigures figures = figures_of(session, lot.id);
  lot.state = LotState::received;
  lot.received_at = occasion.now;
  update_lot(session, lot);
  record_counts(session, occasion, lot, figures);
  if (figures.missing_data > 0) tell_donor(session, keys, tr, occasion, lot, figures);
  return lot;
}

base::Outcome mark_called(storage::Session& session, const Occasion& occasion, const Lot& lot) {
  auto alert = find_alert(session, lot.id);
  if (!alert) return base::Refusal{.code = "collection.alert.unknown"};
  if (alert->state != "to_call") return base::Done{};
  alert->state = "called";
  write_alert(session, lot.id, *alert, occasion.actor, occasion.now);
  return base::Done{};
}

}  // namespace collection
