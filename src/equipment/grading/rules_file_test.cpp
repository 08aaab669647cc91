#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "equipment/grading/grade.hpp"
#include "equipment/grading/scheme.hpp"

namespace equipment {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::filesystem::path shared(const char* name) {
  const char* folder = std::getenv("BOUCLE_SHARED");
  return std::filesystem::path(folder != nullptr ? folder : BOUCLE_SOURCE_DIR "/../shared") / "data" / "field" / name;
}

const std::string shipped = BOUCLE_SOURCE_DIR "/packaging/grading/2025-06.csv";

/// A small complete file; each test breaks one line of it.
const std::string head =
    "#NOTE-LINUX;0;1;2;;\n"    // 1
    "RAM;4;8;;;\n"             // 2
    "SSD;100;200;;;\n"         // 3
    "HDD;100;;;;\n"            // 4
    "CPUMARK;1000;2000;;;\n";  // 5
const std::string tail =
    "#MODIF;DELTA;MAX;CRIT1;VAL1;CRIT2;VAL2;DESCRIPTION\n"  // 6
    "x;1;;NVME;;;;plus\n"                                   // 7
    "#CATEGORIE;NOTE\n"                                     // 8
    "D;0\n"                                                 // 9
    "A;4\n";                                                // 10

void expect_refusal(const std::string& file, const std::string& reason, std::optional<std::int64_t> line) {
  const auto scheme = parse_grading_rules(file);
  ASSERT_FALSE(scheme.ok()) << reason;
  EXPECT_EQ(scheme.refusal().code, "equipment.grading.rules." + reason);
  EXPECT_EQ(scheme.refusal().line, line) << reason;
}

TEST(RulesFile, ReadsTheSmallFile) {
  const auto scheme = parse_grading_rules(head + tail);
  ASSERT_TRUE(scheme.ok()) << scheme.refusal().code;
  EXPECT_TRUE(scheme->version.starts_with("sha256:"));
  EXPECT_EQ(scheme->version.size(), 23U);
  EXPECT_EQ(scheme->margin, 0);
  EXPECT_EQ(scheme->cosmetic_grades, (std::vector<std::string>{"A", "B", "C", "D"}));
  EXPECT_EQ(scheme->linux_points->at("HDD").below, (std::vector<Thousandths>{100'000}));
  EXPECT_EQ(scheme->modifiers.at(0).description, "plus");
}

TEST(RulesFile, EveryMalformedLineSaysWhichAndWhy) {
  expect_refusal("", "missing_section", {});
  expect_refusal(head, "missing_section", {});
  expect_refusal("#NOTE-LINUX;0;1\nRAM;4\n#CATEGORIE;NOTE\nD;0\n", "missing_component", {});
  expect_refusal("RAM;4;8\n" + head + tail, "outside_section", 1);
  expect_refusal(head + tail + "#PRIX;1\n", "unknown_section", 11);
  expect_refusal(head + tail + head, "repeated_section", 11);
  expect_refusal("#NOTE-LINUX;0;un\n" + tail, "bad_points", 1);
  expect_refusal("#NOTE-LINUX;;;\n" + tail, "no_points", 1);
  expect_refusal("#NOTE-LINUX;0;;2\n" + tail, "extra_cell", 1);
  expect_refusal(head + "GPU;1;2\n" + tail, "unknown_component", 6);
  expect_refusal(head + "RAM;1;2\n" + tail, "repeated_component", 6);
  expect_refusal(head + "NVME;1;quatre\n" + tail, "bad_threshold", 6);
  expect_refusal(head + "NVME;-1;4\n" + tail, "bad_threshold", 6);
  expect_refusal(head + "NVME;8;4\n" + tail, "threshold_order", 6);
  expect_refusal(head + "NVME;8;8\n" + tail, "threshold_order", 6);
  expect_refusal(head + "NVME;1;2;3;4\n" + tail, "threshold_without_points", 6);
  expect_refusal(head + "NVME;;;\n" + tail, "no_threshold", 6);
  expect_refusal(head + "NVME;1;;3\n" + tail, "extra_cell", 6);
  expect_refusal(head + "#MODIF;DELTA;MAX;CRIT1\n", "missing_column", 6);
  expect_refusal(head + "#MODIF;DELTA;MAX;CRIT1;VAL1;QUAND\n", "unknown_column", 6);
  expect_refusal(head + "#MODIF;DELTA;MAX;CRIT1;VAL1;VAL1\n", "repeated_column", 6);
  const std::string modifiers = head + "#MODIF;DELTA;MAX;CRIT1;VAL1;CRIT2;VAL2;DESCRIPTION\n";
  expect_refusal(modifiers + "x;1;;FLOPPY;;;;disquette\n", "unknown_criterion", 7);
  expect_refusal(modifiers + "x;;;NVME;;;;rien\n", "no_effect", 7);
  expect_refusal(modifiers + "x;1;;;;;;tous\n", "no_criterion", 7);
  expect_refusal(modifiers + "x;un;;NVME;;;;\n", "bad_effect", 7);
  expect_refusal(modifiers + "x;;5,5;NVME;;;;\n", "bad_effect", 7);
  expect_refusal(modifiers + "x;1;;CPUMARK;;;;\n", "criterion_needs_value", 7);
  expect_refusal(modifiers + "x;1;;CPUMARK;lent;;;\n", "bad_criterion_value", 7);
  expect_refusal(modifiers + "x;1;;WIN10;10;;;\n", "criterion_without_value", 7);
  expect_refusal(modifiers + "x;1;;NVME;;;2500;\n", "value_without_criterion", 7);
  expect_refusal(modifiers + "x;1;;NVME;;;;texte;encore\n", "extra_cell", 7);
  expect_refusal(head + tail + "Z;9\n", "unknown_category", 11);
  expect_refusal(head + tail + "PREMIUM;onze\n", "bad_note", 11);
  expect_refusal(head + tail + "PREMIUM;4\n", "note_order", 11);
  expect_refusal(head + tail + "PREMIUM;5;oui\n", "extra_cell", 11);
  expect_refusal(head + tail + "#CATEGORIE-PHONE;POINTS\n", "missing_column", 11);
  expect_refusal(head + tail + "#MARGIN;0.6\n", "bad_margin", 11);
  expect_refusal(head + tail + "#MARGIN;-0.1\n", "bad_margin", 11);
  expect_refusal(head + tail + "#VERSION;\n", "bad_text", 11);
  expect_refusal(head + tail + "#VALID;2025-02-30;\n", "bad_day", 11);
  expect_refusal(head + tail + "#VALID;;\n", "bad_day", 11);
  expect_refusal(head + tail + "#VALID;2025-02-02;2025-02-01\n", "day_order", 11);
  expect_refusal(head + tail + "#COSMETIC;A;A\n", "bad_cosmetic_grade", 11);
  expect_refusal(head + tail + "#NOTE-PHONE;1;2\nRAM;2\n", "missing_section", {});
}

TEST(RulesFile, RefusesWhatIsNotText) {
  EXPECT_EQ(parse_grading_rules(std::string("#\0N\0", 4)).refusal().code, "equipment.csv.not_text");
  EXPECT_EQ(parse_grading_rules(std::string(2 << 20, 'x')).refusal().code, "equipment.csv.too_large");
  const auto open = parse_grading_rules(head + tail + "#SOURCE;\"jamais fermé\n\n");
  EXPECT_EQ(open.refusal().code, "equipment.csv.unclosed_quote");
  EXPECT_EQ(open.refusal().line, 11);
}

TEST(RulesFile, EncodingLineEndsAndTrailingFieldsDoNotMatter) {
  const std::string utf8 = head + "#MODIF;DELTA;MAX;CRIT1;VAL1;DESCRIPTION\nx;1;;NVME;;déjà\n#CATEGORIE;NOTE\nD;0\n";
  const auto plain = parse_grading_rules(utf8);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->modifiers.at(0).description, "déjà");
  std::string latin1 = utf8;
  latin1.replace(latin1.find("déjà"), 6, "d\xE9j\xE0");
  std::string crlf = "\xEF\xBB\xBF";
  for (const char letter : utf8) crlf += letter == '\n' ? std::string(";;;\r\n") : std::string(1, letter);
  for (const std::string& variant : {latin1, crlf, "# commentaire\n;;;\n" + utf8}) {
    const auto scheme = parse_grading_rules(variant);
    ASSERT_TRUE(scheme.ok()) << scheme.refusal().code;
    EXPECT_EQ(scheme->modifiers.at(0).description, "déjà");
    EXPECT_EQ(scheme->categories.size(), 1U);
  }
}

TEST(RulesFile, RowsWithoutTheirFirstCellAreSwitchedOff) {
  const auto scheme = parse_grading_rules(head + ";4;8\n" + tail.substr(0, tail.find("x;1")) +
                                          ";1;;FLOPPY;;;;éteinte\n" + tail.substr(tail.find("#CAT")));
  ASSERT_TRUE(scheme.ok()) << scheme.refusal().code;
  EXPECT_TRUE(scheme->modifiers.empty());
}

TEST(RulesFile, OurSectionsGiveVersionPeriodAndMargin) {
  const auto scheme = parse_grading_rules(
      "#VERSION;2026-01\n#SOURCE;essai\n#VALID;2026-01-01;31/12/2026\n#MARGIN;0,06\n#COSMETIC;neuf;usé\n" + head +
      tail);
  ASSERT_TRUE(scheme.ok()) << scheme.refusal().code;
  EXPECT_EQ(scheme->version, "2026-01");
  EXPECT_EQ(scheme->margin, 600);
  EXPECT_EQ(scheme->cosmetic_grades.size(), 2U);
  using namespace std::chrono;
  EXPECT_FALSE(valid_on(*scheme, 2025y / 12 / 31));
  EXPECT_TRUE(valid_on(*scheme, 2026y / 1 / 1));
  EXPECT_TRUE(valid_on(*scheme, 2026y / 12 / 31));
  EXPECT_FALSE(valid_on(*scheme, 2027y / 1 / 1));
}

TEST(RulesFile, ShippedSchemeReads) {
  const auto scheme = parse_grading_rules(read_file(shipped));
  ASSERT_TRUE(scheme.ok()) << scheme.refusal().code << " " << scheme.refusal().line.value_or(0);
  EXPECT_EQ(scheme->version, "2025-06");
  EXPECT_EQ(scheme->modifiers.size(), 5U);
}

TEST(RulesFile, TheFieldsOwnFileReadsUnchangedAndGradesAsTheShippedOne) {
  const std::string bytes = read_file(shared("regles-2025-06.csv"));
  if (bytes.empty()) GTEST_SKIP() << "no field data here";
  const auto field = parse_grading_rules(bytes);
  ASSERT_TRUE(field.ok()) << field.refusal().code << " " << field.refusal().line.value_or(0);
  const auto ours = parse_grading_rules(read_file(shipped));
  ASSERT_TRUE(ours.ok());
  for (const GradingDiskKind kind : {GradingDiskKind::nvme, GradingDiskKind::ssd, GradingDiskKind::hdd})
    for (const double gb : {63., 64., 127., 128., 159., 160., 199., 200., 255., 256., 257., 499., 500., 1000.})
      for (const int cpumark : {1999, 2000, 2499, 2500, 3499, 3500, 4999, 5000, 6999, 7000})
        for (const double ram : {3., 4., 5., 7., 8., 15., 16.})
          for (const bool windows10 : {false, true}) {
            const GradingInput input{.cpumark = cpumark, .ram_gb = ram, .disks = {{kind, gb}}, .windows10 = windows10};
            const auto by_field = grade(*field, input);
            const auto by_us = grade(*ours, input);
            ASSERT_TRUE(by_field.ok() && by_us.ok());
            ASSERT_EQ(by_field->points, by_us->points);
            ASSERT_EQ(by_field->category, by_us->category);
          }
}

}  // namespace
}  // namespace equipment
