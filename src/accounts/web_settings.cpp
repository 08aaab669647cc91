// The structure: what it says of itself, and the key that signs its documents.
#include "accounts/json.hpp"
#include "accounts/keys.hpp"
#include "accounts/pages.hpp"
#include "accounts/web_shared.hpp"
#include "base/text.hpp"

namespace accounts {
namespace {

const http::Allow administrators = http::Allow::only({"administrator"});

proof::Issuer issuer_of(const Services& services, const Organisation& organisation) {
  return services.keys.issuer(Keys::origin(organisation.code, organisation.id));
}

Organisation own_organisation(const Services& services, const http::Request& request) {
  return services.database.read(
      [&](storage::Session& session) { return find_organisation(session, caller(request).organisation).value(); });
}

http::Response form_page(const Services& services, const http::Request& request, const Organisation& organisation,
                         const html::Submission& sent, int status) {
  const auto& tr = translator(services, request);
  auto page = page_of(services, request, tr("accounts.settings.title"));
  page.subtitle = organisation.name;
  page.refused = !sent.refusals().empty();
  const auto issuer = issuer_of(services, organisation);
  const StructureView view{.structure = structure_of(organisation),
                           .code = organisation.code,
                           .fingerprint = issuer.key.fingerprint(),
                           .public_key_line = proof::write_public_key(issuer),
                           .public_url = services.public_url};
  return show(page,
              structure_page({.tr = tr, .csrf = page.csrf, .zone = organisation.zone, .now = request.now}, view, sent),
              status);
}

http::Response show_structure(const Services& services, const http::Request& request) {
  const auto organisation = own_organisation(services, request);
  if (request.wants_json()) return http::Response::json(to_json(organisation, issuer_of(services, organisation)));
  return form_page(services, request, organisation, {}, 200);
}

/// What was sent; the API may send some members only, a form sends all.
Structure structure_in(const Input& input, const http::Request& request, Structure structure) {
  const bool whole = !request.wants_json();
  const auto values = input.values();
  const auto take = [&](const char* name, std::string& into) {
    if (whole || values.contains(name)) into = input.text(name);
  };
  take("name", structure.name);
  take("zone", structure.zone);
  take("address", structure.address);
  take("legal_mentions", structure.legal_mentions);
  take("siret", structure.siret);
  std::erase(structure.siret, ' ');
  take("site", structure.site);
  structure.site = base::upper(structure.site);
  if (auto kinds = ticked(input, "kinds", "kind."); whole || !kinds.empty()) structure.kinds = std::move(kinds);
  if (whole || values.contains("public_body")) structure.public_body = input.yes("public_body");
  return structure;
}

http::Response save_structure(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return refuse(services, request, input.refusal());
  const auto organisation = own_organisation(services, request);
  auto structure = structure_in(*input, request, structure_of(organisation));
  std::vector<base::Refusal> refusals;
  const auto digits = input->integer("digits");
  if (!digits.ok()) refusals.push_back(digits.refusal());
  if (digits.ok() && *digits) structure.digits = **digits;
  for (auto& refusal : check(structure)) refusals.push_back(std::move(refusal));
  if (!refusals.empty() && request.wants_json()) return refuse_all(services, request, refusals);
  if (!refusals.empty())
    return form_page(services, request, organisation, html::Submission(input->values(), refusals), 422);
  const auto saved = services.database.write([&](storage::Session& session) {
    auto now_kept = find_organisation(session, organisation.id).value();
    apply(structure, now_kept);
    update_organisation(session, now_kept);
    audit(session, &caller(request), request.client, "structure_changed", organisation.code, "", request.now);
    return now_kept;
  });
  return done(request, "/settings", to_json(saved, issuer_of(services, saved)), 200, "accounts.structure.saved");
}

}  // namespace

void add_structure_routes(http::Router& router, const Services& services) {
  router.get("/settings", administrators, bind(services, show_structure));
  router.post("/settings", administrators, bind(services, save_structure));
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/organisation",
              .allow = administrators,
              .handler = bind(services, show_structure),
              .operation = http::Operation{.summary = "The structure of the caller, with its public key",
                                           .response = "Organisation"}});
  router.add({.method = http::Method::post,
              .pattern = "/api/v1/organisation",
              .allow = administrators,
              .handler = bind(services, save_structure),
              .operation = http::Operation{.summary = "Change what the structure says of itself; absent members stay",
                                           .response = "Organisation",
                                           .request = {{.name = "name"},
                                                       {.name = "kinds", .type = "array"},
                                                       {.name = "public_body", .type = "boolean"},
                                                       {.name = "zone"},
                                                       {.name = "site"},
                                                       {.name = "digits", .type = "integer"},
                                                       {.name = "address"},
                                                       {.name = "siret"},
                                                       {.name = "legal_mentions"}},
                                           .statuses = {200, 422}}});
}

}  // namespace accounts
