#include "erasure/recheck.hpp"

#include "erasure/certificate_for_tests.hpp"
#include "sanitization/keystream.hpp"

namespace erasure {
namespace {

using equipment::Verdict;
using sanitization::Method;
using testing::CertifyingWorkshop;
using testing::now;

constexpr std::chrono::hours day{24};

TEST(Tickets, OneInTwentyAndOneAtLeast) {
  for (const auto& [considered, drawn, missing] :
       {std::tuple(0, 0, 0), std::tuple(1, 0, 1), std::tuple(1, 1, 0), std::tuple(20, 1, 0), std::tuple(21, 1, 1),
        std::tuple(100, 2, 3), std::tuple(100, 9, 0)})
    EXPECT_EQ(recheck_missing(considered, drawn), missing) << considered << " " << drawn;
  const auto secret = proof::Secret::from_bytes(std::string(32, 'a')).value();
  int drawn = 0;
  for (int i = 0; i < 20'000; ++i)
    drawn += drawn_at_once(recheck_ticket(secret, "erasure " + std::to_string(i))) ? 1 : 0;
  EXPECT_GT(drawn, 850);  // 1,000 expected; deterministic
  EXPECT_LT(drawn, 1150);
  const auto other = proof::Secret::from_bytes(std::string(32, 'b')).value();
  EXPECT_EQ(recheck_ticket(secret, "x"), recheck_ticket(secret, "x"));
  EXPECT_NE(recheck_ticket(secret, "x"), recheck_ticket(other, "x"));
  EXPECT_EQ(recheck_ticket(secret, "x").size(), 16U);
}

/// What a station reads of the drive: what the record says, or something else.
std::vector<Sample> samples_of(const sanitization::Record& record, bool honest) {
  std::vector<Sample> samples;
  for (const auto& place : places_to_read(record, 12, base::random_bytes(400))) {
    base::Bytes bytes(static_cast<std::size_t>(place.bytes), '\0');
    if (record.overwrite) {
      sanitization::Keystream stream(record.overwrite->cipher, record.overwrite->key);
      stream.generate(place.offset, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    }
    if (!honest && samples.size() == 3) bytes[100] = static_cast<char>(bytes[100] ^ 1);
    samples.push_back({.offset = place.offset, .bytes = place.bytes, .sha256 = base::to_hex(base::sha256(bytes))});
  }
  return samples;
}

TEST(Samples, AreComparedWithTheKeyedStream) {
  const auto record = sanitization::testing::perfect_record(Method::overwrite);
  EXPECT_EQ(*compare_samples(record, samples_of(record, true)), RecheckOutcome::pass);
  EXPECT_EQ(*compare_samples(record, samples_of(record, false)), RecheckOutcome::fail);
  const auto places = places_to_read(record, 12, base::random_bytes(400));
  ASSERT_EQ(places.size(), 12U);
  EXPECT_EQ(places.front().offset, 0U);
  EXPECT_EQ(places.back().offset + places.back().bytes, record.before.capacity.bytes());
}

TEST(Samples, AreComparedWithAConstant) {
  const auto record = sanitization::testing::perfect_record(Method::sanitize_block);
  EXPECT_EQ(*compare_samples(record, samples_of(record, true)), RecheckOutcome::pass);
  EXPECT_EQ(*compare_samples(record, samples_of(record, false)), RecheckOutcome::fail);
  const auto random = sanitization::testing::perfect_record(Method::sanitize_crypto);
  EXPECT_EQ(compare_samples(random, samples_of(random, true)).refusal().code, "certificate.recheck.not_comparable");
}

TEST(Samples, TooFewOrOutside) {
  const auto record = sanitization::testing::perfect_record(Method::overwrite);
  auto samples = samples_of(record, true);
  EXPECT_EQ(compare_samples(record, {}).refusal().code, "certificate.recheck.too_few");
  const std::vector<Sample> same(20, samples.front());
  EXPECT_EQ(compare_samples(record, same).refusal().code, "certificate.recheck.too_few");
  for (const auto& [offset, bytes] :
       {std::pair(std::uint64_t{1} << 62, std::uint64_t{512}),
        std::pair(record.before.capacity.bytes() - 1, std::uint64_t{512}),
        std::pair(std::uint64_t{0}, std::uint64_t{0}), std::pair(std::uint64_t{0}, largest_sample + 1)}) {
    auto bad = samples;
    bad[2].offset = offset;
    bad[2].bytes = bytes;
    const auto result = compare_samples(record, bad);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.refusal().field, "samples.2");
  }
}

class Recheck : public ::testing::Test {
 protected:
  /// A record that the first draw leaves alone, so that the test knows where it stands.
  sanitization::Record record_not_drawn(Method method = Method::overwrite) {
    for (;;) {
      auto record = here.good_record(method);
      if (!drawn_at_once(recheck_ticket(here.keys.secret("recheck-sample"), record.id))) return record;
    }
  }
  std::size_t open() {
    return here.database->read([&](storage::Session& s) { return open_rechecks(s, here.organisation.id, 100); }).size();
  }
  base::Result<RecheckRow> report(const std::string& who, const CertificateId& id, const RecheckReport& what) {
    return here.write([&](storage::Session& s) { return report_recheck(s, here.as(who, now + day), id, what); });
  }
  base::Result<CertificateRow> choose(const CertificateId& id) {
    return here.write(
        [&](storage::Session& s) { return choose_recheck(s, here.keys, here.as("S01"), id, "Europe/Paris"); });
  }
  CertifyingWorkshop here;
};

TEST_F(Recheck, TheQuotaIsFilledADayLater) {
  for (int i = 0; i < 3; ++i) {
    if (i > 0) here.add_machine();
    here.certified(record_not_drawn());
  }
  EXPECT_EQ(draw_rechecks(*here.database, now), 0);  // nobody can tell yet which
  EXPECT_EQ(open(), 0U);
  EXPECT_EQ(draw_rechecks(*here.database, now + day), 1);
  EXPECT_EQ(draw_rechecks(*here.database, now + day), 0);
  EXPECT_EQ(open(), 1U);
}

TEST_F(Recheck, AnImpossibleOneIsReplaced) {
  for (int i = 0; i < 2; ++i) {
    if (i > 0) here.add_machine();
    here.certified(record_not_drawn());
  }
  draw_rechecks(*here.database, now + day);
  const auto drawn =
      here.database->read([&](storage::Session& s) { return open_rechecks(s, here.organisation.id, 9).at(0); });
  EXPECT_EQ(report("T02", drawn.certificate.id, {.outcome = RecheckOutcome::impossible}).refusal().code,
            "certificate.recheck.note_needed");
  ASSERT_TRUE(report("T02", drawn.certificate.id, {.outcome = RecheckOutcome::impossible, .note = "parti hier"}).ok());
  EXPECT_EQ(draw_rechecks(*here.database, now + 2 * day), 1);
  EXPECT_EQ(open(), 1U);
}

TEST_F(Recheck, AnotherPersonAndOnlyOnce) {
  const auto row = here.certified(record_not_drawn());
  EXPECT_EQ(report("T02", row.id, {.outcome = RecheckOutcome::pass}).refusal().code,
            "certificate.recheck.not_drawn.conflict");
  ASSERT_TRUE(choose(row.id).ok());
  EXPECT_EQ(choose(row.id).refusal().code, "certificate.recheck.drawn.conflict");
  EXPECT_EQ(report("T01", row.id, {.outcome = RecheckOutcome::pass}).refusal().code,
            "certificate.recheck.same_person.forbidden");
  EXPECT_EQ(report("T02", row.id, {}).refusal().code, "certificate.recheck.bad_outcome");
  const auto done = report("T02", row.id, {.outcome = RecheckOutcome::pass});
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(done->means, "by_hand");
  EXPECT_EQ(report("T03", row.id, {.outcome = RecheckOutcome::pass}).refusal().code,
            "certificate.recheck.done.conflict");
  EXPECT_EQ(open(), 0U);
  EXPECT_EQ(here.medium_now().verdict, Verdict::erased);
}

TEST_F(Recheck, WhatTheStationReadsDecides) {
  const auto record = record_not_drawn();
  const auto row = here.certified(record);
  ASSERT_TRUE(choose(row.id).ok());
  // A person's « pass » weighs nothing beside sectors that differ.
  const auto done =
      report("T02", row.id, {.samples = samples_of(record, false), .outcome = RecheckOutcome::pass, .note = ""});
  ASSERT_TRUE(done.ok()) << done.refusal().code;
  EXPECT_EQ(done->outcome, RecheckOutcome::fail);
  EXPECT_EQ(done->means, "samples");
  EXPECT_EQ(here.row(row.id).revocation->why, "recheck_failed");
  EXPECT_EQ(here.medium_now().verdict, Verdict::failed);
  EXPECT_EQ(here.certify(now + day), 0);
}

TEST_F(Recheck, GoesOnAfterTheValidationsEdition) {
  const auto record = record_not_drawn();
  const auto first = here.certified(record);
  ASSERT_TRUE(choose(first.id).ok());
  ASSERT_TRUE(here.write([&](storage::Session& s) { return validate(s, here.as("S01"), first.id, true, ""); }).ok());
  here.certify(now + day);
  EXPECT_EQ(report("T02", first.id, {.outcome = RecheckOutcome::pass}).refusal().code,
            "certificate.recheck.replaced.conflict");
  ASSERT_EQ(open(), 1U);
  const auto second = here.edition_of(record.id);
  EXPECT_TRUE(report("T02", second.id, {.samples = samples_of(record, true)}).ok());
}

}  // namespace
}  // namespace erasure
