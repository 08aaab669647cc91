#include "station/state.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"
#include "station/bench_test.hpp"
#include "station/enrolment.hpp"
#include "station/server_double_test.hpp"

namespace station {
namespace {

struct Bench {
  Bench()
      : state(*State::open(folder.path() / "state")),
        spool(*Spool::open(folder.path() / "spool", Spool::Missing::create)) {}
  base::Outcome add(int number) {
    const auto id = ReportId::numbered(base::Instant(std::chrono::seconds(1'800'000'000 + number)), 3,
                                       static_cast<std::uint64_t>(number));
    return state.add_report(spool, id, [&](const Chain& chain) -> base::Result<base::Bytes> {
      return "report " + std::to_string(chain.sequence) + " after " + chain.previous;
    });
  }
  std::vector<std::string> kept() const {
    std::vector<std::string> all;
    const auto waiting = spool.waiting();
    for (const auto& each : *waiting) all.push_back(*spool.read(each.id));
    return all;
  }

  Folder folder;
  State state;
  Spool spool;
};

TEST(State, TheKeyIsMadeOnceAndStays) {
  const Folder folder;
  const auto first = State::open(folder.path() / "a");
  const auto again = State::open(folder.path() / "a");
  const auto other = State::open(folder.path() / "b");
  EXPECT_EQ(first->key().public_key(), again->key().public_key());
  EXPECT_NE(first->key().public_key(), other->key().public_key());
  EXPECT_EQ(fs::status(folder.path() / "a/key").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  folder.write("c/key", "not a key\n");
  EXPECT_EQ(State::open(folder.path() / "c").refusal().code, "proof.key.not_a_master_key") << "never overwritten";
  folder.write("d", "a file");
  EXPECT_EQ(State::open(folder.path() / "d").refusal().code, "station.state.unusable");
}

TEST(State, EachReportNamesTheOneBefore) {
  Bench bench;
  for (const int number : {1, 2, 3}) ASSERT_TRUE(bench.add(number).ok());
  const auto kept = bench.kept();
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0], "report 1 after ");
  EXPECT_EQ(kept[1], "report 2 after " + base::to_hex(base::sha256(kept[0])));
  EXPECT_EQ(kept[2], "report 3 after " + base::to_hex(base::sha256(kept[1])));
}

TEST(State, AReportCutBetweenChainAndSpoolGoesOnToTheSpool) {
  Bench bench;
  ASSERT_TRUE(bench.add(1).ok());
  // The power goes after the chain was written and before the report reached the spool: it is back in pending/.
  const auto first = bench.spool.waiting()->at(0).id;
  const auto bytes = bench.kept()[0];
  ASSERT_TRUE(bench.spool.clear(first).ok());
  bench.folder.write("state/pending/" + first.text() + ".json", bytes);
  // And one that the chain never went through: nobody was told of it.
  bench.folder.write("state/pending/019aa000-0000-7000-8000-000000000009.json", "never told");
  ASSERT_TRUE(bench.add(2).ok());
  const auto kept = bench.kept();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0], bytes);
  EXPECT_EQ(kept[1], "report 2 after " + base::to_hex(base::sha256(bytes)));
  EXPECT_TRUE(fs::is_empty(bench.folder.path() / "state/pending"));
}

TEST(State, AReportThatCannotBeReadNowIsNotThrownAway) {
  Bench bench;
  ASSERT_TRUE(bench.add(1).ok());
  const auto first = bench.spool.waiting()->at(0).id;
  const auto bytes = bench.kept()[0];
  ASSERT_TRUE(bench.spool.clear(first).ok());
  // Cut before it reached the spool, as above; and the disk does not give it now.
  const std::string name = "state/pending/" + first.text() + ".json";
  fs::create_directory(bench.folder.path() / name);
  EXPECT_EQ(bench.add(2).refusal().code, "station.file.unreadable");
  EXPECT_TRUE(fs::exists(bench.folder.path() / name));
  fs::remove(bench.folder.path() / name);
  bench.folder.write(name, bytes);  // the disk gives it again
  ASSERT_TRUE(bench.add(3).ok());
  const auto kept = bench.kept();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0], bytes);
  EXPECT_EQ(kept[1], "report 2 after " + base::to_hex(base::sha256(bytes)));
}

TEST(State, ADamagedChainIsNeverStartedAnew) {
  Bench bench;
  ASSERT_TRUE(bench.add(1).ok());
  bench.folder.write("state/chain.json", "{\"sequence\":");
  EXPECT_EQ(bench.add(2).refusal().code, "station.state.damaged");
}

TEST(Enrolment, IsReadFromAScanOrTyped) {
  const Invitation expected{.url = "https://boucle.exemple.fr", .code = "AB12-CD34"};
  EXPECT_EQ(*read_invitation(" https://boucle.exemple.fr/enrol#AB12-CD34\n", ""), expected);
  EXPECT_EQ(*read_invitation("https://boucle.exemple.fr/", "AB12-CD34"), expected);
  EXPECT_EQ(read_invitation("https://boucle.exemple.fr/enrol#", "").refusal().code, "station.enrol.bad_text");
  EXPECT_EQ(read_invitation("https://boucle.exemple.fr", "").refusal().code, "station.enrol.bad_text");
  EXPECT_EQ(read_invitation("boucle", "AB12-CD34").refusal().code, "station.server.bad_url");
}

TEST(Enrolment, ProvesTheKeyAndKeepsTheToken) {
  Bench bench;
  ServerDouble server(
      Answers{{.status = 201, .body = R"({"token":"t0","name":"Établi 2","organisation":"Vallon","trust":"k"})"}});
  server.start();
  const auto done = enrol(bench.state, {.url = server.url(), .code = "AB12-CD34"}, "banc", "fr");
  ASSERT_TRUE(done.ok()) << done.refusal().code;
  EXPECT_EQ(
      *bench.state.enrolment(),
      (Enrolment{.url = server.url(), .token = "t0", .name = "Établi 2", .organisation = "Vallon", .trust = "k"}));
  const auto request = server.requests().at(0);
  EXPECT_TRUE(request.head.starts_with("POST /api/v1/stations/enrol ")) << request.head;
  EXPECT_EQ(request.head.find("Authorization"), std::string::npos);
  const auto body = base::parse_json(request.body)->as_object();
  const auto key = proof::PublicKey::parse(std::string(body.at("key").as_string()));
  EXPECT_TRUE(key->verify("boucle-station-enrol-v1 AB12-CD34",
                          *base::from_base64(std::string(body.at("signature").as_string()))));
}

TEST(Enrolment, SaysWhyNot) {
  Bench bench;
  const auto refused_by = [&](const PlannedAnswer& answer) {
    ServerDouble server(Answers{answer});
    server.start();
    return enrol(bench.state, {.url = server.url(), .code = "AB12-CD34"}, "banc", "fr").refusal();
  };
  EXPECT_EQ(refused_by({.status = 403, .body = R"({"detail":"Ce code a expiré."})"}).arguments.at("sentence"),
            "Ce code a expiré.");
  EXPECT_EQ(refused_by({.status = 201, .body = "<html>"}).code, "station.enrol.not_boucle");
  EXPECT_EQ(refused_by({.status = 201, .body = "{}"}).code, "station.enrol.not_boucle");
  EXPECT_EQ(refused_by({.status = -1}).code, "station.enrol.no_answer");
  EXPECT_FALSE(bench.state.enrolment()->has_value());
}

}  // namespace
}  // namespace station
