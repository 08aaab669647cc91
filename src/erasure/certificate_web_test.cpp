#include "erasure/certificate_web.hpp"

#include "documents/external_test.hpp"
#include "documents/pdf.hpp"
#include "erasure/certificate_documents.hpp"
#include "erasure/certificate_for_tests.hpp"
#include "sanitization/keystream.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using accounts::Role;
using sanitization::Method;
using testing::CertifyingWorkshop;
using testing::now;

class CertificateWeb : public ::testing::Test {
 protected:
  CertificateWeb() { add_certificate_routes(router, here.services); }

  http::Response call(http::Method method, const std::string& target, std::set<Role> roles,
                      const std::string& body = {}, const std::string& who = "S01", const std::string& donor = {}) {
    const auto mark = target.find('?');
    const auto path = target.substr(0, mark);
    const auto match = router.match(method, path);
    CHECK(match.route != nullptr);
    http::Request request{.method = method, .path = path, .target = target, .parameters = match.parameters};
    if (mark != std::string::npos) request.query = http::parse_query(target.substr(mark + 1));
    request.now = now + std::chrono::hours(1);
    if (method == http::Method::post && path.starts_with("/api/")) {
      request.body = body;
      request.headers["content-type"] = "application/json";
    } else if (!body.empty()) {
      request.form = http::parse_query(body);
      request.headers["content-type"] = "application/x-www-form-urlencoded";
    }
    if (!roles.empty()) {
      auto caller = std::make_shared<http::Caller>();
      caller->organisation = here.organisation.id;
      caller->organisation_code = here.organisation.code;
      caller->organisation_name = here.organisation.name;
      caller->operator_code = who;
      if (who.starts_with(accounts::token_code_prefix))
        caller->token = accounts::TokenId::create(now);
      else
        caller->person = accounts::PersonId::create(now);
      caller->roles = std::move(roles);
      caller->donor = donor;
      request.caller = caller;
    }
    return match.route->handler(request);
  }
  http::Response get(const std::string& target, std::set<Role> roles, const std::string& donor = {}) {
    return call(http::Method::get, target, std::move(roles), {}, "S01", donor);
  }
  static json::object object(const http::Response& response) { return json::parse(response.body).as_object(); }

  CertifyingWorkshop here;
  http::Router router;
};

TEST_F(CertificateWeb, ListPageAndFileOfOne) {
  const auto row = here.certified(here.good_record());
  const auto list = get("/certificates", {Role::technician});
  EXPECT_EQ(list.status, 200);
  EXPECT_NE(list.body.find("CE26-0001"), std::string::npos);
  EXPECT_NE(list.body.find("S1B2C3D4E5"), std::string::npos);
  EXPECT_EQ(object(get("/api/v1/certificates?q=CE26-0001", {Role::technician})).at("items").as_array().size(), 1U);
  const auto page = get("/certificates/" + row.id.text(), {Role::supervisor});
  EXPECT_EQ(page.status, 200);
  for (const char* words : {"Mairie d’essai", "DSI-41", "GRPC26-0001", "T01", "Valider l’effacement", "AES-256"})
    EXPECT_NE(page.body.find(words), std::string::npos) << words;
  const auto file = get("/certificates/" + row.id.text() + ".json", {Role::technician});
  EXPECT_EQ(file.body, here.file(row.id));
  EXPECT_EQ(get("/certificates/" + row.id.text() + ".doc", {Role::technician}).status, 404);
  EXPECT_EQ(get("/certificates/nothing", {Role::technician}).status, 404);
  const auto api = object(get("/api/v1/certificates/" + row.id.text(), {Role::technician}));
  EXPECT_EQ(api.at("status"), "valid");
  EXPECT_EQ(std::string(api.at("page").as_string()), "https://boucle.example/c/" + row.id.text());
}

