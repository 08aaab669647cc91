// Routes as a tree of path segments.
#include "base/result.hpp"
#include "http/parts.hpp"

namespace http {

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::array<std::size_t, 2> routes = {none, none};  ///< index of the route for GET and POST
};

namespace {

/// The segments of "/a/b": "a", "b". The root has one empty segment.
std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  while (true) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::size_t index_of(Method method) { return method == Method::get ? 0 : 1; }

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
  CHECK(route.pattern.starts_with('/'));
  CHECK(route.handler != nullptr);
  auto* node = root_.get();
  for (const auto segment : segments_of(route.pattern)) {
    CHECK(!segment.empty() || route.pattern == "/");
    if (is_parameter(segment)) {
      if (!node->parameter) node->parameter = std::make_unique<Node>();
      node = node->parameter.get();
      continue;
    }
    CHECK(segment.find_first_of("{}%?#") == std::string_view::npos);
    auto& child = node->literals[std::string(segment)];
    if (!child) child = std::make_unique<Node>();
    node = child.get();
  }
  auto& place = node->routes[index_of(route.method)];
  CHECK(place == Node::none);  // two routes would answer the same requests
  place = routes_.size();
  routes_.push_back(std::move(route));
}

void Router::get(std::string pattern, Allow allow, Handler handler) {
  add({.method = Method::get, .pattern = std::move(pattern), .allow = std::move(allow), .handler = std::move(handler)});
}

void Router::post(std::string pattern, Allow allow, Handler handler, std::size_t body_limit) {
  add({.method = Method::post,
       .pattern = std::move(pattern),
       .allow = std::move(allow),
       .handler = std::move(handler),
       .body_limit = body_limit});
}

const std::vector<Route>& Router::routes() const { return routes_; }

namespace {

/// Depth first, literals before parameters; patterns are short, so the tree is shallow.
template <typename Node>
const Node* find_node(const Node& node, const std::vector<std::string>& segments, std::size_t at) {
  if (at == segments.size()) {
    const bool is_leaf = node.routes[0] != Node::none || node.routes[1] != Node::none;
    return is_leaf ? &node : nullptr;
  }
  if (const auto literal = node.literals.find(segments[at]); literal != node.literals.end())
    if (const auto* found = find_node(*literal->second, segments, at + 1)) return found;
  if (!node.parameter || segments[at].empty()) return nullptr;
  return find_node(*node.parameter, segments, at + 1);
}

}  // namespace

Router::Match Router::match(Method method, std::string_view path) const {
  constexpr std::size_t deepest = 32;
  if (!path.starts_with('/')) return {};
  std::vector<std::string> segments;
  for (const auto segment : segments_of(path)) {
    auto decoded = url_decode(segment, false);
    if (!decoded || segments.size() == deepest) return {};
    segments.push_back(std::move(*decoded));
  }
  const auto* node = find_node(*root_, segments, 0);
  if (node == nullptr) return {};
  const auto index = node->routes[index_of(method)];
  if (index == Node::none) return {.other_method = true};
  Match match{.route = &routes_[index]};
  std::size_t at = 0;
  for (const auto segment : segments_of(match.route->pattern)) {
    if (is_parameter(segment)) match.parameters.emplace(segment.substr(1, segment.size() - 2), std::move(segments[at]));
    ++at;
  }
  return match;
}

}  // namespace http
