// From the donor to a closed reception, through the handlers that pages and API share.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "collection/testing.hpp"
#include "documents/sheet_read.hpp"

namespace collection {
namespace {

namespace json = boost::json;
using accounts::Role;
using testing::Workshop;

json::object object_of(const http::Response& response) {
  auto parsed = json::parse(response.body);
  CHECK(parsed.is_object());
  return parsed.get_object();
}
std::string text(const json::object& object, const char* name) { return std::string(object.at(name).as_string()); }

constexpr const char* small_list =
    "Type;Marque;Modèle;N° de série;N° inventaire;Qté;Poids (kg);Observations\n"
    "PC portable;Dell;Latitude 5400;SN-1;INV-1;1;1,6;\n"
    "Écran;HP;E223;;;3;;\n"
    "Écran CRT;Sony;Trinitron;;;1;;\n"
    "Grille-pain;Seb;;;;1;;\n"
    "PC portable;Dell;Latitude 5400;SN-1;INV-2;1;;\n"
    "UC;Lenovo;M710;SN-3;;1;;HS\n"
    "Souris;;;;;cent;;\n";

class Collection : public ::testing::Test {
 protected:
  std::string new_donor(const std::string& body = R"({"name":"Mairie du Vallon"})") {
    const auto response = shop.post_json("/api/v1/donors", body);
    CHECK(response.status == 201);
    return text(object_of(response), "id");
  }
  json::object declared(const std::string& list = small_list) {
    const auto response = shop.send_list(new_donor(), list);
    CHECK(response.status == 201);
    return object_of(response);
  }
  std::string lot_of(const json::object& donation) { return text(donation.at("lot").as_object(), "id"); }
  std::int64_t counted(const std::string& sql) {
    return shop.database->read([&](storage::Session& session) { return session.value<std::int64_t>(sql).value_or(0); });
  }

