// The first page, the scan box, and what programs ask first.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "collection/store.hpp"
#include "equipment/list.hpp"
#include "equipment/record.hpp"
#include "html/assets.hpp"
#include "http/asset.hpp"
#include "server/composition.hpp"
#include "server/openapi.hpp"
#include "stock/store_departure.hpp"

namespace server {
namespace {

using accounts::Role;
using accounts::Services;

/// What waits for somebody, and what has just left: a few lines each.
struct Line {
  std::string text, href, note;
};

struct Figures {
  std::vector<Line> lots, departures;
  std::vector<std::pair<equipment::Status, std::int64_t>> by_status;
  std::int64_t unmatched_reports = 0;
  std::int64_t lots_to_receive = 0;
};

void read_lines(storage::Session& session, const i18n::Translator& tr, const accounts::Caller& who,
                bool with_departures, Figures& figures) {
  for (const auto& row :
       collection::list_lots(session, {.organisation = who.organisation, .state = "open", .limit = 6}))
    figures.lots.push_back({.text = row.lot.number + " · " + row.lot.donor_name,
                            .href = "/lots/" + row.lot.id.text(),
                            .note = tr("server.home.received_of", {{"received", tr.number(row.received)},
                                                                   {"declared", tr.number(row.declared)}})});
  // Sales are the till's business: whoever only hands over gifts sees gifts.
  const bool sees_sales =
      who.any({Role::supervisor, Role::administrator, Role::shopkeeper, Role::technician, Role::coordinator});
  const auto shown_kind = sees_sales ? std::nullopt : std::optional(equipment::DepartureKind::gift);
  for (const auto& departure :
       stock::list_departures(session, {.organisation = who.organisation, .kind = shown_kind, .limit = 6}))
    figures.departures.push_back(
        {.text = departure.number + " · " + tr("equipment.departure." + std::string(code(departure.kind))),
         .href = with_departures ? "/departures/" + departure.id.text() : std::string(),
         .note = tr.short_date(base::day_in_zone(departure.occurred_at, who.zone).value_or(base::Day{}))});
}

Figures read_figures(storage::Session& session, const accounts::OrganisationId& organisation) {
  Figures figures;
  using enum equipment::Status;
  for (const auto status : {received, in_work, ready, for_parts, for_waste})
    figures.by_status.emplace_back(status,
                                   equipment::count_items(session, {.organisation = organisation, .status = status}));
  figures.unmatched_reports =
      session
          .value<std::int64_t>(
              "SELECT CAST(COUNT(*) AS BIGINT) FROM station_report WHERE organisation_id = :1 AND item_id IS NULL",
              organisation.text())
          .value_or(0);
  figures.lots_to_receive =
      session
          .value<std::int64_t>(
              "SELECT CAST(COUNT(*) AS BIGINT) FROM lot WHERE organisation_id = :1 AND state <> 'received'",
              organisation.text())
          .value_or(0);
  return figures;
}

html::Html workshop_home(const i18n::Translator& tr, const Figures& figures, bool with_departures, bool with_lots) {
  std::vector<html::Stat> stats;
  const auto shown = [&](std::int64_t count) {
    return count > 10'000 ? tr("server.home.more_than", {{"n", tr.number(10'000)}}) : tr.number(count);
  };
  if (with_lots)
    stats.push_back({.label = tr("server.home.lots_to_receive"),
                     .value = shown(figures.lots_to_receive),
                     .href = "/lots?state=open"});
  for (const auto& [status, count] : figures.by_status)
    stats.push_back({.label = tr("equipment.status." + std::string(code(status))),
                     .value = shown(count),
                     .href = "/items?status=" + std::string(code(status))});
  if (with_lots)
    stats.push_back({.label = tr("server.home.unmatched_reports"),
                     .value = shown(figures.unmatched_reports),
                     .href = "/workshop",
                     .tone = figures.unmatched_reports > 0 ? html::Tone::warning : html::Tone::neutral});
  const auto lines = [&](const std::vector<Line>& all, const char* nothing) {
    if (all.empty()) return html::p(tr(nothing));
    std::vector<html::KeyValue> pairs;
    for (const auto& line : all)
      pairs.push_back(
          {.label = line.note,
           .value = line.href.empty() ? html::text(line.text) : html::a(html::attr("href", line.href), line.text)});
    return html::key_values(pairs);
  };
  std::vector<html::Html> panels;
  if (with_lots)
    panels.push_back(html::panel(tr("server.home.open_lots"), lines(figures.lots, "server.home.no_open_lot"),
                                 html::link_button(tr("server.home.all_lots"), "/lots", html::ButtonStyle::quiet)));
  panels.push_back(html::panel(
      tr("server.home.last_departures"), lines(figures.departures, "server.home.no_departure"),
      with_departures ? html::link_button(tr("server.home.all_departures"), "/departures", html::ButtonStyle::quiet)
                      : html::Html()));
  return html::panel(tr("server.home.today"), html::stat_tiles(stats)) + html::columns(panels);
}

