#pragma once
// What the pages of this folder share: the caller's organisation, forms of a document, downloads.
#include <optional>
#include <string>

#include "accounts/frame.hpp"
#include "accounts/store.hpp"

namespace impact {

enum class Form { page, pdf, xlsx, json };

/// The caller's organisation as far as statements need it.
accounts::Organisation organisation_of(const http::Request& request);
/// Where copies can be checked: « https://boucle.exemple.fr/verify »; empty without a public address.
std::string verify_url(const accounts::Services& services);
/// "2026.pdf" → 2026 and the form; refuses "impact.year.unknown".
struct YearForm {
  int year = 0;
  Form form = Form::page;
};
base::Result<YearForm> year_and_form(std::string_view text);
http::Response download(base::Bytes bytes, Form form, const std::string& name);

}  // namespace impact
