// The dock: what arrives is received line by line, by scan, or all at once; weighed; closed.
#include <boost/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "collection/json.hpp"
#include "collection/pages_lot.hpp"
#include "collection/web_shared.hpp"

namespace collection {
namespace {

namespace json = boost::json;

constexpr std::size_t waiting_shown = 100;
constexpr std::int64_t items_at_once = 250;  ///< of one transaction: others write in between
constexpr std::size_t longest_body = 1u << 20;

struct Forms {
  html::Submission scan, extra, weight;
};

http::Response page_of_reception(const Services& services, const http::Request& request, const Forms& forms,
                                 int status) {
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("collection.reception.title"));
  const auto read = services.database.read([&](storage::Session& session) -> base::Result<ReceptionPage> {
    TRY(lot, lot_of(session, request));
    ReceptionPage shown{.tr = tr,
                        .csrf = page.csrf,
                        .lot = std::move(lot),
                        .figures = {},
                        .waiting = {},
                        .received = {},
                        .scan = forms.scan,
                        .extra = forms.extra,
                        .weight = forms.weight,
                        .last = {}};
    shown.figures = figures_of(session, shown.lot.id);
    shown.received = received_by_line(session, shown.lot.id);
    for (auto& line : lines_of_lot(session, shown.lot.id)) {
      const auto found = shown.received.find(line.id.text());
      if (line.quantity > (found == shown.received.end() ? 0 : found->second) && shown.waiting.size() < waiting_shown)
        shown.waiting.push_back(std::move(line));
    }
    if (const auto id = equipment::ItemId::parse(request.query.get("item")); id.ok())
      if (auto item = equipment::find_item(session, shown.lot.organisation, *id))
        shown.last.push_back(std::move(*item));
    return shown;
  });
  if (!read.ok()) return accounts::refuse(services, request, read.refusal());
  page.title = tr("collection.reception.of", {{"number", read->lot.number}});
  page.subtitle = read->lot.donor_name;
  page.breadcrumbs = {{.text = tr("collection.lots"), .href = "/lots"},
                      {.text = read->lot.number, .href = "/lots/" + read->lot.id.text()}};
  page.refused = status >= 400;
  return accounts::show(page, reception_page(*read), status);
}

http::Response details_page(const Services& services, const http::Request& request, std::optional<std::int64_t> number,
                            const html::Submission& sent, int status) {
  const auto& tr = accounts::translator(services, request);
  std::optional<Lot> lot;
  std::optional<Line> line;
  std::int64_t left = 0;
  services.database.read([&](storage::Session& session) {
    if (auto found = lot_of(session, request); found.ok()) lot = std::move(*found);
    if (lot && number) line = find_line(session, lot->id, *number);
    if (line) left = line->quantity - static_cast<std::int64_t>(items_of_line(session, line->id).size());
  });
  if (!lot || !line)
    return accounts::refuse(
        services, request,
        {.code = "collection.reception.line.unknown", .arguments = {{"line", number ? std::to_string(*number) : ""}}});
  auto page = accounts::page_of(services, request, tr("collection.line.title", {{"line", std::to_string(line->line)}}));
  page.subtitle = lot->number + " · " + lot->donor_name;
  page.breadcrumbs = {{.text = tr("collection.lots"), .href = "/lots"},
                      {.text = lot->number, .href = "/lots/" + lot->id.text()},
                      {.text = tr("collection.reception.title"), .href = "/lots/" + lot->id.text() + "/reception"}};
  page.refused = status >= 400;
  return accounts::show(page, arrival_form(tr, page.csrf, *lot, *line, left, sent), status);
}

base::Result<Arrival> arrival_from(const accounts::Input& input) {
  Arrival arrival{.kind = input.text("kind"),
                  .maker = input.text("maker"),
                  .model = input.text("model"),
                  .serial = input.text("serial"),
                  .asset_tag = input.text("asset_tag"),
                  .mass = input.text("mass")};
  TRY(quantity, input.integer("quantity"));
  arrival.quantity = quantity;
  return arrival;
}

/// One object of {"lines":[{"line":12,"serial":"…","mass":"1,65"}]}.
base::Result<Arrival> arrival_from(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return base::Refusal{.code = "collection.reception.bad_lines", .field = "lines"};
  const auto text = [&](const char* name) {
    const auto* member = object->if_contains(name);
    if (member == nullptr || member->is_null()) return std::string();
    return member->is_string() ? base::trim(base::printable(std::string_view(member->get_string())))
                               : json::serialize(*member);
  };
  const auto number = [&](const char* name) -> std::optional<std::int64_t> {
    const auto read = base::to_integer(text(name));
    return read ? std::optional<std::int64_t>(*read) : std::nullopt;
  };
  Arrival arrival{.line = number("line"),
                  .kind = text("kind"),
                  .maker = text("maker"),
                  .model = text("model"),
                  .serial = text("serial"),
                  .asset_tag = text("asset_tag"),
                  .mass = text("mass"),
                  .quantity = number("quantity")};
  if (!arrival.line) return base::Refusal{.code = "collection.reception.bad_lines", .field = "lines"};
  if (!text("quantity").empty() && !arrival.quantity)
    return base::Refusal{.code = "accounts.input.not_a_number", .field = "quantity", .line = arrival.line};
  return arrival;
}

base::Result<std::vector<Arrival>> arrivals_of(const http::Request& request, const accounts::Input& input) {
  std::vector<Arrival> arrivals;
  if (request.header("content-type").starts_with("application/json")) {
    TRY(body, base::parse_json(request.body));
    const auto* lines = body.is_object() ? body.get_object().if_contains("lines") : nullptr;
    if (lines == nullptr) return arrivals;
    if (!lines->is_array() || lines->get_array().empty())
      return base::Refusal{.code = "collection.reception.bad_lines", .field = "lines"};
    for (const auto& each : lines->get_array()) {
      TRY(arrival, arrival_from(each));
      arrivals.push_back(std::move(arrival));
    }
    return arrivals;
  }
  const auto chosen = input.has("one") ? std::vector<std::string>{input.text("one")} : input.all("line");
  for (const auto& each : chosen) {
    const auto number = base::to_integer(each);
    if (!number) return base::Refusal{.code = "accounts.input.not_a_number", .field = "line"};
    Arrival arrival;
    if (input.yes("details")) {
      TRY(described, arrival_from(input));
      arrival = std::move(described);
    }
    arrival.line = *number;
    arrivals.push_back(std::move(arrival));
  }
  return arrivals;
}

json::object answer_json(const Lot& lot, const LotFigures& figures,
                         const std::vector<std::pair<equipment::Item, std::optional<std::int64_t>>>& items) {
  json::array received;
  for (const auto& [item, line] : items) received.push_back(received_item_json(item, line));
  return {{"lot", to_json(lot)}, {"counts", to_json(figures)}, {"items", std::move(received)}};
}

class Reception {
 public:
  Reception(const Services& services, const http::Request& request) : services_(services), request_(request) {}

