// The tree of locations, their labels, what lies where.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "documents/label.hpp"
#include "equipment/occasion.hpp"
#include "stock/actions.hpp"
#include "stock/pages.hpp"
#include "stock/store_location.hpp"
#include "stock/web.hpp"

namespace stock {
namespace {

using accounts::Role;
using accounts::Services;
using http::Allow;
using http::Request;
using http::Response;

constexpr std::int64_t most_shown = 500;

boost::json::object location_json(const Location& location, const Content* content = nullptr) {
  boost::json::object json{{"id", location.id.text()}, {"code", location.code}, {"name", location.name}};
  json["parent"] = location.parent ? boost::json::value(location.parent->text()) : boost::json::value(nullptr);
  if (content != nullptr) {
    boost::json::object counts;
    for (const auto& [status, count] : *content) counts[code(status)] = count;
    json["content"] = std::move(counts);
  }
  return json;
}

bool may_edit(const Request& request) { return accounts::caller(request).any({Role::supervisor, Role::administrator}); }

struct Stock {
  std::vector<Place> places;
  Content nowhere;
};

Stock read_stock(const Services& services, const OrganisationId& organisation) {
  return services.database.read([&](storage::Session& session) {
    auto content = content_by_code(session, organisation);
    Stock stock{.places = tree(list_locations(session, organisation), content)};
    stock.nowhere = content[""];
    return stock;
  });
}

Response show_stock(const Services& services, const Request& request) {
  const auto stock = read_stock(services, accounts::caller(request).organisation);
  if (request.wants_json()) {
    boost::json::array places;
    for (const auto& place : stock.places) places.push_back(location_json(place.location, &place.own));
    return Response::json(boost::json::serialize(boost::json::object{{"locations", std::move(places)}}));
  }
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("stock.title"));
  page.primary = html::link_button(tr("stock.move.title"), "/stock/move", html::ButtonStyle::primary, html::Icon::scan);
  return accounts::show(page, stock_page(tr, stock.places, stock.nowhere, may_edit(request)));
}

Response show_form(const Services& services, const Request& request, const html::Submission& sent, int status) {
  const auto& tr = accounts::translator(services, request);
  const auto stock = read_stock(services, accounts::caller(request).organisation);
  auto page = accounts::page_of(services, request, tr("stock.location.new"));
  page.breadcrumbs = {{.text = tr("stock.title"), .href = "/stock"}};
  page.refused = status == 422;
  return accounts::show(
      page, location_form(tr, page.csrf, stock.places, sent, std::string(request.query.get("parent"))), status);
}

Response create(const Services& services, const Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const NewLocation asked{.code = input->text("code"), .name = input->text("name"), .parent = input->text("parent")};
  const auto occasion = equipment::occasion_of(request);
  const auto made =
      services.database.write([&](storage::Session& session) { return create_location(session, occasion, asked); });
  if (!made.ok()) {
    if (request.wants_json()) return accounts::refuse(services, request, made.refusal());
    return show_form(services, request, html::Submission(input->values(), {made.refusal()}), 422);
  }
  return accounts::done(request, "/stock", boost::json::serialize(location_json(*made)), 201, "stock.location.created");
}

Response show_location(const Services& services, const Request& request, const html::Submission& sent, int status) {
  const auto& tr = accounts::translator(services, request);
  const auto& organisation = accounts::caller(request).organisation;
  const auto id = LocationId::parse(request.parameter("id"));
  LocationView view{.may_edit = may_edit(request)};
  const bool known = id.ok() && services.database.read([&](storage::Session& session) {
    const auto found = find_location(session, organisation, *id);
    if (!found) return false;
    view.location = *found;
    view.items = items_at(session, organisation, found->code, most_shown + 1);
    return true;
  });
  if (!known) return accounts::refuse(services, request, {.code = "stock.location.unknown"});
  view.more = view.items.size() > most_shown;
  if (view.more) view.items.pop_back();
  auto page = accounts::page_of(services, request, view.location.code + " · " + view.location.name);
  page.breadcrumbs = {{.text = tr("stock.title"), .href = "/stock"}};
  page.refused = status == 422;
  page.primary =
      html::link_button(tr("stock.move.here"), html::address("/stock/move", {{"location", view.location.code}}),
                        html::ButtonStyle::primary, html::Icon::scan);
  return accounts::show(page, location_page(tr, page.csrf, view, sent), status);
}

Response show_nowhere(const Services& services, const Request& request) {
  const auto& tr = accounts::translator(services, request);
  LocationView view;
  view.items = services.database.read([&](storage::Session& session) {
    return items_at(session, accounts::caller(request).organisation, "", most_shown + 1);
  });
  view.more = view.items.size() > most_shown;
  if (view.more) view.items.pop_back();
  auto page = accounts::page_of(services, request, tr("stock.nowhere_title"));
  page.breadcrumbs = {{.text = tr("stock.title"), .href = "/stock"}};
  page.primary = html::link_button(tr("stock.move.title"), "/stock/move", html::ButtonStyle::primary, html::Icon::scan);
  return accounts::show(page, location_page(tr, page.csrf, view, {}));
}

Response rename(const Services& services, const Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const auto id = LocationId::parse(request.parameter("id"));
  if (!id.ok()) return accounts::refuse(services, request, {.code = "stock.location.unknown"});
  const auto occasion = equipment::occasion_of(request);
  const auto named = services.database.write(
      [&](storage::Session& session) { return name_location(session, occasion, *id, input->text("name")); });
  if (!named.ok()) {
    if (request.wants_json() || named.refusal().field.empty())
      return accounts::refuse(services, request, named.refusal());
    return show_location(services, request, html::Submission(input->values(), {named.refusal()}), 422);
  }
  return accounts::done(request, "/stock/locations/" + id->text(), boost::json::serialize(location_json(*named)), 200,
                        "stock.location.renamed");
}

/// One label for each location, or for the one asked: the QR opens the page that stores things there, the second QR holds the code.
Response labels(const Services& services, const Request& request) {
  const std::string only(request.query.get("location"));
  const auto locations = services.database.read(
      [&](storage::Session& session) { return list_locations(session, accounts::caller(request).organisation); });
  std::vector<documents::LabelContent> contents;
  for (const auto& each : locations)
    if (only.empty() || each.code == only)
      contents.push_back({.number = each.code,
                          .title = each.name,
                          .qr_url = services.public_url.empty()
                                        ? std::string()
                                        : services.public_url + "/stock/move?location=" + each.code});
  const auto& tr = accounts::translator(services, request);
  const auto pdf = documents::labels_pdf(
      contents, {.paper = documents::LabelPaper::roll_90x29, .title = tr("stock.labels"), .created = request.now});
  if (!pdf.ok()) return accounts::refuse(services, request, pdf.refusal());
  return Response::file(*pdf, "application/pdf", "emplacements.pdf");
}

}  // namespace

