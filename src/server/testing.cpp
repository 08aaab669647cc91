#include "server/testing.hpp"

#include <filesystem>

#include "accounts/guard.hpp"
#include "accounts/password.hpp"
#include "base/bytes.hpp"
#include "equipment/log.hpp"
#include "server/composition.hpp"

namespace server::testing {

TestInstallation::TestInstallation(std::string public_url)
    : database_(storage::test_database()), keys_(proof::Secret::from_bytes(base::random_bytes(32)).value()) {
  services_ = std::make_unique<accounts::Services>(
      accounts::Services{.database = *database_,
                         .keys = keys_,
                         .translators = translators_,
                         .public_url = std::move(public_url),
                         .program = std::filesystem::read_symlink("/proc/self/exe").string()});
  const auto now = base::system_now();
  organisation_ = database_
                      ->write([&](storage::Session& session) {
                        return accounts::create_organisation(session, "TST", "Atelier d’essai", {"refurbisher"}, now);
                      })
                      .value();
  for (const auto role : accounts::all_roles) {
    const auto token = database_->write([&](storage::Session& session) {
      return accounts::create_token(session, organisation_.id, role, "essai", now);
    });
    tokens_[role] = {{"authorization", "Bearer " + token.value()}};
  }
  http::ServerOptions options;
  options.port = 0;
  options.workers = 4;
  server_ = std::move(http::Server::start(options, all_routes(*services_), all_hooks(*services_))).value();
}

TestInstallation::Person TestInstallation::sign_in(const std::set<accounts::Role>& roles, bool instance_administrator) {
  const auto now = base::system_now();
  const std::string email = "personne" + std::to_string(++people_) + "@example.fr";
  return database_->write([&](storage::Session& session) {
    accounts::Person person{.id = accounts::PersonId::create(now),
                            .email = email,
                            .name = "Personne " + std::to_string(people_),
                            .password_hash = {},
                            .instance_administrator = instance_administrator};
    accounts::insert_person(session, person, now);
    for (const auto role : roles) accounts::add_membership(session, person.id, organisation_.id, role, "", now);
    const auto signed_in = accounts::sign_in(session, email, true, "127.0.0.1", now);
    return Person{.cookie = signed_in->cookie, .csrf = accounts::mask_csrf(signed_in->cookie), .id = person.id};
  });
}

void TestInstallation::append_log() {
  while (equipment::append_waiting_events(*database_, keys_, base::system_now()) > 0) {}
}

}  // namespace server::testing
