#include "station/commands.hpp"

#include <sys/wait.h>

#include <boost/json.hpp>
#include <csignal>
#include <sstream>
#include <thread>

#include "base/json.hpp"
#include "station/bench_test.hpp"
#include "station/server_double_test.hpp"

namespace station {
namespace {

using std::chrono::milliseconds;

const i18n::Translators& translators() {
  static const i18n::Translators all;
  return all;
}

/// A bench with a folder of outputs, a token and what the commands print.
struct Bench {
  Bench() {
    folder.write("from/lshw", lshw_output);
    folder.write("from/smart", smartctl_output("SSD0001A"));
    token = folder.write("token", "secret\n").string();
  }
  Surroundings around() {
    return {.out = out,
            .err = err,
            .tr = translators()[i18n::Language::french],
            .machine = fake.machine(),
            .patience = {.attempts = 2, .first_delay = milliseconds(5), .longest_delay = milliseconds(5)}};
  }
  ReportOptions options(const std::string& url) const {
    return {.from = (folder.path() / "from").string(),
            .server = {.url = url, .token_file = token},
            .state = state_path(),
            .spool = spool_path(),
            .output = {},
            .station = "Établi 2",
            .operator_code = "t07",
            .item_number = "PC260017"};
  }
  std::string state_path() const { return (folder.path() / "state").string(); }
  Places places() const { return {.state = state_path(), .spool = spool_path()}; }
  std::string spool_path() const { return (folder.path() / "spool").string(); }
  std::size_t waiting() const { return Spool::open(spool_path(), Spool::Missing::refuse)->waiting()->size(); }

