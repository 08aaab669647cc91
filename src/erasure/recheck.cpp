#include "erasure/recheck.hpp"

#include <algorithm>
#include <set>

#include "sanitization/keystream.hpp"

namespace erasure {
namespace {

using sanitization::ContentClass;
using sanitization::Record;

const sanitization::DriveFacts& facts_of(const Record& record) { return record.after ? *record.after : record.before; }

std::uint64_t total_of(const Record& record) {
  return sanitization::data_bytes(facts_of(record)) + sanitization::boot_bytes(facts_of(record));
}

bool outside(const Sample& sample, std::uint64_t total) {
  return sample.bytes == 0 || sample.bytes > largest_sample || sample.offset >= total ||
         sample.bytes > total - sample.offset;
}

/// As this project writes it: lower case. Another spelling is a mistake of the sender, never of the medium.
bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

base::Refusal bad_sample(std::size_t place) {
  return {.code = "certificate.recheck.bad_sample", .field = "samples." + std::to_string(place)};
}

/// What the record says stands there; nothing when it cannot say.
std::optional<base::Bytes> expected(const Record& record, const Sample& sample) {
  base::Bytes bytes(static_cast<std::size_t>(sample.bytes), '\0');
  if (record.overwrite && record.method == sanitization::Method::overwrite) {
    if (record.overwrite->key.size() != 32) return std::nullopt;
    sanitization::Keystream stream(record.overwrite->cipher, record.overwrite->key);
    stream.generate(sample.offset, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    return bytes;
  }
  if (!record.verification || record.verification->content != ContentClass::constant) return std::nullopt;
  std::fill(bytes.begin(), bytes.end(), static_cast<char>(record.verification->constant));
  return bytes;
}

}  // namespace

std::string recheck_ticket(const proof::Secret& secret, std::string_view erasure) {
  return base::to_hex(proof::derive(secret, erasure).bytes().substr(0, 8));
}

bool drawn_at_once(std::string_view ticket) {
  // 2^64 / 20, rounded down.
  return ticket < "0ccccccccccccccc";
}

std::int64_t recheck_missing(std::int64_t considered, std::int64_t drawn) {
  if (considered == 0) return 0;
  return std::max<std::int64_t>(0, (considered + recheck_share - 1) / recheck_share - drawn);
}

std::string_view code(RecheckOutcome outcome) {
  switch (outcome) {
    case RecheckOutcome::pass:
      return "pass";
    case RecheckOutcome::fail:
      return "fail";
    case RecheckOutcome::impossible:
      return "impossible";
  }
  return {};
}

std::optional<RecheckOutcome> recheck_outcome_from_code(std::string_view text) {
  for (const auto each : {RecheckOutcome::pass, RecheckOutcome::fail, RecheckOutcome::impossible})
    if (code(each) == text) return each;
  return {};
}

std::vector<sanitization::Range> places_to_read(const Record& record, std::size_t count, std::string_view random) {
  const std::uint64_t sector = std::max<std::uint64_t>(facts_of(record).capacity.logical_sector, 1);
  const std::uint64_t sectors = total_of(record) / sector;
  if (sectors == 0) return {};
  std::set<std::uint64_t> chosen = {0, sectors - 1};
  for (std::size_t i = 0; i + 8 <= random.size() && chosen.size() < count; i += 8) {
    std::uint64_t number = 0;
    for (const char byte : random.substr(i, 8)) number = number << 8 | static_cast<unsigned char>(byte);
    chosen.insert(number % sectors);
  }
  std::vector<sanitization::Range> places;
  for (const auto each : chosen) places.push_back({.offset = each * sector, .bytes = sector});
  return places;
}

base::Result<RecheckOutcome> compare_samples(const Record& record, std::span<const Sample> samples) {
  const auto total = total_of(record);
  const auto fewest = std::min<std::uint64_t>(
      fewest_samples, total / std::max<std::uint64_t>(facts_of(record).capacity.logical_sector, 1));
  std::set<std::uint64_t> places;
  for (const auto& each : samples) places.insert(each.offset);
  if (places.size() < fewest || samples.empty() || samples.size() > most_samples)
    return base::Refusal{.code = "certificate.recheck.too_few",
                         .field = "samples",
                         .arguments = {{"fewest", std::to_string(fewest)}, {"most", std::to_string(most_samples)}}};
  std::uint64_t whole = 0;
  for (const auto& each : samples) whole += std::min(each.bytes, most_sample_bytes + 1);
  if (whole > most_sample_bytes)
    return base::Refusal{.code = "certificate.recheck.too_much",
                         .field = "samples",
                         .arguments = {{"most", std::to_string(most_sample_bytes >> 20)}}};
  auto outcome = RecheckOutcome::pass;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (outside(samples[i], total) || !is_sha256(samples[i].sha256)) return bad_sample(i);
    const auto bytes = expected(record, samples[i]);
    if (!bytes) return base::Refusal{.code = "certificate.recheck.not_comparable"};
    if (base::to_hex(base::sha256(*bytes)) != samples[i].sha256) outcome = RecheckOutcome::fail;
  }
  return outcome;
}

}  // namespace erasure
