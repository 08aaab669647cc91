// Rules and deeds about stations, and the sections of a report that they sign.
#include "workshop/station.hpp"

#include <gtest/gtest.h>

#include "accounts/store.hpp"
#include "base/text.hpp"
#include "storage/testing.hpp"
#include "workshop/actions_station.hpp"
#include "workshop/report.hpp"
#include "workshop/report_for_tests.hpp"

namespace workshop {
namespace {

using sanitization::testing::perfect_record;
using testing::ReportMaker;
namespace json = boost::json;

const base::Instant now = base::from_milliseconds(1'790'000'000'000);

TEST(StationCode, IsReadAsItIsTyped) {
  std::string random(25, '\0');
  for (std::size_t i = 0; i < random.size(); ++i) random[i] = static_cast<char>(i * 11);
  const std::string code = code_text(random);
  EXPECT_EQ(code.size(), 29u);
  EXPECT_EQ(code.find_first_of("ILOU"), std::string::npos);
  EXPECT_EQ(normal_code(base::lower(code)), normal_code(code));
  EXPECT_EQ(normal_code("oil 01-l"), "011011");
  EXPECT_EQ(enrolment_text("https://boucle.example", "AB-CD"), "https://boucle.example/enrol#AB-CD");
}

TEST(Chain, ShowsWhatDoesNotHold) {
  const auto sha = [](int n) { return "s" + std::to_string(n); };
  const auto faults = [](const std::vector<Link>& links) { return check_chain(links); };
  EXPECT_FALSE(faults({}).any());
  EXPECT_FALSE(faults({{1, sha(1), ""}, {2, sha(2), sha(1)}, {3, sha(3), sha(2)}}).any());
  const auto gap = faults({{2, sha(2), sha(1)}, {5, sha(5), sha(4)}});
  EXPECT_EQ(gap.missing, (std::vector<std::int64_t>{1, 3, 4}));
  EXPECT_EQ(gap.missing_count, 3);
  EXPECT_FALSE(gap.alarming());
  const auto fork = faults({{1, sha(1), ""}, {2, sha(2), sha(1)}, {2, sha(9), sha(1)}, {3, sha(3), sha(9)}});
  EXPECT_EQ(fork.forks, (std::vector<std::int64_t>{2}));
  EXPECT_TRUE(fork.broken.empty());
  const auto broken = faults({{1, sha(1), ""}, {2, sha(2), sha(7)}});
  EXPECT_EQ(broken.broken, (std::vector<std::int64_t>{2}));
  EXPECT_TRUE(broken.alarming());
  const auto far = faults({{1'000'000, sha(1), sha(0)}});
  EXPECT_EQ(far.missing.size(), 20u);
  EXPECT_EQ(far.missing_count, 999'999);
}

TEST(SignedReport, IsReadWhole) {
  ReportMaker maker('a');
  maker.subject = "drive";
  maker.erasures = {perfect_record(sanitization::Method::overwrite)};
  maker.tests = {{"results", {{"ram", {{"outcome", "pass"}}}, {"later", {{"outcome", "fail"}}}}},
                 {"score", {{"single", 1200}, {"all", 7400}, {"version", "1"}}}};
  const auto report = parse_station_report(maker.made());
  ASSERT_TRUE(report.ok()) << report.refusal().code << " " << report.refusal().field;
  EXPECT_EQ(report->key, maker.key.public_key().multibase());
  EXPECT_EQ(report->sequence, 1);
  EXPECT_EQ(report->subject, Subject::drive);
  ASSERT_EQ(report->erasures.size(), 1u);
  EXPECT_EQ(report->erasures[0].record, maker.erasures[0]);
  EXPECT_EQ(report->tests, (std::map<std::string, equipment::TestOutcome>{{"ram", equipment::TestOutcome::pass}}));
  EXPECT_EQ(report->warnings, (std::vector<std::string>{"workshop.warning.unknown_test"}));
  EXPECT_EQ(report->score, (Score{.single = 1200, .all = 7400, .version = "1"}));
  EXPECT_EQ(json::parse(report->checklist).at("tpm_cleared"), true);
  EXPECT_EQ(json::parse(report->host).at("secure_boot"), "off");
}

TEST(SignedReport, RefusesWhatWasChangedOnTheWay) {
  ReportMaker maker('a');
  maker.erasures = {perfect_record(sanitization::Method::overwrite)};
  struct Case {
    const char* name;
    std::function<void(json::object&)> change;  ///< after the signature
    std::string code, field;
  };
  const auto whole = json::parse(maker.made()).as_object();
  const std::vector<Case> cases = {
      {"item", [](json::object& r) { r["item_number"] = "GRPC26-0001"; }, "erasure.signature.wrong", "signature"},
      {"operator", [](json::object& r) { r["operator"] = "T08"; }, "erasure.signature.wrong", "signature"},
      {"added", [](json::object& r) { r["later"] = 1; }, "erasure.signature.wrong", "signature"},
      {"chain", [](json::object& r) { r["chain"].at("sequence") = 2; }, "erasure.signature.wrong", "signature"},
      {"host removed", [](json::object& r) { r.erase("host"); }, "erasure.signature.wrong", "signature"},
      {"signature emptied", [](json::object& r) { r["signature"] = json::object(); }, "erasure.signature.bad_key",
       "signature.key"},
      {"signature short", [](json::object& r) { r["signature"].at("value") = "AAAA"; }, "erasure.signature.bad_value",
       "signature.value"},
      {"other key",
       [](json::object& r) { r["signature"].at("key") = testing::station_key('b').public_key().multibase(); },
       "erasure.signature.wrong", "signature"},
  };
  for (const auto& each : cases) {
    auto report = whole;
    each.change(report);
    const auto read = parse_station_report(json::serialize(report));
    ASSERT_FALSE(read.ok()) << each.name;
    EXPECT_EQ(read.refusal().code, each.code) << each.name;
    EXPECT_EQ(read.refusal().field, each.field) << each.name;
  }
}

TEST(SignedReport, RefusesWhatAStationWouldNotSign) {
  ReportMaker maker('a');
  maker.erasures = {perfect_record(sanitization::Method::overwrite)};
  struct Case {
    const char* name;
    std::function<void(json::object&)> change;  ///< before the signature
    std::string code, field;
  };
  const auto record_of = [](json::object& r) -> json::object& {
    return r["erasures"].as_array()[0].at("record").as_object();
  };
  const std::vector<Case> cases = {
      {"a record changed after its own signature", [&](json::object& r) { record_of(r)["confirmed_by"] = "X"; },
       "erasure.signature.wrong", "erasures[0].signature"},
      {"a record of a practice run",
       [&](json::object& r) {
         auto& erasure = r["erasures"].as_array()[0].as_object();
         erasure["record"].as_object()["practice"] = true;
         erasure["signature"] = testing::signature_of(erasure["record"].as_object(), maker.key);
       },
       "workshop.report.practice", "erasures[0].record.practice"},
      {"a record that another station signed",
       [&](json::object& r) {
         auto& erasure = r["erasures"].as_array()[0].as_object();
         erasure["signature"] = testing::signature_of(erasure["record"].as_object(), testing::station_key('b'));
       },
       "workshop.report.other_key", "erasures[0].signature.key"},
      {"a record without signature",
       [](json::object& r) { r["erasures"].as_array()[0].as_object().erase("signature"); }, "erasure.signature.missing",
       "erasures[0].signature"},
      {"no chain", [](json::object& r) { r.erase("chain"); }, "workshop.report.missing", "chain"},
      {"number nought", [](json::object& r) { r["chain"].at("sequence") = 0; }, "workshop.report.not_a_number",
       "chain.sequence"},
      {"second without first", [](json::object& r) { r["chain"].at("sequence") = 2; }, "workshop.report.not_a_hash",
       "chain.previous"},
      {"subject", [](json::object& r) { r["subject"] = "planet"; }, "workshop.report.bad_code", "subject"},
      {"erasures", [](json::object& r) { r["erasures"] = json::object(); }, "workshop.report.not_a_list", "erasures"},
      {"erasure", [](json::object& r) { r["erasures"] = json::array{1}; }, "erasure.record.missing",
       "erasures[0].record"},
      {"secure boot", [](json::object& r) { r["host"].at("secure_boot") = "maybe"; }, "workshop.report.bad_code",
       "host.secure_boot"},
      {"host text", [](json::object& r) { r["host"].at("maker") = 4; }, "workshop.report.not_a_text", "host.maker"},
      {"checklist", [](json::object& r) { r["checklist"].at("tpm_cleared") = "yes"; }, "workshop.report.not_yes_or_no",
       "checklist.tpm_cleared"},
      {"outcome", [](json::object& r) { r["tests"] = {{"results", {{"ram", {{"outcome", "good"}}}}}}; },
       "workshop.report.bad_code", "tests.results.ram.outcome"},
      {"score", [](json::object& r) { r["tests"] = {{"score", {{"single", -1}}}}; }, "workshop.report.not_a_number",
       "tests.score.single"},
  };
  for (const auto& each : cases) {
    auto report = maker.unsigned_object();
    each.change(report);
    const auto read = parse_station_report(maker.sign(report));
    ASSERT_FALSE(read.ok()) << each.name;
    EXPECT_EQ(read.refusal().code, each.code) << each.name;
    EXPECT_EQ(read.refusal().field, each.field) << each.name;
  }
}

TEST(SignedReport, WithoutItsSignatureItIsAnInventory) {
  ReportMaker maker('a');
  maker.erasures = {perfect_record(sanitization::Method::overwrite)};
  const auto report = parse_station_report(json::serialize(maker.unsigned_object()));
  ASSERT_TRUE(report.ok()) << report.refusal().code;
  EXPECT_TRUE(report->key.empty());
  EXPECT_TRUE(report->erasures.empty());
  EXPECT_EQ(report->warnings, (std::vector<std::string>{"workshop.report.erasures_not_signed"}));
}

TEST(SignedReport, AMemberTwiceIsRefused) {
  ReportMaker maker('a');
  std::string bytes = maker.made();
  bytes.insert(1, R"("operator":"T01",)");
  EXPECT_EQ(parse_station_report(bytes).refusal().code, "proof.json.duplicate_key");
}

class Stations : public ::testing::Test {
 protected:
  void SetUp() override {
    db->write([&](storage::Session& session) {
      accounts::insert_organisation(session, {.id = ours, .code = "ATV", .name = "Atelier"}, now);
      accounts::insert_organisation(session, {.id = theirs, .code = "AUT", .name = "Autre"}, now);
    });
  }
  std::string code(std::int64_t uses, std::int64_t days = 7) {
    return db
        ->write([&](storage::Session& session) { return make_code(session, ours, "Banc", uses, days, "A01", now); })
        ->text;
  }
  base::Result<Enrolled> join(char seed, const std::string& code, base::Instant when = now,
                              const std::string& name = "") {
    const auto key = testing::station_key(seed);
    const EnrolmentRequest request{.code = code,
                                   .name = name,
                                   .key = key.public_key().multibase(),
                                   .signature = base::to_base64(key.sign("boucle-station-enrol-v1 " + code)),
                                   .client = "192.0.2.1"};
    return db->write([&](storage::Session& session) { return enrol_station(session, keys, request, when); });
  }
  bool token_lives(const std::string& token) {
    return db->read([&](storage::Session& session) { return accounts::find_token(session, token).has_value(); });
  }
  base::Result<Station> revoke(const StationId& id, const equipment::OrganisationId& organisation) {
    accounts::Caller who;
    who.organisation = organisation;
    who.operator_code = "A01";
    return db->write([&](storage::Session& session) {
      return revoke_station(session, {.who = who, .organisation = organisation, .client = "", .now = now}, id);
    });
  }

  std::unique_ptr<storage::Database> db = storage::test_database();
  accounts::Keys keys{proof::Secret::from_bytes(std::string(32, 'k')).value()};
  accounts::OrganisationId ours = accounts::OrganisationId::create(now), theirs = accounts::OrganisationId::create(now);
};

TEST_F(Stations, JoinWithACodeAsOftenAsItSays) {
  const auto typed = code(2);
  const auto first = join('a', typed);
  ASSERT_TRUE(first.ok()) << first.refusal().code;
  EXPECT_EQ(first->station.name, "Banc 1");
  EXPECT_EQ(first->organisation, "Atelier");
  EXPECT_TRUE(first->trust.starts_with("boucle-public-key-v1 ATV/"));
  EXPECT_TRUE(token_lives(first->token));
  // The same code as a person types it, without dashes.
  std::string plain = base::lower(typed);
  std::erase(plain, '-');
  const auto second = join('b', plain, now, "Poste du fond");
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->station.name, "Poste du fond");
  EXPECT_EQ(join('c', typed).refusal().code, "workshop.station.code.forbidden");
}

TEST_F(Stations, TheSameKeyAgainIsTheSameStationWithAnotherToken) {
  const auto typed = code(1);
  const auto first = join('a', typed);
  const auto again = join('a', typed);
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_TRUE(again->again);
  EXPECT_EQ(again->station.id, first->station.id);
  EXPECT_FALSE(token_lives(first->token));
  EXPECT_TRUE(token_lives(again->token));
  EXPECT_EQ(db->read([&](storage::Session& session) { return list_stations(session, ours).size(); }), 1u);
}

TEST_F(Stations, AWrongExpiredOrWithdrawnCodeOpensNothing) {
  const auto typed = code(5, 1);
  EXPECT_EQ(join('a', "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA").refusal().code, "workshop.station.code.forbidden");
  EXPECT_EQ(join('a', typed, now + std::chrono::days(1)).refusal().code, "workshop.station.code.forbidden");
  const auto open = db->read([&](storage::Session& session) { return open_codes(session, ours, now); });
  ASSERT_EQ(open.size(), 1u);
  accounts::Caller who;
  who.organisation = ours;
  const auto withdraw = [&](const accounts::OrganisationId& organisation) {
    return db->write([&](storage::Session& session) {
      return withdraw_code(session, {.who = who, .organisation = organisation, .client = "", .now = now}, open[0].id);
    });
  };
  EXPECT_EQ(withdraw(theirs).refusal().code, "workshop.station_code.unknown");
  EXPECT_TRUE(withdraw(ours).ok());
  EXPECT_EQ(join('a', typed).refusal().code, "workshop.station.code.forbidden");
}

TEST_F(Stations, WhoDoesNotHoldTheKeyDoesNotJoin) {
  const auto typed = code(5);
  const auto mine = testing::station_key('a'), other = testing::station_key('b');
  const auto ask = [&](const std::string& key, const std::string& signature) {
    const EnrolmentRequest request{.code = typed, .name = "", .key = key, .signature = signature, .client = ""};
    return db->write([&](storage::Session& session) { return enrol_station(session, keys, request, now); })
        .refusal()
        .code;
  };
  const auto proof = base::to_base64(mine.sign("boucle-station-enrol-v1 " + typed));
  EXPECT_EQ(ask(other.public_key().multibase(), proof), "workshop.station.bad_proof");
  EXPECT_EQ(ask(mine.public_key().multibase(), base::to_base64(mine.sign(typed))), "workshop.station.bad_proof");
  EXPECT_EQ(ask(mine.public_key().multibase(), "%%"), "workshop.station.bad_proof");
  EXPECT_EQ(ask("z6MkNope", proof), "workshop.station.bad_key");
}

TEST_F(Stations, ARevokedOneIsOutForGood) {
  const auto joined = join('a', code(1));
  EXPECT_EQ(revoke(joined->station.id, theirs).refusal().code, "workshop.station.unknown");
  EXPECT_TRUE(revoke(joined->station.id, ours).ok());
  EXPECT_TRUE(revoke(joined->station.id, ours).ok());
  EXPECT_FALSE(token_lives(joined->token));
  EXPECT_EQ(join('a', code(1)).refusal().code, "workshop.station.revoked.forbidden");
}

TEST_F(Stations, CodesAreChecked) {
  const auto make = [&](const std::string& name, std::int64_t uses, std::int64_t days) {
    return db->write([&](storage::Session& session) { return make_code(session, ours, name, uses, days, "A01", now); })
        .refusal()
        .field;
  };
  EXPECT_EQ(make("", 1, 1), "name");
  EXPECT_EQ(make("x", 0, 1), "uses");
  EXPECT_EQ(make("x", 51, 1), "uses");
  EXPECT_EQ(make("x", 1, 0), "days");
  EXPECT_EQ(make("x", 1, 91), "days");
}

}  // namespace
}  // namespace workshop
