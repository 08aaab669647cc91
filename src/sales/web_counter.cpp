// Selling: items scanned one after the other, their prices, the total, the payment. Nothing is written before « Encaisser ».
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "equipment/occasion.hpp"
#include "sales/pages.hpp"
#include "sales/store_rules.hpp"
#include "sales/web.hpp"
#include "stock/web.hpp"

namespace sales {
namespace {

using accounts::Services;
using http::Allow;
using http::Request;
using http::Response;

struct Typed {
  std::vector<AskedPrice> asked;
  std::vector<base::Refusal> unread;
};

/// prices.X and reasons.X of each item, by whatever name the item was given.
Typed read_prices(const std::vector<std::vector<std::string>>& names,
                  const std::function<std::string(const std::string&)>& value) {
  Typed typed;
  for (const auto& keys : names) {
    AskedPrice asked;
    for (const auto& key : keys) {
      if (const std::string text = value("prices." + key); !text.empty() && !asked.price) {
        const auto price = base::Money::parse(text);
        if (price.ok())
          asked.price = *price;
        else
          typed.unread.push_back({.code = "sales.price.bad_amount",
                                  .field = "prices." + key,
                                  .arguments = {{"number", key}, {"text", text}}});
      }
      if (asked.reason.empty()) asked.reason = value("reasons." + key);
    }
    typed.asked.push_back(std::move(asked));
  }
  return typed;
}

void fill_quote(storage::Session& session, const Request& request, CounterView& view) {
  const auto& organisation = accounts::caller(request).organisation;
  std::vector<QuotedItem> items;
  for (const auto& each : view.draft.items)
    items.push_back({.item = each.item, .terms = collection::terms_of_lot(session, each.item.lot)});
  view.quote = quote(rules_on(session, organisation, today(session, organisation, request.now)), items, view.asked);
}

Response show_counter(const Services& services, const Request& request, CounterView view,
                      const std::vector<std::string>& texts,
                      const std::function<std::string(const std::string&)>& value, int status) {
  const auto& tr = accounts::translator(services, request);
  services.database.read([&](storage::Session& session) {
    view.draft = stock::read_draft(session, accounts::caller(request).organisation, stock::DepartureKind::sale, texts);
    view.draft.bench = stock::at_bench(accounts::caller(request));
    std::vector<std::vector<std::string>> names;
    for (const auto& each : view.draft.items) names.push_back({each.item.number});
    auto typed = read_prices(names, value);
    view.asked = std::move(typed.asked);
    view.unread = std::move(typed.unread);
    fill_quote(session, request, view);
  });
  auto page = accounts::page_of(services, request, tr("sales.counter.title"));
  page.breadcrumbs = {{.text = tr("stock.departures.title"), .href = "/departures"}};
  page.refused = status != 200 || !view.draft.refused.empty() || !view.unread.empty() ||
                 (view.total_asked && !view.quote.refusals.empty());
  return accounts::show(page, counter_page(tr, page.csrf, view), status);
}

Response new_sale(const Services& services, const Request& request) {
  const auto texts = stock::draft_texts(request);
  if (!request.query.get("scan").empty()) {
    const auto draft = services.database.read([&](storage::Session& session) {
      return stock::read_draft(session, accounts::caller(request).organisation, stock::DepartureKind::sale, texts);
    });
    if (draft.refused.empty()) return Response::see_other(html::address("/sales/new", stock::draft_query(draft)));
  }
  CounterView view{.total_asked = request.query.get("step") == "total", .id = stock::DepartureId::create(request.now)};
  return show_counter(
      services, request, std::move(view), texts,
      [&](const std::string& name) { return std::string(request.query.get(name)); }, 200);
}

base::Result<SaleOrder> read_order(const Request& request, const accounts::Input& input) {
  if (!stock::may_handle(accounts::caller(request), stock::DepartureKind::sale))
    return base::Refusal{.code = "stock.departure.forbidden"};
  TRY(id, stock::asked_id(request, input.text("id")));
  const auto payment = payment_from_code(input.has("payment") ? input.text("payment") : "cash");
  if (!payment) return base::Refusal{.code = "sales.payment.bad", .field = "payment"};
  const auto kind = stock::receiver_kind_from_code(input.has("receiver.kind") ? input.text("receiver.kind") : "nobody");
  if (!kind) return base::Refusal{.code = "stock.receiver.bad_kind", .field = "receiver.kind"};
  SaleOrder order{.id = id,
                  .buyer = {.kind = *kind,
                            .reference = input.text("receiver.reference"),
                            .name = input.text("receiver.name"),
                            .siret = input.text("receiver.siret"),
                            .phone = input.text("receiver.phone")},
                  .payment = *payment,
                  .precarious = input.yes("precarious")};
  std::vector<std::vector<std::string>> names;
  for (const auto& item : input.all("items")) names.push_back({item});
  const auto typed = read_prices(names, [&](const std::string& name) { return input.text(name); });
  if (!typed.unread.empty()) return typed.unread.front();
  for (std::size_t i = 0; i < names.size(); ++i)
    order.lines.push_back({.item = names[i].front(), .asked = typed.asked[i]});
  return order;
}

Response post_sale(const Services& services, const Request& request, const accounts::Input& input) {
  const auto order = read_order(request, input);
  if (!order.ok()) return accounts::refuse(services, request, order.refusal());
  const auto occasion = equipment::occasion_of(request);
  const auto answer = services.database.write(
      [&](storage::Session& session) { return sell(session, services.keys, occasion, *order); });
  if (!answer.ok()) {
    if (request.wants_json()) return accounts::refuse_all(services, request, answer.refusals());
    CounterView view{.total_asked = true, .id = order->id, .sent = html::Submission(input.values(), answer.refusals())};
    return show_counter(
        services, request, std::move(view), input.all("items"),
        [&](const std::string& name) { return input.text(name); }, accounts::status_of(answer.refusal()));
  }
  const auto& sale = answer.value();
  return accounts::done(request, "/sales/" + sale.id.text(), boost::json::serialize(stock::to_json(sale)), 201,
                        "sales.counter.done");
}

Response read_and_post(const Services& services, const Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  return post_sale(services, request, *input);
}

/// Any departure, from the API: a sale here, the rest in stock.
Response post_any(const Services& services, const Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  if (input->text("kind") == equipment::code(stock::DepartureKind::sale)) return post_sale(services, request, *input);
  return stock::post_departure(services, request, *input);
}

std::vector<http::ApiField> sale_fields(std::vector<http::ApiField> fields) {
  fields.push_back({.name = "prices", .type = "object"});
  fields.push_back({.name = "reasons", .type = "object"});
  fields.push_back({.name = "payment", .values = {"cash", "card", "cheque", "transfer"}});
  fields.push_back({.name = "precarious", .type = "boolean"});
  return fields;
}

}  // namespace

void add_counter_routes(http::Router& router, const Services& services) {
  const auto sellers = Allow::only({"shopkeeper", "supervisor", "administrator"});
  const auto writers = Allow::only({"supervisor", "administrator", "distributor", "shopkeeper"});
  const auto with = [&services](auto handler) {
    return [&services, handler](const Request& request) { return handler(services, request); };
  };
  router.get("/sales/new", sellers, with(new_sale));
  router.post("/sales", sellers, with(read_and_post), 256 * 1024);
  auto fields = stock::departure_fields();
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/departures",
              .allow = writers,
              .handler = with(post_any),
              .body_limit = 256 * 1024,
              .operation = http::Operation{
                  .summary = "Let items depart together; prices are euros by item, as written in items (\"45.50\")",
                  .response = "Departure",
                  .request = sale_fields(fields),
                  .statuses = {201, 409, 422}}});
  std::erase_if(fields, [](const http::ApiField& field) { return field.name == "kind"; });
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/sales",
              .allow = sellers,
              .handler = with(read_and_post),
              .body_limit = 256 * 1024,
              .operation = http::Operation{
                  .summary = "Sell items at the counter; prices are euros by item, as written in items (\"45.50\")",
                  .response = "Departure",
                  .request = sale_fields(fields),
                  .statuses = {201, 409, 422}}});
}

void add_routes(http::Router& router, const Services& services) {
  add_counter_routes(router, services);
  add_receipt_routes(router, services);
  add_rule_routes(router, services);
}

}  // namespace sales
