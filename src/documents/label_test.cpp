#include "documents/label.hpp"

#include <gtest/gtest.h>

#include "documents/external_test.hpp"
#include "documents/qr.hpp"

namespace documents {
namespace {

using test::Folder;
using test::have;
using test::output_of;

const std::string url = "https://atelier.example.org/i/0190f3c2-7b1e-7a54-9c55-0123456789ab";

LabelContent label(std::string number = "NCPO26-01234") {
  return {.number = std::move(number),
          .title = "Lenovo ThinkPad T480s",
          .lines = {"Intel Core i5-8250U · 7 650", "RAM 16 Go · SSD 256 Go", "Écran 14″ 1920×1080", "Batterie 87 %",
                    "21/11/2026"},
          .badge = "B",
          .price = "145 €",
          .qr_url = url};
}

LabelContent hard_label() {
  LabelContent content = label("NCPO26-0123456789-ANNEXE");
  content.title = std::string(400, 'W') + " modèle sans fin";
  for (auto& line : content.lines)
    line += " et une très longue suite de texte que rien n'arrête, même pas le bord " + std::string(200, 'M');
  content.lines.resize(12, "encore une ligne");
  content.badge = "B - rayé";
  content.price = "1 234 567,89 € TTC";
  return content;
}

/// What a scanner reads on each page, at the printer's 300 dpi.
std::string scanned(const Folder& folder, const std::string& pdf) {
  output_of("pdftoppm -r 300 -gray -png '" + pdf + "' '" + folder.path("scan") + "'");
  return output_of("zbarimg -q --raw -Sdisable -Sqrcode.enable '" + folder.path("scan") + "'*.png");
}

bool can_scan() { return have("pdftoppm") && have("zbarimg"); }

TEST(Label, BothCodesAreReadOnEveryPaper) {
  if (!can_scan()) GTEST_SKIP() << "poppler-utils or zbar-tools is not here";
  for (LabelPaper paper : {LabelPaper::roll_90x29, LabelPaper::roll_42x29, LabelPaper::a4_sheet})
    for (const LabelContent& content : {label(), hard_label()}) {
      const Folder folder;
      const auto pdf = labels_pdf({content}, {.paper = paper, .title = "Étiquettes"});
      ASSERT_TRUE(pdf) << pdf.refusal().code;
      const std::string name = "label" + std::to_string(static_cast<int>(paper)) + content.number + ".pdf";
      const std::string read = scanned(folder, folder.put(name, *pdf));
      EXPECT_NE(read.find(url + "\n"), std::string::npos) << static_cast<int>(paper) << read;
      EXPECT_NE(read.find(content.number + "\n"), std::string::npos) << static_cast<int>(paper) << read;
    }
}

TEST(Label, OnePageOfTheRightSizeForEach) {
  if (!have("pdfinfo")) GTEST_SKIP() << "poppler-utils is not here";
  const Folder folder;
  const auto pdf = labels_pdf({label(), label("NCPO26-01235"), label("NCPO26-01236")}, {});
  ASSERT_TRUE(pdf);
  const std::string about = output_of("pdfinfo '" + folder.put("three.pdf", *pdf) + "'");
  EXPECT_NE(about.find("Pages:           3"), std::string::npos) << about;
  EXPECT_NE(about.find("255.118 x 82.2047 pts"), std::string::npos) << about;  // 90 × 29 mm
}

TEST(Label, ASheetStartsWhereTheLastOneStopped) {
  if (!can_scan()) GTEST_SKIP() << "poppler-utils or zbar-tools is not here";
  const Folder folder;
  std::vector<LabelContent> labels;
  for (int i = 0; i < 26; ++i) labels.push_back(label("NCPO26-" + std::to_string(2000 + i)));
  const auto pdf = labels_pdf(labels, {.paper = LabelPaper::a4_sheet, .sheet = {.first = 22}});
  ASSERT_TRUE(pdf);
  const std::string file = folder.put("sheet.pdf", *pdf);
  EXPECT_NE(output_of("pdfinfo '" + file + "'").find("Pages:           2"), std::string::npos);
  // Page, column and row of four of them; a label is 827 × 437 dots, the first one 6 dots down.
  struct Place {
    int index, page, column, row;
  };
  for (const Place& place : {Place{0, 1, 1, 7}, Place{1, 1, 2, 7}, Place{2, 2, 0, 0}, Place{25, 2, 2, 7}}) {
    const std::string page = std::to_string(place.page);
    output_of("pdftoppm -r 300 -gray -png -singlefile -f " + page + " -l " + page + " -x " +
              std::to_string(place.column * 827) + " -y " + std::to_string(6 + place.row * 437) + " -W 827 -H 437 '" +
              file + "' '" + folder.path("one") + "'");
    const std::string read = output_of("zbarimg -q --raw '" + folder.path("one.png") + "'");
    const std::string& number = labels[static_cast<std::size_t>(place.index)].number;
    EXPECT_NE(read.find(number + "\n"), std::string::npos) << number << read;
    EXPECT_NE(read.find(url + "\n"), std::string::npos) << number << read;
  }
}

TEST(Label, RefusesWhatCannotBeScanned) {
  EXPECT_EQ(labels_pdf({}, {}).refusal().code, "documents.label.none");
  EXPECT_EQ(labels_pdf({LabelContent{}}, {}).refusal().code, "documents.label.no_number");
  LabelContent far = label();
  far.qr_url += std::string(900, 'x');
  EXPECT_EQ(labels_pdf({far}, {}).refusal().code, "documents.label.qr_too_long");
  EXPECT_EQ(labels_pdf({far}, {}).refusal().field, "qr_url");
  EXPECT_EQ(labels_pdf({label(std::string(300, '1'))}, {}).refusal().field, "number");
  for (const LabelSheet& sheet : {LabelSheet{.columns = 0}, LabelSheet{.first = 24}, LabelSheet{.label_width_mm = 80},
                                  LabelSheet{.top_mm = -1}, LabelSheet{.label_height_mm = 10}})
    EXPECT_EQ(labels_pdf({label()}, {.paper = LabelPaper::a4_sheet, .sheet = sheet}).refusal().code,
              "documents.label.bad_sheet");
}

TEST(Label, WithoutAddressOnlyTheNumberIsCoded) {
  LabelContent content = label();
  content.qr_url.clear();
  const auto pdf = labels_pdf({content}, {});
  ASSERT_TRUE(pdf);
  EXPECT_EQ(*pdf, *labels_pdf({content}, {}));
  if (!can_scan()) GTEST_SKIP() << "poppler-utils or zbar-tools is not here";
  const Folder folder;
  EXPECT_EQ(scanned(folder, folder.put("number.pdf", *pdf)), content.number + "\n");
}

TEST(Qr, SvgHasTheModulesAndTheQuietZone) {
  const auto matrix = qr_matrix("A");
  ASSERT_TRUE(matrix);
  EXPECT_EQ(matrix->size, 21);
  EXPECT_TRUE(matrix->dark(0, 0));
  EXPECT_FALSE(matrix->dark(7, 0));
  EXPECT_TRUE(qr_svg_path(*matrix).starts_with("M4 4h7v1h-7z"));
  const std::string svg = qr_svg(*matrix, "<\"&'>");
  EXPECT_NE(svg.find("viewBox=\"0 0 29 29\""), std::string::npos);
  EXPECT_NE(svg.find("aria-label=\"&lt;&quot;&amp;&#39;&gt;\""), std::string::npos);
  EXPECT_EQ(qr_matrix("").refusal().code, "documents.qr.empty");
  EXPECT_EQ(qr_matrix(std::string(1001, 'a')).refusal().code, "documents.qr.too_long");
  EXPECT_TRUE(qr_matrix(std::string(1000, 'a')));
}

}  // namespace
}  // namespace documents