TEST_F(CertificateWeb, ADonorSeesItsOwnOnly) {
  const auto row = here.certified(here.good_record());
  const auto own = here.donor.text(), other = collection::DonorId::create(now).text();
  const auto count = [&](const std::string& donor) {
    return object(get("/api/v1/certificates?donor=" + own, {Role::donor}, donor)).at("items").as_array().size();
  };
  EXPECT_EQ(count(own), 1U);
  EXPECT_EQ(count(other), 0U);
  EXPECT_EQ(count(""), 0U);
  for (const std::string suffix : {"", ".json", ".pdf"}) {
    EXPECT_EQ(get("/certificates/" + row.id.text() + suffix, {Role::donor}, own).status, 200);
    EXPECT_EQ(get("/certificates/" + row.id.text() + suffix, {Role::donor}, other).status, 404);
    EXPECT_EQ(get("/certificates/" + row.id.text() + suffix, {Role::donor}, "").status, 404);
  }
  for (const std::string suffix : {".json", ".pdf"}) {
    EXPECT_EQ(get("/lots/" + here.lot.text() + "/certificates" + suffix, {Role::donor}, own).status, 200);
    EXPECT_EQ(get("/lots/" + here.lot.text() + "/certificates" + suffix, {Role::donor}, other).status, 404);
    EXPECT_EQ(get("/items/" + here.machine.text() + "/certificates" + suffix, {Role::donor}, other).status, 404);
    EXPECT_EQ(get("/items/" + here.machine.text() + "/certificates" + suffix, {Role::technician}).status, 200);
  }
  const auto page = get("/certificates/" + row.id.text(), {Role::donor}, own).body;
  EXPECT_EQ(page.find("/revoke"), std::string::npos);
  EXPECT_EQ(page.find("/validate"), std::string::npos);
}

TEST_F(CertificateWeb, ThePublicPageNamesNobody) {
  const auto row = here.certified(here.good_record());
  const auto page = get("/c/" + row.id.text(), {});
  EXPECT_EQ(page.status, 200);
  for (const char* words : {"S1B2C3D4E5", "Acme Disk 1", "Ce certificat est valable", "Atelier d’essai"})
    EXPECT_NE(page.body.find(words), std::string::npos) << words;
  for (const char* words : {"Mairie", "DSI-4", "T01", "GRPC26", "LOT26", "Banc 1", "Latitude"})
    EXPECT_EQ(page.body.find(words), std::string::npos) << words;
  EXPECT_NE(page.body.find(row.sha256), std::string::npos);
  EXPECT_EQ(get("/c/" + CertificateId::create(now).text(), {}).status, 404);
  const auto done = call(http::Method::post, "/certificates/" + row.id.text() + "/revoke", {Role::supervisor},
                         "why=other&note=secret+de+fabrique");
  EXPECT_EQ(done.status, 303);
  const auto after = get("/c/" + row.id.text(), {}).body;
  EXPECT_NE(after.find("révoqué"), std::string::npos);
  EXPECT_EQ(after.find("secret de fabrique"), std::string::npos);
}

TEST_F(CertificateWeb, ASecondPersonValidatesFromTheWorkList) {
  const auto row = here.certified(here.good_record());
  EXPECT_NE(get("/certificates/to-validate", {Role::supervisor}).body.find("CE26-0001"), std::string::npos);
  const auto path = "/certificates/" + row.id.text() + "/validate";
  const auto own = call(http::Method::post, path, {Role::supervisor}, "accepted=1", "T01");
  EXPECT_EQ(own.status, 403);
  for (const auto& each : {path, "/api/v1" + path})
    EXPECT_TRUE(router.match(http::Method::post, each).route->allow.in_person) << "a token is no second person";
  const auto empty = call(http::Method::post, path, {Role::supervisor}, "accepted=0");
  EXPECT_EQ(empty.status, 422);
  EXPECT_NE(empty.body.find("Dites pourquoi"), std::string::npos);
  EXPECT_EQ(call(http::Method::post, path, {Role::supervisor}, "accepted=1").status, 303);
  EXPECT_EQ(call(http::Method::post, path, {Role::supervisor}, "accepted=1").status, 409);
  here.certify();
  EXPECT_EQ(get("/certificates/to-validate", {Role::supervisor}).body.find("CE26-0001"), std::string::npos);
  const auto next = here.edition_of(row.erasure);
  EXPECT_NE(get("/certificates/" + row.id.text(), {Role::supervisor}).body.find(next.id.text()), std::string::npos);
}

