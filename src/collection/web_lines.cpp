// Lines of a lot: the form that corrects one, the answers that a supervisor changes.
#include <boost/json.hpp>

#include "base/text.hpp"
#include "collection/json.hpp"
#include "collection/pages_donation.hpp"
#include "collection/web_shared.hpp"
#include "html/table.hpp"

namespace collection {
namespace {

namespace json = boost::json;

constexpr std::int64_t lines_of_page = 300;

std::optional<Line> line_of(storage::Session& session, const http::Request& request, const Lot& lot) {
  const auto number = base::to_integer(request.parameter("line"));
  return number ? find_line(session, lot.id, *number) : std::nullopt;
}

html::Html correction_fields(const i18n::Translator& tr, const html::Submission& sent, const Line& line) {
  std::vector<html::Choice> kinds;
  for (const auto kind : equipment::all_kinds)
    kinds.push_back({.value = std::string(equipment::code(kind)),
                     .text = tr("equipment.kind." + std::string(equipment::code(kind)))});
  const auto error = [&](const char* name) {
    if (!sent.error(tr, name).empty()) return sent.error(tr, name);
    for (auto problem : line.problems)
      if (problem.field == name && sent.refusals().empty())
        return problem.line.reset(), i18n::refusal_text(tr, problem);
    return std::string();
  };
  const auto text = [&](const char* name, const std::string& value, bool scan = false) {
    return html::field(tr, {.name = name,
                            .label = tr(std::string("collection.line.") + name),
                            .value = sent.value(name, value),
                            .error = error(name),
                            .autocomplete = "off",
                            .scan = scan});
  };
  const std::string mass = line.mass_g ? std::to_string(*line.mass_g) + " g" : "";
  return html::field(tr, {.name = "kind",
                          .label = tr("collection.line.kind"),
                          .type = html::FieldType::select,
                          .value = sent.value("kind", line.kind ? equipment::code(*line.kind) : ""),
                          .error = error("kind"),
                          .choices = kinds,
                          .required = true,
                          .autofocus = true}) +
         html::field_row({text("maker", line.maker), text("model", line.model)}) +
         html::field_row({text("serial", line.serial, true), text("asset_tag", line.asset_tag, true)}) +
         html::field_row({html::field(tr, {.name = "quantity",
                                           .label = tr("collection.line.quantity"),
                                           .type = html::FieldType::number,
                                           .value = sent.value("quantity", std::to_string(line.quantity)),
                                           .error = error("quantity"),
                                           .minimum = "1",
                                           .maximum = "1000"}),
                          html::field(tr, {.name = "mass",
                                           .label = tr("collection.line.mass"),
                                           .value = sent.value("mass", mass),
                                           .error = error("mass"),
                                           .hint = tr("collection.line.mass_hint"),
                                           .inputmode = "decimal"})}) +
         html::field(tr, {.name = "remarks",
                          .label = tr("collection.line.remarks"),
                          .type = html::FieldType::textarea,
                          .value = sent.value("remarks", line.remarks),
                          .rows = 2});
}

http::Response line_page(const Services& services, const http::Request& request, const html::Submission& sent,
                         int status) {
  const auto& tr = accounts::translator(services, request);
  std::optional<Lot> lot;
  std::optional<Line> line;
  services.database.read([&](storage::Session& session) {
    if (auto found = lot_of(session, request); found.ok()) lot = std::move(*found);
    if (lot) line = line_of(session, request, *lot);
  });
  if (!lot || !line)
    return accounts::refuse(
        services, request,
        {.code = "collection.line.unknown", .arguments = {{"line", std::string(request.parameter("line"))}}});
  auto page = accounts::page_of(services, request, tr("collection.line.title", {{"line", std::to_string(line->line)}}));
  page.subtitle = lot->number + " · " + lot->donor_name;
  page.breadcrumbs = {{.text = tr("collection.lots"), .href = "/lots"},
                      {.text = lot->number, .href = "/lots/" + lot->id.text()}};
  page.refused = !sent.refusals().empty();
  std::string cells;
  for (const auto& cell : line->original) cells += (cells.empty() ? "" : " · ") + cell;
  const auto body = html::key_values({{.label = tr("collection.line.original"), .value = html::text(cells)}}) +
                    html::form({.tr = tr,
                                .action = "/lots/" + lot->id.text() + "/lines/" + std::to_string(line->line),
                                .csrf = page.csrf,
                                .submit = tr("collection.line.save"),
                                .refusals = sent.refusals(),
                                .cancel = "/lots/" + lot->id.text()},
                               correction_fields(tr, sent, *line));
  return accounts::show(page, body, status);
}

http::Response correct(const Services& services, const http::Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const LineText text{.kind = input->text("kind"),
                      .maker = input->text("maker"),
                      .model = input->text("model"),
                      .serial = input->text("serial"),
                      .asset_tag = input->text("asset_tag"),
                      .quantity = input->text("quantity"),
                      .mass = input->text("mass"),
                      .remarks = input->text("remarks")};
  auto answer = accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
    TRY(lot, lot_of(session, request));
    const auto number = base::to_integer(request.parameter("line"));
    TRY(line, correct_line(session, equipment::occasion_of(request), lot, number.value_or(0), text));
    const std::string next = lot.donation ? "/donations/" + lot.donation->text() : "/lots/" + lot.id.text();
    return accounts::done(request, next, json::serialize(to_json(line, 0)), 200, "collection.line.saved");
  });
  if (answer.ok()) return std::move(*answer);
  const int status = accounts::status_of(answer.refusal());
  if (request.wants_json() || status == 404) return accounts::refuse(services, request, answer.refusal());
  return line_page(services, request, html::Submission(input->values(), {answer.refusal()}), status);
}

