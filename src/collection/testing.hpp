#pragma once
// A workshop with one organisation, for the tests: actions on a database, handlers with a caller.
#include <memory>
#include <string>

#include "accounts/actions.hpp"
#include "accounts/caller.hpp"
#include "collection/actions.hpp"
#include "collection/web.hpp"
#include "storage/testing.hpp"

namespace collection::testing {

inline base::Instant noon() { return base::parse_rfc3339("2026-11-21T12:00:00Z").value(); }

inline accounts::Keys test_keys() {
  return accounts::Keys(
      proof::read_master_key("boucle-master-key-v1 " + base::to_base64(base::Bytes(32, 'k')) + "\n", 0600).value());
}

struct Workshop {
  std::unique_ptr<storage::Database> database = storage::test_database();
  accounts::Keys keys = test_keys();
  i18n::Translators translators;
  accounts::Services services{.database = *database,
                              .keys = keys,
                              .translators = translators,
                              .public_url = "https://boucle.example",
                              .program = ""};
  accounts::OrganisationId organisation = add_organisation("ATV");
  http::Router router = routes();

  accounts::OrganisationId add_organisation(const std::string& code) {
    return database
        ->write([&](storage::Session& session) {
          return accounts::create_organisation(session, code, "Atelier " + code, {"refurbisher"}, noon());
        })
        .value()
        .id;
  }
  http::Router routes() {
    http::Router all;
    add_routes(all, services);
    return all;
  }
  Occasion occasion() const { return {.organisation = organisation, .actor = "T01", .now = noon()}; }

  http::Request request(http::Method method, const std::string& path,
                        accounts::Role role = accounts::Role::administrator, const std::string& donor = {}) const {
    http::Request request{.method = method, .path = path, .target = path, .now = noon()};
    auto caller = std::make_shared<http::Caller>();
    caller->organisation = organisation;
    caller->organisation_name = "Atelier du Vallon";
    caller->name = "Camille";
    caller->roles = {role};
    caller->operator_code = "T01";
    caller->donor = donor;
    request.caller = caller;
    return request;
  }
  http::Response call(http::Request request) const {
    const auto query = request.path.find('?');
    if (query != std::string::npos) {
      request.query = http::parse_query(request.path.substr(query + 1));
      request.path.resize(query);
    }
    const auto match = router.match(request.method, request.path);
    CHECK(match.route != nullptr);
    request.parameters = match.parameters;
    http::Response response = match.route->handler(request);
    if (response.stream)
      while (auto piece = response.stream()) response.body += *piece;
    return response;
  }
  http::Response get(const std::string& path, accounts::Role role = accounts::Role::administrator,
                     const std::string& donor = {}) const {
    return call(request(http::Method::get, path, role, donor));
  }
  http::Response post_json(const std::string& path, const std::string& body,
                           accounts::Role role = accounts::Role::administrator, const std::string& key = {}) const {
    auto sent = request(http::Method::post, path, role);
    sent.headers["content-type"] = "application/json";
    if (!key.empty()) sent.headers["idempotency-key"] = key;
    sent.body = body;
    return call(std::move(sent));
  }
  http::Response post_form(const std::string& path, const std::vector<std::pair<std::string, std::string>>& fields,
                           accounts::Role role = accounts::Role::administrator) const {
    auto sent = request(http::Method::post, path, role);
    for (const auto& [name, value] : fields) sent.form.add(name, value);
    return call(std::move(sent));
  }
  http::Response send_list(const std::string& donor, const std::string& bytes, const std::string& name = "liste.csv",
                           const std::string& path = "/api/v1/donations") const {
    auto sent = request(http::Method::post, path);
    sent.form.add("donor", donor);
    sent.uploads.push_back({.field = "file", .file_name = name, .content_type = "text/csv", .bytes = bytes});
    return call(std::move(sent));
  }
};

}  // namespace collection::testing
