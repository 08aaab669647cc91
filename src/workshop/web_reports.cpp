// Station reports: posted by stations, uploaded by people, matched or waiting; and the workshop's page, where those that wait are seen.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "equipment/occasion.hpp"
#include "equipment/pages.hpp"
#include "equipment/web.hpp"
#include "workshop/pages.hpp"
#include "workshop/web_parts.hpp"

namespace workshop {
namespace {

namespace json = boost::json;
using accounts::Services;

json::array erasures_json(const std::vector<erasure::ErasureRecord>& erasures) {
  json::array all;
  for (const auto& each : erasures) {
    json::array exceptions;
    for (const auto& code : each.exceptions) exceptions.emplace_back(code);
    all.push_back(json::object{{"id", each.id},
                               {"medium", each.medium.text()},
                               {"verdict", sanitization::code(each.verdict)},
                               {"required", sanitization::code(each.required)},
                               {"achieved", sanitization::code(each.achieved)},
                               {"exceptions", std::move(exceptions)},
                               {"to_destroy", each.to_destroy}});
  }
  return all;
}

json::object answer_of(const ReportRow& row, const std::optional<equipment::Item>& item,
                       const std::vector<erasure::ErasureRecord>& erasures) {
  auto summary = json::parse(row.summary).as_object();
  json::array candidates;
  for (const auto& each : row.candidates) candidates.emplace_back(each.text());
  return {{"id", row.id.text()},
          {"item", row.item ? json::value(row.item->text()) : json::value(nullptr)},
          {"number", item ? json::value(item->number) : json::value(nullptr)},
          {"status", row.item ? "matched" : "unmatched"},
          {"why", row.why},
          {"candidates", std::move(candidates)},
          {"warnings", std::move(summary["warnings"])},
          {"inventory", std::move(summary["inventory"])},
          {"signed", row.station.has_value()},
          {"erasures", erasures_json(erasures)},
          {"evidence", row.raw.text()},
          {"occurred_at", base::to_rfc3339(row.occurred_at)},
          {"received_at", base::to_rfc3339(row.received_at)}};
}

std::string answer_text(const Taken& taken) {
  return json::serialize(answer_of(taken.row, taken.item, taken.erasures));
}

/// Everything that needs no database is done before the transaction: reading, hashing, packing.
base::Result<Taken> take(const Services& services, const http::Request& request, std::string_view bytes) {
  TRY(report, parse_station_report(bytes));
  const auto inventory = equipment::read_inventory(report.sources);
  const auto raw = erasure::pack_evidence(bytes, "application/json", request.now);
  const auto occasion = equipment::occasion_of(request);
  return services.database.write(
      [&](storage::Session& session) { return take_report(session, occasion, report, inventory, raw); });
}

http::Response post_report(const Services& services, const http::Request& request) {
  const auto taken = take(services, request, request.body);
  if (!taken.ok()) return accounts::refuse(services, request, taken.refusal());
  return http::Response::json(answer_text(*taken), taken->again ? 200 : 201);
}

http::Response upload_page(const Services& services, const http::Request& request, const html::Submission& sent) {
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("workshop.upload.title"));
  page.path = "/workshop/reports/new";
  page.breadcrumbs = {{.text = tr("workshop.title"), .href = "/workshop"}};
  page.refused = !sent.refusals().empty();
  return accounts::show(page, upload_body(tr, page.csrf, sent),
                        page.refused ? accounts::status_of(sent.refusals().front()) : 200);
}

http::Response upload(const Services& services, const http::Request& request) {
  if (request.uploads.empty() || request.uploads.front().bytes.empty())
    return upload_page(services, request, html::Submission({}, {{.code = "workshop.upload.no_file", .field = "file"}}));
  const auto taken = take(services, request, request.uploads.front().bytes);
  if (!taken.ok()) {
    auto refusal = taken.refusal();
    refusal.field = "file";
    return upload_page(services, request, html::Submission({}, {refusal}));
  }
  const std::string place =
      taken->row.item ? "/items/" + taken->row.item->text() : "/workshop/reports/" + taken->row.id.text();
  constexpr std::string_view not_signed = "workshop.report.erasures_not_signed";
  const std::string_view flash = taken->row.summary.find(not_signed) != std::string::npos ? not_signed
                                 : taken->row.item                                        ? "workshop.upload.matched"
                                                                                          : "workshop.upload.waits";
  return accounts::done(request, place, answer_text(*taken), 201, flash);
}

WaitingReport waiting_of(storage::Session& session, const equipment::OrganisationId& organisation, ReportRow row) {
  const auto summary = json::parse(row.summary).as_object();
  WaitingReport waiting{.station = std::string(summary.at("station").as_string())};
  if (auto inventory = equipment::inventory_from_json(summary.at("inventory")); inventory.ok())
    waiting.inventory = std::move(inventory).value();
  const auto texts = [&](const char* name) {
    std::vector<std::string> all;
    if (const auto* array = summary.if_contains(name))
      for (const auto& each : array->as_array()) all.emplace_back(each.as_string());
    return all;
  };
  waiting.drives = texts("drives");
  waiting.warnings = texts("warnings");
  waiting.erasures = texts("erasures").size();
  for (const auto& id : row.candidates)
    if (auto item = equipment::find_item(session, organisation, id)) waiting.candidates.push_back(std::move(*item));
  waiting.row = std::move(row);
  return waiting;
}

struct Workshop {
  std::vector<WaitingReport> reports;
  std::vector<std::pair<erasure::Proposal, std::string>> proposals;
  std::vector<equipment::ItemRow> to_sort, on_the_bench;
};

Workshop read_workshop(storage::Session& session, const equipment::OrganisationId& organisation) {
  Workshop workshop;
  for (auto& row : unmatched_reports(session, organisation, 50))
    workshop.reports.push_back(waiting_of(session, organisation, std::move(row)));
  for (auto& proposal : erasure::waiting_proposals(session, organisation, 50)) {
    const auto item = equipment::find_item(session, organisation, proposal.item);
    if (item) workshop.proposals.emplace_back(std::move(proposal), item->number);
  }
  using equipment::Status;
  workshop.to_sort = equipment::list_items(
      session,
      {.organisation = organisation, .status = Status::received, .sort = equipment::Sort::oldest, .limit = 20});
  workshop.on_the_bench = equipment::list_items(
      session, {.organisation = organisation, .status = Status::in_work, .sort = equipment::Sort::oldest, .limit = 20});
  return workshop;
}

http::Response workshop_page(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  const auto workshop =
      services.database.read([&](storage::Session& session) { return read_workshop(session, who.organisation); });
  auto page = accounts::page_of(services, request, tr("workshop.title"));
  page.primary = html::link_button(tr("workshop.upload.title"), "/workshop/reports/new", html::ButtonStyle::primary,
                                   html::Icon::upload);
  return accounts::show(page, workshop_body(tr, {.reports = workshop.reports,
                                                 .proposals = workshop.proposals,
                                                 .to_sort = workshop.to_sort,
                                                 .on_the_bench = workshop.on_the_bench,
                                                 .zone = who.zone,
                                                 .csrf = page.csrf}));
}

base::Result<ReportId> report_id_of(const http::Request& request) {
  auto id = ReportId::parse(request.parameter("id"));
  if (!id.ok()) return base::Refusal{.code = "workshop.report.unknown"};
  return std::move(id).value();
}

base::Result<WaitingReport> find_waiting(const Services& services, const http::Request& request) {
  TRY(id, report_id_of(request));
  const auto& organisation = accounts::caller(request).organisation;
  return services.database.read([&](storage::Session& session) -> base::Result<WaitingReport> {
    auto row = find_report(session, organisation, id);
    if (!row) return base::Refusal{.code = "workshop.report.unknown"};
    return waiting_of(session, organisation, std::move(*row));
  });
}

http::Response report_page(const Services& services, const http::Request& request, const html::Submission& sent) {
  const auto waiting = find_waiting(services, request);
  if (!waiting.ok()) return accounts::refuse(services, request, waiting.refusal());
  if (waiting->row.item) return http::Response::see_other("/items/" + waiting->row.item->text());
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("workshop.report.title"));
  page.path = "/workshop/reports/" + waiting->row.id.text();
  page.breadcrumbs = {{.text = tr("workshop.title"), .href = "/workshop"}};
  page.refused = !sent.refusals().empty();
  return accounts::show(page, waiting_report_body(tr, *waiting, page.csrf, sent),
                        page.refused ? accounts::status_of(sent.refusals().front()) : 200);
}

