// Gift agreements: form, page, paper.
#include <boost/json.hpp>

#include "accounts/store.hpp"
#include "collection/documents_agreement.hpp"
#include "collection/json.hpp"
#include "collection/pages_donation.hpp"
#include "collection/web_shared.hpp"
#include "html/table.hpp"

namespace collection {
namespace {

namespace json = boost::json;

AgreementRequest request_of(const accounts::Input& input) {
  return {.donor = input.text("donor"),
          .level = input.text("level"),
          .days = input.text("days"),
          .place = input.text("place"),
          .subcontractors = input.text("subcontractors"),
          .rank = input.text("rank"),
          .proof_years = input.text("proof_years"),
          .signed_on = input.text("signed_on"),
          .valid_until = input.text("valid_until"),
          .exceptions = input.all("exceptions"),
          .public_free_transfer = input.yes("public_free_transfer")};
}

html::Html form_fields(const i18n::Translator& tr, const html::Submission& sent, const std::vector<Donor>& donors,
                       const std::string& donor, const std::vector<std::string>& ticked) {
  const AgreementTerms first = default_terms();
  std::vector<html::Choice> choices;
  for (const auto& each : donors) choices.push_back({.value = each.id.text(), .text = each.name});
  const auto of = [&](const char* name, const char* prefix, std::initializer_list<const char*> values,
                      std::string_view value) {
    std::vector<html::Choice> all;
    for (const char* each : values) all.push_back({.value = each, .text = tr(std::string(prefix) + each)});
    return html::field(tr, {.name = name,
                            .label = tr(std::string("collection.agreement.") + name),
                            .type = html::FieldType::select,
                            .value = sent.value(name, value),
                            .error = sent.error(tr, name),
                            .hint = tr(std::string("collection.agreement.") + name + "_hint"),
                            .choices = all,
                            .required = true});
  };
  const auto number = [&](const char* name, int value, const char* unit) {
    return html::field(tr, {.name = name,
                            .label = tr(std::string("collection.agreement.") + name),
                            .type = html::FieldType::number,
                            .value = sent.value(name, std::to_string(value)),
                            .error = sent.error(tr, name),
                            .required = true,
                            .unit = tr(unit),
                            .minimum = "1"});
  };
  html::Html exceptions;
  for (const auto code : known_exceptions()) {
    const bool on = std::find(ticked.begin(), ticked.end(), code) != ticked.end();
    exceptions += tick("exceptions", std::string(code), tr("collection.exception." + std::string(code)), on);
  }
  return html::field(tr, {.name = "donor",
                          .label = tr("collection.agreement.donor"),
                          .type = html::FieldType::select,
                          .value = sent.value("donor", donor),
                          .error = sent.error(tr, "donor"),
                          .choices = choices,
                          .required = true,
                          .autofocus = true}) +
         html::field_row({of("level", "equipment.level.", {"clear", "purge", "destruct"}, "clear"),
                          number("days", first.days_to_erasure, "collection.unit.days")}) +
         html::field_row({of("place", "collection.place.", {"workshop", "on_site"}, "workshop"),
                          of("rank", "equipment.rank.", {"measured", "third_party", "declared"}, "third_party")}) +
         html::field_group(tr("collection.agreement.exceptions"), exceptions,
                           tr("collection.agreement.exceptions_hint")) +
         html::field(tr, {.name = "subcontractors",
                          .label = tr("collection.agreement.subcontractors"),
                          .type = html::FieldType::textarea,
                          .value = sent.value("subcontractors"),
                          .hint = tr("collection.agreement.subcontractors_hint"),
                          .rows = 2}) +
         html::field_row({html::field(tr, {.name = "signed_on",
                                           .label = tr("collection.agreement.signed_on"),
                                           .type = html::FieldType::date,
                                           .value = sent.value("signed_on"),
                                           .error = sent.error(tr, "signed_on"),
                                           .hint = tr("collection.agreement.signed_on_hint")}),
                          html::field(tr, {.name = "valid_until",
                                           .label = tr("collection.agreement.valid_until"),
                                           .type = html::FieldType::date,
                                           .value = sent.value("valid_until"),
                                           .error = sent.error(tr, "valid_until")}),
                          number("proof_years", first.proof_years, "collection.unit.years")}) +
         html::field(tr, {.name = "public_free_transfer",
                          .label = tr("collection.agreement.public_free_transfer"),
                          .type = html::FieldType::checkbox,
                          .value = sent.value("public_free_transfer"),
                          .error = sent.error(tr, "public_free_transfer"),
                          .hint = tr("collection.agreement.public_hint")});
}

http::Response form_page(const Services& services, const http::Request& request, const html::Submission& sent,
                         const std::vector<std::string>& ticked, int status) {
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("collection.agreement.new"));
  page.breadcrumbs = {{.text = tr("collection.agreements"), .href = "/agreements"}};
  page.refused = !sent.refusals().empty();
  const auto donors = services.database.read(
      [&](storage::Session& session) { return list_donors(session, accounts::caller(request).organisation); });
  if (donors.empty())
    return accounts::show(page, html::empty_state(tr("collection.donor.none"), tr("collection.donor.none_text"),
                                                  html::link_button(tr("collection.donor.new"), "/donors/new",
                                                                    html::ButtonStyle::primary, html::Icon::plus)));
  return accounts::show(page,
                        html::form({.tr = tr,
                                    .action = "/agreements",
                                    .csrf = page.csrf,
                                    .submit = tr("collection.agreement.create"),
                                    .refusals = sent.refusals(),
                                    .cancel = "/agreements"},
                                   form_fields(tr, sent, donors, std::string(request.query.get("donor")), ticked)),
                        status);
}

http::Response create(const Services& services, const http::Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  auto answer = accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
    TRY(agreement, create_agreement(session, services.keys, equipment::occasion_of(request), request_of(*input)));
    return accounts::done(request, "/agreements/" + agreement.id.text(), json::serialize(to_json(agreement)), 201,
                          "collection.agreement.created");
  });
  if (answer.ok()) return std::move(*answer);
  if (request.wants_json()) return accounts::refuse(services, request, answer.refusal());
  return form_page(services, request, html::Submission(input->values(), {answer.refusal()}), input->all("exceptions"),
                   accounts::status_of(answer.refusal()));
}

