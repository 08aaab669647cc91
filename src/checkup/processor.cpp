// Processor: every thread does the same work again and again; one wrong answer is a failure. And the score.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>
#include <thread>

#include "base/bytes.hpp"
#include "checkup/files.hpp"
#include "checkup/tests.hpp"

namespace checkup {
namespace {

constexpr std::size_t side = 48;
using Matrix = std::array<double, side * side>;

std::uint64_t next_random(std::uint64_t& state) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

/// Whole values only: exact in a double, whatever the order of additions.
double multiply_matrices(std::uint64_t seed) {
  Matrix a{}, b{}, c{};
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<double>(next_random(seed) % 1000);
    b[i] = static_cast<double>(next_random(seed) % 1000);
  }
  for (std::size_t i = 0; i < side; ++i)
    for (std::size_t k = 0; k < side; ++k)
      for (std::size_t j = 0; j < side; ++j) c[i * side + j] += a[i * side + k] * b[k * side + j];
  double sum = 0;
  for (const double each : c) sum += std::fmod(each, 1009.0);
  return sum;
}

std::uint64_t sort_words(std::uint64_t seed) {
  std::vector<std::uint64_t> words(4096);
  for (auto& word : words) word = next_random(seed);
  std::ranges::sort(words);
  std::uint64_t hash = 0;
  for (const auto word : words) hash = std::rotl(hash, 5) ^ word;
  return hash;
}

std::uint64_t hash_bytes(std::uint64_t seed) {
  std::string bytes(16384, '\0');
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    const auto word = next_random(seed);
    std::memcpy(bytes.data() + i, &word, 8);
  }
  std::uint64_t start = 0;
  std::memcpy(&start, base::sha256(bytes).data(), 8);
  return start;
}

/// Highest temperature that any sensor shows, in degrees.
std::optional<long long> hottest(const std::filesystem::path& root) {
  std::optional<long long> highest;
  for (const auto& zone : names_in(root / "sys/class/thermal")) {
    const auto value = number_in(root / "sys/class/thermal" / zone / "temp");
    if (value && (!highest || *value / 1000 > *highest)) highest = *value / 1000;
  }
  return highest;
}

std::optional<long long> throttles(const std::filesystem::path& root) {
  return number_in(root / "sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count");
}

int thread_count() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

/// Rounds a second of `threads` threads that work for the time, one round each at least.
double rounds_per_second(int threads, std::chrono::milliseconds time) {
  std::atomic<std::uint64_t> rounds = 0;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::jthread> workers;
  for (int i = 0; i < threads; ++i)
    workers.emplace_back([&] {
      do
        if (work_round() == expected_work) rounds.fetch_add(1, std::memory_order_relaxed);
      while (std::chrono::steady_clock::now() - start < time);
    });
  workers.clear();
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(rounds) / passed.count();
}

}  // namespace

const std::uint64_t expected_work = 0x29C824663FC19380;

std::uint64_t work_round() {
  constexpr std::uint64_t seed = 0x243F6A8885A308D3;
  const double product = multiply_matrices(seed);
  return sort_words(seed) ^ hash_bytes(seed) ^ std::bit_cast<std::uint64_t>(product);
}

Found test_cpu(const Options& options, const Surroundings& around) {
  const int threads = thread_count();
  const auto throttled_before = throttles(around.root);
  std::atomic<std::uint64_t> rounds = 0, errors = 0;
  const auto start = std::chrono::steady_clock::now();
  const auto end = start + options.cpu_time;
  std::optional<long long> highest = hottest(around.root);
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i)
      workers.emplace_back([&] {
        while (std::chrono::steady_clock::now() < end && !stopped(around)) {
          rounds.fetch_add(1, std::memory_order_relaxed);
          if (work_round() != expected_work) errors.fetch_add(1);
        }
      });
    while (std::chrono::steady_clock::now() < end && pause(around, std::chrono::milliseconds(200))) {
      highest = std::max(highest, hottest(around.root));
      const std::chrono::duration<double> done = std::chrono::steady_clock::now() - start;
      tell(around, Part::cpu, std::min(1.0, done / options.cpu_time),
           highest ? Evidence{{"celsius", std::to_string(*highest)}} : Evidence{});
    }
  }
  Evidence evidence = {{"threads", std::to_string(threads)},
                       {"seconds", std::to_string(options.cpu_time.count())},
                       {"rounds", std::to_string(rounds.load())},
                       {"errors", std::to_string(errors.load())}};
  if (highest) evidence["highest_celsius"] = std::to_string(*highest);
  if (const auto after = throttles(around.root); throttled_before && after)
    evidence["throttled"] = std::to_string(*after - *throttled_before);
  const bool good = errors == 0 && rounds > 0;
  return {.outcome = good ? Outcome::pass : Outcome::fail, .evidence = std::move(evidence)};
}

Score measure_score(std::chrono::milliseconds for_each) {
  constexpr double rounds_per_second_of_1000 = 1600;
  const int threads = thread_count();
  const auto points = [&](int with) {
    return static_cast<std::int64_t>(
        std::llround(rounds_per_second(with, for_each) * 1000 / rounds_per_second_of_1000));
  };
  return {.single = points(1), .all = points(threads), .threads = threads};
}

}  // namespace checkup