http::Response api_report(const Services& services, const http::Request& request) {
  const auto found = find_waiting(services, request);
  if (!found.ok()) return accounts::refuse(services, request, found.refusal());
  std::optional<equipment::Item> item;
  std::vector<erasure::ErasureRecord> erasures;
  services.database.read([&](storage::Session& session) {
    const auto& organisation = accounts::caller(request).organisation;
    if (found->row.item) item = equipment::find_item(session, organisation, *found->row.item);
    erasures = erasures_of(session, organisation, found->row);
  });
  return http::Response::json(json::serialize(answer_of(found->row, item, erasures)));
}

http::Response api_waiting(const Services& services, const http::Request& request) {
  const auto rows = services.database.read([&](storage::Session& session) {
    return unmatched_reports(session, accounts::caller(request).organisation, 200);
  });
  json::array reports;
  for (const auto& row : rows) reports.push_back(answer_of(row, std::nullopt, {}));
  return http::Response::json(json::serialize(json::object{{"reports", std::move(reports)}}));
}

/// The item by its id, or by what a scanner reads if that names one item only.
base::Result<equipment::ItemId> item_named(storage::Session& session, const equipment::OrganisationId& organisation,
                                           const accounts::Input& input) {
  if (input.has("item")) {
    auto id = equipment::ItemId::parse(input.text("item"));
    if (id.ok()) return std::move(id).value();
    return base::Refusal{.code = "equipment.item.unknown", .field = "item"};
  }
  TRY(text, input.required("number"));
  const auto found = equipment::items_with_key(session, organisation, text);
  if (found.size() == 1) return found.front();
  return base::Refusal{.code = found.empty() ? "workshop.attach.nothing_found" : "workshop.attach.several",
                       .field = "number",
                       .arguments = {{"text", text}}};
}

