#include <algorithm>
#include <array>

#include "html/charts.hpp"
#include "html/table.hpp"
#include "stock/pages.hpp"

namespace stock {
namespace {

using equipment::Status;

/// What people look for on a shelf, in the chain's order; each keeps its colour on the whole page.
constexpr std::array shown_statuses = {Status::received, Status::in_work,   Status::ready,
                                       Status::reserved, Status::for_parts, Status::for_waste};

std::int64_t count_of(const Content& content, Status status) {
  const auto found = content.find(status);
  std::int64_t count = found == content.end() ? 0 : found->second;
  if (status == Status::reserved)
    if (const auto delivery = content.find(Status::in_delivery); delivery != content.end()) count += delivery->second;
  return count;
}

std::string status_word(const i18n::Translator& tr, Status status) {
  return tr("equipment.status." + std::string(code(status)));
}

/// The bar of a site, with the key of colours.
html::Html big_bar(const i18n::Translator& tr, const std::string& title, const Content& content) {
  std::vector<html::Share> shares;
  for (const Status status : shown_statuses) {
    const auto count = count_of(content, status);
    shares.push_back({.label = status_word(tr, status), .value = count, .shown = tr.number(count)});
  }
  return html::stacked_bar(tr, title, tr.count("stock.items", total(content)), shares);
}

/// The bar of a room or shelf: its length is its share of the fullest one, its colours are the site's.
html::Html small_bar(const Content& content, std::int64_t fullest) {
  html::Writer bar;
  bar.open("svg", {html::attr("class", "stack"), html::attr("viewBox", "0 0 1000 40"),
                   html::attr("preserveAspectRatio", "none"), html::attr("aria-hidden", "true")});
  std::int64_t from = 0;
  for (std::size_t i = 0; i < shown_statuses.size(); ++i) {
    const std::int64_t width = fullest == 0 ? 0 : count_of(content, shown_statuses[i]) * 1000 / fullest;
    if (width > 0)
      bar.element("rect", {html::attr("class", "c" + std::to_string(i + 1)), html::attr("x", std::to_string(from)),
                           html::attr("width", std::to_string(width)), html::attr("height", "40")});
    from += width;
  }
  bar.close("svg");
  return bar.take();
}

std::string in_words(const i18n::Translator& tr, const Content& content) {
  std::string text;
  for (const Status status : shown_statuses)
    if (const auto count = count_of(content, status); count > 0)
      text += (text.empty() ? "" : ", ") +
              tr("stock.count_of_status", {{"n", tr.number(count)}, {"status", status_word(tr, status)}});
  return text;
}

html::Html place_name(const Place& place, int site_depth) {
  std::string indent;
  for (int i = site_depth + 1; i < place.depth; ++i) indent += "\u2003";
  return html::group(
      html::text(indent),
      html::a(html::attr("href", "/stock/locations/" + place.location.id.text()), html::strong(place.location.code)),
      html::text(" " + place.location.name));
}

html::Html site_panel(const i18n::Translator& tr, const std::vector<Place>& places, std::size_t from,
                      std::size_t until) {
  const Place& site = places[from];
  std::int64_t fullest = 1;
  for (std::size_t i = from + 1; i < until; ++i) fullest = std::max(fullest, total(places[i].with_below));
  std::vector<std::vector<html::Html>> rows;
  for (std::size_t i = from + 1; i < until; ++i)
    rows.push_back(
        {place_name(places[i], site.depth), html::text(tr.number(total(places[i].with_below))),
         html::group(small_bar(places[i].with_below, fullest), html::small(in_words(tr, places[i].with_below)))});
  html::Html content = big_bar(tr, tr("stock.site_content"), site.with_below);
  if (!rows.empty())
    content += html::simple_table(
        tr("stock.places_of", {{"name", site.location.name}}),
        {{.title = tr("stock.location.one"), .width = html::Width::medium, .heading = true},
         {.title = tr("stock.items_heading"), .align = html::Align::end, .width = html::Width::narrow},
         {.title = tr("stock.content"), .width = html::Width::wide}},
        rows);
  return html::panel(site.location.code + " · " + site.location.name, content,
                     html::link_button(tr("stock.location.open"), "/stock/locations/" + site.location.id.text(),
                                       html::ButtonStyle::quiet));
}

}  // namespace

html::Html stock_page(const i18n::Translator& tr, const std::vector<Place>& places, const Content& nowhere,
                      bool may_edit) {
  html::Html body;
  if (total(nowhere) > 0)
    body += html::callout(
        {.tone = html::Tone::warning,
         .title = tr.count("stock.nowhere", total(nowhere)),
         .text = in_words(tr, nowhere),
         .items = {{.text = tr("stock.nowhere_hint"), .href = "/stock/nowhere", .action = tr("stock.nowhere_list")}}});
  if (places.empty())
    return body + html::empty_state(tr("stock.empty_title"),
                                    tr(may_edit ? "stock.empty_text" : "stock.empty_text_reader"),
                                    may_edit ? html::link_button(tr("stock.location.new"), "/locations/new",
                                                                 html::ButtonStyle::primary, html::Icon::plus)
                                             : html::Html(),
                                    html::Icon::shelf);
  for (std::size_t from = 0; from < places.size();) {
    std::size_t until = from + 1;
    while (until < places.size() && places[until].depth > 0) ++until;
    body += site_panel(tr, places, from, until);
    from = until;
  }
  if (may_edit)
    body += html::actions(
        {html::link_button(tr("stock.location.new"), "/locations/new", html::ButtonStyle::secondary, html::Icon::plus),
         html::link_button(tr("stock.labels"), "/locations/labels.pdf", html::ButtonStyle::secondary,
                           html::Icon::print)});
  return body;
}

html::Html location_form(const i18n::Translator& tr, const std::string& csrf, const std::vector<Place>& parents,
                         const html::Submission& sent, const std::string& parent) {
  std::vector<html::Choice> choices = {{.value = "", .text = tr("stock.location.is_site")}};
  for (const auto& place : parents) {
    if (place.depth + 1 >= deepest_location) continue;
    std::string indent;
    for (int i = 0; i < place.depth; ++i) indent += "\u2003";
    choices.push_back(
        {.value = place.location.code, .text = indent + place.location.code + " · " + place.location.name});
  }
  const auto fields = html::field(tr, {.name = "parent",
                                       .label = tr("stock.location.parent"),
                                       .type = html::FieldType::select,
                                       .value = sent.value("parent", parent),
                                       .error = sent.error(tr, "parent"),
                                       .choices = std::move(choices)}) +
                      html::field_row({html::field(tr, {.name = "code",
                                                        .label = tr("stock.location.code"),
                                                        .value = sent.value("code"),
                                                        .error = sent.error(tr, "code"),
                                                        .hint = tr("stock.location.code_hint"),
                                                        .required = true,
                                                        .autofocus = true,
                                                        .autocomplete = "off",
                                                        .longest = 20}),
                                       html::field(tr, {.name = "name",
                                                        .label = tr("stock.location.name"),
                                                        .value = sent.value("name"),
                                                        .error = sent.error(tr, "name"),
                                                        .hint = tr("stock.location.name_hint"),
                                                        .required = true,
                                                        .autocomplete = "off",
                                                        .longest = 80})});
  return html::form({.tr = tr,
                     .action = "/locations",
                     .csrf = csrf,
                     .submit = tr("stock.location.create"),
                     .refusals = sent.refusals(),
                     .cancel = "/stock"},
                    fields);
}

html::Html location_page(const i18n::Translator& tr, const std::string& csrf, const LocationView& view,
                         const html::Submission& sent) {
  std::vector<std::vector<html::Html>> rows;
  for (const auto& item : view.items)
    rows.push_back({html::a(html::attr("href", "/items/" + item.id.text()), item.number),
                    html::text(tr("equipment.kind." + item.kind)), html::text(item.maker + " " + item.model),
                    html::text(tr("equipment.status." + item.status)), html::text(item.category)});
  html::Html body;
  if (rows.empty())
    body = html::empty_state(tr("stock.location.empty_title"), tr("stock.location.empty_text"), {}, html::Icon::shelf);
  else
    body = html::simple_table(tr("stock.content"),
                              {{.title = tr("stock.item.number"), .heading = true},
                               {.title = tr("stock.item.kind")},
                               {.title = tr("stock.item.model")},
                               {.title = tr("stock.item.status")},
                               {.title = tr("stock.item.category")}},
                              rows);
  if (view.more) body += html::p(tr("stock.location.more"));
  if (!view.may_edit || view.location.id.empty()) return body;
  const auto rename = html::form({.tr = tr,
                                  .action = "/locations/" + view.location.id.text(),
                                  .csrf = csrf,
                                  .submit = tr("stock.location.rename"),
                                  .refusals = sent.refusals(),
                                  .style = html::ButtonStyle::secondary},
                                 html::field(tr, {.name = "name",
                                                  .label = tr("stock.location.name"),
                                                  .value = sent.value("name", view.location.name),
                                                  .error = sent.error(tr, "name"),
                                                  .hint = tr("stock.location.code_stays"),
                                                  .required = true,
                                                  .longest = 80}));
  const auto more =
      html::actions({html::link_button(tr("stock.label_one"),
                                       html::address("/locations/labels.pdf", {{"location", view.location.code}}),
                                       html::ButtonStyle::secondary, html::Icon::print),
                     html::link_button(tr("stock.location.new_inside"),
                                       html::address("/locations/new", {{"parent", view.location.code}}),
                                       html::ButtonStyle::secondary, html::Icon::plus)});
  return body + html::panel(tr("stock.location.change"), rename + more);
}

html::Html move_page(const i18n::Translator& tr, const std::string& csrf, const MoveView& view) {
  if (!view.location) {
    const auto field = html::field(tr, {.name = "location",
                                        .label = tr("stock.move.location"),
                                        .value = view.sent.value("location"),
                                        .error = view.sent.error(tr, "location"),
                                        .hint = tr("stock.move.location_hint"),
                                        .required = true,
                                        .autofocus = true,
                                        .autocomplete = "off",
                                        .scan = true});
    return html::form({.tr = tr,
                       .action = "/stock/move",
                       .csrf = csrf,
                       .submit = tr("stock.move.choose"),
                       .refusals = view.sent.refusals()},
                      field);
  }
  html::Query hidden = {{"location", view.location->code}};
  for (const auto& item : view.stored) hidden.emplace_back("stored", item.number);
  const auto field = html::field(tr, {.name = "item",
                                      .label = tr("stock.move.item"),
                                      .value = view.sent.value("item"),
                                      .error = view.sent.error(tr, "item"),
                                      .hint = tr("stock.move.item_hint"),
                                      .required = true,
                                      .autofocus = true,
                                      .autocomplete = "off",
                                      .scan = true});
  html::Html body =
      html::big_badge(html::Tone::information, view.location->code + " · " + view.location->name, html::Icon::shelf);
  body += html::form({.tr = tr,
                      .action = "/stock/move",
                      .csrf = csrf,
                      .submit = tr("stock.move.store"),
                      .refusals = view.sent.refusals(),
                      .cancel = "/stock/move",
                      .hidden = std::move(hidden)},
                     field);
  std::vector<std::vector<html::Html>> rows;
  for (const auto& item : view.stored)
    rows.push_back(
        {html::a(html::attr("href", "/items/" + item.id.text()), item.number),
         html::text(title_of(tr, item.kind, item.maker, item.model)),
         html::badge(item.location == view.location->code ? html::Tone::success : html::Tone::neutral, item.location)});
  if (rows.empty()) return body;
  return body + html::panel(tr.count("stock.move.stored", static_cast<std::int64_t>(rows.size())),
                            html::simple_table(tr("stock.move.list"),
                                               {{.title = tr("stock.item.number"), .heading = true},
                                                {.title = tr("stock.item.model")},
                                                {.title = tr("stock.location.one")}},
                                               rows));
}

}  // namespace stock
