#include <gtest/gtest.h>

#include "http/http.hpp"

namespace http {
namespace {

Handler nothing() {
  return [](const Request&) { return Response{}; };
}

Router sample() {
  Router router;
  for (const auto* pattern : {"/", "/items", "/items/new", "/items/{id}", "/items/{id}/label", "/{page}/about",
                              "/api/v1/lots/{id}/statement.pdf", "/a/{x}/{y}", "/a/{x}/end"})
    router.get(pattern, Allow::anyone(), nothing());
  router.post("/items", Allow::signed_in(), nothing());
  router.post("/items/{number}", Allow::signed_in(), nothing());
  router.post("/only", Allow::signed_in(), nothing());
  return router;
}

std::string found(const Router& router, Method method, std::string_view path) {
  const auto match = router.match(method, path);
  if (match.route == nullptr) return match.other_method ? "405" : "404";
  auto text = match.route->pattern;
  for (const auto& [name, value] : match.parameters) text += " " + name + "=" + value;
  return text;
}

TEST(Router, LiteralsWinOverParameters) {
  const auto router = sample();
  const std::vector<std::pair<std::string, std::string>> cases{
      {"/", "/"},
      {"/items", "/items"},
      {"/items/new", "/items/new"},
      {"/items/12", "/items/{id} id=12"},
      {"/items/new/label", "/items/{id}/label id=new"},
      {"/items/about", "/items/{id} id=about"},
      {"/x/about", "/{page}/about page=x"},
      {"/items/a%2Fb%C3%A9", "/items/{id} id=a/bé"},
      {"/api/v1/lots/7/statement.pdf", "/api/v1/lots/{id}/statement.pdf id=7"},
      {"/a/1/end", "/a/{x}/end x=1"},
      {"/a/1/2", "/a/{x}/{y} x=1 y=2"},
      {"/only", "405"},
      {"/items/", "404"},
      {"/items//label", "404"},
      {"//", "404"},
      {"/nowhere", "404"},
      {"/items/%zz", "404"},
      {"", "404"},
      {"items", "404"},
  };
  for (const auto& [path, expected] : cases) EXPECT_EQ(found(router, Method::get, path), expected) << path;
  EXPECT_EQ(found(router, Method::post, "/items/12"), "/items/{number} number=12");
  EXPECT_EQ(found(router, Method::post, "/items/new"), "405");
  EXPECT_EQ(found(router, Method::get, std::string(100000, '/')), "404");
}

TEST(RouterDeathTest, DuplicatesAndMalformedPatternsAreBugs) {
  auto router = sample();
  EXPECT_DEATH(router.get("/items/{other}", Allow::anyone(), nothing()), "Node::none");
  EXPECT_DEATH(router.get("items", Allow::anyone(), nothing()), "starts_with");
  EXPECT_DEATH(router.get("/items/x{id}", Allow::anyone(), nothing()), "find_first_of");
  EXPECT_DEATH(router.get("/items/", Allow::anyone(), nothing()), "empty");
}

TEST(Router, ManyRoutesAreFound) {
  Router router;
  for (int i = 0; i < 300; ++i)
    router.get("/section" + std::to_string(i % 30) + "/{id}/action" + std::to_string(i), Allow::anyone(), nothing());
  for (int i = 0; i < 300; ++i)
    EXPECT_EQ(found(router, Method::get, "/section" + std::to_string(i % 30) + "/x/action" + std::to_string(i)),
              "/section" + std::to_string(i % 30) + "/{id}/action" + std::to_string(i) + " id=x");
}

}  // namespace
}  // namespace http
