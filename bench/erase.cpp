// Measures of the engine on devices that bench/erase made; one JSON object per call on the standard output.
//   zero DEVICE              one pass of zeros through the loop
//   write DEVICE…            one keyed pass on each, all at once, with the processor time of this process
//   erase JOURNALS DEVICE…   whole erasures: overwrite and full verification
//   hung                     eight imaginary drives, one of which hangs after 1 MiB, against seven that do not
#include <sys/resource.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "drives/fake.hpp"
#include "drives/linux_bench.hpp"
#include "engine/erasure.hpp"
#include "engine/loop.hpp"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Strings = std::vector<std::string>;

double since(Clock::time_point begun) { return std::chrono::duration<double>(Clock::now() - begun).count(); }

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}
double user_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
}

/// KiB that this process holds now.
long resident() {
  long kib = 0;
  char line[256];
  std::FILE* status = std::fopen("/proc/self/status", "r");
  while (status != nullptr && std::fgets(line, sizeof line, status) != nullptr)
    if (std::strncmp(line, "VmRSS:", 6) == 0) std::sscanf(line + 6, "%ld", &kib);
  if (status != nullptr) std::fclose(status);
  return kib;
}

sanitization::Policy clear() {
  sanitization::Policy policy{
      .id = "bench", .name = {{"en", "Bench"}, {"fr", "Mesure"}}, .document = "none", .standard = "none"};
  for (const auto medium : sanitization::all_media) policy.required[medium] = sanitization::Level::clear;
  return policy;
}

std::vector<drives::Found> chosen(drives::Bench& bench, const Strings& devices) {
  std::vector<drives::Found> all;
  for (auto& found : bench.find())
    for (const auto& device : devices)
      if (found.device == device) all.push_back(std::move(found));
  return all;
}

int passes(engine::PassKind kind, const Strings& devices) {
  const auto bench = drives::linux_bench({.loops = devices});
  std::vector<std::unique_ptr<drives::Drive>> open;
  engine::Loop loop(bench->make_queue(256));
  std::vector<engine::PassOrder> orders;
  std::uint64_t bytes = 0;
  for (const auto& found : chosen(*bench, devices)) {
    auto drive = bench->open(found.facts.identity);
    if (!drive.ok()) return std::fprintf(stderr, "%s\n", drive.refusal().code.c_str()), 1;
    auto areas = (*drive)->open_areas();
    if (!areas.ok()) return std::fprintf(stderr, "%s\n", areas.refusal().code.c_str()), 1;
    orders.push_back({.kind = kind,
                      .medium = engine::Medium(*areas),
                      .cipher = sanitization::best_cipher(),
                      .key = std::string(32, 'k')});
    bytes += orders.back().medium.bytes();
    open.push_back(std::move(*drive));
  }
  const auto begun = Clock::now();
  const double cpu = cpu_seconds(), user = user_seconds();
  std::vector<std::shared_ptr<engine::PassRun>> runs;
  for (auto& order : orders) runs.push_back(loop.start(std::move(order)));
  for (const auto& run : runs)
    for (bool ended = false; !ended;) {
      const auto event = run->wait(10s);
      ended = event && event->end;
      if (ended && event->end != engine::PassEnd::done) return std::fprintf(stderr, "the pass failed\n"), 1;
      if (event && !ended) run->acknowledge();
    }
  std::printf("{\"seconds\": %.6f, \"bytes\": %llu, \"cpu\": %.6f, \"user\": %.6f}\n", since(begun),
              static_cast<unsigned long long>(bytes), cpu_seconds() - cpu, user_seconds() - user);
  return 0;
}

int erase(const std::string& journals, const Strings& devices) {
  const auto bench = drives::linux_bench({.loops = devices});
  const auto all = chosen(*bench, devices);
  const long before = resident();
  const double cpu = cpu_seconds();
  const auto begun = Clock::now();
  double first_byte = 0;
  engine::Eraser eraser(*bench, journals, base::system_now, {});
  std::vector<std::shared_ptr<engine::Job>> jobs;
  for (const auto& found : all) {
    auto job = eraser.start(
        {.identity = found.facts.identity, .policy = clear(), .confirmed_by = found.facts.identity.serial});
    if (!job.ok()) return std::fprintf(stderr, "%s\n", job.refusal().code.c_str()), 1;
    jobs.push_back(*job);
    while (jobs.size() == 1 && first_byte == 0) {
      const auto progress = jobs[0]->progress();
      if (progress.bytes > 0 || progress.phase == engine::Phase::finished) first_byte = since(begun);
      std::this_thread::sleep_for(200us);
    }
  }
  long most = resident();
  std::size_t erased = 0;
  for (const auto& job : jobs) {
    while (!job->wait(20ms)) most = std::max(most, resident());
    if (job->finished()->assessment.verdict == sanitization::Verdict::erased) ++erased;
  }
  std::printf(
      "{\"seconds\": %.6f, \"first_byte\": %.6f, \"drives\": %zu, \"erased\": %zu, \"cpu\": %.6f, \"kib_per_drive\": "
      "%ld}\n",
      since(begun), first_byte, jobs.size(), erased, cpu_seconds() - cpu,
      (most - before) / static_cast<long>(std::max<std::size_t>(jobs.size(), 1)));
  return erased == jobs.size() ? 0 : 1;
}

double seven_drives(bool with_hung, const std::filesystem::path& journals) {
  drives::FakeBench bench;
  Strings serials;
  for (int i = 0; i < 8; ++i) {
    auto spec = drives::usb_stick("BENCH-" + std::to_string(i),
                                  6 * 2048);  // slow: the imaginary drive must not be what is measured
    spec.bytes_per_second = std::uint64_t{4} << 20;
    if (i == 7) spec.faults.hang_after = 2;
    if (i == 7 && !with_hung) continue;
    bench.add(std::move(spec));
  }
  engine::Eraser eraser(bench, journals, base::system_now, {.transfer = 30s});
  std::vector<std::shared_ptr<engine::Job>> good;
  const auto begun = Clock::now();
  for (const auto& found : bench.find()) {
    auto job = eraser.start({.identity = found.facts.identity, .policy = clear(), .confirmed_by = "bench"});
    if (!job.ok()) return -1;
    if (found.facts.identity.serial != "BENCH-7") good.push_back(*job);
  }
  for (const auto& job : good) job->wait(60s);
  const double seconds = since(begun);
  bench.release();
  return seconds;
}

int hung(const std::filesystem::path& journals) {
  const double without = seven_drives(false, journals / "without"), with = seven_drives(true, journals / "with");
  std::printf("{\"without\": %.6f, \"with\": %.6f}\n", without, with);
  return without > 0 && with > 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  const Strings all(words + 1, words + count);
  if (all.size() == 2 && all[0] == "zero") return passes(engine::PassKind::fill, {all[1]});
  if (all.size() >= 2 && all[0] == "write") return passes(engine::PassKind::write, Strings(all.begin() + 1, all.end()));
  if (all.size() >= 3 && all[0] == "erase") return erase(all[1], Strings(all.begin() + 2, all.end()));
  if (all.size() == 2 && all[0] == "hung") return hung(all[1]);
  std::fprintf(stderr, "bench_erase zero DEVICE | write DEVICE… | erase JOURNALS DEVICE… | hung JOURNALS\n");
  return 2;
}
