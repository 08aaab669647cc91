#pragma once
// layer: web
// A write of the API that is sent again (its answer was lost, the station retries) is answered as the first time and does nothing
// twice: header Idempotency-Key, kept 30 days.
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/ids.hpp"
#include "accounts/services.hpp"
#include "http/http.hpp"

namespace accounts {

/// SHA-256 (hexadecimal) of what a request asks: path, caller, fields, files and body; not its CSRF token.
std::string request_sha256(const http::Request& request);

/// The JSON answer that the organisation's request of this key got; nothing when it is the first. Refuses
/// "accounts.idempotent.conflict" (409) when the key came with another request.
base::Result<std::optional<http::Response>> answered_before(storage::Session& session,
                                                            const OrganisationId& organisation, std::string_view key,
                                                            std::string_view request_sha256);
/// Keeps the answer for the next time, in the same transaction as the deed itself.
void remember(storage::Session& session, const OrganisationId& organisation, std::string_view key,
              std::string_view request_sha256, const http::Response& answer, base::Instant now);

/// Both around `work`, in one write transaction: what a handler calls. Without the header, only `work`. A refusal undoes the work and is
/// not remembered: the same key may be tried again once the cause is mended. Answers that are no JSON (pages) are not remembered.
/// Refuses "accounts.idempotent.bad_key" for a key that is not 1 to 200 printable ASCII characters.
base::Result<http::Response> write_once(const Services& services, const http::Request& request,
                                        const std::function<base::Result<http::Response>(storage::Session&)>& work);

}  // namespace accounts
