// Prices, caps, VAT and warranty: read by who sells, set by the administrator.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "base/text.hpp"
#include "equipment/occasion.hpp"
#include "sales/pages.hpp"
#include "sales/store_rules.hpp"
#include "sales/web.hpp"

namespace sales {
namespace {

using accounts::Services;
using http::Allow;
using http::Request;
using http::Response;

/// An amount typed in a table; empty: none.
base::Result<std::optional<base::Money>> amount_at(const accounts::Input& input, const std::string& name) {
  const std::string text = input.text(name);
  if (text.empty()) return std::optional<base::Money>();
  const auto money = base::Money::parse(text);
  if (!money.ok())
    return base::Refusal{
        .code = "sales.price.bad_amount", .field = name, .arguments = {{"number", name}, {"text", text}}};
  return std::optional(*money);
}

base::Result<boost::json::object> read_prices(const accounts::Input& input) {
  PriceTable table;
  for (const auto& [key, text] : input.under("price.")) {
    const auto dot = key.find('.');
    const auto kind = equipment::kind_from_code(key.substr(0, dot));
    std::string category = dot == std::string::npos ? std::string() : key.substr(dot + 1);
    if (category == "none") category.clear();
    TRY(price, amount_at(input, "price." + key));
    if (!kind) return base::Refusal{.code = "sales.price.bad_table", .field = "price." + key};
    if (price) table.prices[{*kind, category}] = *price;
  }
  return to_json(table);
}

base::Result<boost::json::object> read_caps(const accounts::Input& input) {
  CapTable table;
  for (const auto& [key, text] : input.under("cap.")) {
    const auto kind = equipment::kind_from_code(key);
    TRY(cap, amount_at(input, "cap." + key));
    if (!kind) return base::Refusal{.code = "sales.cap.bad_table", .field = "cap." + key};
    if (cap) table.caps[*kind] = *cap;
  }
  return to_json(table);
}

base::Result<boost::json::object> read_vat(const accounts::Input& input) {
  const auto regime = regime_from_code(input.text("regime"));
  if (!regime) return base::Refusal{.code = "sales.vat.bad_regime", .field = "regime"};
  // « 20 » or « 5,5 » percent: the same spelling as an amount, so hundredths of a percent.
  const auto rate = base::Money::parse(input.text("rate"));
  if (!rate.ok()) return base::Refusal{.code = "sales.vat.bad_rate", .field = "rate"};
  TRY(rule, check_vat({.regime = *regime, .rate = rate->in_cents(), .mention = input.text("mention")}));
  return to_json(rule);
}

base::Result<boost::json::object> read_warranty(const accounts::Input& input) {
  Warranty warranty;
  for (const auto& [name, value] : {std::pair("months", &warranty.months),
                                    {"presumption_months", &warranty.presumption_months},
                                    {"repair_days", &warranty.repair_days},
                                    {"extension_months", &warranty.extension_months}}) {
    TRY(number, input.integer(name));
    if (!number) return base::Refusal{.code = "accounts.input.missing", .field = name};
    *value = *number;
  }
  TRY(checked, check_warranty(warranty));
  return to_json(checked);
}

base::Result<RuleVersion> read_version(Subject subject, const accounts::Input& input) {
  const auto content = [&]() -> base::Result<boost::json::object> {
    switch (subject) {
      case Subject::prices:
        return read_prices(input);
      case Subject::caps:
        return read_caps(input);
      case Subject::vat:
        return read_vat(input);
      case Subject::warranty:
        return read_warranty(input);
    }
    return base::Refusal{.code = "sales.rule.unknown"};
  }();
  if (!content.ok()) return content.refusal();
  const auto day = base::parse_day(input.text("valid_from"));
  if (!day.ok()) return base::Refusal{.code = "sales.rule.bad_day", .field = "valid_from"};
  return RuleVersion{.subject = subject,
                     .valid_from = base::to_iso(*day),
                     .content = boost::json::serialize(*content),
                     .source = input.text("source")};
}

boost::json::object rules_json(const RulesView& view) {
  boost::json::object content;
  switch (view.subject) {
    case Subject::prices:
      content = to_json(view.rules.prices);
      break;
    case Subject::caps:
      content = to_json(view.rules.caps);
      break;
    case Subject::vat:
      content = to_json(view.rules.vat);
      break;
    case Subject::warranty:
      content = to_json(view.rules.warranty);
      break;
  }
  boost::json::array versions;
  for (const auto& each : view.versions)
    versions.push_back({{"valid_from", each.valid_from}, {"source", each.source}, {"actor", each.actor}});
  return {{"subject", code(view.subject)}, {"in_force", std::move(content)}, {"versions", std::move(versions)}};
}

RulesView read_view(const Services& services, const Request& request, Subject subject) {
  const auto& organisation = accounts::caller(request).organisation;
  RulesView view{.subject = subject};
  services.database.read([&](storage::Session& session) {
    const auto day = today(session, organisation, request.now);
    view.today = base::to_iso(day);
    view.rules = rules_on(session, organisation, day);
    view.versions = list_versions(session, organisation, subject);
  });
  return view;
}

Response show(const Services& services, const Request& request, Subject subject, html::Submission sent, int status) {
  auto view = read_view(services, request, subject);
  if (request.wants_json()) return Response::json(boost::json::serialize(rules_json(view)), status);
  view.sent = std::move(sent);
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("sales.rule.title"));
  page.refused = status == 422;
  return accounts::show(page, rules_page(tr, page.csrf, view), status);
}

Response post(const Services& services, const Request& request, Subject subject) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const auto version = read_version(subject, *input);
  const auto occasion = equipment::occasion_of(request);
  const base::Outcome outcome =
      version.ok()
          ? services.database.write([&](storage::Session& session) { return set_rule(session, occasion, *version); })
          : base::Outcome(version.refusal());
  if (!outcome.ok()) {
    if (request.wants_json()) return accounts::refuse(services, request, outcome.refusal());
    return show(services, request, subject, html::Submission(input->values(), {outcome.refusal()}), 422);
  }
  const auto json = boost::json::serialize(rules_json(read_view(services, request, subject)));
  return accounts::done(request, "/settings/" + std::string(code(subject)), json, 201, "sales.rule.saved");
}

