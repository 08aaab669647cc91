// Stations: the administrator's list, the code that takes one in, and the one public door by which it joins.
#include <boost/json.hpp>
#include <memory>

#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "accounts/rate_limit.hpp"
#include "workshop/actions_station.hpp"
#include "workshop/pages_stations.hpp"
#include "workshop/web_parts.hpp"

namespace workshop {
namespace {

namespace json = boost::json;
using accounts::Input;
using accounts::Services;

http::Allow administrators() { return http::Allow::only({"administrator"}); }

accounts::Deed deed_of(const http::Request& request) {
  const auto& who = accounts::caller(request);
  return {.who = who, .organisation = who.organisation, .client = request.client, .now = request.now};
}

StationView view_of(storage::Session& session, Station station) {
  const auto key = proof::PublicKey::parse(station.key);
  CHECK(key.ok());  // checked when it joined
  // A whole chain is not read again: stations send thousands of reports.
  auto faults = station.whole_chain ? ChainFaults() : check_chain(chain_of(session, station.id));
  return {.station = std::move(station), .fingerprint = key->fingerprint(), .faults = std::move(faults)};
}

json::value moment(const std::optional<base::Instant>& at) {
  return at ? json::value(base::to_rfc3339(*at)) : json::value(nullptr);
}

json::array array_of(const std::vector<std::int64_t>& numbers) {
  json::array all;
  for (const auto number : numbers) all.emplace_back(number);
  return all;
}

json::object to_json(const StationView& view) {
  const auto& station = view.station;
  return {{"id", station.id.text()},
          {"name", station.name},
          {"key", station.key},
          {"fingerprint", view.fingerprint},
          {"enrolled_at", base::to_rfc3339(station.enrolled_at)},
          {"enrolled_by", station.enrolled_by},
          {"last_seen_at", moment(station.last_seen_at)},
          {"last_sequence", station.last_sequence},
          {"missing", view.faults.missing_count},
          {"missing_sequences", array_of(view.faults.missing)},
          {"forks", array_of(view.faults.forks)},
          {"broken", array_of(view.faults.broken)},
          {"revoked_at", moment(station.revoked_at)},
          {"revoked_by", station.revoked_at ? json::value(station.revoked_by) : json::value(nullptr)}};
}

json::object to_json(const EnrolmentCode& code) {
  return {{"id", code.id.text()},
          {"name", code.name},
          {"uses", code.uses},
          {"uses_left", code.uses_left},
          {"expires_at", base::to_rfc3339(code.expires_at)},
          {"made_by", code.made_by}};
}

http::Response list(const Services& services, const http::Request& request) {
  const auto& who = accounts::caller(request);
  std::vector<StationView> stations;
  std::vector<EnrolmentCode> codes;
  services.database.read([&](storage::Session& session) {
    for (auto& station : list_stations(session, who.organisation))
      stations.push_back(view_of(session, std::move(station)));
    codes = open_codes(session, who.organisation, request.now);
  });
  if (request.wants_json()) {
    json::array all, open;
    for (const auto& each : stations) all.push_back(to_json(each));
    for (const auto& each : codes) open.push_back(to_json(each));
    return http::Response::json(
        json::serialize(json::object{{"stations", std::move(all)}, {"codes", std::move(open)}}));
  }
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("workshop.stations.title"));
  page.breadcrumbs = {{.text = tr("accounts.settings.title"), .href = "/settings"}};
  page.primary =
      html::link_button(tr("workshop.stations.add"), "/stations/new", html::ButtonStyle::primary, html::Icon::plus);
  return accounts::show(
      page, stations_body(
                tr, {.stations = stations, .codes = codes, .zone = who.zone, .csrf = page.csrf, .now = request.now}));
}

base::Result<StationView> find_view(const Services& services, const http::Request& request) {
  const auto id = StationId::parse(request.parameter("id"));
  if (!id.ok()) return base::Refusal{.code = "workshop.station.unknown"};
  return services.database.read([&](storage::Session& session) -> base::Result<StationView> {
    auto station = find_station(session, accounts::caller(request).organisation, *id);
    if (!station) return base::Refusal{.code = "workshop.station.unknown"};
    return view_of(session, std::move(*station));
  });
}

html::Page station_page(const Services& services, const http::Request& request, std::string title) {
  auto page = accounts::page_of(services, request, std::move(title));
  page.breadcrumbs = {{.text = page.tr("accounts.settings.title"), .href = "/settings"},
                      {.text = page.tr("workshop.stations.title"), .href = "/stations"}};
  return page;
}

http::Response show_station(const Services& services, const http::Request& request) {
  const auto view = find_view(services, request);
  if (!view.ok()) return accounts::refuse(services, request, view.refusal());
  if (request.wants_json()) return http::Response::json(json::serialize(to_json(*view)));
  const auto& tr = accounts::translator(services, request);
  return accounts::show(station_page(services, request, view->station.name),
                        station_body(tr, *view, accounts::caller(request).zone, request.now));
}

http::Response ask_revoke(const Services& services, const http::Request& request) {
  const auto view = find_view(services, request);
  if (!view.ok()) return accounts::refuse(services, request, view.refusal());
  const auto& tr = accounts::translator(services, request);
  const auto page = station_page(services, request, tr("workshop.stations.revoke"));
  return accounts::show(page, revoke_body(tr, *view, page.csrf));
}

http::Response revoke(const Services& services, const http::Request& request) {
  const auto id = StationId::parse(request.parameter("id"));
  const auto revoked = services.database.write([&](storage::Session& session) -> base::Result<Station> {
    if (!id.ok()) return base::Refusal{.code = "workshop.station.unknown"};
    return revoke_station(session, deed_of(request), *id);
  });
  if (!revoked.ok()) return accounts::refuse(services, request, revoked.refusal());
  const json::object body{{"id", revoked->id.text()}};
  return accounts::done(request, "/stations", json::serialize(body), 200, "workshop.stations.revoked_done");
}

http::Response new_code_page(const Services& services, const http::Request& request, const html::Submission& sent) {
  const auto& tr = accounts::translator(services, request);
  auto page = station_page(services, request, tr("workshop.stations.add"));
  page.refused = !sent.refusals().empty();
  return accounts::show(page, new_code_body(tr, page.csrf, sent), page.refused ? 422 : 200);
}

http::Response make(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const auto& who = accounts::caller(request);
  const auto made = services.database.write([&](storage::Session& session) -> base::Result<NewCode> {
    TRY(uses, input->integer("uses"));
    TRY(days, input->integer("days"));
    TRY(code, make_code(session, who.organisation, input->text("name"), uses.value_or(1), days.value_or(7),
                        who.operator_code, request.now));
    accounts::audit(session, &who, request.client, "station_code_made", code.code.id.text(), code.code.name,
                    request.now);
    return code;
  });
  if (!made.ok() && request.wants_json()) return accounts::refuse(services, request, made.refusal());
  if (!made.ok()) return new_code_page(services, request, html::Submission(input->values(), {made.refusal()}));
  const std::string text = services.public_url.empty() ? "" : enrolment_text(services.public_url, made->text);
  if (request.wants_json()) {
    auto object = to_json(made->code);
    object["code"] = made->text;
    if (!text.empty()) object["text"] = text;
    return http::Response::json(json::serialize(object), 201);
  }
  const auto& tr = accounts::translator(services, request);
  return accounts::show(
      station_page(services, request, tr("workshop.stations.code_title", {{"name", made->code.name}})),
      code_body(tr, made->code, made->text, text, who.zone));
}

http::Response withdraw(const Services& services, const http::Request& request) {
  const auto id = EnrolmentId::parse(request.parameter("id"));
  const auto withdrawn = services.database.write([&](storage::Session& session) -> base::Outcome {
    if (!id.ok()) return base::Refusal{.code = "workshop.station_code.unknown"};
    return withdraw_code(session, deed_of(request), *id);
  });
  if (!withdrawn.ok()) return accounts::refuse(services, request, withdrawn.refusal());
  const json::object body{{"id", id->text()}};
  return accounts::done(request, "/stations", json::serialize(body), 200, "workshop.stations.withdrawn");
}

http::Response enrol(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const auto asked = [&]() -> base::Result<EnrolmentRequest> {
    TRY(code, input->required("code"));
    TRY(key, input->required("key"));
    TRY(signature, input->required("signature"));
    return EnrolmentRequest{.code = std::move(code),
                            .name = input->text("name"),
                            .key = std::move(key),
                            .signature = std::move(signature),
                            .client = request.client};
  }();
  if (!asked.ok()) return accounts::refuse(services, request, asked.refusal());
  const auto enrolled = services.database.write(
      [&](storage::Session& session) { return enrol_station(session, services.keys, *asked, request.now); });
  if (!enrolled.ok()) return accounts::refuse(services, request, enrolled.refusal());
  return http::Response::json(json::serialize(json::object{{"station", enrolled->station.id.text()},
                                                           {"name", enrolled->station.name},
                                                           {"token", enrolled->token},
                                                           {"organisation", enrolled->organisation},
                                                           {"trust", enrolled->trust}}),
                              enrolled->again ? 200 : 201);
}

http::Response enrol_page(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  return accounts::show(accounts::page_of(services, request, tr("workshop.enrol.title")), enrol_body(tr));
}

/// A whole workroom behind one address may join at once; whoever guesses codes of 125 bits is slowed down all the same.
http::Handler limited(const Services& services) {
  const auto tries = std::make_shared<accounts::RateLimit>(60, std::chrono::seconds(5));
  return [&services, tries](const http::Request& request) {
    if (tries->take(request.client, request.now)) return enrol(services, request);
    const auto& tr = accounts::translator(services, request);
    const base::Refusal refusal{.code = "accounts.guard.too_many"};
    return http::problem(429, tr("accounts.problem.429"), i18n::refusal_text(tr, refusal), refusal)
        .with_header("Retry-After", std::to_string(tries->wait().count()));
  };
}

http::Operation operation(const char* summary, const char* response, std::vector<int> statuses,
                          std::vector<http::ApiField> fields = {}) {
  return {.summary = summary, .response = response, .request = std::move(fields), .statuses = std::move(statuses)};
}

void add_joining(http::Router& router, const Services& services) {
  router.get("/enrol", http::Allow::anyone(),
             [&services](const http::Request& request) { return enrol_page(services, request); });
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/stations/enrol",
              .allow = http::Allow::anyone(),
              .handler = limited(services),
              .body_limit = std::size_t{16} * 1024,
              .operation = operation("A station joins with a code and proves that it holds its key", "Enrolment",
                                     {200, 201, 403, 422, 429},
                                     {{.name = "code", .required = true},
                                      {.name = "name"},
                                      {.name = "key", .required = true},
                                      {.name = "signature", .required = true}}),
              .csrf = false});
}

}  // namespace

