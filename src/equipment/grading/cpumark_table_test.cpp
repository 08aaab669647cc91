#include "equipment/grading/cpumark_table.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <set>

namespace equipment {
namespace {

// Marks here are invented and all different, so that a wrong row cannot pass for the right one.
const std::vector<std::string> names = {"Intel Core i3-6100 @ 3.70GHz",
                                        "Intel Core i3-6100U @ 2.30GHz",
                                        "Intel Core i3-6100T @ 3.20GHz",
                                        "Intel Core i3-6100TE @ 2.70GHz",
                                        "Intel Core i7-620M @ 2.67GHz",
                                        "Intel Core i7-620LM @ 2.00GHz",
                                        "Intel Core i7-620UM @ 1.07GHz",
                                        "Intel Core i7-640LM @ 2.13GHz",
                                        "Intel Core i7-720QM @ 1.60GHz",
                                        "Intel Core i7-920XM @ 2.00GHz",
                                        "Intel Core i7-980X @ 3.33GHz",
                                        "Intel Core i7-920 @ 2.67GHz",
                                        "Intel Core i5-520M @ 2.40GHz",
                                        "Intel Core i5-520UM @ 1.07GHz",
                                        "Intel Core i5-470UM @ 1.33GHz",
                                        "Intel Core i5 750S @ 2.40GHz",
                                        "Intel Core i5-750 @ 2.67GHz",
                                        "Intel Core i3-330M @ 2.13GHz",
                                        "Intel Core i3-550 @ 3.20GHz",
                                        "Intel Core i5-655K @ 3.20GHz",
                                        "Intel Core i5-5257U @ 2.70GHz",
                                        "Intel Core i5-1135G7 @ 2.40GHz",
                                        "Intel Core i3-N305",
                                        "Intel Core i5-L16G7 @ 1.40GHz",
                                        "Intel Core Ultra 5 125U",
                                        "Intel Core Ultra 5 125H",
                                        "Intel Core 5 120U",
                                        "Intel Core m3-6Y30 @ 0.90GHz",
                                        "Intel Core M-5Y10c @ 0.80GHz",
                                        "Intel Core M-5Y10 @ 0.80GHz",
                                        "Intel Core2 Duo E8400 @ 3.00GHz",
                                        "Intel Core2 Quad Q6600 @ 2.40GHz",
                                        "Intel Core2 Duo T7200 @ 2.00GHz",
                                        "Intel Core Duo T2300 @ 1.66GHz",
                                        "Pentium Dual-Core E5300 @ 2.60GHz",
                                        "Intel Pentium Dual T2390 @ 1.86GHz",
                                        "Intel Pentium T2390 @ 1.86GHz",
                                        "Intel Pentium Silver N5000 @ 1.10GHz",
                                        "Intel Pentium Gold G5400 @ 3.70GHz",
                                        "Intel Pentium 4 2.80GHz",
                                        "Intel Pentium 4 3.00GHz",
                                        "Intel Celeron N3060 @ 1.60GHz",
                                        "Intel Celeron N4000 @ 1.10GHz",
                                        "Intel Celeron M 530 @ 1.73GHz",
                                        "Intel Celeron 530 @ 1.73GHz",
                                        "Intel Celeron M 1.50GHz",
                                        "Intel Celeron M 1500MHz",
                                        "Intel Xeon E5-2620 @ 2.00GHz",
                                        "Intel Xeon E5-2620 v3 @ 2.40GHz",
                                        "Intel Xeon E5-2620 v4 @ 2.10GHz",
                                        "Intel Xeon W-2123 @ 3.60GHz",
                                        "Intel Xeon X5650 @ 2.67GHz",
                                        "Intel Atom N270 @ 1.60GHz",
                                        "Intel Atom x5-Z8350 @ 1.44GHz",
                                        "Intel N100",
                                        "AMD Ryzen 5 PRO 4650U",
                                        "AMD Ryzen 5 4600U",
                                        "AMD Ryzen 5 4650G",
                                        "AMD Ryzen 7 3700X",
                                        "AMD Ryzen Threadripper 1950X",
                                        "AMD A10-7850K APU",
                                        "AMD A10-7850",
                                        "AMD PRO A10-8700B",
                                        "AMD A10 PRO-7800B APU",
                                        "AMD A9-9420",
                                        "AMD A8-7100 APU",
                                        "AMD Athlon II X2 250",
                                        "AMD Athlon II X2 250e",
                                        "AMD Athlon II X3 425",
                                        "AMD Athlon 64 3800+",
                                        "AMD Athlon 64 X2 Dual Core 3800+",
                                        "AMD Phenom II X4 955",
                                        "AMD FX-8350 Eight-Core",
                                        "AMD E-350",
                                        "AMD E1-1200 APU",
                                        "AMD Turion 64 X2 Mobile TL-60",
                                        "AMD Athlon X4 860K",
                                        "AMD 3020e",
                                        "Apple M1 8 Core 3200 MHz",
                                        "Apple M1 Pro 8 Core 3200 MHz",
                                        "Apple M1 Pro 10 Core 3200 MHz",
                                        "Qualcomm Snapdragon 8cx Gen 3",
                                        "Qualcomm Snapdragon 8cx Gen 2",
                                        "Intel Core i5-4300U @ 1.90GHz",
                                        "Intel Core i7-8700K @ 3.70GHz",
                                        "Intel Core i7-8700 @ 3.20GHz"};

CpumarkTable table_of(const std::vector<std::string>& rows) {
  std::string text = "name;cores;cpumark;thread\n";
  for (std::size_t at = 0; at < rows.size(); ++at) text += rows[at] + ";;" + std::to_string(1000 + at) + ";\n";
  auto table = CpumarkTable::parse(text);
  EXPECT_TRUE(table.ok());
  return std::move(table).value();
}

TEST(Cpumark, TheSameProcessorUnderItsManyNames) {
  const CpumarkTable table = table_of(names);
  for (const auto& [asked, expected] : std::vector<std::pair<const char*, const char*>>{
           {"Intel(R) Core(TM) i7 CPU       M 620  @ 2.67GHz", "Intel Core i7-620M @ 2.67GHz"},
           {"Core i7 M 620", "Intel Core i7-620M @ 2.67GHz"},
           {"i7-620M", "Intel Core i7-620M @ 2.67GHz"},
           {"CORE I7 620 M 2.67 GHZ", "Intel Core i7-620M @ 2.67GHz"},
           {"Core i7 L 620", "Intel Core i7-620LM @ 2.00GHz"},
           {"i7 L 640", "Intel Core i7-640LM @ 2.13GHz"},
           {"Intel Core i7 Q 720", "Intel Core i7-720QM @ 1.60GHz"},
           {"Intel(R) Core(TM) i7 CPU Q 720 @ 1.60GHz", "Intel Core i7-720QM @ 1.60GHz"},
           {"i7-Q720", "Intel Core i7-720QM @ 1.60GHz"},
           {"Intel Core i7 X 920", "Intel Core i7-920XM @ 2.00GHz"},
           {"Intel Core i7 X 980", "Intel Core i7-980X @ 3.33GHz"},
           {"Intel(R) Core(TM) i7 CPU 920 @ 2.67GHz", "Intel Core i7-920 @ 2.67GHz"},
           {"Core i5 M 520", "Intel Core i5-520M @ 2.40GHz"},
           {"CORE I5 M 520 2.40 GHZ", "Intel Core i5-520M @ 2.40GHz"},
           {"i5 U 470", "Intel Core i5-470UM @ 1.33GHz"},
           {"Intel(R) Core(TM) i5 CPU S 750 @ 2.40GHz", "Intel Core i5 750S @ 2.40GHz"},
           {"Intel(R) Core(TM) i5 CPU 750 @ 2.67GHz", "Intel Core i5-750 @ 2.67GHz"},
           {"Core i3 550", "Intel Core i3-550 @ 3.20GHz"},
           {"Intel(R) Core(TM) i3 CPU       M 330  @ 2.13GHz", "Intel Core i3-330M @ 2.13GHz"},
           {"Intel Core i5 K 655", "Intel Core i5-655K @ 3.20GHz"},
           {"Intel Core i3-6100", "Intel Core i3-6100 @ 3.70GHz"},
           {"Intel(R) Core(TM) i3-6100U CPU @ 2.30GHz", "Intel Core i3-6100U @ 2.30GHz"},
           {"i3-6100T", "Intel Core i3-6100T @ 3.20GHz"},
           {"Intel Core i5-5257U CPU @ 2.70GHz", "Intel Core i5-5257U @ 2.70GHz"},
           {"Intel\xC2\xAE Core\xE2\x84\xA2 i5-5257U", "Intel Core i5-5257U @ 2.70GHz"},
           {"Intel Core i5-4300U vPro", "Intel Core i5-4300U @ 1.90GHz"},
           {"11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz", "Intel Core i5-1135G7 @ 2.40GHz"},
           {"Intel(R) Core(TM) i3-N305", "Intel Core i3-N305"},
           {"Intel(R) Core(TM) Ultra 5 125U", "Intel Core Ultra 5 125U"},
           {"Core Ultra 5 125U", "Intel Core Ultra 5 125U"},
           {"Intel(R) Core(TM) 5 120U", "Intel Core 5 120U"},
           {"Intel(R) Core(TM) m3-6Y30 CPU @ 0.90GHz", "Intel Core m3-6Y30 @ 0.90GHz"},
           {"Intel(R) Core(TM) M-5Y10c CPU @ 0.80GHz", "Intel Core M-5Y10c @ 0.80GHz"},
           {"Intel Core 2 Duo E8400", "Intel Core2 Duo E8400 @ 3.00GHz"},
           {"Intel(R) Core(TM)2 Duo CPU     E8400  @ 3.00GHz", "Intel Core2 Duo E8400 @ 3.00GHz"},
           {"Core2Duo E8400", "Intel Core2 Duo E8400 @ 3.00GHz"},
           {"Intel(R) Core(TM)2 CPU         T7200  @ 2.00GHz", "Intel Core2 Duo T7200 @ 2.00GHz"},
           {"Intel(R) Core(TM)2 Quad CPU Q6600 @ 2.40GHz", "Intel Core2 Quad Q6600 @ 2.40GHz"},
           {"Genuine Intel(R) CPU           T2300  @ 1.66GHz", "Intel Core Duo T2300 @ 1.66GHz"},
           {"Pentium(R) Dual-Core  CPU      E5300  @ 2.60GHz", "Pentium Dual-Core E5300 @ 2.60GHz"},
           {"Intel Pentium E5300", "Pentium Dual-Core E5300 @ 2.60GHz"},
           {"Intel Pentium Dual T2390 @ 1.86GHz", "Intel Pentium Dual T2390 @ 1.86GHz"},
           {"Intel(R) Pentium(R) Silver N5000 CPU @ 1.10GHz", "Intel Pentium Silver N5000 @ 1.10GHz"},
           {"Intel(R) Pentium(R) 4 CPU 2.80GHz", "Intel Pentium 4 2.80GHz"},
           {"Intel(R) Celeron(R) CPU  N3060  @ 1.60GHz", "Intel Celeron N3060 @ 1.60GHz"},
           {"Celeron N4000", "Intel Celeron N4000 @ 1.10GHz"},
           {"Intel(R) Celeron(R) M CPU        530  @ 1.73GHz", "Intel Celeron M 530 @ 1.73GHz"},
           {"Intel(R) Celeron(R) CPU          530  @ 1.73GHz", "Intel Celeron 530 @ 1.73GHz"},
           {"Intel Celeron M 1.50GHz", "Intel Celeron M 1.50GHz"},
           {"Intel(R) Xeon(R) CPU E5-2620 0 @ 2.00GHz", "Intel Xeon E5-2620 @ 2.00GHz"},
           {"Intel Xeon E5-2620", "Intel Xeon E5-2620 @ 2.00GHz"},
           {"Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz", "Intel Xeon E5-2620 v3 @ 2.40GHz"},
           {"Xeon E5-2620V4", "Intel Xeon E5-2620 v4 @ 2.10GHz"},
           {"Intel(R) Xeon(R) W-2123 CPU @ 3.60GHz", "Intel Xeon W-2123 @ 3.60GHz"},
           {"Intel(R) Atom(TM) CPU N270   @ 1.60GHz", "Intel Atom N270 @ 1.60GHz"},
           {"Intel(R) Atom(TM) x5-Z8350  CPU @ 1.44GHz", "Intel Atom x5-Z8350 @ 1.44GHz"},
           {"Intel(R) N100", "Intel N100"},
           {"Intel Processor N100", "Intel N100"},
           {"AMD Ryzen 5 PRO 4650U with Radeon Graphics", "AMD Ryzen 5 PRO 4650U"},
           {"Ryzen 5 4600U", "AMD Ryzen 5 4600U"},
           {"AMD Ryzen 7 3700X 8-Core Processor", "AMD Ryzen 7 3700X"},
           {"AMD Ryzen Threadripper 1950X 16-Core Processor", "AMD Ryzen Threadripper 1950X"},
           {"AMD A10-7850K Radeon R7, 12 Compute Cores 4C+8G", "AMD A10-7850K APU"},
           {"AMD A10-7850K APU with Radeon(TM) R7 Graphics", "AMD A10-7850K APU"},
           {"A10-7850K", "AMD A10-7850K APU"},
           {"AMD PRO A10-8700B R6, 10 Compute Cores 4C+6G", "AMD PRO A10-8700B"},
           {"AMD A10 PRO-7800B R7, 12 Compute Cores 4C+8G", "AMD A10 PRO-7800B APU"},
           {"AMD A9-9420 RADEON R5, 5 COMPUTE CORES 2C+3G", "AMD A9-9420"},
           {"AMD Athlon(tm) II X2 250 Processor", "AMD Athlon II X2 250"},
           {"AMD Athlon(tm) II X2 250e Processor", "AMD Athlon II X2 250e"},
           {"AMD Athlon(tm) 64 X2 Dual Core Processor 3800+", "AMD Athlon 64 X2 Dual Core 3800+"},
           {"AMD Athlon(tm) 64 Processor 3800+", "AMD Athlon 64 3800+"},
           {"AMD Phenom(tm) II X4 955 Processor", "AMD Phenom II X4 955"},
           {"AMD FX(tm)-8350 Eight-Core Processor", "AMD FX-8350 Eight-Core"},
           {"AMD E-350 Processor", "AMD E-350"},
           {"AMD E1-1200 APU with Radeon(tm) HD Graphics", "AMD E1-1200 APU"},
           {"AMD Turion(tm) 64 X2 Mobile Technology TL-60", "AMD Turion 64 X2 Mobile TL-60"},
           {"AMD Athlon(tm) X4 860K Quad Core Processor", "AMD Athlon X4 860K"},
           {"AMD 3020e with Radeon Graphics", "AMD 3020e"},
           {"Apple M1", "Apple M1 8 Core 3200 MHz"},
           {"Apple M1 Pro 10-Core", "Apple M1 Pro 10 Core 3200 MHz"},
           {"Snapdragon 8cx Gen 3", "Qualcomm Snapdragon 8cx Gen 3"},
           {"Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz", "Intel Core i7-8700K @ 3.70GHz"}}) {
    const CpumarkMatch found = table.find(asked);
    ASSERT_TRUE(found.match.has_value()) << asked << " → " << read_cpu_name(asked).key << " " << found.code;
    EXPECT_EQ(*found.match, expected) << asked;
    const auto row = std::find(names.begin(), names.end(), expected) - names.begin();
    EXPECT_EQ(found.mark, 1000 + static_cast<int>(row)) << asked;
  }
}

TEST(Cpumark, NeighboursAreNeverConfused) {
  // Each name of the table with its own row taken away finds nothing, whatever the other rows are.
  for (std::size_t gone = 0; gone < names.size(); ++gone) {
    std::vector<std::string> rest = names;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(gone));
    const CpumarkMatch found = table_of(rest).find(names[gone]);
    const bool one_model_in_two_rows = names[gone].find("T2390") != std::string::npos ||
                                       names[gone].starts_with("Intel Celeron M 15") ||
                                       names[gone].starts_with("Intel Celeron M 1.5");
    EXPECT_EQ(found.match.has_value(), one_model_in_two_rows) << names[gone] << " → " << found.match.value_or("");
    EXPECT_EQ(found.mark.has_value(), one_model_in_two_rows);
    EXPECT_TRUE(found.code.starts_with("equipment.cpumark."));
  }
}

TEST(Cpumark, WithoutCertaintyNeitherMatchNorMark) {
  const CpumarkTable table = table_of(names);
  for (const char* asked : {"Intel Core i3-6101",
                            "Intel Core i3-6100H",
                            "i7-620",
                            "i7-640M",
                            "Core i7",
                            "Intel",
                            "AMD",
                            "Xeon",
                            "",
                            "   ",
                            "@",
                            "E5-2620",
                            "Intel Xeon E5-2620 v2",
                            "Apple M2",
                            "Apple M1 Pro 6 Core",
                            "Ryzen 5 4650U",
                            "AMD Ryzen 5 PRO 4650G",
                            "Intel Pentium 4 2.66GHz",
                            "Intel Pentium 4",
                            "AMD A10-7850B APU",
                            "Athlon II X2",
                            "Intel Core 5 125U",
                            "Core i5-120U",
                            "Intel Core i5 M",
                            "A10",
                            "\xFF\xFE",
                            "Snapdragon 8cx"}) {
    const CpumarkMatch found = table.find(asked);
    EXPECT_FALSE(found.match.has_value()) << asked << " → " << found.match.value_or("");
    EXPECT_FALSE(found.mark.has_value());
    EXPECT_FALSE(found.code.empty());
  }
  EXPECT_EQ(table.find("Intel Core i3-6100H").suggestions.size(), 4U);
  EXPECT_EQ(table.find("Intel Core i3-6100H").code, "equipment.cpumark.absent_near");
  EXPECT_EQ(table.find("Intel Core").code, "equipment.cpumark.not_a_model");
  EXPECT_EQ(table.find("Intel Pentium T 2390 truc").match, std::nullopt);
}

TEST(Cpumark, TwoRowsForOneModel) {
  const auto table = CpumarkTable::parse(
      "NAME;CORES;CPUMARK\nIntel Core i5-2400 @ 3.10GHz;4;3800\nIntel Core i5-2400;2;3700\nAMD FX-4300;4;3000\nAMD "
      "FX-4300 Quad-Core;4;3000\n"
      "Apple M1 Pro 8 Core 3200 MHz;8;17000\nApple M1 Pro 10 Core 3200 MHz;10;21000\nVIA Nano L2200;1;NA\n");
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->find("i5-2400").code, "equipment.cpumark.several");
  EXPECT_EQ(table->find("i5-2400").mark, std::nullopt);
  EXPECT_EQ(table->find("i5-2400").suggestions.size(), 2U);
  EXPECT_EQ(table->find("i5-2400", 4).mark, 3800);
  EXPECT_EQ(table->find("i5-2400", 4).code, "equipment.cpumark.chosen_by_cores");
  EXPECT_EQ(table->find("i5-2400", 8).mark, std::nullopt);
  EXPECT_EQ(table->find("Core i5-2400 CPU @ 3.10GHz").code, "equipment.cpumark.chosen_by_frequency");
  EXPECT_EQ(table->find("Intel Core i5-2400").mark, 3700) << "written as in the table";
  EXPECT_EQ(table->find("FX 4300").mark, 3000) << "same mark twice";
  EXPECT_EQ(table->find("Apple M1 Pro").mark, std::nullopt);
  EXPECT_EQ(table->find("Apple M1 Pro", 10).mark, 21000);
  EXPECT_EQ(table->find("VIA Nano L2200").code, "equipment.cpumark.no_mark");
  EXPECT_TRUE(table->find("VIA Nano L2200").match.has_value());
}