std::vector<http::ApiField> fields_of(Subject subject) {
  std::vector<http::ApiField> fields = {{.name = "valid_from", .required = true}, {.name = "source", .required = true}};
  switch (subject) {
    case Subject::prices:
      fields.push_back({.name = "price", .type = "object", .required = true});
      break;
    case Subject::caps:
      fields.push_back({.name = "cap", .type = "object", .required = true});
      break;
    case Subject::vat:
      fields.push_back({.name = "regime", .required = true, .values = {"exempt", "margin", "normal"}});
      fields.push_back({.name = "rate", .required = true});
      fields.push_back({.name = "mention"});
      break;
    case Subject::warranty:
      for (const char* name : {"months", "presumption_months", "repair_days", "extension_months"})
        fields.push_back({.name = name, .type = "integer", .required = true});
      break;
  }
  return fields;
}

}  // namespace

void add_rule_routes(http::Router& router, const Services& services) {
  const auto readers = Allow::only({"shopkeeper", "supervisor", "administrator"});
  const auto editors = Allow::only({"administrator"});
  for (const Subject subject : all_subjects) {
    const std::string name(code(subject));
    const auto get = [&services, subject](const Request& request) { return show(services, request, subject, {}, 200); };
    const auto set = [&services, subject](const Request& request) { return post(services, request, subject); };
    router.get("/settings/" + name, editors, get);
    router.post("/settings/" + name, editors, set);
    router.add({.method = http::Method::get,
                .pattern = "/api/v1/sale-rules/" + name,
                .allow = readers,
                .handler = get,
                .operation = http::Operation{.summary = "The " + name + " in force today, and their versions",
                                             .response = "SaleRule"}});
    router.add({.method = http::Method::post,
                .pattern = "/api/v1/sale-rules/" + name,
                .allow = editors,
                .handler = set,
                .operation = http::Operation{.summary = "Add a version of the " + name + ", from a day on",
                                             .response = "SaleRule",
                                             .request = fields_of(subject),
                                             .statuses = {201, 422}}});
  }
}

}  // namespace sales
