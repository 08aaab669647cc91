// Preparing, confirming and reading departures.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/store.hpp"
#include "accounts/vault.hpp"
#include "collection/store.hpp"
#include "equipment/occasion.hpp"
#include "html/table.hpp"
#include "stock/documents.hpp"
#include "stock/pages.hpp"
#include "stock/store_departure.hpp"
#include "stock/web.hpp"

namespace stock {
namespace {

using accounts::Services;
using http::Allow;
using http::Request;
using http::Response;

constexpr std::array all_kinds = {DepartureKind::gift, DepartureKind::sale, DepartureKind::waste,
                                  DepartureKind::give_back, DepartureKind::dismantling};
constexpr std::int64_t page_length = 50;

/// The donor of the first item: whom one gives back to.
std::string owner_of(storage::Session& session, const OrganisationId& organisation, const Draft& draft) {
  if (draft.kind != DepartureKind::give_back || draft.items.empty() || !draft.items.front().item.lot) return {};
  const auto lot = collection::find_lot(session, organisation, *draft.items.front().item.lot);
  return lot ? lot->donor_name : std::string();
}

Response show_draft(const Services& services, const Request& request, DepartureKind kind,
                    const std::vector<std::string>& texts, html::Submission sent, DepartureId id, int status) {
  const auto& tr = accounts::translator(services, request);
  const auto& organisation = accounts::caller(request).organisation;
  DraftView view{.id = std::move(id), .sent = std::move(sent)};
  services.database.read([&](storage::Session& session) {
    view.draft = read_draft(session, organisation, kind, texts);
    view.draft.bench = at_bench(accounts::caller(request));
    view.owner = owner_of(session, organisation, view.draft);
  });
  auto page = accounts::page_of(services, request, tr("stock.departure.way." + std::string(equipment::code(kind))));
  page.breadcrumbs = {{.text = tr("stock.departures.title"), .href = "/departures"},
                      {.text = tr("stock.departure.new"), .href = "/departures/new"}};
  page.refused = status != 200 || !view.draft.refused.empty();
  return accounts::show(page, draft_page(tr, page.csrf, view), status);
}

Response new_departure(const Services& services, const Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  const auto kind = equipment::from_code<DepartureKind>(request.query.get("kind"));
  if (!kind || *kind == DepartureKind::sale) {
    std::vector<DepartureKind> kinds;
    for (const auto each : all_kinds)
      if (may_handle(who, each)) kinds.push_back(each);
    auto page = accounts::page_of(services, request, tr("stock.departure.new"));
    page.breadcrumbs = {{.text = tr("stock.departures.title"), .href = "/departures"}};
    return accounts::show(page, kinds_page(tr, kinds));
  }
  if (!may_handle(who, *kind)) return accounts::refuse(services, request, {.code = "stock.departure.forbidden"});
  const auto texts = draft_texts(request);
  if (!request.query.get("scan").empty()) {
    // What was just scanned joins the address, so that a reload neither loses nor repeats it.
    const auto draft = services.database.read(
        [&](storage::Session& session) { return read_draft(session, who.organisation, *kind, texts); });
    if (draft.refused.empty()) {
      html::Query query = {{"kind", std::string(equipment::code(*kind))}};
      for (auto& each : draft_query(draft)) query.push_back(std::move(each));
      return Response::see_other(html::address("/departures/new", query));
    }
  }
  return show_draft(services, request, *kind, texts, {}, DepartureId::create(request.now), 200);
}

base::Result<DepartureOrder> read_order(const Request& request, const accounts::Input& input) {
  TRY(kind_text, input.required("kind"));
  const auto kind = equipment::from_code<DepartureKind>(kind_text);
  if (!kind || *kind == DepartureKind::sale) return base::Refusal{.code = "stock.departure.bad_kind", .field = "kind"};
  if (!may_handle(accounts::caller(request), *kind)) return base::Refusal{.code = "stock.departure.forbidden"};
  TRY(id, asked_id(request, input.text("id")));
  DepartureOrder order{.id = id, .kind = *kind, .items = input.all("items")};
  auto receiver_kind = receiver_kind_from_code(input.text("receiver.kind"));
  if (!receiver_kind && !input.has("receiver.kind")) {
    if (*kind == DepartureKind::waste) receiver_kind = ReceiverKind::waste_operator;
    if (*kind == DepartureKind::give_back) receiver_kind = ReceiverKind::owner;
    if (*kind == DepartureKind::dismantling) receiver_kind = ReceiverKind::nobody;
  }
  if (!receiver_kind) return base::Refusal{.code = "stock.receiver.bad_kind", .field = "receiver.kind"};
  order.receiver = {.kind = *receiver_kind,
                    .reference = input.text("receiver.reference"),
                    .name = input.text("receiver.name"),
                    .siret = input.text("receiver.siret"),
                    .phone = input.text("receiver.phone")};
  return order;
}

Response list(const Services& services, const Request& request) {
  const auto& who = accounts::caller(request);
  DepartureFilter filter{.organisation = who.organisation,
                         .kind = equipment::from_code<DepartureKind>(request.query.get("kind")),
                         .limit = page_length + 1};
  if (const auto after = DepartureId::parse(request.query.get("cursor")); after.ok()) filter.after = *after;
  auto found = services.database.read([&](storage::Session& session) { return list_departures(session, filter); });
  const bool more = static_cast<std::int64_t>(found.size()) > page_length;
  if (more) found.pop_back();
  const std::string next = more ? found.back().id.text() : std::string();
  if (request.wants_json()) {
    boost::json::array departures;
    for (const auto& each : found) departures.push_back(to_json(each));
    return Response::json(
        boost::json::serialize(boost::json::object{{"departures", std::move(departures)}, {"next", next}}));
  }
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("stock.departures.title"));
  page.primary =
      html::link_button(tr("stock.departure.new"), "/departures/new", html::ButtonStyle::primary, html::Icon::plus);
  std::vector<html::Choice> choices = {{.value = "", .text = tr("stock.departures.all")}};
  for (const auto kind : all_kinds)
    choices.push_back({.value = std::string(equipment::code(kind)),
                       .text = tr("equipment.departure." + std::string(equipment::code(kind)))});
  const std::string kind(filter.kind ? equipment::code(*filter.kind) : "");
  html::TableWriter rows(
      {.tr = tr,
       .caption = tr("stock.departures.title"),
       .path = "/departures",
       .query = {{"kind", kind}},
       .columns = {{.title = tr("stock.departure.number"), .heading = true},
                   {.title = tr("stock.departure.date")},
                   {.title = tr("stock.departure.way_heading")},
                   {.title = tr("stock.items_heading"), .align = html::Align::end},
                   {.title = tr("stock.receiver.who")},
                   {.title = tr("stock.departure.total"), .align = html::Align::end}},
       .filters =
           {{.name = "kind", .label = tr("stock.departure.way_heading"), .value = kind, .choices = std::move(choices)}},
       .shown = static_cast<std::int64_t>(found.size()),
       .next_cursor = next,
       .empty = html::empty_state(tr("stock.departures.empty_title"), tr("stock.departures.empty_text"), {},
                                  html::Icon::hand)});
  const bool sells = who.any({accounts::Role::shopkeeper, accounts::Role::supervisor, accounts::Role::administrator});
  for (const auto& each : found) {
    // A receipt is the till's: whoever does not sell reads the line only.
    const bool readable = !each.has_receipt() || sells;
    const std::string href =
        readable ? (each.has_receipt() ? "/sales/" : "/departures/") + each.id.text() : std::string();
    rows.row({each.number, tr.short_date_time(each.occurred_at, who.zone),
              tr("equipment.departure." + std::string(equipment::code(each.kind))),
              tr.number(static_cast<std::int64_t>(each.lines.size())), receiver_text(tr, each.receiver),
              each.kind == DepartureKind::sale ? tr.money(each.total) : std::string("–")},
             href);
  }
  html::Html body = rows.finish();
  if (may_handle(who, DepartureKind::sale))
    body += html::actions(
        {html::link_button(tr("stock.departures.till"), "/sales/new", html::ButtonStyle::secondary, html::Icon::euro),
         html::link_button(tr("stock.departures.closings"), "/sales/closings", html::ButtonStyle::secondary,
                           html::Icon::chart)});
  return accounts::show(page, body);
}

base::Result<Departure> find_asked_for(const Services& services, const Request& request) {
  const auto id = DepartureId::parse(request.parameter("id"));
  if (!id.ok()) return base::Refusal{.code = "stock.departure.unknown"};
  const auto& organisation = accounts::caller(request).organisation;
  auto found =
      services.database.read([&](storage::Session& session) { return find_departure(session, organisation, *id); });
  if (!found) return base::Refusal{.code = "stock.departure.unknown"};
  return std::move(*found);
}

/// The receiver with the name opened, and the reading logged. An erased person's name is simply no longer there.
Receiver opened(const Services& services, const Request& request, const Departure& departure, std::string_view why) {
  if (!departure.subject) return departure.receiver;
  const auto receiver = services.database.read(
      [&](storage::Session& session) { return open_receiver(session, services.keys, departure); });
  if (!receiver.ok()) return departure.receiver;
  accounts::log_reading(services.database, accounts::caller(request), request.client, *departure.subject, why,
                        request.now);
  return *receiver;
}

Response show_departure(const Services& services, const Request& request) {
  const auto departure = find_asked_for(services, request);
  if (!departure.ok()) return accounts::refuse(services, request, departure.refusal());
  if (request.wants_json()) return Response::json(boost::json::serialize(to_json(*departure)));
  if (departure->has_receipt()) return Response::see_other("/sales/" + departure->id.text());
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  const bool open = request.query.get("person") == "1" && may_handle(who, departure->kind);
  const Receiver receiver = open ? opened(services, request, *departure, "departure_page") : departure->receiver;
  auto page = accounts::page_of(
      services, request,
      tr("stock.paper.title." + std::string(equipment::code(departure->kind))) + " " + departure->number);
  page.breadcrumbs = {{.text = tr("stock.departures.title"), .href = "/departures"}};
  if (departure->kind == DepartureKind::sale) page.subtitle = tr("stock.departure.taken_over");
  page.primary = html::link_button(tr("stock.paper.download"), "/departures/" + departure->id.text() + "/document.pdf",
                                   html::ButtonStyle::primary, html::Icon::download);
  return accounts::show(page, departure_page(tr, *departure, receiver, who.zone));
}

Response document(const Services& services, const Request& request) {
  const auto departure = find_asked_for(services, request);
  if (!departure.ok()) return accounts::refuse(services, request, departure.refusal());
  if (departure->has_receipt()) return Response::see_other("/sales/" + departure->id.text());
  const auto& who = accounts::caller(request);
  if (!may_handle(who, departure->kind))
    return accounts::refuse(services, request, {.code = "stock.departure.forbidden"});
  const auto organisation = services.database.read(
      [&](storage::Session& session) { return accounts::find_organisation(session, who.organisation); });
  const Receiver receiver = opened(services, request, *departure, "departure_document");
  const auto head = paper_head(organisation->name, organisation->zone, organisation->settings);
  return Response::file(departure_pdf(accounts::translator(services, request), head, *departure, receiver),
                        "application/pdf", departure->number + ".pdf");
}

}  // namespace