  Workshop shop;
};

TEST_F(Collection, DonorMinimalAndRefused) {
  const auto created = object_of(shop.post_json("/api/v1/donors", R"({"name":"Orange"})"));
  EXPECT_EQ(text(created, "kind"), "company");
  EXPECT_EQ(shop.post_json("/api/v1/donors", "{}").status, 422);
  EXPECT_EQ(shop.post_json("/api/v1/donors", R"({"name":"X","siret":"12345678901234"})").status, 422);
  EXPECT_EQ(shop.get("/api/v1/donors/" + text(created, "id")).status, 200);
  EXPECT_EQ(shop.get("/api/v1/donors/nonsense").status, 404);
  const auto page = shop.post_form("/donors", {{"name", ""}, {"siret", "1"}});
  EXPECT_EQ(page.status, 422);
  EXPECT_NE(page.body.find("value=\"1\""), std::string::npos);
}

TEST_F(Collection, IdempotencyKeyMakesOneDonor) {
  const auto first = shop.post_json("/api/v1/donors", R"({"name":"A"})", Role::supervisor, "k1");
  const auto again = shop.post_json("/api/v1/donors", R"({"name":"A"})", Role::supervisor, "k1");
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM donor"), 1);
}

TEST_F(Collection, AnIndividualsNameIsSealed) {
  const auto created = object_of(
      shop.post_json("/api/v1/donors", R"({"name":"Jeanne Dupont","kind":"individual","email":"jeanne@example.org"})"));
  EXPECT_EQ(text(created, "name").find("Jeanne"), std::string::npos);
  EXPECT_EQ(shop.get("/donors").body.find("Jeanne"), std::string::npos);
  const auto shown = object_of(shop.get("/api/v1/donors/" + text(created, "id")));
  EXPECT_EQ(text(shown.at("contact").as_object(), "person"), "Jeanne Dupont");
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM donor WHERE name LIKE '%Jeanne%' OR contact LIKE '%jeanne%'"),
            0);
  EXPECT_GE(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_entry WHERE action = 'personal_data_read'"), 1);
}

TEST_F(Collection, ListIsReadLineByLine) {
  const auto donation = declared();
  const auto& counts = donation.at("counts").as_object();
  EXPECT_EQ(counts.at("lines").as_int64(), 7);
  EXPECT_EQ(counts.at("accepted").as_int64(), 2);
  EXPECT_EQ(counts.at("refused").as_int64(), 1);
  EXPECT_EQ(counts.at("to_inspect").as_int64(), 1);
  EXPECT_EQ(counts.at("problems").as_int64(), 3);
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (const auto& each : donation.at("problems").as_array())
    found.emplace_back(each.as_object().at("line").as_int64(), text(each.as_object(), "code"));
  EXPECT_EQ(found, (std::vector<std::pair<std::int64_t, std::string>>{{5, "collection.line.unknown_kind"},
                                                                      {6, "collection.line.duplicate_serial"},
                                                                      {8, "collection.line.bad_quantity"}}));
  EXPECT_EQ(text(donation.at("lot").as_object(), "number"), "LOT26-001");
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM event WHERE kind = 'lot_declared'"), 1);
}

TEST_F(Collection, SameFileTwiceIsTheSameDonation) {
  const std::string donor = new_donor();
  const auto first = shop.send_list(donor, small_list);
  const auto again = shop.send_list(donor, small_list, "autre-nom.csv");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM lot"), 1);
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM donation_line"), 7);
}

TEST_F(Collection, RefusedLists) {
  const std::string donor = new_donor();
  EXPECT_EQ(shop.send_list(donor, "").status, 422);
  EXPECT_EQ(shop.send_list(donor, "%PDF-1.4").status, 422);
  EXPECT_EQ(shop.send_list("0192f3a0-0000-7000-8000-000000000000", small_list).status, 422);
  const auto none = shop.send_list(donor, "Type;Marque;Qté\nGrille-pain;Seb;1\nUC;HP;0\n");
  EXPECT_EQ(none.status, 422);
  const auto problem = object_of(none);
  EXPECT_EQ(problem.at("errors").as_array().size(), 2U);
  EXPECT_EQ(problem.at("errors").as_array()[0].as_object().at("line").as_int64(), 2);
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM donation"), 0);
}

TEST_F(Collection, UnknownHeadingsAreConfirmedOnceAndRemembered) {
  const std::string donor = new_donor();
  const auto sent = shop.send_list(donor, "Truc;Machin;Marque\nUC;S1;HP\n");
  ASSERT_EQ(sent.status, 202);
  const std::string id = text(object_of(sent), "id");
  EXPECT_NE(shop.get("/donations/" + id).body.find("columns.0"), std::string::npos);
  EXPECT_EQ(shop.post_json("/api/v1/donations/" + id + "/mapping", R"({"columns":{"0":"colour"}})").status, 422);
  EXPECT_EQ(shop.post_json("/api/v1/donations/" + id + "/mapping", R"({"columns":{"1":"serial"}})").status, 422);
  const auto confirmed =
      shop.post_json("/api/v1/donations/" + id + "/mapping", R"({"columns":{"0":"kind","1":"serial"}})");
  EXPECT_EQ(confirmed.status, 201) << confirmed.body;
  EXPECT_EQ(shop.post_json("/api/v1/donations/" + id + "/mapping", R"({"columns":{"0":"kind","1":"serial"}})").body,
            confirmed.body);
  EXPECT_EQ(shop.send_list(donor, "Truc;Machin;Marque\nUC;S2;HP\n").status, 201);
}

TEST_F(Collection, Latin1) {
  const auto donation = declared(
      "Type;Mod\xE8le;N\xB0 de s\xE9rie\n\xC9"
      "cran;\xC9l\xE9gant;S1\n");
  EXPECT_EQ(donation.at("counts").as_object().at("accepted").as_int64(), 1);
  const auto lot = object_of(shop.get("/api/v1/lots/" + lot_of(donation)));
  EXPECT_EQ(text(lot.at("lines").as_array()[0].as_object(), "model"), "Élégant");
}

TEST_F(Collection, ABadLineIsCorrected) {
  const auto donation = declared();
  const std::string lot = lot_of(donation);
  EXPECT_EQ(shop.post_json("/api/v1/lots/" + lot + "/lines/5", R"({"kind":"grille"})").status, 422);
  EXPECT_EQ(shop.post_form("/lots/" + lot + "/lines/5", {{"kind", "laptop"}, {"serial", "SN-1"}}).status, 422);
  EXPECT_EQ(
      shop.post_form("/lots/" + lot + "/lines/5", {{"kind", "laptop"}, {"serial", "SN-9"}, {"quantity", "1"}}).status,
      303);
  EXPECT_EQ(shop.get("/lots/" + lot + "/lines/5").status, 200);
  EXPECT_EQ(object_of(shop.get("/api/v1/lots/" + lot)).at("counts").as_object().at("problems").as_int64(), 2);
}

TEST_F(Collection, AnswersAreChangedWithAReason) {
  const std::string lot = lot_of(declared());
  EXPECT_EQ(shop.post_json("/api/v1/lots/" + lot + "/answers", R"({"line":[4],"answer":"accepted"})").status, 422);
  EXPECT_EQ(
      shop.post_json("/api/v1/lots/" + lot + "/answers", R"({"line":[5],"answer":"accepted","reason":"x"})").status,
      422);
  const auto changed = shop.post_json("/api/v1/lots/" + lot + "/answers",
                                      R"({"line":[4,7],"answer":"accepted","reason":"pour un musée"})");
  EXPECT_EQ(object_of(changed).at("changed").as_int64(), 2);
  EXPECT_EQ(object_of(shop.get("/api/v1/lots/" + lot)).at("counts").as_object().at("accepted").as_int64(), 4);
  EXPECT_EQ(shop.get("/lots/" + lot + "/answers").status, 200);
}

TEST_F(Collection, ReceptionOfLines) {
  const std::string place = "/api/v1/lots/" + lot_of(declared());
  const auto one =
      object_of(shop.post_json(place + "/reception", R"({"lines":[{"line":2,"mass":"1,65"}]})", Role::technician));
  const auto& item = one.at("items").as_array().at(0).as_object();
  EXPECT_EQ(text(item, "number"), "ATPC26-0001");
  EXPECT_EQ(item.at("mass_g").as_int64(), 1650);
  EXPECT_EQ(text(item, "mass_source"), "weighed");
  EXPECT_EQ(text(item, "serial"), "SN-1");
  EXPECT_EQ(shop.post_json(place + "/reception", R"({"lines":[{"line":2}]})").status, 409);
  EXPECT_EQ(shop.post_json(place + "/reception", R"({"lines":[{"line":99}]})").status, 422);
  EXPECT_EQ(shop.post_json(place + "/reception", R"({"lines":[{"line":5}]})").status, 422);
  EXPECT_EQ(shop.post_json(place + "/reception", R"({"lines":[{"line":3,"quantity":4}]})").status, 422);
  const auto screens = object_of(shop.post_json(place + "/reception", R"({"lines":[{"line":3}]})"));
  EXPECT_EQ(screens.at("items").as_array().size(), 3U);
  EXPECT_EQ(text(screens.at("items").as_array()[0].as_object(), "mass_source"), "default");
  const auto scanned = object_of(shop.post_json(place + "/reception", R"({"scan":"sn 3"})"));
  EXPECT_EQ(scanned.at("items").as_array().size(), 1U);
  EXPECT_EQ(shop.post_json(place + "/reception", R"({"scan":"inconnu-7"})").status, 422);
  const auto extra = object_of(shop.post_json(place + "/reception", R"({"kind":"keyboard","maker":"Logitech"})"));
  EXPECT_EQ(extra.at("counts").as_object().at("extra").as_int64(), 1);
  EXPECT_EQ(shop.post_json(place + "/reception", R"({"kind":"laptop","serial":"SN-1"})").status, 409);
}

TEST_F(Collection, WeightAndClose) {
  const std::string donor = new_donor(R"({"name":"Lycée","contact_name":"M. Roy","email":"roy@example.org"})");
  const std::string place =
      "/api/v1/lots/" + lot_of(object_of(shop.send_list(donor, "Type;Série;Poids\nUC;S1;5\nUC;S2;5\nÉcran;;5\n")));
  EXPECT_EQ(object_of(shop.post_json(place + "/reception", R"({"lines":[{"line":2},{"line":4}]})"))
                .at("items")
                .as_array()
                .size(),
            2U);
  EXPECT_EQ(shop.post_json(place + "/weight", R"({"weight":"beaucoup"})").status, 422);
  EXPECT_EQ(object_of(shop.post_json(place + "/weight", R"({"weight":"12,5"})")).at("packaging_g").as_int64(), 2500);
  const auto closed = object_of(shop.post_json(place + "/close", "{}"));
  EXPECT_EQ(closed.at("missing").as_array().size(), 1U);
  EXPECT_EQ(text(closed, "alert"), "mailed");
  EXPECT_EQ(
      counted("SELECT CAST(COUNT(*) AS BIGINT) FROM mail WHERE recipient = 'roy@example.org' AND body LIKE '%S2%'"), 1);
  EXPECT_EQ(shop.post_json(place + "/close", "{}").status, 200);
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM event WHERE kind = 'lot_received'"), 1);
  // Found the day after: received all the same, and the counts are written again.
  EXPECT_EQ(shop.post_json(place + "/reception", R"({"lines":[{"line":3}]})").status, 200);
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM event WHERE kind = 'lot_received'"), 2);
}

TEST_F(Collection, ADonorWithoutEmailIsACallToMake) {
  const std::string lot = lot_of(declared("Type;Série\nUC;S1\n"));
  EXPECT_EQ(text(object_of(shop.post_json("/api/v1/lots/" + lot + "/close", "{}")), "alert"), "to_call");
  EXPECT_NE(shop.get("/lots/" + lot).body.find("/called"), std::string::npos);
  EXPECT_EQ(shop.post_form("/lots/" + lot + "/called", {}).status, 303);
  EXPECT_EQ(shop.get("/lots/" + lot).body.find("/called"), std::string::npos);
}

TEST_F(Collection, TwoTechniciansOneLine) {
  const std::string place = "/api/v1/lots/" + lot_of(declared("Type;Série\nUC;S1\n")) + "/reception";
  std::vector<int> statuses(8);
  {
    std::vector<std::jthread> threads;
    for (int& status : statuses)
      threads.emplace_back(
          [&, place] { status = shop.post_json(place, R"({"lines":[{"line":2}]})", Role::technician).status; });
  }
  EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 200), 1);
  EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 409), 7);
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM item"), 1);
}

