#include "erasure/certificate.hpp"

#include <chrono>
#include <iostream>

#include "erasure/certificate_for_tests.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using sanitization::Method;
using testing::CertifyingWorkshop;
using testing::now;

json::object read(const base::Bytes& file) { return proof::parse_strict(file)->as_object(); }
std::string text(const json::value& value) { return std::string(value.as_string()); }

/// As an issuer could do who wants to deceive: changes the content and signs it anew with the right key.
std::string signed_anew(const CertifyingWorkshop& here, json::object document,
                        const std::function<void(json::object&)>& change) {
  document.erase("proof");
  change(document);
  return *proof::add_integrity_proof(document, here.keys.signing_key(here.issuer().origin), now);
}

std::string finding(const proof::CredentialVerification& result) {
  if (result.findings.empty()) return "";
  const auto& first = result.findings.front();
  const auto what = first.arguments.find("what");
  return first.code + (what == first.arguments.end() ? "" : " " + what->second);
}

TEST(Certificate, IsAVerifiableCredentialWithEverythingOfItsPaper) {
  CertifyingWorkshop here;
  const auto row = here.certified(here.good_record());
  const auto file = here.file(row.id);
  const auto checked = here.verify(file);
  EXPECT_EQ(checked.verdict, proof::Verdict::trusted) << finding(checked);
  EXPECT_TRUE(checked.canonical);
  EXPECT_EQ(checked.type, "ErasureCertificate");
  EXPECT_EQ(base::to_hex(base::sha256(file)), row.sha256);

  const auto document = read(file);
  EXPECT_EQ(text(document.at("@context").at(0)), "https://www.w3.org/ns/credentials/v2");
  EXPECT_EQ(text(document.at("id")), "urn:uuid:" + row.id.text());
  EXPECT_EQ(text(document.at("issuer").at("id")), proof::did_of(here.issuer().key));
  EXPECT_EQ(text(document.at("proof").at("cryptosuite")), "eddsa-jcs-2022");
  const auto& subject = document.at("credentialSubject");
  EXPECT_EQ(text(subject.at("custody").at("donor")), "Mairie d’essai");
  EXPECT_EQ(text(subject.at("custody").at("asset_tag")), "DSI-41");
  EXPECT_EQ(text(subject.at("custody").at("lot")), "LOT26-001");
  EXPECT_EQ(text(subject.at("custody").at("item").at("number")), "GRPC26-0001");
  EXPECT_EQ(text(subject.at("custody").at("operator")), "T01");
  EXPECT_EQ(text(subject.at("custody").at("verifier")), "Banc 1");
  EXPECT_TRUE(subject.at("custody").at("validator").is_null());
  EXPECT_EQ(text(subject.at("host").at("secure_boot")), "on");
  EXPECT_EQ(text(subject.at("host").at("media").at(0).at("verdict")), "erased");
  EXPECT_EQ(text(subject.at("drive").at("serial")), "S1B2C3D4E5");
  EXPECT_EQ(text(subject.at("action").at("method")), "overwrite");
  EXPECT_EQ(text(subject.at("verification").at("content")), "stream");
  EXPECT_EQ(text(subject.at("result").at("verdict")), "erased");
  EXPECT_EQ(subject.at("checklist").at("tpm_cleared"), true);
  EXPECT_EQ(text(subject.at("software").at("commit")), "abcdef0");
  EXPECT_EQ(text(subject.at("document").at("page")), "https://boucle.example/c/" + row.id.text());
  for (const char* section : {"policy", "health", "validation"}) EXPECT_TRUE(subject.as_object().contains(section));
}

TEST(Certificate, EveryFlippedByteIsFound) {
  CertifyingWorkshop here;
  const auto file = here.file(here.certified(here.good_record(Method::sanitize_block)).id);
  for (std::size_t i = 0; i < file.size(); ++i) {
    auto flipped = file;
    flipped[i] = static_cast<char>(flipped[i] ^ (1 << (i % 8)));
    const auto result = here.verify(flipped);
    if (result.verdict == proof::Verdict::changed) continue;
    // Only another spelling of the very same values, which is told.
    ASSERT_FALSE(result.canonical) << i;
    ASSERT_EQ(*proof::to_canonical(*proof::parse_strict(flipped)), file) << i;
  }
}

TEST(Certificate, WhatDoesNotFollowFromTheRecordIsFoundEvenIfSigned) {
  CertifyingWorkshop here;
  auto failed = here.good_record();
  failed.verification->mismatched_sectors = 1;
  const auto document = read(here.file(here.certified(failed).id));
  EXPECT_EQ(text(document.at("credentialSubject").at("result").at("verdict")), "failed");
  const auto forged = [&](const char* section, const char* member, const json::value& value) {
    return finding(here.verify(signed_anew(here, document, [&](json::object& object) {
      object["credentialSubject"].as_object()[section].as_object()[member] = value;
    })));
  };
  EXPECT_EQ(forged("result", "verdict", "erased"), "certificate.finding.differs result.verdict");
  EXPECT_EQ(forged("result", "achieved", "purge"), "certificate.finding.differs result.achieved");
  EXPECT_EQ(forged("drive", "serial", "S1B2C3D4E6"), "certificate.finding.differs drive.serial");
  EXPECT_EQ(forged("verification", "mismatched_sectors", 0),
            "certificate.finding.differs verification.mismatched_sectors");
  EXPECT_EQ(forged("policy", "required", "none"), "certificate.finding.differs policy.required");
  EXPECT_EQ(forged("document", "rank", "declared"), "certificate.finding.differs document.rank");
  // The agreement asked more than what ran: nobody lowers it afterwards.
  EXPECT_EQ(forged("custody", "agreement", json::object{{"number", nullptr}, {"required", "destruct"}}),
            "certificate.finding.differs action.required");
}

