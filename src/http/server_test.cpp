// Against a real server on a real port.
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "http/http.hpp"
#include "http/testing.hpp"

namespace http {
namespace {

using testing::Client;
using testing::Socket;

std::string describe(const Request& request) {
  std::string text = request.path;
  for (const auto& [name, value] : request.parameters) text += " " + name + ":" + value;
  for (const auto& [name, value] : request.query.entries()) text += " ?" + name + "=" + value;
  for (const auto& [name, value] : request.form.entries()) text += " " + name + "=" + value;
  for (const auto& upload : request.uploads) text += " " + upload.field + "@" + upload.file_name;
  if (!request.body.empty()) text += " body=" + request.body;
  return text;
}

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto anyone = Allow::anyone();
    const auto echo = [](const Request& request) { return Response::html(describe(request)); };
    router_.get("/", anyone, echo);
    router_.get("/items/{id}", anyone, echo);
    router_.post("/items", anyone, echo, 1000);
    router_.post(
        "/big", anyone, [](const Request& r) { return Response::html(std::to_string(r.body.size())); }, 20 << 20);
    router_.get("/json", anyone, [](const Request&) { return Response::json("[" + std::string(3000, ' ') + "]"); });
    router_.get("/fault", anyone, [](const Request&) -> Response { throw std::runtime_error("disk on fire"); });
    router_.get("/cookie", anyone, [](const Request& request) {
      return Response::html(request.cookies.contains("s") ? request.cookies.at("s") : "none")
          .with_cookie("s", "v1", std::chrono::hours(1), false);
    });
    router_.get("/who", anyone, [](const Request& request) {
      return Response::html(request.client + (request.secure ? " secure " : " plain ") + request.language);
    });
    router_.get("/elsewhere", anyone, [](const Request&) { return Response::see_other("/items/é\r\nX: 1"); });
  }

  std::uint16_t start() {
    options_.port = 0;
    auto server = Server::start(options_, std::move(router_), hooks_);
    EXPECT_TRUE(server.ok()) << (server.ok() ? "" : server.refusal().code);
    server_ = std::move(server).value();
    return server_->port();
  }

  ServerOptions options_;
  Router router_;
  Hooks hooks_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersWithStrictHeaders) {
  Client client(start());
  const auto answer = client.get("/items/a%20b?q=1&q=%C3%A9");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "/items/a b id:a b ?q=1 ?q=é");
  EXPECT_EQ(answer.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(answer.header("cache-control"), "no-store");
  EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.header("referrer-policy"), "same-origin");
  EXPECT_EQ(answer.header("cross-origin-opener-policy"), "same-origin");
  EXPECT_EQ(answer.header("cross-origin-resource-policy"), "same-origin");
  EXPECT_TRUE(answer.header("content-security-policy").starts_with("default-src 'none'"));
  EXPECT_TRUE(answer.header("permissions-policy").starts_with("camera=(self)"));
  EXPECT_NE(answer.header("date"), "");
  EXPECT_EQ(answer.header("server"), "");
  EXPECT_EQ(answer.header("strict-transport-security"), "");
}

TEST_F(ServerTest, HeadIsGetWithoutBody) {
  Client client(start());
  const auto answer = client.head("/items/7");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-length"), std::to_string(std::string("/items/7 id:7").size()));
}

TEST_F(ServerTest, ReadsFormsAndBodies) {
  Client client(start());
  EXPECT_EQ(client.post_form("/items", {{"a", "é&="}, {"b", "x y"}}).body, "/items a=é&= b=x y");
  EXPECT_EQ(client.post_multipart("/items", {{"a", "1"}}, {{"f", "p.txt", "text/plain", "hello"}}).body,
            "/items a=1 f@p.txt");
  EXPECT_EQ(client.post_json("/items", "{}").body, "/items body={}");
  const auto bad = client.post("/items", "a=%ff", "application/x-www-form-urlencoded");
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(bad.header("content-type"), "application/problem+json");
  EXPECT_NE(bad.body.find("\"field\":\"a\""), std::string::npos) << bad.body;
  EXPECT_EQ(client.get("/?a=%ff").status, 400);
}

