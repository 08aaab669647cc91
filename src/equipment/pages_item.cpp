#include "equipment/pages_item.hpp"

#include <algorithm>
#include <array>

#include "html/table.hpp"

namespace equipment {
namespace {

constexpr std::array<const char*, 6> lock_codes = {"firmware_password", "mdm",      "autopilot",
                                                   "apple_activation",  "absolute", "frp"};

html::Html text_or_nothing(const std::string& text) { return text.empty() ? html::Html() : html::text(text); }

html::Html mass_of(const i18n::Translator& tr, const Item& item) {
  if (!item.mass_g) return {};
  return html::text(
      tr("equipment.detail.mass", {{"mass", tr.mass(base::Mass::grams(*item.mass_g))},
                                   {"source", tr("equipment.mass_source." + std::string(code(item.mass_source)))}}));
}

html::Html serials_of(const i18n::Translator& tr, const Item& item) {
  std::vector<html::Html> lines;
  const auto add = [&](const char* key, const std::string& serial) {
    if (!serial.empty()) lines.push_back(html::div(html::code(serial), " ", html::small(tr(key))));
  };
  add("equipment.serial.label", item.serial);
  add("equipment.serial.system", item.serial_system);
  add("equipment.serial.chassis", item.serial_chassis);
  add("equipment.serial.board", item.serial_board);
  return html::group(lines);
}

/// Both numbers are kept; a person looks at the label when they differ (domain.md §3.4).
html::Html serial_warning(const i18n::Translator& tr, const Item& item) {
  const bool label_differs = !item.serial.empty() && !(item.serial_system.empty() && item.serial_chassis.empty()) &&
                             item.serial != item.serial_system && item.serial != item.serial_chassis;
  if (!label_differs) return {};
  return html::callout({.tone = html::Tone::warning,
                        .title = tr("equipment.item.serials_differ"),
                        .text = tr("equipment.item.serials_differ_text")});
}

html::Html identity(const i18n::Translator& tr, const ItemPage& page) {
  const Item& item = page.item;
  const auto number = [&](const std::optional<std::int64_t>& value, const char* key) {
    return value ? html::text(tr(key, {{"n", tr.number(*value)}})) : html::Html();
  };
  const auto tenths = [&](const std::optional<std::int64_t>& value, const char* key) {
    return value ? html::text(tr(key, {{"n", tr.decimal(*value * 100, 1)}})) : html::Html();
  };
  std::vector<html::KeyValue> pairs = {
      {.label = tr("equipment.field.kind"), .value = html::text(kind_name(tr, item.kind))},
      {.label = tr("equipment.field.maker"), .value = text_or_nothing(item.maker)},
      {.label = tr("equipment.field.model"), .value = text_or_nothing(item.model)},
      {.label = tr("equipment.field.serial"), .value = serials_of(tr, item)},
      {.label = tr("equipment.field.asset_tag"), .value = text_or_nothing(item.asset_tag)},
      {.label = tr("equipment.field.mass"), .value = mass_of(tr, item)},
      {.label = tr("equipment.field.origin"),
       .value = html::text(tr("equipment.origin." + std::string(code(item.origin))))}};
  if (item.lot && page.reads_lots)
    pairs.push_back({.label = tr("equipment.field.lot"),
                     .value = html::a(html::attr("href", "/lots/" + item.lot->text()), tr("equipment.item.see_lot"))});
  if (item.inventoried || !item.cpu.empty()) {
    pairs.push_back({.label = tr("equipment.field.cpu"), .value = text_or_nothing(item.cpu)});
    pairs.push_back({.label = tr("equipment.field.ram"), .value = number(item.ram_gb, "equipment.detail.ram")});
    pairs.push_back(
        {.label = tr("equipment.field.screen"), .value = tenths(item.screen_tenths, "equipment.detail.inches")});
    pairs.push_back(
        {.label = tr("equipment.field.battery"), .value = tenths(item.battery_tenths, "equipment.detail.percent")});
  }
  for (const auto& fact : page.outlook.facts) {
    auto arguments = fact.words;
    for (const auto& [name, value] : fact.numbers) arguments[name] = tr.number(value);
    pairs.push_back({.label = tr(fact.label), .value = html::text(tr(fact.text, arguments))});
  }
  return html::panel(tr("equipment.item.what"), html::key_values(pairs));
}

html::Html tests_of(const i18n::Translator& tr, const Item& item) {
  if (item.tests.empty()) return html::p(tr("equipment.item.no_tests"));
  std::vector<std::vector<html::Html>> rows;
  for (const auto& [test, outcome] : item.tests) {
    const auto tone = outcome == TestOutcome::pass   ? html::Tone::success
                      : outcome == TestOutcome::fail ? html::Tone::danger
                                                     : html::Tone::neutral;
    rows.push_back({html::text(tr("equipment.test." + test)),
                    html::badge(tone, tr("equipment.outcome." + std::string(code(outcome))))});
  }
  return html::simple_table(
      tr("equipment.item.tests"),
      {{.title = tr("equipment.item.test"), .heading = true}, {.title = tr("equipment.item.outcome")}}, rows);
}

html::Html grade_of(const i18n::Translator& tr, const ItemPage& page) {
  const Item& item = page.item;
  if (item.category.empty()) return html::p(tr("equipment.item.no_grade"));
  html::Html reasons;
  for (auto event = page.history.rbegin(); event != page.history.rend(); ++event)
    if (std::holds_alternative<Graded>(event->body)) {
      if (!event->note.empty()) reasons = html::p(event->note);
      break;
    }
  return html::big_badge(html::Tone::information, item.category, html::Icon::tag) +
         html::p(tr("equipment.detail.grade",
                    {{"category", item.category}, {"points", tr.number(item.points)}, {"scheme", item.scheme}})) +
         (item.cosmetic.empty() ? html::Html() : html::p(tr("equipment.detail.cosmetic", {{"grade", item.cosmetic}}))) +
         reasons;
}

html::Html weigh_form(const i18n::Translator& tr, const ItemPage& page) {
  return html::form({.tr = tr,
                     .action = "/items/" + page.item.id.text() + "/weigh",
                     .csrf = page.csrf,
                     .submit = tr("equipment.weigh.submit"),
                     .style = html::ButtonStyle::secondary},
                    html::field(tr, {.name = "mass",
                                     .label = tr("equipment.weigh.mass"),
                                     .value = page.sent.value("mass"),
                                     .error = page.sent.error(tr, "mass"),
                                     .required = true,
                                     .inputmode = "decimal",
                                     .unit = "kg"}));
}

html::Html describe_form(const i18n::Translator& tr, const ItemPage& page) {
  const Item& item = page.item;
  std::vector<html::Choice> kinds;
  for (const Kind kind : all_kinds) kinds.push_back({.value = std::string(code(kind)), .text = kind_name(tr, kind)});
  const auto text = [&](const char* name, const char* key, const std::string& value) {
    return html::field(tr, {.name = name,
                            .label = tr(key),
                            .value = page.sent.value(name, value),
                            .error = page.sent.error(tr, name),
                            .longest = 120});
  };
  return html::form({.tr = tr,
                     .action = "/items/" + item.id.text() + "/describe",
                     .csrf = page.csrf,
                     .submit = tr("equipment.describe.submit"),
                     .style = html::ButtonStyle::secondary},
                    html::field(tr, {.name = "kind",
                                     .label = tr("equipment.field.kind"),
                                     .type = html::FieldType::select,
                                     .value = page.sent.value("kind", code(item.kind)),
                                     .error = page.sent.error(tr, "kind"),
                                     .choices = kinds,
                                     .required = true}) +
                        html::field_row({text("maker", "equipment.field.maker", item.maker),
                                         text("model", "equipment.field.model", item.model)}) +
                        html::field_row({text("serial", "equipment.field.serial", item.serial),
                                         text("asset_tag", "equipment.field.asset_tag", item.asset_tag)}));
}

html::Html locks_form(const i18n::Translator& tr, const ItemPage& page) {
  html::Html fields;
  for (const char* each : lock_codes)
    fields += html::field(tr, {.name = "locks." + std::string(each),
                               .label = tr("equipment.lock." + std::string(each)),
                               .type = html::FieldType::checkbox,
                               .value = page.item.locks.contains(each) ? "1" : ""});
  return html::form({.tr = tr,
                     .action = "/items/" + page.item.id.text() + "/locks",
                     .csrf = page.csrf,
                     .submit = tr("equipment.locks.submit"),
                     .style = html::ButtonStyle::secondary},
                    html::field_group(tr("equipment.locks.legend"), fields, tr("equipment.locks.hint")));
}

html::Html correct_form(const i18n::Translator& tr, const ItemPage& page) {
  std::vector<html::Choice> events;
  for (auto event = page.history.rbegin(); event != page.history.rend(); ++event) {
    if (std::holds_alternative<Received>(event->body) || std::holds_alternative<Corrected>(event->body)) continue;
    events.push_back({.value = event->id.text(),
                      .text = tr.short_date_time(event->occurred_at, page.zone) + " · " +
                              tr("equipment.event." + std::string(kind_code(event->body)))});
  }
  if (events.empty()) return html::p(tr("equipment.correct.nothing"));
  return html::form({.tr = tr,
                     .action = "/items/" + page.item.id.text() + "/correct",
                     .csrf = page.csrf,
                     .submit = tr("equipment.correct.submit"),
                     .style = html::ButtonStyle::danger},
                    html::field(tr, {.name = "event",
                                     .label = tr("equipment.correct.event"),
                                     .type = html::FieldType::select,
                                     .value = page.sent.value("event"),
                                     .error = page.sent.error(tr, "event"),
                                     .choices = events,
                                     .required = true}) +
                        html::field(tr, {.name = "reason",
                                         .label = tr("equipment.correct.reason"),
                                         .value = page.sent.value("reason"),
                                         .error = page.sent.error(tr, "reason"),
                                         .required = true,
                                         .longest = 300}));
}

html::Html folded(const std::string& title, const html::Html& content, bool open) {
  return html::details(html::flag("open", open), html::summary(title), content);
}

html::Html what_is_missing(const i18n::Translator& tr, const ItemPage& page) {
  if (!in_stock(page.item.status)) return {};
  if (page.outlook.missing.empty())
    return html::callout({.tone = html::Tone::success, .title = tr("equipment.item.may_depart")});
  html::Callout missing{.tone = html::Tone::warning, .title = tr("equipment.item.missing")};
  for (const auto& refusal : page.outlook.missing) missing.items.push_back({.text = i18n::refusal_text(tr, refusal)});
  return html::callout(missing);
}

html::Html small_forms(const i18n::Translator& tr, const ItemPage& page) {
  if (!page.bench) return {};
  const auto refused = [&](const char* field) { return !page.sent.error(tr, field).empty(); };
  html::Html all = html::error_summary(tr, page.sent.refusals());
  if (in_stock(page.item.status)) {
    all += folded(tr("equipment.weigh.title"), weigh_form(tr, page), refused("mass"));
    all += folded(tr("equipment.locks.title"), locks_form(tr, page), refused("locks"));
  }
  all += folded(tr("equipment.describe.title"), describe_form(tr, page), refused("kind") || refused("serial"));
  if (page.supervisor)
    all += folded(tr("equipment.correct.title"), correct_form(tr, page), refused("event") || refused("reason"));
  return html::panel(tr("equipment.item.put_right"), all);
}

html::Html where(const i18n::Translator& tr, const ItemPage& page) {
  html::Html all =
      html::big_badge(tone_of(page.item.status), tr("equipment.status." + std::string(code(page.item.status))));
  if (!page.item.location.empty()) all += html::big_badge(html::Tone::neutral, page.item.location, html::Icon::shelf);
  for (const auto& lock : page.item.locks)
    all += html::badge(html::Tone::danger, tr("equipment.lock." + lock), html::Icon::lock);
  std::vector<html::Html> buttons;
  for (const auto& link : page.outlook.links)
    buttons.push_back(html::link_button(tr(link.text), link.href, html::ButtonStyle::secondary, link.icon));
  if (!page.label.empty())
    buttons.push_back(
        html::link_button(tr("equipment.item.label"), page.label, html::ButtonStyle::quiet, html::Icon::print));
  return html::p(all) + (buttons.empty() ? html::Html() : html::actions(buttons));
}

}  // namespace

html::Html item_body(const i18n::Translator& tr, const ItemPage& page) {
  const auto media = html::panel(tr("equipment.item.media"), media_table(tr, page.item));
  const auto work = html::columns({html::panel(tr("equipment.item.tests"), tests_of(tr, page.item)),
                                   html::panel(tr("equipment.field.category"), grade_of(tr, page))});
  return where(tr, page) + what_is_missing(tr, page) + serial_warning(tr, page.item) + identity(tr, page) + media +
         work + small_forms(tr, page) +
         html::panel(tr("equipment.item.history"), history_timeline(tr, page.history, page.zone));
}

bool erasure_proven(const Item& item) {
  if (item.media.empty()) return item.proven_without_media || data_risk(item.kind) == DataRisk::never;
  return std::all_of(item.media.begin(), item.media.end(), [](const Medium& medium) {
    return medium.verdict == Verdict::erased || medium.verdict == Verdict::destroyed;
  });
}

html::Html public_body(const i18n::Translator& tr, const Item& item) {
  const bool proven = erasure_proven(item);
  return html::key_values(
             {{.label = tr("equipment.field.number"), .value = html::strong(item.number)},
              {.label = tr("equipment.field.kind"), .value = html::text(kind_name(tr, item.kind))},
              {.label = tr("equipment.field.model"),
               .value = text_or_nothing(item.maker + (item.maker.empty() ? "" : " ") + item.model)},
              {.label = tr("equipment.public.erasure"),
               .value = html::badge(proven ? html::Tone::success : html::Tone::warning,
                                    tr(proven ? "equipment.public.proven" : "equipment.public.not_proven"))}}) +
         html::p(tr("equipment.public.explanation"));
}

}  // namespace equipment
