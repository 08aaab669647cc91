#include "server/composition.hpp"

#include <spdlog/spdlog.h>

#include <memory>

#include "accounts/frame.hpp"
#include "accounts/guard.hpp"
#include "accounts/web.hpp"
#include "base/bytes.hpp"
#include "collection/web.hpp"
#include "equipment/web.hpp"
#include "erasure/certificate_web.hpp"
#include "erasure/web.hpp"
#include "impact/web.hpp"
#include "sales/web.hpp"
#include "stock/web.hpp"
#include "workshop/outlook.hpp"
#include "workshop/web.hpp"

namespace server {

http::Router all_routes(const accounts::Services& services) {
  http::Router router;
  add_server_routes(router, services);
  accounts::add_sign_in_routes(router, services);
  accounts::add_settings_routes(router, services);
  collection::add_routes(router, services);
  equipment::add_routes(router, services, workshop::outlook);
  erasure::add_routes(router, services);
  erasure::add_certificate_routes(router, services);
  workshop::add_routes(router, services);
  stock::add_routes(router, services);
  sales::add_routes(router, services);
  impact::add_routes(router, services);
  return router;
}

namespace {

http::Response problem_page(const accounts::Services& services, const http::Request& request, int status,
                            const base::Refusal& refusal, const std::string& reference = {}) {
  const auto& tr = accounts::translator(services, request);
  const std::string title = tr("accounts.problem." + std::to_string(status));
  if (request.wants_json()) return http::problem(status, title, i18n::refusal_text(tr, refusal), refusal);
  const auto page = accounts::page_of(services, request, title);
  return http::Response::html(
      html::problem_page(
          page, {.status = status, .title = title, .text = i18n::refusal_text(tr, refusal), .reference = reference}),
      status);
}

int status_of_fault(const std::exception& fault) {
  const auto* stored = dynamic_cast<const storage::Fault*>(&fault);
  if (stored == nullptr) return 500;
  switch (stored->kind()) {
    case storage::Fault::Kind::busy:
    case storage::Fault::Kind::connection:
    case storage::Fault::Kind::full:
    case storage::Fault::Kind::read_only:
      return 503;
    case storage::Fault::Kind::constraint:
      return 409;
    case storage::Fault::Kind::disk:
    case storage::Fault::Kind::corrupt:
    case storage::Fault::Kind::other:
      return 500;
  }
  return 500;
}

}  // namespace

http::Hooks all_hooks(const accounts::Services& services) {
  const auto guard = std::make_shared<accounts::Guard>(services);
  http::Hooks hooks;
  hooks.early = [guard](http::Request& request, const http::Route& route) { return guard->early(request, route); };
  hooks.before = [guard](http::Request& request, const http::Route& route) { return guard->before(request, route); };
  hooks.fault = [&services](const http::Request& request, const std::exception& fault) {
    const std::string reference = base::to_hex(base::random_bytes(4));
    const int status = status_of_fault(fault);
    spdlog::error("fault {} on {}: {}", reference, request.path, fault.what());
    return problem_page(services, request, status, {.code = "server.fault." + std::to_string(status)}, reference);
  };
  hooks.not_found = [&services](const http::Request& request) {
    return problem_page(services, request, 404, {.code = "server.page.unknown"});
  };
  hooks.refused = [&services](const http::Request& request, int status, const base::Refusal& refusal) {
    return problem_page(services, request, status, refusal);
  };
  hooks.now = [] { return base::system_now(); };
  return hooks;
}

}  // namespace server
