#include "station/delivery.hpp"

#include "station/bench_test.hpp"
#include "station/server_double_test.hpp"

namespace station {
namespace {

using std::chrono::milliseconds;

ReportId id_number(std::uint64_t number) {
  return ReportId::numbered(*base::parse_rfc3339("2026-11-21T21:30:10Z") + std::chrono::seconds(number), 7, number);
}

std::string report_of(const ReportId& id) {
  return R"({"schema":"boucle.station-report.v1","id":")" + id.text() + R"("})";
}

/// A spool with `count` reports and a server that answers so.
struct Workshop {
  Workshop(std::uint64_t count, Answers answers)
      : spool(*Spool::open(folder.path(), Spool::Missing::create)), server(std::move(answers)) {
    for (std::uint64_t number = 0; number < count; ++number)
      EXPECT_TRUE(spool.add(id_number(number), report_of(id_number(number))).ok());
    server.start();
  }
  std::vector<Delivery> deliver_all(int attempts = 3) {
    const Patience patience{.attempts = attempts, .first_delay = milliseconds(5), .longest_delay = milliseconds(20)};
    const auto to = make_server(server.url() + "/", " secret-token\n", "fr");
    EXPECT_TRUE(to.ok());
    return deliver(spool, *to, patience, [this](const std::string&, milliseconds delay) { delays.push_back(delay); })
        .value_or({});
  }
  std::size_t waiting() const { return spool.waiting()->size(); }

  Folder folder;
  Spool spool;
  ServerDouble server;
  std::vector<milliseconds> delays;
};

TEST(Delivery, SendsTheExactBytesWithTheToken) {
  Workshop workshop(1, {{.status = 201}});
  const auto deliveries = workshop.deliver_all();
  ASSERT_EQ(deliveries.size(), 1U);
  EXPECT_EQ(deliveries[0].fate, Fate::accepted);
  EXPECT_EQ(workshop.waiting(), 0U);
  const auto requests = workshop.server.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].body, report_of(id_number(0)));
  EXPECT_TRUE(requests[0].head.starts_with("POST /api/v1/station-reports HTTP/1.1\r\n")) << requests[0].head;
  for (const char* line :
       {"\r\nAuthorization: Bearer secret-token", "\r\nContent-Type: application/json", "\r\nAccept-Language: fr"}) {
    EXPECT_NE(requests[0].head.find(line), std::string::npos) << requests[0].head;
  }
}

TEST(Delivery, TwoHundredMeansTheServerHadItAlready) {
  Workshop workshop(2, {{.status = 200}});
  EXPECT_EQ(workshop.deliver_all().size(), 2U);
  EXPECT_EQ(workshop.waiting(), 0U);
}

TEST(Delivery, RefusalsAreKeptWithTheServersSentence) {
  for (const int status : {409, 422, 400, 413}) {
    Workshop workshop(
        2, {{.status = status, .body = R"({"title":"Refusé","detail":"Ce rapport porte un numéro déjà pris."})"},
            {.status = 201}});
    const auto deliveries = workshop.deliver_all();
    ASSERT_EQ(deliveries.size(), 2U) << "the next report is sent all the same";
    EXPECT_EQ(deliveries[0].fate, Fate::refused);
    EXPECT_EQ(deliveries[1].fate, Fate::accepted);
    EXPECT_EQ(workshop.waiting(), 0U);
    const auto refused = workshop.spool.refused();
    ASSERT_EQ(refused->size(), 1U);
    EXPECT_EQ(refused->at(0).refusal.status, status);
    EXPECT_EQ(refused->at(0).refusal.sentence, "Ce rapport porte un numéro déjà pris.");
    EXPECT_EQ(workshop.server.requests().size(), 2U) << "no second try";
  }
}

TEST(Delivery, AFailingServerIsAskedAgainWithTheSameBytes) {
  Workshop workshop(1, {{.status = 500, .body = "oops"}, {.status = -1}, {.status = 201}});
  const auto deliveries = workshop.deliver_all();
  ASSERT_EQ(deliveries.size(), 1U);
  EXPECT_EQ(deliveries[0].fate, Fate::accepted);
  const auto requests = workshop.server.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].body, requests[2].body);
  EXPECT_EQ(workshop.delays, (std::vector{milliseconds(5), milliseconds(10)})) << "growing";
}

TEST(Delivery, OneReportAtWhichTheServerFailsDoesNotHoldUpTheOthers) {
  Workshop workshop(2, {{.status = 500}, {.status = 503}, {.status = 500}, {.status = 201}});
  const auto deliveries = workshop.deliver_all();
  ASSERT_EQ(deliveries.size(), 2U);
  EXPECT_EQ(deliveries[0].fate, Fate::postponed);
  EXPECT_EQ(deliveries[1].fate, Fate::accepted);
  EXPECT_EQ(workshop.waiting(), 1U);
}

