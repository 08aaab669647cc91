#pragma once
// HTTP as the capabilities see it: a request value, a response value, a table of routes. libmicrohttpd is in server.cpp only.
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace http {

enum class Method { get, post };

/// A file of a multipart form. Small ones are in memory; larger ones on disk, removed with the request.
struct Upload {
  std::string field;
  std::string file_name;  ///< last path component only, printable, at most 200 bytes
  std::string content_type;
  base::Bytes bytes;      ///< the whole content (the body limit of the route bounds it)
};

/// Names and values of a query or of a form, in order of arrival; a name may come several times.
class Fields {
 public:
  void add(std::string name, std::string value) { values_.emplace_back(std::move(name), std::move(value)); }
  /// First value of that name; empty if absent.
  std::string_view get(std::string_view name) const;
  std::optional<std::string_view> find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& entries() const { return values_; }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

/// Who calls, as the access capability has found out; opaque here.
struct Caller;

struct Request {
  Method method = Method::get;
  std::string path;                          ///< decoded, without query, begins with '/'
  std::string target;                        ///< path and query as sent, for links back
  std::map<std::string, std::string> parameters;  ///< from the route's {name} segments
  Fields query;
  Fields form;                               ///< urlencoded or multipart fields
  std::vector<Upload> uploads;
  base::Bytes body;                          ///< raw body when it is neither urlencoded nor multipart
  std::map<std::string, std::string> headers;     ///< lower-case names
  std::map<std::string, std::string> cookies;
  std::string client;                        ///< address of the client (through a trusted proxy's X-Forwarded-For)
  bool secure = false;                       ///< the client used HTTPS (trusted proxy's X-Forwarded-Proto)
  std::string language = "fr";               ///< "fr" or "en": cookie, then Accept-Language, then French
  base::Instant now;
  std::string csp_nonce;                     ///< unused unless a page needs one inline block
  std::shared_ptr<const Caller> caller;      ///< null for anonymous

  std::string_view header(std::string_view lower_case_name) const;
  std::string_view parameter(std::string_view name) const;
  bool wants_json() const;                   ///< Accept prefers application/json, or the path is under /api/
  /// htmx asked for a fragment (HX-Request header).
  bool wants_fragment() const { return !header("hx-request").empty(); }
};

/// Writes a long answer piece by piece: called until it answers an empty optional. Runs on a worker.
using Stream = std::function<std::optional<std::string>()>;

struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers = {};
  base::Bytes body = {};
  Stream stream = {};  ///< instead of body
  std::shared_ptr<const base::Bytes> shared_body = {};  ///< instead of body: an embedded asset, never copied

  static Response html(std::string body, int status = 200);
  static Response json(std::string body, int status = 200);
  /// 303 See Other: after every successful form.
  static Response see_other(std::string location);
  static Response file(base::Bytes bytes, std::string content_type, std::string file_name);
  Response&& with_header(std::string name, std::string value) &&;
  Response&& with_cookie(std::string name, std::string value, std::chrono::seconds lifetime, bool secure) &&;
};

/// RFC 9457 problem details: {"type","title","status","detail","code","field","line","errors":[{field,line,code,detail}]}.
Response problem(int status, const std::string& title, const std::string& detail, const base::Refusal& refusal);

/// Who may call a route. Declared by every route; there is no default.
struct Allow {
  enum class Kind { anyone, signed_in, roles };
  Kind kind;
  std::vector<std::string> roles = {};  ///< codes of domain.md §1 when kind is roles; the instance administrator is "instance"

  static Allow anyone() { return {Kind::anyone}; }
  static Allow signed_in() { return {Kind::signed_in}; }
  static Allow only(std::vector<std::string> roles) { return {Kind::roles, std::move(roles)}; }
};

/// Where the route stands in the API document; pages leave it out.
struct Operation {
  std::string summary;       ///< translation key
  std::string request_schema = {};   ///< name of a component schema, empty if no JSON body
  std::string response_schema = {};
  std::vector<std::string> query = {};   ///< names of query parameters
  std::vector<int> statuses = {200};
  std::string request_type = "application/json";  ///< or multipart/form-data…
};

using Handler = std::function<Response(const Request&)>;

struct Route {
  Method method;
  std::string pattern;   ///< "/items/{id}", "/i/{id}"; literal segments win over parameters
  Allow allow;
  Handler handler;
  std::size_t body_limit = 64 * 1024;      ///< bytes; 413 beyond
  std::optional<Operation> operation = {};  ///< for /api/ routes: documented in openapi.json
  bool csrf = true;      ///< forms carry the token; only for cookie callers; API tokens need none
};

class Router {
 public:
  void add(Route route);
  void get(std::string pattern, Allow allow, Handler handler);
  void post(std::string pattern, Allow allow, Handler handler, std::size_t body_limit = 64 * 1024);

  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string> parameters;
    bool other_method = false;  ///< the path exists with another method: 405
  };
  Match match(Method method, std::string_view path) const;
  const std::vector<Route>& routes() const;

 private:
  struct Node;
  std::vector<Route> routes_;
};

struct ServerOptions {
  std::string bind = "127.0.0.1";
  std::uint16_t port = 8080;       ///< 0: any free one (tests)
  unsigned event_threads = 1;
  unsigned workers = 16;           ///< handlers run here, never on an event thread
  std::size_t queue = 512;         ///< waiting requests; beyond: 503 with Retry-After
  std::chrono::seconds inactivity{30};
  std::chrono::seconds whole_request{120};  ///< from the first byte of a request to its last
  std::size_t connections = 4096;
  std::vector<std::string> trusted_proxies = {};  ///< addresses or CIDR blocks
};

/// What the programs put around every handler, in this order: limits → caller → authorisation → CSRF → handler.
struct Hooks {
  /// Finds the route's request acceptable, or answers itself (401, 403, 429, redirect to sign-in).
  std::function<std::optional<Response>(Request&, const Route&)> before;
  /// Last word on every response (security headers, audit of refusals).
  std::function<void(const Request&, Response&)> after;
  /// A fault escaped from a handler.
  std::function<Response(const Request&, const std::exception&)> fault;
  std::function<Response(const Request&)> not_found;
  std::function<base::Instant()> now;
};

class Server {
 public:
  /// Starts listening; refuses with "http.port_in_use" and the like.
  static base::Result<std::unique_ptr<Server>> start(const ServerOptions& options, Router router, Hooks hooks);
  virtual ~Server() = default;  ///< stops accepting, lets running handlers end (at most 10 s)
  virtual std::uint16_t port() const = 0;
};

/// Percent-encodes for a path segment or a query value.
std::string url_encode(std::string_view text);
std::optional<std::string> url_decode(std::string_view text, bool plus_is_space);
Fields parse_query(std::string_view text);
/// application/x-www-form-urlencoded and multipart/form-data bodies; refuses with the reason ("http.form.…").
struct Form { Fields fields; std::vector<Upload> uploads; };
base::Result<Form> parse_form(std::string_view content_type, std::string_view body);

}  // namespace http
