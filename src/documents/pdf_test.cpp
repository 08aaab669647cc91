#include "documents/pdf.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <limits>

#include "documents/external_test.hpp"

namespace documents {
namespace {

using test::Folder;
using test::have;
using test::output_of;

const base::Instant when = base::from_milliseconds(1'795'000'000'000);

PdfInfo info(PageSize size = a4_portrait) {
  return {.title = "Bilan de don – Lot 2026-014",
          .author = "Atelier d'essai",
          .language = "fr-FR",
          .size = size,
          .created = when,
          .footer = "Atelier d'essai · 12 rue des Tests · 06000 Nice"};
}

const std::vector<Column> columns{{"Numéro", 1.2}, {"Modèle", 3}, {"Poids (kg)", 1, Align::right}, {"Devenir", 1.6}};

std::vector<std::vector<std::string>> rows(int count) {
  std::vector<std::vector<std::string>> made;
  for (int i = 0; i < count; ++i)
    made.push_back({"NC-26-" + std::to_string(1000 + i),
                    i % 5 == 0 ? "Lenovo ThinkCentre M720q, petit format, avec son alimentation et son pied d'origine"
                               : "Dell Latitude 5480",
                    "1,650", i % 3 == 0 ? "Réemploi" : "Pièces"});
  return made;
}

base::Bytes statement() {
  Pdf pdf(info());
  pdf.heading(1, "Bilan de don");
  pdf.facts({{"Donateur", "Mairie de Villeneuve"},
             {"Lot", "2026-014"},
             {"Reçu le", "21 novembre 2026"},
             {"Masse reçue", "412,350 kg"}});
  pdf.paragraph(
      "Ce document dit ce que sont devenus les appareils confiés. Chaque gramme reçu s'y retrouve : réemploi, "
      "pièces, recyclage, et ce qui reste en stock.");
  pdf.heading(2, "Où est passé chaque gramme");
  pdf.stacked_bar("412,350 kg reçus", {{"Réemploi", 251.1, "251,100 kg"},
                                       {"Pièces", 40.25, "40,250 kg"},
                                       {"Recyclage", 101, "101,000 kg"},
                                       {"En stock", 20, "20,000 kg"}});
  pdf.heading(2, "Par type d'appareil");
  pdf.bars({{"Ordinateurs portables", 120, "120"},
            {"Ordinateurs fixes", 44, "44"},
            {"Écrans", 61, "61"},
            {"Téléphones", 0, "0"}});
  pdf.notice("Deux disques n'ont pas pu être effacés : ils ont été détruits.");
  pdf.list({"Effacement selon NIST SP 800-88, preuve par appareil.", "Attestations signées jointes à ce fichier."});
  pdf.heading(2, "Appareils");
  auto some = rows(60);
  some.push_back({"Total", "", "412,350", ""});
  pdf.table(columns, some, {.total_row = true});
  EXPECT_TRUE(
      pdf.qr("https://atelier.example/verifier/abc", 28, "Vérifier ce document en ligne.", "Code QR de vérification"));
  pdf.signatures({{"Pour le donateur", "Nom, date"}, {"Pour l'atelier", "Nom, date"}});
  pdf.note("Méthode : masses pesées à la réception.");
  pdf.attach("statement.json", R"({"lot":"2026-014"})", "application/json", "Données signées");
  return std::move(pdf).finish();
}

int pages_of(const std::string& file) {
  const std::string text = output_of("pdfinfo '" + file + "'");
  const auto at = text.find("Pages:");
  return at == std::string::npos ? 0 : std::atoi(text.c_str() + at + 6);
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

TEST(Pdf, SameInputGivesTheSameBytes) {
  const auto first = statement();
  EXPECT_EQ(first, statement());
  EXPECT_TRUE(first.starts_with("%PDF-1.7"));
}

TEST(Pdf, IsReadByPoppler) {
  if (!have("pdftotext") || !have("pdfinfo")) GTEST_SKIP() << "poppler-utils is not here";
  const Folder folder;
  const std::string file = folder.put("statement.pdf", statement());
  const std::string text = output_of("pdftotext -layout '" + file + "' -");
  for (std::string_view part :
       {"Bilan de don", "Mairie de Villeneuve", "412,350 kg reçus", "NC-26-1059", "Pour le donateur", "06000 Nice"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
  std::string marks;  // poppler writes the spaces of « 1 / 3 » as it likes
  for (char c : text)
    if ((c >= '0' && c <= '9') || c == '/') marks += c;
  for (std::string_view part : {"060001/3", "060002/3", "060003/3"})
    EXPECT_NE(marks.find(part), std::string::npos) << part;
  EXPECT_EQ(count(text, "Poids (kg)"), 3U) << "the header stands on each page of the table";
  const std::string about = output_of("pdfinfo '" + file + "'");
  for (std::string_view part : {"Bilan de don – Lot 2026-014", "Atelier d'essai", "Tagged:          yes", "A4"})
    EXPECT_NE(about.find(part), std::string::npos) << part << about;
  EXPECT_NE(output_of("pdfdetach -list '" + file + "'").find("statement.json"), std::string::npos);
}

TEST(Pdf, IsTaggedForScreenReaders) {
  if (!have("pdfinfo")) GTEST_SKIP() << "poppler-utils is not here";
  const Folder folder;
  const std::string file = folder.put("tags.pdf", statement());
  const std::string tags = output_of("pdfinfo -struct-text '" + file + "'");
  for (std::string_view tag : {"Document", "H1 (block)", "H2 (block)", "P (block)", "Table", "TR (block)",
                               "TH (inline)", "TD (inline)", "L (block)", "LI (block)", "Figure"})
    EXPECT_NE(tags.find(std::string(tag).substr(0, tag.find(' '))), std::string::npos) << tag;
  EXPECT_NE(tags.find("\"Bilan de don\""), std::string::npos);
  EXPECT_NE(tags.find("\"NC-26-1059\""), std::string::npos);
  EXPECT_EQ(tags.find("06000 Nice"), std::string::npos) << "footers are artefacts";
  EXPECT_NE(output_of("pdfinfo -struct '" + file + "'").find("Column"), std::string::npos) << "headers have a scope";
}

TEST(Pdf, AttachedFilesComeBack) {
  const auto bytes = statement();
  const auto back = attached_file(bytes, "statement.json");
  ASSERT_TRUE(back) << back.refusal().code;
  EXPECT_EQ(*back, R"({"lot":"2026-014"})");
  EXPECT_EQ(attached_file(bytes, "other.json").refusal().code, "documents.pdf.no_attachment");
  EXPECT_EQ(attached_file("", "a").refusal().code, "documents.pdf.corrupt");
  EXPECT_EQ(attached_file("PK\x03\x04", "a").refusal().code, "documents.pdf.corrupt");
  for (std::size_t length = 1; length < bytes.size(); length += bytes.size() / 40) {
    const auto cut = attached_file(std::string_view(bytes).substr(0, length), "statement.json");
    const std::string code = cut ? "documents.pdf.read" : cut.refusal().code;
    EXPECT_TRUE(code.starts_with("documents.pdf.")) << code;
  }
}

TEST(Pdf, AttachedBombIsRefused) {
  Pdf pdf({.title = "Bombe"});
  pdf.paragraph("Petit fichier.");
  pdf.attach("zeros.bin", std::string(40u << 20, '\0'), "application/octet-stream");
  const auto bytes = std::move(pdf).finish();
  EXPECT_LT(bytes.size(), 1u << 20);
  EXPECT_EQ(attached_file(bytes, "zeros.bin").refusal().code, "documents.pdf.too_large");
}

TEST(Pdf, NothingBreaksTheLayout) {
  const std::string long_word(3000, 'W');
  std::string lines;
  for (int i = 0; i < 400; ++i) lines += "ligne " + std::to_string(i) + "\n";
  Pdf pdf(info(a4_landscape));
  pdf.heading(1, long_word.substr(0, 300));
  pdf.paragraph(long_word + " fin");
  pdf.paragraph("日本語 العربية עברית Ελληνικά \xFF\xFE invalide \x01 😀");
  pdf.notice(lines);
  pdf.facts({{long_word, lines}, {"", ""}});
  pdf.list({lines, ""});
  pdf.begin_table({{long_word, 1}, {"B", 0}, {"C", 100, Align::right}});
  pdf.table_row({long_word, "b", lines});
  pdf.table_row({});
  pdf.table_row({lines, lines, lines}, true);
  pdf.end_table();
  pdf.bars({{long_word, -3, long_word}, {"", std::numeric_limits<double>::quiet_NaN(), ""}});
  pdf.stacked_bar("", {{"rien", 0, "0"}});
  pdf.signatures({{long_word}, {"b"}, {"c"}, {"d"}});
  EXPECT_EQ(pdf.qr("", 20, "", "").refusal().code, "documents.qr.empty");
  EXPECT_EQ(pdf.qr(long_word, 20, "", "").refusal().code, "documents.qr.too_long");
  const auto bytes = std::move(pdf).finish();
  if (!have("pdfinfo")) GTEST_SKIP() << "poppler-utils is not here";
  const Folder folder;
  const std::string file = folder.put("hard.pdf", bytes);
  EXPECT_GT(pages_of(file), 10);
  EXPECT_LT(pages_of(file), 80);
  const std::string text = output_of("pdftotext -layout '" + file + "' -");
  EXPECT_NE(text.find("ligne 399"), std::string::npos);
  EXPECT_NE(text.find("Ελληνικά"), std::string::npos);
}

TEST(Pdf, TenThousandRowsTakeSecondsAndLittleMemory) {
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  Pdf pdf(info());
  pdf.heading(1, "Registre");
  pdf.begin_table(columns);
  for (int i = 0; i < 10'000; ++i)
    pdf.table_row({"NC-26-" + std::to_string(i), "Dell Latitude 5480", "1,650", "Réemploi"});
  pdf.end_table();
  const auto bytes = std::move(pdf).finish();
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  const auto seconds =
      after.ru_utime.tv_sec - before.ru_utime.tv_sec;  // of processor: the machine may be busy elsewhere
  std::printf("10,000 rows: %ld s, %zu KiB, %ld MiB more at the peak\n", seconds, bytes.size() >> 10,
              (after.ru_maxrss - before.ru_maxrss) >> 10);
#ifndef __SANITIZE_ADDRESS__
  EXPECT_LT(seconds, 20);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 400 * 1024);
#endif
  if (!have("pdftotext")) GTEST_SKIP() << "poppler-utils is not here";
  const Folder folder;
  const std::string text = output_of("pdftotext -layout '" + folder.put("long.pdf", bytes) + "' -");
  EXPECT_EQ(count(text, "Dell Latitude 5480"), 10'000U);
}

TEST(Pdf, AnEmptyDocumentIsOnePage) {
  Pdf pdf({.title = ""});
  const auto bytes = std::move(pdf).finish();
  if (!have("pdfinfo")) GTEST_SKIP() << "poppler-utils is not here";
  const Folder folder;
  EXPECT_EQ(pages_of(folder.put("empty.pdf", bytes)), 1);
}

}  // namespace
}  // namespace documents