struct Shown {
  Agreement agreement;
  Donor donor;
  std::string organisation;
};
std::optional<Shown> read_agreement(const Services& services, const http::Request& request) {
  const auto id = AgreementId::parse(request.parameter("id"));
  if (!id.ok()) return std::nullopt;
  const auto& who = accounts::caller(request);
  return services.database.read([&](storage::Session& session) -> std::optional<Shown> {
    auto agreement = find_agreement(session, who.organisation, *id);
    if (!agreement) return std::nullopt;
    auto donor = find_donor(session, who.organisation, agreement->donor);
    if (!donor) return std::nullopt;
    return Shown{.agreement = std::move(*agreement), .donor = std::move(*donor), .organisation = who.organisation_name};
  });
}

http::Response show_agreement(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto shown = read_agreement(services, request);
  if (!shown) return accounts::refuse(services, request, {.code = "collection.agreement.unknown"});
  if (request.wants_json()) return http::Response::json(json::serialize(to_json(shown->agreement)));
  auto page = accounts::page_of(services, request,
                                tr("collection.agreement.title", {{"number", shown->agreement.terms.number}}));
  page.subtitle = shown->donor.name;
  page.breadcrumbs = {{.text = tr("collection.agreements"), .href = "/agreements"}};
  page.primary = html::link_button(tr("collection.agreement.print"),
                                   "/agreements/" + shown->agreement.id.text() + "/agreement.pdf",
                                   html::ButtonStyle::primary, html::Icon::print);
  std::vector<html::KeyValue> pairs;
  for (auto& [label, value] : agreement_facts(tr, shown->agreement))
    pairs.push_back({.label = std::move(label), .value = html::text(value)});
  html::Html body = html::key_values(pairs);
  if (shown->agreement.terms.public_free_transfer)
    body += html::callout({.tone = html::Tone::information,
                           .title = tr("collection.agreement.public_free_transfer"),
                           .text = tr("collection.agreement.public_text")});
  return accounts::show(page,
                        body + html::actions({html::link_button(shown->donor.name, "/donors/" + shown->donor.id.text(),
                                                                html::ButtonStyle::secondary, html::Icon::building)}));
}