TEST_F(Collection, FiveThousandLines) {
  std::string list = "Type;Marque;Modèle;N° série\n";
  for (int i = 0; i < 5000; ++i) list += "PC portable;Dell;Latitude;SER" + std::to_string(i) + "\n";
  const auto donation = declared(list);
  EXPECT_EQ(donation.at("counts").as_object().at("accepted").as_int64(), 5000);
  const std::string lot = lot_of(donation);
  EXPECT_EQ(
      object_of(shop.post_json("/api/v1/lots/" + lot + "/reception", R"({"all":true})")).at("items").as_array().size(),
      5000U);
  EXPECT_EQ(
      object_of(shop.post_json("/api/v1/lots/" + lot + "/reception", R"({"all":true})")).at("items").as_array().size(),
      0U);
  const auto page = shop.get("/lots/" + lot);
  EXPECT_NE(page.body.find("SER4999"), std::string::npos);
  EXPECT_EQ(counted("SELECT CAST(COUNT(DISTINCT number) AS BIGINT) FROM item"), 5000);
}

TEST_F(Collection, AgreementOfAPublicBody) {
  const std::string donor = new_donor(R"({"name":"Département","kind":"public_body"})");
  const auto created = shop.post_json(
      "/api/v1/agreements",
      R"({"donor":")" + donor + R"(","level":"purge","exceptions":["bad_sectors"],"public_free_transfer":true})");
  ASSERT_EQ(created.status, 201) << created.body;
  const auto agreement = object_of(created);
  EXPECT_EQ(text(agreement, "number"), "CV26-001");
  EXPECT_EQ(text(agreement, "key_fingerprint").size(), 39U);
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM event WHERE kind = 'agreement_signed'"), 1);
  const auto donation = object_of(shop.send_list(donor, "Type;Série\nUC;S1\n"));
  EXPECT_EQ(text(donation, "agreement"), text(agreement, "id"));
  const std::string lot = lot_of(donation);
  const auto terms =
      shop.database->read([&](storage::Session& session) { return terms_of_lot(session, LotId::parse(lot).value()); });
  EXPECT_EQ(terms.level, equipment::Level::purge);
  EXPECT_TRUE(terms.public_free_transfer);
  shop.post_json("/api/v1/lots/" + lot + "/reception", R"({"all":true})");
  EXPECT_EQ(
      counted(
          "SELECT CAST(COUNT(*) AS BIGINT) FROM event WHERE kind = 'received' AND body LIKE '%public_free_transfer%'"),
      1);
  const auto paper = shop.get("/agreements/" + text(agreement, "id") + "/agreement.pdf");
  EXPECT_TRUE(paper.body.starts_with("%PDF"));
  EXPECT_EQ(
      shop.post_json("/api/v1/agreements", R"({"donor":")" + new_donor() + R"(","public_free_transfer":true})").status,
      422);
  EXPECT_EQ(shop.get("/agreements").status, 200);
  EXPECT_EQ(shop.get("/agreements/" + text(agreement, "id")).status, 200);
}

