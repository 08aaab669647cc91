#include "erasure/certificate_actions.hpp"

#include "erasure/certificate_for_tests.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using equipment::Verdict;
using testing::CertifyingWorkshop;
using testing::now;

constexpr std::chrono::hours day{24};

json::object subject_of(CertifyingWorkshop& here, const CertificateId& id) {
  return proof::parse_strict(here.file(id))->at("credentialSubject").as_object();
}

TEST(Issuing, WaitsForTheLogAndHappensOnce) {
  CertifyingWorkshop here;
  const auto record = here.good_record();
  here.take(record);
  // The log does not hold the judgement yet.
  EXPECT_EQ(issue_due_certificates(*here.database, here.keys, "", now), 0);
  EXPECT_EQ(here.certify(), 1);
  EXPECT_EQ(here.certify(), 0);
  here.take(record);  // sent again
  EXPECT_EQ(here.certify(), 0);
  const auto row = here.edition_of(record.id);
  EXPECT_EQ(row.number, "CE26-0001");
  EXPECT_EQ(row.edition, 1);
  EXPECT_EQ(row.verdict, Verdict::erased);
  EXPECT_EQ(row.medium_name, "Acme Disk 1 · S1B2C3D4E5");
  EXPECT_EQ(row.status(), CertificateStatus::valid);
  EXPECT_EQ(row.donor, here.donor.text());
}

TEST(Issuing, OneForEachErasureAndTheLaterReplacesTheEarlier) {
  CertifyingWorkshop here;
  auto first = here.good_record();
  first.verification.reset();
  const auto failed = here.certified(first);
  EXPECT_EQ(failed.verdict, Verdict::failed);
  const auto erased = here.certified(here.good_record(), "T01", now + day);
  EXPECT_EQ(here.row(failed.id).status(), CertificateStatus::superseded);
  EXPECT_EQ(here.row(failed.id).superseded_by, erased.id);
  const json::value supersedes = subject_of(here, erased.id).at("document").at("supersedes");
  EXPECT_EQ(std::string(supersedes.at("id").as_string()), "urn:uuid:" + failed.id.text());
  EXPECT_EQ(std::string(supersedes.at("sha256").as_string()), failed.sha256);
  EXPECT_EQ(std::string(supersedes.at("why").as_string()), "new_erasure");
  EXPECT_EQ(here.verify(here.file(failed.id)).verdict, proof::Verdict::trusted);
}

TEST(Issuing, AnErasureThatWentOnGetsAnotherEdition) {
  CertifyingWorkshop here;
  auto record = here.good_record();
  const auto whole = record;
  record.stopped = true;
  const auto interrupted = here.certified(record);
  EXPECT_EQ(interrupted.verdict, Verdict::interrupted);
  const auto row = here.certified(whole, "T01", now + day);
  EXPECT_EQ(row.verdict, Verdict::erased);
  EXPECT_EQ(row.number, interrupted.number);
  EXPECT_EQ(row.edition, 2);
  EXPECT_EQ(here.row(interrupted.id).superseded_by, row.id);
}

TEST(Issuing, PracticeIsSetAsideWithItsReason) {
  CertifyingWorkshop here;
  auto record = here.good_record();
  record.practice = true;
  here.take(record);
  EXPECT_EQ(here.certify(), 0);
  const auto problems =
      here.database->read([&](storage::Session& session) { return list_problems(session, here.organisation.id); });
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems.front().problem, "certificate.problem.practice");
  EXPECT_EQ(here.certify(), 0);
}