  http::Response run() {
    auto input = accounts::Input::read(request_);
    if (!input.ok()) return accounts::refuse(services_, request_, input.refusal());
    if (input->yes("all")) return everything();
    auto arrivals = arrivals_of(request_, *input);
    if (!arrivals.ok()) return refuse(*input, arrivals.refusal());
    const bool extra = arrivals->empty() && !input->has("scan");
    if (extra) {
      auto arrival = arrival_from(*input);
      if (!arrival.ok()) return refuse(*input, arrival.refusal());
      if (!request_.wants_json() && !input->yes("extra"))
        return refuse(*input, {.code = "collection.reception.nothing_chosen", .field = "scan"});
      arrivals->push_back(std::move(*arrival));
    }
    auto answer = accounts::write_once(services_, request_,
                                       [&](storage::Session& session) { return some(session, *input, *arrivals); });
    if (!answer.ok()) return refuse(*input, answer.refusal());
    return std::move(*answer);
  }

 private:
  base::Result<http::Response> some(storage::Session& session, const accounts::Input& input,
                                    const std::vector<Arrival>& arrivals) const {
    TRY(lot, lot_of(session, request_));
    const auto occasion = equipment::occasion_of(request_);
    std::vector<std::pair<equipment::Item, std::optional<std::int64_t>>> received;
    if (input.has("scan")) {
      TRY(items, receive_scanned(session, occasion, lot, input.text("scan"), input.text("mass")));
      for (auto& item : items) received.emplace_back(std::move(item), std::nullopt);
    }
    for (const auto& arrival : arrivals) {
      TRY(items, receive(session, occasion, lot, arrival));
      for (auto& item : items) received.emplace_back(std::move(item), arrival.line);
    }
    std::string next = "/lots/" + lot.id.text() + "/reception";
    if (received.size() == 1) next += "?item=" + received.front().first.id.text();
    return accounts::done(request_, next, json::serialize(answer_json(lot, figures_of(session, lot.id), received)), 200,
                          "collection.reception.done");
  }