TEST(Certificate, TheStationsSignatureIsChecked) {
  CertifyingWorkshop here;
  const auto document = read(here.file(here.certified(here.good_record()).id));
  const auto forged = signed_anew(here, document, [](json::object& object) {
    object["evidence"].at(0).at("record").as_object()["confirmed_by"] = "X";
  });
  EXPECT_EQ(finding(here.verify(forged)), "erasure.signature.wrong");
  const auto unsigned_record = signed_anew(
      here, document, [](json::object& object) { object["evidence"].at(0).as_object().erase("signature"); });
  EXPECT_EQ(finding(here.verify(unsigned_record)), "erasure.signature.missing");
}

TEST(Certificate, TheLogsEntryMustBeItsOwn) {
  CertifyingWorkshop here;
  const auto first = read(here.file(here.certified(here.good_record()).id));
  here.add_machine();
  const auto second = read(here.file(here.certified(here.good_record()).id));
  const auto swapped =
      signed_anew(here, first, [&](json::object& object) { object["evidence"].at(1) = second.at("evidence").at(1); });
  EXPECT_EQ(finding(here.verify(swapped)), "certificate.finding.other_entry");
  const auto invented = signed_anew(here, first, [&](json::object& object) {
    object["evidence"].at(1).at("entries").at(0).at("leaf").as_object()["actor"] = "T99";
  });
  EXPECT_EQ(finding(here.verify(invented)), "proof.document.not_included");
}

TEST(Certificate, MalformedOnesAreTold) {
  CertifyingWorkshop here;
  const auto document = read(here.file(here.certified(here.good_record()).id));
  for (const char* path : {"evidence", "credentialSubject"})
    for (const json::value& value :
         {json::value(nullptr), json::value(1), json::value(json::array{}), json::value(json::object{})}) {
      const auto result = here.verify(signed_anew(here, document, [&](json::object& object) { object[path] = value; }));
      EXPECT_EQ(result.verdict, proof::Verdict::changed) << path;
    }
  for (const auto& [name, value] : document.at("credentialSubject").as_object()) {
    const std::string member(name);
    const bool free = member == "host" || member == "checklist" || member == "software" || member == "type" ||
                      member == "validation" || value.is_null();
    const auto result = here.verify(signed_anew(
        here, document, [&](json::object& object) { object["credentialSubject"].as_object()[member] = nullptr; }));
    EXPECT_EQ(result.verdict, free ? proof::Verdict::trusted : proof::Verdict::changed) << member;
  }
}

TEST(Certificate, NoCorruptedRecordIsEverCertifiedAsErased) {
  CertifyingWorkshop here;
  int judged = 0;
  for (const auto method : {Method::overwrite, Method::sanitize_block}) {
    for (const auto& corruption : sanitization::testing::corruptions()) {
      auto record = sanitization::testing::perfect_record(method);
      if (!corruption.applies(record)) continue;
      corruption.apply(record);
      const auto result = derived_sections(record, equipment::Level::none).at("result");
      EXPECT_NE(text(result.at("verdict")), "erased") << corruption.name;
      ++judged;
    }
  }
  EXPECT_GT(judged, 50);
}

TEST(Certificate, IsVerifiedWithinAFewMilliseconds) {
  CertifyingWorkshop here;
  auto record = here.good_record();
  record.before.health.raw = record.after->health.raw = std::string(60'000, 'x');  // as smartctl -x writes
  const auto file = here.file(here.certified(record).id);
  // The best of several: other work on the machine is not what is measured.
  double best = 1e9;
  for (int i = 0; i < 10; ++i) {
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(here.verify(file).verdict, proof::Verdict::trusted);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  std::cout << "verify: " << best << " ms for " << file.size() << " bytes\n";
#ifndef __SANITIZE_ADDRESS__
  EXPECT_LT(best, 50);
#endif
}

TEST(Summary, ItsCountsFollowFromItsLines) {
  CertifyingWorkshop here;
  here.certified(here.good_record());
  here.add_machine();
  auto bad = here.good_record();
  bad.verification.reset();
  here.certified(bad);
  here.add_machine();
  const auto issued = here.database->read(
      [&](storage::Session& session) { return issue_summary(session, here.keys, here.organisation, here.lot, now); });
  ASSERT_TRUE(issued.ok()) << issued.refusal().code;
  const auto checked = here.verify(issued->file);
  EXPECT_EQ(checked.verdict, proof::Verdict::trusted) << finding(checked);
  EXPECT_EQ(checked.type, "ErasureSummary");
  const auto document = read(issued->file);
  const auto& counts = document.at("credentialSubject").at("counts");
  EXPECT_EQ(counts.at("media"), 3);
  EXPECT_EQ(counts.at("certified"), 2);
  EXPECT_EQ(counts.at("erased"), 1);
  EXPECT_EQ(counts.at("failed"), 1);
  EXPECT_EQ(counts.at("without_proof"), 1);
  const auto& reference = document.at("credentialSubject").at("media").at(0).at("certificate");
  EXPECT_EQ(text(reference.at("sha256")).size(), 64U);
  for (const char* name : {"media", "certified", "erased", "without_proof"}) {
    const auto forged = signed_anew(
        here, document, [&](json::object& object) { object["credentialSubject"].at("counts").as_object()[name] = 9; });
    EXPECT_EQ(finding(here.verify(forged)), "certificate.finding.differs counts") << name;
  }
  const auto twice = signed_anew(here, document, [&](json::object& object) {
    auto& media = object["credentialSubject"].at("media").as_array();
    media[1].as_object()["certificate"] = media[0].at("certificate");
  });
  EXPECT_EQ(finding(here.verify(twice)), "certificate.finding.differs media.1");
}

}  // namespace
}  // namespace erasure
