#pragma once
// layer: web
// The page around every capability's content, and the answers that all of them give alike.
#include <optional>
#include <string>
#include <vector>

#include "accounts/caller.hpp"
#include "accounts/services.hpp"
#include "html/page.hpp"
#include "http/http.hpp"

namespace accounts {

const i18n::Translator& translator(const Services& services, const http::Request& request);

/// Title, navigation by rights, language, CSRF and flash message of this request; the caller adds the rest.
html::Page page_of(const Services& services, const http::Request& request, std::string title);
http::Response show(const html::Page& page, const html::Html& body, int status = 200);

/// A deed is done: 303 to `location` for a page, `json` with `status` for the API. `flash` is a translation key shown on the next page.
http::Response done(const http::Request& request, std::string location, std::string json, int status = 200,
                    std::string_view flash = {});

/// The status of a refusal: 404 for codes that end in ".unknown", 403 in ".forbidden", 409 in ".conflict", else 422.
int status_of(const base::Refusal& refusal);
/// What a refusal looks like where there is no form to show again: a problem document for the API, a page for people.
http::Response refuse(const Services& services, const http::Request& request, const base::Refusal& refusal);
/// The same for several refusals at once (API only: "errors" names each field or line).
http::Response refuse_all(const Services& services, const http::Request& request,
                          const std::vector<base::Refusal>& refusals);

/// The masked CSRF token of this response, for forms; empty for API tokens.
const std::string& csrf(const http::Request& request);

}  // namespace accounts
