#pragma once
// HTTP as the capabilities see it: a request value, a response value, a table of routes. libmicrohttpd is in server.cpp
// only.
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

/// A file of a multipart form, in memory: the body limit of the route bounds it.
struct Upload {
  std::string field;
  std::string file_name;     ///< last path component only, printable, at most 200 bytes
  std::string content_type;  ///< as the client claims it: never to be trusted
  base::Bytes bytes;
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

/// Values by name, looked up without making a string.
using Values = std::map<std::string, std::string, std::less<>>;

/// Who calls, as the access capability has found out; opaque here.
struct Caller;

struct Request {
  Method method = Method::get;  ///< HEAD is answered as GET, without the body
  std::string path;             ///< decoded, without query, begins with '/'
  std::string target;           ///< path and query as sent, for links back
  Values parameters;            ///< from the route's {name} segments
  Fields query;
  Fields form;  ///< urlencoded or multipart fields
  std::vector<Upload> uploads;
  base::Bytes body;  ///< raw body of a POST when it is neither urlencoded nor multipart
  Values headers;    ///< lower-case names
  Values cookies;
  std::string client;           ///< address of the client (through a trusted proxy's X-Forwarded-For)
  bool secure = false;          ///< the client used HTTPS (trusted proxy's X-Forwarded-Proto)
  std::string language = "fr";  ///< "fr" or "en": cookie, then Accept-Language, then French
  base::Instant now;
  std::string csp_nonce;                 ///< unused unless a page needs one inline block
  std::shared_ptr<const Caller> caller;  ///< null for anonymous

  std::string_view header(std::string_view lower_case_name) const;
  std::string_view parameter(std::string_view name) const;
  bool wants_json() const;  ///< Accept prefers application/json, or the path is under /api/
  /// htmx asked for a fragment (HX-Request header).
  bool wants_fragment() const { return !header("hx-request").empty(); }
};

/// Writes a long answer piece by piece: called until it answers an empty optional, on a worker (not always the same
/// one, never two at a time). The request outlives it; it is destroyed early when the client has gone. An exception
/// cuts the connection, so that the client sees that the answer is incomplete.
using Stream = std::function<std::optional<std::string>()>;

struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers = {};
  base::Bytes body = {};
  Stream stream = {};                                   ///< instead of body
  std::shared_ptr<const base::Bytes> shared_body = {};  ///< instead of body: an embedded asset, never copied

  /// Pages and data are `Cache-Control: no-store` and carry strict security headers unless `headers` says otherwise.
  static Response html(std::string body, int status = 200);
  static Response json(std::string body, int status = 200);
  /// 303 See Other: after every successful form.
  static Response see_other(std::string location);
  /// A download: `Content-Disposition: attachment`.
  static Response file(base::Bytes bytes, std::string content_type, std::string file_name);
  Response&& with_header(std::string name, std::string value) &&;
  Response&& with_cookie(std::string name, std::string value, std::chrono::seconds lifetime, bool secure) &&;
};

/// True for an address of this site ("/items?page=2"), safe to redirect to: no other host, no control character.
bool is_local_address(std::string_view address);

/// RFC 9457 problem details:
/// {"type","title","status","detail","code","field","line","errors":[{field,line,code,detail}]}.
Response problem(int status, const std::string& title, const std::string& detail, const base::Refusal& refusal);
struct FieldProblem {
  base::Refusal refusal;
  std::string detail;  ///< the translated sentence
};
/// Several fields at once: the first one's code, field and line stand at the top, all are in "errors".
Response problem(int status, const std::string& title, const std::string& detail,
                 const std::vector<FieldProblem>& errors);

/// Who may call a route. Declared by every route; there is no default.
struct Allow {
  enum class Kind { anyone, signed_in, roles };
  Kind kind;
  std::vector<std::string> roles =
      {};                  ///< codes of domain.md §1 when kind is roles; the instance administrator is "instance"
  bool in_person = false;  ///< a program's token is refused: who holds it is not known

  static Allow anyone() { return {Kind::anyone}; }
  static Allow signed_in() { return {Kind::signed_in}; }
  static Allow only(std::vector<std::string> roles) { return {Kind::roles, std::move(roles)}; }
  /// The same callers, themselves.
  Allow person() const { return {kind, roles, true}; }
};

/// A named value that an API route reads: in its query, its form or its JSON object. Nested members are written with a dot.
struct ApiField {
  std::string name;
  std::string type = "string";  ///< string, integer, boolean, file, array (of strings), object (of strings)
  bool required = false;
  std::vector<std::string> values = {};  ///< the only ones accepted; empty: free
};