  /// In several transactions, so that the others can write in between; sent again, it goes on where it stopped.
  http::Response everything() const {
    const auto occasion = equipment::occasion_of(request_);
    std::vector<std::pair<equipment::Item, std::optional<std::int64_t>>> received;
    std::vector<base::Refusal> left;
    std::int64_t after = 0;
    while (true) {
      auto bulk = services_.database.write([&](storage::Session& session) -> base::Result<Bulk> {
        TRY(lot, lot_of(session, request_));
        return receive_rest(session, occasion, lot, after, items_at_once);
      });
      if (!bulk.ok()) return accounts::refuse(services_, request_, bulk.refusal());
      for (auto& item : bulk->items) received.emplace_back(std::move(item), std::nullopt);
      left.insert(left.end(), bulk->left.begin(), bulk->left.end());
      if (!bulk->next) break;
      after = *bulk->next;
    }
    return services_.database.read([&](storage::Session& session) {
      auto lot = lot_of(session, request_);
      if (!lot.ok()) return accounts::refuse(services_, request_, lot.refusal());
      auto answer = answer_json(*lot, figures_of(session, lot->id), received);
      answer["problems"] = problems_json(accounts::translator(services_, request_), left);
      return accounts::done(request_, "/lots/" + lot->id.text() + "/reception", json::serialize(answer), 200,
                            "collection.reception.done");
    });
  }

  http::Response refuse(const accounts::Input& input, const base::Refusal& refusal) const {
    const int status = accounts::status_of(refusal);
    const bool no_lot = refusal.code == "collection.lot.unknown";
    if (request_.wants_json() || no_lot) return accounts::refuse(services_, request_, refusal);
    const html::Submission sent(input.values(), {refusal});
    if (input.yes("details")) {
      const auto number = base::to_integer(input.text("one"));
      return details_page(services_, request_, number ? std::optional<std::int64_t>(*number) : std::nullopt, sent,
                          status);
    }
    Forms forms;
    (input.yes("extra") ? forms.extra : forms.scan) = sent;
    return page_of_reception(services_, request_, forms, status);
  }

  const Services& services_;
  const http::Request& request_;
};

http::Response weigh(const Services& services, const http::Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  auto answer = accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
    TRY(lot, lot_of(session, request));
    TRY(weight, input->required("weight"));
    TRY(weighed, weigh_lot(session, equipment::occasion_of(request), lot, weight));
    const auto figures = figures_of(session, weighed.id);
    auto object = answer_json(weighed, figures, {});
    object["packaging_g"] = *weighed.weight_g - figures.mass_g;
    return accounts::done(request, "/lots/" + weighed.id.text() + "/reception", json::serialize(object), 200,
                          "collection.reception.weighed");
  });
  if (answer.ok()) return std::move(*answer);
  const int status = accounts::status_of(answer.refusal());
  if (request.wants_json() || status == 404) return accounts::refuse(services, request, answer.refusal());
  return page_of_reception(services, request, {.weight = html::Submission(input->values(), {answer.refusal()})},
                           status);
}

http::Response close_page(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  std::optional<Lot> lot;
  LotFigures figures;
  services.database.read([&](storage::Session& session) {
    if (auto found = lot_of(session, request); found.ok()) lot = std::move(*found);
    if (lot) figures = figures_of(session, lot->id);
  });
  if (!lot) return accounts::refuse(services, request, {.code = "collection.lot.unknown"});
  auto page = accounts::page_of(services, request, tr("collection.reception.close"));
  page.subtitle = lot->number + " · " + lot->donor_name;
  const std::string place = "/lots/" + lot->id.text();
  page.breadcrumbs = {{.text = tr("collection.lots"), .href = "/lots"}, {.text = lot->number, .href = place}};
  std::vector<std::string> consequences = {tr.count("collection.reception.close_received", figures.received),
                                           tr.count("collection.reception.close_missing", figures.missing)};
  if (figures.missing_data > 0)
    consequences.push_back(tr.count("collection.reception.close_alert", figures.missing_data));
  return accounts::show(
      page, html::confirmation({.tr = tr,
                                .question = tr("collection.reception.close_question", {{"number", lot->number}}),
                                .consequences = consequences,
                                .action = place + "/close",
                                .csrf = page.csrf,
                                .confirm = tr("collection.reception.close"),
                                .cancel = place + "/reception",
                                .dangerous = false}));
}

