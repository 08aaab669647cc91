#include "impact/actions.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "base/bytes.hpp"
#include "collection/store.hpp"
#include "documents/pdf.hpp"
#include "equipment/record.hpp"
#include "http/http.hpp"
#include "impact/documents.hpp"
#include "impact/history_for_tests.hpp"
#include "impact/statement_rule.hpp"
#include "impact/web.hpp"
#include "storage/testing.hpp"

namespace {

using namespace impact;
using accounts::Role;
using equipment::Kind;

const base::Instant now = base::parse_rfc3339("2027-01-15T09:00:00Z").value();

base::Instant at(const char* when) { return base::parse_rfc3339(when).value(); }

/// One structure with donors, lots and things, in a database of its own.
class Installation {
 public:
  Installation() {
    organisation.id = accounts::OrganisationId::create(now);
    organisation.code = "TST";
    organisation.name = "Atelier d’essai";
    write([&](storage::Session& s) { accounts::insert_organisation(s, organisation, now); });
  }

  template <typename Work>
  void write(Work&& work) {
    database->write([&](storage::Session& session) {
      work(session);
      return 0;
    });
  }

  collection::DonorId add_donor(const char* name) {
    const auto id = collection::DonorId::create(now);
    write([&](storage::Session& s) {
      collection::insert_donor(
          s, {.id = id, .organisation = organisation.id, .name = name, .subject = {}, .created_at = now});
    });
    return id;
  }

  equipment::LotId add_lot(const collection::DonorId& donor, const std::string& number,
                           std::optional<std::int64_t> weight_g = {}) {
    const auto id = equipment::LotId::create(now);
    write([&](storage::Session& s) {
      collection::Lot lot{.id = id,
                          .organisation = organisation.id,
                          .donor = donor,
                          .number = number,
                          .weight_g = weight_g,
                          .declared_at = now};
      lot.received_at = at("2026-06-01T08:00:00Z");
      collection::insert_lot(s, lot);
      const auto when = occasion(lot.declared_at);
      equipment::record_lot(s, when, id, equipment::LotDeclared{.number = number, .lines = 1, .accepted = 1});
      if (weight_g) equipment::record_lot(s, when, id, equipment::LotWeighed{.weight_g = *weight_g});
    });
    return id;
  }

  equipment::Occasion occasion(base::Instant when) const {
    return {.organisation = organisation.id, .actor = "T01", .now = when};
  }

  equipment::Item add_item(const equipment::LotId& lot, Kind kind, base::Instant received,
                           std::optional<std::int64_t> mass_g = 1500, std::optional<base::Instant> given = {}) {
    equipment::Item item;
    write([&](storage::Session& s) {
      item = equipment::begin_item(
          s, occasion(received), lot,
          {.number = "N" + std::to_string(++items_),
           .kind = kind,
           .maker = "Dell",
           .model = "Latitude",
           .serial = "S" + std::to_string(items_),
           .asset_tag = "DSI",
           .mass_g = mass_g,
           .mass_source = mass_g ? equipment::MassSource::weighed : equipment::MassSource::unknown});
      if (given)
        item = equipment::record(s, occasion(*given), item,
                                 equipment::Departed{.departure = "d", .kind = equipment::DepartureKind::gift});
    });
    return item;
  }

  base::Result<IssuedStatement> issue(const Subject& subject) {
    return issue_statement(*database, keys, organisation, subject, now);
  }

  proof::Verification verify(std::string_view document) {
    const std::vector<proof::Issuer> trusted = {
        keys.issuer(accounts::Keys::origin(organisation.code, organisation.id))};
    return proof::verify_document(document, trusted, content_rules());
  }