TEST(CpumarkTable, ColumnsByHeadingThousandsAndEncodings) {
  for (const std::string& text : {std::string(";NAME;CORES;CPUMARK;SOCKET\n;Intel N100;4;5,500;x\n"),
                                  std::string("\xEF\xBB\xBF"
                                              "CPUMARK;Name\r\n5 500;Intel N100\r\n;;\r\n"),
                                  std::string("Indice CPU;C\x9Curs;Processeur\n5.500;4;Intel N100\n"),
                                  std::string("name;CPU mark\nIntel N100;5\xC2\xA0"
                                              "500\n"),
                                  std::string("name;\"cpumark\"\n\"Intel N100\";\"5500\"\n")}) {
    const auto table = CpumarkTable::parse(text);
    ASSERT_TRUE(table.ok()) << text << table.refusal().code;
    EXPECT_EQ(table->find("Intel N100").mark, 5500) << text;
  }
}

TEST(CpumarkTable, RefusesWithTheLine) {
  const auto refusal = [](const std::string& text) { return CpumarkTable::parse(text).refusal(); };
  EXPECT_EQ(refusal("").code, "equipment.cpumark.table.empty");
  EXPECT_EQ(refusal("modele;prix\n").code, "equipment.cpumark.table.no_mark_column");
  EXPECT_EQ(refusal("prix;cpumark\n").code, "equipment.cpumark.table.no_name_column");
  for (const char* mark : {"beaucoup", "12,34", "1,2345", "12.5", "-4", "1,,000", "999999999"}) {
    const auto bad = refusal(std::string("name;cpumark\nIntel N100;5500\nIntel N200;") + mark + "\n");
    EXPECT_EQ(bad.code, "equipment.cpumark.table.bad_mark") << mark;
    EXPECT_EQ(bad.line, 3);
  }
  EXPECT_EQ(refusal("name;cores;cpumark\nIntel N100;quatre;5500\n").code, "equipment.cpumark.table.bad_cores");
  EXPECT_EQ(refusal("name;cores;cpumark\n;4;5500\n").line, 2);
  EXPECT_EQ(refusal(std::string("name;cpumark\n\0", 14)).code, "equipment.csv.not_text");
}