http::Response settle(
    const Services& services, const http::Request& request,
    const std::function<base::Result<Taken>(storage::Session&, const ReportId&, const accounts::Input&)>& work) {
  const auto id = report_id_of(request);
  if (!id.ok()) return accounts::refuse(services, request, id.refusal());
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const auto taken = services.database.write([&](storage::Session& session) { return work(session, *id, *input); });
  if (taken.ok())
    return accounts::done(request, "/items/" + taken->item->id.text(), answer_text(*taken), 200,
                          "workshop.attach.done");
  if (!request.wants_json() && (taken.refusal().field == "number" || taken.refusal().field == "item"))
    return report_page(services, request, html::Submission(input->values(), {taken.refusal()}));
  return accounts::refuse(services, request, taken.refusal());
}

http::Response attach(const Services& services, const http::Request& request) {
  return settle(
      services, request,
      [&](storage::Session& session, const ReportId& id, const accounts::Input& input) -> base::Result<Taken> {
        TRY(item, item_named(session, accounts::caller(request).organisation, input));
        const bool supervisor =
            accounts::caller(request).any({accounts::Role::supervisor, accounts::Role::administrator});
        return attach_report(session, equipment::occasion_of(request), id, item, supervisor);
      });
}

http::Response create(const Services& services, const http::Request& request) {
  return settle(
      services, request,
      [&](storage::Session& session, const ReportId& id, const accounts::Input& input) -> base::Result<Taken> {
        std::optional<equipment::Kind> kind;
        if (input.has("kind")) {
          kind = equipment::kind_from_code(input.text("kind"));
          if (!kind) return base::Refusal{.code = "equipment.describe.bad_kind", .field = "kind"};
        }
        TRY(day, base::day_in_zone(request.now, accounts::caller(request).zone));
        return create_from_report(session, equipment::occasion_of(request), id, kind, day);
      });
}

void add_settling(http::Router& router, const Services& services, const char* deed,
                  http::Response (*handler)(const Services&, const http::Request&), http::Operation operation) {
  const auto run = [&services, handler](const http::Request& request) { return handler(services, request); };
  router.post("/workshop/reports/{id}/" + std::string(deed), equipment::bench(), run);
  operation.response = "StationReportAnswer";
  operation.statuses = {200, 403, 404, 409, 422};
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/station-reports/{id}/" + std::string(deed),
              .allow = equipment::bench(),
              .handler = run,
              .operation = std::move(operation)});
}

}  // namespace

void add_report_routes(http::Router& router, const Services& services) {
  const auto bench = equipment::bench();
  const auto with = [&services](auto handler) {
    return [&services, handler](const http::Request& request) { return handler(services, request); };
  };
  router.get("/workshop", bench, with(workshop_page));
  router.get("/workshop/reports/new", bench,
             [&services](const http::Request& request) { return upload_page(services, request, {}); });
  router.post("/workshop/reports", bench, with(upload), largest_report + 64 * 1024);
  router.get("/workshop/reports/{id}", bench,
             [&services](const http::Request& request) { return report_page(services, request, {}); });
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/station-reports",
              .allow = bench,
              .handler = with(post_report),
              .body_limit = largest_report,
              .operation = http::Operation{
                  .summary = "A station report (docs/station-report.md); the same bytes again are answered alike",
                  .response = "StationReportAnswer",
                  .request = {{.name = "schema", .required = true, .values = {std::string(report_schema)}},
                              {.name = "id", .required = true},
                              {.name = "station", .required = true},
                              {.name = "occurred_at", .required = true},
                              {.name = "operator"},
                              {.name = "item_number"},
                              {.name = "raw", .type = "object", .required = true},
                              {.name = "subject", .values = {"machine", "drive"}},
                              {.name = "host", .type = "object"},
                              {.name = "software", .type = "object"},
                              {.name = "erasures", .type = "array"},
                              {.name = "tests", .type = "object"},
                              {.name = "checklist", .type = "object"},
                              {.name = "chain", .type = "object"},
                              {.name = "signature", .type = "object"}},
                  .statuses = {200, 201, 400, 403, 409, 413, 422}}});
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/station-reports",
              .allow = bench,
              .handler = with(api_waiting),
              .operation = http::Operation{.summary = "Reports that wait for an item, oldest first",
                                           .response = "StationReportList",
                                           .statuses = {200}}});
  router.add(
      {.method = http::Method::get,
       .pattern = "/api/v1/station-reports/{id}",
       .allow = bench,
       .handler = with(api_report),
       .operation = http::Operation{
           .summary = "One station report as it was read", .response = "StationReportAnswer", .statuses = {200, 404}}});
  add_settling(router, services, "attach", attach,
               {.summary = "Ties a waiting report to an item", .request = {{.name = "item"}, {.name = "number"}}});
  add_settling(
      router, services, "create", create,
      {.summary = "Makes an item that nobody had declared from a waiting report", .request = {{.name = "kind"}}});
}

}  // namespace workshop
