// Donors: list, form, page; the API on the same deeds.
#include <boost/json.hpp>

#include "accounts/vault.hpp"
#include "collection/json.hpp"
#include "collection/web_shared.hpp"
#include "html/table.hpp"

namespace collection {
namespace {

namespace json = boost::json;

DonorRequest request_of(const accounts::Input& input) {
  const auto contact = [&](const char* name) {
    return input.has(name) ? input.text(name) : input.text(std::string("contact.") + name);
  };
  return {.name = input.text("name"),
          .kind = input.text("kind"),
          .siret = input.text("siret"),
          .contact = {.name = input.has("contact_name") ? input.text("contact_name") : input.text("contact.name"),
                      .email = contact("email"),
                      .phone = contact("phone"),
                      .address = contact("address")}};
}

http::Response form_page(const Services& services, const http::Request& request, const html::Submission& sent,
                         int status) {
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("collection.donor.new"));
  page.breadcrumbs = {{.text = tr("collection.donors"), .href = "/donors"}};
  page.refused = !sent.refusals().empty();
  std::vector<html::Choice> kinds;
  for (const DonorKind kind : all_donor_kinds)
    kinds.push_back({.value = std::string(code(kind)), .text = tr("collection.donor_kind." + std::string(code(kind)))});
  const auto text_field = [&](const char* name, html::FieldType type = html::FieldType::text, const char* hint = "") {
    return html::field(tr, {.name = name,
                            .label = tr(std::string("collection.donor.") + name),
                            .type = type,
                            .value = sent.value(name),
                            .error = sent.error(tr, name),
                            .hint = *hint == '\0' ? "" : tr(hint),
                            .autocomplete = "off"});
  };
  const auto fields =
      html::field(tr, {.name = "name",
                       .label = tr("collection.donor.name"),
                       .value = sent.value("name"),
                       .error = sent.error(tr, "name"),
                       .required = true,
                       .autofocus = true,
                       .autocomplete = "off",
                       .longest = 200}) +
      html::field(tr, {.name = "kind",
                       .label = tr("collection.donor.kind"),
                       .type = html::FieldType::radios,
                       .value = sent.value("kind", "company"),
                       .error = sent.error(tr, "kind"),
                       .choices = kinds,
                       .required = true}) +
      text_field("siret", html::FieldType::text, "collection.donor.siret_hint") +
      html::field_group(tr("collection.donor.contact"),
                        html::field_row({text_field("contact_name"), text_field("email", html::FieldType::email)}) +
                            html::field_row({text_field("phone", html::FieldType::telephone), text_field("address")}),
                        tr("collection.donor.contact_hint"));
  return accounts::show(page,
                        html::form({.tr = tr,
                                    .action = "/donors",
                                    .csrf = page.csrf,
                                    .submit = tr("collection.donor.create"),
                                    .refusals = sent.refusals(),
                                    .cancel = "/donors"},
                                   fields),
                        status);
}

http::Response create(const Services& services, const http::Request& request) {
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  auto answer = accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
    TRY(donor, create_donor(session, services.keys, equipment::occasion_of(request), request_of(*input)));
    return accounts::done(request, "/donors/" + donor.id.text(), json::serialize(to_json(donor)), 201,
                          "collection.donor.created");
  });
  if (answer.ok()) return std::move(*answer);
  if (request.wants_json()) return accounts::refuse(services, request, answer.refusal());
  return form_page(services, request, html::Submission(input->values(), {answer.refusal()}),
                   accounts::status_of(answer.refusal()));
}

