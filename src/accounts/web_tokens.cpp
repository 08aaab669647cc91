// API tokens and the audit trail of a structure.
#include <boost/json.hpp>

#include "accounts/json.hpp"
#include "accounts/pages.hpp"
#include "accounts/web_shared.hpp"
#include "documents/sheet_write.hpp"

namespace accounts {
namespace {

const http::Allow administrators = http::Allow::only({"administrator"});
constexpr std::int64_t rows_per_page = 100;
constexpr std::int64_t most_rows_of_an_export = 100'000;

Shown shown_on(const html::Page& page, const http::Request& request) {
  return {.tr = page.tr, .csrf = page.csrf, .zone = caller(request).zone, .now = request.now};
}

http::Response token_list(const Services& services, const http::Request& request, const html::Submission& sent,
                          int status) {
  const auto tokens = services.database.read(
      [&](storage::Session& session) { return list_tokens(session, caller(request).organisation); });
  if (request.wants_json()) {
    boost::json::array list;
    for (const auto& token : tokens) list.push_back(to_json(token));
    return http::Response::json(boost::json::serialize(boost::json::object{{"tokens", std::move(list)}}));
  }
  auto page = page_of(services, request, translator(services, request)("accounts.settings.title"));
  page.subtitle = caller(request).organisation_name;
  page.refused = !sent.refusals().empty();
  return show(page, tokens_page(shown_on(page, request), tokens, sent), status);
}

http::Response show_tokens(const Services& services, const http::Request& request) {
  return token_list(services, request, {}, 200);
}

http::Response create(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return refuse(services, request, input.refusal());
  const auto made = services.database.write([&](storage::Session& session) {
    return issue_token(session, deed_of(request), input->text("role"), input->text("label"));
  });
  if (!made.ok() && request.wants_json()) return refuse(services, request, made.refusal());
  if (!made.ok()) return token_list(services, request, html::Submission(input->values(), {made.refusal()}), 422);
  if (request.wants_json()) {
    auto object = to_json(made->token);
    object["token"] = made->secret;
    return http::Response::json(boost::json::serialize(object), 201);
  }
  const auto page = page_of(services, request, translator(services, request)("accounts.token.made"));
  return show(page, new_token_page(shown_on(page, request), *made));
}

http::Response revoke(const Services& services, const http::Request& request) {
  const auto id = TokenId::parse(request.parameter("id"));
  const auto revoked = services.database.write([&](storage::Session& session) -> base::Outcome {
    if (!id.ok()) return base::Refusal{.code = "accounts.token.unknown"};
    return revoke_token(session, deed_of(request), *id);
  });
  if (!revoked.ok()) return refuse(services, request, revoked.refusal());
  return done(request, "/settings/tokens", boost::json::serialize(boost::json::object{{"id", id->text()}}), 200,
              "accounts.token.revoked_done");
}

/// Days are the structure's; one that cannot be read filters nothing.
AuditQuery query_of(const http::Request& request, std::int64_t limit) {
  AuditQuery query{.organisation = caller(request).organisation,
                   .action = std::string(request.query.get("action")),
                   .person = std::string(request.query.get("person")),
                   .cursor = std::string(request.query.get("cursor")),
                   .limit = limit};
  const auto start = [&](std::string_view name, std::chrono::days later) -> std::optional<base::Instant> {
    const auto day = base::parse_day(request.query.get(name));
    if (!day.ok()) return std::nullopt;
    const auto moment = base::start_of_day(base::Day(std::chrono::sys_days(*day) + later), caller(request).zone);
    return moment.ok() ? std::optional(*moment) : std::nullopt;
  };
  query.from = start("from", std::chrono::days(0));
  query.until = start("until", std::chrono::days(1));
  return query;
}

http::Response show_audit(const Services& services, const http::Request& request) {
  const auto query = query_of(request, rows_per_page + 1);
  AuditView view{.rows = {},
                 .actions = {},
                 .people = {},
                 .action = query.action,
                 .person = query.person,
                 .from = std::string(request.query.get("from")),
                 .until = std::string(request.query.get("until")),
                 .next_cursor = {}};
  services.database.read([&](storage::Session& session) {
    view.rows = read_audit(session, query);
    view.actions = audit_actions(session, query.organisation);
    view.people = members_of(session, *query.organisation);
  });
  if (static_cast<std::int64_t>(view.rows.size()) > rows_per_page) {
    view.rows.pop_back();
    view.next_cursor = view.rows.back().cursor;
  }
  if (request.wants_json()) {
    boost::json::array list;
    for (const auto& row : view.rows) list.push_back(to_json(row));
    return http::Response::json(
        boost::json::serialize(boost::json::object{{"entries", std::move(list)}, {"next_cursor", view.next_cursor}}));
  }
  auto page = page_of(services, request, translator(services, request)("accounts.settings.title"));
  page.subtitle = caller(request).organisation_name;
  return show(page, audit_page(shown_on(page, request), view));
}

http::Response export_audit(const Services& services, const http::Request& request) {
  const auto& tr = translator(services, request);
  const auto rows = services.database.read(
      [&](storage::Session& session) { return read_audit(session, query_of(request, most_rows_of_an_export)); });
  documents::CsvWriter csv;
  csv.row({tr("accounts.audit.at"), tr("accounts.audit.who"), tr("accounts.audit.action_title"),
           tr("accounts.audit.subject"), tr("accounts.audit.detail"), tr("accounts.audit.client")});
  for (const auto& row : rows)
    csv.row({base::to_rfc3339(row.at), row.who, action_text(tr, row.action), row.subject, detail_text(tr, row.detail),
             row.client});
  return http::Response::file(csv.text(), "text/csv; charset=utf-8", tr("accounts.audit.file") + ".csv");
}

}  // namespace

void add_token_routes(http::Router& router, const Services& services) {
  router.get("/settings/tokens", administrators, bind(services, show_tokens));
  router.post("/settings/tokens", administrators, bind(services, create));
  router.post("/settings/tokens/{id}/revoke", administrators, bind(services, revoke));
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/tokens",
              .allow = administrators,
              .handler = bind(services, show_tokens),
              .operation = http::Operation{.summary = "API tokens of the structure", .response = "Tokens"}});
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/tokens",
              .allow = administrators,
              .handler = bind(services, create),
              .operation =
                  http::Operation{.summary = "Make an API token; its secret is in this answer only",
                                  .response = "NewToken",
                                  .request = {{.name = "label", .required = true}, {.name = "role", .required = true}},
                                  .statuses = {201, 422}}});
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/tokens/{id}/revoke",
              .allow = administrators,
              .handler = bind(services, revoke),
              .operation =
                  http::Operation{.summary = "Revoke an API token", .response = "Reference", .statuses = {200, 404}}});
}

void add_audit_routes(http::Router& router, const Services& services) {
  router.get("/settings/audit", administrators, bind(services, show_audit));
  router.get("/settings/audit.csv", administrators, bind(services, export_audit));
  router.add(
      {.method = http::Method::get,
       .pattern = "/api/v1/audit",
       .allow = administrators,
       .handler = bind(services, show_audit),
       .operation = http::Operation{
           .summary = "The audit trail of the structure, the newest first",
           .response = "AuditEntries",
           .query = {
               {.name = "action"}, {.name = "person"}, {.name = "from"}, {.name = "until"}, {.name = "cursor"}}}});
}

}  // namespace accounts