TEST_F(Collection, OtherStructuresAndOtherDonorsSeeNothing) {
  const auto donation = declared();
  const std::string lot = lot_of(donation);
  const std::string donor = text(donation, "donor");
  EXPECT_EQ(shop.get("/api/v1/lots/" + lot, Role::donor, donor).status, 200);
  EXPECT_EQ(object_of(shop.get("/api/v1/lots", Role::donor, donor)).at("items").as_array().size(), 1U);
  EXPECT_EQ(shop.get("/lots/" + lot, Role::donor, new_donor()).status, 404);
  EXPECT_EQ(object_of(shop.get("/api/v1/lots", Role::donor, "")).at("items").as_array().size(), 0U);
  EXPECT_EQ(shop.get("/lots/" + lot, Role::donor, donor).body.find("/reception\""), std::string::npos);
  shop.organisation = shop.add_organisation("AUTRE");
  for (const std::string& path :
       std::vector<std::string>{"/api/v1/lots/" + lot, "/lots/" + lot + "/reception", "/api/v1/donors/" + donor,
                                "/api/v1/donations/" + text(donation, "id"), "/lots/" + lot + "/labels.pdf"})
    EXPECT_EQ(shop.get(path).status, 404) << path;
  EXPECT_EQ(shop.post_json("/api/v1/lots/" + lot + "/reception", R"({"all":true})").status, 404);
  EXPECT_EQ(shop.send_list(donor, small_list).status, 422);
}

