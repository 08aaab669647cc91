#include "equipment/fields/bolc.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "equipment/fields/vocabularies.hpp"

namespace equipment {
namespace {

const std::string line =
    "12;R-7;LVPC26-0042;Portable;Premium;En reconditionnement;;Dell;;;Latitude 5490;81.5%;;charnière "
    "neuve;ABC123;Intel Core "
    "i5-8250U;NVME;256;;;8;;1;14;-1;2;6100;;Zoé;05/02/2026 09:08:07;Linux: Mint;;;;DON";

TEST(Bolc, ReadsEveryField) {
  const auto read = parse_bolc_line(line + "\r\n");
  ASSERT_TRUE(read.ok()) << read.refusal().code;
  EXPECT_EQ(read->number, "LVPC26-0042");
  EXPECT_EQ(read->category, "PREMIUM");
  EXPECT_EQ(read->maker, "Dell");
  EXPECT_EQ(read->model, "Latitude 5490");
  EXPECT_EQ(read->battery_percent, 81.5);
  EXPECT_EQ(read->disk_gb, 256);
  EXPECT_EQ(read->ram_gb, 8);
  EXPECT_EQ(read->webcam, true);
  EXPECT_EQ(read->screen_inches, 14);
  EXPECT_EQ(read->technical_points, -1);
  EXPECT_EQ(read->cosmetic_points, 2);
  EXPECT_EQ(read->cpumark, 6100);
  EXPECT_EQ(read->volunteer, "Zoé");
  using namespace std::chrono;
  EXPECT_EQ(read->audited, local_days(2026y / 2 / 5) + 9h + 8min + 7s);
  EXPECT_EQ(read->origin, "DON");
  EXPECT_EQ(to_bolc_line(*read), line);
}

TEST(Bolc, TheFieldsSampleComesBackTheSame) {
  const char* folder = std::getenv("BOUCLE_SHARED");
  std::ifstream file(std::filesystem::path(folder != nullptr ? folder : BOUCLE_SOURCE_DIR "/../shared") /
                         "data/field/bolc-line-sample.csv",
                     std::ios::binary);
  std::string sample{std::istreambuf_iterator<char>(file), {}};
  if (sample.empty()) GTEST_SKIP() << "no field data here";
  const auto read = parse_bolc_line(sample);
  ASSERT_TRUE(read.ok()) << read.refusal().code;
  EXPECT_EQ(read->webcam, std::nullopt);
  EXPECT_EQ(read->cpumark, 2837);
  EXPECT_EQ(status_from_bolc(read->status).value(), Status::ready);
  while (sample.ends_with('\n') || sample.ends_with('\r')) sample.pop_back();
  EXPECT_EQ(to_bolc_line(*read), sample);
}

TEST(Bolc, SemicolonsAndLineBreaksCannotBreakTheLine) {
  BolcLine item{.number = "X;1",
                .observations =
                    "écran rayé ;\r\nclavier\tneuf\n\x01"
                    "fin",
                .volunteer = "A\nB",
                .os_note = "\"guillemets\""};
  const std::string text = to_bolc_line(item);
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), ';'), 34);
  const auto read = parse_bolc_line(text);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->number, "X,1");
  EXPECT_EQ(read->observations, "écran rayé , / clavier neuf / fin");
  EXPECT_EQ(read->os_note, "\"guillemets\"");
  EXPECT_EQ(to_bolc_line(*read), text) << "once safe, always the same";
}

TEST(Bolc, ALineThatASpreadsheetQuoted) {
  std::string quoted = line;
  quoted.replace(quoted.find("charnière neuve"), std::string("charnière neuve").size(), "\"charnière ; neuve\nrayée\"");
  const auto read = parse_bolc_line(quoted);
  ASSERT_TRUE(read.ok()) << read.refusal().code;
  EXPECT_EQ(read->observations, "charnière , neuve / rayée");
}

TEST(Bolc, RefusesWithThePosition) {
  const auto with = [](std::size_t position, const std::string& value) {
    std::string text;
    for (std::size_t at = 0; at < 35; ++at) text += (at == 0 ? "" : ";") + (at == position ? value : "");
    return parse_bolc_line(text);
  };
  ASSERT_TRUE(with(0, "").ok());
  EXPECT_EQ(with(0, "")->battery_percent, std::nullopt);
  EXPECT_EQ(with(11, "N/A")->battery_percent, std::nullopt);
  EXPECT_EQ(with(12, "mystère")->others.at(12), "mystère");
  for (const auto& [position, value, reason] : {std::tuple{std::size_t{4}, "E", "category"},
                                                {11UL, "bonne", "number"},
                                                {17UL, "256 Go", "number"},
                                                {22UL, "oui", "webcam"},
                                                {26UL, "2837.5", "number"},
                                                {29UL, "2026-01-26", "date"},
                                                {29UL, "31/02/2026 10:00:00", "date"},
                                                {29UL, "26/01/2026 24:00:00", "date"},
                                                {29UL, "26/01/2026 -1:00:00", "date"}}) {
    const auto read = with(position, value);
    ASSERT_FALSE(read.ok()) << value;
    EXPECT_EQ(read.refusal().code, std::string("equipment.bolc.") + reason);
    EXPECT_EQ(read.refusal().field, std::to_string(position));
  }
  EXPECT_EQ(parse_bolc_line("").refusal().arguments.at("count"), "1");
  EXPECT_EQ(parse_bolc_line(line + ";").refusal().code, "equipment.bolc.fields");
  EXPECT_EQ(parse_bolc_line(line + "\n" + line).refusal().code, "equipment.bolc.fields");
  EXPECT_EQ(parse_bolc_line(std::string(70'000, ';')).refusal().code, "equipment.bolc.too_long");
}

TEST(Vocabularies, EveryStatusHasAWordThatReadsBack) {
  for (const Status status : all_statuses) {
    const auto from_bolc = status_from_bolc(bolc_status(status));
    ASSERT_TRUE(from_bolc.ok()) << code(status);
    EXPECT_EQ(bolc_status(*from_bolc), bolc_status(status)) << code(status);
    const auto from_tectech = status_from_tectech(tectech_status(status));
    ASSERT_TRUE(from_tectech.ok()) << code(status);
    const bool reserved = status == Status::reserved;  // tec.tech has no word for it: PRET_A_DISTRIBUER reads as ready
    EXPECT_EQ(tectech_status(*from_tectech), reserved ? "PRET_A_COMMANDER" : tectech_status(status)) << code(status);
  }
}

TEST(Vocabularies, FieldWords) {
  EXPECT_EQ(status_from_bolc(" prêt à VENDRE ").value(), Status::ready);
  EXPECT_EQ(status_from_bolc("A reconditionner").value(), Status::received);
  EXPECT_EQ(status_from_bolc("HS").value(), Status::for_waste);
  EXPECT_EQ(status_from_bolc("Transféré").refusal().code, "equipment.status.no_equivalent");
  EXPECT_EQ(status_from_bolc("Mangé").refusal().code, "equipment.status.unknown");
  EXPECT_EQ(status_from_tectech("pret_a_distribuer").value(), Status::ready);
  EXPECT_EQ(status_from_tectech("").refusal().code, "equipment.status.unknown");
}

}  // namespace
}  // namespace equipment