http::Response list(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const std::string words(request.query.get("q"));
  const auto& who = accounts::caller(request);
  const auto donors =
      services.database.read([&](storage::Session& session) { return list_donors(session, who.organisation, words); });
  if (request.wants_json()) {
    json::array items;
    for (const auto& donor : donors) items.push_back(to_json(donor));
    return http::Response::json(json::serialize(json::object{{"items", std::move(items)}}));
  }
  auto page = accounts::page_of(services, request, tr("collection.donors"));
  const bool may = who.any({accounts::Role::supervisor, accounts::Role::administrator});
  const auto button =
      may ? html::link_button(tr("collection.donor.new"), "/donors/new", html::ButtonStyle::primary, html::Icon::plus)
          : html::Html();
  if (!donors.empty()) page.primary = button;
  html::TableWriter table(
      {.tr = tr,
       .caption = tr("collection.donors"),
       .path = "/donors",
       .query = {{"q", words}},
       .columns = {{.title = tr("collection.donor.name"), .width = html::Width::wide, .heading = true},
                   {.title = tr("collection.donor.kind")},
                   {.title = tr("collection.donor.siret")},
                   {.title = tr("collection.donor.since")}},
       .filters = {{.name = "q", .label = tr("collection.donor.search"), .value = words}},
       .long_list = true,
       .empty = html::empty_state(tr("collection.donor.none"), tr("collection.donor.none_text"), button,
                                  html::Icon::building)});
  for (const auto& donor : donors)
    table.row({donor.name, tr("collection.donor_kind." + std::string(code(donor.kind))), donor.siret,
               tr.short_date(base::day_in_zone(donor.created_at, who.zone).value())},
              "/donors/" + donor.id.text());
  return accounts::show(page, table.finish());
}

struct Shown {
  Donor donor;
  Contact contact;
  bool erased = false;
  std::vector<Agreement> agreements;
  std::vector<LotRow> lots;
};

std::optional<Shown> read_donor(const Services& services, const http::Request& request) {
  const auto id = DonorId::parse(request.parameter("id"));
  const auto& who = accounts::caller(request);
  if (!id.ok()) return std::nullopt;
  return services.database.read([&](storage::Session& session) -> std::optional<Shown> {
    auto donor = find_donor(session, who.organisation, *id);
    if (!donor) return std::nullopt;
    Shown shown{.donor = std::move(*donor)};
    const auto contact = open_contact(session, services.keys, shown.donor);
    if (contact.ok()) shown.contact = *contact;
    shown.erased = !contact.ok();
    shown.agreements = list_agreements(session, who.organisation, shown.donor.id);
    shown.lots = list_lots(session, {.organisation = who.organisation, .donor = shown.donor.id.text(), .limit = 100});
    return shown;
  });
}

html::Html donor_body(const i18n::Translator& tr, const Shown& shown, const std::string& zone) {
  const Donor& donor = shown.donor;
  html::Html body =
      html::key_values({{.label = tr("collection.donor.kind"),
                         .value = html::text(tr("collection.donor_kind." + std::string(code(donor.kind))))},
                        {.label = tr("collection.donor.siret"), .value = html::text(donor.siret)},
                        {.label = tr("collection.donor.person"), .value = html::text(shown.contact.person)},
                        {.label = tr("collection.donor.contact_name"), .value = html::text(shown.contact.name)},
                        {.label = tr("collection.donor.email"), .value = html::text(shown.contact.email)},
                        {.label = tr("collection.donor.phone"), .value = html::text(shown.contact.phone)},
                        {.label = tr("collection.donor.address"), .value = html::text(shown.contact.address)}});
  if (shown.erased) body += html::callout({.tone = html::Tone::information, .title = tr("collection.donor.erased")});
  std::vector<std::vector<html::Html>> rows;
  for (const auto& each : shown.agreements)
    rows.push_back({html::a(html::attr("href", "/agreements/" + each.id.text()), each.terms.number),
                    html::text(tr("equipment.level." + std::string(equipment::code(each.terms.level)))),
                    html::text(tr.short_date(each.signed_on)),
                    html::text(each.valid_until ? tr.short_date(*each.valid_until) : std::string("–"))});
  body += html::panel(tr("collection.agreements"),
                      rows.empty() ? html::p(tr("collection.agreement.none_of_donor"))
                                   : html::simple_table(tr("collection.agreements"),
                                                        {{.title = tr("collection.agreement.number"), .heading = true},
                                                         {.title = tr("collection.agreement.level")},
                                                         {.title = tr("collection.agreement.signed_on")},
                                                         {.title = tr("collection.agreement.valid_until")}},
                                                        rows),
                      html::link_button(tr("collection.agreement.new"), "/agreements/new?donor=" + donor.id.text(),
                                        html::ButtonStyle::secondary, html::Icon::plus));
  rows.clear();
  for (const auto& each : shown.lots)
    rows.push_back({html::a(html::attr("href", "/lots/" + each.lot.id.text()), each.lot.number),
                    html::text(tr.short_date(base::day_in_zone(each.lot.declared_at, zone).value())),
                    html::text(tr("collection.lot_state." + std::string(code(each.lot.state)))),
                    html::text(tr.number(each.declared)), html::text(tr.number(each.received))});
  body += html::panel(tr("collection.lots"),
                      rows.empty()
                          ? html::p(tr("collection.lot.none_of_donor"))
                          : html::simple_table(tr("collection.lots"),
                                               {{.title = tr("collection.lot.number"), .heading = true},
                                                {.title = tr("collection.lot.declared_at")},
                                                {.title = tr("collection.lot.state")},
                                                {.title = tr("collection.lot.declared"), .align = html::Align::end},
                                                {.title = tr("collection.lot.received"), .align = html::Align::end}},
                                               rows));
  return body;
}