Response post_departure(const Services& services, const Request& request, const accounts::Input& input) {
  const auto order = read_order(request, input);
  if (!order.ok()) return accounts::refuse(services, request, order.refusal());
  const auto occasion = equipment::occasion_of(request);
  const auto answer = services.database.write(
      [&](storage::Session& session) { return depart(session, services.keys, occasion, *order); });
  if (!answer.ok()) {
    if (request.wants_json()) return accounts::refuse_all(services, request, answer.refusals());
    return show_draft(services, request, order->kind, order->items, html::Submission(input.values(), answer.refusals()),
                      order->id, accounts::status_of(answer.refusal()));
  }
  const auto& departure = answer.value();
  return accounts::done(request, "/departures/" + departure.id.text(), boost::json::serialize(to_json(departure)), 201,
                        "stock.departure.done");
}

std::vector<http::ApiField> departure_fields() {
  return {{.name = "kind", .required = true, .values = {"gift", "sale", "waste", "give_back", "dismantling"}},
          {.name = "items", .type = "array", .required = true},
          {.name = "id"},
          {.name = "receiver.kind",
           .values = {"person", "association", "social_structure", "waste_operator", "owner", "company", "nobody"}},
          {.name = "receiver.reference"},
          {.name = "receiver.name"},
          {.name = "receiver.siret"},
          {.name = "receiver.phone"}};
}

