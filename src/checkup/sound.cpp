// Sound: a tone from the loudspeakers, which a person hears and the microphone too, if there is one.
#include <cmath>
#include <cstring>
#include <fstream>
#include <numbers>
#include <thread>

#include "base/bytes.hpp"
#include "checkup/files.hpp"
#include "checkup/tests.hpp"

namespace checkup {
namespace {

constexpr double rate = 16000, tone = 880;

void append(std::string& bytes, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

std::vector<std::int16_t> samples_of(const std::string& raw) {
  std::vector<std::int16_t> samples(raw.size() / 2);
  if (!samples.empty()) std::memcpy(samples.data(), raw.data(), samples.size() * 2);
  return samples;
}

/// A file that goes away with it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes)
      : path_(std::filesystem::temp_directory_path() / ("boucle-" + base::to_hex(base::random_bytes(8)) + ".wav")) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code error;
    std::filesystem::remove(path_, error);
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

std::string tone_wav(double hertz, double samples_per_second, double seconds) {
  const auto count = static_cast<std::uint32_t>(samples_per_second * seconds);
  const auto whole_rate = static_cast<std::uint32_t>(samples_per_second);
  std::string bytes = "RIFF";
  append(bytes, 36 + count * 2, 4);
  bytes += "WAVEfmt ";
  append(bytes, 16, 4);
  append(bytes, 1, 2);  // PCM
  append(bytes, 1, 2);  // mono
  append(bytes, whole_rate, 4);
  append(bytes, whole_rate * 2, 4);
  append(bytes, 2, 2);
  append(bytes, 16, 2);
  bytes += "data";
  append(bytes, count * 2, 4);
  for (std::uint32_t i = 0; i < count; ++i) {
    const double value = std::sin(2 * std::numbers::pi * hertz * i / samples_per_second);
    append(bytes, static_cast<std::uint16_t>(static_cast<std::int16_t>(value * 12000)), 2);
  }
  return bytes;
}

double level_of(std::span<const std::int16_t> samples, double hertz, double samples_per_second) {
  if (samples.empty()) return 0;
  const double step = 2 * std::cos(2 * std::numbers::pi * hertz / samples_per_second);
  double before = 0, last = 0;
  for (const auto sample : samples) {
    const double now = sample / 32768.0 + step * last - before;
    before = last;
    last = now;
  }
  const double power = last * last + before * before - step * last * before;
  return 2 * std::sqrt(std::max(0.0, power)) / static_cast<double>(samples.size());
}

Found test_sound(const Surroundings& around) {
  if (names_in(around.root / "proc/asound").empty() || line_of(around.root / "proc/asound/cards").starts_with("---"))
    return not_applicable("no_sound_card");
  const TemporaryFile file(tone_wav(tone, rate, 3));
  std::optional<std::string> recorded;
  bool played = false;
  {
    std::jthread microphone([&] {
      recorded = around.run({"arecord", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", "16000", "-d", "2"},
                            std::chrono::seconds(6));
    });
    played = around.run({"aplay", "-q", file.path()}, std::chrono::seconds(8)).has_value();
  }
  if (!played) return not_applicable("no_player");
  Evidence evidence;
  if (recorded && !recorded->empty())
    evidence["microphone_level"] = std::to_string(std::lround(level_of(samples_of(*recorded), tone, rate) * 10000));
  const auto answer = around.ask("checkup.ask.heard_tone", {});
  if (answer == Answer::skip) return not_applicable("skipped");
  evidence["answer"] = answer == Answer::yes ? "heard" : "not_heard";
  return {.outcome = answer == Answer::yes ? Outcome::pass : Outcome::fail, .evidence = std::move(evidence)};
}

}  // namespace checkup
