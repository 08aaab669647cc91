#include "http/service.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace http {

namespace {

/// "http://host/path" → "/path" (RFC 9112 §3.2.2: servers accept the absolute form too).
std::string origin_form(std::string target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!base::lower(target.substr(0, scheme.size())).starts_with(scheme)) continue;
    const auto path = target.find_first_of("/?", scheme.size());
    if (path == std::string::npos) return "/";
    return target[path] == '?' ? "/" + target.substr(path) : target.substr(path);
  }
  return target;
}

bool is_form(std::string_view content_type) {
  const auto type = media_type(content_type);
  return type == "application/x-www-form-urlencoded" || type == "multipart/form-data";
}

}  // namespace

Response plain_problem(int status, const base::Refusal& refusal) {
  return problem(status, std::string(reason_phrase(status)), refusal.code, refusal);
}

Response busy() {
  auto response = plain_problem(503, {.code = "http.busy"});
  response.headers.emplace_back("Retry-After", "2");
  add_default_headers({}, response);
  return response;
}

void Service::Plan::refuse(int with_status, std::string code) {
  route = nullptr;
  status = with_status;
  refusal = {.code = std::move(code)};
}

Service::Service(Router router, Hooks hooks, TrustedProxies proxies)
    : router_(std::move(router)), hooks_(std::move(hooks)), proxies_(std::move(proxies)) {}

Service::Plan Service::plan(Request& request, std::string_view method) const {
  Plan plan;
  request.target = origin_form(std::move(request.target));
  const auto question = std::min(request.target.find('?'), request.target.size());
  const auto raw_path = std::string_view(request.target).substr(0, question);
  auto path = decode_path(raw_path);
  if (!path) {
    request.path = "/";
    plan.refuse(400, path.refusal().code);
    return plan;
  }
  request.path = std::move(path).value();
  const bool is_get = method == "GET" || method == "HEAD";
  request.method = is_get ? Method::get : Method::post;
  auto match = router_.match(request.method, raw_path);
  if (match.route != nullptr && (is_get || method == "POST")) {
    plan.route = match.route;
    request.parameters = std::move(match.parameters);
    return plan;
  }
  if (match.route != nullptr || match.other_method) {
    plan.refuse(405, "http.method_not_allowed");
    const bool has_get = router_.match(Method::get, raw_path).route != nullptr;
    const bool has_post = router_.match(Method::post, raw_path).route != nullptr;
    plan.allow = std::string(has_get ? "GET, HEAD" : "") + (has_get && has_post ? ", " : "") + (has_post ? "POST" : "");
    return plan;
  }
  plan.refuse(404, "http.not_found");
  if (!is_get || raw_path.size() < 2 || !raw_path.ends_with('/')) return plan;
  const auto shorter = raw_path.substr(0, raw_path.size() - 1);
  if (router_.match(Method::get, shorter).route == nullptr) return plan;
  plan.redirect = std::string(shorter) + request.target.substr(question);
  return plan;
}

void Service::prepare(Request& request, const Address& peer, Plan& plan) const {
  if (plan.prepared) return;
  plan.prepared = true;
  request.now = hooks_.now ? hooks_.now() : base::system_now();
  proxies_.identify(peer, request);
  request.cookies = parse_cookies(request.header("cookie"));
  const auto language = request.cookies.find("language");
  request.language = choose_language(language == request.cookies.end() ? std::string_view() : language->second,
                                     request.header("accept-language"));
  const auto question = request.target.find('?');
  if (question == std::string::npos) return;
  auto query = parse_fields(std::string_view(request.target).substr(question + 1));
  if (query) {
    request.query = std::move(query).value();
  } else if (plan.route != nullptr) {
    plan.refuse(400, {});
    plan.refusal = query.refusal();
  }
}

std::optional<Response> Service::early(Request& request, const Address& peer, Plan& plan) const {
  try {
    prepare(request, peer, plan);
    plan.early_done = true;
    if (plan.route == nullptr) return finish(request, refuse(request, plan));
    auto response = hooks_.early(request, *plan.route);
    if (!response) return std::nullopt;
    return finish(request, std::move(*response));
  } catch (const std::exception& error) { return finish(request, fault(request, error)); }
}

Response Service::answer(Request& request, const Address& peer, Plan& plan, base::Bytes body) const {
  Response response;
  try {
    prepare(request, peer, plan);
    response = decide(request, plan, std::move(body));
  } catch (const std::exception& error) { response = fault(request, error); }
  return finish(request, std::move(response));
}

Response Service::decide(Request& request, Plan& plan, base::Bytes body) const {
  if (plan.route != nullptr && request.method == Method::post) {
    if (is_form(request.header("content-type"))) {
      auto form = parse_form(request.header("content-type"), body);
      if (form) {
        request.form = std::move(form->fields);
        request.uploads = std::move(form->uploads);
      } else {
        plan.refuse(400, {});
        plan.refusal = form.refusal();
      }
    } else {
      request.body = std::move(body);
    }
  }
  if (plan.route == nullptr) return refuse(request, plan);
  if (hooks_.before)
    if (auto response = hooks_.before(request, *plan.route)) return std::move(*response);
  return plan.route->handler(request);
}

Response Service::refuse(const Request& request, const Plan& plan) const {
  if (!plan.redirect.empty()) return {.status = 308, .headers = {{"Location", plan.redirect}}};
  if (plan.status == 404 && hooks_.not_found) return hooks_.not_found(request);
  auto response =
      hooks_.refused ? hooks_.refused(request, plan.status, plan.refusal) : plain_problem(plan.status, plan.refusal);
  if (plan.status == 503) response.headers.emplace_back("Retry-After", "2");
  if (plan.status == 405) response.headers.emplace_back("Allow", plan.allow);
  return response;
}

Response Service::fault(const Request& request, const std::exception& error) const {
  if (hooks_.fault) {
    try {
      return hooks_.fault(request, error);
    } catch (const std::exception&) {  // the page about the fault has failed as well: the plain answer below says so
      return plain_problem(500, {.code = "http.fault"});
    }
  }
  return plain_problem(500, {.code = "http.fault"});
}

Response Service::finish(const Request& request, Response response) const {
  try {
    if (hooks_.after) hooks_.after(request, response);
    add_default_headers(request, response);
    compress(request, response);
  } catch (const std::exception& error) {
    response = fault(request, error);
    add_default_headers(request, response);
  }
  return response;
}

void Service::report(const Request& request, const std::exception& error) const { fault(request, error); }

}  // namespace http
