#include "server/fictional_record.hpp"

#include <boost/json.hpp>

#include "base/bytes.hpp"
#include "equipment/ids.hpp"

namespace server {
namespace {

using namespace std::chrono_literals;
using sanitization::Bus;
using sanitization::DriveFacts;
using sanitization::Medium;
using sanitization::Method;
using sanitization::Record;
using sanitization::StepEnd;
using Parameters = std::map<std::string, std::string>;

base::Bytes drawn(const std::string& what, const ErasureTale& tale) {
  return base::sha256("fictional " + what + " " + tale.medium.serial + " " + std::to_string(tale.number));
}

std::uint64_t number_from(const std::string& serial, std::uint64_t most) {
  const auto hash = base::sha256(serial);
  std::uint64_t number = 0;
  for (const char byte : hash.substr(0, 6)) number = number << 8 | static_cast<unsigned char>(byte);
  return number % most;
}

std::string maker_of(std::string_view model) {
  if (model.starts_with("ST")) return "Seagate";
  if (model.starts_with("MZ")) return "Samsung";
  if (model.starts_with("SSDSC")) return "Intel";
  return "SK hynix";
}

/// Bytes a second, written and read.
struct Pace {
  std::uint64_t write = 0, read = 0;
};
Pace pace_of(const DriveFacts& drive) {
  if (drive.bus == Bus::nvme) return {.write = 900'000'000, .read = 1'400'000'000};
  if (drive.medium == Medium::ssd) return {.write = 300'000'000, .read = 430'000'000};
  return {.write = 98'000'000, .read = 104'000'000};
}

// What goes to the drive and comes back (ACS-3 through SAT, NVMe 1.3), in hexadecimal.
constexpr const char* ata_done = "720100000000000e090c00000000000000000000004050";
constexpr const char* erase_unit_enhanced = "850a060000000100000000000040f400";
constexpr const char* nvme_never = "ffff000000000000";
constexpr const char* nvme_completed = "ffff010102000000";

std::string nvme_sanitize_block() {
  // Opcode 84h; SANACT 2 in CDW10, the eleventh of sixteen words.
  std::string command(128, '0');
  command.replace(0, 2, "84");
  command.replace(80, 2, "02");
  return command;
}

/// Writes the steps one after the other from moment zero; the whole is moved to its time at the end.
class Telling {
 public:
  explicit Telling(const ErasureTale& tale) : tale_(tale), total_(static_cast<std::uint64_t>(tale.medium.size_bytes)) {
    const auto* policy = sanitization::find_policy(tale.policy);
    CHECK(policy != nullptr);
    record_.policy = *policy;
    record_.before = fictional_drive(tale.medium, tale.course == Course::worn);
    record_.confirmed_by = tale.confirmed_by;
    const auto plan = sanitization::make_plan(record_.before, record_.policy, {});
    CHECK(plan.decision == sanitization::Decision::proceed && plan.preparations.empty() && plan.method.has_value());
    record_.method = plan.method;
    record_.refused = plan.refused;
    pace_ = pace_of(record_.before);
  }

  Record tell() {
    record_.after = record_.before;
    if (record_.method == Method::overwrite)
      overwrite();
    else
      erase_by_drive();
    if (spoiled()) give_up();
    finish();
    return std::move(record_);
  }

 private:
  bool spoiled() const { return tale_.course == Course::cable || tale_.course == Course::unwritable; }

  void step(std::string_view what, std::chrono::milliseconds lasted, Parameters parameters = {}, std::string raw = {},
            StepEnd end = StepEnd::done) {
    record_.steps.push_back({.what = std::string(what),
                             .parameters = std::move(parameters),
                             .raw = std::move(raw),
                             .end = end,
                             .started = at_,
                             .ended = at_ + lasted});
    at_ += lasted + 400ms;
  }

  static std::chrono::milliseconds time_for(std::uint64_t bytes, std::uint64_t pace) {
    return std::chrono::milliseconds(bytes * 1000 / pace);
  }

  void look_again() {
    const auto& identity = record_.before.identity;
    step(sanitization::step::identify, 180ms,
         {{"device", record_.before.bus == Bus::nvme ? "/dev/nvme0" : "/dev/sdb"},
          {"serial", identity.serial},
          {"wwn", identity.wwn}});
  }

  void erase_by_drive() {
    step(sanitization::step::canaries, 21s, {{"sectors", "2002"}});
    look_again();
    if (record_.method == Method::sanitize_block) {
      record_.before.sanitize.log = nvme_never;
      step(sanitization::code(Method::sanitize_block), 34s,
           {{"log_before", nvme_never},
            {"log_after", nvme_completed},
            {std::string(sanitization::evidence::seen_in_progress), "true"},
            {std::string(sanitization::evidence::log_changed), "true"},
            {"sent", nvme_sanitize_block()}},
           "0000");
      record_.after->sanitize.state = sanitization::SanitizeState::completed;
      record_.after->sanitize.log = nvme_completed;
    } else {
      step(sanitization::code(*record_.method), 52s,
           {{"password", "Boucle"}, {"set_password", ata_done}, {"sent", erase_unit_enhanced}}, ata_done);
    }
    step(sanitization::step::verify, time_for(total_, pace_.read), {{"power_cycle", "not_possible"}});
    record_.verification = sanitization::Verification{.bytes_read = total_,
                                                      .content = sanitization::ContentClass::constant,
                                                      .canaries_planted = 2002,
                                                      .strata = 1000,
                                                      .canary_key = drawn("canary key", tale_),
                                                      .completed = true};
  }

  void overwrite() {
    look_again();
    const std::string what(sanitization::code(Method::overwrite));
    const std::string cipher(sanitization::code(sanitization::Cipher::aes_256_ctr));
    std::uint64_t from = 0;
    if (tale_.course == Course::cut) {
      constexpr std::uint64_t block = std::uint64_t{64} << 20;  // checkpoints of the journal
      from = total_ * 6 / 10 / block * block;
      step(what, time_for(from, pace_.write), {{"cipher", cipher}, {"from", "0"}}, {}, StepEnd::stopped);
      const auto stopped = at_;
      at_ += 14min;
      record_.interruptions = {{.stopped_after = stopped, .resumed = at_, .offset = from}};
    }
    step(what, time_for(total_ - from, pace_.write), {{"cipher", cipher}, {"from", std::to_string(from)}});
    record_.overwrite = sanitization::Overwrite{.key = drawn("overwrite key", tale_), .bytes_written = total_};
    step(sanitization::step::verify, time_for(total_, pace_.read), {{"power_cycle", "not_possible"}});
    record_.verification = sanitization::Verification{
        .bytes_read = total_, .content = sanitization::ContentClass::stream, .completed = true};
    if (tale_.course == Course::cable) spoil_reading();
    if (tale_.course == Course::unwritable) spoil_sectors();
  }

  void spoil_reading() {
    constexpr std::uint64_t burst = 64 * 512;
    auto& proof = *record_.verification;
    proof.content = sanitization::ContentClass::mixed;
    for (const std::uint64_t tenth : {2U, 3U, 7U})
      proof.mismatches.push_back({.offset = total_ / 10 * tenth / 4096 * 4096, .bytes = burst});
    proof.mismatched_sectors = 3 * burst / 512;
  }

  void spoil_sectors() {
    auto& written = *record_.overwrite;
    for (const std::uint64_t twentieth : {9U, 10U, 13U})
      written.unwritable.push_back({.offset = total_ / 20 * twentieth / 4096 * 4096, .bytes = 4096});
    written.retries = 27;
    written.bytes_written -= 3 * 4096;
    record_.verification->bytes_read -= 3 * 4096;
    record_.verification->unreadable = written.unwritable;
    record_.after->health.pending_sectors = 24;
    record_.after->health.passed = false;
  }

  /// The planner once more, now that the only way has failed.
  void give_up() {
    const auto plan = sanitization::make_plan(*record_.after, record_.policy, {.methods = {*record_.method}});
    record_.refused = plan.refused;
    record_.decision = plan.why;
  }

  void finish() {
    const auto shift = tale_.ended - at_;
    for (auto& each : record_.steps) each.started += shift, each.ended += shift;
    for (auto& each : record_.interruptions) each.stopped_after += shift, each.resumed += shift;
    record_.started = record_.steps.front().started;
    record_.ended = tale_.ended;
    record_.id =
        equipment::EventId::numbered(record_.started, number_from(tale_.medium.serial, 1'000'000), tale_.number).text();
  }

  const ErasureTale& tale_;
  std::uint64_t total_;  ///< bytes
  Pace pace_;
  base::Instant at_{};
  Record record_;
};

}  // namespace

DriveFacts fictional_drive(const equipment::Medium& medium, bool worn) {
  constexpr std::uint64_t sector = 512;
  const auto trait = [&](std::uint64_t most) { return number_from(medium.serial, most); };
  const bool rotating = medium.kind == "HDD", nvme = medium.kind == "NVME";
  DriveFacts facts{.identity = {.maker = maker_of(medium.model),
                                .model = medium.model,
                                .serial = medium.serial,
                                .wwn = (rotating ? "5000c500"
                                        : nvme   ? "ace42e00"
                                                 : "5002538e") +
                                       base::to_hex(base::sha256(medium.serial)).substr(0, 8),
                                .firmware = rotating ? "0001SDM1"
                                            : nvme   ? "80006E00"
                                                     : "MVT02B6Q"},
                   .medium = rotating ? Medium::hdd : Medium::ssd,
                   .bus = nvme ? Bus::nvme : Bus::ata};
  facts.capacity = {.physical_sector = rotating ? 4096U : 512U,
                    .sectors = static_cast<std::uint64_t>(medium.size_bytes) / sector};
  facts.health = {.power_on_hours = 4'000 + trait(19'000), .passed = true};
  if (nvme) {
    facts.sanitize = {.block = true, .crypto = true, .state = sanitization::SanitizeState::never, .log = nvme_never};
    facts.format = {.supported = true, .crypto = true, .all_namespaces = true};
    facts.namespaces = {{.id = 1, .sectors = facts.capacity.sectors}};
  } else {
    facts.capacity.native_sectors = facts.capacity.factory_sectors = facts.capacity.sectors;
    facts.hidden = {.hpa_supported = true, .dco_supported = rotating};
    // These disks know the plain erase only; the policy's level is reached by overwriting, and that can be read back.
    facts.security = {.supported = true, .enhanced = !rotating, .erase_minutes = rotating ? 96U : 2U};
    if (!rotating) facts.security.enhanced_minutes = 2;
    facts.health.reallocated_sectors = worn ? 8 + trait(40) : 0;
    facts.health.pending_sectors = 0;
  }
  if (!rotating) facts.health.wear_percent = static_cast<int>(3 + trait(28));
  facts.health.raw = fictional_smartctl(facts);
  return facts;
}

Record fictional_record(const ErasureTale& tale) { return Telling(tale).tell(); }

std::string fictional_smartctl(const DriveFacts& drive) {
  namespace json = boost::json;
  const bool nvme = drive.bus == Bus::nvme;
  json::object told{{"json_format_version", json::array{1, 0}},
                    {"smartctl", {{"version", json::array{7, 3}}, {"exit_status", 0}}},
                    {"device", {{"name", nvme ? "/dev/nvme0" : "/dev/sdb"}, {"protocol", nvme ? "NVMe" : "ATA"}}},
                    {"model_name", drive.identity.model},
                    {"serial_number", drive.identity.serial},
                    {"firmware_version", drive.identity.firmware},
                    {"user_capacity", {{"blocks", drive.capacity.sectors}, {"bytes", drive.capacity.bytes()}}},
                    {"logical_block_size", drive.capacity.logical_sector}};
  if (!nvme) told["rotation_rate"] = drive.medium == Medium::hdd ? 5400 : 0;
  told["smart_status"] = {{"passed", drive.health.passed.value_or(true)}};
  told["power_on_time"] = {{"hours", drive.health.power_on_hours.value_or(0)}};
  return json::serialize(told);
}

}  // namespace server
