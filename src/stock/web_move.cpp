// Putting things away with a scanner: the location first, then the items one after the other.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "equipment/occasion.hpp"
#include "stock/actions.hpp"
#include "stock/pages.hpp"
#include "stock/scan.hpp"
#include "stock/store_location.hpp"
#include "stock/web.hpp"

namespace stock {
namespace {

using accounts::Services;
using http::Allow;
using http::Request;
using http::Response;

constexpr std::size_t longest_list = 30;  ///< of what was just stored; it travels in the page's address

std::string address_of(const std::string& location, const std::vector<std::string>& stored) {
  html::Query query = {{"location", location}};
  for (std::size_t i = 0; i < stored.size() && i < longest_list; ++i) query.emplace_back("stored", stored[i]);
  return html::address("/stock/move", query);
}

Response show(const Services& services, const Request& request, const std::string& location,
              const std::vector<std::string>& stored, html::Submission sent, int status) {
  const auto& tr = accounts::translator(services, request);
  const auto& organisation = accounts::caller(request).organisation;
  MoveView view{.sent = std::move(sent)};
  services.database.read([&](storage::Session& session) {
    view.location = find_location_by_code(session, organisation, scanned_code(location));
    for (const auto& number : stored) {
      const auto id = find_scanned(session, organisation, number);
      if (!id.ok()) continue;
      if (auto item = equipment::find_item(session, organisation, *id)) view.stored.push_back(std::move(*item));
    }
  });
  if (!view.location && !location.empty() && status == 200) {
    view.sent =
        html::Submission({{"location", location}},
                         {{.code = "stock.move.no_location", .field = "location", .arguments = {{"text", location}}}});
    status = 422;
  }
  auto page = accounts::page_of(services, request, tr("stock.move.title"));
  page.breadcrumbs = {{.text = tr("stock.title"), .href = "/stock"}};
  page.refused = status == 422;
  return accounts::show(page, move_page(tr, page.csrf, view), status);
}

Response show_move(const Services& services, const Request& request) {
  std::vector<std::string> stored;
  for (const auto each : request.query.all("stored")) stored.emplace_back(each);
  if (stored.size() > longest_list) stored.resize(longest_list);
  return show(services, request, std::string(request.query.get("location")), stored, {}, 200);
}

/// A scan: of a location, to work there; of an item, to store it there.
Response post_move(const Services& services, const Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const auto occasion = equipment::occasion_of(request);
  const std::string location = input->text("location");
  const std::string scanned = input->text("item");
  auto stored = input->all("stored");
  const auto known = services.database.read([&](storage::Session& session) {
    return find_location_by_code(session, occasion.organisation, scanned_code(scanned.empty() ? location : scanned));
  });
  if (known) return Response::see_other(address_of(known->code, stored));
  if (scanned.empty()) {
    if (!input->has("location"))
      return show(services, request, "", {},
                  html::Submission({}, {{.code = "accounts.input.missing", .field = "location"}}), 422);
    return show(services, request, location, stored, {}, 200);
  }
  const auto item = services.database.write(
      [&](storage::Session& session) { return store_item(session, occasion, scanned, location); });
  if (!item.ok())
    return show(services, request, location, stored, html::Submission({{"item", scanned}}, {item.refusal()}), 422);
  std::erase(stored, item->number);
  stored.insert(stored.begin(), item->number);
  return Response::see_other(address_of(scanned_code(location), stored));
}

Response store_one(const Services& services, const Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const auto occasion = equipment::occasion_of(request);
  const auto id = equipment::ItemId::parse(request.parameter("id"));
  const bool known = id.ok() && services.database.read([&](storage::Session& session) {
    return equipment::find_item(session, occasion.organisation, *id).has_value();
  });
  if (!known) return accounts::refuse(services, request, {.code = "stock.item.unknown"});
  const auto item = services.database.write(
      [&](storage::Session& session) { return store_item(session, occasion, id->text(), input->text("location")); });
  if (!item.ok()) return accounts::refuse(services, request, item.refusal());
  return accounts::done(request, "/items/" + id->text(), boost::json::serialize(equipment::to_json(*item)), 200,
                        "stock.move.done");
}

}  // namespace

void add_move_routes(http::Router& router, const Services& services) {
  const auto movers = Allow::only({"technician", "supervisor", "administrator", "shopkeeper", "distributor"});
  const auto with = [&services](auto handler) {
    return [&services, handler](const Request& request) { return handler(services, request); };
  };
  router.get("/stock/move", movers, with(show_move));
  router.post("/stock/move", movers, with(post_move));
  router.post("/items/{id}/store", movers, with(store_one));
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/items/{id}/store",
              .allow = movers,
              .handler = with(store_one),
              .operation = http::Operation{.summary = "Put an item away at a location",
                                           .response = "Item",
                                           .request = {{.name = "location", .required = true}},
                                           .statuses = {200, 404, 409, 422}}});
}

}  // namespace stock