  Folder folder;
  FakeMachine fake;
  std::string token;
  std::ostringstream out, err;
};

TEST(Commands, ReportIsKeptThenSent) {
  Bench bench;
  ServerDouble server(Answers{{.status = 201}});
  server.start();
  EXPECT_EQ(report(bench.options(server.url()), bench.around()), ExitStatus::done) << bench.err.str();
  EXPECT_EQ(bench.waiting(), 0U);
  const auto sent = base::parse_json(server.requests().at(0).body);
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(sent->at("schema").as_string(), "boucle.station-report.v1");
  EXPECT_EQ(sent->at("station").as_string(), "Établi 2");
  EXPECT_EQ(sent->at("operator").as_string(), "T07");
  EXPECT_EQ(sent->at("raw").at("lshw").as_string(), std::string_view(lshw_output)) << "word for word";
  EXPECT_FALSE(sent->as_object().contains("host")) << "outputs of a folder are of another machine";
  EXPECT_TRUE(base::parse_rfc3339(std::string_view(sent->at("occurred_at").as_string())).ok());
  EXPECT_NE(bench.err.str().find("Reçu par le serveur"), std::string::npos) << bench.err.str();
}

TEST(Commands, OfflineIsNormalAndSendingLaterEmptiesTheSpool) {
  Bench bench;
  ASSERT_EQ(report(bench.options("http://127.0.0.1:1"), bench.around()), ExitStatus::waiting);
  ASSERT_EQ(report(bench.options(""), bench.around()), ExitStatus::done) << "no server asked for";
  EXPECT_EQ(bench.waiting(), 2U);
  EXPECT_EQ(status(bench.places(), bench.around()), ExitStatus::waiting);
  EXPECT_NE(bench.out.str().find("2 rapports attendent"), std::string::npos) << bench.out.str();

  ServerDouble server(Answers{{.status = 201}, {.status = 200}});
  server.start();
  EXPECT_EQ(send(bench.places(), {.url = server.url(), .token_file = bench.token}, bench.around()), ExitStatus::done);
  EXPECT_EQ(bench.waiting(), 0U);
  EXPECT_EQ(send(bench.places(), {.url = server.url(), .token_file = bench.token}, bench.around()), ExitStatus::done);
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_EQ(status(bench.places(), bench.around()), ExitStatus::done);
}

TEST(Commands, EachOutcomeHasItsExitStatus) {
  const std::pair<PlannedAnswer, int> cases[] = {
      {{.status = 200}, ExitStatus::done},         {{.status = 409}, ExitStatus::refused},
      {{.status = 422}, ExitStatus::refused},      {{.status = 401}, ExitStatus::not_admitted},
      {{.status = 404}, ExitStatus::not_admitted}, {{.status = 500}, ExitStatus::waiting},
      {{.status = -1}, ExitStatus::waiting},
  };
  for (const auto& [answer, expected] : cases) {
    Bench bench;
    ServerDouble server(Answers{answer});
    server.start();
    EXPECT_EQ(report(bench.options(server.url()), bench.around()), expected) << answer.status;
  }
}

TEST(Commands, ARefusedReportIsShownUntilSomebodySeesToIt) {
  Bench bench;
  ServerDouble server(Answers{{.status = 409, .body = R"({"detail":"Ce numéro porte déjà un autre rapport."})"}});
  server.start();
  ASSERT_EQ(report(bench.options(server.url()), bench.around()), ExitStatus::refused);
  EXPECT_NE(bench.err.str().find("409 – Ce numéro porte déjà un autre rapport."), std::string::npos) << bench.err.str();
  EXPECT_EQ(status(bench.places(), bench.around()), ExitStatus::refused);
  EXPECT_NE(bench.out.str().find("Ce numéro porte déjà un autre rapport."), std::string::npos) << bench.out.str();
}

TEST(Commands, WrongWordsAreToldBeforeAnythingIsRead) {
  const std::function<void(ReportOptions&)> mistakes[] = {
      [](ReportOptions& options) { options.operator_code = "Marie Dupont"; },
      [](ReportOptions& options) { options.item_number = std::string(61, '1'); },
      [](ReportOptions& options) { options.server.url = "boucle"; },
      [](ReportOptions& options) { options.server.token_file = "/no/such/file"; },
  };
  for (const auto& mistake : mistakes) {
    Bench bench;
    auto options = bench.options("http://127.0.0.1:1");
    mistake(options);
    EXPECT_EQ(report(options, bench.around()), ExitStatus::misused);
    EXPECT_FALSE(fs::exists(bench.spool_path()));
    EXPECT_NE(bench.err.str(), "");
  }
}

TEST(Commands, NothingReadIsNoReport) {
  Bench bench;
  auto options = bench.options("");
  options.from.clear();  // the fake machine has no tool at all
  EXPECT_EQ(report(options, bench.around()), ExitStatus::failed);
  EXPECT_FALSE(fs::exists(bench.spool_path()));
  EXPECT_NE(bench.err.str().find("sudo apt install smartmontools"), std::string::npos) << bench.err.str();
}

TEST(Commands, ACopyForAStickNeedsNoSpool) {
  Bench bench;
  auto options = bench.options("");
  options.spool.clear();
  options.output = (bench.folder.path() / "copy.json").string();
  EXPECT_EQ(report(options, bench.around()), ExitStatus::done) << bench.err.str();
  EXPECT_TRUE(base::parse_json(content_of(options.output)).ok());
  options.output = "-";
  EXPECT_EQ(report(options, bench.around()), ExitStatus::done);
  EXPECT_TRUE(base::parse_json(bench.out.str()).ok());
}

TEST(Commands, InventoryPrintsATableOrJson) {
  Bench bench;
  EXPECT_EQ(inventory({.from = (bench.folder.path() / "from").string()}, bench.around()), ExitStatus::done);
  const std::string table = bench.out.str();
  for (const char* text : {"MACHINE", "Atelier Vallon 14", "VAL0042X", "8 Go",
                           "SSD · 256 Go · Essai SSD 256 · n° SSD0001A", "BATTERIE            inconnu"}) {
    EXPECT_NE(table.find(text), std::string::npos) << text << '\n' << table;
  }
  bench.out.str("");
  EXPECT_EQ(inventory({.from = (bench.folder.path() / "from").string(), .json = true}, bench.around()),
            ExitStatus::done);
  const auto json = base::parse_json(bench.out.str());
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(json->at("serials").at("system").as_string(), "VAL0042X");
  EXPECT_TRUE(json->at("screen_inches").is_null());
  EXPECT_EQ(inventory({}, bench.around()), ExitStatus::failed) << "nothing could be read";
}

TEST(Commands, AReportSurvivesKillWhileItIsBeingSent) {
  Bench bench;
  (void)translators();
  ServerDouble silent(Answers{{.status = 0}});
  const pid_t child = ::fork();
  if (child == 0) ::_exit(report(bench.options(silent.url()), bench.around()));
  silent.start();
  for (int i = 0; i < 500 && silent.requests().empty(); ++i) std::this_thread::sleep_for(milliseconds(20));
  ::kill(child, SIGKILL);
  int ended = 0;
  ::waitpid(child, &ended, 0);
  ASSERT_TRUE(WIFSIGNALED(ended)) << "it was waiting for the answer";
  ASSERT_EQ(silent.requests().size(), 1U);

  const auto spool = Spool::open(bench.spool_path(), Spool::Missing::refuse);
  ASSERT_EQ(spool->waiting()->size(), 1U);
  EXPECT_EQ(*spool->read(spool->waiting()->at(0).id), silent.requests()[0].body);
  ServerDouble server(Answers{{.status = 200}});
  server.start();
  EXPECT_EQ(send(bench.places(), {.url = server.url(), .token_file = bench.token}, bench.around()), ExitStatus::done);
  EXPECT_EQ(server.requests().at(0).body, silent.requests()[0].body) << "same id, same bytes: it counts once";
}

}  // namespace
}  // namespace station
