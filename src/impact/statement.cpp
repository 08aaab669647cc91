#include "impact/statement.hpp"

#include <algorithm>
#include <set>

namespace impact {
namespace {

using equipment::Event;
using equipment::EventId;
using equipment::ItemId;
using equipment::Level;
using equipment::LotId;
using equipment::MassSource;
using equipment::Verdict;

base::Refusal finding(std::string code, std::string what) {
  return {.code = std::move(code), .arguments = {{"what", std::move(what)}}};
}

bool proven(const equipment::Medium& medium) {
  if (!medium.verdict) return false;
  switch (*medium.verdict) {
    case Verdict::erased:
    case Verdict::erased_with_exceptions:
    case Verdict::destroyed:
      return true;
    case Verdict::failed:
    case Verdict::interrupted:
      return false;
  }
  return false;
}

bool possible_mass(std::int64_t grams) { return grams >= 0 && grams <= heaviest_g; }

/// What the sums and the fold can bear.
bool bearable(const Event& event) {
  if (const auto* received = std::get_if<equipment::Received>(&event.body))
    return possible_mass(received->mass_g.value_or(0));
  if (const auto* weighed = std::get_if<equipment::Weighed>(&event.body)) return possible_mass(weighed->mass_g);
  if (const auto* weighed = std::get_if<equipment::LotWeighed>(&event.body)) return possible_mass(weighed->weight_g);
  if (const auto* seen = std::get_if<equipment::Identified>(&event.body)) return seen->disks.size() <= most_media;
  return true;
}

std::set<EventId> taken_out(const std::vector<Event>& history) {
  std::set<EventId> events;
  for (const auto& event : history)
    if (const auto* correction = std::get_if<equipment::Corrected>(&event.body)) events.insert(correction->event);
  return events;
}

/// What the folded item does not keep: who judged each medium, when, against which level.
void add_proofs(StatementItem& line, const std::vector<Event>& history) {
  const auto out = taken_out(history);
  std::map<equipment::MediumId, const Event*> judged;
  const Event* no_media = nullptr;
  for (const auto& event : history) {
    if (out.contains(event.id)) continue;
    if (const auto* body = std::get_if<equipment::MediumJudged>(&event.body)) judged[body->medium] = &event;
    if (std::holds_alternative<equipment::NoMedia>(event.body)) no_media = &event;
  }
  for (const auto& medium : line.item.media) {
    StatementMedium shown{.medium = medium};
    if (const auto found = judged.find(medium.id); medium.verdict && found != judged.end()) {
      const auto& body = std::get<equipment::MediumJudged>(found->second->body);
      shown.required = body.required;
      shown.judged_at = found->second->occurred_at;
      shown.operator_code = body.operator_code.empty() ? found->second->actor : body.operator_code;
      shown.second_code = body.second_code;
    }
    line.media.push_back(std::move(shown));
  }
  if (line.item.proven_without_media && no_media != nullptr) {
    line.no_media_at = no_media->occurred_at;
    line.no_media_operator = no_media->actor;
    line.no_media_second = std::get<equipment::NoMedia>(no_media->body).second_code;
  }
}

std::optional<base::Instant> last_proof(const StatementItem& line) {
  if (line.media.empty()) return line.no_media_at;
  std::optional<base::Instant> last;
  for (const auto& medium : line.media) {
    if (!proven(medium.medium) || !medium.judged_at) return std::nullopt;
    if (!last || *medium.judged_at > *last) last = medium.judged_at;
  }
  return last;
}

std::optional<std::int64_t> days_between(base::Instant from, base::Instant to, std::string_view zone) {
  const auto first = base::day_in_zone(from, zone);
  const auto last = base::day_in_zone(to, zone);
  if (!first.ok() || !last.ok()) return std::nullopt;
  return (std::chrono::sys_days(*last) - std::chrono::sys_days(*first)).count();
}

void count_mass(Balance& balance, const StatementItem& line) {
  const std::int64_t grams = line.item.mass_g.value_or(0);
  ++balance.items;
  balance.received_g += grams;
  balance.by_outcome_g[line.outcome] += grams;
  if (!line.item.mass_g) {
    ++balance.items_without_mass;
    return;
  }
  switch (line.item.mass_source) {
    case MassSource::weighed:
      balance.weighed_g += grams;
      ++balance.weighed_items;
      break;
    case MassSource::declared:
      balance.declared_g += grams;
      break;
    case MassSource::by_default:
      balance.by_default_g += grams;
      break;
    case MassSource::unknown:
      break;
  }
}

void add(FamilyCount& count, equipment::Family family) {
  ++(family == equipment::Family::device ? count.devices : count.accessories);
}

void count_delay(Delay& delay, const StatementItem& line, const std::optional<Promise>& promise) {
  if (line.days_to_proof) {
    delay.longest_days = std::max(delay.longest_days, *line.days_to_proof);
    ++(!promise ? delay.without_promise : *line.days_to_proof <= promise->days_to_erasure ? delay.on_time : delay.late);
    return;
  }
  if (line.media.empty() && equipment::data_risk(line.item.kind) != equipment::DataRisk::always) return;
  ++(line.outcome == Outcome::stock ? delay.waiting : delay.unproven);
}

void count_line(Counts& counts, const StatementItem& line, const std::optional<Promise>& promise) {
  const auto family = equipment::family(line.item.kind);
  add(counts.collected, family);
  add(counts.by_outcome[line.outcome], family);
  if (line.outcome == Outcome::reuse) add(counts.put_back, family);
  if (line.item.proven_without_media) ++counts.without_media;
  for (const auto& [medium, required, judged_at, operator_code, second_code] : line.media) {
    ++counts.media;
    for (const auto& exception : medium.exceptions) ++counts.exceptions[exception];
    if (!proven(medium)) {
      ++counts.media_without_proof;
      continue;
    }
    ++counts.erasures[{.verdict = *medium.verdict, .level = medium.achieved, .rank = medium.rank}];
    const auto level = promise ? promise->level : required.value_or(Level::none);
    if (medium.achieved < level) ++counts.media_below_promise;
  }
  count_delay(counts.delay, line, promise);
}

/// Sorts the entries by what they are about and says which have no place here.
class Recomputation {
 public:
  explicit Recomputation(Heading heading) { result_.statement.heading = std::move(heading); }

