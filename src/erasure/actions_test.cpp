#include "erasure/actions.hpp"

#include <gtest/gtest.h>

#include "accounts/store.hpp"
#include "storage/testing.hpp"

namespace erasure {
namespace {

using equipment::Item;
using equipment::Level;
using equipment::Occasion;
using equipment::Rank;
using equipment::Verdict;

const base::Instant now = base::from_milliseconds(1'790'000'000'000);

class ErasureActions : public testing::Test {
 protected:
  void SetUp() override {
    db->write([&](storage::Session& session) {
      accounts::insert_organisation(session, {.id = ours, .code = "ATV", .name = "Atelier"}, now);
      accounts::insert_organisation(session, {.id = theirs, .code = "AUT", .name = "Autre"}, now);
      item = equipment::begin_item(session, as("T01"), std::nullopt,
                                   {.number = "GRPC26-0001", .kind = equipment::Kind::laptop});
      medium = equipment::MediumId::create(now);
      item = equipment::record(
          session, as("T01"), item,
          equipment::Identified{.disks = {{.medium = medium, .kind = "SSD", .model = "MX500", .serial = "S1234567"}}});
    });
  }
  Occasion as(const std::string& who) const { return {.organisation = ours, .actor = who, .now = now}; }
  Evidence log(bool names) const {
    return {.rank = Rank::third_party,
            .method = Method::firmware_erase,
            .standard = "ieee_2883",
            .claimed = Level::purge,
            .outcome = Outcome::completed,
            .names_medium = names};
  }
  base::Result<Submitted> submit(const std::string& who, const Evidence& evidence,
                                 const std::optional<RawEvidence>& raw = {}) {
    return db->write(
        [&](storage::Session& session) { return submit_evidence(session, as(who), item.id, medium, evidence, raw); });
  }
  base::Result<Item> answer(const std::string& who, const ProposalId& proposal, bool may_destroy = false) {
    return db->write(
        [&](storage::Session& session) { return confirm(session, as(who), item.id, proposal, may_destroy); });
  }

  std::unique_ptr<storage::Database> db = storage::test_database();
  equipment::OrganisationId ours = equipment::OrganisationId::create(now),
                            theirs = equipment::OrganisationId::create(now);
  Item item;
  equipment::MediumId medium;
};

TEST_F(ErasureActions, ALogThatNamesTheMediumIsJudgedAndKeptByteForByte) {
  const std::string bytes("nwipe S1234567 \0 erased", 23);
  const auto raw = pack_evidence(bytes, "text/plain", now);
  const auto done = submit("T01", log(true), raw);
  ASSERT_TRUE(done.ok());
  EXPECT_FALSE(done->proposal);
  EXPECT_EQ(done->item.media[0].verdict, Verdict::erased);
  EXPECT_EQ(done->item.media[0].achieved, Level::purge);
  EXPECT_EQ(done->item.media[0].evidence_sha256, raw.sha256);
  db->read([&](storage::Session& session) {
    EXPECT_EQ(find_evidence(session, ours, raw.id)->bytes, bytes);
    EXPECT_FALSE(find_evidence(session, theirs, raw.id));
  });
}

TEST_F(ErasureActions, WithoutTheSerialASecondPersonConfirms) {
  const auto raw = pack_evidence("photo of a screen", "image/png", now);
  const auto done = submit("T01", log(false), raw);
  ASSERT_TRUE(done.ok());
  ASSERT_TRUE(done->proposal);
  EXPECT_FALSE(done->item.media[0].verdict);
  EXPECT_EQ(submit("T02", log(false), pack_evidence("again", "", now)).refusal().code,
            "erasure.proposal.waiting.conflict");
  EXPECT_EQ(answer("T01", *done->proposal).refusal().code, "erasure.evidence.same_person");
  const auto after = answer("T02", *done->proposal);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->media[0].verdict, Verdict::erased);
  EXPECT_EQ(after->media[0].evidence_sha256, raw.sha256);
  EXPECT_EQ(answer("T03", *done->proposal).refusal().code, "erasure.proposal.unknown");
}

TEST_F(ErasureActions, ADestructionNeedsASupervisorAndIsTheLastWord) {
  const Evidence destruction{
      .method = Method::physical_destruction, .claimed = Level::destruct, .outcome = Outcome::completed};
  const auto done = submit("T01", destruction);
  ASSERT_TRUE(done.ok() && done->proposal);
  EXPECT_EQ(answer("T02", *done->proposal, false).refusal().code, "erasure.destruction.forbidden");
  EXPECT_EQ(answer("S01", *done->proposal, true)->media[0].verdict, Verdict::destroyed);
  EXPECT_EQ(submit("T01", log(true), pack_evidence("x", "", now)).refusal().code, "erasure.medium.destroyed.conflict");
}

TEST_F(ErasureActions, WithoutMedia) {
  const auto propose = [&](const std::string& who, const equipment::ItemId& id) {
    return db->write([&](storage::Session& session) { return propose_no_media(session, as(who), id); });
  };
  EXPECT_EQ(propose("T01", item.id).refusal().code, "erasure.no_media.has_media");
  const auto bare = db->write([&](storage::Session& session) {
    return equipment::begin_item(session, as("T01"), std::nullopt,
                                 {.number = "GRPC26-0002", .kind = equipment::Kind::desktop});
  });
  EXPECT_EQ(propose("T01", bare.id).refusal().code, "erasure.no_media.not_inventoried");
  db->write([&](storage::Session& session) {
    equipment::record(session, as("T01"), bare, equipment::Identified{.maker = "Dell"});
  });
  const auto proposed = propose("T01", bare.id);
  ASSERT_TRUE(proposed.ok());
  const auto after = db->write(
      [&](storage::Session& session) { return confirm(session, as("T02"), bare.id, *proposed->proposal, false); });
  ASSERT_TRUE(after.ok());
  EXPECT_TRUE(after->proven_without_media);
  const auto history =
      db->read([&](storage::Session& session) { return equipment::history_of_item(session, bare.id); });
  EXPECT_EQ(history.back().actor, "T01");
  EXPECT_EQ(std::get<equipment::NoMedia>(history.back().body).second_code, "T02");
}

TEST_F(ErasureActions, AnotherOrganisationSeesNothing) {
  Occasion stranger = as("T01");
  stranger.organisation = theirs;
  const auto refused = db->write([&](storage::Session& session) {
    return submit_evidence(session, stranger, item.id, medium, log(true), pack_evidence("x", "", now));
  });
  EXPECT_EQ(refused.refusal().code, "equipment.item.unknown");
}

TEST_F(ErasureActions, MediaListedByHand) {
  const auto list = [&](equipment::DiskFacts disk, bool supervisor) {
    return db->write([&](storage::Session& session) {
      return list_medium(session, as("T01"), item.id, std::move(disk), supervisor);
    });
  };
  EXPECT_EQ(list({.kind = "HDD"}, false).refusal().code, "erasure.medium.forbidden");
  EXPECT_EQ(list({.kind = "HDD", .serial = "S1234567"}, true).refusal().code, "erasure.medium.listed.conflict");
  EXPECT_EQ(list({.kind = "HDD", .serial = "Z9"}, true)->media.size(), 2u);
}

}  // namespace
}  // namespace erasure
