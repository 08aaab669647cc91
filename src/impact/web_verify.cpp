#include <algorithm>

#include "accounts/frame.hpp"
#include "documents/pdf.hpp"
#include "erasure/certificate_rules.hpp"
#include "impact/documents.hpp"
#include "impact/pages.hpp"
#include "impact/statement_rule.hpp"
#include "impact/web.hpp"
#include "proof/credential.hpp"

namespace impact {
namespace {

using accounts::Services;

constexpr std::size_t largest_upload = std::size_t{20} * 1024 * 1024;

http::Response form_page(const Services& services, const http::Request& request,
                         const std::vector<base::Refusal>& refusals) {
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("impact.verify.title"));
  page.refused = !refusals.empty();
  return accounts::show(page, verify_form(tr, page.csrf, refusals), refusals.empty() ? 200 : 422);
}

/// The signed document itself, out of the PDF that carries it if need be.
base::Result<base::Bytes> document_in(const http::Request& request) {
  const auto upload = std::find_if(request.uploads.begin(), request.uploads.end(),
                                   [](const auto& each) { return each.field == "file"; });
  if (upload == request.uploads.end() || upload->bytes.empty())
    return base::Refusal{.code = "impact.verify.no_file", .field = "file"};
  if (upload->bytes.size() > largest_upload) return base::Refusal{.code = "impact.verify.too_large", .field = "file"};
  if (!upload->bytes.starts_with("%PDF-")) return upload->bytes;
  auto attached = documents::attached_file(upload->bytes, erasure::certificate_attachment);
  if (!attached.ok() && attached.refusal().code == "documents.pdf.no_attachment")
    attached = documents::attached_file(upload->bytes, attached_name);
  if (attached.ok()) return attached;
  base::Refusal refusal = attached.refusal();
  refusal.field = "file";
  return refusal;
}

/// A certificate, told in the words of any document; the log that it names stands for the checkpoint's.
struct Checked {
  proof::Verification verification;
  std::string log;
};
Checked check(std::string_view document, const std::vector<proof::Issuer>& trusted) {
  if (!proof::looks_like_credential(document)) {
    Checked checked{.verification = proof::verify_document(document, trusted, content_rules()), .log = {}};
    if (checked.verification.checkpoint) checked.log = checked.verification.checkpoint->origin;
    return checked;
  }
  auto found = proof::verify_credential(document, trusted, erasure::certificate_rules());
  return {.verification = {.verdict = found.verdict,
                           .findings = std::move(found.findings),
                           .type = std::move(found.type),
                           .key = found.key,
                           .canonical = found.canonical},
          .log = std::move(found.log)};
}

http::Response verify(const Services& services, const http::Request& request) {
  const auto document = document_in(request);
  if (!document.ok()) return form_page(services, request, {document.refusal()});
  const auto issuers = public_issuers(services.database, services.keys);
  std::vector<proof::Issuer> trusted;
  for (const auto& each : issuers) trusted.push_back(each.issuer);
  const auto [verification, log] = check(*document, trusted);
  std::string name;
  for (const auto& each : issuers)
    if (verification.key && each.issuer.key == *verification.key && each.issuer.origin == log) name = each.name;
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("impact.verify.title"));
  page.path = "/verify";
  const html::Html again = html::panel(tr("impact.verify.again"), verify_form(tr, page.csrf, {}));
  return accounts::show(page, verify_result(tr, verification, name) + again);
}

http::Response keys_file(const Services& services) {
  std::string text;
  for (const auto& each : public_issuers(services.database, services.keys))
    text += proof::write_public_key(each.issuer) + "\n";
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text);
  return response;
}

}  // namespace

void add_verify_routes(http::Router& router, const Services& services) {
  router.get("/verify", http::Allow::anyone(),
             [&services](const http::Request& request) { return form_page(services, request, {}); });
  // A stranger has no cookie that another site could abuse, and the answer changes nothing.
  router.add({.method = http::Method::post,
              .pattern = "/verify",
              .allow = http::Allow::anyone(),
              .handler = [&services](const http::Request& request) { return verify(services, request); },
              .body_limit = largest_upload + 64 * 1024,
              .csrf = false});
  router.get("/keys", http::Allow::anyone(), [&services](const http::Request& request) {
    const auto& tr = accounts::translator(services, request);
    return accounts::show(accounts::page_of(services, request, tr("impact.keys.title")),
                          keys_page(tr, public_issuers(services.database, services.keys)));
  });
  router.get("/.well-known/boucle-keys", http::Allow::anyone(),
             [&services](const http::Request&) { return keys_file(services); });
}

}  // namespace impact