http::Response answers_page(const Services& services, const http::Request& request, const html::Submission& sent,
                            int status) {
  const auto& tr = accounts::translator(services, request);
  const auto after = base::to_integer(request.query.get("after")).value_or(0);
  std::optional<Lot> lot;
  std::vector<Line> lines;
  services.database.read([&](storage::Session& session) {
    if (auto found = lot_of(session, request); found.ok()) lot = std::move(*found);
    if (lot) lines = lines_after(session, lot->id, after, lines_of_page);
  });
  if (!lot) return accounts::refuse(services, request, {.code = "collection.lot.unknown"});
  const std::string place = "/lots/" + lot->id.text() + "/answers";
  auto page = accounts::page_of(services, request, tr("collection.answers.title"));
  page.subtitle = lot->number + " · " + lot->donor_name;
  page.breadcrumbs = {{.text = tr("collection.lots"), .href = "/lots"},
                      {.text = lot->number, .href = "/lots/" + lot->id.text()}};
  page.refused = !sent.refusals().empty();
  std::vector<std::vector<html::Html>> rows;
  for (const auto& line : lines) {
    if (!line.usable()) continue;
    rows.push_back({tick("line", std::to_string(line.line), tr.number(line.line)), html::text(line_name(tr, line)),
                    html::text(line.remarks), answer_badge(tr, line.answer),
                    html::text(line.reason == "manual" ? line.note : tr("collection.sorting." + line.reason))});
  }
  std::vector<html::Choice> choices;
  for (const Answer answer : {Answer::accepted, Answer::refused, Answer::to_inspect})
    choices.push_back(
        {.value = std::string(code(answer)), .text = tr("collection.answer." + std::string(code(answer)))});
  const auto fields = html::simple_table(tr("collection.answers.title"),
                                         {{.title = tr("collection.line.number"), .heading = true},
                                          {.title = tr("collection.line.what")},
                                          {.title = tr("collection.line.remarks")},
                                          {.title = tr("collection.line.answer")},
                                          {.title = tr("collection.line.reason")}},
                                         rows) +
                      html::field(tr, {.name = "all",
                                       .label = tr("collection.answers.all"),
                                       .type = html::FieldType::checkbox,
                                       .value = sent.value("all")}) +
                      html::field(tr, {.name = "answer",
                                       .label = tr("collection.line.answer"),
                                       .type = html::FieldType::select,
                                       .value = sent.value("answer"),
                                       .error = sent.error(tr, "answer"),
                                       .choices = choices,
                                       .required = true}) +
                      html::field(tr, {.name = "reason",
                                       .label = tr("collection.line.reason"),
                                       .value = sent.value("reason"),
                                       .error = sent.error(tr, "reason"),
                                       .required = true,
                                       .longest = 500});
  const auto button = html::element("button", html::attr("class", "button primary"), html::attr("type", "submit"),
                                    tr("collection.answers.save"));
  html::Html body =
      html::error_summary(tr, sent.refusals()) +
      wide_form(
          place, page.csrf,
          fields + html::actions({button, html::link_button(tr("collection.back_to_lot"), "/lots/" + lot->id.text(),
                                                            html::ButtonStyle::quiet)}));
  if (static_cast<std::int64_t>(lines.size()) == lines_of_page)
    body += html::actions(
        {html::link_button(tr("collection.next_lines"), place + "?after=" + std::to_string(lines.back().line))});
  return accounts::show(page, body, status);
}

