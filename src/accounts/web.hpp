#pragma once
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace accounts {

/// Signing in and out, choosing one's structure and language.
void add_sign_in_routes(http::Router& router, const Services& services);
/// People, roles, invitations, API tokens and audit trail of a structure; structures of an installation.
void add_settings_routes(http::Router& router, const Services& services);

}  // namespace accounts