  /// One GET through the routes, as this caller.
  http::Response get(const std::string& path, std::set<Role> roles, const std::string& donor = {}) {
    http::Router router;
    add_routes(router, services);
    const auto match = router.match(http::Method::get, path);
    CHECK(match.route != nullptr);
    http::Request request{.method = http::Method::get, .path = path, .target = path, .parameters = match.parameters};
    request.now = now;
    auto caller = std::make_shared<http::Caller>();
    caller->organisation = organisation.id;
    caller->organisation_code = organisation.code;
    caller->organisation_name = organisation.name;
    caller->roles = std::move(roles);
    caller->donor = donor;
    request.caller = caller;
    return match.route->handler(request);
  }

  std::unique_ptr<storage::Database> database = storage::test_database();
  accounts::Keys keys{proof::Secret::from_bytes(base::random_bytes(32)).value()};
  i18n::Translators translators;
  accounts::Services services{.database = *database,
                              .keys = keys,
                              .translators = translators,
                              .public_url = "https://boucle.example",
                              .program = {}};
  accounts::Organisation organisation;

 private:
  int items_ = 0;
};

TEST(Issue, SignsWhatVerifies) {
  Installation here;
  const auto donor = here.add_donor("Mairie d’essai");
  const auto lot = here.add_lot(donor, "LOT26-001", 10'000);
  here.add_item(lot, Kind::laptop, at("2026-06-01T09:00:00Z"), 1650, at("2026-07-01T09:00:00Z"));
  here.add_item(lot, Kind::monitor, at("2026-06-01T09:10:00Z"), 5200);
  here.add_item(lot, Kind::keyboard, at("2026-06-01T09:20:00Z"), std::nullopt);
  const auto issued = here.issue({.lot = lot});
  ASSERT_TRUE(issued.ok()) << issued.refusal().code;
  const auto& balance = issued->statement.balance;
  EXPECT_EQ(balance.received_g, 6850);
  EXPECT_EQ(balance.of(Outcome::reuse), 1650);
  EXPECT_EQ(balance.of(Outcome::stock), 5200);
  EXPECT_EQ(balance.packaging_g, 3150);
  EXPECT_EQ(balance.items_without_mass, 1);
  const auto verification = here.verify(issued->document);
  EXPECT_EQ(verification.verdict, proof::Verdict::trusted)
      << (verification.findings.empty() ? "" : verification.findings.front().code);
  // One digit, anywhere.
  std::string changed = issued->document;
  changed.replace(changed.find("\"received_g\":6850"), 17, "\"received_g\":6851");
  EXPECT_EQ(here.verify(changed).verdict, proof::Verdict::changed);
  // Signed again by the issuer itself: the rule still finds it.
  auto content = boost::json::parse(changed).as_object();
  content.erase("proof");
  const auto evidence = here.database->read([&](storage::Session& s) {
    const auto heading = read_heading(s, here.organisation, {.lot = lot});
    return equipment::evidence_of(s, here.organisation.id, events_of(s, here.organisation, *heading));
  });
  const auto key = here.keys.signing_key(accounts::Keys::origin(here.organisation.code, here.organisation.id));
  const auto forged = proof::sign_document(content, *evidence, key);
  ASSERT_TRUE(forged.ok());
  const auto found = here.verify(*forged);
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings.front().code, "impact.statement.differs");
  EXPECT_EQ(found.findings.front().arguments.at("what"), "mass_balance.received_g");
  content["issuer"].as_object()["fingerprint"] = "0000";
  EXPECT_EQ(here.verify(*proof::sign_document(content, *evidence, key)).findings.front().arguments.at("what"),
            "issuer.fingerprint");
}

TEST(Issue, FollowsWhatHappensLater) {
  Installation here;
  const auto lot = here.add_lot(here.add_donor("D"), "LOT26-001");
  auto item = here.add_item(lot, Kind::laptop, at("2026-06-01T09:00:00Z"));
  const auto before = here.issue({.lot = lot});
  here.write([&](storage::Session& s) { equipment::record(s, here.occasion(now), item, equipment::Missing{}); });
  const auto after = here.issue({.lot = lot});
  EXPECT_EQ(before->statement.balance.of(Outcome::stock), 1500);
  EXPECT_EQ(after->statement.balance.of(Outcome::missing), 1500);
  // Each is true of its own moment.
  EXPECT_EQ(here.verify(before->document).verdict, proof::Verdict::trusted);
  EXPECT_EQ(here.verify(after->document).verdict, proof::Verdict::trusted);
  EXPECT_NE(statement_id(before->statement.heading), statement_id(after->statement.heading));
}

TEST(Issue, RefusesWhatIsNotThere) {
  Installation here;
  const auto donor = here.add_donor("D");
  EXPECT_EQ(here.issue({.lot = equipment::LotId::create(now)}).refusal().code, "impact.lot.unknown");
  EXPECT_EQ(here.issue({.donor = collection::DonorId::create(now), .year = 2026}).refusal().code,
            "impact.donor.unknown");
  EXPECT_EQ(here.issue({.donor = donor, .year = 2026}).refusal().code, "impact.statement.empty");
  EXPECT_EQ(here.issue({.donor = donor, .year = 1066}).refusal().code, "impact.year.unknown");
  EXPECT_EQ(issue_report(*here.database, here.keys, here.organisation, 2026, now).refusal().code,
            "impact.report.empty");
}

TEST(Year, BeginsAtMidnightOfTheOrganisation) {
  Installation here;
  const auto donor = here.add_donor("Sans convention");
  const auto lot = here.add_lot(donor, "LOT25-009", 9000);
  here.add_item(lot, Kind::laptop, at("2025-12-31T22:59:59Z"), 1000);
  here.add_item(lot, Kind::laptop, at("2025-12-31T23:30:00Z"), 2000, at("2026-12-31T23:30:00Z"));
  const auto report = [&](int year) {
    return current_report(*here.database, here.keys, here.organisation, year, now).value();
  };
  EXPECT_EQ(report(2025).collected.devices, 1);
  EXPECT_EQ(report(2026).collected.devices, 1);
  EXPECT_EQ(report(2026).collected_by_month[0].devices, 1);
  EXPECT_EQ(report(2026).put_back.devices, 0);
  EXPECT_EQ(report(2027).put_back_by_month[0].devices, 1);
  EXPECT_EQ(here.database->read([&](storage::Session& s) { return years_of(s, here.organisation); }),
            (std::vector<int>{2027, 2026, 2025}));
  EXPECT_EQ(here.database->read([&](storage::Session& s) { return years_of_donor(s, here.organisation, donor); }),
            (std::vector<int>{2026, 2025}));
  // The donor's statements share the lot: neither computes its packaging.
  for (const auto& [year, grams] : {std::pair(2025, 1000), std::pair(2026, 2000)}) {
    const auto issued = here.issue({.donor = donor, .year = year});
    ASSERT_TRUE(issued.ok()) << issued.refusal().code;
    EXPECT_EQ(issued->statement.balance.received_g, grams);
    EXPECT_FALSE(issued->statement.balance.packaging_g.has_value());
    EXPECT_EQ(here.verify(issued->document).verdict, proof::Verdict::trusted);
  }
}

TEST(Report, AgreesWithTheStatementOfItsOnlyLot) {
  Installation here;
  const auto lot = here.add_lot(here.add_donor("D"), "LOT26-001", 40'000);
  for (int i = 0; i < 12; ++i)
    here.add_item(lot, i % 3 == 0 ? Kind::charger : Kind::desktop,
                  at("2026-06-01T09:00:00Z") + std::chrono::hours(24 * 10 * i),
                  i % 4 == 0 ? std::nullopt : std::optional(1000 + i),
                  i % 2 == 0 ? std::optional(at("2026-12-01T09:00:00Z")) : std::nullopt);
  const auto report = issue_report(*here.database, here.keys, here.organisation, 2026, now);
  const auto statement = here.issue({.lot = lot});
  ASSERT_TRUE(report.ok() && statement.ok());
  EXPECT_EQ(to_json(report->report.balance), to_json(statement->statement.balance));
  EXPECT_EQ(report->report.collected.devices, statement->statement.counts.collected.devices);
  EXPECT_EQ(report->report.put_back.accessories, statement->statement.counts.put_back.accessories);
  const auto verification = here.verify(report->document);
  EXPECT_EQ(verification.verdict, proof::Verdict::trusted)
      << (verification.findings.empty() ? "" : verification.findings.front().code);
}

TEST(Papers, CarryTheSignedDocument) {
  Installation here;
  const auto lot = here.add_lot(here.add_donor("D"), "LOT26-001", 2000);
  here.add_item(lot, Kind::laptop, at("2026-06-01T09:00:00Z"));
  const auto issued = here.issue({.lot = lot}).value();
  const auto report = issue_report(*here.database, here.keys, here.organisation, 2026, now).value();
  for (const auto language : {i18n::Language::french, i18n::Language::english}) {
    const auto& tr = here.translators[language];
    EXPECT_EQ(documents::attached_file(statement_pdf(tr, issued, "https://b.example/verify"), "statement.json").value(),
              issued.document);
    EXPECT_EQ(here.verify(documents::attached_file(report_pdf(tr, report, ""), "statement.json").value()).verdict,
              proof::Verdict::trusted);
    EXPECT_TRUE(statement_xlsx(tr, issued.statement, now).starts_with("PK"));
    EXPECT_TRUE(report_xlsx(tr, report.report).starts_with("PK"));
  }
  if (const char* folder = std::getenv("BOUCLE_KEEP_DOCUMENTS")) {
    std::ofstream(std::string(folder) + "/statement.pdf", std::ios::binary)
        << statement_pdf(here.translators[i18n::Language::french], issued, "https://b.example/verify");
    std::ofstream(std::string(folder) + "/report.pdf", std::ios::binary)
        << report_pdf(here.translators[i18n::Language::french], report, "");
  }
}

TEST(Pages, ShowADonorItsOwnLotsOnly) {
  Installation here;
  const auto mine = here.add_donor("Le mien");
  const auto other = here.add_donor("L’autre");
  const auto lot = here.add_lot(mine, "LOT26-001");
  here.add_item(lot, Kind::laptop, at("2026-06-01T09:00:00Z"));
  const std::vector<std::string> paths = {"/lots/" + lot.text() + "/statement",
                                          "/lots/" + lot.text() + "/statement.json",
                                          "/lots/" + lot.text() + "/statement.pdf",
                                          "/donors/" + mine.text() + "/statement/2026",
                                          "/api/v1/donors/" + mine.text() + "/statement/2026.json",
                                          "/api/v1/lots/" + lot.text() + "/statement"};
  for (const auto& path : paths) {
    EXPECT_EQ(here.get(path, {Role::technician}).status, 200) << path;
    EXPECT_EQ(here.get(path, {Role::donor}, mine.text()).status, 200) << path;
    EXPECT_EQ(here.get(path, {Role::donor}, other.text()).status, 404) << path;
    EXPECT_EQ(here.get(path, {Role::donor}).status, 404) << path;
  }
  Installation elsewhere;
  for (const auto& path : paths) EXPECT_EQ(elsewhere.get(path, {Role::administrator}).status, 404) << path;
}

TEST(Pages, AnswerEachForm) {
  Installation here;
  const auto lot = here.add_lot(here.add_donor("D"), "LOT26-001", 2000);
  const std::string path = "/lots/" + lot.text() + "/statement";
  EXPECT_NE(here.get(path, {Role::supervisor}).body.find("Rien à montrer"), std::string::npos);
  EXPECT_NE(here.get("/reports", {Role::supervisor}).body.find("Pas encore"), std::string::npos);
  here.add_item(lot, Kind::laptop, at("2026-06-01T09:00:00Z"), 1650, at("2026-06-05T09:00:00Z"));
  const auto summary = boost::json::parse(here.get("/api/v1" + path, {Role::supervisor}).body).as_object();
  EXPECT_EQ(summary.at("mass_balance").at("reuse_g").as_int64(), 1650);
  EXPECT_EQ(summary.at("mass_balance").at("packaging_g").as_int64(), 350);
  EXPECT_EQ(here.verify(here.get("/api/v1" + path + ".json", {Role::supervisor}).body).verdict,
            proof::Verdict::trusted);
  EXPECT_EQ(here.get(path + ".pdf", {Role::supervisor}).content_type, "application/pdf");
  EXPECT_TRUE(here.get(path + ".xlsx", {Role::supervisor}).body.starts_with("PK"));
  for (const char* form : {"", ".pdf", ".xlsx", ".json"})
    EXPECT_EQ(here.get(std::string("/reports/2026") + form, {Role::supervisor}).status, 200) << form;
  for (const char* year : {"26", "2026.exe", "0000", "99999", "2026.", "-2026"})
    EXPECT_EQ(here.get(std::string("/reports/") + year, {Role::supervisor}).status, 404) << year;
  EXPECT_NE(here.get("/reports", {Role::coordinator}).body.find("/reports/2026"), std::string::npos);
}

TEST(Pages, PublishTheKeysThatSign) {
  Installation here;
  const auto lot = here.add_lot(here.add_donor("D"), "LOT26-001");
  here.add_item(lot, Kind::laptop, at("2026-06-01T09:00:00Z"));
  const auto file = here.get("/.well-known/boucle-keys", {}).body;
  const auto trusted = proof::read_trusted_keys(file);
  ASSERT_TRUE(trusted.ok());
  EXPECT_EQ(proof::verify_document(here.issue({.lot = lot})->document, *trusted, content_rules()).verdict,
            proof::Verdict::trusted);
  EXPECT_NE(here.get("/keys", {}).body.find(trusted->front().key.fingerprint()), std::string::npos);
}

TEST(Pages, VerifyAnUploadedStatement) {
  Installation here;
  const auto lot = here.add_lot(here.add_donor("D"), "LOT26-001");
  here.add_item(lot, Kind::laptop, at("2026-06-01T09:00:00Z"));
  const auto issued = here.issue({.lot = lot}).value();
  http::Router router;
  add_routes(router, here.services);
  const auto match = router.match(http::Method::post, "/verify");
  const auto upload = [&](const std::string& bytes) {
    http::Request request{.method = http::Method::post, .path = "/verify", .target = "/verify"};
    if (!bytes.empty())
      request.uploads.push_back({.field = "file", .file_name = "f", .content_type = "", .bytes = bytes});
    return match.route->handler(request);
  };
  EXPECT_NE(upload(issued.document).body.find("Authentique"), std::string::npos);
  EXPECT_NE(upload(statement_pdf(here.translators[i18n::Language::french], issued, "")).body.find("Authentique"),
            std::string::npos);
  std::string changed = issued.document;
  changed.replace(changed.find("Latitude"), 8, "Lattitud");
  EXPECT_NE(upload(changed).body.find("Modifié"), std::string::npos);
  EXPECT_NE(upload("bonjour").body.find("Rien à vérifier"), std::string::npos);
  EXPECT_EQ(upload("").status, 422);
  EXPECT_EQ(upload("%PDF-1.7 rien").status, 422);
  Installation elsewhere;
  http::Router other;
  add_routes(other, elsewhere.services);
  http::Request request{.method = http::Method::post, .path = "/verify", .target = "/verify"};
  request.uploads.push_back({.field = "file", .file_name = "f", .content_type = "", .bytes = issued.document});
  EXPECT_NE(other.match(http::Method::post, "/verify").route->handler(request).body.find("émetteur inconnu"),
            std::string::npos);
}

/// BOUCLE_MEASURE=1: 1,700 things × 8 events issued and verified, and a year of 100,000 things counted.
TEST(Measure, LargeStatementAndYear) {
  if (std::getenv("BOUCLE_MEASURE") == nullptr) GTEST_SKIP() << "only when asked";
  Installation here;
  const auto donor = here.add_donor("D");
  const auto lot = here.add_lot(donor, "LOT26-001", 5'000'000);
  const auto fill = [&](const equipment::LotId& of, int items, int events) {
    here.write([&](storage::Session& s) {
      for (int i = 0; i < items; ++i) {
        const auto item = equipment::ItemId::create(now);
        std::vector<equipment::Event> history;
        const auto add = [&](equipment::Body body) {
          const auto when = at("2026-02-01T09:00:00Z") + std::chrono::minutes(4 * i + static_cast<int>(history.size()));
          history.push_back({.id = equipment::EventId::create(when),
                             .organisation = here.organisation.id,
                             .item = item,
                             .lot = of,
                             .occurred_at = when,
                             .recorded_at = when,
                             .actor = "T01",
                             .body = std::move(body)});
        };
        const auto medium = equipment::MediumId::create(now);
        add(equipment::Received{.number = of.text().substr(30) + std::to_string(i),
                                .kind = Kind::laptop,
                                .maker = "Dell",
                                .model = "Latitude 5420",
                                .serial = "S" + std::to_string(i),
                                .asset_tag = "DSI-" + std::to_string(i),
                                .mass_g = 1500 + i % 300,
                                .mass_source = equipment::MassSource::weighed});
        if (events > 2) {
          add(equipment::Identified{.report = "r",
                                    .maker = "Dell",
                                    .model = "Latitude 5420",
                                    .serial_system = "S" + std::to_string(i),
                                    .cpu = "i5",
                                    .disks = {{.medium = medium,
                                               .kind = "NVME",
                                               .size_bytes = 256'000'000'000,
                                               .model = "PM981",
                                               .serial = "D" + std::to_string(i)}}});
          add(equipment::Triaged{});
          add(equipment::MediumJudged{.medium = medium,
                                      .rank = equipment::Rank::measured,
                                      .verdict = equipment::Verdict::erased,
                                      .achieved = equipment::Level::purge,
                                      .evidence_sha256 = std::string(64, 'b'),
                                      .operator_code = "T07"});
          add(equipment::Tested{.results = {{"ram", equipment::TestOutcome::pass}}});
          add(equipment::Graded{.scheme = "2025-06", .points = 9, .category = "A"});
          add(equipment::Stored{.location = "A1"});
        }
        add(equipment::Departed{.departure = "d"});
        equipment::import_history(s, history);
      }
    });
  };
  const auto timed = [](const char* what, auto&& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    std::cout << what << ": "
              << std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count()
              << " ms\n";
  };
  fill(lot, 1700, 8);
  timed("log", [&] {
    while (equipment::append_waiting_events(*here.database, here.keys, now) > 0) {}
  });
  std::optional<IssuedStatement> issued;
  timed("issue 1,700 x 8", [&] { issued = here.issue({.lot = lot}).value(); });
  timed("verify", [&] { EXPECT_EQ(here.verify(issued->document).verdict, proof::Verdict::trusted); });
  timed("summary",
        [&] { EXPECT_EQ(here.get("/api/v1/lots/" + lot.text() + "/statement", {Role::supervisor}).status, 200); });
  timed("page", [&] { EXPECT_EQ(here.get("/lots/" + lot.text() + "/statement", {Role::supervisor}).status, 200); });
  timed("pdf", [&] {
    std::cout << statement_pdf(here.translators[i18n::Language::french], *issued, "").size() << " bytes, ";
  });
  timed("xlsx", [&] {
    std::cout << statement_xlsx(here.translators[i18n::Language::french], issued->statement, now).size() << " bytes, ";
  });
  for (int i = 0; i < 10; ++i) fill(here.add_lot(donor, "LOT26-1" + std::to_string(i)), 10'000, 2);
  timed("year of 101,700", [&] { EXPECT_EQ(here.get("/reports/2026", {Role::supervisor}).status, 200); });
  timed("list of years", [&] { EXPECT_EQ(here.get("/reports", {Role::supervisor}).status, 200); });
}

}  // namespace