TEST_F(CertificateWeb, AStationReadsTheMediumAgain) {
  const auto record = here.good_record();
  const auto row = here.certified(record);
  const std::string base = "/api/v1/certificates/" + row.id.text();
  const auto chosen = call(http::Method::post, base + "/choose-recheck", {Role::supervisor}, "{}");
  EXPECT_TRUE(chosen.status == 200 || chosen.status == 409);  // it may have been drawn at once
  const auto places = object(get(base + "/places", {Role::technician})).at("places").as_array();
  ASSERT_GE(places.size(), 8U);
  json::array samples;
  sanitization::Keystream stream(record.overwrite->cipher, record.overwrite->key);
  for (const auto& each : places) {
    base::Bytes bytes(static_cast<std::size_t>(each.at("bytes").as_int64()), '\0');
    stream.generate(static_cast<std::uint64_t>(each.at("offset").as_int64()),
                    {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    samples.push_back(json::object{
        {"offset", each.at("offset")}, {"bytes", each.at("bytes")}, {"sha256", base::to_hex(base::sha256(bytes))}});
  }
  EXPECT_NE(get("/rechecks", {Role::technician}).body.find("CE26-0001"), std::string::npos);
  EXPECT_EQ(object(get("/api/v1/rechecks", {Role::technician})).at("items").as_array().size(), 1U);
  const auto bad =
      call(http::Method::post, base + "/recheck", {Role::technician}, R"({"samples":[{"offset":-1}]})", "T02");
  EXPECT_EQ(bad.status, 422);
  const auto done = call(http::Method::post, base + "/recheck", {Role::technician},
                         json::serialize(json::object{{"samples", samples}}), "T02");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(object(done).at("outcome"), "pass");
  EXPECT_EQ(object(done).at("means"), "samples");
}

TEST_F(CertificateWeb, AProgramsWordIsNoCheckAndOtherSpellingsAreNoFailure) {
  const auto record = here.good_record();
  const auto row = here.certified(record);
  const std::string base = "/api/v1/certificates/" + row.id.text();
  call(http::Method::post, base + "/choose-recheck", {Role::supervisor}, "{}");
  EXPECT_EQ(call(http::Method::post, base + "/recheck", {Role::technician}, R"({"outcome":"pass"})", "API-9").status,
            403);
  json::array capitals, huge;
  for (int i = 0; i < 32; ++i) {
    capitals.push_back(json::object{{"offset", i * 512}, {"bytes", 512}, {"sha256", std::string(64, 'A')}});
    huge.push_back(json::object{{"offset", i * 512}, {"bytes", 1 << 20}, {"sha256", std::string(64, 'a')}});
  }
  for (const auto& samples : {capitals, huge})
    EXPECT_EQ(call(http::Method::post, base + "/recheck", {Role::technician},
                   json::serialize(json::object{{"samples", samples}}), "T02")
                  .status,
              422);
  EXPECT_FALSE(here.row(row.id).revocation.has_value());
}

TEST_F(CertificateWeb, ADonorDoesNotReadWhyItWasRefused) {
  const auto row = here.certified(here.good_record());
  ASSERT_EQ(call(http::Method::post, "/certificates/" + row.id.text() + "/validate", {Role::supervisor},
                 "accepted=0&reason=pas+le+bon+disque")
                .status,
            303);
  const auto page = "/certificates/" + row.id.text();
  EXPECT_NE(get(page, {Role::supervisor}).body.find("pas le bon disque"), std::string::npos);
  const auto read = get(page, {Role::donor}, here.donor.text());
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.body.find("pas le bon disque"), std::string::npos);
}

TEST_F(CertificateWeb, ThePaperSaysWhatTheFileSays) {
  const auto row = here.certified(here.good_record(Method::security_erase_enhanced));
  const documents::test::Folder folder;
  for (const std::string language : {"fr", "en"}) {
    const auto pdf = get("/certificates/" + row.id.text() + ".pdf?lang=" + language, {Role::technician}).body;
    ASSERT_TRUE(pdf.starts_with("%PDF-"));
    EXPECT_EQ(documents::attached_file(pdf, "certificate.json").value(), here.file(row.id));
    const auto file = folder.put("certificate-" + language + ".pdf", pdf);
    if (!documents::test::have("pdftotext")) continue;
    const auto text = documents::test::output_of("pdftotext -layout '" + file + "' -");
    for (const char* words : {"CE26-0001", "Mairie d’essai", "DSI-41", "LOT26-001", "GRPC26-0001", "S1B2C3D4E5", "T01",
                              "Banc 1", "abcdef0", "boucle verify", "https://boucle.example/c/"})
      EXPECT_NE(text.find(words), std::string::npos) << language << " " << words;
    EXPECT_NE(text.find(language == "fr" ? "Certificat d’effacement" : "Certificate of erasure"), std::string::npos);
    for (const char* key :
         {"certificate.field", "certificate.value", "certificate.section", "sanitization.", "equipment."})
      EXPECT_EQ(text.find(key), std::string::npos) << "a key without text: " << key;
    EXPECT_NE(documents::test::output_of("pdfinfo '" + file + "'").find("Tagged:          yes"), std::string::npos);
  }
}

TEST_F(CertificateWeb, ThePaperOfAFailureSaysSo) {
  auto record = here.good_record();
  record.verification->mismatched_sectors = 3;
  record.verification->mismatches = {{.offset = 4096, .bytes = 1536}};
  const auto row = here.certified(record);
  const auto pdf = get("/certificates/" + row.id.text() + ".pdf?lang=fr", {Role::technician}).body;
  if (!documents::test::have("pdftotext")) GTEST_SKIP() << "poppler-utils is not here";
  const documents::test::Folder folder;
  const auto text = documents::test::output_of("pdftotext -layout '" + folder.put("failed.pdf", pdf) + "' -");
  EXPECT_NE(text.find("NON effacé"), std::string::npos);
  EXPECT_NE(text.find("4096 + 1536"), std::string::npos);
  EXPECT_EQ(text.find("Certificat d’effacement"), std::string::npos);
}

TEST_F(CertificateWeb, TheSummaryOfALotAsPaper) {
  here.certified(here.good_record());
  here.add_machine();
  const auto pdf = get("/lots/" + here.lot.text() + "/certificates.pdf?lang=fr", {Role::supervisor}).body;
  const auto file = documents::attached_file(pdf, "certificate.json").value();
  EXPECT_EQ(here.verify(file).verdict, proof::Verdict::trusted);
  if (!documents::test::have("pdftotext")) GTEST_SKIP() << "poppler-utils is not here";
  const documents::test::Folder folder;
  const auto text = documents::test::output_of("pdftotext -layout '" + folder.put("lot.pdf", pdf) + "' -");
  for (const char* words : {"LOT26-001", "CE26-0001", "sans preuve", "Mairie d’essai"})
    EXPECT_NE(text.find(words), std::string::npos) << words;
}

TEST_F(CertificateWeb, WorkListsAreEmptyWithAWord) {
  for (const char* path : {"/certificates", "/certificates/to-validate", "/rechecks"}) {
    const auto page = get(path, {Role::supervisor});
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(page.body.find("certificate."), std::string::npos) << path << ": a key without text";
  }
}

}  // namespace
}  // namespace erasure
