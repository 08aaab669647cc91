// Making of responses; problem documents.
#include <boost/json.hpp>

#include "base/text.hpp"
#include "http/parts.hpp"

namespace http {

namespace {

/// The bytes that a cookie's value may hold (RFC 6265 §4.1.1), and no '%', which parse_cookies decodes.
std::string cookie_value(std::string_view value) {
  std::string encoded;
  for (const char c : value) {
    const bool plain = c > 32 && c < 127 && std::string_view("\",;\\%").find(c) == std::string_view::npos;
    if (plain) {
      encoded += c;
    } else {
      encoded += url_encode(std::string_view(&c, 1));
    }
  }
  return encoded;
}

boost::json::object to_json(const FieldProblem& error) {
  boost::json::object object;
  if (!error.refusal.field.empty()) object["field"] = error.refusal.field;
  if (error.refusal.line) object["line"] = *error.refusal.line;
  object["code"] = error.refusal.code;
  object["detail"] = error.detail;
  return object;
}

}  // namespace

std::string safe_header(std::string_view name, std::string_view value) {
  const bool is_address = base::lower(name) == "location";
  std::string safe;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_address && (byte <= 32 || byte >= 127)) {
      safe += url_encode(std::string_view(&c, 1));
    } else {
      safe += byte < 32 || byte == 127 ? ' ' : c;
    }
  }
  return safe;
}

Response Response::html(std::string body, int status) { return {.status = status, .body = std::move(body)}; }

Response Response::json(std::string body, int status) {
  return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

Response Response::see_other(std::string location) {
  return {.status = 303, .headers = {{"Location", std::move(location)}}};
}

Response Response::file(base::Bytes bytes, std::string content_type, std::string file_name) {
  // RFC 6266: a plain name for old clients, the real one as UTF-8.
  std::string plain;
  for (const char c : base::printable(file_name))
    plain += c >= 32 && c < 127 && c != '"' && c != '\\' && c != '/' ? c : '_';
  return {.content_type = std::move(content_type),
          .headers = {{"Content-Disposition",
                       "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + url_encode(file_name)}},
          .body = std::move(bytes)};
}

Response&& Response::with_header(std::string name, std::string value) && {
  headers.emplace_back(std::move(name), std::move(value));
  return std::move(*this);
}

Response&& Response::with_cookie(std::string name, std::string value, std::chrono::seconds lifetime, bool secure) && {
  auto cookie = std::move(name) + "=" + cookie_value(value) +
                "; Path=/; Max-Age=" + std::to_string(std::max(lifetime.count(), decltype(lifetime.count()){0})) +
                "; HttpOnly; SameSite=Lax";
  if (secure) cookie += "; Secure";
  headers.emplace_back("Set-Cookie", std::move(cookie));
  return std::move(*this);
}

bool is_local_address(std::string_view address) {
  if (!address.starts_with('/') || address.starts_with("//")) return false;
  for (const char c : address)
    if (static_cast<unsigned char>(c) < 32 || c == 127 || c == '\\') return false;  // browsers read '\' as '/'
  return base::is_utf8(address);
}

Response problem(int status, const std::string& title, const std::string& detail, const base::Refusal& refusal) {
  return problem(status, title, detail, std::vector<FieldProblem>{{refusal, detail}});
}

Response problem(int status, const std::string& title, const std::string& detail,
                 const std::vector<FieldProblem>& errors) {
  // "code" tells problems apart; RFC 9457 §4.2.1: about:blank means that the title says no more than the status.
  boost::json::object document{{"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  boost::json::array list;
  for (const auto& error : errors) list.push_back(to_json(error));
  if (!errors.empty()) {
    const auto first = to_json(errors.front());
    for (const auto* name : {"code", "field", "line"})
      if (const auto* value = first.if_contains(name)) document[name] = *value;
  }
  document["errors"] = std::move(list);
  return {.status = status, .content_type = "application/problem+json", .body = boost::json::serialize(document)};
}

}  // namespace http
