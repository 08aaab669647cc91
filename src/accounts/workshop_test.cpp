#include <sodium.h>

#include "accounts/guard.hpp"
#include "accounts/password.hpp"
#include "accounts/web.hpp"
#include "accounts/workshop_test.hpp"
#include "base/bytes.hpp"

namespace accounts::testing {

struct Workshop::Server {
  explicit Server(const Services& services) : guard(services) {
    add_sign_in_routes(router, services);
    add_settings_routes(router, services);
  }
  http::Router router;
  Guard guard;
};

Keys test_keys(char fill) { return Keys(std::move(proof::Secret::from_bytes(std::string(32, fill)).value())); }

Workshop::Workshop() : database_(storage::test_database()), keys_(test_keys()) {
  CHECK(sodium_init() >= 0);
  services_ = std::make_unique<Services>(Services{.database = *database_,
                                                  .keys = keys_,
                                                  .translators = translators_,
                                                  .public_url = "https://boucle.example",
                                                  .program = {}});
  organisation_ = another("ATV");
  server_ = std::make_shared<Server>(*services_);
}

Organisation Workshop::another(const std::string& code) {
  return database_
      ->write([&](storage::Session& session) {
        return create_organisation(session, code, "Atelier " + code, {"refurbisher"}, start);
      })
      .value();
}

PersonId Workshop::add_person(const std::string& email, std::initializer_list<Role> roles,
                              const OrganisationId* organisation) {
  const Person person{.id = PersonId::create(start),
                      .email = email,
                      .name = email.substr(0, email.find('@')),
                      .password_hash = hash_password("un mot de passe").value()};
  database_->write([&](storage::Session& session) {
    insert_person(session, person, start);
    for (const Role role : roles)
      add_membership(session, person.id, organisation != nullptr ? *organisation : organisation_.id, role, "", start);
  });
  return person.id;
}

std::string Workshop::open_session(const std::string& email, base::Instant now) {
  return database_->write([&](storage::Session& session) { return sign_in(session, email, true, "192.0.2.1", now); })
      .value()
      .cookie;
}

Caller Workshop::caller_of(const std::string& cookie, base::Instant now) {
  return database_->read([&](storage::Session& session) { return find_session(session, cookie, now); }).value();
}

http::Response Workshop::send(http::Request request) {
  const auto query = request.target.find('?');
  request.path = request.target.substr(0, query);
  if (query != std::string::npos) request.query = http::parse_query(std::string_view(request.target).substr(query + 1));
  const auto match = server_->router.match(request.method, request.path);
  CHECK(match.route != nullptr);
  request.parameters = match.parameters;
  if (auto answer = server_->guard.before(request, *match.route)) return std::move(*answer);
  return match.route->handler(request);
}

http::Response Workshop::get(const std::string& target, const std::string& cookie, base::Instant now) {
  http::Request request;
  request.target = target;
  request.client = "192.0.2.1";
  request.now = now;
  if (!cookie.empty()) request.cookies.emplace(std::string(session_cookie), cookie);
  return send(std::move(request));
}

http::Response Workshop::post(const std::string& path, const std::string& cookie,
                              const std::vector<std::pair<std::string, std::string>>& fields, base::Instant now) {
  http::Request request;
  request.method = http::Method::post;
  request.target = path;
  request.client = "192.0.2.1";
  request.now = now;
  bool has_token = false;
  for (const auto& [name, value] : fields) {
    request.form.add(name, value);
    has_token = has_token || name == "_csrf";
  }
  if (!cookie.empty()) request.cookies.emplace(std::string(session_cookie), cookie);
  if (!cookie.empty() && !has_token) request.form.add("_csrf", mask_csrf(cookie));
  return send(std::move(request));
}

http::Response Workshop::api(http::Method method, const std::string& path, const std::string& token,
                             const std::string& json, base::Instant now) {
  http::Request request;
  request.method = method;
  request.target = path;
  request.client = "192.0.2.1";
  request.now = now;
  request.headers.emplace("authorization", "Bearer " + token);
  if (!json.empty()) request.headers.emplace("content-type", "application/json");
  request.body = json;
  return send(std::move(request));
}

std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [each, value] : response.headers)
    if (each == name) return value;
  return {};
}

std::string session_of(const http::Response& response) {
  return between(header_of(response, "Set-Cookie"), "boucle_session=", ";");
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto begin = text.find(before);
  if (begin == std::string::npos) return {};
  const auto end = text.find(after, begin + before.size());
  return end == std::string::npos ? std::string() : text.substr(begin + before.size(), end - begin - before.size());
}

}  // namespace accounts::testing
