#include "equipment/pages.hpp"

#include "base/text.hpp"

#include <algorithm>

#include "html/table.hpp"

namespace equipment {
namespace {

std::string size_text(const i18n::Translator& tr, const Medium& medium) {
  // Drives are sold in powers of ten: 512 Go, not 476 Gio.
  if (medium.size_bytes == 0) return {};
  return tr("equipment.gigabytes", {{"n", tr.number((medium.size_bytes + 500'000'000) / 1'000'000'000)}});
}

bool has(const std::vector<std::string>& words, std::string_view wanted) {
  return std::find(words.begin(), words.end(), wanted) != words.end();
}

/// The facts of an event, one text per line; what a line of history needs and no more.
class Details {
 public:
  explicit Details(const i18n::Translator& tr) : tr_(tr) {}

  void operator()(const Received& body) {
    add(tr_("equipment.kind." + std::string(code(body.kind))) + " " + body.maker + " " + body.model);
    if (body.mass_g) mass(*body.mass_g, body.mass_source);
  }
  void operator()(const Weighed& body) { mass(body.mass_g, MassSource::weighed); }
  void operator()(const Identified& body) {
    add(body.maker + " " + body.model);
    add(body.cpu);
    if (body.ram_gb) add(tr_("equipment.detail.ram", {{"n", tr_.number(*body.ram_gb)}}));
    for (const auto& disk : body.disks)
      add(disk.kind + " " + size_text(tr_, Medium{.size_bytes = disk.size_bytes}) + " " + disk.model + " " +
          disk.serial);
  }
  void operator()(const Described& body) {
    if (body.kind) add(tr_("equipment.kind." + std::string(code(*body.kind))));
    for (const auto* text : {&body.maker, &body.model, &body.serial, &body.asset_tag})
      if (*text) add(**text);
  }
  void operator()(const LockFound& body) { add(tr_("equipment.lock." + body.lock)); }
  void operator()(const LockReleased& body) { add(tr_("equipment.lock." + body.lock)); }
  void operator()(const Triaged& body) {
    add(tr_("equipment.decision." + std::string(code(body.decision))));
    if (!body.reason.empty()) add(tr_("equipment.reason." + body.reason));
  }
  void operator()(const WorkOpened& body) { add(tr_("equipment.decision." + body.purpose)); }
  void operator()(const WorkClosed&) {}
  void operator()(const Tested& body) {
    for (const auto& [test, outcome] : body.results)
      add(tr_("equipment.detail.pair", {{"name", tr_("equipment.test." + test)},
                                        {"value", tr_("equipment.outcome." + std::string(code(outcome)))}}));
  }
  void operator()(const MediumJudged& body) {
    const bool low = has(body.exceptions, "level_too_low");
    add(tr_(low ? "equipment.medium.level_too_low" : "equipment.verdict." + std::string(code(body.verdict))));
    add(tr_("equipment.detail.levels", {{"required", tr_("equipment.level." + std::string(code(body.required)))},
                                        {"achieved", tr_("equipment.level." + std::string(code(body.achieved)))}}));
    add(tr_("equipment.rank." + std::string(code(body.rank))));
    add(body.operator_code + (body.second_code.empty() ? "" : " + " + body.second_code));
  }
  void operator()(const NoMedia& body) { add(tr_("equipment.detail.second", {{"code", body.second_code}})); }
  void operator()(const Graded& body) {
    add(tr_("equipment.detail.grade",
            {{"category", body.category}, {"points", tr_.number(body.points)}, {"scheme", body.scheme}}));
    if (!body.cosmetic.empty()) add(tr_("equipment.detail.cosmetic", {{"grade", body.cosmetic}}));
    if (body.cpumark) add(tr_("equipment.detail.cpumark", {{"n", tr_.number(*body.cpumark)}}));
  }
  void operator()(const Stored& body) { add(body.location); }
  void operator()(const Departed& body) {
    add(tr_("equipment.departure." + std::string(code(body.kind))));
    if (body.price_cents != 0) add(tr_.money(base::Money::cents(body.price_cents)));
  }
  void operator()(const Missing&) {}
  void operator()(const Corrected&) {}
  void operator()(const LotDeclared&) {}
  void operator()(const LotWeighed&) {}
  void operator()(const LotReceived&) {}
  void operator()(const AgreementSigned&) {}
  void operator()(const LogRestored&) {}

  html::Html take(const std::string& note) {
    html::Html all = text_.empty() ? html::Html() : html::p(text_);
    if (!note.empty()) all += html::p(html::em(note));
    return all;
  }

 private:
  void add(std::string_view text) {
    const auto from = text.find_first_not_of(' ');
    if (from == std::string_view::npos) return;
    text_ += (text_.empty() ? "" : " · ") + std::string(text.substr(from, text.find_last_not_of(' ') - from + 1));
  }
  void mass(std::int64_t grams, MassSource source) {
    add(tr_("equipment.detail.mass", {{"mass", tr_.mass(base::Mass::grams(grams))},
                                      {"source", tr_("equipment.mass_source." + std::string(code(source)))}}));
  }

  const i18n::Translator& tr_;
  std::string text_;
};

html::Tone tone_of_event(const Body& body) {
  if (const auto* judged = std::get_if<MediumJudged>(&body)) {
    const bool proven = judged->verdict == Verdict::erased || judged->verdict == Verdict::destroyed;
    return proven ? html::Tone::success : html::Tone::warning;
  }
  if (std::holds_alternative<LockFound>(body) || std::holds_alternative<Missing>(body)) return html::Tone::warning;
  if (std::holds_alternative<Departed>(body) || std::holds_alternative<WorkClosed>(body)) return html::Tone::success;
  return html::Tone::neutral;
}

}  // namespace

html::Tone tone_of(Status status) {
  switch (status) {
    case Status::received:
    case Status::in_work:
      return html::Tone::information;
    case Status::ready:
    case Status::reserved:
    case Status::in_delivery:
    case Status::given:
    case Status::sold:
    case Status::dismantled:
      return html::Tone::success;
    case Status::for_parts:
    case Status::for_waste:
    case Status::after_sales:
      return html::Tone::warning;
    case Status::missing:
      return html::Tone::danger;
    case Status::wasted:
    case Status::returned:
      return html::Tone::neutral;
  }
  return html::Tone::neutral;
}

html::Html status_badge(const i18n::Translator& tr, Status status) {
  return html::badge(tone_of(status), tr("equipment.status." + std::string(code(status))));
}

html::Html verdict_badge(const i18n::Translator& tr, const Medium& medium) {
  if (!medium.verdict) return html::badge(html::Tone::warning, tr("equipment.medium.unproven"));
  if (has(medium.exceptions, "level_too_low"))
    return html::badge(html::Tone::danger, tr("equipment.medium.level_too_low"));
  const std::string text = tr("equipment.verdict." + std::string(code(*medium.verdict)));
  switch (*medium.verdict) {
    case Verdict::erased:
    case Verdict::destroyed:
      return html::badge(html::Tone::success, text);
    case Verdict::erased_with_exceptions:
      return html::badge(html::Tone::warning, text);
    case Verdict::failed:
    case Verdict::interrupted:
      return html::badge(html::Tone::danger, text);
  }
  return {};
}

html::Html media_table(const i18n::Translator& tr, const Item& item) {
  if (item.media.empty()) {
    if (item.proven_without_media) return html::badge(html::Tone::success, tr("equipment.medium.proven_without"));
    if (data_risk(item.kind) == DataRisk::never) return html::p(tr("equipment.medium.never"));
    return html::p(tr(item.inventoried ? "equipment.medium.none_seen" : "equipment.medium.not_listed"));
  }
  std::vector<std::vector<html::Html>> rows;
  for (const auto& medium : item.media)
    rows.push_back({html::text(medium.kind == "UNKNOWN" ? tr("equipment.medium.unknown_kind") : medium.kind),
                    html::text(size_text(tr, medium)), html::text(medium.model), html::code(medium.serial),
                    verdict_badge(tr, medium),
                    html::text(medium.verdict ? tr("equipment.rank." + std::string(code(medium.rank))) : "")});
  return html::simple_table(tr("equipment.item.media"),
                            {{.title = tr("equipment.medium.kind")},
                             {.title = tr("equipment.medium.size"), .align = html::Align::end},
                             {.title = tr("equipment.field.model"), .heading = true},
                             {.title = tr("equipment.field.serial")},
                             {.title = tr("equipment.medium.verdict")},
                             {.title = tr("equipment.medium.rank")}},
                            rows);
}

std::string kind_name(const i18n::Translator& tr, Kind kind) { return tr("equipment.kind." + std::string(code(kind))); }

std::string item_name(const i18n::Translator& tr, const Item& item) {
  // Some machines repeat their maker in their model: « HP EliteBook 840 G5 ».
  const bool repeated = !item.maker.empty() && base::starts_with_folded(item.model, item.maker);
  const std::string name =
      repeated ? item.model : item.maker + (item.maker.empty() || item.model.empty() ? "" : " ") + item.model;
  return name.empty() ? kind_name(tr, item.kind) : name;
}

html::Html event_details(const i18n::Translator& tr, const Event& event) {
  Details details(tr);
  std::visit(details, event.body);
  return details.take(event.note);
}

html::Html history_timeline(const i18n::Translator& tr, const std::vector<Event>& history, const std::string& zone) {
  std::set<EventId> corrected;
  for (const auto& event : history)
    if (const auto* correction = std::get_if<Corrected>(&event.body)) corrected.insert(correction->event);
  std::vector<html::TimelineEvent> shown;
  for (auto event = history.rbegin(); event != history.rend(); ++event) {
    std::string title = tr("equipment.event." + std::string(kind_code(event->body)));
    const bool out = corrected.contains(event->id);
    if (out) title = tr("equipment.history.corrected", {{"title", title}});
    shown.push_back({.title = std::move(title),
                     .when = tr.short_date_time(event->occurred_at, zone),
                     .rfc3339 = base::to_rfc3339(event->occurred_at),
                     .who = event->actor,
                     .details = event_details(tr, *event),
                     .tone = out ? html::Tone::neutral : tone_of_event(event->body)});
  }
  return html::timeline(shown);
}

}  // namespace equipment