void add_departure_routes(http::Router& router, const Services& services) {
  const auto readers = Allow::only({"supervisor", "administrator", "distributor", "shopkeeper", "coordinator"});
  const auto writers = Allow::only({"supervisor", "administrator", "distributor", "shopkeeper"});
  const auto with = [&services](auto handler) {
    return [&services, handler](const Request& request) { return handler(services, request); };
  };
  router.get("/departures", readers, with(list));
  router.get("/departures/new", writers, with(new_departure));
  router.get("/departures/{id}", readers, with(show_departure));
  router.get("/departures/{id}/document.pdf", readers, with(document));
  const auto post = [&services](const Request& request) {
    const auto input = accounts::Input::read(request);
    if (!input.ok()) return accounts::refuse(services, request, input.refusal());
    return post_departure(services, request, *input);
  };
  router.post("/departures", writers, post, 256 * 1024);
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/departures",
              .allow = readers,
              .handler = with(list),
              .operation = http::Operation{.summary = "Departures, newest first",
                                           .response = "DepartureList",
                                           .query = {{.name = "kind"}, {.name = "cursor"}}}});
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/departures/{id}",
              .allow = readers,
              .handler = with(show_departure),
              .operation = http::Operation{.summary = "One departure as its paper says it; never a person's name",
                                           .response = "Departure",
                                           .statuses = {200, 404}}});
}

}  // namespace stock