http::Response home(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  if (who.has(Role::donor)) return http::Response::see_other("/lots");
  auto page = accounts::page_of(services, request, tr("server.home.title", {{"name", who.name}}));
  page.subtitle = who.organisation_name;
  const bool workshop = who.any({Role::technician, Role::supervisor, Role::administrator, Role::coordinator,
                                 Role::shopkeeper, Role::distributor});
  if (!workshop)
    return accounts::show(
        page,
        html::empty_state(tr("server.home.nothing_title"),
                          tr(who.instance_administrator ? "server.home.nothing_instance" : "server.home.nothing_text"),
                          who.instance_administrator
                              ? html::link_button(tr("accounts.nav.instance"), "/instance", html::ButtonStyle::primary)
                              : html::Html()));
  if (who.any({Role::supervisor, Role::administrator}))
    page.primary = html::link_button(tr("server.home.new_donation"), "/donations/new", html::ButtonStyle::primary,
                                     html::Icon::plus);
  const bool with_departures = who.any({Role::supervisor, Role::administrator, Role::shopkeeper, Role::distributor});
  const auto figures = services.database.read([&](storage::Session& session) {
    auto read = read_figures(session, who.organisation);
    read_lines(session, tr, who, with_departures, read);
    return read;
  });
  const bool with_lots = who.any({Role::technician, Role::supervisor, Role::administrator});
  return accounts::show(page, workshop_home(tr, figures, with_departures, with_lots));
}

/// One item: go there. Several, or words: the list.
http::Response scan(const Services& services, const http::Request& request) {
  const std::string text(request.query.get("q"));
  const auto& who = accounts::caller(request);
  const std::string list = "/items?q=" + http::url_encode(text);
  // A label's QR code holds an address that ends with the item's id.
  const auto slash = text.rfind("/i/");
  const auto id = equipment::ItemId::parse(slash == std::string::npos ? text : text.substr(slash + 3));
  if (id.ok()) return http::Response::see_other("/items/" + id->text());
  if (who.organisation.empty()) return http::Response::see_other("/");
  const auto found = services.database.read(
      [&](storage::Session& session) { return equipment::items_with_key(session, who.organisation, text); });
  return http::Response::see_other(found.size() == 1 ? "/items/" + found.front().text() : list);
}

}  // namespace

void add_server_routes(http::Router& router, const Services& services) {
  router.get("/", http::Allow::signed_in(),
             [&services](const http::Request& request) { return home(services, request); });
  router.get("/scan", http::Allow::signed_in(),
             [&services](const http::Request& request) { return scan(services, request); });
  router.add({.method = http::Method::get,
              .pattern = "/health",
              .allow = http::Allow::anyone(),
              .handler =
                  [&services](const http::Request&) {
                    const auto version = services.database.schema_version();
                    services.database.read([](storage::Session& session) { session.value<std::int64_t>("SELECT 1"); });
                    return http::Response::json(boost::json::serialize(
                        boost::json::object{{"status", "ok"}, {"version", BOUCLE_VERSION}, {"schema", version}}));
                  },
              .operation = http::Operation{
                  .summary = "Whether this process can serve", .response = "Health", .statuses = {200, 503}}});
  for (const auto& asset : html::assets()) {
    const auto served =
        std::make_shared<http::Asset>(http::Asset::create(base::Bytes(asset.bytes), std::string(asset.content_type)));
    router.get(asset.url, http::Allow::anyone(), [served](const http::Request& request) {
      return http::serve(*served, request, http::Lifetime::for_ever);
    });
  }
  // The document describes the routes of a router of its own, made when first asked for.
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/openapi.json",
              .allow = http::Allow::anyone(),
              .handler =
                  [&services](const http::Request&) {
                    return http::Response::json(openapi_document(all_routes(services), services.public_url));
                  },
              .operation = http::Operation{.summary = "This document", .statuses = {200}}});
}

}  // namespace server
