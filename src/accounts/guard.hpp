#pragma once
// layer: web
// Stands before every route: who calls, may they, is the form theirs.
#include <optional>

#include "accounts/rate_limit.hpp"
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace accounts {

inline constexpr std::string_view session_cookie = "boucle_session";

class Guard {
 public:
  explicit Guard(const Services& services) : services_(services) {}

  /// Headers only: limits by address, and 401 before a big upload of a stranger.
  std::optional<http::Response> early(http::Request& request, const http::Route& route);
  /// Finds the caller; refuses with 401 (or leads to the sign-in page), 403 or 429.
  std::optional<http::Response> before(http::Request& request, const http::Route& route);

 private:
  void find_caller_of(http::Request& request);
  std::optional<http::Response> admit(http::Request& request, const http::Route& route);

  const Services& services_;
  RateLimit token_uses_{
      1, std::chrono::hours(1)};  ///< by token: « last used » is written once an hour, not at each request
  RateLimit strangers_{300, std::chrono::milliseconds(100)};  ///< by address, for callers who are not signed in
};

/// The token of a session, masked anew for each page so that a compressed page tells nothing of it (BREACH).
std::string mask_csrf(std::string_view session_cookie_value);
bool csrf_matches(std::string_view masked, std::string_view session_cookie_value);

}  // namespace accounts
