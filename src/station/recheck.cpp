#include "station/recheck.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstring>
#include <set>

#include "engine/loop.hpp"
#include "proof/canonical_json.hpp"
#include "station/folder.hpp"

namespace station {
namespace {

constexpr std::size_t largest_certificate = std::size_t{32} * 1024 * 1024;
constexpr std::uint64_t piece = std::uint64_t{1} << 20;

const boost::json::value* find_record(const boost::json::value& json) {
  const auto* object = json.if_object();
  if (object == nullptr) return nullptr;
  if (object->contains("before") && object->contains("policy")) return &json;
  if (const auto* record = object->if_contains("record")) return find_record(*record);
  const auto* evidence = object->if_contains("evidence");
  if (evidence == nullptr || !evidence->is_array()) return nullptr;
  for (const auto& each : evidence->get_array())
    if (const auto* found = find_record(each)) return found;
  return nullptr;
}

/// What the pass must find: the published stream after an overwrite; after the drive's own erasure one value everywhere, or chance.
engine::PassOrder order_for(const sanitization::Record& record, engine::Medium medium, const RecheckOptions& options,
                            std::uint64_t random) {
  const bool overwritten = record.overwrite.has_value();
  engine::PassOrder order{.kind = overwritten ? engine::PassKind::compare : engine::PassKind::survey};
  if (overwritten) {
    order.cipher = record.overwrite->cipher;
    order.key = record.overwrite->key;
  } else if (record.verification) {
    order.key = record.verification->canary_key;
  }
  const auto sector = medium.areas().empty() ? 512U : medium.areas().front().sector;
  auto places = places_for_share(medium.bytes(), sector, options.share, random);
  if (!places.empty()) order.only = std::move(places);
  order.medium = std::move(medium);
  return order;
}

/// Keys come from a file: one of another length is no key of a stream.
base::Outcome check_keys(const sanitization::Record& record) {
  constexpr std::size_t key_bytes = 32;
  const auto bad = [](const char* field) {
    return base::Refusal{.code = "sanitization.record.invalid", .field = field};
  };
  if (record.overwrite && record.overwrite->key.size() != key_bytes) return bad("overwrite.key");
  // Not every drive could be given canaries.
  const auto canaries = record.verification ? record.verification->canary_key.size() : 0;
  if (canaries != 0 && canaries != key_bytes) return bad("verification.canary_key");
  return base::Done{};
}

bool matches(const sanitization::Record& record, const engine::Tally& tally) {
  if (tally.bad_sectors > 0) return false;
  if (record.overwrite) return tally.mismatched_sectors == 0;
  if (!record.verification || tally.content != record.verification->content) return false;
  return tally.content != sanitization::ContentClass::constant || tally.constant == record.verification->constant;
}

engine::PassRun::Event follow(engine::PassRun& run, std::uint64_t bytes, const Surroundings& around) {
  while (true) {
    const auto event = run.wait(std::chrono::seconds(1));
    if (event && event->end) return *event;
    if (event) run.acknowledge();
    const auto now = run.now();
    around.err << around.tr("station.recheck.progress",
                            {{"percent", around.tr.percent(static_cast<std::int64_t>(now.reached),
                                                           static_cast<std::int64_t>(bytes))}})
               << '\n';
  }
}

}  // namespace

base::Result<sanitization::Record> record_in(std::string_view json) {
  TRY(document, proof::parse_strict(json));
  const auto* record = find_record(document);
  if (record == nullptr) return base::Refusal{.code = "station.recheck.no_record"};
  TRY(read, sanitization::record_from_json(*record));
  TRY_DONE(check_keys(read));
  return read;
}

std::vector<sanitization::Range> places_for_share(std::uint64_t bytes, std::uint32_t sector, double share,
                                                  std::uint64_t random) {
  if (share >= 1 || bytes <= 4 * piece) return {};
  const std::uint64_t pieces = (bytes + piece - 1) / piece;
  const auto wanted =
      std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(static_cast<double>(pieces) * share)), 2, pieces);
  std::set<std::uint64_t> chosen = {0, pieces - 1};
  while (chosen.size() < wanted) {
    random = random * 6364136223846793005ULL + 1442695040888963407ULL;
    chosen.insert((random >> 33) % pieces);
  }
  std::vector<sanitization::Range> places;
  for (const auto number : chosen) {
    const auto offset = number * piece;
    const auto length = std::min(piece, bytes - offset);
    places.push_back({.offset = offset, .bytes = length - length % sector});
  }
  return places;
}

int recheck(const RecheckOptions& options, const Surroundings& around) {
  const auto bytes = read_file(options.certificate, largest_certificate);
  if (!bytes.ok()) return refused_with(bytes.refusal(), around, ExitStatus::misused);
  const auto record = record_in(*bytes);
  if (!record.ok()) return refused_with(record.refusal(), around, ExitStatus::misused);
  const auto bench = make_bench(options.bench);
  auto drive = bench->open(record->before.identity);
  if (!drive.ok()) return refused_with(drive.refusal(), around);
  const auto areas = (*drive)->open_areas();
  if (!areas.ok()) return refused_with(areas.refusal(), around);
  engine::Medium medium(*areas);
  const auto expected = record->verification ? record->verification->bytes_read : 0;
  if (medium.bytes() < expected)
    return refused_with({.code = "station.recheck.smaller"}, around, ExitStatus::not_erased);

  std::uint64_t random = 0;
  std::memcpy(&random, base::random_bytes(sizeof random).data(), sizeof random);
  const auto order = order_for(*record, std::move(medium), options, random);
  const auto total = order.medium.bytes();
  engine::Loop loop(bench->make_queue(16));
  const auto run = loop.start(order);
  const auto event = follow(*run, total, around);
  const bool good = event.end == engine::PassEnd::done && matches(*record, event.tally);
  if (options.json) {
    const boost::json::object object = {{"erasure", record->id},
                                        {"serial", record->before.identity.serial},
                                        {"bytes_read", event.tally.bytes},
                                        {"mismatched_sectors", event.tally.mismatched_sectors},
                                        {"unreadable_sectors", event.tally.bad_sectors},
                                        {"content", sanitization::code(event.tally.content)},
                                        {"matches", good}};
    around.out << boost::json::serialize(object) << '\n';
  } else {
    around.out << around.tr(good ? "station.recheck.same" : "station.recheck.differs",
                            {{"serial", record->before.identity.serial},
                             {"read", around.tr.bytes(static_cast<std::int64_t>(event.tally.bytes))}})
               << '\n';
  }
  return good ? ExitStatus::done : ExitStatus::not_erased;
}

}  // namespace station