TEST_F(Collection, Labels) {
  const std::string lot = lot_of(declared("Type;Série\nUC;S1\n"));
  EXPECT_EQ(shop.get("/lots/" + lot + "/labels.pdf").status, 422);
  const auto received = object_of(shop.post_json("/api/v1/lots/" + lot + "/reception", R"({"all":true})"));
  const std::string item = text(received.at("items").as_array()[0].as_object(), "id");
  for (const std::string& size : std::vector<std::string>{"", "?size=29x90", "?size=29x42", "?size=a4"})
    EXPECT_TRUE(shop.get("/lots/" + lot + "/labels.pdf" + size).body.starts_with("%PDF")) << size;
  EXPECT_EQ(shop.get("/lots/" + lot + "/labels.pdf?size=a0").status, 422);
  EXPECT_TRUE(shop.get("/items/" + item + "/label.pdf").body.starts_with("%PDF"));
  shop.services.public_url.clear();
  EXPECT_EQ(shop.get("/items/" + item + "/label.pdf").status, 422);
}

TEST_F(Collection, PagesOfTheDock) {
  const std::string place = "/lots/" + lot_of(declared());
  for (const std::string& path :
       std::vector<std::string>{"/lots", "/lots?state=open&q=mairie", "/donors", "/donors/new", "/donations/new",
                                "/sorting-instructions", "/agreements/new"})
    EXPECT_EQ(shop.get(path).status, 200) << path;
  for (const std::string& path : std::vector<std::string>{"", "/reception", "/reception/lines/2", "/close", "/answers"})
    EXPECT_EQ(shop.get(place + path).status, 200) << path;
  EXPECT_EQ(shop.post_form(place + "/reception", {{"scan", "INV-1"}}).status, 303);
  const auto unknown = shop.post_form(place + "/reception", {{"scan", "zzz"}});
  EXPECT_EQ(unknown.status, 422);
  EXPECT_NE(unknown.body.find("value=\"zzz\""), std::string::npos);
  EXPECT_EQ(shop.post_form(place + "/reception", {}).status, 422);
  EXPECT_EQ(shop.post_form(place + "/reception", {{"line", "3"}, {"line", "7"}}).status, 303);
  EXPECT_EQ(shop.post_form(place + "/reception", {{"extra", "1"}, {"kind", ""}}).status, 422);
  EXPECT_EQ(
      shop.post_form(place + "/reception", {{"one", "5"}, {"details", "1"}, {"kind", "laptop"}, {"quantity", "1"}})
          .status,
      303);
  EXPECT_EQ(shop.post_form(place + "/weight", {{"weight", "x"}}).status, 422);
  EXPECT_EQ(counted("SELECT CAST(COUNT(*) AS BIGINT) FROM item"), 6);
}

