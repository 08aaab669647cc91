#pragma once
// layer: testing
// A structure with a donor, a lot, a machine and a station whose signed records are judged and certified.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <memory>
#include <set>
#include <string>

#include "accounts/caller.hpp"
#include "accounts/services.hpp"
#include "accounts/store.hpp"
#include "collection/store.hpp"
#include "equipment/log.hpp"
#include "erasure/actions_record.hpp"
#include "erasure/certificate_actions.hpp"
#include "erasure/certificate_rules.hpp"
#include "erasure/recheck_actions.hpp"
#include "erasure/store.hpp"
#include "http/http.hpp"
#include "proof/canonical_json.hpp"
#include "proof/credential.hpp"
#include "sanitization/record_for_tests.hpp"
#include "storage/testing.hpp"

namespace erasure::testing {

inline const base::Instant now = base::from_milliseconds(1'795'000'000'000);

class CertifyingWorkshop {
 public:
  CertifyingWorkshop() {
    organisation.id = accounts::OrganisationId::create(now);
    organisation.code = "ATV";
    organisation.name = "Atelier d’essai";
    database->write([&](storage::Session& session) {
      accounts::insert_organisation(session, organisation, now);
      add_station(session);
      collection::insert_donor(
          session,
          {.id = donor, .organisation = organisation.id, .name = "Mairie d’essai", .subject = {}, .created_at = now});
      collection::insert_lot(session, {.id = lot,
                                       .organisation = organisation.id,
                                       .donor = donor,
                                       .donor_name = {},
                                       .donation = {},
                                       .agreement = {},
                                       .number = "LOT26-001",
                                       .declared_at = now,
                                       .received_at = now});
      return 0;
    });
    add_machine();
  }

  equipment::Occasion as(const std::string& who, base::Instant when = now) const {
    return {.organisation = organisation.id, .actor = who, .now = when};
  }

  /// One more machine of the lot, with one medium; the next records are about it.
  void add_machine() {
    ++machines_;
    const std::string serial = "S1B2C3D4E" + std::to_string(4 + machines_);
    database->write([&](storage::Session& session) {
      auto item = equipment::begin_item(session, as("T01"), lot,
                                        {.number = "GRPC26-000" + std::to_string(machines_),
                                         .kind = equipment::Kind::laptop,
                                         .maker = "Dell",
                                         .model = "Latitude 5490",
                                         .serial = "CN0" + std::to_string(machines_),
                                         .asset_tag = "DSI-4" + std::to_string(machines_)});
      medium = equipment::MediumId::create(now);
      item = equipment::record(
          session, as("T01"), item,
          equipment::Identified{
              .disks = {{.medium = medium, .kind = "SSD", .model = "Acme Disk 1", .serial = serial}}});
      machine = item.id;
      return 0;
    });
    drive_serial = serial;
  }

  /// What went well, on the drive of the machine.
  sanitization::Record good_record(sanitization::Method method = sanitization::Method::overwrite) {
    auto record = sanitization::testing::perfect_record(method);
    record.id = base::Id<struct ErasureTag>::create(now).text();
    record.before.identity.serial = record.after->identity.serial = drive_serial;
    return record;
  }

  /// The station's report arrives: judged, not certified yet.
  RecordTaken take(const sanitization::Record& record, const std::string& who = "T01", base::Instant when = now) {
    const boost::json::value json(sanitization::to_json(record));
    SignedRecord given{
        .record = record, .bytes = *proof::to_canonical(json), .key = station_key.public_key().multibase()};
    given.sha256 = base::to_hex(base::sha256(given.bytes));
    given.value = base::to_base64(station_key.sign(given.bytes));
    return database->write([&](storage::Session& session) {
      const std::string report = base::Id<struct ReportTestTag>::create(when).text();
      const auto raw = pack_evidence("report " + report, "application/json", when);
      keep_evidence(session, organisation.id, raw, when);
      session.execute(
          "INSERT INTO station_report (organisation_id, id, sha256, raw_id, why, candidates, summary, occurred_at, "
          "received_at) VALUES (:1, :2, :3, :4, 'number', '[]', '{}', :5, :5)",
          organisation.id.text(), report, raw.sha256, raw.id.text(), base::to_milliseconds(when));
      const Carrier carrier{.report = report,
                            .station = station,
                            .sequence = ++sequence_,
                            .raw = raw.id.text(),
                            .raw_sha256 = raw.sha256,
                            .host =
                                R"({"maker":"Dell","model":"Latitude 5490","serial_system":"CN01","uuid":"4c4c4544",)"
                                R"("firmware":"1.30.0","secure_boot":"on","tpm":"present","boot_medium_sha256":""})",
                            .checklist = R"({"tpm_cleared":true,"labels_removed":false})",
                            .software = R"({"version":"0.1.0","commit":"abcdef0"})"};
      const auto item = equipment::lock_item(session, organisation.id, machine);
      return take_record(session, as(who, when), *item, medium, given, carrier);
    });
  }

