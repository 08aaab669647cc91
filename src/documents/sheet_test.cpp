// Spreadsheets out, and in again through the limited child, which is this test program itself.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/text.hpp"
#include "documents/sheet_protocol.hpp"
#include "documents/sheet_read.hpp"
#include "documents/sheet_write.hpp"
#include "documents/zip_builder_test.hpp"

namespace documents {
namespace {

using test::deflated;
using test::zip;
using test::ZipEntry;

constexpr base::Day day{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(21)};

base::Bytes sample_xlsx() {
  XlsxWriter writer({.title = "Essai", .author = "Boucle", .created = base::from_milliseconds(1'790'000'000'000)});
  writer.sheet("Vide", {{"Rien"}});
  writer.sheet("Lot n°1 [a/b]", {{"Modèle", 30}, {"Nombre"}, {"Poids"}, {"Prix"}, {"Date"}});
  writer.row({"Écran 24″", std::int64_t{12}, base::Mass::grams(4250), base::Money::cents(4550), day});
  writer.row({"=cmd|' /C calc'!A0", std::int64_t{-3}, std::monostate(), base::Money::cents(5), std::monostate()});
  writer.row({"deux\nlignes", std::int64_t{123'456'789'012'345'678}});
  return std::move(writer).finish();
}

std::string refused(const SheetReader& reader, std::string_view bytes, std::string_view name = "liste.xlsx") {
  const auto read = reader.read(bytes, name);
  return read ? "read" : read.refusal().code;
}

std::string shared(const std::string& path) {
  const char* folder = std::getenv("BOUCLE_SHARED");
  return (folder != nullptr ? std::string(folder) : BOUCLE_SOURCE_DIR "/../shared") + "/" + path;
}

TEST(XlsxWriter, IsReadBackByTheLimitedChild) {
  const auto book = SheetReader().read(sample_xlsx(), "essai.xlsx");
  ASSERT_TRUE(book) << book.refusal().code;
  EXPECT_EQ(book->names(), (std::vector<std::string>{"Vide", "Lot n°1  a b"}));
  EXPECT_EQ(book->first, 0U);  // its heading is text
  const Sheet& sheet = book->sheets[1];
  ASSERT_EQ(sheet.rows.size(), 4U);
  EXPECT_EQ(sheet.rows[0].cells, (std::vector<std::string>{"Modèle", "Nombre", "Poids", "Prix", "Date"}));
  EXPECT_EQ(sheet.rows[1].line, 2);
  EXPECT_EQ(sheet.rows[1].cells, (std::vector<std::string>{"Écran 24″", "12", "4.25", "45.5", "2026-11-21"}));
  EXPECT_EQ(sheet.rows[2].cells, (std::vector<std::string>{"=cmd|' /C calc'!A0", "-3", "", "0.05"}));
  EXPECT_EQ(sheet.rows[3].cells, (std::vector<std::string>{"deux\nlignes", "123456789012345678"}));
  EXPECT_EQ(sheet.rows[3].at(9), "");
}

TEST(XlsxWriter, SameInputGivesTheSameBytes) { EXPECT_EQ(sample_xlsx(), sample_xlsx()); }

TEST(XlsxWriter, NamesOfSheetsFollowExcel) {
  XlsxWriter writer({});
  const std::string name(40, 'a');
  for (std::string_view wanted :
       {std::string_view(name), std::string_view(name), std::string_view(""), std::string_view("'é'")})
    writer.sheet(wanted, {{"A"}});
  const auto book = SheetReader().read(std::move(writer).finish(), "a.xlsx");
  ASSERT_TRUE(book);
  EXPECT_EQ(book->names(),
            (std::vector<std::string>{std::string(31, 'a'), std::string(27, 'a') + " (2)", "Sheet3", "é"}));
}

TEST(XlsxWriter, TenThousandRowsStayQuick) {
  XlsxWriter writer({});
  writer.sheet("Lignes", {{"Numéro"}, {"Modèle"}, {"Poids"}});
  for (std::int64_t i = 0; i < 10'000; ++i) writer.row({i, "Latitude 5480", base::Mass::grams(i)});
  const auto sheet = read_sheet(std::move(writer).finish(), "lignes.xlsx");
  ASSERT_TRUE(sheet) << sheet.refusal().code;
  ASSERT_EQ(sheet->rows.size(), 10'001U);
  EXPECT_EQ(sheet->rows[10'000].cells, (std::vector<std::string>{"9999", "Latitude 5480", "9.999"}));
}

std::string written(const std::vector<Cell>& cells, CsvOptions options = {.byte_order_mark = false}) {
  CsvWriter writer(options);
  writer.row(cells);
  return writer.text();
}

TEST(CsvWriter, QuotesAndNeutralises) {
  EXPECT_EQ(written({"a;b", "dit \"oui\"", "l1\r\nl2\nl3", "=1+1"}), "\"a;b\";\"dit \"\"oui\"\"\";l1 l2 l3;'=1+1\r\n");
  EXPECT_EQ(written({"+33", "-x", "@a", "\tx", "\rx"}), "'+33;'-x;'@a;'\tx;' x\r\n");
  EXPECT_EQ(written({std::int64_t{-4}, base::Mass::grams(-1650), base::Money::cents(5), day, std::monostate()}),
            "-4;-1,650;0,05;2026-11-21;\r\n");
  EXPECT_EQ(written({base::Money::cents(150), "a,b", "x\ny"},
                    {.separator = ',', .decimal = '.', .byte_order_mark = true, .keep_line_breaks = true}),
            "\xEF\xBB\xBF"
            "1.50,\"a,b\",\"x\ny\"\r\n");
  EXPECT_EQ(written({base::Money::cents(150)}, {.separator = ',', .byte_order_mark = false}), "\"1,50\"\r\n");
}

TEST(CsvWriter, IsReadBack) {
  CsvWriter writer({.keep_line_breaks = true});
  const std::vector<std::vector<Cell>> rows{{"Modèle", "Note"}, {"a;b", "l1\nl2 \"q\""}, {" x ", "fin"}};
  for (const auto& row : rows) writer.row(row);
  const auto sheet = read_csv(writer.text());
  ASSERT_TRUE(sheet);
  ASSERT_EQ(sheet->rows.size(), 3U);
  EXPECT_EQ(sheet->rows[1].cells, (std::vector<std::string>{"a;b", "l1\nl2 \"q\""}));
  EXPECT_EQ(sheet->rows[2].line, 4);
  EXPECT_EQ(sheet->rows[2].cells[0], " x ");
}

std::vector<std::string> second_row(std::string_view bytes) {
  const auto sheet = read_csv(bytes);
  if (!sheet || sheet->rows.size() < 2) return {"refused"};
  return sheet->rows[1].cells;
}

TEST(CsvReader, FindsSeparatorsEncodingsAndLineEnds) {
  const std::vector<std::string> expected{"Dell é", "1,65"};
  EXPECT_EQ(second_row("Modèle;Poids\nDell é;1,65\n"), expected);
  EXPECT_EQ(second_row("Modèle\tPoids\r\nDell é\t1,65"), expected);
  EXPECT_EQ(second_row("Modèle|Poids\rDell é|1,65\r"), expected);
  EXPECT_EQ(second_row("Modèle,Poids\nDell é,\"1,65\"\n"), expected);
  EXPECT_EQ(second_row("\xEF\xBB\xBFModèle;Poids\nDell é;1,65\n"), expected);
  EXPECT_EQ(second_row("Mod\xE8le;Poids\nDell \xE9;1,65\n"), expected);
  EXPECT_EQ(second_row("sep=;\r\na;b\nDell é;1,65\n"), expected);
  std::string wide{"\xFF\xFE"};
  for (char c : std::string_view("a;b\r\nDell x;1,65\r\n")) wide.append({c, '\0'});
  EXPECT_EQ(second_row(wide), (std::vector<std::string>{"Dell x", "1,65"}));
  std::string big{"\xFE\xFF"};
  for (char c : std::string_view("a;b\nDell x;1,65")) big.append({'\0', c});
  EXPECT_EQ(second_row(big), (std::vector<std::string>{"Dell x", "1,65"}));
  EXPECT_EQ(second_row(std::string_view("\xFF\xFE"
                                        "a\0\n\0\x3D\xD8\x00\xDE",
                                        10)),
            (std::vector<std::string>{"😀"}));
}

TEST(CsvReader, KeepsLinesOfTheFile) {
  const auto sheet = read_csv("\n\nNom;Note\nA;\"un\r\ndeux\rtrois\"\n;;\nB;5\" disk\n");
  ASSERT_TRUE(sheet);
  ASSERT_EQ(sheet->rows.size(), 3U);
  EXPECT_EQ(sheet->rows[0].line, 3);
  EXPECT_EQ(sheet->rows[1].cells[1], "un\ndeux\ntrois");
  EXPECT_EQ(sheet->rows[2].line, 8);
  EXPECT_EQ(sheet->rows[2].cells[1], "5\" disk");
}

TEST(CsvReader, RefusesWithAReason) {
  EXPECT_EQ(read_csv("").refusal().code, "documents.sheet.empty");
  EXPECT_EQ(read_csv(" \r\n;;\n", "a.csv").refusal().arguments.at("file"), "a.csv");
  const auto open = read_csv("a;b\nc;\"d\ne;f\n");
  ASSERT_FALSE(open);
  EXPECT_EQ(open.refusal().code, "documents.sheet.open_quote");
  EXPECT_EQ(open.refusal().line, 2);
  EXPECT_EQ(read_csv(std::string_view("a\0b", 3)).refusal().code, "documents.sheet.unsupported");
  EXPECT_EQ(read_csv("a;b\n" + std::string(sheet_max_columns, ';') + "x\n").refusal().code,
            "documents.sheet.too_large");
  EXPECT_EQ(read_csv("a;b\nc;" + std::string(sheet_max_cell + 1, 'x')).refusal().line, 2);
  std::string long_file;
  for (int i = 0; i <= sheet_max_rows; ++i) long_file += "x\n";
  EXPECT_EQ(read_csv(long_file).refusal().code, "documents.sheet.too_large");
}

TEST(SheetReader, TellsWhatAFileIs) {
  const SheetReader reader;
  EXPECT_EQ(refused(reader, ""), "documents.sheet.empty");
  EXPECT_EQ(refused(reader, std::string(sheet_max_bytes + 1, 'x')), "documents.sheet.too_large");
  EXPECT_EQ(refused(reader, "%PDF-1.5 ...", "liste.pdf"), "documents.sheet.unsupported");
  EXPECT_EQ(refused(reader, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest", "liste.xls"), "documents.sheet.old_xls");
  std::string locked = "\xD0\xCF\x11\xE0";
  for (char c : std::string_view("EncryptedPackage")) locked.append({c, '\0'});
  EXPECT_EQ(refused(reader, locked), "documents.sheet.encrypted");
  EXPECT_EQ(refused(reader, "not a zip at all", "liste.ods"), "documents.sheet.corrupt");
  EXPECT_EQ(refused(reader, zip({deflated("word/document.xml", "<a/>")}), "lettre.docx"),
            "documents.sheet.unsupported");
  EXPECT_EQ(refused({.program = "/nonexistent"}, sample_xlsx()), "documents.sheet.no_reader");
  EXPECT_EQ(refused({.program = "/bin/true"}, sample_xlsx()), "documents.sheet.corrupt");
  EXPECT_EQ(reader.read_file("/nonexistent/a.csv").refusal().code, "documents.sheet.unreadable");
}

std::string cell(std::string_view attributes, std::string_view text = {}) {
  return "<table:table-cell " + std::string(attributes) + ">" +
         (text.empty() ? std::string() : "<text:p>" + std::string(text) + "</text:p>") + "</table:table-cell>";
}

base::Bytes sample_ods() {
  const std::string head =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content "
      "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
      "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
      "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body>"
      "<office:spreadsheet><table:table table:name=\"Vide\"><table:table-row><table:table-cell/></table:table-row>"
      "</table:table><table:table table:name=\"Dons\"><table:table-column table:number-columns-repeated=\"4\"/>";
  const std::string rows =
      "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"1024\"/>"
      "</table:table-row><table:table-row>" +
      cell("office:value-type=\"string\"", "Modèle") + cell("office:value-type=\"string\"", "Poids") +
      cell("office:value-type=\"string\"", "Reçu le") + "</table:table-row><table:table-row>" +
      cell("office:value-type=\"string\"", "Écran &amp; <text:span>pied</text:span>") +
      cell("office:value-type=\"float\" office:value=\"4.25\"", "4,25") +
      cell("office:value-type=\"date\" office:date-value=\"2026-11-21\"", "21/11/26") +
      "</table:table-row><table:table-row>" + cell("office:value-type=\"float\" office:value=\"7\"", "7") +
      cell("table:number-columns-repeated=\"2\" office:value-type=\"string\"", "idem") +
      "</table:table-row><table:table-row table:number-rows-repeated=\"1048000\">"
      "<table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row></table:table></office:spreadsheet>"
      "</office:body></office:document-content>";
  return zip({deflated("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
              deflated("META-INF/manifest.xml", "<manifest:manifest/>"), deflated("content.xml", head + rows)});
}

TEST(SheetReader, ReadsAnOds) {
  const auto book = SheetReader().read(sample_ods(), "dons.ods");
  ASSERT_TRUE(book) << book.refusal().code;
  EXPECT_EQ(book->names(), (std::vector<std::string>{"Vide", "Dons"}));
  const Sheet& sheet = book->first_filled();
  EXPECT_EQ(sheet.name, "Dons");
  ASSERT_EQ(sheet.rows.size(), 3U);
  EXPECT_EQ(sheet.rows[0].line, 4);
  EXPECT_EQ(sheet.rows[1].cells, (std::vector<std::string>{"Écran & pied", "4.25", "2026-11-21"}));
  EXPECT_EQ(sheet.rows[2].cells, (std::vector<std::string>{"7", "idem", "idem"}));
}

TEST(SheetReader, RefusesLockedFiles) {
  const std::string manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>";
  EXPECT_EQ(refused({},
                    zip({deflated("mimetype", "x"), deflated("META-INF/manifest.xml", manifest),
                         deflated("content.xml", "\x01\x02")}),
                    "a.ods"),
            "documents.sheet.encrypted");
  ZipEntry entry = deflated("xl/workbook.xml", "<a/>");
  entry.flags = 1;
  EXPECT_EQ(refused({}, zip({entry})), "documents.sheet.encrypted");
}

TEST(SheetReader, SurvivesFilesCutAnywhere) {
  for (const base::Bytes& whole : {sample_xlsx(), sample_ods()})
    for (std::size_t length = 1; length < whole.size(); length += std::max<std::size_t>(1, whole.size() / 30)) {
      const std::string code = refused({}, std::string_view(whole).substr(0, length));
      EXPECT_TRUE(code == "documents.sheet.corrupt" || code == "documents.sheet.unsupported") << length << " " << code;
    }
}

TEST(SheetReader, SurvivesChangedBytes) {
  for (const base::Bytes& whole : {sample_xlsx(), sample_ods()})
    for (std::size_t at = 4; at < whole.size(); at += std::max<std::size_t>(1, whole.size() / 40)) {
      base::Bytes changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 0x55);
      const auto read = SheetReader().read(changed, "a.xlsx");
      const std::string code = read ? "documents.sheet.read" : read.refusal().code;
      EXPECT_TRUE(code.starts_with("documents.sheet.")) << code;
    }
}

/// The parts of an XLSX around one sheet.
std::vector<ZipEntry> xlsx_parts() {
  const std::string types = "http://schemas.openxmlformats.org/";
  return {
      deflated(
          "[Content_Types].xml",
          "<?xml version=\"1.0\"?><Types xmlns=\"" + types +
              "package/2006/content-types\"><Default Extension=\"rels\" "
              "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override "
              "PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml."
              "sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd."
              "openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"),
      deflated("_rels/.rels", "<?xml version=\"1.0\"?><Relationships xmlns=\"" + types +
                                  "package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" + types +
                                  "officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>"
                                  "</Relationships>"),
      deflated("xl/workbook.xml", "<?xml version=\"1.0\"?><workbook xmlns=\"" + types +
                                      "spreadsheetml/2006/main\" xmlns:r=\"" + types +
                                      "officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" "
                                      "r:id=\"rId1\"/></sheets></workbook>"),
      deflated("xl/_rels/workbook.xml.rels", "<?xml version=\"1.0\"?><Relationships xmlns=\"" + types +
                                                 "package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" +
                                                 types +
                                                 "officeDocument/2006/relationships/worksheet\" "
                                                 "Target=\"worksheets/sheet1.xml\"/></Relationships>")};
}

const std::string sheet_head =
    "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
const std::string sheet_tail = "</sheetData></worksheet>";

base::Bytes xlsx_with(ZipEntry sheet) {
  auto parts = xlsx_parts();
  parts.push_back(std::move(sheet));
  return zip(parts);
}

TEST(SheetReader, ReadsFormulasBooleansAndInlineTexts) {
  const std::string rows =
      "<row r=\"2\"><c r=\"A2\" "
      "t=\"inlineStr\"><is><t>a</t><r><t>b</t></r><rPh><t>z</t></rPh><r><t>c</t></r></is></c><c "
      "r=\"B2\"><f>1+1</f><v>2</v></c>"
      "<c r=\"C2\" t=\"str\"><f>\"x\"</f><v>calculé</v></c><c r=\"D2\" t=\"b\"><v>1</v></c>"
      "<c r=\"E2\"><v>0.30000000000000004</v></c><c r=\"F2\"><v>1e3</v></c></row>";
  const auto sheet =
      read_sheet(xlsx_with(deflated("xl/worksheets/sheet1.xml", sheet_head + rows + sheet_tail)), "a.xlsx");
  ASSERT_TRUE(sheet) << sheet.refusal().code;
  ASSERT_EQ(sheet->rows.size(), 1U);
  EXPECT_EQ(sheet->rows[0].line, 2);
  EXPECT_EQ(sheet->rows[0].cells, (std::vector<std::string>{"abc", "2", "calculé", "TRUE", "0.3", "1000"}));
}

TEST(SheetReader, RefusesAZipBombWithoutHarm) {
  const std::string row = "<row><c t=\"inlineStr\"><is><t>" + std::string(20'000, 'a') + "</t></is></c></row>";
  const base::Bytes bomb =
      xlsx_with(deflated("xl/worksheets/sheet1.xml", sheet_head, row, 60'000, sheet_tail));  // 1.2 GB
  EXPECT_LT(bomb.size(), sheet_max_bytes);
  const auto start = std::chrono::steady_clock::now();
  const std::string code = refused({}, bomb);
  EXPECT_TRUE(code == "documents.sheet.too_large" || code == "documents.sheet.timeout") << code;
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(40));
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
#ifndef __SANITIZE_ADDRESS__
  EXPECT_LT(children.ru_maxrss, 540 * 1024);  // KiB: the child never had more
#endif
}

TEST(SheetReader, RefusesMoreThanItsLimits) {
  const std::string far = "<row r=\"100001\"><c r=\"A100001\"><v>1</v></c></row>";
  EXPECT_EQ(refused({}, xlsx_with(deflated("xl/worksheets/sheet1.xml", sheet_head + far + sheet_tail))),
            "documents.sheet.too_large");
  const std::string wide = "<row r=\"1\"><c r=\"GS1\"><v>1</v></c></row>";  // column 201
  EXPECT_EQ(refused({}, xlsx_with(deflated("xl/worksheets/sheet1.xml", sheet_head + wide + sheet_tail))),
            "documents.sheet.too_large");
  EXPECT_EQ(refused({}, xlsx_with(deflated("xl/worksheets/sheet1.xml", sheet_head + sheet_tail))),
            "documents.sheet.empty");
}

TEST(SheetReader, StopsAChildThatNeverEnds) {
  // The processor limit: a child that turns forever.
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(refused({.argument = "--turn-forever"}, sample_xlsx()), "documents.sheet.timeout");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(40));
}

TEST(SheetReader, GivesTheChildNothingMore) {
  EXPECT_EQ(refused({.argument = "--try-what-is-forbidden"}, sample_xlsx()), "read");
}

TEST(SheetReader, RunsInSeveralThreads) {
  const base::Bytes bytes = sample_xlsx();
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      if (SheetReader().read(bytes, "a.xlsx")) ++good;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 4);
}

TEST(SheetReader, ReadsTheFieldsOwnModels) {
  const std::vector<std::pair<std::string, std::int64_t>> models{{"modele_BOLC_v2.xlsx", 4},
                                                                 {"sm_modele_BOLC_v1.xlsx", 2}};
  for (const auto& [file, heading_line] : models) {
    const std::string path = shared("data/field/" + file);
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no field data here";
    const auto book = SheetReader().read_file(path);
    ASSERT_TRUE(book) << file << book.refusal().code;
    std::int64_t found = 0;
    for (const auto& row : book->first_filled().rows)
      if (row.at(0) == "Numéro Lot" && row.at(2) == "Type matériel") found = row.line;
    EXPECT_EQ(found, heading_line) << file;
  }
}

std::string decoded(std::string_view records) {
  SheetDecoder decoder;
  if (auto fed = decoder.feed(records); !fed) return fed.refusal().code;
  const auto book = std::move(decoder).finish();
  return book ? "read" : book.refusal().code;
}

TEST(SheetDecoder, BelievesNothing) {
  const auto record = [](char tag, std::string payload) {
    std::string out;
    append_record(out, tag, payload);
    return out;
  };
  const std::string sheet = record('S', "a");
  const std::string row = record('R', number_payload(1));
  const std::string text = record('C', number_payload(0, "x"));
  const std::string end = record('E', "");
  EXPECT_EQ(decoded(sheet + row + text + end), "read");
  for (const std::string& bad :
       {std::string(), sheet + row + text, row + text + end, sheet + text + end, sheet + row + text + end + end,
        sheet + row + text + text + end, sheet + row + text + row + end, sheet + record('R', number_payload(0)) + end,
        sheet + row + record('C', "ab") + end, record('?', "") + end, std::string("S\xff\xff\xff\xff", 5),
        sheet + row + row + end, record('X', "<script>"), record('E', "x")})
    EXPECT_EQ(decoded(bad), "documents.sheet.corrupt") << base::to_hex(bad);
  EXPECT_EQ(decoded(sheet + end), "documents.sheet.empty");
  EXPECT_EQ(decoded(sheet + row + record('C', number_payload(200, "x")) + end), "documents.sheet.too_large");
  EXPECT_EQ(decoded(sheet + record('R', number_payload(100'001)) + end), "documents.sheet.too_large");
  EXPECT_EQ(decoded(record('X', "encrypted")), "documents.sheet.encrypted");
}

/// In the child: opens what it should not be able to, then answers as a good child if nothing worked.
int try_what_is_forbidden() {
  rlimit files{};
  getrlimit(RLIMIT_FSIZE, &files);
  rlimit processor{};
  getrlimit(RLIMIT_CPU, &processor);
  if (files.rlim_cur != 0 || processor.rlim_cur != 10) return 1;
  if (dup(3) >= 0) return 1;
#ifndef __SANITIZE_ADDRESS__
  void* memory = std::malloc(std::size_t{600} << 20);
  if (memory != nullptr) return 1;
#endif
  return sheet_child_main(0, 1);
}

}  // namespace
}  // namespace documents

/// Fontconfig keeps its lists of fonts until the end, out of the sight of the leak sanitizer.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }

int main(int argc, char** argv) {
  const std::string argument = argc == 2 ? argv[1] : "";
  if (argument == "--sheet-child") return documents::sheet_child_main(0, 1);
  if (argument == "--try-what-is-forbidden") return documents::try_what_is_forbidden();
  while (argument == "--turn-forever")
    if (getpid() < 0) return 1;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