http::Response close(const Services& services, const http::Request& request) {
  auto answer = accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
    TRY(lot, lot_of(session, request));
    // The donor is written to in French: the language of the agreement.
    TRY(closed, close_reception(session, services.keys, services.translators[i18n::Language::french],
                                equipment::occasion_of(request), lot));
    json::object object{{"lot", to_json(closed)}, {"counts", to_json(figures_of(session, closed.id))}};
    json::array missing;
    const auto received = received_by_line(session, closed.id);
    for (const auto& line : lines_of_lot(session, closed.id)) {
      const auto found = received.find(line.id.text());
      const std::int64_t here = found == received.end() ? 0 : found->second;
      if (line.answer != Answer::refused && line.quantity > here) missing.push_back(to_json(line, here));
    }
    object["missing"] = std::move(missing);
    if (const auto alert = find_alert(session, closed.id)) object["alert"] = alert->state;
    return accounts::done(request, "/lots/" + closed.id.text(), json::serialize(object), 200,
                          "collection.reception.closed");
  });
  return answer.ok() ? std::move(*answer) : accounts::refuse(services, request, answer.refusal());
}

}  // namespace

void add_reception_routes(http::Router& router, const Services& services) {
  using http::Method;
  const auto received = [&services](const http::Request& request) { return Reception(services, request).run(); };
  const auto weighed = [&services](const http::Request& request) { return weigh(services, request); };
  const auto closed = [&services](const http::Request& request) { return close(services, request); };
  add(router, Method::get, "/lots/{id}/reception", bench(),
      [&services](const http::Request& request) { return page_of_reception(services, request, {}, 200); });
  add(router, Method::get, "/lots/{id}/reception/lines/{line}", bench(), [&services](const http::Request& request) {
    const auto number = base::to_integer(request.parameter("line"));
    return details_page(services, request, number ? std::optional<std::int64_t>(*number) : std::nullopt, {}, 200);
  });
  add(router, Method::post, "/lots/{id}/reception", bench(), received);
  add(router, Method::post, "/lots/{id}/weight", bench(), weighed);
  add(router, Method::get, "/lots/{id}/close", bench(),
      [&services](const http::Request& request) { return close_page(services, request); });
  add(router, Method::post, "/lots/{id}/close", bench(), closed);
  add(router, Method::post, "/api/v1/lots/{id}/reception", bench(), received,
      http::Operation{.summary =
                          "Receives lines (array of objects with line, serial, asset_tag, kind, maker, model, mass, "
                          "quantity), everything that is left, what was scanned, or a thing not on the list",
                      .response = "Reception",
                      .request = {{.name = "lines", .type = "array"},
                                  {.name = "all", .type = "boolean"},
                                  {.name = "scan"},
                                  {.name = "kind"},
                                  {.name = "maker"},
                                  {.name = "model"},
                                  {.name = "serial"},
                                  {.name = "asset_tag"},
                                  {.name = "mass"},
                                  {.name = "quantity", .type = "integer"}},
                      .statuses = {200, 404, 409, 422}},
      longest_body);
  add(router, Method::post, "/api/v1/lots/{id}/weight", bench(), weighed,
      http::Operation{.summary = "Writes what the whole lot weighs, packaging included",
                      .response = "Reception",
                      .request = {{.name = "weight", .required = true}},
                      .statuses = {200, 404, 422}});
  add(router, Method::post, "/api/v1/lots/{id}/close", bench(), closed,
      http::Operation{.summary = "Closes the reception; the donor is told what is missing",
                      .response = "Reception",
                      .statuses = {200, 404}});
}

}  // namespace collection
