// What a server must withstand: slow, greedy, absent and ill-mannered clients.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <random>
#include <stdexcept>
#include <thread>

#include "http/http.hpp"
#include "http/testing.hpp"

namespace http {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::Socket;
using Clock = std::chrono::steady_clock;

class LimitsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.port = 0;
    router_.get("/", Allow::anyone(), [](const Request&) { return Response::html("here"); });
    router_.post(
        "/form", Allow::anyone(), [](const Request& r) { return Response::html(std::to_string(r.body.size())); }, 1000);
    router_.get("/slow", Allow::anyone(), [this](const Request&) {
      ++slow_;
      std::this_thread::sleep_for(300ms);
      return Response::html("slept");
    });
  }

  std::uint16_t start() {
    server_ = Server::start(options_, std::move(router_), hooks_).value();
    return server_->port();
  }

  std::atomic<int> slow_ = 0;
  ServerOptions options_;
  Router router_;
  Hooks hooks_;
  std::unique_ptr<Server> server_;
};

TEST_F(LimitsTest, AThousandSlowClientsAreClosedAndDelayNobody) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto count = std::min<std::size_t>(1000, (limit.rlim_cur - 200) / 2);
  options_.whole_request = 1500ms;
  const auto port = start();
  std::vector<Socket> slow;
  for (std::size_t i = 0; i < count; ++i) slow.emplace_back(port, 2s);
  const std::string request = "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: a\r\n";
  const auto begin = Clock::now();
  auto worst = Clock::duration::zero();
  std::size_t open = count;
  for (const char byte : request) {
    for (auto& socket : slow) socket.send({&byte, 1});
    const auto before = Clock::now();
    EXPECT_EQ(Client(port).get("/").body, "here");
    worst = std::max(worst, Clock::now() - before);
    open = static_cast<std::size_t>(std::ranges::count_if(slow, [](auto& socket) { return !socket.closed(); }));
    if (open == 0) break;
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(open, 0U);
  EXPECT_LT(Clock::now() - begin, 6s);
  EXPECT_LT(worst, 1s);
  RecordProperty("worst_ms", static_cast<int>(worst / 1ms));
}

TEST_F(LimitsTest, SlowBodyIsClosedToo) {
  options_.whole_request = 400ms;
  Socket socket(start());
  socket.send("POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n");
  const auto begin = Clock::now();
  while (socket.send("x") && !socket.closed() && Clock::now() - begin < 5s) std::this_thread::sleep_for(20ms);
  EXPECT_LT(Clock::now() - begin, 2s);
}

TEST_F(LimitsTest, TimeOfHandlersIsNotTheClients) {
  options_.whole_request = 100ms;
  EXPECT_EQ(Client(start()).get("/slow").body, "slept");
}

TEST_F(LimitsTest, SecondRequestOfAConnectionHasItsOwnDeadline) {
  options_.whole_request = 400ms;
  options_.inactivity = 2s;
  Socket socket(start());
  for (int i = 0; i < 3; ++i) {
    socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(socket.read().body, "here");
    std::this_thread::sleep_for(300ms);
  }
  socket.send("POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n");
  std::this_thread::sleep_for(1500ms);
  EXPECT_TRUE(socket.closed());
}

TEST_F(LimitsTest, SilentConnectionsAreClosed) {
  options_.inactivity = 1s;
  Socket socket(start(), 5s);
  socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(socket.read().status, 200);
  const auto begin = Clock::now();
  EXPECT_EQ(socket.read_all(), "");
  EXPECT_LT(Clock::now() - begin, 4s);
}

TEST_F(LimitsTest, BodyBeyondTheRouteIsRefused) {
  const auto port = start();
  Client client(port);
  EXPECT_EQ(client.post("/form", std::string(1000, 'x'), "text/plain").body, "1000");
  const auto over = client.post("/form", std::string(1001, 'x'), "text/plain");
  EXPECT_EQ(over.status, 413);
  EXPECT_NE(over.body.find("http.body_too_large"), std::string::npos);
  EXPECT_EQ(client.post("/form", std::string(2 << 20, 'x'), "text/plain").status, 413);
  Socket giant(port);  // told at once, without its 100 GB
  giant.send("POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000000\r\n\r\nabc");
  EXPECT_EQ(giant.read().status, 413);
  EXPECT_EQ(giant.read_all(), "");
}

TEST_F(LimitsTest, ChunkedBodies) {
  const auto port = start();
  const std::string head = "POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  Socket socket(port);
  socket.send(head + "3\r\nabc\r\n4\r\nabcd\r\n0\r\n\r\n");
  EXPECT_EQ(socket.read().body, "7");
  std::string many;
  for (int i = 0; i < 200; ++i) many += "10\r\n0123456789abcdef\r\n";
  socket.send(head + many + "0\r\n\r\n");
  EXPECT_EQ(socket.read().status, 413);
  socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");  // the connection lives on
  EXPECT_EQ(socket.read().body, "here");
  Socket endless(port);
  const std::string chunk = "100000\r\n" + std::string(1 << 20, 'x') + "\r\n";
  endless.send(head);
  int sent = 0;
  while (sent < 100 && endless.send(chunk)) ++sent;
  EXPECT_LT(sent, 40);
}