TEST_F(ServerTest, RefusesUnknownPathsAndMethods) {
  Client client(start());
  EXPECT_EQ(client.get("/nowhere").status, 404);
  EXPECT_EQ(client.get("/items").status, 405);
  EXPECT_EQ(client.get("/items").header("allow"), "POST");
  EXPECT_EQ(client.post_form("/items/7", {}).header("allow"), "GET, HEAD");
  for (const auto* method : {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"}) {
    const auto answer = client.request(method, "/items", "", {});
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.header("allow"), "POST");
    EXPECT_EQ(client.request(method, "/items", "with a body", {}).status, 405) << method;
  }
  EXPECT_EQ(client.post("/nowhere", std::string(5 << 20, 'x'), "text/plain").status, 404);
}

TEST_F(ServerTest, RefusesUnclearTargets) {
  Client client(start());
  for (const auto* target : {"/../etc/passwd", "/%2e%2e/a", "/%00", "/%zz", "/%ff", "/a%", "*", "items"})
    EXPECT_EQ(client.get(target).status, 400) << target;
  EXPECT_EQ(client.get("http://other.example/items/1").body, "/items/1 id:1");
}

TEST_F(ServerTest, RedirectsATrailingSlash) {
  Client client(start());
  const auto answer = client.get("/items/7/?a=1");
  EXPECT_EQ(answer.status, 308);
  EXPECT_EQ(answer.header("location"), "/items/7?a=1");
  EXPECT_EQ(client.get("//evil.example/").status, 404);
  EXPECT_EQ(client.get("/elsewhere").header("location"), "/items/%C3%A9%0D%0AX:%201");
  EXPECT_EQ(client.get("/elsewhere").status, 303);
}

TEST_F(ServerTest, RunsHooksInOrder) {
  std::string trace;
  hooks_.before = [&](Request& request, const Route& route) -> std::optional<Response> {
    trace += "before " + route.pattern + ";";
    if (request.form.get("token") == "bad") return Response::html("no token", 403);
    return std::nullopt;
  };
  hooks_.after = [&](const Request&, Response& response) {
    trace += "after " + std::to_string(response.status) + ";";
    response.headers.emplace_back("X-Seen", "yes");
  };
  hooks_.fault = [&](const Request&, const std::exception& fault) { return Response::html(fault.what(), 500); };
  hooks_.not_found = [](const Request& request) { return Response::html("no " + request.path, 404); };
  hooks_.refused = [](const Request&, int status, const base::Refusal& refusal) {
    return Response::html(refusal.code, status);
  };
  Client client(start());
  EXPECT_EQ(client.post_form("/items", {{"token", "bad"}}).status, 403);
  EXPECT_EQ(client.post_form("/items", {{"token", "good"}}).body, "/items token=good");
  EXPECT_EQ(client.get("/fault").body, "disk on fire");
  EXPECT_EQ(client.get("/nowhere").body, "no /nowhere");
  EXPECT_EQ(client.get("/items").body, "http.method_not_allowed");
  const auto last = client.get("/");
  EXPECT_EQ(last.header("x-seen"), "yes");
  EXPECT_EQ(trace,
            "before /items;after 403;before /items;after 200;before /fault;after 500;after 404;after 405;before "
            "/;after 200;");
}

TEST_F(ServerTest, FaultWithoutHookIsAPlainProblem) {
  Client client(start());
  const auto answer = client.get("/fault");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("disk on fire"), std::string::npos);
}

TEST_F(ServerTest, EarlyHookSparesTheUpload) {
  std::atomic<int> handled = 0;
  hooks_.early = [](Request& request, const Route&) -> std::optional<Response> {
    if (request.cookies.contains("s")) return std::nullopt;
    return Response::html("sign in first", 401);
  };
  hooks_.before = [&](Request&, const Route&) -> std::optional<Response> {
    ++handled;
    return std::nullopt;
  };
  const auto port = start();
  Socket stranger(port);
  stranger.send("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n");
  const auto refusal = stranger.read();
  EXPECT_EQ(refusal.status, 401);
  EXPECT_EQ(refusal.body, "sign in first");
  EXPECT_EQ(Client(port).post("/big", std::string(3 << 20, 'x'), "image/jpeg").status, 401);
  EXPECT_EQ(handled, 0);
  Client known(port);
  known.cookies["s"] = "1";
  EXPECT_EQ(known.post("/big", std::string(10 << 20, 'x'), "image/jpeg").body, std::to_string(10 << 20));
  EXPECT_EQ(handled, 1);
}