TEST(Revoking, StaysReadableAndTheMediumIsNotProvenAnyMore) {
  CertifyingWorkshop here;
  const auto row = here.certified(here.good_record());
  EXPECT_EQ(here.medium_now().verdict, Verdict::erased);
  const auto refused = [&](const std::string& why, const std::string& note) {
    const auto result =
        here.write([&](storage::Session& session) { return revoke(session, here.as("S01"), row.id, why, note); });
    return result.ok() ? std::string() : result.refusal().code;
  };
  EXPECT_EQ(refused("because", ""), "certificate.revoke.bad_reason");
  EXPECT_EQ(refused("other", ""), "certificate.revoke.note_needed");
  EXPECT_EQ(refused("wrong_item", "étiquettes échangées"), "");
  EXPECT_EQ(refused("wrong_item", ""), "certificate.revoked.conflict");
  const auto after = here.row(row.id);
  EXPECT_EQ(after.status(), CertificateStatus::revoked);
  EXPECT_EQ(after.revocation->by, "S01");
  EXPECT_EQ(here.medium_now().verdict, Verdict::failed);
  EXPECT_EQ(here.verify(here.file(row.id)).verdict, proof::Verdict::trusted);  // offline, nobody can know
  // A new erasure proves it again.
  const auto again = here.certified(here.good_record(), "T01", now + day);
  EXPECT_EQ(here.medium_now().verdict, Verdict::erased);
  EXPECT_EQ(here.row(row.id).status(), CertificateStatus::revoked);
  EXPECT_EQ(here.row(again.id).status(), CertificateStatus::valid);
}

TEST(Revoking, AnEditionThatWasStillWantedIsNotMadeAnyMore) {
  CertifyingWorkshop here;
  const auto row = here.certified(here.good_record());
  ASSERT_TRUE(here.write([&](storage::Session& s) { return validate(s, here.as("S01"), row.id, true, ""); }).ok());
  ASSERT_TRUE(
      here.write([&](storage::Session& s) { return revoke(s, here.as("S02"), row.id, "wrong_medium", ""); }).ok());
  here.certify(now + day);
  EXPECT_EQ(here.edition_of(row.erasure).id, row.id) << "nothing valid follows a revocation";
  EXPECT_EQ(here.row(row.id).status(), CertificateStatus::revoked);
  EXPECT_EQ(here.medium_now().verdict, Verdict::failed);
}

TEST(Revoking, LeavesWhatWasJudgedSince) {
  CertifyingWorkshop here;
  const auto row = here.certified(here.good_record());
  here.take(here.good_record());  // erased again; its certificate is still to come
  ASSERT_TRUE(
      here.write([&](storage::Session& s) { return revoke(s, here.as("S01"), row.id, "wrong_medium", ""); }).ok());
  EXPECT_EQ(here.medium_now().verdict, Verdict::erased) << "the new proof stands by itself";
}

TEST(Revoking, NobodyCorrectsAMeasuredVerdictAway) {
  CertifyingWorkshop here;
  const auto row = here.certified(here.good_record());
  ASSERT_TRUE(
      here.write([&](storage::Session& s) { return revoke(s, here.as("S01"), row.id, "wrong_medium", ""); }).ok());
  const auto corrected = here.write([&](storage::Session& s) -> base::Result<equipment::Item> {
    const auto history = equipment::history_of_item(s, here.machine);
    return equipment::correct(s, here.as("S01"), *equipment::find_item(s, here.organisation.id, here.machine),
                              history.back().id, "une erreur");
  });
  EXPECT_EQ(corrected.refusal().code, "equipment.correct.measured");
  EXPECT_EQ(here.medium_now().verdict, Verdict::failed);
}

TEST(Revoking, OfAReplacedOneLeavesTheProofAlone) {
  CertifyingWorkshop here;
  const auto old = here.certified(here.good_record());
  here.certified(here.good_record(), "T01", now + day);
  const auto done = here.write(
      [&](storage::Session& session) { return revoke(session, here.as("S01"), old.id, "wrong_medium", ""); });
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(here.medium_now().verdict, Verdict::erased);
}

TEST(Validating, NeedsToKnowWhoErased) {
  CertifyingWorkshop here;
  const auto row = here.certified(here.good_record(), "API-ab12cd");
  const auto done = here.write([&](storage::Session& s) { return validate(s, here.as("S01"), row.id, true, ""); });
  EXPECT_EQ(done.refusal().code, "certificate.validate.no_operator");
}