TEST_F(LimitsTest, ExpectContinue) {
  const auto port = start();
  Socket good(port);
  good.send("POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(good.read_some().starts_with("HTTP/1.1 100 "));
  good.send("12345");
  EXPECT_EQ(good.read().body, "5");
  Socket greedy(port);
  greedy.send("POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(greedy.read_some().starts_with("HTTP/1.1 413 "));
}

TEST_F(LimitsTest, MemoryOfAllUploadsIsBounded) {
  options_.upload_memory = 1500;
  const auto port = start();
  Socket first(port);
  first.send("POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + std::string(999, 'x'));
  std::this_thread::sleep_for(100ms);
  const auto second = Client(port).post("/form", std::string(1000, 'y'), "text/plain");
  EXPECT_EQ(second.status, 503);
  EXPECT_EQ(second.header("retry-after"), "2");
  first.send("x");
  EXPECT_EQ(first.read().body, "1000");
  first.finish();
  EXPECT_EQ(Client(port).post("/form", std::string(1000, 'y'), "text/plain").status, 200);
}

TEST_F(LimitsTest, FullQueueIsSaidAtOnce) {
  options_.workers = 1;
  options_.queue = 1;
  const auto port = start();
  std::vector<std::future<testing::Answer>> answers;
  for (int i = 0; i < 6; ++i)
    answers.push_back(std::async(std::launch::async, [port] { return Client(port).get("/slow"); }));
  std::vector<int> statuses;
  for (auto& future : answers) {
    const auto answer = future.get();
    statuses.push_back(answer.status);
    if (answer.status == 503) { EXPECT_EQ(answer.header("retry-after"), "2"); }
  }
  EXPECT_GE(std::ranges::count(statuses, 200), 1);
  EXPECT_GE(std::ranges::count(statuses, 503), 3);
  EXPECT_EQ(std::ranges::count(statuses, 200) + std::ranges::count(statuses, 503), 6);
  EXPECT_EQ(Client(port).get("/").status, 200);
}

TEST_F(LimitsTest, ConnectionsPerAddress) {
  options_.connections_per_address = 3;
  const auto port = start();
  std::vector<Socket> sockets;
  for (int i = 0; i < 3; ++i) {
    sockets.emplace_back(port, 2s);
    sockets.back().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(sockets.back().read().status, 200);
  }
  EXPECT_EQ(Client(port).get("/").status, 0);
  sockets.pop_back();
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(Client(port).get("/").status, 200);
}

TEST_F(LimitsTest, GarbageAndFloodsOfHeaders) {
  const auto port = start();
  const std::string host = "Host: a\r\n";
  std::vector<std::string> garbage{
      "\r\n\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n" + host + "\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "Host: b\r\n\r\n",
      "POST /form HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
      "POST /form HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
      "POST /form HTTP/1.1\r\n" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /form HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n",
      "POST /form HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "X: " + std::string(100000, 'x') + "\r\n\r\n",
      "GET /" + std::string(100000, 'x') + " HTTP/1.1\r\n" + host + "\r\n",
      std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
      "GET / HTTP/1.1\r\n: nameless\r\n" + host + "\r\n",
  };
  std::string flood = "GET / HTTP/1.1\r\n" + host;
  for (int i = 0; i < 20000; ++i) flood += "h" + std::to_string(i) + ": 1\r\n";
  garbage.push_back(flood + "\r\n");
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    std::string bytes;
    for (int n = 0; n < 300; ++n) bytes += static_cast<char>(random() & 0xff);
    garbage.push_back(bytes);
    garbage.push_back("GET / HTTP/1.1\r\n" + bytes + "\r\n\r\n");
  }
  for (std::size_t i = 0; i < garbage.size(); ++i) {
    Socket socket(port, 150ms);
    socket.send(garbage[i]);
    socket.finish();
    const auto answer = socket.read_all();
    if (i < 15) { EXPECT_FALSE(answer.starts_with("HTTP/1.1 200")) << garbage[i].substr(0, 80); }
  }
  EXPECT_EQ(Client(port).get("/").body, "here");
}

// ---- streams ----

struct Rows {
  std::atomic<int> made = 0;
  std::atomic<bool> destroyed = false;
};

Stream rows(std::shared_ptr<Rows> state, int count) {
  struct Guard {
    std::shared_ptr<Rows> rows;
    ~Guard() { rows->destroyed = true; }
  };
  return [guard = std::make_shared<Guard>(state), count]() -> std::optional<std::string> {
    if (guard->rows->made == count) return std::nullopt;
    return "<tr><td>row " + std::to_string(++guard->rows->made) + std::string(1000, '.') + "</td></tr>\n";
  };
}

TEST_F(LimitsTest, StreamsTenThousandRows) {
  auto state = std::make_shared<Rows>();
  router_.get("/rows", Allow::anyone(), [&](const Request&) {
    state->made = 0;
    return Response{.stream = rows(state, 10000)};
  });
  const auto port = start();
  const auto plain = Client(port).get("/rows");
  EXPECT_TRUE(plain.complete);
  EXPECT_EQ(std::ranges::count(plain.body, '\n'), 10000);
  const auto packed = Client(port).get("/rows", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), plain.body.size() / 20);
  EXPECT_EQ(testing::gunzip(packed.body), plain.body);
  const auto head = Client(port).head("/rows");
  EXPECT_EQ(head.status, 200);
  Socket old(port);
  old.send("GET /rows HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(old.read_all().ends_with(plain.body));
}

TEST_F(LimitsTest, StreamStopsWhenTheClientHasGone) {
  auto state = std::make_shared<Rows>();
  router_.get("/rows", Allow::anyone(), [&](const Request&) { return Response{.stream = rows(state, 1000000)}; });
  const auto port = start();
  {
    Socket socket(port);
    socket.send("GET /rows HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_FALSE(socket.read_some().empty());
  }
  const auto begin = Clock::now();
  while (!state->destroyed && Clock::now() - begin < 5s) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(state->destroyed);
  EXPECT_LT(state->made, 100000);
}

TEST_F(LimitsTest, SlowReaderHoldsNoMoreThanAPiece) {
  auto state = std::make_shared<Rows>();
  options_.whole_response = 1s;
  router_.get("/rows", Allow::anyone(), [&](const Request&) { return Response{.stream = rows(state, 1000000)}; });
  Socket socket(start());
  socket.send("GET /rows HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(300ms);
  EXPECT_LT(state->made, 20000);  // what the sockets' buffers hold, not the whole table
  const auto begin = Clock::now();
  while (!state->destroyed && Clock::now() - begin < 5s) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(state->destroyed);  // the deadline for the answer
}

TEST_F(LimitsTest, FaultInAStreamCutsTheConnection) {
  std::atomic<int> told = 0;
  hooks_.fault = [&](const Request&, const std::exception&) {
    ++told;
    return Response{};
  };
  router_.get("/rows", Allow::anyone(), [](const Request&) {
    auto left = std::make_shared<int>(100);
    return Response{.stream = [left]() -> std::optional<std::string> {
      if (--*left == 0) throw std::runtime_error("database gone");
      return std::string(1000, 'x');
    }};
  });
  const auto begin = Clock::now();
  const auto answer = Client(start()).get("/rows");
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.complete);
  EXPECT_LT(Clock::now() - begin, 2s);
  EXPECT_EQ(told, 1);
}

TEST_F(LimitsTest, SlowStreamsAreSentAsTheyCome) {
  router_.get("/events", Allow::anyone(), [](const Request&) {
    auto left = std::make_shared<int>(4);
    return Response{.stream = [left]() -> std::optional<std::string> {
      if ((*left)-- == 0) return std::nullopt;
      if (*left < 3) std::this_thread::sleep_for(400ms);
      return "event\n";
    }};
  });
  Socket socket(start());
  const auto begin = Clock::now();
  socket.send("GET /events HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
  EXPECT_FALSE(socket.read_some().empty());  // two events take 400 ms, the whole stream 1,200 ms
  EXPECT_LT(Clock::now() - begin, 1s);
  std::string rest;
  while (!rest.ends_with("0\r\n\r\n")) rest += socket.read_some();
  EXPECT_GT(Clock::now() - begin, 1150ms);
}

// ---- stop ----

TEST_F(LimitsTest, StopLetsHandlersEnd) {
  const auto port = start();
  std::vector<std::future<testing::Answer>> answers;
  for (int i = 0; i < 4; ++i)
    answers.push_back(std::async(std::launch::async, [port] { return Client(port).get("/slow"); }));
  while (slow_ < 4) std::this_thread::sleep_for(5ms);
  server_.reset();
  for (auto& answer : answers) EXPECT_EQ(answer.get().body, "slept");
  EXPECT_EQ(Client(port).get("/").status, 0);
}

TEST_F(LimitsTest, StopDoesNotWaitForIdleOrUnfinishedClients) {
  const auto port = start();
  Socket idle(port);
  Socket unfinished(port);
  unfinished.send("POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nabc");
  Client(port).get("/");
  const auto begin = Clock::now();
  server_.reset();
  EXPECT_LT(Clock::now() - begin, 2s);
}

TEST_F(LimitsTest, StopCutsStreamsAfterItsDelay) {
  auto state = std::make_shared<Rows>();
  options_.stop_wait = 200ms;
  router_.get("/rows", Allow::anyone(), [&](const Request&) { return Response{.stream = rows(state, 1000000000)}; });
  Socket socket(start());
  socket.send("GET /rows HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_FALSE(socket.read_some().empty());
  std::thread reader([&] {
    while (!socket.read_some().empty()) {}
  });
  const auto begin = Clock::now();
  server_.reset();
  EXPECT_LT(Clock::now() - begin, 3s);
  EXPECT_TRUE(state->destroyed);
  reader.join();
}

}  // namespace
}  // namespace http