/// Where the route stands in the API document; pages leave it out.
struct Operation {
  std::string summary;        ///< one English sentence
  std::string response = {};  ///< name of a component schema (schema/api.json)
  std::vector<ApiField> request = {};
  std::string request_type = "application/json";  ///< or multipart/form-data…
  std::vector<ApiField> query = {};
  std::vector<int> statuses = {200};
};

using Handler = std::function<Response(const Request&)>;

struct Route {
  Method method;
  std::string pattern;  ///< "/items/{id}", "/i/{id}"; literal segments win over parameters
  Allow allow;
  Handler handler;
  std::size_t body_limit = 64 * 1024;       ///< bytes; 413 beyond
  std::optional<Operation> operation = {};  ///< for /api/ routes: documented in openapi.json
  bool csrf = true;                         ///< forms carry the token; only for cookie callers; API tokens need none
};

class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// A pattern that is malformed, or known already for that method, is a bug (CHECK).
  void add(Route route);
  void get(std::string pattern, Allow allow, Handler handler);
  void post(std::string pattern, Allow allow, Handler handler, std::size_t body_limit = 64 * 1024);

  struct Match {
    const Route* route = nullptr;
    Values parameters;
    bool other_method = false;  ///< the path exists with another method: 405
  };
  /// `path` as sent, still percent-encoded: parameters are decoded segment by segment.
  Match match(Method method, std::string_view path) const;
  const std::vector<Route>& routes() const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
  std::vector<Route> routes_;
};

struct ServerOptions {
  std::string bind = "127.0.0.1";  ///< numeric IPv4 or IPv6 address; "::" listens on both
  std::uint16_t port = 8080;       ///< 0: any free one (tests)
  unsigned event_threads = 1;
  unsigned workers = 16;                                            ///< handlers run here, never on an event thread
  std::size_t queue = 512;                                          ///< waiting requests; beyond: 503 with Retry-After
  std::chrono::milliseconds inactivity = std::chrono::seconds(30);  ///< rounded up to whole seconds
  std::chrono::milliseconds whole_request =
      std::chrono::seconds(120);  ///< from the first byte of a request to its last
  std::chrono::milliseconds whole_response = std::chrono::seconds(1800);  ///< to take the answer, once ready
  std::chrono::milliseconds stop_wait = std::chrono::seconds(10);         ///< for running handlers, when stopping
  std::size_t connections = 4096;
  std::size_t connections_per_address = 0;             ///< 0: no limit; trusted proxies are exempt
  std::size_t upload_memory = std::size_t{512} << 20;  ///< bytes of all bodies being received; beyond: 503
  std::vector<std::string> trusted_proxies = {};       ///< addresses or CIDR blocks
};

/// What the programs put around every handler, in this order: limits → caller → authorisation → CSRF → handler.
/// Any of them may be empty. All run on workers.
struct Hooks {
  /// The headers of a request with a body are there, the body is not: refuses early (rate limits, 401 before a big
  /// upload). Only for requests with a body; `before` is called later in any case. May set `caller`.
  std::function<std::optional<Response>(Request&, const Route&)> early;
  /// Finds the route's request acceptable, or answers itself (401, 403, 429, redirect to sign-in).
  std::function<std::optional<Response>(Request&, const Route&)> before;
  /// Last word on every response (security headers, audit of refusals).
  std::function<void(const Request&, Response&)> after;
  /// A fault escaped from a handler.
  std::function<Response(const Request&, const std::exception&)> fault;
  std::function<Response(const Request&)> not_found;
  /// A refusal of this folder: 400 (path, headers, form), 405, 413; without it, a problem document.
  std::function<Response(const Request&, int status, const base::Refusal&)> refused;
  std::function<base::Instant()> now;
};

class Server {
 public:
  /// Starts listening; refuses with "http.port_in_use", "http.port_denied", "http.bad_address", "http.bad_proxy".
  static base::Result<std::unique_ptr<Server>> start(const ServerOptions& options, Router router, Hooks hooks);
  /// Stops accepting, lets running requests end (at most `stop_wait`), then cuts their connections. A handler that
  /// still runs is waited for: a thread cannot be killed safely, the service manager's own delay ends the program.
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
};

/// Percent-encodes for a path segment or a query value.
std::string url_encode(std::string_view text);
std::optional<std::string> url_decode(std::string_view text, bool plus_is_space);
/// Drops what is not UTF-8, and what follows the 2,000th field.
Fields parse_query(std::string_view text);

struct Form {
  Fields fields;
  std::vector<Upload> uploads;
};
/// application/x-www-form-urlencoded and multipart/form-data bodies: at most 2,000 fields and 100 uploads, names of at
/// most 200 bytes, UTF-8 without NUL; refuses with the reason ("http.form.…") and the field.
base::Result<Form> parse_form(std::string_view content_type, std::string_view body);

}  // namespace http
