// Battery: how much energy goes while the machine runs unplugged for a chosen time, and how long it would last.
#include <cmath>

#include "checkup/files.hpp"
#include "checkup/tests.hpp"

namespace checkup {
namespace {

using Clock = std::chrono::steady_clock;

/// Every battery of the machine itself; those of mice say scope Device.
std::vector<std::filesystem::path> batteries(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> found;
  const auto supplies = root / "sys/class/power_supply";
  for (const auto& name : names_in(supplies))
    if (line_of(supplies / name / "type") == "Battery" && line_of(supplies / name / "scope") != "Device")
      found.push_back(supplies / name);
  return found;
}

bool plugged_in(const std::filesystem::path& root) {
  const auto supplies = root / "sys/class/power_supply";
  for (const auto& name : names_in(supplies))
    if (line_of(supplies / name / "type") != "Battery" && line_of(supplies / name / "online") == "1") return true;
  return false;
}

std::optional<BatterySample> read_all(const std::vector<std::filesystem::path>& all) {
  BatterySample sum;
  for (const auto& each : all) {
    const auto one = read_battery(each);
    if (!one) return {};
    sum.energy += one->energy;
    sum.energy_full += one->energy_full;
  }
  return sum;
}

std::string percent(const BatterySample& sample) {
  return sample.energy_full > 0 ? std::to_string(std::lround(sample.energy * 100 / sample.energy_full)) : "";
}

}  // namespace

std::optional<BatterySample> read_battery(const std::filesystem::path& battery) {
  const auto energy = number_in(battery / "energy_now"), energy_full = number_in(battery / "energy_full");
  if (energy && energy_full)
    return BatterySample{.energy = static_cast<double>(*energy), .energy_full = static_cast<double>(*energy_full)};
  // Others count charge (µAh); the voltage (µV) it was made for turns it into energy.
  const auto charge = number_in(battery / "charge_now"), charge_full = number_in(battery / "charge_full");
  auto voltage = number_in(battery / "voltage_min_design");
  if (!voltage || *voltage <= 0) voltage = number_in(battery / "voltage_now");
  if (!charge || !charge_full || !voltage) return {};
  const double volts = static_cast<double>(*voltage) / 1e6;
  return BatterySample{.energy = static_cast<double>(*charge) * volts,
                       .energy_full = static_cast<double>(*charge_full) * volts};
}

std::optional<std::chrono::minutes> projected_autonomy(const BatterySample& first, const BatterySample& last,
                                                       std::chrono::seconds between) {
  const double used = first.energy - last.energy;
  if (used <= 0 || between.count() <= 0) return {};
  const double seconds = last.energy_full / used * static_cast<double>(between.count());
  return std::chrono::minutes(std::lround(std::min(seconds / 60, 100000.0)));
}

Found test_battery(const Options& options, const Surroundings& around) {
  const auto all = batteries(around.root);
  if (all.empty()) return not_applicable("no_battery");
  if (plugged_in(around.root) && around.ask("checkup.ask.unplug", {}) != Answer::yes) return not_applicable("skipped");
  if (plugged_in(around.root)) return not_applicable("still_plugged_in");
  const auto first = read_all(all);
  if (!first) return not_applicable("battery_says_nothing");
  const auto start = Clock::now();
  while (Clock::now() - start < options.battery_time) {
    const std::chrono::duration<double> passed = Clock::now() - start;
    tell(around, Part::battery, std::min(1.0, passed / options.battery_time));
    if (!pause(around, std::chrono::seconds(1))) return not_applicable("stopped");
    if (plugged_in(around.root)) return not_applicable("plugged_in_again");
  }
  const auto last = read_all(all);
  if (!last) return not_applicable("battery_says_nothing");
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start);
  Evidence evidence = {{"seconds", std::to_string(seconds.count())},
                       {"used_milliwatt_hours", std::to_string(std::lround((first->energy - last->energy) / 1000))},
                       {"percent_before", percent(*first)},
                       {"percent_after", percent(*last)}};
  const auto minutes = projected_autonomy(*first, *last, seconds);
  // Many batteries tell their charge in steps: a short test may show none.
  if (!minutes) {
    evidence["reason"] = "no_step_seen";
    return {.evidence = std::move(evidence)};
  }
  evidence["projected_minutes"] = std::to_string(minutes->count());
  return {.outcome = *minutes >= options.battery_least ? Outcome::pass : Outcome::fail,
          .evidence = std::move(evidence)};
}

}  // namespace checkup
