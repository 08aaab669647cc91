#pragma once
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace erasure {

/// Certificates, their public page, summaries, validation and re-checks.
void add_certificate_routes(http::Router& router, const accounts::Services& services);
/// The second part of them: what people and stations decide about one certificate, and the work lists.
void add_certificate_deeds(http::Router& router, const accounts::Services& services);

/// One page of a certificate, with a small form shown again when it was refused.
http::Response show_certificate(const accounts::Services& services, const http::Request& request,
                                const std::map<std::string, std::string>& typed,
                                const std::vector<base::Refusal>& refusals);

}  // namespace erasure