TEST(Delivery, WithoutAnswerEverythingWaits) {
  Workshop workshop(3, {{.status = -1}});
  const auto deliveries = workshop.deliver_all();
  ASSERT_EQ(deliveries.size(), 1U) << "the next ones would fare alike";
  EXPECT_EQ(deliveries[0].fate, Fate::postponed);
  EXPECT_FALSE(deliveries[0].sentence.empty());
  EXPECT_EQ(workshop.waiting(), 3U);
  EXPECT_EQ(workshop.server.requests().size(), 3U);
}

TEST(Delivery, AClosedPortIsOffline) {
  Workshop workshop(1, {{.status = 201}});
  const auto nowhere = make_server("http://127.0.0.1:1", "token", "fr");
  const auto deliveries = deliver(workshop.spool, *nowhere, {.attempts = 1}, [](const std::string&, milliseconds) {});
  ASSERT_TRUE(deliveries.ok());
  EXPECT_EQ(deliveries->at(0).fate, Fate::postponed);
  EXPECT_EQ(workshop.waiting(), 1U);
}

TEST(Delivery, AWrongTokenOrAddressKeepsEverything) {
  for (const PlannedAnswer& answer :
       {PlannedAnswer{.status = 401}, PlannedAnswer{.status = 403}, PlannedAnswer{.status = 404},
        PlannedAnswer{.status = 302, .headers = "Location: http://127.0.0.1:1/\r\n"},
        PlannedAnswer{.status = 200, .body = "<html>Bienvenue sur le Wi-Fi</html>"},
        PlannedAnswer{.status = 204, .body = ""}}) {
    Workshop workshop(2, {answer});
    const auto deliveries = workshop.deliver_all();
    ASSERT_EQ(deliveries.size(), 1U) << answer.status;
    EXPECT_EQ(deliveries[0].fate, Fate::not_admitted) << answer.status;
    EXPECT_EQ(workshop.waiting(), 2U) << answer.status;
    EXPECT_EQ(workshop.server.requests().size(), 1U) << answer.status;
  }
}

TEST(Delivery, SentencesForPeople) {
  EXPECT_EQ(sentence_of({.status = 0, .failure = "Connection refused"}), "Connection refused");
  EXPECT_EQ(sentence_of({.status = 500, .body = "line one\nline\x01 two \xFF"}), "line one line two ÿ");
  EXPECT_EQ(sentence_of({.status = 422, .body = R"({"title":"Demande illisible"})"}), "Demande illisible");
  EXPECT_EQ(
      sentence_of({.status = 422,
                   .body = R"({"title":"T","detail":"Il manque des champs.","errors":[{"detail":"Donnez le poste."},
    {"detail":"Il manque des champs."},7]})"}),
      "Il manque des champs. Donnez le poste.");
  EXPECT_LE(sentence_of({.status = 500, .body = std::string(5000, 'x')}).size(), 500U);
}

TEST(Delivery, DelaysGrowUpToTheirLimit) {
  const Patience patience{
      .attempts = 9, .first_delay = std::chrono::seconds(1), .longest_delay = std::chrono::seconds(60)};
  const long expected[] = {1, 2, 4, 8, 16, 32, 60, 60};
  for (int attempt = 1; attempt <= 8; ++attempt)
    EXPECT_EQ(delay_after(attempt, {}, patience), std::chrono::seconds(expected[attempt - 1]));
  EXPECT_EQ(delay_after(1, {.status = 429, .retry_after = std::chrono::seconds(7)}, patience), std::chrono::seconds(7));
  EXPECT_EQ(delay_after(1, {.status = 429, .retry_after = std::chrono::seconds(999'999'999'999)}, patience),
            std::chrono::seconds(60));
  EXPECT_EQ(delay_after(1000, {}, patience), std::chrono::seconds(60));
}

TEST(Server, TakesAnAddressAndATokenOrSaysWhatIsWrong) {
  EXPECT_EQ(make_server("https://boucle.exemple.fr", "abc\n", "fr")->url,
            "https://boucle.exemple.fr/api/v1/station-reports");
  EXPECT_EQ(make_server("http://10.0.0.2:8080/boucle/", "abc", "en")->url,
            "http://10.0.0.2:8080/boucle/api/v1/station-reports");
  for (const char* bad : {"", "boucle.exemple.fr", "ftp://x", "file:///etc/passwd", "https://moi:secret@x",
                          "https://x/?a=b", "https://x/#y", "https://", "http://a b"}) {
    const auto server = make_server(bad, "abc", "fr");
    ASSERT_FALSE(server.ok()) << bad;
    EXPECT_EQ(server.refusal().code, "station.server.bad_url");
  }
  for (const std::string& bad :
       {std::string(" \n"), std::string("two words"), std::string("a\r\nX-Evil: 1"), std::string(5000, 'x')}) {
    EXPECT_EQ(make_server("https://x", bad, "fr").refusal().code, "station.server.bad_token") << bad;
  }
}

}  // namespace
}  // namespace station