http::Response answer_lines_of(const Services& services, const http::Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  auto answer = accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
    TRY(lot, lot_of(session, request));
    const auto wanted = answer_from_code(input->text("answer"));
    if (!wanted) return base::Refusal{.code = "collection.answer.bad", .field = "answer"};
    std::vector<std::int64_t> lines;
    for (const auto& each : input->all("line")) {
      const auto number = base::to_integer(each);
      if (!number) return base::Refusal{.code = "accounts.input.not_a_number", .field = "line"};
      lines.push_back(*number);
    }
    if (lines.empty() && !input->yes("all")) return base::Refusal{.code = "collection.answer.no_line", .field = "line"};
    if (input->yes("all")) lines.clear();
    TRY(changed, change_answers(session, equipment::occasion_of(request), lot, lines, *wanted, input->text("reason")));
    return accounts::done(request, "/lots/" + lot.id.text(), json::serialize(json::object{{"changed", changed}}), 200,
                          "collection.answers.saved");
  });
  if (answer.ok()) return std::move(*answer);
  if (request.wants_json() || accounts::status_of(answer.refusal()) == 404)
    return accounts::refuse(services, request, answer.refusal());
  return answers_page(services, request, html::Submission(input->values(), {answer.refusal()}),
                      accounts::status_of(answer.refusal()));
}

}  // namespace

void add_line_routes(http::Router& router, const Services& services) {
  using http::Method;
  const auto corrected = [&services](const http::Request& request) { return correct(services, request); };
  const auto answered = [&services](const http::Request& request) { return answer_lines_of(services, request); };
  add(router, Method::get, "/lots/{id}/lines/{line}", office(),
      [&services](const http::Request& request) { return line_page(services, request, {}, 200); });
  add(router, Method::post, "/lots/{id}/lines/{line}", office(), corrected);
  add(router, Method::get, "/lots/{id}/answers", office(),
      [&services](const http::Request& request) { return answers_page(services, request, {}, 200); });
  add(router, Method::post, "/lots/{id}/answers", office(), answered);
  add(router, Method::post, "/api/v1/lots/{id}/lines/{line}", office(), corrected,
      http::Operation{.summary = "Corrects a line of the list that nothing was received of",
                      .response = "LotLine",
                      .request = {{.name = "kind", .required = true},
                                  {.name = "maker"},
                                  {.name = "model"},
                                  {.name = "serial"},
                                  {.name = "asset_tag"},
                                  {.name = "quantity", .type = "integer"},
                                  {.name = "mass"},
                                  {.name = "remarks"}},
                      .statuses = {200, 404, 409, 422}});
  add(router, Method::post, "/api/v1/lots/{id}/answers", office(), answered,
      http::Operation{.summary = "Answers lines otherwise than the sorting instructions, with a reason",
                      .response = "Changed",
                      .request = {{.name = "line", .type = "array"},
                                  {.name = "all", .type = "boolean"},
                                  {.name = "answer", .required = true, .values = {"accepted", "refused", "to_inspect"}},
                                  {.name = "reason", .required = true}},
                      .statuses = {200, 404, 422}});
}

}  // namespace collection
