#include "accounts/frame.hpp"

#include <array>
#include <boost/json.hpp>

namespace accounts {
namespace {

struct Place {
  const char* text;  ///< translation key
  const char* href;
  html::Icon icon;
  std::vector<Role> roles;
};

/// The main navigation: what each role comes for, in the order of the chain.
const std::vector<Place>& places() {
  using enum Role;
  static const std::vector<Place> all = {
      {"accounts.nav.home", "/", html::Icon::home, {}},
      {"accounts.nav.donors", "/donors", html::Icon::building, {supervisor, administrator, coordinator}},
      {"accounts.nav.lots", "/lots", html::Icon::truck, {technician, supervisor, administrator, coordinator, donor}},
      {"accounts.nav.items",
       "/items",
       html::Icon::laptop,
       {technician, supervisor, administrator, coordinator, distributor, shopkeeper}},
      {"certificate.link",
       "/certificates",
       html::Icon::shield,
       {technician, supervisor, administrator, coordinator, donor}},
      {"accounts.nav.workshop", "/workshop", html::Icon::wrench, {technician, supervisor, administrator}},
      {"accounts.nav.stock",
       "/stock",
       html::Icon::shelf,
       {technician, supervisor, administrator, shopkeeper, distributor}},
      {"accounts.nav.departures",
       "/departures",
       html::Icon::hand,
       {supervisor, administrator, shopkeeper, distributor}},
      {"accounts.nav.till", "/sales/new", html::Icon::euro, {administrator, shopkeeper}},
      {"accounts.nav.reports", "/reports", html::Icon::chart, {supervisor, administrator, coordinator}},
      {"accounts.nav.settings", "/settings", html::Icon::key, {administrator}},
  };
  return all;
}

bool visible(const Place& place, const Caller& who) {
  if (place.roles.empty()) return true;
  for (const Role role : place.roles)
    if (who.has(role)) return true;
  return false;
}

/// Pages that stand under a place of the menu without its address.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> elsewhere = {
    {{"/rechecks", "/certificates"}, {"/stations", "/settings"}}};

bool is_current(std::string_view href, std::string_view path) {
  if (href == "/") return path == "/";
  for (const auto& [page, place] : elsewhere)
    if (place == href && is_current(page, path)) return true;
  return path.starts_with(href) && (path.size() == href.size() || path[href.size()] == '/');
}

boost::json::object problem_of(const i18n::Translator& tr, const base::Refusal& refusal) {
  boost::json::object each{{"code", refusal.code}, {"detail", i18n::refusal_text(tr, refusal)}};
  if (!refusal.field.empty()) each["field"] = refusal.field;
  if (refusal.line) each["line"] = *refusal.line;
  return each;
}

}  // namespace

const Caller* find_caller(const http::Request& request) { return request.caller.get(); }

const Caller& caller(const http::Request& request) {
  CHECK(request.caller != nullptr);
  return *request.caller;
}

const i18n::Translator& translator(const Services& services, const http::Request& request) {
  return services.translators[i18n::parse_language(request.language).value_or(i18n::Language::french)];
}

const std::string& csrf(const http::Request& request) {
  static const std::string none;
  const auto* who = find_caller(request);
  return who == nullptr ? none : who->csrf;
}

html::Page page_of(const Services& services, const http::Request& request, std::string title) {
  const auto& tr = translator(services, request);
  html::Page page{.tr = tr, .title = std::move(title), .path = request.target};
  page.csrf = csrf(request);
  if (const auto* who = find_caller(request)) {
    page.reader = html::Reader{.name = who->name, .organisation = who->organisation_name};
    for (const auto& place : places())
      if (visible(place, *who))
        page.nav.push_back({.text = tr(place.text),
                            .href = place.href,
                            .icon = place.icon,
                            .current = is_current(place.href, request.path)});
    if (who->instance_administrator)
      page.nav.push_back({.text = tr("accounts.nav.instance"),
                          .href = "/instance",
                          .icon = html::Icon::globe,
                          .current = is_current("/instance", request.path)});
  }
  if (const auto flash = request.cookies.find("flash"); flash != request.cookies.end() && tr.has(flash->second))
    page.flash.push_back({.tone = html::Tone::success, .text = tr(flash->second)});
  return page;
}

http::Response show(const html::Page& page, const html::Html& body, int status) {
  auto response = http::Response::html(html::page(page, body), status);
  // Shown once: the browser forgets it with this answer.
  if (!page.flash.empty())
    response.headers.emplace_back("Set-Cookie", "flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  return response;
}

http::Response done(const http::Request& request, std::string location, std::string json, int status,
                    std::string_view flash) {
  if (request.wants_json()) return http::Response::json(std::move(json), status);
  auto response = http::Response::see_other(std::move(location));
  if (!flash.empty())
    response.headers.emplace_back("Set-Cookie",
                                  "flash=" + std::string(flash) + "; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
  return response;
}

int status_of(const base::Refusal& refusal) {
  const std::string_view code = refusal.code;
  if (code.ends_with(".unknown")) return 404;
  if (code.ends_with(".forbidden")) return 403;
  if (code.ends_with(".conflict")) return 409;
  if (code == "base.not_json") return 400;
  return 422;
}

http::Response refuse(const Services& services, const http::Request& request, const base::Refusal& refusal) {
  const int status = status_of(refusal);
  const auto& tr = translator(services, request);
  const std::string title = tr("accounts.problem." + std::to_string(status));
  if (request.wants_json()) return http::problem(status, title, i18n::refusal_text(tr, refusal), refusal);
  const auto page = page_of(services, request, title);
  std::string text =
      html::problem_page(page, {.status = status, .title = title, .text = i18n::refusal_text(tr, refusal)});
  return http::Response::html(std::move(text), status);
}

http::Response refuse_all(const Services& services, const http::Request& request,
                          const std::vector<base::Refusal>& refusals) {
  CHECK(!refusals.empty());
  if (refusals.size() == 1 || !request.wants_json()) return refuse(services, request, refusals.front());
  const auto& tr = translator(services, request);
  const int status = status_of(refusals.front());
  boost::json::object problem = problem_of(tr, refusals.front());
  problem["type"] = "about:blank";
  problem["title"] = tr("accounts.problem." + std::to_string(status));
  problem["status"] = status;
  boost::json::array errors;
  for (const auto& each : refusals) errors.push_back(problem_of(tr, each));
  problem["errors"] = std::move(errors);
  auto response = http::Response::json(boost::json::serialize(problem), status);
  response.content_type = "application/problem+json";
  return response;
}

}  // namespace accounts