void add_location_routes(http::Router& router, const Services& services) {
  const auto readers =
      Allow::only({"technician", "supervisor", "administrator", "shopkeeper", "distributor", "coordinator"});
  const auto editors = Allow::only({"supervisor", "administrator"});
  const auto with = [&services](auto handler) {
    return [&services, handler](const Request& request) { return handler(services, request); };
  };
  router.get("/stock", readers, with(show_stock));
  router.get("/stock/nowhere", readers, with(show_nowhere));
  router.get("/stock/locations/{id}", readers,
             [&services](const Request& request) { return show_location(services, request, {}, 200); });
  router.get("/locations/new", editors,
             [&services](const Request& request) { return show_form(services, request, {}, 200); });
  router.get("/locations/labels.pdf", editors, with(labels));
  router.post("/locations", editors, with(create));
  router.post("/locations/{id}", editors, with(rename));
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/locations",
              .allow = readers,
              .handler = with(show_stock),
              .operation = http::Operation{.summary = "Locations with what lies right there, by status",
                                           .response = "LocationList"}});
  router.add(
      {.method = http::Method::post,
       .pattern = "/api/v1/locations",
       .allow = editors,
       .handler = with(create),
       .operation = http::Operation{
           .summary = "Create a location; parent is the code or id of where it stands",
           .response = "Location",
           .request = {{.name = "code", .required = true}, {.name = "name", .required = true}, {.name = "parent"}},
           .statuses = {201, 422}}});
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/locations/{id}",
              .allow = editors,
              .handler = with(rename),
              .operation = http::Operation{.summary = "Rename a location; its code never changes",
                                           .response = "Location",
                                           .request = {{.name = "name", .required = true}},
                                           .statuses = {200, 404, 422}}});
}

void add_routes(http::Router& router, const Services& services) {
  add_location_routes(router, services);
  add_move_routes(router, services);
  add_departure_routes(router, services);
}

}  // namespace stock
