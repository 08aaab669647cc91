// The page of an item, its history, what programs read of it, and what a stranger sees who scans its label.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "equipment/occasion.hpp"
#include "equipment/pages_item.hpp"
#include "equipment/to_api.hpp"
#include "equipment/web_item.hpp"
#include "equipment/web_parts.hpp"

namespace equipment {
namespace {

using accounts::Role;

struct Read {
  Item item;
  std::vector<Event> history;
  Outlook outlook;
};

base::Result<Read> read_item(const accounts::Services& services, const http::Request& request,
                             const Foresight& foresight) {
  TRY(id, item_id_of(request));
  return services.database.read([&](storage::Session& session) -> base::Result<Read> {
    auto item = find_item(session, accounts::caller(request).organisation, id);
    if (!item) return base::Refusal{.code = "equipment.item.unknown"};
    auto outlook = foresight ? foresight(session, *item) : Outlook{};
    return Read{.item = std::move(*item), .history = history_of_item(session, id), .outlook = std::move(outlook)};
  });
}

http::Response api_item(const accounts::Services& services, const http::Request& request) {
  const auto found = item_id_of(request);
  if (!found.ok()) return accounts::refuse(services, request, found.refusal());
  const auto item = services.database.read(
      [&](storage::Session& session) { return find_item(session, accounts::caller(request).organisation, *found); });
  if (!item) return accounts::refuse(services, request, {.code = "equipment.item.unknown"});
  return http::Response::json(api_text(*item));
}

http::Response api_history(const accounts::Services& services, const http::Request& request) {
  const auto found = read_item(services, request, {});
  if (!found.ok()) return accounts::refuse(services, request, found.refusal());
  boost::json::array events;
  for (const auto& event : found->history) events.push_back(api_object(event));
  return http::Response::json(
      boost::json::serialize(boost::json::object{{"item", found->item.id.text()}, {"events", std::move(events)}}));
}

http::Response api_epcis(const accounts::Services& services, const http::Request& request) {
  const auto found = read_item(services, request, {});
  if (!found.ok()) return accounts::refuse(services, request, found.refusal());
  auto response =
      http::Response::json(boost::json::serialize(epcis_document(found->item, found->history, services.public_url)));
  response.content_type = "application/ld+json";
  return response;
}

http::Response public_page(const accounts::Services& services, const http::Request& request) {
  const auto id = item_id_of(request);
  const auto item =
      id.ok() ? services.database.read([&](storage::Session& session) { return find_item_anywhere(session, *id); })
              : std::nullopt;
  if (!item) return accounts::refuse(services, request, {.code = "equipment.item.unknown"});
  const auto* who = accounts::find_caller(request);
  const auto reads = [](const accounts::Caller& member) {
    return member.any({Role::technician, Role::supervisor, Role::administrator, Role::coordinator, Role::shopkeeper,
                       Role::distributor});
  };
  if (who != nullptr && who->organisation == item->organisation && reads(*who))
    return http::Response::see_other("/items/" + item->id.text());
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, item_name(tr, *item));
  return accounts::show(page, public_body(tr, *item));
}

}  // namespace

http::Response show_item(const accounts::Services& services, const http::Request& request, const Foresight& foresight,
                         html::Submission sent) {
  const auto found = read_item(services, request, foresight);
  if (!found.ok()) return accounts::refuse(services, request, found.refusal());
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  auto page = accounts::page_of(services, request, found->item.number + " · " + item_name(tr, found->item));
  page.path = "/items/" + found->item.id.text();
  page.breadcrumbs = {{.text = tr("equipment.list.title"), .href = "/items"}};
  page.subtitle = kind_name(tr, found->item.kind);
  page.refused = !sent.refusals().empty();
  const bool bench = who.any({Role::technician, Role::supervisor, Role::administrator});
  auto outlook = found->outlook;
  if (!bench) outlook.links.clear();
  const bool may_depart = who.any({Role::supervisor, Role::administrator, Role::distributor, Role::shopkeeper});
  const bool leads_out = outlook.next_href.starts_with("/departures");
  if (!outlook.next_href.empty() && (leads_out ? may_depart : bench))
    page.primary = html::link_button(tr(found->outlook.next), found->outlook.next_href, html::ButtonStyle::primary);
  const int status = page.refused ? accounts::status_of(sent.refusals().front()) : 200;
  const bool printable = bench && !services.public_url.empty();
  return accounts::show(page,
                        item_body(tr, {.item = found->item,
                                       .history = found->history,
                                       .outlook = outlook,
                                       .zone = who.zone,
                                       .csrf = page.csrf,
                                       .bench = bench,
                                       .reads_lots = bench || who.has(Role::coordinator),
                                       .supervisor = who.any({Role::supervisor, Role::administrator}),
                                       .label = printable ? page.path + "/label.pdf" : "",
                                       .sent = std::move(sent)}),
                        status);
}

void add_item_routes(http::Router& router, const accounts::Services& services, const Foresight& foresight) {
  router.get("/items/{id}", item_readers(), [&services, foresight](const http::Request& request) {
    return show_item(services, request, foresight, {});
  });
  router.get("/i/{id}", http::Allow::anyone(),
             [&services](const http::Request& request) { return public_page(services, request); });
  const auto api = [&](const char* pattern, http::Response (*handler)(const accounts::Services&, const http::Request&),
                       http::Operation operation) {
    operation.statuses = {200, 404};
    router.add({.method = http::Method::get,
                .pattern = pattern,
                .allow = item_readers(),
                .handler = [&services, handler](const http::Request& request) { return handler(services, request); },
                .operation = std::move(operation)});
  };
  api("/api/v1/items/{id}", api_item, {.summary = "One item, as its history says it is now", .response = "Item"});
  api("/api/v1/items/{id}/history", api_history,
      {.summary = "Every event of an item, in the server's order", .response = "ItemHistory"});
  api("/api/v1/items/{id}/epcis", api_epcis,
      {.summary = "The same history as an EPCIS 2.0 document (JSON-LD)", .response = "EpcisDocument"});
}

}  // namespace equipment