TEST(RealSheets, ProfessionalModels) {
  const char* shared = std::getenv("BOUCLE_SHARED");
  const std::string folder = shared != nullptr ? shared : BOUCLE_SOURCE_DIR "/../shared";
  for (const auto& [name, line] :
       std::vector<std::pair<std::string, std::int64_t>>{{"modele_BOLC_v2.xlsx", 4}, {"sm_modele_BOLC_v1.xlsx", 2}}) {
    const std::string path = folder + "/data/field/" + name;
    if (!std::filesystem::exists(path)) continue;
    const auto workbook = documents::SheetReader{}.read_file(path);
    ASSERT_TRUE(workbook.ok()) << workbook.refusal().code;
    const auto mapping = propose_mapping(*workbook);
    EXPECT_EQ(mapping.heading_line, line) << name;
    EXPECT_TRUE(mapping.certain()) << name;
    EXPECT_NE(mapping.find(Column::serial), nullptr) << name;
    EXPECT_TRUE(read_lines(sheet_of(*workbook, mapping), mapping).empty())
        << name;  // a template: its formulas are no equipment
  }
}

}  // namespace
}  // namespace collection

int main(int argc, char** argv) {
  // SheetReader runs this program as its limited child.
  if (argc > 1 && std::string_view(argv[1]) == "--sheet-child") return documents::sheet_child_main(0, 1);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
