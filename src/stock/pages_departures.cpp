#include "html/table.hpp"
#include "stock/pages.hpp"

namespace stock {
namespace {

html::Icon icon_of(DepartureKind kind) {
  switch (kind) {
    case DepartureKind::gift:
      return html::Icon::hand;
    case DepartureKind::sale:
      return html::Icon::euro;
    case DepartureKind::waste:
      return html::Icon::recycle;
    case DepartureKind::give_back:
      return html::Icon::building;
    case DepartureKind::dismantling:
      return html::Icon::wrench;
  }
  return html::Icon::none;
}

std::string kind_code_of(DepartureKind kind) { return std::string(equipment::code(kind)); }

html::Html kind_select(const i18n::Translator& tr, const html::Submission& sent) {
  std::vector<html::Choice> choices;
  for (const auto kind : {ReceiverKind::person, ReceiverKind::association, ReceiverKind::social_structure})
    choices.push_back({.value = std::string(code(kind)), .text = tr("stock.receiver.kind." + std::string(code(kind)))});
  return html::field(tr, {.name = "receiver.kind",
                          .label = tr("stock.receiver.who"),
                          .type = html::FieldType::select,
                          .value = sent.value("receiver.kind", "person"),
                          .error = sent.error(tr, "receiver.kind"),
                          .choices = std::move(choices),
                          .required = true});
}

struct TextField {
  const char* name;
  bool required = false;
  std::string first = {};
};

html::Html receiver_field(const i18n::Translator& tr, const html::Submission& sent, const std::string& kind,
                          const TextField& field) {
  const std::string name = std::string("receiver.") + field.name;
  const std::string hint = "stock.receiver.hint." + kind + "." + field.name;
  return html::field(tr, {.name = name,
                          .label = tr("stock.receiver." + std::string(field.name)),
                          .value = sent.value(name, field.first),
                          .error = sent.error(tr, name),
                          .hint = tr.has(hint) ? tr(hint) : std::string(),
                          .required = field.required,
                          .autocomplete = "off",
                          .longest = 120});
}

html::Html receiver_fields(const i18n::Translator& tr, const DraftView& view) {
  const auto& sent = view.sent;
  const std::string kind = kind_code_of(view.draft.kind);
  switch (view.draft.kind) {
    case DepartureKind::gift:
      return html::field_group(
          tr("stock.receiver.title"),
          html::field_row({kind_select(tr, sent), receiver_field(tr, sent, kind, {.name = "reference"})}) +
              html::field_row({receiver_field(tr, sent, kind, {.name = "name"}),
                               receiver_field(tr, sent, kind, {.name = "phone"})}) +
              receiver_field(tr, sent, kind, {.name = "siret"}),
          tr("stock.receiver.why"));
    case DepartureKind::waste:
      return html::field_group(
          tr("stock.receiver.operator_title"),
          html::hidden_field("receiver.kind", code(ReceiverKind::waste_operator)) +
              html::field_row({receiver_field(tr, sent, kind, {.name = "name", .required = true}),
                               receiver_field(tr, sent, kind, {.name = "siret", .required = true})}) +
              receiver_field(tr, sent, kind, {.name = "reference"}));
    case DepartureKind::give_back:
      return html::field_group(
          tr("stock.receiver.owner_title"),
          html::hidden_field("receiver.kind", code(ReceiverKind::owner)) +
              html::field_row({receiver_field(tr, sent, kind, {.name = "name", .required = true, .first = view.owner}),
                               receiver_field(tr, sent, kind, {.name = "reference"})}));
    case DepartureKind::dismantling:
      return html::hidden_field("receiver.kind", code(ReceiverKind::nobody));
    case DepartureKind::sale:
      break;
  }
  return {};
}

/// Each scanned item: may it leave, what is it, take it out of the list.
html::Html scanned_list(const i18n::Translator& tr, const Draft& draft) {
  std::vector<std::vector<html::Html>> rows;
  html::Query keep = {{"kind", kind_code_of(draft.kind)}};
  for (std::size_t i = 0; i < draft.items.size(); ++i) {
    const auto& [item, missing] = draft.items[i];
    html::Query query = keep;
    for (auto& each : draft_query(draft, i)) query.push_back(std::move(each));
    const auto verdict = missing.empty() ? html::badge(html::Tone::success, tr("stock.departure.may_leave"))
                                         : html::badge(html::Tone::danger, tr("stock.departure.may_not_leave"));
    const std::string mass =
        item.mass_g ? tr.mass(base::Mass::grams(*item.mass_g)) : tr("equipment.mass_source.unknown");
    rows.push_back({html::a(html::attr("href", "/items/" + item.id.text()), item.number),
                    html::text(title_of(tr, item.kind, item.maker, item.model)), verdict, html::text(mass),
                    html::a(html::attr("href", html::address("/departures/new", query)), tr("stock.departure.remove"),
                            html::hidden_text(" " + item.number))});
  }
  return html::simple_table(tr("stock.departure.scanned"),
                            {{.title = tr("stock.item.number"), .heading = true},
                             {.title = tr("stock.item.model")},
                             {.title = tr("stock.departure.verdict")},
                             {.title = tr("stock.item.mass"), .align = html::Align::end},
                             {.title = tr("stock.departure.action")}},
                            rows);
}

html::Html mass_tiles(const i18n::Translator& tr, const std::vector<DepartureLine>& lines) {
  const auto sums = slip_sums(lines);
  std::vector<html::Stat> stats = {{.label = tr("stock.paper.mass_total"),
                                    .value = tr.mass(base::Mass::grams(sums.all.mass_g)),
                                    .note = tr("stock.paper.weighed_short", {{"weighed", tr.number(sums.all.weighed)},
                                                                             {"all", tr.number(sums.all.items)}})}};
  for (const auto& [category, sum] : sums.by_category)
    stats.push_back({.label = tr("stock.weee." + std::to_string(category)),
                     .value = tr.mass(base::Mass::grams(sum.mass_g)),
                     .note = tr.count("stock.items", sum.items)});
  return html::stat_tiles(stats);
}

}  // namespace

std::string receiver_text(const i18n::Translator& tr, const Receiver& receiver) {
  if (receiver.kind == ReceiverKind::nobody) return {};
  const std::string kind = tr("stock.receiver.kind." + std::string(code(receiver.kind)));
  if (receiver.kind == ReceiverKind::person)
    return receiver.reference.empty() ? kind : kind + " · " + receiver.reference;
  return receiver.name.empty() ? kind : receiver.name;
}

html::Html kinds_page(const i18n::Translator& tr, const std::vector<DepartureKind>& kinds) {
  std::vector<html::Html> blocks;
  for (const auto kind : kinds) {
    const std::string code = kind_code_of(kind);
    const std::string href =
        kind == DepartureKind::sale ? "/sales/new" : html::address("/departures/new", {{"kind", code}});
    blocks.push_back(html::panel(tr("stock.departure.way." + code),
                                 html::group(html::p(tr("stock.departure.way_text." + code)),
                                             html::link_button(tr("stock.departure.choose." + code), href,
                                                               html::ButtonStyle::secondary, icon_of(kind)))));
  }
  return html::columns(blocks);
}

html::Html draft_page(const i18n::Translator& tr, const std::string& csrf, const DraftView& view) {
  const auto& draft = view.draft;
  const std::string kind = kind_code_of(draft.kind);
  html::Html body = scan_form(tr, draft, "/departures/new", {{"kind", kind}});
  if (draft.items.empty())
    return body + html::empty_state(tr("stock.departure.nothing_title"), tr("stock.departure.nothing_text"), {},
                                    html::Icon::scan);
  body += html::panel(tr.count("stock.departure.count", static_cast<std::int64_t>(draft.items.size())),
                      scanned_list(tr, draft));
  for (const auto& each : draft.items) body += missing_callout(tr, each, draft.bench);
  if (draft.kind == DepartureKind::waste) {
    std::vector<DepartureLine> lines;
    for (const auto& each : draft.items) lines.push_back(line_of(each.item));
    body += mass_tiles(tr, lines);
  }
  if (!draft.ready()) return body + html::p(tr("stock.departure.together"));
  html::Query hidden = {{"id", view.id.text()}, {"kind", kind}};
  for (const auto& each : draft.items) hidden.emplace_back("items", each.item.number);
  return body + html::form({.tr = tr,
                            .action = "/departures",
                            .csrf = csrf,
                            .submit = tr("stock.departure.confirm." + kind),
                            .refusals = view.sent.refusals(),
                            .cancel = "/departures",
                            .hidden = std::move(hidden)},
                           receiver_fields(tr, view));
}

html::Html departure_page(const i18n::Translator& tr, const Departure& departure, const Receiver& receiver,
                          const std::string& zone) {
  std::vector<html::KeyValue> facts = {
      {.label = tr("stock.departure.way_heading"),
       .value = html::text(tr("stock.departure.way." + kind_code_of(departure.kind)))},
      {.label = tr("stock.departure.date"),
       .value = html::moment(tr.date_time(departure.occurred_at, zone), base::to_rfc3339(departure.occurred_at))},
      {.label = tr("stock.departure.operator"), .value = html::text(departure.operator_code)}};
  if (receiver.kind != ReceiverKind::nobody)
    facts.push_back({.label = tr("stock.receiver.who"), .value = html::text(receiver_text(tr, departure.receiver))});
  if (receiver.kind == ReceiverKind::person && departure.subject) {
    const bool opened = !receiver.name.empty() || !receiver.phone.empty();
    const std::string person = receiver.name + (receiver.phone.empty() ? "" : " · " + receiver.phone);
    facts.push_back({.label = tr("stock.receiver.name"),
                     .value = opened ? html::text(person)
                                     : html::a(html::attr("href", "/departures/" + departure.id.text() + "?person=1"),
                                               tr("stock.receiver.open"))});
  }
  if (!receiver.siret.empty())
    facts.push_back({.label = tr("stock.receiver.siret"), .value = html::text(receiver.siret)});
  std::vector<std::vector<html::Html>> rows;
  for (const auto& line : departure.lines)
    rows.push_back(
        {html::a(html::attr("href", "/items/" + line.item.text()), line.number),
         html::text(title_of(tr, line.kind, line.maker, line.model)), html::text(line.category),
         html::text(line.mass_g ? tr.mass(base::Mass::grams(*line.mass_g)) : tr("equipment.mass_source.unknown")),
         html::text(tr("stock.weee_short", {{"n", std::to_string(line.weee_category)}}))});
  html::Html body = html::key_values(facts);
  if (departure.kind == DepartureKind::waste) body += mass_tiles(tr, departure.lines);
  return body + html::panel(tr.count("stock.departure.count", static_cast<std::int64_t>(departure.lines.size())),
                            html::simple_table(tr("stock.departure.items"),
                                               {{.title = tr("stock.item.number"), .heading = true},
                                                {.title = tr("stock.item.model")},
                                                {.title = tr("stock.item.category")},
                                                {.title = tr("stock.item.mass"), .align = html::Align::end},
                                                {.title = tr("stock.paper.weee")}},
                                               rows));
}

}  // namespace stock
