#pragma once
// A whole installation in a test: database, keys, people of every role, and the real server on a port of its own.
#include <map>
#include <memory>
#include <string>

#include "accounts/actions.hpp"
#include "accounts/services.hpp"
#include "accounts/store.hpp"
#include "http/http.hpp"
#include "http/testing.hpp"
#include "storage/testing.hpp"

namespace server::testing {

class TestInstallation {
 public:
  explicit TestInstallation(std::string public_url = "https://boucle.example");

  std::uint16_t port() const { return server_->port(); }
  storage::Database& database() { return *database_; }
  const accounts::Services& services() const { return *services_; }
  const accounts::Organisation& organisation() const { return organisation_; }
  /// A header that makes the caller an API token of this role: {"authorization", "Bearer …"}.
  const http::testing::Pairs& as(accounts::Role role) { return tokens_.at(role); }
  /// The cookie of a person who holds these roles, and the CSRF token that fits it.
  struct Person {
    std::string cookie;
    std::string csrf;
    accounts::PersonId id;
  };
  Person sign_in(const std::set<accounts::Role>& roles, bool instance_administrator = false);
  /// Runs the sequencer until nothing waits.
  void append_log();

 private:
  std::unique_ptr<storage::Database> database_;
  accounts::Keys keys_;
  i18n::Translators translators_;
  std::unique_ptr<accounts::Services> services_;
  accounts::Organisation organisation_;
  std::map<accounts::Role, http::testing::Pairs> tokens_;
  std::unique_ptr<http::Server> server_;
  int people_ = 0;
};

}  // namespace server::testing
