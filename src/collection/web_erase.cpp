// Erasing the personal data of a donor's contact: its key goes, the lots and their proofs stay (RGPD, art. 17).
#include <boost/json.hpp>

#include "accounts/store.hpp"
#include "accounts/vault.hpp"
#include "collection/web_shared.hpp"
#include "html/forms.hpp"

namespace collection {
namespace {

base::Result<Donor> donor_of(storage::Session& session, const http::Request& request) {
  const auto id = DonorId::parse(request.parameter("id"));
  auto donor = id.ok() ? find_donor(session, accounts::caller(request).organisation, *id) : std::nullopt;
  if (!donor) return base::Refusal{.code = "collection.donor.unknown"};
  return std::move(*donor);
}

http::Response ask(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto donor = services.database.read([&](storage::Session& session) { return donor_of(session, request); });
  if (!donor.ok()) return accounts::refuse(services, request, donor.refusal());
  auto page = accounts::page_of(services, request, tr("collection.erase.title"));
  const std::string place = "/donors/" + donor->id.text();
  page.breadcrumbs = {{.text = tr("collection.donors"), .href = "/donors"}, {.text = donor->name, .href = place}};
  return accounts::show(page,
                        html::confirmation({.tr = tr,
                                            .question = tr("collection.erase.question", {{"name", donor->name}}),
                                            .consequences = {tr("collection.erase.gone"), tr("collection.erase.stays")},
                                            .action = place + "/erase",
                                            .csrf = page.csrf,
                                            .confirm = tr("collection.erase.confirm"),
                                            .cancel = place}));
}

http::Response erase(const Services& services, const http::Request& request) {
  const auto& who = accounts::caller(request);
  const auto erased = services.database.write([&](storage::Session& session) -> base::Result<Donor> {
    TRY(donor, donor_of(session, request));
    if (!donor.subject || !accounts::erase_subject(session, *donor.subject, request.now))
      return base::Refusal{.code = "collection.erase.nothing"};
    accounts::audit(session, &who, request.client, "personal_data_erased", donor.subject->text(), "donor", request.now);
    return donor;
  });
  if (!erased.ok()) return accounts::refuse(services, request, erased.refusal());
  const boost::json::object answer{{"id", erased->id.text()}, {"erased", true}};
  return accounts::done(request, "/donors/" + erased->id.text(), boost::json::serialize(answer), 200,
                        "collection.erase.done");
}

}  // namespace

void add_erase_routes(http::Router& router, const Services& services) {
  using http::Method;
  const auto only_administrator = http::Allow::only({"administrator"});
  const auto erased = [&services](const http::Request& request) { return erase(services, request); };
  add(router, Method::get, "/donors/{id}/erase", only_administrator,
      [&services](const http::Request& request) { return ask(services, request); });
  add(router, Method::post, "/donors/{id}/erase", only_administrator, erased);
  add(router, Method::post, "/api/v1/donors/{id}/erase", only_administrator, erased,
      http::Operation{.summary = "Erases the personal data of a donor's contact for ever",
                      .response = "Erased",
                      .statuses = {200, 404, 422}});
}

}  // namespace collection
