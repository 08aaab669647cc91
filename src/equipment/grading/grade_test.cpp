#include "equipment/grading/grade.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <random>

#include "equipment/grading/nominal_size.hpp"

namespace equipment {
namespace {

using enum GradingDiskKind;

GradingScheme read_scheme(const std::string& text) {
  auto scheme = parse_grading_rules(text);
  EXPECT_TRUE(scheme.ok()) << (scheme.ok() ? "" : scheme.refusal().code);
  return std::move(scheme).value();
}

std::string shipped_text() {
  std::ifstream file(BOUCLE_SOURCE_DIR "/packaging/grading/2025-06.csv", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

GradingScheme shipped() { return read_scheme(shipped_text()); }

Grade graded(const GradingScheme& scheme, const GradingInput& input) {
  const auto result = grade(scheme, input);
  EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.refusal().code);
  return result.value_or(Grade{});
}

/// Points that one component brought.
int part(const Grade& grade, const std::string& component) {
  for (const Reason& reason : grade.reasons)
    if (reason.code.starts_with("equipment.grading.reason." + component + "_")) return reason.after - reason.before;
  ADD_FAILURE() << "no reason for " << component;
  return -100;
}

const Reason* find_reason(const Grade& grade, const std::string& code) {
  const auto found = std::find_if(grade.reasons.begin(), grade.reasons.end(), [&](const Reason& reason) {
    return reason.code == "equipment.grading.reason." + code;
  });
  return found == grade.reasons.end() ? nullptr : &*found;
}

TEST(Grade, ComparisonsAreStrictAtEveryEdge) {
  const GradingScheme scheme = shipped();
  const auto with = [&](int cpumark, double ram, GradingDisk disk) {
    return graded(scheme, {.cpumark = cpumark, .ram_gb = ram, .disks = {disk}});
  };
  for (const auto& [ram, points] :
       {std::pair{3., 0}, {4., 1}, {5., 2}, {6., 2}, {7., 2}, {8., 3}, {15., 3}, {15.35, 4}, {16., 4}, {64., 4}})
    EXPECT_EQ(part(with(3000, ram, {ssd, 256}), "ram"), points) << ram;
  for (const auto& [gb, points] : {std::pair{63., 0},
                                   {64., 1},
                                   {127., 1},
                                   {128., 2},
                                   {199., 2},
                                   {200., 3},
                                   {256., 3},
                                   {499., 3},
                                   {500., 4},
                                   {2000., 4}}) {
    EXPECT_EQ(part(with(3000, 8, {ssd, gb}), "ssd"), points) << gb;
    EXPECT_EQ(part(with(3000, 8, {nvme, gb}), "nvme"), points) << gb;
  }
  for (const auto& [gb, points] : {std::pair{159., 0}, {160., 1}, {255., 1}, {256., 1}, {257., 2}, {1000., 2}})
    EXPECT_EQ(part(with(3000, 8, {hdd, gb}), "hdd"), points) << gb;
  for (const auto& [mark, points] : {std::pair{0, 0},
                                     {1999, 0},
                                     {2000, 1},
                                     {2500, 1},
                                     {3499, 1},
                                     {3500, 2},
                                     {4999, 2},
                                     {5000, 3},
                                     {6999, 3},
                                     {7000, 4}})
    EXPECT_EQ(part(with(mark, 8, {ssd, 256}), "cpumark"), points) << mark;
}

struct Case {
  int cpumark;
  double ram;
  GradingDisk disk;
  bool windows10;
  int points;
  const char* category;
};

TEST(Grade, WholeMachines) {
  const GradingScheme scheme = shipped();
  for (const Case& one :
       {Case{2499, 16, {ssd, 512}, false, 7, "B"},   // 1+4+4 = 9, capped
        Case{2500, 16, {ssd, 512}, false, 9, "A"},   // the cap is strictly below 2500
        Case{2499, 16, {hdd, 1000}, false, 5, "C"},  // 1+4+2 = 7, capped
        Case{2500, 16, {hdd, 1000}, false, 7, "B"}, Case{9000, 16, {hdd, 1000}, false, 7, "B"},  // 10, capped
        Case{9000, 16, {ssd, 512}, false, 12, "PREMIUM"}, Case{9000, 16, {nvme, 512}, false, 13, "PREMIUM"},
        Case{9000, 16, {nvme, 512}, true, 7, "B"},
        Case{2499, 16, {nvme, 512}, false, 7, "B"},  // NVMe counts as SSD for the cap: 10 → 7
        Case{3500, 8, {ssd, 256}, false, 8, "A"}, Case{3499, 8, {ssd, 256}, false, 7, "B"},
        Case{3499, 8, {nvme, 256}, false, 8, "A"}, Case{1000, 2, {hdd, 80}, false, 0, "D"},
        Case{2000, 4, {ssd, 64}, false, 3, "D"}, Case{2000, 4, {ssd, 128}, false, 4, "C"}}) {
    const Grade result =
        graded(scheme, {.cpumark = one.cpumark, .ram_gb = one.ram, .disks = {one.disk}, .windows10 = one.windows10});
    EXPECT_EQ(result.points, one.points) << one.cpumark;
    EXPECT_EQ(result.category, one.category) << one.cpumark;
    EXPECT_EQ(result.scheme_version, "2025-06");
  }
}

TEST(Grade, DisksAddAndTheFirstGivesTheKind) {
  const GradingScheme scheme = shipped();
  const Grade ssd_first = graded(scheme, {.cpumark = 9000, .ram_gb = 16, .disks = {{ssd, 128}, {hdd, 1000}}});
  EXPECT_EQ(part(ssd_first, "ssd"), 4);
  EXPECT_EQ(ssd_first.category, "PREMIUM");
  const Grade hdd_first = graded(scheme, {.cpumark = 9000, .ram_gb = 16, .disks = {{hdd, 1000}, {ssd, 128}}});
  EXPECT_EQ(part(hdd_first, "hdd"), 2);
  EXPECT_EQ(hdd_first.category, "B");
  ASSERT_NE(find_reason(hdd_first, "disks_added"), nullptr);
  EXPECT_EQ(find_reason(hdd_first, "disks_added")->arguments.at("value"), "1128");
}

TEST(Grade, MarginImitatesTheFieldsTool) {
  const GradingScheme scheme =
      read_scheme("#MARGIN;0.06\n" + shipped_text().erase(shipped_text().find("#MARGIN;0\n"), 10));
  const auto with = [&](int mark, double gb) {
    return graded(scheme, {.cpumark = mark, .ram_gb = 8, .disks = {{ssd, gb}}});
  };
  EXPECT_EQ(part(with(1879, 256), "cpumark"), 0);
  EXPECT_EQ(part(with(1880, 256), "cpumark"), 1);  // 0.94 × 2000 exactly
  EXPECT_EQ(part(with(6579, 256), "cpumark"), 3);
  EXPECT_EQ(part(with(6580, 256), "cpumark"), 4);
  EXPECT_EQ(part(with(3000, 469), "ssd"), 3);
  EXPECT_EQ(part(with(3000, 470), "ssd"), 4);
  EXPECT_EQ(with(2499, 512).points, 7) << "the margin is not for the rules: 2499 is still below 2500";
  ASSERT_NE(find_reason(with(3000, 256), "margin"), nullptr);
  EXPECT_EQ(find_reason(with(3000, 256), "margin")->arguments.at("percent"), "6");
}

const std::string points_2 =
    "#NOTE-LINUX;0;1;2;3;4\nRAM;4;5;8;16\nSSD;64;128;200;500\nHDD;160;257\nCPUMARK;2000;3500;5000;7000\n";
const std::string categories_2 = "#CATEGORIE;NOTE\nD;0\nC;4\nB;6\nA;8\nPremium;11\n";

TEST(Grade, AdjustmentsComeBeforeCapsWhateverTheOrderOfLines) {
  const std::string columns = "#MODIF;DELTA;MAX;CRIT1;VAL1;CRIT2;VAL2;DESCRIPTION\n";
  const std::string cap = "x;;7;SSD;;;;plafond\n";
  const std::string plus = "x;1;;NVME;;;;plus\n";
  for (const std::string& rules : {columns + cap + plus, columns + plus + cap}) {
    const Grade result =
        graded(read_scheme(points_2 + rules + categories_2), {.cpumark = 9000, .ram_gb = 16, .disks = {{nvme, 512}}});
    EXPECT_EQ(result.points, 7);
    EXPECT_TRUE(find_reason(result, "adjustment")->changed());
    EXPECT_TRUE(find_reason(result, "cap_lowered")->changed());
  }
}

TEST(Grade, RulesApplyInFileOrderAndSayWhetherTheyChangedAnything) {
  const GradingScheme scheme = read_scheme(points_2 +
                                           "#MODIF;DELTA;MAX;CRIT1;VAL1;CRIT2;VAL2;CRIT3;VAL3;DESCRIPTION\n"
                                           "x;-2;;SSD;;RAM;8;CPUMARK;4000;trois critères\n"
                                           "x;;6;SSD;;;;;;premier\n"
                                           "x;;7;SSD;;;;;;second\n"
                                           "x;;1;HDD;500;;;;;petit disque dur\n" +
                                           categories_2);
  const Grade result = graded(scheme, {.cpumark = 9000, .ram_gb = 16, .disks = {{ssd, 512}}});
  EXPECT_EQ(result.points, 6);
  EXPECT_EQ(find_reason(result, "adjustment"), nullptr);
  EXPECT_EQ(find_reason(result, "cap_lowered")->arguments.at("description"), "premier");
  EXPECT_EQ(find_reason(result, "cap_lowered")->arguments.at("category"), "B");
  EXPECT_EQ(find_reason(result, "cap_unchanged")->arguments.at("description"), "second");
  EXPECT_FALSE(find_reason(result, "cap_unchanged")->changed());
  EXPECT_EQ(graded(scheme, {.cpumark = 3999, .ram_gb = 7, .disks = {{ssd, 512}}}).points, 2 + 2 + 4 - 2);
  EXPECT_EQ(graded(scheme, {.cpumark = 4000, .ram_gb = 7, .disks = {{ssd, 128}}}).points, 2 + 2 + 2);
  EXPECT_EQ(graded(scheme, {.cpumark = 9000, .ram_gb = 16, .disks = {{hdd, 499}}}).points, 1);
  EXPECT_EQ(graded(scheme, {.cpumark = 9000, .ram_gb = 16, .disks = {{hdd, 500}}}).points, 10);
}

// Points below the first threshold as in the 2023 scheme, categories below D, a row for NVMe, thresholds in every column.
const std::string negative =
    "#NOTE-LINUX;-8;1;2;3;4\nRAM;4;5;8;16;99999\nSSD;64;128;200;500;999999\nNVME;70;128\nHDD;160;256;999999\n"
    "CPUMARK;1200;2500;4000;6000;999999\n#CATEGORIE;NOTE\nINVENDABLE;0\nHC;2\nC;4\nB;6\nA;8\nPREMIUM;11\n";

TEST(Grade, NegativePointsAndLowCategories) {
  const GradingScheme scheme = read_scheme(negative);
  const Grade broken = graded(scheme, {.cpumark = 1199, .ram_gb = 2, .disks = {{hdd, 80}}});
  EXPECT_EQ(broken.points, -24);
  EXPECT_EQ(broken.category, "INVENDABLE");
  EXPECT_EQ(graded(scheme, {.cpumark = 1200, .ram_gb = 4, .disks = {{hdd, 160}}}).category, "HC");
  EXPECT_EQ(graded(scheme, {.cpumark = 9000, .ram_gb = 16, .disks = {{ssd, 63}}}).points, 0);
  EXPECT_EQ(graded(scheme, {.cpumark = 9000, .ram_gb = 16, .disks = {{nvme, 69}}}).points, 0) << "own row for NVMe";
  EXPECT_EQ(graded(scheme, {.cpumark = 9000, .ram_gb = 16, .disks = {{nvme, 128}}}).points, 10);
  EXPECT_EQ(graded(scheme, {.cpumark = 9'999'999, .ram_gb = 99'999, .disks = {{ssd, 1'000'000}}}).points, 12)
      << "last value above all";
}

TEST(Grade, WindowsHasItsOwnPointsWhenTheFileGivesThem) {
  std::string windows = points_2;
  windows.replace(0, 11, "#NOTE-WIN");
  windows.replace(windows.find("RAM;4;5;8;16"), 12, "RAM;8;9;16;32");
  const GradingScheme both = read_scheme(points_2 + windows + categories_2);
  const GradingInput machine{.cpumark = 3000, .ram_gb = 8, .disks = {{ssd, 256}}};
  GradingInput with_windows = machine;
  with_windows.windows = true;
  EXPECT_EQ(part(graded(both, machine), "ram"), 3);
  EXPECT_EQ(part(graded(both, with_windows), "ram"), 1);
  EXPECT_EQ(part(graded(read_scheme(windows + categories_2), machine), "ram"), 1) << "the only section there is";
  EXPECT_EQ(part(graded(read_scheme(points_2 + categories_2), with_windows), "ram"), 3);
}

TEST(Grade, RefusesWhatItCannotKnow) {
  const GradingScheme scheme = shipped();
  const auto code = [&](const GradingInput& input) { return grade(scheme, input).refusal().code; };
  EXPECT_EQ(code({.cpumark = {}, .ram_gb = 8, .disks = {{ssd, 256}}}), "equipment.grading.no_cpumark");
  EXPECT_EQ(code({.cpumark = -1, .ram_gb = 8, .disks = {{ssd, 256}}}), "equipment.grading.bad_cpumark");
  EXPECT_EQ(code({.cpumark = 1, .ram_gb = 0, .disks = {{ssd, 256}}}), "equipment.grading.bad_ram");
  EXPECT_EQ(code({.cpumark = 1, .ram_gb = std::nan(""), .disks = {{ssd, 256}}}), "equipment.grading.bad_ram");
  EXPECT_EQ(code({.cpumark = 1, .ram_gb = 8, .disks = {}}), "equipment.grading.no_disk");
  EXPECT_EQ(code({.cpumark = 1, .ram_gb = 8, .disks = {{ssd, 256}, {hdd, 0}}}), "equipment.grading.bad_disk");
  EXPECT_EQ(grade_phone(scheme, {.antutu = 1, .ram_gb = 2, .storage_gb = 16}).refusal().code,
            "equipment.grading.no_phone_rules");
}

TEST(Grade, PhonesWhenTheFileHasThem) {
  const GradingScheme scheme = read_scheme(
      "#NOTE-PHONE;40;60;120\nANTUTU;100000;300000\n#NOTE-PHONE;30;70;130;200\nRAM;2;4;8\n#NOTE-PHONE;0;50;"
      "140\nSTORAGE;16;64\n"
      "#CATEGORIE-PHONE;NOTE\nHC;0\nC;90\nB;165\nA;255\nPREMIUM;375\n");
  const auto category = [&](int antutu, double ram, double storage) {
    return grade_phone(scheme, {.antutu = antutu, .ram_gb = ram, .storage_gb = storage}).value().category;
  };
  EXPECT_EQ(category(1, 1, 8), "HC");              // 70
  EXPECT_EQ(category(99'999, 1, 16), "C");         // 120
  EXPECT_EQ(category(100'000, 2, 16), "B");        // 180
  EXPECT_EQ(category(299'999, 4, 64), "A");        // 330
  EXPECT_EQ(category(300'000, 4, 64), "PREMIUM");  // 390
  EXPECT_EQ(grade_phone(scheme, {.antutu = {}, .ram_gb = 2, .storage_gb = 16}).refusal().code,
            "equipment.grading.no_antutu");
  EXPECT_EQ(grade(scheme, {.cpumark = 1, .ram_gb = 8, .disks = {{ssd, 1}}}).refusal().code,
            "equipment.grading.no_computer_rules");
}

TEST(Grade, ManualAdjustmentNeedsAReasonAndStaysUnderTheCaps) {
  const GradingScheme scheme = shipped();
  const GradingInput input{.cpumark = 9000, .ram_gb = 16, .disks = {{hdd, 1000}}};
  EXPECT_EQ(adjust(scheme, input, {.delta = 1, .reason = "  "}, {}).refusal().code,
            "equipment.grading.adjustment_reason");
  EXPECT_EQ(adjust(scheme, input, {.delta = 21, .reason = "r"}, {}).refusal().code,
            "equipment.grading.adjustment_range");
  EXPECT_EQ(adjust(scheme, input, {}, "Z").refusal().code, "equipment.grading.unknown_cosmetic_grade");
  const auto lifted = adjust(scheme, input, {.delta = 5, .reason = "batterie neuve"}, "B");
  ASSERT_TRUE(lifted.ok());
  EXPECT_EQ(lifted->adjusted.category, "B");
  EXPECT_EQ(lifted->cosmetic_grade, "B");
  const auto lowered = adjust(scheme, input, {.delta = -5, .reason = "charnière cassée"}, {});
  EXPECT_EQ(lowered->computed.category, "B");
  EXPECT_EQ(lowered->adjusted.points, 5);
  EXPECT_EQ(find_reason(lowered->adjusted, "manual")->arguments.at("reason"), "charnière cassée");
  EXPECT_EQ(adjust(scheme, input, {}, {})->computed, adjust(scheme, input, {}, {})->adjusted);
}

TEST(Grade, BetterPartsNeverLowerThePoints) {
  std::mt19937 random(20250601);
  for (const GradingScheme& scheme : {shipped(), read_scheme(negative)}) {
    std::uniform_real_distribution<double> ram(0.1, 40);
    std::uniform_int_distribution<int> mark(0, 9000), gb(1, 1200), kind(0, 2);
    for (int round = 0; round < 4000; ++round) {
      const GradingDisk disk{GradingDiskKind(kind(random)), static_cast<double>(gb(random))};
      const GradingInput input{
          .cpumark = mark(random), .ram_gb = ram(random), .disks = {disk}, .windows10 = round % 2 == 0};
      GradingInput more_ram = input, faster = input, larger = input;
      more_ram.ram_gb += ram(random) / 10;
      faster.cpumark = *input.cpumark + mark(random);
      larger.disks.front().gb += gb(random);
      const Grade before = graded(scheme, input);
      for (const GradingInput& better : {more_ram, faster, larger})
        ASSERT_GE(graded(scheme, better).points, before.points);
      for (std::size_t at = 1; at < before.reasons.size(); ++at)
        ASSERT_EQ(before.reasons[at].before, before.reasons[at - 1].after) << "the reasons add up";
      ASSERT_EQ(before.reasons.back().after, before.points);
    }
  }
}

TEST(NominalSize, Memory) {
  for (const auto& [reported, nominal] : {std::pair{15.35, 16.},
                                          {15.5, 16.},
                                          {7.7, 8.},
                                          {3.8, 4.},
                                          {1.9, 2.},
                                          {11.6, 12.},
                                          {31.2, 32.},
                                          {16., 16.},
                                          {15., 15.},
                                          {7., 7.},
                                          {5., 5.},
                                          {13.6, 13.6},
                                          {4.2, 4.2},
                                          {0.97, 1.},
                                          {1000., 1000.}})
    EXPECT_DOUBLE_EQ(nominal_ram_gb(reported), nominal) << reported;
}

TEST(NominalSize, Disks) {
  for (const auto& [bytes, gb] : {std::pair{256'060'514'304, 256},
                                  {250'059'350'016, 250},
                                  {240'057'409'536, 240},
                                  {500'107'862'016, 500},
                                  {512'110'190'592, 512},
                                  {1'000'204'886'016, 1000},
                                  {160'041'885'696, 160},
                                  {128'035'676'160, 128},
                                  {2'000'398'934'016, 2000},
                                  {137'438'953'472, 137},
                                  {0L, 0}})
    EXPECT_EQ(nominal_disk_gb(bytes), gb) << bytes;
}

TEST(DiskArgument, Reads) {
  for (const auto& [text, kind, gb] : {std::tuple{"SSD:256", ssd, 256.},
                                       {"nvme:512 Go", nvme, 512.},
                                       {"HDD:1 To", hdd, 1000.},
                                       {"Hdd:0,5TB", hdd, 500.}}) {
    const auto disk = parse_disk_argument(text);
    ASSERT_TRUE(disk.ok()) << text;
    EXPECT_EQ(disk->kind, kind);
    EXPECT_DOUBLE_EQ(disk->gb, gb);
  }
  for (const char* text :
       {"", "SSD", "SSD:", ":256", "EMMC:64", "SSD:zero", "SSD:-1", "SSD:0", "SSD:1e9", "SSD:256:1", "SSD:GB"})
    EXPECT_EQ(parse_disk_argument(text).refusal().code, "equipment.grading.bad_disk_argument") << text;
}

TEST(Grade, JsonSaysEverything) {
  const auto json = to_json(
      graded(shipped(), {.cpumark = 2499, .ram_gb = 15.35, .disks = {{ssd, 512}}}),
      [](const std::string& code, const auto& arguments) { return code + "/" + std::to_string(arguments.size()); });
  EXPECT_EQ(json.at("points"), 7);
  EXPECT_EQ(json.at("category"), "B");
  EXPECT_EQ(json.at("scheme_version"), "2025-06");
  const auto& reasons = json.at("reasons").as_array();
  EXPECT_EQ(reasons.size(), 5U);  // mark, memory, disk, cap, total
  EXPECT_EQ(reasons.at(1).at("text"), "equipment.grading.reason.ram_above/3");
  EXPECT_EQ(reasons.at(1).at("arguments").at("value"), "16");
  EXPECT_EQ(reasons.at(3).at("changed"), true);
  EXPECT_EQ(reasons.at(3).at("before"), 9);
}

}  // namespace
}  // namespace equipment