  Recomputed run(std::vector<Event> events) {
    open_lots();
    for (auto& event : events) take(std::move(event));
    for (const ItemId& id : order_) add_item(histories_.at(id));
    finish_lots();
    return std::move(result_);
  }

 private:
  void open_lots() {
    auto& statement = result_.statement;
    for (const auto& heading : statement.heading.lots) {
      if (!lots_.emplace(heading.id, statement.lots.size()).second) {
        result_.findings.push_back(finding("impact.statement.lot_twice", heading.number));
        continue;
      }
      statement.lots.push_back({.heading = heading});
    }
  }

  void take(Event event) {
    if (!seen_.insert(event.id).second) return report("impact.statement.entry_twice", event.id.text());
    if (organisation_.empty()) organisation_ = event.organisation;
    const bool ours =
        event.organisation == organisation_ && result_.statement.heading.origin.ends_with("/" + organisation_.text());
    if (!ours || !bearable(event))
      return report(ours ? "impact.statement.entry_impossible" : "impact.statement.entry_foreign", event.id.text());
    if (!event.item) return take_lot(event);
    auto [history, begins] = histories_.try_emplace(*event.item);
    if (begins) order_.push_back(*event.item);
    history->second.push_back(std::move(event));
  }

  void take_lot(const Event& event) {
    if (const auto* agreement = std::get_if<equipment::AgreementSigned>(&event.body))
      return take_agreement(*agreement, event.id);
    const auto found = event.lot ? lots_.find(*event.lot) : lots_.end();
    if (found == lots_.end()) return report("impact.statement.entry_foreign", event.id.text());
    auto& lot = result_.statement.lots[found->second];
    if (const auto* declared = std::get_if<equipment::LotDeclared>(&event.body)) {
      lot.heading.number = declared->number;
    } else if (const auto* weighed = std::get_if<equipment::LotWeighed>(&event.body)) {
      lot.weight_g = weighed->weight_g;
    } else if (const auto* received = std::get_if<equipment::LotReceived>(&event.body)) {
      lot.reception = *received;
    } else {
      report("impact.statement.entry_foreign", event.id.text());
    }
  }

  void take_agreement(const equipment::AgreementSigned& body, const EventId& event) {
    bool used = false;
    for (auto& lot : result_.statement.lots) {
      if (!lot.heading.promise || lot.heading.promise->agreement != body.agreement) continue;
      lot.heading.promise->number = body.number;
      lot.heading.promise->level = body.level;
      used = true;
    }
    if (!used) report("impact.statement.entry_foreign", event.text());
  }