http::Response print(const Services& services, const http::Request& request) {
  const auto shown = read_agreement(services, request);
  if (!shown) return accounts::refuse(services, request, {.code = "collection.agreement.unknown"});
  // A contract between two French parties: always in French.
  const auto& tr = services.translators[i18n::Language::french];
  return http::Response::file(agreement_pdf(tr, shown->agreement, shown->donor.name, shown->organisation, request.now),
                              "application/pdf", shown->agreement.terms.number + ".pdf");
}

http::Response list(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  std::vector<std::pair<Agreement, std::string>> all;
  services.database.read([&](storage::Session& session) {
    for (auto& each : list_agreements(session, who.organisation, std::nullopt)) {
      const auto donor = find_donor(session, who.organisation, each.donor);
      all.emplace_back(std::move(each), donor ? donor->name : "");
    }
  });
  if (request.wants_json()) {
    json::array items;
    for (const auto& [agreement, donor] : all) items.push_back(to_json(agreement));
    return http::Response::json(json::serialize(json::object{{"items", std::move(items)}}));
  }
  auto page = accounts::page_of(services, request, tr("collection.agreements"));
  const auto button = html::link_button(tr("collection.agreement.new"), "/agreements/new", html::ButtonStyle::primary,
                                        html::Icon::plus);
  if (all.empty())
    return accounts::show(page, html::empty_state(tr("collection.agreement.none"), tr("collection.agreement.none_text"),
                                                  button, html::Icon::document));
  page.primary = button;
  std::vector<std::vector<html::Html>> rows;
  const auto day = base::day_in_zone(request.now, who.zone).value();
  for (const auto& [agreement, donor] : all)
    rows.push_back(
        {html::a(html::attr("href", "/agreements/" + agreement.id.text()), agreement.terms.number), html::text(donor),
         html::text(tr("equipment.level." + std::string(equipment::code(agreement.terms.level)))),
         html::text(tr.short_date(agreement.signed_on)),
         html::badge(agreement.valid_on(day) ? html::Tone::success : html::Tone::neutral,
                     tr(agreement.valid_on(day) ? "collection.agreement.valid" : "collection.agreement.ended"))});
  return accounts::show(page, html::simple_table(tr("collection.agreements"),
                                                 {{.title = tr("collection.agreement.number"), .heading = true},
                                                  {.title = tr("collection.agreement.donor")},
                                                  {.title = tr("collection.agreement.level")},
                                                  {.title = tr("collection.agreement.signed_on")},
                                                  {.title = tr("collection.agreement.state")}},
                                                 rows));
}

}  // namespace

void add_agreement_routes(http::Router& router, const Services& services) {
  using http::Method;
  const auto created = [&services](const http::Request& request) { return create(services, request); };
  const auto shown = [&services](const http::Request& request) { return show_agreement(services, request); };
  const auto listed = [&services](const http::Request& request) { return list(services, request); };
  add(router, Method::get, "/agreements", office_readers(), listed);
  add(router, Method::get, "/agreements/new", office(),
      [&services](const http::Request& request) { return form_page(services, request, {}, {}, 200); });
  add(router, Method::post, "/agreements", office(), created);
  add(router, Method::get, "/agreements/{id}", office_readers(), shown);
  add(router, Method::get, "/agreements/{id}/agreement.pdf", office_readers(),
      [&services](const http::Request& request) { return print(services, request); });
  add(router, Method::get, "/api/v1/agreements", office_readers(), listed,
      http::Operation{.summary = "Gift agreements, newest first", .response = "AgreementList"});
  add(router, Method::get, "/api/v1/agreements/{id}", office_readers(), shown,
      http::Operation{.summary = "One gift agreement", .response = "Agreement", .statuses = {200, 404}});
  add(router, Method::post, "/api/v1/agreements", office(), created,
      http::Operation{.summary = "Signs a gift agreement",
                      .response = "Agreement",
                      .request = {{.name = "donor", .required = true},
                                  {.name = "level", .values = {"clear", "purge", "destruct"}},
                                  {.name = "days", .type = "integer"},
                                  {.name = "place", .values = {"workshop", "on_site"}},
                                  {.name = "rank", .values = {"measured", "third_party", "declared"}},
                                  {.name = "exceptions", .type = "array"},
                                  {.name = "subcontractors"},
                                  {.name = "proof_years", .type = "integer"},
                                  {.name = "signed_on"},
                                  {.name = "valid_until"},
                                  {.name = "public_free_transfer", .type = "boolean"}},
                      .statuses = {201, 404, 422}});
}

}  // namespace collection