TEST(Validating, AnotherPersonAndANewEdition) {
  CertifyingWorkshop here;
  const auto row = here.certified(here.good_record());
  const auto answer = [&](const std::string& who, bool accepted, const std::string& reason = "") {
    const auto result = here.write(
        [&](storage::Session& session) { return validate(session, here.as(who), row.id, accepted, reason); });
    return result.ok() ? std::string() : result.refusal().code;
  };
  EXPECT_EQ(answer("T01", true), "certificate.validate.same_person.forbidden");
  EXPECT_EQ(answer("S01", false), "certificate.validate.reason_needed");
  EXPECT_EQ(answer("S01", true), "");
  EXPECT_EQ(answer("S02", true), "certificate.validate.answered.conflict");
  EXPECT_EQ(here.certify(now + day), 1);
  const auto second = here.edition_of(row.erasure);
  EXPECT_EQ(second.edition, 2);
  EXPECT_EQ(second.number, row.number);
  EXPECT_EQ(second.validated_by, "S01");
  EXPECT_EQ(here.row(row.id).superseded_by, second.id);
  const auto subject = subject_of(here, second.id);
  EXPECT_EQ(std::string(subject.at("validation").at("by").as_string()), "S01");
  EXPECT_EQ(std::string(subject.at("document").at("supersedes").at("why").as_string()), "validation");
  EXPECT_EQ(here.verify(here.file(second.id)).verdict, proof::Verdict::trusted);
  EXPECT_EQ(here.certify(now + day), 0);
}

TEST(Validating, RefusedMeansRevoked) {
  CertifyingWorkshop here;
  const auto row = here.certified(here.good_record());
  const auto done = here.write([&](storage::Session& session) {
    return validate(session, here.as("S01"), row.id, false, "le numéro de série est illisible");
  });
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(here.row(row.id).revocation->why, "not_validated");
  EXPECT_EQ(here.medium_now().verdict, Verdict::failed);
  EXPECT_EQ(here.certify(now + day), 0);
}

TEST(Validating, OnlyWhatIsErased) {
  CertifyingWorkshop here;
  auto record = here.good_record();
  record.verification.reset();
  const auto row = here.certified(record);
  const auto done =
      here.write([&](storage::Session& session) { return validate(session, here.as("S01"), row.id, true, ""); });
  EXPECT_EQ(done.refusal().code, "certificate.validate.not_erased");
  EXPECT_EQ(here.database->read([&](storage::Session& s) { return count_to_validate(s, here.organisation.id); }), 0);
}

TEST(Lists, FilterAndPages) {
  CertifyingWorkshop here;
  for (int i = 0; i < 5; ++i) {
    if (i > 0) here.add_machine();
    here.certified(here.good_record(), "T01", now + i * day);
  }
  const auto list = [&](CertificateFilter filter) {
    filter.organisation = here.organisation.id;
    return here.database->read([&](storage::Session& session) { return list_certificates(session, filter); });
  };
  EXPECT_EQ(list({}).size(), 5U);
  EXPECT_EQ(list({.words = "s1b2 c3d4e7"}).size(), 1U);
  EXPECT_EQ(list({.words = "GRPC26-0003"}).size(), 1U);
  EXPECT_EQ(list({.words = "CE26-0002"}).front().number, "CE26-0002");
  EXPECT_EQ(list({.words = "%"}).size(), 0U);
  EXPECT_EQ(list({.words = "_"}).size(), 0U);
  EXPECT_EQ(list({.status = CertificateStatus::revoked}).size(), 0U);
  EXPECT_EQ(list({.verdict = Verdict::failed}).size(), 0U);
  EXPECT_EQ(list({.donor = here.donor.text(), .to_validate = true}).size(), 5U);
  EXPECT_EQ(list({.donor = "other"}).size(), 0U);
  const auto page = list({.limit = 2});
  ASSERT_EQ(page.size(), 2U);
  const auto next = list({.limit = 10, .after = page.back().id.text()});
  ASSERT_EQ(next.size(), 3U);
  EXPECT_LT(next.front().issued_at, page.back().issued_at);
}

}  // namespace
}  // namespace erasure
