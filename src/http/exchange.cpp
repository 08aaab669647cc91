#include "http/exchange.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace http {

namespace {

constexpr std::size_t discard_allowance = std::size_t{8} << 20;  // bytes

/// RFC 9110 §5.6.2; "Host : a" is one of the ways to show different requests to a proxy and to us.
bool is_token(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
  });
}

}  // namespace

/// False when a name is malformed, or the length of the body or the host is ambiguous (RFC 9112 §5.1, §6.3, §3.2).
bool Exchange::take_headers(HeaderList list) {
  std::size_t hosts = 0;
  std::size_t lengths = 0;
  bool clear = true;
  for (auto& [name, value] : list) {
    hosts += name == "host";
    lengths += name == "content-length" || name == "transfer-encoding";
    if (!is_token(name)) clear = false;
    if (name == "transfer-encoding" && base::lower(value) != "chunked") clear = false;
    auto [place, added] = request->headers.try_emplace(std::move(name), value);
    if (!added) place->second += (place->first == "cookie" ? "; " : ", ") + value;
  }
  return clear && hosts <= 1 && lengths <= 1;
}

Next Exchange::read_head(const Service& service, HeaderList headers, std::string_view method,
                         std::string_view version) {
  const bool clear = take_headers(std::move(headers));
  is_post_ = method == "POST";
  stage = Stage::receiving;
  plan = service.plan(*request, method);
  limit = plan.route == nullptr ? 0 : plan.route->body_limit;
  if (!clear) plan.refuse(400, "http.bad_headers");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") plan.refuse(505, "http.bad_version");
  closing = !clear || plan.status == 505;

  const auto length = base::to_integer(request->header("content-length")).value_or(0);
  const bool has_body = length != 0 || !request->header("transfer-encoding").empty();
  if (!has_body) return Next::read_on;
  if (plan.route != nullptr && std::cmp_greater(length, limit)) plan.refuse(413, "http.body_too_large");
  if (plan.route != nullptr) return service.has_early_hook() ? Next::run_early : Next::read_on;
  if (!may_discard()) return answer_before_body();
  stage = Stage::discarding;
  return Next::read_on;
}

bool Exchange::may_discard() const {
  if (closing || !request->header("expect").empty()) return false;
  return std::cmp_less_equal(base::to_integer(request->header("content-length")).value_or(0), discard_allowance);
}

/// The library answers and closes at once for POST only; after other methods it would still wait for the body.
Next Exchange::answer_before_body() {
  closing = true;
  if (!is_post_) return Next::cut;
  return response ? Next::send : Next::run_answer;
}

Next Exchange::after_early() {
  if (!response) {
    stage = Stage::receiving;
    return Next::read_on;
  }
  if (!may_discard()) return answer_before_body();
  stage = Stage::discarding;
  return Next::read_on;
}

Next Exchange::receive(std::string_view data, UploadBudget& budget) {
  if (data.empty()) return response ? Next::send : Next::run_answer;
  if (stage == Stage::receiving) {
    const bool fits = body.size() + data.size() <= limit;
    if (fits && budget.used + data.size() <= budget.most) {
      budget.used += data.size();
      accounted += data.size();
      body += data;
      return Next::read_on;
    }
    plan.refuse(fits ? 503 : 413, fits ? "http.busy" : "http.body_too_large");
    stage = Stage::discarding;
    budget.used -= std::exchange(accounted, 0);
    body = {};
  }
  discarded += data.size();
  return discarded <= discard_allowance ? Next::read_on : Next::cut;
}

}  // namespace http
