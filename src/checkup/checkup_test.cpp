#include "checkup/checkup.hpp"

#include <gtest/gtest.h>
#include <linux/input.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cmath>
#include <fstream>

#include "base/bytes.hpp"
#include "checkup/tests.hpp"

namespace checkup {
namespace {

namespace fs = std::filesystem;

/// A machine made of files, programs that answer as told, a person who always answers the same.
struct Machine {
  Machine() { fs::create_directories(root); }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  ~Machine() {
    std::error_code error;
    fs::remove_all(root, error);
  }
  void file(const fs::path& name, const std::string& text) const {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name) << text;
  }
  Surroundings around() {
    return {.root = root,
            .now = [] { return base::Instant(std::chrono::seconds(1'800'000'000)); },
            .run = [this](const std::vector<std::string>& command, std::chrono::seconds) -> std::optional<std::string> {
              const auto found = programs.find(command.at(0));
              return found == programs.end() ? std::nullopt : std::optional(found->second);
            },
            .ask =
                [this](const std::string& key, const std::map<std::string, std::string>&) {
                  asked.push_back(key);
                  if (when_asked) when_asked();
                  return answer;
                },
            .progress = {},
            .stop = &stop};
  }

  fs::path root = fs::temp_directory_path() / ("boucle-checkup-" + base::to_hex(base::random_bytes(8)));
  std::map<std::string, std::string> programs;
  std::vector<std::string> asked;
  Answer answer = Answer::yes;
  std::function<void()> when_asked;
  std::atomic<bool> stop = false;
};

TEST(Checkup, CodesAreReadBack) {
  for (const auto part : all_parts) EXPECT_EQ(part_from_code(code(part)), part);
  EXPECT_FALSE(part_from_code("touch"));
}

TEST(Memory, AFlippedBitIsFoundByEveryPattern) {
  std::vector<std::uint64_t> memory(10000);
  for (int pattern = 0; pattern < memory_patterns; ++pattern) {
    fill_memory(memory, pattern);
    EXPECT_EQ(check_memory(memory, pattern).count, 0U) << pattern;
    memory[1234] ^= 1U << 7;
    memory[9999] ^= std::uint64_t{1} << 63;
    EXPECT_EQ(check_memory(memory, pattern).count, 2U) << pattern;
    EXPECT_EQ(check_memory(memory, pattern).first, 1234U) << pattern;
  }
}

TEST(Memory, AWrongAddressIsFound) {
  std::vector<std::uint64_t> memory(4096);
  fill_memory(memory, 4);
  std::swap(memory[10], memory[2058]);
  EXPECT_EQ(check_memory(memory, 4).count, 2U);
}

TEST(Memory, TestsTheAskedShareOfWhatIsFree) {
  Machine machine;
  machine.file("proc/meminfo", "MemTotal:  999999 kB\nMemFree:  1 kB\nMemAvailable:     327680 kB\n");
  const auto result = run_test(Part::ram, {.ram_share = 0.5}, machine.around());
  EXPECT_EQ(result.outcome, Outcome::pass);
  EXPECT_EQ(result.evidence.at("bytes"), std::to_string(2 * 64 * 1024 * 1024));
  EXPECT_EQ(result.evidence.at("errors"), "0");
  EXPECT_EQ(run_test(Part::ram, {}, Machine().around()).evidence.at("reason"), "no_meminfo");
}

TEST(Processor, TheWorkHasOneAnswer) { EXPECT_EQ(work_round(), expected_work); }

TEST(Processor, AllThreadsWorkAndHeatIsNoted) {
  Machine machine;
  machine.file("sys/class/thermal/thermal_zone0/temp", "61000\n");
  machine.file("sys/class/thermal/thermal_zone1/temp", "47000\n");
  const auto result = run_test(Part::cpu, {.cpu_time = std::chrono::seconds(1)}, machine.around());
  EXPECT_EQ(result.outcome, Outcome::pass);
  EXPECT_EQ(result.evidence.at("highest_celsius"), "61");
  EXPECT_EQ(result.evidence.at("errors"), "0");
}

TEST(Processor, TheScoreGrowsWithThreads) {
  const auto score = measure_score(std::chrono::milliseconds(200));
  EXPECT_GT(score.single, 0);
  EXPECT_GT(score.all, 0);
  EXPECT_EQ(score.version, "1");
}

TEST(Checkup, WhatWasStoppedNeverPasses) {
  Machine machine;
  machine.stop = true;
  machine.file("proc/meminfo", "MemAvailable:     327680 kB\n");
  for (const auto part : {Part::ram, Part::cpu}) {
    const auto result = run_test(part, {.cpu_time = std::chrono::seconds(1)}, machine.around());
    EXPECT_NE(result.outcome, Outcome::pass) << code(part);
  }
}

TEST(Checkup, WithoutThePartATestIsNotApplicable) {
  Machine machine;
  for (const auto part : {Part::disk, Part::keyboard, Part::sound, Part::webcam, Part::wifi, Part::battery}) {
    const auto result = run_test(part, {}, machine.around());
    EXPECT_EQ(result.outcome, Outcome::not_applicable) << code(part);
    EXPECT_FALSE(result.evidence.at("reason").empty()) << code(part);
  }
}

TEST(DriveSelfTest, ReadsAtaNvmeAndScsi) {
  EXPECT_EQ(
      self_test_passed(R"({"ata_smart_self_test_log":{"standard":{"table":[{"status":{"value":0,"passed":true}}]}}})"),
      true);
  EXPECT_EQ(
      self_test_passed(
          R"({"ata_smart_self_test_log":{"standard":{"table":[{"status":{"value":112,"passed":false}},{"status":{"passed":true}}]}}})"),
      false);
  EXPECT_EQ(
      self_test_passed(
          R"({"ata_smart_data":{"self_test":{"status":{"value":249}}},"ata_smart_self_test_log":{"standard":{"table":[{"status":{"passed":true}}]}}})"),
      std::nullopt)
      << "one is running: the newest entry is an older test's";
  EXPECT_EQ(
      self_test_passed(
          R"({"nvme_self_test_log":{"current_self_test_operation":{"value":0},"table":[{"self_test_result":{"value":0}}]}})"),
      true);
  EXPECT_EQ(self_test_passed(R"({"nvme_self_test_log":{"table":[{"self_test_result":{"value":7}}]}})"), false);
  EXPECT_EQ(self_test_passed("{}"), std::nullopt);
  EXPECT_EQ(self_test_passed("not JSON"), std::nullopt);
  EXPECT_EQ(self_test_minutes(R"({"ata_smart_data":{"self_test":{"polling_minutes":{"short":3}}}})"), 3);
  EXPECT_EQ(self_test_minutes("{}"), 2);
}

TEST(Screen, APersonLooksAtTheColours) {
  Machine machine;
  EXPECT_EQ(run_test(Part::screen, {}, machine.around()).outcome, Outcome::pass);
  machine.answer = Answer::no;
  EXPECT_EQ(run_test(Part::screen, {}, machine.around()).outcome, Outcome::fail);
  machine.answer = Answer::skip;
  EXPECT_EQ(run_test(Part::screen, {}, machine.around()).outcome, Outcome::not_applicable);
}

TEST(Keyboard, NamesTheKeysThatWereNotPressed) {
  const auto all = missing_keys({});
  EXPECT_EQ(all.size(), 49U);
  EXPECT_EQ(missing_keys({KEY_Q, KEY_A, KEY_F13}).size(), 47U);
  std::set<int> every;
  for (int key = 0; key < KEY_MAX; ++key) every.insert(key);
  EXPECT_TRUE(missing_keys(every).empty());
}

TEST(Sound, TheToneIsHeardAtItsFrequencyOnly) {
  const auto wav = tone_wav(880, 16000, 1);
  ASSERT_EQ(wav.size(), 44U + 32000U);
  std::vector<std::int16_t> samples(16000);
  std::copy(wav.begin() + 44, wav.end(), reinterpret_cast<char*>(samples.data()));
  EXPECT_NEAR(level_of(samples, 880, 16000), 12000 / 32768.0, 0.01);
  EXPECT_LT(level_of(samples, 1500, 16000), 0.01);
  EXPECT_EQ(level_of({}, 880, 16000), 0);
}

TEST(Sound, APersonHearsAndTheMicrophoneIsEvidence) {
  Machine machine;
  machine.file("proc/asound/cards", " 0 [PCH]: HDA-Intel\n");
  EXPECT_EQ(run_test(Part::sound, {}, machine.around()).evidence.at("reason"), "no_player");
  machine.programs = {{"aplay", ""}, {"arecord", tone_wav(880, 16000, 2).substr(44)}};
  auto result = run_test(Part::sound, {}, machine.around());
  EXPECT_EQ(result.outcome, Outcome::pass);
  EXPECT_NEAR(std::stod(result.evidence.at("microphone_level")), 3662, 50);
  machine.answer = Answer::no;
  result = run_test(Part::sound, {}, machine.around());
  EXPECT_EQ(result.outcome, Outcome::fail);
}

TEST(Wifi, MustHearANetwork) {
  Machine machine;
  fs::create_directories(machine.root / "sys/class/net/wlan0/phy80211");
  fs::create_directories(machine.root / "sys/class/net/eth0");
  EXPECT_EQ(run_test(Part::wifi, {}, machine.around()).evidence.at("reason"), "no_scan");
  machine.programs["iw"] = "";
  EXPECT_EQ(run_test(Part::wifi, {}, machine.around()).outcome, Outcome::fail);
  machine.programs["iw"] = "BSS 00:11:22:33:44:55(on wlan0)\n\tSSID: Atelier\nBSS 00:11:22:33:44:66(on wlan0)\n";
  const auto result = run_test(Part::wifi, {}, machine.around());
  EXPECT_EQ(result.outcome, Outcome::pass);
  EXPECT_EQ(result.evidence.at("networks"), "2");
  EXPECT_FALSE(result.evidence.contains("ssid")) << "names of networks are nobody's business";
}

TEST(Battery, AutonomyFollowsFromWhatWasUsed) {
  const BatterySample first{.energy = 40e6, .energy_full = 50e6}, last{.energy = 39e6, .energy_full = 50e6};
  EXPECT_EQ(projected_autonomy(first, last, std::chrono::minutes(6)), std::chrono::minutes(300));
  EXPECT_EQ(projected_autonomy(last, first, std::chrono::minutes(6)), std::nullopt) << "it was charging";
  EXPECT_EQ(projected_autonomy(first, first, std::chrono::minutes(6)), std::nullopt);
}

TEST(Battery, ReadsEnergyOrCharge) {
  Machine machine;
  machine.file("e/energy_now", "30000000\n");
  machine.file("e/energy_full", "40000000\n");
  EXPECT_EQ(read_battery(machine.root / "e")->energy, 30e6);
  machine.file("c/charge_now", "2000000\n");
  machine.file("c/charge_full", "4000000\n");
  machine.file("c/voltage_min_design", "11100000\n");
  EXPECT_NEAR(read_battery(machine.root / "c")->energy_full, 44.4e6, 1);
  EXPECT_FALSE(read_battery(machine.root / "none"));
}

TEST(Battery, ADischargeGivesItsVerdict) {
  Machine machine;
  const fs::path supply = "sys/class/power_supply";
  machine.file(supply / "AC/type", "Mains\n");
  machine.file(supply / "AC/online", "1\n");
  machine.file(supply / "BAT0/type", "Battery\n");
  machine.file(supply / "BAT0/energy_now", "30000000\n");
  machine.file(supply / "BAT0/energy_full", "40000000\n");
  machine.file(supply / "mouse/type", "Battery\n");
  machine.file(supply / "mouse/scope", "Device\n");
  const Options options{.battery_time = std::chrono::seconds(2)};
  EXPECT_EQ(run_test(Part::battery, options, machine.around()).evidence.at("reason"), "still_plugged_in");
  EXPECT_EQ(machine.asked, std::vector<std::string>{"checkup.ask.unplug"});
  machine.when_asked = [&] { machine.file(supply / "AC/online", "0\n"); };
  EXPECT_EQ(run_test(Part::battery, options, machine.around()).evidence.at("reason"), "no_step_seen");
  auto around = machine.around();
  around.progress = [&](const Progress&) { machine.file(supply / "BAT0/energy_now", "29990000\n"); };
  const auto result = run_test(Part::battery, options, around);
  EXPECT_EQ(result.outcome, Outcome::pass);
  // 10,000 of 40,000,000 µWh went in that time.
  const double seconds = std::stod(result.evidence.at("seconds"));
  EXPECT_NEAR(std::stod(result.evidence.at("projected_minutes")), 40e6 / 10000 * seconds / 60, 1);
}

TEST(Report, HoldsOutcomeEvidenceAndScore) {
  const Result ram{.part = Part::ram, .outcome = Outcome::pass, .evidence = {{"bytes", "1024"}}};
  const auto json = to_json({ram}, Score{.single = 900, .all = 3400, .threads = 4});
  EXPECT_EQ(json.at("results").at("ram").at("outcome").as_string(), "pass");
  EXPECT_EQ(json.at("results").at("ram").at("evidence").at("bytes").as_string(), "1024");
  EXPECT_EQ(json.at("score").at("all").as_int64(), 3400);
  EXPECT_FALSE(to_json({ram}, {}).contains("score"));
}

}  // namespace
}  // namespace checkup