  std::int64_t certify(base::Instant when = now) {
    while (equipment::append_waiting_events(*database, keys, when) > 0) {}
    return issue_due_certificates(*database, keys, services.public_url, when);
  }
  /// Everything in one go.
  CertificateRow certified(const sanitization::Record& record, const std::string& who = "T01",
                           base::Instant when = now) {
    EXPECT_EQ(take(record, who, when).warning, "");
    certify(when);
    for (const auto& each :
         database->read([&](storage::Session& session) { return list_problems(session, organisation.id); }))
      ADD_FAILURE() << each.problem;
    return edition_of(record.id);
  }

  CertificateRow edition_of(const std::string& erasure) {
    return database->read(
        [&](storage::Session& session) { return last_edition(session, organisation.id, erasure).value(); });
  }
  CertificateRow row(const CertificateId& id) {
    return database->read(
        [&](storage::Session& session) { return find_certificate(session, organisation.id, id).value(); });
  }
  base::Bytes file(const CertificateId& id) {
    return database->read([&](storage::Session& session) { return certificate_file(session, id).value(); });
  }
  equipment::Medium medium_now() {
    return database->read([&](storage::Session& session) {
      return equipment::find_item(session, organisation.id, machine)->media.at(0);
    });
  }
  proof::Issuer issuer() const { return keys.issuer(accounts::Keys::origin(organisation.code, organisation.id)); }
  proof::CredentialVerification verify(std::string_view bytes) const {
    const std::vector<proof::Issuer> trusted = {issuer()};
    return proof::verify_credential(bytes, trusted, certificate_rules());
  }
  template <typename Work>
  auto write(Work&& work) {
    return database->write(std::forward<Work>(work));
  }

  std::unique_ptr<storage::Database> database = storage::test_database();
  accounts::Keys keys{proof::Secret::from_bytes(std::string(32, 'k')).value()};
  i18n::Translators translators;
  accounts::Services services{.database = *database,
                              .keys = keys,
                              .translators = translators,
                              .public_url = "https://boucle.example",
                              .program = {}};
  accounts::Organisation organisation;
  proof::SigningKey station_key{proof::Secret::from_bytes(std::string(32, 's')).value()};
  collection::DonorId donor = collection::DonorId::create(now);
  equipment::LotId lot = equipment::LotId::create(now);
  equipment::ItemId machine;
  equipment::MediumId medium;
  std::string station = base::Id<struct StationTestTag>::create(now).text(), drive_serial;

 private:
  void add_station(storage::Session& session) {
    const auto id = organisation.id.text();
    session.execute(
        "INSERT INTO api_token (id, token_hash, organisation_id, role, label, created_at) VALUES ('t', 'h', :1, "
        "'technician', 'Banc 1', 1)",
        id);
    session.execute(
        "INSERT INTO enrolment_code (id, organisation_id, code_hash, name, uses, uses_left, made_at, made_by, "
        "expires_at) "
        "VALUES ('e', :1, 'h', 'Banc 1', 1, 0, 1, 'A01', 2)",
        id);
    session.execute(
        "INSERT INTO station (id, organisation_id, name, public_key, token_id, enrolment_id, enrolled_at, enrolled_by) "
        "VALUES (:1, :2, 'Banc 1', :3, 't', 'e', 1, 'A01')",
        station, id, station_key.public_key().multibase());
  }

  std::int64_t sequence_ = 0;
  int machines_ = 0;
};

}  // namespace erasure::testing
