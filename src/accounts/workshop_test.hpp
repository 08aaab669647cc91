#pragma once
// What the tests of this folder share: an installation with a structure, its people, and their requests.
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "accounts/actions.hpp"
#include "accounts/people.hpp"
#include "accounts/services.hpp"
#include "http/http.hpp"
#include "storage/testing.hpp"

namespace accounts::testing {

inline const base::Instant start = base::from_milliseconds(1'795'000'000'000);

/// Keys of a test: always the same.
Keys test_keys(char fill = 'k');

class Workshop {
 public:
  Workshop();

  storage::Database& database() { return *database_; }
  const Services& services() const { return *services_; }
  const Keys& keys() const { return keys_; }
  const Organisation& organisation() const { return organisation_; }
  Organisation another(const std::string& code);

  /// A person with a password ("un mot de passe"), as slow to make as any.
  PersonId add_person(const std::string& email, std::initializer_list<Role> roles,
                      const OrganisationId* organisation = nullptr);
  /// Signed in: the cookie.
  std::string open_session(const std::string& email, base::Instant now = start);
  /// The caller of that cookie; it must be valid.
  Caller caller_of(const std::string& cookie, base::Instant now = start);

  /// Requests as the server makes them, run through the guard and the routes of this folder.
  http::Response send(http::Request request);
  http::Response get(const std::string& target, const std::string& cookie = {}, base::Instant now = start);
  /// With the CSRF token of the cookie, unless `csrf` is given.
  http::Response post(const std::string& path, const std::string& cookie,
                      const std::vector<std::pair<std::string, std::string>>& fields, base::Instant now = start);
  http::Response api(http::Method method, const std::string& path, const std::string& token,
                     const std::string& json = {}, base::Instant now = start);

 private:
  std::unique_ptr<storage::Database> database_;
  Keys keys_;
  i18n::Translators translators_;
  std::unique_ptr<Services> services_;
  Organisation organisation_;
  struct Server;
  std::shared_ptr<Server> server_;
};

/// First header of that name; empty if absent.
std::string header_of(const http::Response& response, std::string_view name);
/// The value of the session cookie that an answer sets.
std::string session_of(const http::Response& response);
/// What stands between two pieces of a page; empty if they are not there.
std::string between(const std::string& text, const std::string& before, const std::string& after);

}  // namespace accounts::testing
