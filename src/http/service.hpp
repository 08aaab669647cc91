#pragma once
// From a request to its response, without any socket: path, route, hooks, handler, headers, compression.
#include "http/parts.hpp"

namespace http {

class Service {
 public:
  Service(Router router, Hooks hooks, TrustedProxies proxies);

  /// What the request line and the headers decide.
  struct Plan {
    const Route* route = nullptr;
    int status = 200;  ///< of the refusal, when there is no route
    base::Refusal refusal = {};
    std::string allow = {};     ///< of a 405
    std::string redirect = {};  ///< of a 308
    bool prepared = false;      ///< client, query, cookies… are read
    bool early_done = false;

    void refuse(int with_status, std::string code);
  };
  /// Reads `request.target`; cheap enough for an event thread.
  Plan plan(Request& request, std::string_view method) const;
  bool has_early_hook() const { return hooks_.early != nullptr; }
  std::optional<Response> early(Request& request, const Address& peer, Plan& plan) const;
  /// Everything else; never throws what derives from std::exception. `body` is consumed.
  Response answer(Request& request, const Address& peer, Plan& plan, base::Bytes body) const;
  /// A fault of a stream: the answer has begun, so that it can only be told to the hook (which logs it).
  void report(const Request& request, const std::exception& fault) const;
  const TrustedProxies& proxies() const { return proxies_; }

 private:
  void prepare(Request& request, const Address& peer, Plan& plan) const;
  Response decide(Request& request, Plan& plan, base::Bytes body) const;
  Response refuse(const Request& request, const Plan& plan) const;
  Response fault(const Request& request, const std::exception& fault) const;
  Response finish(const Request& request, Response response) const;

  Router router_;
  Hooks hooks_;
  TrustedProxies proxies_;
};

/// A problem document of this folder itself; `detail` is the code, for want of a translator.
Response plain_problem(int status, const base::Refusal& refusal);

/// 503, for when nothing may be asked of a worker any more.
Response busy();

}  // namespace http
