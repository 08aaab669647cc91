#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/json.hpp"
#include "http/asset.hpp"
#include "http/parts.hpp"
#include "http/testing.hpp"

namespace http {
namespace {

TEST(Language, CookieThenHeaderThenFrench) {
  EXPECT_EQ(choose_language("", ""), "fr");
  EXPECT_EQ(choose_language("en", "fr"), "en");
  EXPECT_EQ(choose_language("de", "en-GB,en;q=0.9,fr;q=0.8"), "en");
  EXPECT_EQ(choose_language("", "de, fr;q=0.5, en;q=0.7"), "en");
  EXPECT_EQ(choose_language("", "fr-CA, en;q=0.9"), "fr");
  EXPECT_EQ(choose_language("", "en;q=0"), "fr");
  EXPECT_EQ(choose_language("", ";;,,=q;en;q=1.0"), "fr");
}

TEST(Accept, WeighsJsonAgainstPages) {
  const auto wants = [](const std::string& accept, const std::string& path = "/items") {
    return Request{.path = path, .headers = {{"accept", accept}}}.wants_json();
  };
  EXPECT_TRUE(wants("application/json"));
  EXPECT_TRUE(wants("text/html;q=0.5, application/json"));
  EXPECT_TRUE(wants("", "/api/v1/items"));
  EXPECT_FALSE(wants("text/html,application/xhtml+xml,*/*;q=0.8"));
  EXPECT_FALSE(wants("*/*"));
  EXPECT_FALSE(wants("application/json;q=0.1, text/html"));
}

TEST(Accept, Gzip) {
  EXPECT_TRUE(accepts_gzip("gzip, deflate, br"));
  EXPECT_TRUE(accepts_gzip("br;q=1.0, *;q=0.5"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0, *"));
  EXPECT_FALSE(accepts_gzip(""));
  EXPECT_FALSE(accepts_gzip("gzipped"));
}

TEST(Cookies, AreReadLeniently) {
  const auto cookies = parse_cookies("a=1; b=\"quoted\" ;c=x=y; =bad; noequals; a=2; d=%C3%A9; e=%ff; f=");
  EXPECT_EQ(cookies, (Values{{"a", "1"}, {"b", "quoted"}, {"c", "x=y"}, {"d", "é"}, {"f", ""}}));
}

TEST(Cookies, RoundTrip) {
  const auto response = Response::html("").with_cookie("s", "a;b \"é\"%41", std::chrono::hours(1), true);
  const auto& value = response.headers.at(0).second;
  EXPECT_NE(value.find("; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure"), std::string::npos) << value;
  EXPECT_EQ(parse_cookies(value.substr(0, value.find("; "))).at("s"), "a;b \"é\"%41");
}

TEST(Path, RefusesWhatIsUnclear) {
  EXPECT_EQ(decode_path("/a%20b/%C3%A9").value(), "/a b/é");
  EXPECT_EQ(decode_path("/a..b/...").value(), "/a..b/...");
  for (const auto* bad :
       {"", "a", "*", "/%", "/%zz", "/%00", "/%ff", "/..", "/a/../b", "/a/%2e%2e/b", "/a/..%5cb", "/%0a"})
    EXPECT_FALSE(decode_path(bad).ok()) << bad;
}

TEST(Addresses, LocalOnes) {
  for (const auto* good : {"/", "/items?a=1&b=//x", "/é"}) EXPECT_TRUE(is_local_address(good)) << good;
  for (const auto* bad : {"", "//evil", "/\\evil", "https://evil", "evil", "/a\nb", "/\xff"})
    EXPECT_FALSE(is_local_address(bad)) << bad;
}

struct ProxyCase {
  const char* peer;
  const char* forwarded;
  const char* client;
};

TEST(Proxies, RightmostUntrustedAddressIsTheClient) {
  const auto proxies = TrustedProxies::parse({"10.0.0.0/9", "192.0.2.7", "2001:db8::/33", "127.0.0.1"}).value();
  const std::vector<ProxyCase> cases{
      {"198.51.100.1", "1.1.1.1", "198.51.100.1"},  // a stranger's word counts for nothing
      {"10.1.2.3", "", "10.1.2.3"},
      {"10.1.2.3", "1.1.1.1", "1.1.1.1"},
      {"10.128.0.1", "1.1.1.1", "10.128.0.1"},  // just outside the block
      {"10.1.2.3", "6.6.6.6, 1.1.1.1, 192.0.2.7", "1.1.1.1"},
      {"10.1.2.3", "6.6.6.6, garbage, 192.0.2.7", "192.0.2.7"},
      {"10.1.2.3", "10.0.0.1, 10.0.0.2", "10.0.0.1"},
      {"2001:db8:7fff::1", "2a00::5", "2a00::5"},
      {"2001:db8:8000::1", "2a00::5", "2001:db8:8000::1"},
      {"::ffff:10.1.2.3", "1.1.1.1:4711", "1.1.1.1"},
      {"10.1.2.3", "[2a00::5]:443", "2a00::5"},
  };
  for (const auto& [peer, forwarded, client] : cases) {
    Request request{.headers = {{"x-forwarded-for", forwarded}, {"x-forwarded-proto", "http, https"}}};
    proxies.identify(*Address::parse(peer), request);
    EXPECT_EQ(request.client, client) << peer << " " << forwarded;
    EXPECT_EQ(request.secure, proxies.trusts(*Address::parse(peer)));
  }
}

TEST(Proxies, RefusesBadBlocks) {
  for (const auto* bad : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0.0/-1", "1.2.3"})
    EXPECT_EQ(TrustedProxies::parse({bad}).ok(), false) << bad;
  EXPECT_TRUE(TrustedProxies::parse({"0.0.0.0/0"}).value().trusts(*Address::parse("9.9.9.9")));
  EXPECT_FALSE(TrustedProxies::parse({"0.0.0.0/0"}).value().trusts(*Address::parse("2a00::1")));
}

TEST(Problem, IsAJsonDocument) {
  const auto response = problem(422, "Refusé", "« x » est inconnu",
                                {.code = "collection.line.unknown_kind", .field = "kind", .line = 12});
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto document = base::parse_json(response.body).value();
  EXPECT_EQ(document, (boost::json::value{{"type", "about:blank"},
                                          {"title", "Refusé"},
                                          {"status", 422},
                                          {"detail", "« x » est inconnu"},
                                          {"code", "collection.line.unknown_kind"},
                                          {"field", "kind"},
                                          {"line", 12},
                                          {"errors",
                                           {{{"field", "kind"},
                                             {"line", 12},
                                             {"code", "collection.line.unknown_kind"},
                                             {"detail", "« x » est inconnu"}}}}}));
}

TEST(Responses, DownloadKeepsItsName) {
  const auto response = Response::file("%PDF", "application/pdf", "reçu \"1\".pdf");
  EXPECT_EQ(response.headers.at(0).second,
            "attachment; filename=\"re__u _1_.pdf\"; filename*=UTF-8''re%C3%A7u%20%221%22.pdf");
}

TEST(Responses, HeadersCannotBeSplit) {
  EXPECT_EQ(safe_header("X-Name", "a\r\nSet-Cookie: b"), "a  Set-Cookie: b");
  EXPECT_EQ(safe_header("Location", "/é?a=1\r\n"), "/%C3%A9?a=1%0D%0A");
}

TEST(Compression, LeavesSmallImagesAndThoseWhoDoNotAsk) {
  const Request asks{.headers = {{"accept-encoding", "gzip"}}};
  const std::string text(5000, 'a');
  auto page = Response::html(text);
  compress(asks, page);
  EXPECT_LT(page.body.size(), 200U);
  EXPECT_EQ(testing::gunzip(page.body), text);
  auto not_asked = Response::html(text);
  compress({}, not_asked);
  EXPECT_EQ(not_asked.body, text);
  EXPECT_EQ(not_asked.headers.at(0), (std::pair<std::string, std::string>("Vary", "Accept-Encoding")));
  auto small = Response::html(std::string(1023, 'a'));
  compress(asks, small);
  EXPECT_EQ(small.body.size(), 1023U);
  auto image = Response::file(text, "image/jpeg", "a.jpg");
  compress(asks, image);
  EXPECT_EQ(image.body, text);
  auto secret = Response::html(text).with_header("Content-Encoding", "identity");
  compress(asks, secret);
  EXPECT_EQ(secret.body, text);
  EXPECT_TRUE(secret.headers.empty());
  auto tagged = Response::html(text).with_header("ETag", "\"1\"");
  compress(asks, tagged);
  EXPECT_EQ(tagged.headers.at(0).second, "W/\"1\"");
}

TEST(Compression, StreamIsTheSameBytes) {
  int left = 3000;
  std::string expected;
  auto stream = gzip_stream([&]() -> std::optional<std::string> {
    if (left-- == 0) return std::nullopt;
    expected += "<tr><td>" + std::to_string(left * 7919) + "</td></tr>\n";
    return expected.substr(expected.rfind('<', expected.size() - 12));
  });
  std::string packed;
  while (auto piece = stream()) packed += *piece;
  const auto unpacked = testing::gunzip(packed);
  EXPECT_EQ(std::count(unpacked.begin(), unpacked.end(), '\n'), 3000);
  EXPECT_LT(packed.size(), unpacked.size());
}

TEST(Assets, AreCompressedOnceAndRevalidated) {
  const auto asset = Asset::create(std::string(4000, 'b'), "text/css");
  const auto packed = serve(asset, {.headers = {{"accept-encoding", "gzip"}}}, Lifetime::for_ever);
  EXPECT_EQ(packed.shared_body, asset.gzipped);
  EXPECT_EQ(testing::gunzip(*packed.shared_body), *asset.bytes);
  EXPECT_EQ(serve(asset, {}, Lifetime::for_ever).shared_body, asset.bytes);
  const auto same = serve(asset, {.headers = {{"if-none-match", "W/\"" + asset.tag + "\""}}}, Lifetime::revalidated);
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.shared_body, nullptr);
  EXPECT_EQ(Asset::create("tiny", "text/css").gzipped, nullptr);
}

}  // namespace
}  // namespace http