  void add_item(const std::vector<Event>& history) {
    const auto begins = [](const Event& event) { return std::holds_alternative<equipment::Received>(event.body); };
    const std::string id = history.front().item->text();
    if (!begins(history.front()) || std::count_if(history.begin(), history.end(), begins) != 1)
      return report("impact.statement.history_broken", id);
    const auto found = history.front().lot ? lots_.find(*history.front().lot) : lots_.end();
    if (found == lots_.end()) return report("impact.statement.item_foreign", id);
    std::size_t disks = 0;
    for (const auto& event : history)
      if (const auto* seen = std::get_if<equipment::Identified>(&event.body)) disks += seen->disks.size();
    auto item = disks > 16 * most_media ? std::nullopt : equipment::fold(history);
    if (!item || item->media.size() > most_media) return report("impact.statement.history_broken", id);
    StatementItem line{.item = std::move(*item)};
    line.outcome = outcome_of(line.item.status);
    add_proofs(line, history);
    add_line(std::move(line), result_.statement.lots[found->second]);
  }

  void add_line(StatementItem line, StatementLot& lot) {
    auto& statement = result_.statement;
    const auto& zone = statement.heading.zone;
    const auto day = base::day_in_zone(line.item.received_at, zone);
    if (statement.heading.year && (!day.ok() || static_cast<int>(day->year()) != *statement.heading.year))
      return report("impact.statement.other_year", line.item.number);
    if (const auto last = last_proof(line)) line.days_to_proof = days_between(line.item.received_at, *last, zone);
    count_mass(statement.balance, line);
    count_line(statement.counts, line, lot.heading.promise);
    ++lot.items;
    lot.items_g += line.item.mass_g.value_or(0);
    statement.items.push_back(std::move(line));
  }

  void finish_lots() {
    auto& statement = result_.statement;
    for (std::size_t i = 0; i < statement.lots.size(); ++i) {
      auto& lot = statement.lots[i];
      if (lot.weight_g && !lot.heading.partial) {
        lot.packaging_g = *lot.weight_g - lot.items_g;
        statement.balance.packaging_g = statement.balance.packaging_g.value_or(0) + *lot.packaging_g;
      }
    }
    statement.heading.lots.clear();
    for (const auto& lot : statement.lots) statement.heading.lots.push_back(lot.heading);
  }

  void report(std::string code, std::string what) {
    result_.findings.push_back(finding(std::move(code), std::move(what)));
  }

  Recomputed result_ = {};
  std::map<LotId, std::size_t> lots_ = {};
  std::map<ItemId, std::vector<Event>> histories_ = {};
  std::vector<ItemId> order_ = {};
  std::set<EventId> seen_ = {};
  equipment::OrganisationId organisation_ = {};
};

}  // namespace

std::string_view code(Outcome outcome) {
  switch (outcome) {
    case Outcome::reuse:
      return "reuse";
    case Outcome::parts:
      return "parts";
    case Outcome::waste:
      return "waste";
    case Outcome::returned:
      return "returned";
    case Outcome::missing:
      return "missing";
    case Outcome::stock:
      return "stock";
  }
  return {};
}

Outcome outcome_of(equipment::Status status) {
  using equipment::Status;
  switch (status) {
    case Status::given:
    case Status::sold:
    case Status::after_sales:
      return Outcome::reuse;
    case Status::dismantled:
      return Outcome::parts;
    case Status::wasted:
      return Outcome::waste;
    case Status::returned:
      return Outcome::returned;
    case Status::missing:
      return Outcome::missing;
    case Status::received:
    case Status::in_work:
    case Status::ready:
    case Status::reserved:
    case Status::in_delivery:
    case Status::for_parts:
    case Status::for_waste:
      return Outcome::stock;
  }
  return Outcome::stock;
}

std::string statement_id(const Heading& heading) {
  const std::string subject = heading.year ? heading.donor_id + "/" + std::to_string(*heading.year)
                                           : (heading.lots.empty() ? std::string() : heading.lots.front().number);
  return subject + "@" + std::to_string(heading.log_size);
}

Recomputed recompute(Heading heading, std::vector<Event> events) {
  return Recomputation(std::move(heading)).run(std::move(events));
}

}  // namespace impact
