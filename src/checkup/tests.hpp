#pragma once
// One function for each test, used by run_test(); the parts of them that need no machine stand here for their own tests.
#include <cstdint>
#include <set>
#include <span>

#include "checkup/checkup.hpp"

namespace checkup {

using Evidence = std::map<std::string, std::string>;
struct Found {
  Outcome outcome = Outcome::not_applicable;
  Evidence evidence = {};
};

Found test_ram(const Options& options, const Surroundings& around);
Found test_cpu(const Options& options, const Surroundings& around);
Found test_disk(const Options& options, const Surroundings& around);
Found test_screen(const Surroundings& around);
Found test_keyboard(const Options& options, const Surroundings& around);
Found test_sound(const Surroundings& around);
Found test_webcam(const Surroundings& around);
Found test_wifi(const Surroundings& around);
Found test_ports(const Options& options, const Surroundings& around);
Found test_battery(const Options& options, const Surroundings& around);

bool stopped(const Surroundings& around);
/// Sleeps unless it is stopped; false if it was.
bool pause(const Surroundings& around, std::chrono::milliseconds time);
void tell(const Surroundings& around, Part part, std::optional<double> share, Evidence now = {});
/// Why a test could not be made: {"reason": code}.
Found not_applicable(const std::string& reason);

/// Writes one pattern over all of it.
void fill_memory(std::span<std::uint64_t> memory, int pattern);
/// The number of words that do not hold the pattern any more, and the first of them.
struct MemoryErrors {
  std::uint64_t count = 0;
  std::optional<std::size_t> first = {};
};
MemoryErrors check_memory(std::span<const std::uint64_t> memory, int pattern);
inline constexpr int memory_patterns = 6;

/// The answer of one round of work that uses whole numbers, floating point and SHA-256; always the same on a sound processor.
std::uint64_t work_round();
extern const std::uint64_t expected_work;

/// Keys that every keyboard has, by their evdev codes and names; what was not pressed, as names.
std::vector<std::string> missing_keys(const std::set<int>& pressed);

/// Loudness of one frequency in 16-bit mono samples, 0…1 (Goertzel).
double level_of(std::span<const std::int16_t> samples, double hertz, double rate);
/// A WAV file of a tone: 16-bit mono.
std::string tone_wav(double hertz, double rate, double seconds);

/// One moment of a battery, in µWh; nothing if it does not tell.
struct BatterySample {
  double energy = 0;       ///< µWh left
  double energy_full = 0;  ///< µWh when full
};
std::optional<BatterySample> read_battery(const std::filesystem::path& battery);
/// Autonomy from full to empty at the rate between two samples.
std::optional<std::chrono::minutes> projected_autonomy(const BatterySample& first, const BatterySample& last,
                                                       std::chrono::seconds between);

/// What the newest entry of the self-test log says in `smartctl -j -a`: passed, failed, or still running (nothing).
std::optional<bool> self_test_passed(const std::string& smartctl_json);
/// The maker's estimate in minutes; 2 if it gives none.
int self_test_minutes(const std::string& smartctl_json);

}  // namespace checkup
