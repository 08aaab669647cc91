// Labels of one item or of a whole lot.
#include "base/text.hpp"
#include "collection/documents_label.hpp"
#include "collection/web_shared.hpp"

namespace collection {
namespace {

http::Response print(const Services& services, const http::Request& request, const std::vector<equipment::Item>& items,
                     const std::string& name) {
  const auto& tr = accounts::translator(services, request);
  // A label without its address would be stuck on for ever.
  if (services.public_url.empty())
    return accounts::refuse(services, request, {.code = "collection.label.no_public_url"});
  if (items.empty()) return accounts::refuse(services, request, {.code = "collection.label.none"});
  const auto pdf = labels_of(tr, items, services.public_url, request.query.get("size"), request.now);
  if (!pdf.ok()) return accounts::refuse(services, request, pdf.refusal());
  return http::Response::file(*pdf, "application/pdf", name + ".pdf");
}

http::Response of_item(const Services& services, const http::Request& request) {
  const auto id = equipment::ItemId::parse(request.parameter("id"));
  const auto item = id.ok() ? services.database.read([&](storage::Session& session) {
    return equipment::find_item(session, accounts::caller(request).organisation, *id);
  })
                            : std::nullopt;
  if (!item) return accounts::refuse(services, request, {.code = "collection.label.item.unknown"});
  return print(services, request, {*item}, item->number);
}

http::Response of_lot(const Services& services, const http::Request& request) {
  std::vector<equipment::Item> items;
  std::string name;
  const auto found = services.database.read([&](storage::Session& session) -> base::Outcome {
    TRY(lot, lot_of(session, request));
    name = lot.number;
    for (auto& item : equipment::items_of_lot(session, lot.id))
      if (equipment::in_stock(item.status)) items.push_back(std::move(item));
    return base::Done{};
  });
  if (!found.ok()) return accounts::refuse(services, request, found.refusal());
  return print(services, request, items, name);
}

}  // namespace

void add_label_routes(http::Router& router, const Services& services) {
  const auto allow = http::Allow::only({"technician", "supervisor", "administrator", "shopkeeper", "distributor"});
  add(router, http::Method::get, "/items/{id}/label.pdf", allow,
      [&services](const http::Request& request) { return of_item(services, request); });
  add(router, http::Method::get, "/lots/{id}/labels.pdf", bench(),
      [&services](const http::Request& request) { return of_lot(services, request); });
}

}  // namespace collection