http::Response show_donor(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto shown = read_donor(services, request);
  if (!shown) return accounts::refuse(services, request, {.code = "collection.donor.unknown"});
  const auto& who = accounts::caller(request);
  if (shown->donor.subject && !shown->contact.empty())
    accounts::log_reading(services.database, who, request.client, *shown->donor.subject, "donor", request.now);
  if (request.wants_json()) return http::Response::json(json::serialize(to_json(shown->donor, &shown->contact)));
  auto page = accounts::page_of(services, request, shown->donor.name);
  page.breadcrumbs = {{.text = tr("collection.donors"), .href = "/donors"}};
  if (who.any({accounts::Role::supervisor, accounts::Role::administrator}))
    page.primary = html::link_button(tr("collection.donation.new"), "/donations/new?donor=" + shown->donor.id.text(),
                                     html::ButtonStyle::primary, html::Icon::upload);
  html::Html body = donor_body(tr, *shown, who.zone);
  if (shown->donor.subject && !shown->contact.empty() && who.has(accounts::Role::administrator))
    body += html::actions({html::link_button(
        tr("collection.erase.title"), "/donors/" + shown->donor.id.text() + "/erase", html::ButtonStyle::quiet)});
  return accounts::show(page, body);
}

}  // namespace

void add_donor_routes(http::Router& router, const Services& services) {
  using http::Method;
  const auto listed = [&services](const http::Request& request) { return list(services, request); };
  const auto created = [&services](const http::Request& request) { return create(services, request); };
  const auto shown = [&services](const http::Request& request) { return show_donor(services, request); };
  add(router, Method::get, "/donors", office_readers(), listed);
  add(router, Method::get, "/donors/new", office(),
      [&services](const http::Request& request) { return form_page(services, request, {}, 200); });
  add(router, Method::post, "/donors", office(), created);
  add(router, Method::get, "/donors/{id}", office_readers(), shown);
  add(router, Method::get, "/api/v1/donors", office_readers(), listed,
      http::Operation{
          .summary = "Donors of the organisation, by name", .response = "DonorList", .query = {{.name = "q"}}});
  add(router, Method::post, "/api/v1/donors", office(), created,
      http::Operation{.summary = "Adds a donor",
                      .response = "Donor",
                      .request = {{.name = "name", .required = true},
                                  {.name = "kind", .values = {"company", "public_body", "association", "individual"}},
                                  {.name = "siret"},
                                  {.name = "contact_name"},
                                  {.name = "email"},
                                  {.name = "phone"},
                                  {.name = "address"}},
                      .statuses = {201, 422}});
  add(router, Method::get, "/api/v1/donors/{id}", office_readers(), shown,
      http::Operation{
          .summary = "One donor with its contact; the reading is logged", .response = "Donor", .statuses = {200, 404}});
}

}  // namespace collection
