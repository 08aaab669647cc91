#include "accounts/guard.hpp"

#include <sodium.h>

#include <algorithm>

#include "accounts/frame.hpp"
#include "accounts/store.hpp"
#include "accounts/tokens.hpp"
#include "base/bytes.hpp"

namespace accounts {
namespace {

base::Bytes csrf_secret(std::string_view cookie) { return base::sha256("boucle csrf " + std::string(cookie)); }

std::string_view bearer(const http::Request& request) {
  const std::string_view header = request.header("authorization");
  if (!header.starts_with("Bearer ")) return {};
  return header.substr(7);
}

bool allowed(const http::Allow& allow, const Caller& who) {
  switch (allow.kind) {
    case http::Allow::Kind::anyone:
    case http::Allow::Kind::signed_in:
      return true;
    case http::Allow::Kind::roles:
      break;
  }
  if (who.instance_administrator && std::find(allow.roles.begin(), allow.roles.end(), "instance") != allow.roles.end())
    return true;
  return std::any_of(who.roles.begin(), who.roles.end(), [&](Role role) {
    return std::find(allow.roles.begin(), allow.roles.end(), code(role)) != allow.roles.end();
  });
}

}  // namespace

std::string mask_csrf(std::string_view cookie) {
  const base::Bytes secret = csrf_secret(cookie);
  base::Bytes masked = base::random_bytes(secret.size());
  for (std::size_t i = 0; i < secret.size(); ++i) masked.push_back(static_cast<char>(masked[i] ^ secret[i]));
  return base::to_base64url(masked);
}

bool csrf_matches(std::string_view masked, std::string_view cookie) {
  const auto bytes = base::from_base64url(masked);
  const base::Bytes secret = csrf_secret(cookie);
  if (!bytes.ok() || bytes->size() != 2 * secret.size()) return false;
  base::Bytes opened;
  for (std::size_t i = 0; i < secret.size(); ++i)
    opened.push_back(static_cast<char>((*bytes)[i] ^ (*bytes)[secret.size() + i]));
  return sodium_memcmp(opened.data(), secret.data(), secret.size()) == 0;
}

void Guard::find_caller_of(http::Request& request) {
  if (request.caller != nullptr) return;
  std::optional<Caller> found;
  if (const auto token = bearer(request); !token.empty()) {
    found = services_.database.read([&](storage::Session& session) { return find_token(session, token); });
    if (found && token_uses_.take(found->token->text(), request.now))
      services_.database.write([&](storage::Session& session) { note_token_use(session, *found->token, request.now); });
  } else if (const auto cookie = request.cookies.find(std::string(session_cookie)); cookie != request.cookies.end()) {
    found = services_.database.read(
        [&](storage::Session& session) { return find_session(session, cookie->second, request.now); });
    if (found) found->csrf = mask_csrf(cookie->second);
  }
  if (!found) return;
  auto caller = std::make_shared<http::Caller>();
  static_cast<Caller&>(*caller) = std::move(*found);
  request.caller = std::move(caller);
}

std::optional<http::Response> Guard::admit(http::Request& request, const http::Route& route) {
  find_caller_of(request);
  const auto& tr = translator(services_, request);
  const bool json = request.wants_json();
  const auto refused = [&](int status, std::string code) {
    const base::Refusal refusal{.code = std::move(code)};
    if (json)
      return http::problem(status, tr("accounts.problem." + std::to_string(status)), i18n::refusal_text(tr, refusal),
                           refusal);
    const std::string title = tr("accounts.problem." + std::to_string(status));
    return http::Response::html(
        html::problem_page(page_of(services_, request, title),
                           {.status = status, .title = title, .text = i18n::refusal_text(tr, refusal)}),
        status);
  };
  if (request.caller == nullptr && !strangers_.take(request.client, request.now))
    return refused(429, "accounts.guard.too_many")
        .with_header("Retry-After", std::to_string(strangers_.wait().count()));
  if (request.caller == nullptr && !bearer(request).empty())
    return refused(401, "accounts.guard.unknown_token").with_header("WWW-Authenticate", "Bearer");
  if (route.allow.kind == http::Allow::Kind::anyone) return std::nullopt;
  if (request.caller == nullptr) {
    if (json || request.method == http::Method::post)
      return refused(401, "accounts.guard.sign_in").with_header("WWW-Authenticate", "Bearer");
    return http::Response::see_other("/sign-in?next=" + http::url_encode(request.target));
  }
  if (!allowed(route.allow, *request.caller)) return refused(403, "accounts.guard.not_allowed");
  if (route.allow.in_person && !request.caller->is_person()) return refused(403, "accounts.person_needed.forbidden");
  return std::nullopt;
}

std::optional<http::Response> Guard::early(http::Request& request, const http::Route& route) {
  return admit(request, route);
}

std::optional<http::Response> Guard::before(http::Request& request, const http::Route& route) {
  if (auto answer = admit(request, route)) return answer;
  const bool changes = request.method == http::Method::post;
  const auto cookie = request.cookies.find(std::string(session_cookie));
  const bool by_cookie =
      request.caller != nullptr && !request.caller->session_hash.empty() && cookie != request.cookies.end();
  if (!changes || !route.csrf || !by_cookie) return std::nullopt;
  std::string_view token = request.form.get("_csrf");
  if (token.empty()) token = request.header("x-csrf-token");
  if (csrf_matches(token, cookie->second)) return std::nullopt;
  const auto& tr = translator(services_, request);
  const base::Refusal refusal{.code = "accounts.guard.form_expired"};
  if (request.wants_json())
    return http::problem(403, tr("accounts.problem.403"), i18n::refusal_text(tr, refusal), refusal);
  return http::Response::html(
      html::problem_page(page_of(services_, request, tr("accounts.problem.403")),
                         {.status = 403, .title = tr("accounts.problem.403"), .text = i18n::refusal_text(tr, refusal)}),
      403);
}

}  // namespace accounts
