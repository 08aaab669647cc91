#include "erasure/guided.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "accounts/store.hpp"
#include "erasure/actions_guided.hpp"
#include "storage/testing.hpp"

namespace erasure {
namespace {

using equipment::Item;
using equipment::Kind;
using equipment::Level;
using equipment::Verdict;

const base::Instant now = base::from_milliseconds(1'790'000'000'000);
const char* const good_imei = "490154203237518";  // 3GPP's own example

TEST(Imei, IsCheckedByItsLastDigit) {
  EXPECT_TRUE(is_imei(good_imei));
  EXPECT_FALSE(is_imei("490154203237517"));
  EXPECT_FALSE(is_imei("490154203237581"));  // two digits the wrong way round
  EXPECT_FALSE(is_imei("49015420323751"));
  EXPECT_FALSE(is_imei("49015420323751a"));
  EXPECT_FALSE(is_imei("000000000000000"));
  EXPECT_FALSE(is_imei(""));
}

TEST(GuidedNote, IsWhatTheStepAsks) {
  struct Case {
    NoteKind kind;
    Kind item;
    std::string serial, note, kept, code;
  };
  const std::vector<Case> cases = {
      {NoteKind::none, Kind::smartphone, "", "chatter", "", ""},
      {NoteKind::identity, Kind::smartphone, "", "49-015420-323751-8", good_imei, ""},
      {NoteKind::identity, Kind::smartphone, "", "490154203237517", "", "erasure.guided.bad_imei"},
      {NoteKind::identity, Kind::smartphone, "", "R52N80ABCDE", "", "erasure.guided.imei_needed"},
      {NoteKind::identity, Kind::smartphone, "", "", "", "erasure.guided.imei_needed"},
      {NoteKind::identity, Kind::smartphone, "356938035643809", good_imei, "", "erasure.guided.other_device"},
      {NoteKind::identity, Kind::smartphone, "SN-17", good_imei, good_imei, ""},
      {NoteKind::identity, Kind::tablet, "", "r52n80abcde", "R52N80ABCDE", ""},
      {NoteKind::identity, Kind::tablet, "", "123", "", "erasure.guided.note_needed"},
      {NoteKind::text, Kind::multifunction, "", " HDD Erase, 3 passes ", "HDD Erase, 3 passes", ""},
      {NoteKind::text, Kind::multifunction, "", " ", "", "erasure.guided.note_needed"},
      {NoteKind::text, Kind::multifunction, "", std::string(201, 'x'), "", "erasure.guided.note_too_long"},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Item item;
    item.kind = cases[i].item;
    item.serial = cases[i].serial;
    const auto kept = check_note(cases[i].kind, cases[i].note, item);
    EXPECT_EQ(kept.ok() ? "" : kept.refusal().code, cases[i].code) << i;
    if (kept.ok()) { EXPECT_EQ(*kept, cases[i].kept) << i; }
  }
}

TEST(GuidedLevel, IsWhatThePolicyTrustsAndNeverMore) {
  sanitization::Policy policy{.id = "own", .required = {{sanitization::Medium::unknown, Level::clear}}};
  EXPECT_EQ(reached(Procedure::ios, policy).level, Level::clear);
  EXPECT_TRUE(check_policy(Procedure::ios, policy).ok());
  policy.required[sanitization::Medium::emmc] = Level::purge;
  EXPECT_EQ(check_policy(Procedure::ios, policy).refusal().code, "erasure.guided.level_impossible");
  policy.trust_crypto_erase = true;
  EXPECT_TRUE(check_policy(Procedure::ios, policy).ok());
  EXPECT_EQ(reached(Procedure::ios, policy).method, Method::crypto_erase);
  EXPECT_FALSE(check_policy(Procedure::basic_phone, policy).ok());  // no encryption, no key to drop
  for (const auto procedure : all_procedures)
    for (const bool trusts : {false, true}) {
      policy.trust_crypto_erase = trusts;
      const auto what = reached(procedure, policy);
      EXPECT_LE(what.level, highest_level(what.method)) << code(procedure);
    }
}

TEST(GuidedProcedures, EveryStepHasItsOwnCodeAndEveryKindItsProcedures) {
  for (const auto procedure : all_procedures) {
    EXPECT_EQ(procedure_from_code(code(procedure)), procedure);
    std::set<std::string_view> codes;
    for (const auto& step : steps_of(procedure)) EXPECT_TRUE(codes.insert(step.code).second) << step.code;
    EXPECT_GE(codes.size(), 4u);
  }
  for (const auto kind : equipment::all_kinds)
    for (const auto procedure : procedures_for(kind))
      EXPECT_NE(equipment::data_risk(kind), equipment::DataRisk::never) << code(procedure);
  EXPECT_TRUE(procedures_for(Kind::laptop).empty());
}

class GuidedErasure : public testing::Test {
 protected:
  void SetUp() override {
    db->write([&](storage::Session& session) {
      accounts::insert_organisation(session, {.id = ours, .code = "ATV", .name = "Atelier"}, now);
      phone =
          equipment::begin_item(session, as("T01"), std::nullopt, {.number = "GRSM26-0001", .kind = Kind::smartphone});
    });
  }
  equipment::Occasion as(const std::string& who) const { return {.organisation = ours, .actor = who, .now = now}; }
  base::Result<Guided> start(const std::string& procedure, const std::string& policy = "nist-800-88r2-clear") {
    return db->write([&](storage::Session& session) {
      return start_guided(session, as("T01"), phone.id, std::nullopt, procedure, policy);
    });
  }
  base::Result<Confirmed> step(const GuidedId& id, std::string_view which, std::string_view note = "",
                               const std::string& who = "T01") {
    return db->write(
        [&](storage::Session& session) { return confirm_step(session, as(who), phone.id, id, which, note); });
  }
  Item now_is() {
    return *db->read([&](storage::Session& session) { return equipment::find_item(session, ours, phone.id); });
  }

