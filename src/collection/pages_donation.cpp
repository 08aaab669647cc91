#include "collection/pages_donation.hpp"

#include "base/text.hpp"
#include "html/table.hpp"

namespace collection {
namespace {

constexpr std::size_t preview_rows = 6;

std::string letter_of(std::size_t index) {
  std::string letters;
  for (std::size_t n = index + 1; n > 0; n = (n - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
  return letters;
}

html::Html column_field(const MappingForm& form, const MappedColumn& column) {
  const auto& tr = form.tr;
  const std::string name = "columns." + std::to_string(column.index);
  // What the column holds, as a reminder of what it is.
  std::string hint;
  int samples = 0;
  for (const auto& row : form.sheet.rows) {
    if (row.line <= form.mapping.heading_line || base::trim(row.at(column.index)).empty()) continue;
    if (++samples > 3) break;
    hint += (hint.empty() ? "" : " · ") + base::shorten(base::trim(row.at(column.index)), 40);
  }
  std::vector<html::Choice> choices;
  for (const Column each : all_columns)
    choices.push_back({.value = std::string(code(each)), .text = tr("collection.column." + std::string(code(each)))});
  std::string label =
      tr("collection.mapping.column", {{"letter", letter_of(column.index)}, {"heading", column.heading}});
  if (!column.certain) label += " (" + tr("collection.mapping.to_confirm") + ")";
  return html::field(tr,
                     {.name = name,
                      .label = label,
                      .type = html::FieldType::select,
                      .value = std::string(code(column.column)),
                      .error = html::Submission({}, form.refusals).error(tr, "column." + std::to_string(column.index)),
                      .hint = hint,
                      .choices = choices,
                      .required = true});
}

}  // namespace

html::Html upload_form(const UploadForm& form) {
  const auto& tr = form.tr;
  if (form.donors.empty())
    return html::empty_state(
        tr("collection.donor.none"), tr("collection.donation.donor_first"),
        html::link_button(tr("collection.donor.new"), "/donors/new", html::ButtonStyle::primary, html::Icon::plus),
        html::Icon::building);
  std::vector<html::Choice> donors;
  for (const auto& each : form.donors) donors.push_back({.value = each.id.text(), .text = each.name});
  std::vector<html::Choice> agreements = {{.value = "", .text = tr("collection.donation.agreement_automatic")},
                                          {.value = "none", .text = tr("collection.donation.agreement_none")}};
  const std::string chosen = form.sent.value("donor", form.donor);
  for (const auto& each : form.agreements)
    if (chosen.empty() || each.donor.text() == chosen)
      agreements.push_back({.value = each.id.text(), .text = each.terms.number});
  html::Html body = html::form({.tr = tr,
                                .action = "/donations",
                                .csrf = form.csrf,
                                .submit = tr("collection.donation.send"),
                                .multipart = true,
                                .refusals = form.sent.refusals(),
                                .cancel = "/lots"},
                               html::field(tr, {.name = "donor",
                                                .label = tr("collection.agreement.donor"),
                                                .type = html::FieldType::select,
                                                .value = chosen,
                                                .error = form.sent.error(tr, "donor"),
                                                .choices = donors,
                                                .required = true,
                                                .autofocus = true}) +
                                   html::field(tr, {.name = "file",
                                                    .label = tr("collection.donation.file"),
                                                    .type = html::FieldType::file,
                                                    .error = form.sent.error(tr, "file"),
                                                    .hint = tr("collection.donation.file_hint"),
                                                    .required = true,
                                                    .accept = ".csv,.xlsx,.ods,.txt"}) +
                                   html::field(tr, {.name = "agreement",
                                                    .label = tr("collection.donation.agreement"),
                                                    .type = html::FieldType::select,
                                                    .value = form.sent.value("agreement"),
                                                    .error = form.sent.error(tr, "agreement"),
                                                    .choices = agreements}));
  body += html::p(html::a(html::attr("href", "/sorting-instructions"), tr("collection.sorting.title")));
  if (form.waiting.empty()) return body;
  std::vector<html::Missing> waiting;
  for (const auto& each : form.waiting)
    waiting.push_back(
        {.text = each.file_name, .href = "/donations/" + each.id.text(), .action = tr("collection.mapping.confirm")});
  return html::callout({.tone = html::Tone::warning, .title = tr("collection.donation.waiting"), .items = waiting}) +
         body;
}

html::Html mapping_form(const MappingForm& form) {
  const auto& tr = form.tr;
  html::Writer table;
  table.open("div", {html::attr("class", "scroll"), html::attr("role", "region"), html::attr("tabindex", "0"),
                     html::attr("aria-label", tr("collection.mapping.preview"))});
  table.open("table", {html::attr("class", "data")})
      .element("caption", {html::attr("class", "hidden"), tr("collection.mapping.preview")});
  table.open("thead").open("tr").element("th", {html::attr("scope", "col"), tr("collection.line.number")});
  for (const auto& column : form.mapping.columns) {
    table.element("th", {html::attr("scope", "col"),
                         letter_of(column.index) + (column.heading.empty() ? "" : " · " + column.heading)});
  }
  table.close("tr").close("thead").open("tbody");
  std::size_t shown = 0;
  for (const auto& row : form.sheet.rows) {
    if (row.line <= form.mapping.heading_line) continue;
    if (++shown > preview_rows) break;
    table.open("tr").element("th", {html::attr("scope", "row"), tr.number(row.line)});
    for (const auto& column : form.mapping.columns)
      table.element("td", {html::attr("data-label", column.heading), base::shorten(row.at(column.index), 80)});
    table.close("tr");
  }
  table.close("tbody").close("table").close("div");
  const auto line = html::field(tr, {.name = "heading_line",
                                     .label = tr("collection.mapping.heading_line"),
                                     .type = html::FieldType::number,
                                     .value = std::to_string(form.mapping.heading_line),
                                     .hint = tr("collection.mapping.heading_line_hint"),
                                     .minimum = "0",
                                     .maximum = "1000"});
  html::Html fields;
  for (std::size_t i = 0; i < form.mapping.columns.size(); i += 2) {
    std::vector<html::Html> pair = {column_field(form, form.mapping.columns[i])};
    if (i + 1 < form.mapping.columns.size()) pair.push_back(column_field(form, form.mapping.columns[i + 1]));
    fields += html::field_row(pair);
  }
  return html::p(tr("collection.mapping.text")) +
         html::form({.tr = tr,
                     .action = "/donations/" + form.donation + "/mapping",
                     .csrf = form.csrf,
                     .submit = tr("collection.mapping.confirm"),
                     .refusals = form.refusals,
                     .cancel = "/donations/new"},
                    fields + line) +
         html::panel(tr("collection.mapping.preview"), table.take());
}

html::Html tick(const std::string& name, const std::string& value, const std::string& label, bool on, bool disabled) {
  const std::string id = name + "-" + value;
  return html::div(
      html::attr("class", "tick"),
      html::void_element("input", html::attr("type", "checkbox"), html::attr("id", id), html::attr("name", name),
                         html::attr("value", value), html::flag("checked", on), html::flag("disabled", disabled)),
      html::label(html::attr("for", id), label));
}

html::Html wide_form(const std::string& action, const std::string& csrf, const html::Html& content) {
  return html::element("form", html::attr("method", "post"), html::attr("action", action),
                       html::hidden_field("_csrf", csrf), content);
}

html::Html answer_badge(const i18n::Translator& tr, Answer answer) {
  const std::string text = tr("collection.answer." + std::string(code(answer)));
  switch (answer) {
    case Answer::accepted:
      return html::badge(html::Tone::success, text);
    case Answer::refused:
      return html::badge(html::Tone::danger, text);
    case Answer::to_inspect:
      return html::badge(html::Tone::warning, text);
  }
  return {};
}

std::string line_name(const i18n::Translator& tr, const Line& line) {
  std::string name =
      line.kind ? tr("equipment.kind." + std::string(equipment::code(*line.kind))) : tr("collection.line.no_kind");
  const std::string model = base::trim(line.maker + " " + line.model);
  if (!model.empty()) name += " · " + model;
  return name;
}

html::Html donation_result(const i18n::Translator& tr, const Lot& lot, const std::vector<Line>& lines) {
  const Counts counts = count(lines);
  const std::string place = "/lots/" + lot.id.text();
  html::Html body = html::stat_tiles(
      {{.label = tr("collection.counts.lines"), .value = tr.number(counts.lines), .href = place},
       {.label = tr("collection.counts.accepted"), .value = tr.number(counts.accepted), .tone = html::Tone::success},
       {.label = tr("collection.counts.to_inspect"),
        .value = tr.number(counts.to_inspect),
        .tone = html::Tone::warning},
       {.label = tr("collection.counts.refused"), .value = tr.number(counts.refused)},
       {.label = tr("collection.counts.problems"),
        .value = tr.number(counts.problems),
        .tone = counts.problems > 0 ? html::Tone::danger : html::Tone::neutral}});
  if (counts.problems == 0)
    return body + html::callout({.tone = html::Tone::success, .title = tr("collection.donation.no_problem")});
  html::TableWriter table(
      {.tr = tr,
       .caption = tr("collection.donation.problems"),
       .path = place,
       .columns = {{.title = tr("collection.line.number"), .align = html::Align::end, .heading = true},
                   {.title = tr("collection.line.what")},
                   {.title = tr("collection.line.problem"), .width = html::Width::wide},
                   {.title = tr("collection.line.original"), .width = html::Width::wide}},
       .long_list = true});
  for (const auto& line : lines) {
    if (line.usable()) continue;
    html::Html why;
    for (auto problem : line.problems) {
      problem.line.reset();
      why += html::div(i18n::refusal_text(tr, problem));
    }
    std::string cells;
    for (const auto& cell : line.original) cells += (cells.empty() ? "" : " · ") + cell;
    table.row({tr.number(line.line), line_name(tr, line), why, base::shorten(cells, 200)},
              place + "/lines/" + std::to_string(line.line));
  }
  return body + html::panel(tr("collection.donation.problems"),
                            html::p(tr("collection.donation.problems_text")) + table.finish());
}

html::Html sorting_instructions(const i18n::Translator& tr) {
  html::Html body = html::p(tr("collection.sorting.text"));
  for (const Answer answer : {Answer::accepted, Answer::to_inspect, Answer::refused}) {
    std::vector<std::vector<html::Html>> rows;
    for (const auto& each : instructions()) {
      if (each.answer != answer) continue;
      const std::string key = "collection.sorting." + std::string(each.code);
      rows.push_back({html::text(tr(key)), html::text(tr(key + "_why")), html::text(tr.short_date(each.since))});
    }
    body += html::panel(
        tr("collection.sorting_answer." + std::string(code(answer))),
        html::simple_table(tr("collection.sorting_answer." + std::string(code(answer))),
                           {{.title = tr("collection.sorting.what"), .width = html::Width::wide, .heading = true},
                            {.title = tr("collection.sorting.why"), .width = html::Width::wide},
                            {.title = tr("collection.sorting.since")}},
                           rows));
  }
  return body + html::p(tr("collection.sorting.data"));
}

}  // namespace collection