void add_station_routes(http::Router& router, const Services& services) {
  const auto both = [&](http::Method method, const std::string& pattern,
                        http::Response (*handler)(const Services&, const http::Request&), http::Operation described) {
    const auto run = [&services, handler](const http::Request& request) { return handler(services, request); };
    router.add({.method = method, .pattern = pattern, .allow = administrators(), .handler = run});
    router.add({.method = method,
                .pattern = "/api/v1" + pattern,
                .allow = administrators(),
                .handler = run,
                .operation = std::move(described)});
  };
  both(http::Method::get, "/stations", list,
       operation("Stations of the structure, and the codes that take new ones in", "Stations", {200}));
  both(http::Method::get, "/stations/{id}", show_station,
       operation("One station and the faults of its chain of reports", "Station", {200, 404}));
  both(http::Method::post, "/stations/{id}/revoke", revoke,
       operation("Puts a station out of service: its reports are refused, its token dies", "Reference", {200, 404}));
  both(http::Method::post, "/stations/codes", make,
       operation("Makes a code that takes stations in; it is in this answer only", "StationCode", {201, 422},
                 {{.name = "name", .required = true},
                  {.name = "uses", .type = "integer"},
                  {.name = "days", .type = "integer"}}));
  both(http::Method::post, "/stations/codes/{id}/withdraw", withdraw,
       operation("Withdraws a code that is still open", "Reference", {200, 404}));
  router.get("/stations/new", administrators(),
             [&services](const http::Request& request) { return new_code_page(services, request, {}); });
  router.get("/stations/{id}/revoke", administrators(),
             [&services](const http::Request& request) { return ask_revoke(services, request); });
  add_joining(router, services);
}

}  // namespace workshop
