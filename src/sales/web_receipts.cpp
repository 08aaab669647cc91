// Receipts, their prints, and the till's closings.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "base/bytes.hpp"
#include "equipment/occasion.hpp"
#include "sales/documents.hpp"
#include "sales/web.hpp"
#include "stock/store_departure.hpp"

namespace sales {
namespace {

using accounts::Services;
using http::Allow;
using http::Request;
using http::Response;

base::Result<ReceiptView> find_view(storage::Session& session, const Request& request) {
  const auto& who = accounts::caller(request);
  const auto id = stock::DepartureId::parse(request.parameter("id"));
  const base::Refusal unknown{.code = "sales.receipt.unknown"};
  if (!id.ok()) return unknown;
  auto sale = stock::find_departure(session, who.organisation, *id);
  if (!sale || !sale->has_receipt()) return unknown;
  ReceiptView view{.sale = std::move(*sale), .prints = prints_of(session, who.organisation, *id), .zone = who.zone};
  view.receipt = receipt_of(view.sale);
  view.sha256 = base::to_hex(base::sha256(view.sale.content));
  return view;
}

Response show_receipt(const Services& services, const Request& request) {
  const auto view = services.database.read([&](storage::Session& session) { return find_view(session, request); });
  if (!view.ok()) return accounts::refuse(services, request, view.refusal());
  if (request.wants_json()) {
    auto json = stock::to_json(view->sale);
    json["sha256"] = view->sha256;
    return Response::json(boost::json::serialize(json));
  }
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("sales.receipt.title", {{"number", view->sale.number}}));
  page.breadcrumbs = {{.text = tr("stock.departures.title"), .href = "/departures?kind=sale"}};
  page.subtitle = tr.money(view->sale.total);
  return accounts::show(page, receipt_page(tr, page.csrf, *view));
}

Response pdf_of(const Services& services, const Request& request, const ReceiptView& view, std::string_view format) {
  const Paper paper = format == "narrow" ? Paper::narrow : Paper::a4;
  return Response::file(receipt_pdf(accounts::translator(services, request), view, paper), "application/pdf",
                        view.sale.number + ".pdf");
}

/// Each print counts; from the second one on, the paper says « duplicata ».
Response print(const Services& services, const Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const auto view = services.database.write([&](storage::Session& session) -> base::Result<ReceiptView> {
    TRY(found, find_view(session, request));
    TRY(before, print_receipt(session, accounts::caller(request).organisation, found.sale.id));
    found.prints = before;
    return found;
  });
  if (!view.ok()) return accounts::refuse(services, request, view.refusal());
  return pdf_of(services, request, *view, input->text("format"));
}

/// For programs that keep receipts: always a duplicate, and not counted as a print at the counter.
Response duplicate(const Services& services, const Request& request) {
  auto view = services.database.read([&](storage::Session& session) { return find_view(session, request); });
  if (!view.ok()) return accounts::refuse(services, request, view.refusal());
  view->prints = std::max<std::int64_t>(view->prints, 1);
  return pdf_of(services, request, *view, request.query.get("format"));
}

boost::json::object closing_json(const Closing& each) {
  boost::json::object payments;
  for (const auto& [payment, sum] : each.by_payment) payments[code(payment)] = sum.in_cents();
  return {{"period", each.period},
          {"receipts", each.receipts},
          {"items", each.items},
          {"first_number", each.first_number},
          {"last_number", each.last_number},
          {"total_cents", each.total.price.in_cents()},
          {"net_cents", each.total.net.in_cents()},
          {"vat_cents", each.total.vat.in_cents()},
          {"by_payment_cents", std::move(payments)},
          {"since_ever_cents", each.since_ever.in_cents()}};
}

Response show_closings(const Services& services, const Request& request) {
  const auto& organisation = accounts::caller(request).organisation;
  ClosingsView view{.period = period_from_code(request.query.get("period")).value_or(Period::day)};
  services.database.read([&](storage::Session& session) {
    view.closings = closings(session, organisation, view.period, request.now);
    if (request.query.get("check") == "1") view.chain = check_chain(session, organisation);
  });
  if (request.wants_json()) {
    boost::json::array all;
    for (const auto& each : view.closings) all.push_back(closing_json(each));
    return Response::json(
        boost::json::serialize(boost::json::object{{"period", code(view.period)}, {"closings", std::move(all)}}));
  }
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("sales.closing.title"));
  page.breadcrumbs = {{.text = tr("stock.departures.title"), .href = "/departures"}};
  return accounts::show(page, closings_page(tr, view));
}

}  // namespace

void add_receipt_routes(http::Router& router, const Services& services) {
  const auto sellers = Allow::only({"shopkeeper", "supervisor", "administrator"});
  const auto with = [&services](auto handler) {
    return [&services, handler](const Request& request) { return handler(services, request); };
  };
  router.get("/sales/closings", sellers, with(show_closings));
  router.get("/sales/{id}", sellers, with(show_receipt));
  router.post("/sales/{id}/print", sellers, with(print));
  router.get("/sales/{id}/receipt.pdf", sellers, with(duplicate));
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/sales/closings",
              .allow = sellers,
              .handler = with(show_closings),
              .operation = http::Operation{.summary = "Totals of the till by day, month or year",
                                           .response = "ClosingList",
                                           .query = {{.name = "period", .values = {"day", "month", "year"}}}}});
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/sales/{id}",
              .allow = sellers,
              .handler = with(show_receipt),
              .operation = http::Operation{
                  .summary = "One receipt, with its hash", .response = "Departure", .statuses = {200, 404}}});
}

}  // namespace sales
