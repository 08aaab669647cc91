#include "base/text.hpp"
#include "collection/pages_donation.hpp"
#include "collection/pages_lot.hpp"

namespace collection {
namespace {

std::vector<html::Choice> kind_choices(const i18n::Translator& tr) {
  std::vector<html::Choice> kinds;
  for (const auto kind : equipment::all_kinds)
    kinds.push_back({.value = std::string(equipment::code(kind)),
                     .text = tr("equipment.kind." + std::string(equipment::code(kind)))});
  return kinds;
}

html::Field mass_field(const i18n::Translator& tr, const html::Submission& sent) {
  return {.name = "mass",
          .label = tr("collection.line.mass"),
          .value = sent.value("mass"),
          .error = sent.error(tr, "mass"),
          .autocomplete = "off",
          .inputmode = "decimal",
          .unit = "kg"};
}

html::Html scan_form(const ReceptionPage& page) {
  const auto& tr = page.tr;
  return html::form({.tr = tr,
                     .action = "/lots/" + page.lot.id.text() + "/reception",
                     .csrf = page.csrf,
                     .submit = tr("collection.reception.receive"),
                     .refusals = page.scan.refusals()},
                    html::field_row({html::field(tr, {.name = "scan",
                                                      .label = tr("collection.reception.scan"),
                                                      .value = page.scan.value("scan"),
                                                      .error = page.scan.error(tr, "scan"),
                                                      .hint = tr("collection.reception.scan_hint"),
                                                      .required = true,
                                                      .autofocus = page.extra.refusals().empty(),
                                                      .autocomplete = "off",
                                                      .scan = true}),
                                     html::field(tr, mass_field(tr, page.scan))}));
}

html::Html last_received(const ReceptionPage& page) {
  if (page.last.empty()) return {};
  std::vector<html::Missing> items;
  for (const auto& item : page.last)
    items.push_back({.text = item.number + " · " +
                             page.tr("equipment.kind." + std::string(equipment::code(item.kind))) + " " +
                             base::trim(item.maker + " " + item.model),
                     .href = "/items/" + item.id.text() + "/label.pdf",
                     .action = page.tr("collection.label.print")});
  return html::callout(
      {.tone = html::Tone::success,
       .title = page.tr.count("collection.reception.just_received", static_cast<std::int64_t>(items.size())),
       .items = items});
}

html::Html waiting_lines(const ReceptionPage& page) {
  const auto& tr = page.tr;
  const std::string place = "/lots/" + page.lot.id.text() + "/reception";
  if (page.waiting.empty())
    return html::callout({.tone = html::Tone::success, .title = tr("collection.reception.nothing_left")});
  std::vector<std::vector<html::Html>> rows;
  for (const auto& line : page.waiting) {
    const auto found = page.received.find(line.id.text());
    const std::int64_t left = line.quantity - (found == page.received.end() ? 0 : found->second);
    const std::string number = std::to_string(line.line);
    const std::string details = place + "/lines/" + number;
    html::Html deed =
        line.usable()
            ? html::element(
                  "button", html::attr("class", "button"), html::attr("type", "submit"), html::attr("name", "one"),
                  html::attr("value", number),
                  html::attr("aria-label", tr("collection.reception.receive_line",
                                              {{"line", number}, {"received", tr("collection.reception.received")}})),
                  tr("collection.reception.received"))
            : html::badge(html::Tone::danger, tr("collection.line.problem"));
    rows.push_back({tick("line", number, number, false, !line.usable()), html::text(line_name(tr, line)),
                    html::text(line.serial), html::text(line.asset_tag), html::text(tr.number(left)),
                    answer_badge(tr, line.answer),
                    html::group(deed, " ", html::a(html::attr("href", details), tr("collection.reception.details")))});
  }
  const auto button = html::element("button", html::attr("class", "button"), html::attr("type", "submit"),
                                    tr("collection.reception.receive_ticked"));
  return wide_form(place, page.csrf,
                   html::simple_table(tr("collection.reception.waiting"),
                                      {{.title = tr("collection.line.number"), .heading = true},
                                       {.title = tr("collection.line.what"), .width = html::Width::wide},
                                       {.title = tr("collection.line.serial")},
                                       {.title = tr("collection.line.asset_tag")},
                                       {.title = tr("collection.reception.left"), .align = html::Align::end},
                                       {.title = tr("collection.line.answer")},
                                       {.title = tr("collection.reception.deed")}},
                                      rows) +
                       html::actions({button}));
}

html::Html extra_form(const ReceptionPage& page) {
  const auto& tr = page.tr;
  const auto text = [&](const char* name, bool scan = false) {
    return html::field(tr, {.name = name,
                            .label = tr(std::string("collection.line.") + name),
                            .value = page.extra.value(name),
                            .error = page.extra.error(tr, name),
                            .autocomplete = "off",
                            .scan = scan});
  };
  return html::form({.tr = tr,
                     .action = "/lots/" + page.lot.id.text() + "/reception",
                     .csrf = page.csrf,
                     .submit = tr("collection.reception.add_extra"),
                     .refusals = page.extra.refusals(),
                     .hidden = {{"extra", "1"}},
                     .style = html::ButtonStyle::secondary},
                    html::field_row({html::field(tr, {.name = "kind",
                                                      .label = tr("collection.line.kind"),
                                                      .type = html::FieldType::select,
                                                      .value = page.extra.value("kind"),
                                                      .error = page.extra.error(tr, "kind"),
                                                      .choices = kind_choices(tr),
                                                      .required = true,
                                                      .autofocus = !page.extra.refusals().empty()}),
                                     text("maker"), text("model")}) +
                        html::field_row({text("serial", true), text("asset_tag", true),
                                         html::field(tr, mass_field(tr, page.extra))}));
}

}  // namespace

html::Html reception_page(const ReceptionPage& page) {
  const auto& tr = page.tr;
  const std::string place = "/lots/" + page.lot.id.text();
  html::Html body = last_received(page) + scan_form(page) + lot_tiles(tr, page.lot, page.figures);
  std::vector<html::Html> buttons;
  if (page.figures.missing > 0)
    buttons.push_back(html::post_button({.text = tr.count("collection.reception.receive_all", page.figures.missing),
                                         .action = place + "/reception",
                                         .csrf = page.csrf,
                                         .icon = html::Icon::check,
                                         .hidden = {{"all", "1"}}}));
  buttons.push_back(html::link_button(tr("collection.label.print_lot"), place + "/labels.pdf",
                                      html::ButtonStyle::secondary, html::Icon::print));
  if (page.lot.state != LotState::received)
    buttons.push_back(html::link_button(tr("collection.reception.close"), place + "/close",
                                        html::ButtonStyle::secondary, html::Icon::check));
  body += html::actions(buttons);
  body += html::panel(tr("collection.reception.waiting"), waiting_lines(page));
  body += html::panel(tr("collection.reception.extra"), extra_form(page));
  body += html::panel(
      tr("collection.reception.weight"),
      html::form(
          {.tr = tr,
           .action = place + "/weight",
           .csrf = page.csrf,
           .submit = tr("collection.reception.save_weight"),
           .refusals = page.weight.refusals(),
           .style = html::ButtonStyle::secondary},
          html::field(tr, {.name = "weight",
                           .label = tr("collection.lot.weight"),
                           .value = page.weight.value(
                               "weight", page.lot.weight_g ? tr.kilograms(base::Mass::grams(*page.lot.weight_g)) : ""),
                           .error = page.weight.error(tr, "weight"),
                           .hint = tr("collection.reception.weight_hint"),
                           .required = true,
                           .inputmode = "decimal",
                           .unit = "kg"})));
  return body;
}

html::Html arrival_form(const i18n::Translator& tr, const std::string& csrf, const Lot& lot, const Line& line,
                        std::int64_t left, const html::Submission& sent) {
  const auto text = [&](const char* name, const std::string& value, bool focus = false) {
    return html::field(tr, {.name = name,
                            .label = tr(std::string("collection.line.") + name),
                            .value = sent.value(name, value),
                            .error = sent.error(tr, name),
                            .autofocus = focus,
                            .autocomplete = "off",
                            .scan = true});
  };
  const auto fields = html::field(tr, {.name = "kind",
                                       .label = tr("collection.line.kind"),
                                       .type = html::FieldType::select,
                                       .value = sent.value("kind", line.kind ? equipment::code(*line.kind) : ""),
                                       .error = sent.error(tr, "kind"),
                                       .choices = kind_choices(tr),
                                       .required = true}) +
                      html::field_row({text("serial", line.serial, true), text("asset_tag", line.asset_tag)}) +
                      html::field_row({text("maker", line.maker), text("model", line.model)}) +
                      html::field_row({html::field(tr, mass_field(tr, sent)),
                                       html::field(tr, {.name = "quantity",
                                                        .label = tr("collection.line.quantity"),
                                                        .type = html::FieldType::number,
                                                        .value = sent.value("quantity", "1"),
                                                        .error = sent.error(tr, "quantity"),
                                                        .hint = tr.count("collection.reception.left_hint", left),
                                                        .minimum = "1",
                                                        .maximum = std::to_string(left)})});
  return html::form({.tr = tr,
                     .action = "/lots/" + lot.id.text() + "/reception",
                     .csrf = csrf,
                     .submit = tr("collection.reception.receive"),
                     .refusals = sent.refusals(),
                     .cancel = "/lots/" + lot.id.text() + "/reception",
                     .hidden = {{"one", std::to_string(line.line)}, {"details", "1"}}},
                    fields);
}

}  // namespace collection