  std::unique_ptr<storage::Database> db = storage::test_database();
  equipment::OrganisationId ours = equipment::OrganisationId::create(now);
  Item phone;
};

TEST_F(GuidedErasure, IsDoneStepByStepAndConfirmedByASecondPerson) {
  const auto begun = start("android");
  ASSERT_TRUE(begun.ok()) << begun.refusal().code;
  ASSERT_EQ(now_is().media.size(), 1u);  // its memory is listed
  EXPECT_EQ(start("android").refusal().code, "erasure.guided.open.conflict");
  EXPECT_EQ(step(begun->id, "welcome_seen").refusal().code, "erasure.guided.step.conflict");  // not yet
  std::optional<ProposalId> proposal;
  for (const auto& each : steps_of(Procedure::android)) {
    if (each.note == NoteKind::identity) {
      EXPECT_EQ(step(begun->id, each.code, "490154203237517").refusal().code, "erasure.guided.bad_imei");
    }
    const auto done = step(begun->id, each.code, each.note == NoteKind::none ? "" : good_imei);
    ASSERT_TRUE(done.ok()) << each.code << " " << done.refusal().code;
    proposal = done->proposal;
  }
  ASSERT_TRUE(proposal);
  EXPECT_FALSE(now_is().media[0].verdict);  // one person's word is not enough
  EXPECT_EQ(step(begun->id, "welcome_seen").refusal().code, "erasure.guided.step.conflict");
  const auto confirm_as = [&](const std::string& who) {
    return db->write([&](storage::Session& session) { return confirm(session, as(who), phone.id, *proposal, false); });
  };
  EXPECT_EQ(confirm_as("T01").refusal().code, "erasure.evidence.same_person");
  const auto after = confirm_as("T02");
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->media[0].verdict, Verdict::erased);
  EXPECT_EQ(after->media[0].rank, equipment::Rank::declared);
  EXPECT_EQ(after->media[0].achieved, Level::clear);
  EXPECT_EQ(after->media[0].standard, "nist_800_88r2");
  db->read([&](storage::Session& session) {
    const auto history = equipment::history_of_item(session, phone.id);
    const auto& judged = std::get<equipment::MediumJudged>(history.back().body);
    const auto kept = find_evidence(session, ours, EvidenceId::parse(judged.evidence).value());
    ASSERT_TRUE(kept);
    const auto record = boost::json::parse(kept->bytes);
    EXPECT_EQ(record.at("steps").as_array().size(), steps_of(Procedure::android).size());
    EXPECT_EQ(record.at("steps").at(3).at("note"), good_imei);
  });
}

TEST_F(GuidedErasure, CanBeGivenUpAndProvesNothing) {
  const auto begun = start("ios");
  ASSERT_TRUE(begun.ok());
  const auto given_up =
      db->write([&](storage::Session& session) { return abandon_guided(session, as("T02"), phone.id, begun->id); });
  ASSERT_TRUE(given_up.ok());
  EXPECT_EQ(step(begun->id, "apple_account_removed").refusal().code, "erasure.guided.step.conflict");
  EXPECT_FALSE(now_is().media[0].verdict);
  EXPECT_TRUE(start("android").ok());
}

TEST_F(GuidedErasure, RefusesWhatDoesNotFit) {
  EXPECT_EQ(start("copier").refusal().code, "erasure.guided.bad_procedure");
  EXPECT_EQ(start("magic").refusal().code, "erasure.guided.bad_procedure");
  EXPECT_EQ(start("android", "magic").refusal().code, "erasure.guided.bad_policy");
  EXPECT_EQ(step(GuidedId::create(now), "accounts_removed").refusal().code, "erasure.guided.unknown");
  EXPECT_TRUE(now_is().media.empty());
}

}  // namespace
}  // namespace erasure