TEST_F(ServerTest, CookiesLanguageAndProxies) {
  options_.trusted_proxies = {"127.0.0.0/8"};
  Client client(start());
  EXPECT_EQ(client.get("/cookie").body, "none");
  EXPECT_EQ(client.get("/cookie").body, "v1");
  const auto answer = client.get(
      "/who", {{"X-Forwarded-For", "6.6.6.6, 203.0.113.9"}, {"X-Forwarded-Proto", "https"}, {"Accept-Language", "en"}});
  EXPECT_EQ(answer.body, "203.0.113.9 secure en");
  EXPECT_EQ(answer.header("strict-transport-security"), "max-age=31536000");
  client.cookies["language"] = "fr";
  EXPECT_EQ(client.get("/who", {{"Accept-Language", "en"}}).body, "127.0.0.1 plain fr");
}

TEST_F(ServerTest, CompressesForThoseWhoAsk) {
  Client client(start());
  const auto packed = client.get("/json", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
  EXPECT_EQ(testing::gunzip(packed.body), "[" + std::string(3000, ' ') + "]");
  EXPECT_EQ(client.get("/json").body.size(), 3002U);
}

TEST_F(ServerTest, KeepsTheConnectionAndTakesPipelinedRequests) {
  Socket socket(start());
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    requests += "GET /items/" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    requests += "POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nb" + std::to_string(10 + i);
  }
  ASSERT_TRUE(socket.send(requests));
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(socket.read().body, "/items/" + std::to_string(i) + " id:" + std::to_string(i));
    EXPECT_EQ(socket.read().body, "/items body=b" + std::to_string(10 + i));
  }
}

TEST_F(ServerTest, NothingIsServedAfterAnAmbiguousLength) {
  Socket socket(start());
  socket.send(
      "POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      "GET /items/smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto all = socket.read_all();
  EXPECT_TRUE(all.starts_with("HTTP/1.1 400 ")) << all;
  EXPECT_EQ(all.find("smuggled"), std::string::npos) << all;
}

TEST_F(ServerTest, SleepingHandlersDoNotDelayOthers) {
  std::atomic<int> asleep = 0, slept = 0;
  std::atomic<bool> morning = false;
  router_.get("/slow", Allow::anyone(), [&](const Request&) {
    ++asleep;
    while (!morning) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return Response::html("slept");
  });
  const auto port = start();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { slept += Client(port).get("/slow").body == "slept" ? 1 : 0; });
  const auto wait_for = [](const auto& reached) {
    for (int i = 0; i < 4000 && !reached(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return reached();
  };
  EXPECT_TRUE(wait_for([&] { return asleep == 8; })) << "all at once";
  std::atomic<int> status = 0;
  std::thread other([&] { status = Client(port).get("/").status; });
  EXPECT_TRUE(wait_for([&] { return status == 200; })) << "while they sleep";
  morning = true;
  other.join();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(slept, 8);
}

TEST_F(ServerTest, SeveralEventThreads) {
  options_.event_threads = 3;
  const auto port = start();
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      Socket socket(port);
      for (int i = 0; i < 200; ++i) {
        socket.send("GET /items/1 HTTP/1.1\r\nHost: a\r\n\r\n");
        good += socket.read().status == 200 ? 1 : 0;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 1600);
}

TEST_F(ServerTest, StartRefusesClearly) {
  const auto port = start();
  const auto code = [](ServerOptions options) {
    auto server = Server::start(options, Router(), {});
    return server ? std::string("started") : server.refusal().code;
  };
  EXPECT_EQ(code({.port = port}), "http.port_in_use");
  EXPECT_EQ(code({.bind = "nowhere", .port = 0}), "http.bad_address");
  EXPECT_EQ(code({.bind = "203.0.113.1", .port = 0}), "http.bad_address");
  EXPECT_EQ(code({.port = 0, .trusted_proxies = {"proxy"}}), "http.bad_proxy");
  EXPECT_EQ(code({.bind = "0.0.0.0", .port = 0}), "started");
}

}  // namespace
}  // namespace http