TEST(CpumarkTable, FiveThousandLinesAreReadAtOnce) {
  std::string text = "name;cores;cpumark\n";
  for (int number = 0; number < 5000; ++number)
    text +=
        "Intel(R) Core(TM) i5-" + std::to_string(10000 + number) + "U CPU @ 2.40GHz;4;" + std::to_string(number) + "\n";
  const auto start = std::chrono::steady_clock::now();
  const auto table = CpumarkTable::parse(text);
  const auto taken = std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->size(), 5000U);
  EXPECT_EQ(table->find("i5-12345U").mark, 2345);
  RecordProperty("milliseconds",
                 static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(taken).count()));
  EXPECT_LT(taken, std::chrono::seconds(20)) << "a debug build on a busy machine; a release build takes milliseconds";
}

TEST(Cpumark, JsonHasNullWithoutCertainty) {
  const CpumarkTable table = table_of({"Intel Core i3-6100U @ 2.30GHz"});
  const auto sentence = [](const std::string& code, const auto& arguments) {
    return code + " " + arguments.at("name");
  };
  const auto absent = to_json(table.find("Intel Core i3-6100"), sentence);
  EXPECT_TRUE(absent.at("match").is_null());
  EXPECT_TRUE(absent.at("mark").is_null());
  EXPECT_EQ(absent.at("why"), "equipment.cpumark.absent_near Intel Core i3-6100");
  EXPECT_EQ(absent.at("suggestions").as_array().size(), 1U);
  EXPECT_EQ(to_json(table.find("i3-6100U"), sentence).at("mark"), 1000);
}

}  // namespace
}  // namespace equipment
