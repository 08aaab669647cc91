#pragma once
// layer: testing
// Drives that offer everything, records in which everything went well, and every single thing that can be wrong in such a record.
// For the tests of all that reads records: whatever corruption is applied, nobody may say « erased ».
#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sanitization/assess.hpp"

namespace sanitization::testing {

inline base::Instant at(std::int64_t seconds) { return base::from_milliseconds(1'790'000'000'000 + seconds * 1000); }

/// Requires `level` of every medium and trusts cryptographic erase.
inline Policy policy_of(Level level) {
  return {.id = "test-" + std::string(code(level)),
          .name = {{"fr", "Essai"}, {"en", "Test"}},
          .document = "Test, clause 1",
          .standard = "nist_800_88r2",
          .required = {{Medium::unknown, level}},
          .trust_crypto_erase = true};
}

/// 256 MiB that offers every method of its bus, nothing hidden, frozen, locked or worn.
inline DriveFacts capable_drive(Bus bus, Medium medium) {
  DriveFacts facts{.identity = {.maker = "Acme", .model = "Disk 1", .serial = "S1B2C3D4E5", .firmware = "1.0"},
                   .medium = medium,
                   .bus = bus};
  facts.capacity = {.logical_sector = 512, .physical_sector = 4096, .sectors = 524'288};
  facts.health = {.reallocated_sectors = 0, .pending_sectors = 0, .power_on_hours = 1200, .passed = true, .raw = "{}"};
  if (bus == Bus::ata) {
    facts.identity.wwn = "5000c500a1b2c3d4";
    facts.capacity.native_sectors = facts.capacity.factory_sectors = facts.capacity.sectors;
    facts.hidden = {.hpa_supported = true, .dco_supported = true};
    facts.security = {.supported = true, .enhanced = true, .erase_minutes = 2, .enhanced_minutes = 2};
  }
  if (bus == Bus::ata || bus == Bus::scsi || bus == Bus::nvme)
    facts.sanitize = {.block = true, .crypto = true, .overwrite = true, .state = SanitizeState::never, .log = "00"};
  if (bus == Bus::scsi) facts.format_unit = true;
  if (bus == Bus::nvme) {
    facts.identity.wwn = "0025385b71b04d2a";
    facts.format = {.supported = true, .crypto = true};
    facts.namespaces = {{.id = 1, .sectors = facts.capacity.sectors, .logical_sector = 512}};
  }
  if (medium == Medium::emmc) facts.emmc = {.secure_trim = true, .sanitize = true, .boot_area_bytes = 4'194'304};
  return facts;
}

/// Where a method is at home.
inline std::pair<Bus, Medium> home_of(Method method) {
  switch (method) {
    case Method::sanitize_block:
    case Method::sanitize_crypto:
    case Method::security_erase:
      return {Bus::ata, Medium::ssd};
    case Method::sanitize_overwrite:
    case Method::security_erase_enhanced:
    case Method::overwrite:
      return {Bus::ata, Medium::hdd};
    case Method::format_crypto:
    case Method::format:
      return {Bus::nvme, Medium::ssd};
    case Method::format_unit:
      return {Bus::scsi, Medium::hdd};
    case Method::mmc_sanitize:
    case Method::secure_trim:
      return {Bus::mmc, Medium::emmc};
  }
  return {Bus::virtual_disk, Medium::unknown};
}

inline Step step_of(std::string_view what, std::int64_t second, std::map<std::string, std::string> parameters = {}) {
  return {.what = std::string(what),
          .parameters = std::move(parameters),
          .raw = "50",
          .end = StepEnd::done,
          .started = at(second),
          .ended = at(second + 9)};
}

inline Verification perfect_verification(Method method, std::uint64_t total) {
  if (!is_firmware(method)) return {.bytes_read = total, .content = ContentClass::stream, .completed = true};
  const bool scrambles = method == Method::sanitize_crypto || method == Method::format_crypto;
  return {.bytes_read = total,
          .content = scrambles ? ContentClass::random : ContentClass::constant,
          .canaries_planted = 2002,
          .canaries_found = 0,
          .strata = 1000,
          .canary_key = base::Bytes(32, '\x5a'),
          .completed = true};
}

/// assess() says « erased » of it, at the level that the method reaches on this drive.
inline Record perfect_record(Method method, const DriveFacts& drive) {
  const std::uint64_t total = data_bytes(drive) + boot_bytes(drive);
  Record record{.id = "019aa000-0000-7000-8000-000000000001",
                .policy = policy_of(Level::clear),
                .before = drive,
                .after = drive,
                .method = method,
                .verification = perfect_verification(method, total),
                .confirmed_by = drive.identity.serial,
                .started = at(0),
                .ended = at(100)};
  record.policy.required[Medium::unknown] = highest_level(method, drive.medium, record.policy);
  record.steps = {step_of(step::identify, 0)};
  if (is_firmware(method)) record.steps.push_back(step_of(step::canaries, 10, {{"planted", "2002"}}));
  record.steps.push_back(step_of(code(method), 20));
  if (is_sanitize(method))
    record.steps.back().parameters = {{std::string(evidence::seen_in_progress), std::string(evidence::yes)},
                                      {std::string(evidence::log_changed), std::string(evidence::yes)}};
  record.steps.push_back(step_of(step::verify, 60));
  record.steps.push_back(step_of(step::identify, 90));
  if (method == Method::overwrite) record.overwrite = Overwrite{.key = base::Bytes(32, '\x17'), .bytes_written = total};
  if (is_sanitize(method)) {
    record.after->sanitize.state = SanitizeState::completed;
    record.after->sanitize.log = "01";
  }
  return record;
}

inline Record perfect_record(Method method) {
  const auto [bus, medium] = home_of(method);
  return perfect_record(method, capable_drive(bus, medium));
}

inline Step& method_step(Record& record) {
  for (std::size_t i = record.steps.size(); i-- > 0;)
    if (record.method && record.steps[i].what == code(*record.method)) return record.steps[i];
  return record.steps.front();
}

inline bool any(const Record&) { return true; }
inline bool by_firmware(const Record& record) { return record.method && is_firmware(*record.method); }
inline bool by_overwrite(const Record& record) { return record.method == Method::overwrite; }
inline bool by_sanitize(const Record& record) { return record.method && is_sanitize(*record.method); }
inline bool on_ata(const Record& record) { return record.before.bus == Bus::ata; }
inline bool on_emmc(const Record& record) { return record.before.medium == Medium::emmc; }
inline bool below_purge(const Record& record) {
  return record.method && highest_level(*record.method, record.before.medium, record.policy) < Level::purge;
}

/// One thing that is wrong.
struct Corruption {
  std::string_view name;
  bool (*applies)(const Record&) = any;
  void (*apply)(Record&) = nullptr;
};

inline void remove_steps(Record& record, std::string_view what) {
  std::erase_if(record.steps, [&](const Step& each) { return each.what == what; });
}

inline std::vector<Corruption> corruptions_of_the_run() {
  return {
      {"practice", any, [](Record& r) { r.practice = true; }},
      {"stopped", any, [](Record& r) { r.stopped = true; }},
      {"nothing done", any, [](Record& r) { r.decision = "sanitization.plan.level_impossible"; }},
      {"no method", any, [](Record& r) { r.method.reset(); }},
      {"not confirmed", any, [](Record& r) { r.confirmed_by.clear(); }},
      {"no steps", any, [](Record& r) { r.steps.clear(); }},
      {"method step missing", any, [](Record& r) { remove_steps(r, code(*r.method)); }},
      {"method refused", any, [](Record& r) { method_step(r).end = StepEnd::refused; }},
      {"method failed", any, [](Record& r) { method_step(r).end = StepEnd::failed; }},
      {"method timed out", any, [](Record& r) { method_step(r).end = StepEnd::timed_out; }},
      {"drive went away", any, [](Record& r) { method_step(r).end = StepEnd::gone; }},
      {"method stopped", any, [](Record& r) { method_step(r).end = StepEnd::stopped; }},
      {"another method ran last", any,
       [](Record& r) { r.steps.push_back(step_of(r.method == Method::format ? "secure_trim" : "format", 95)); }},
      {"another method ran before the verification", any,
       [](Record& r) {
         const std::string_view other = r.method == Method::overwrite ? "format" : "overwrite";
         r.steps.insert(r.steps.end() - 2, step_of(other, 55));
       }},
      {"method again after the verification", any, [](Record& r) { r.steps.push_back(method_step(r)); }},
      {"idle success", by_sanitize, [](Record& r) { method_step(r).parameters.clear(); }},
      {"log the same before and after", by_sanitize,
       [](Record& r) {
         method_step(r).parameters = {{"log_changed", "true"}, {"log_before", "01"}, {"log_after", "01"}};
       }},
      {"log not read before", by_sanitize,
       [](Record& r) {
         method_step(r).parameters = {{"log_changed", "true"}, {"log_before", ""}, {"log_after", "01"}};
       }},
      {"evidence says no", by_sanitize,
       [](Record& r) {
         for (auto& [name, value] : method_step(r).parameters) value = "false";
       }},
      {"still in progress", any, [](Record& r) { r.after->sanitize.state = SanitizeState::in_progress; }},
      {"sanitize failed", by_sanitize, [](Record& r) { r.after->sanitize.state = SanitizeState::failed; }},
      {"method not offered", by_firmware,
       [](Record& r) {
         for (DriveFacts* facts : {&r.before, &*r.after}) {
           facts->sanitize.block = facts->sanitize.crypto = facts->sanitize.overwrite = false;
           facts->security.supported = facts->format.supported = facts->format_unit = facts->emmc.sanitize =
               facts->emmc.secure_trim = false;
         }
       }},
      {"SES=2 without FNA", [](const Record& r) { return r.method == Method::format_crypto; },
       [](Record& r) { r.before.format.crypto = r.after->format.crypto = false; }},
      {"command through a bridge", by_firmware, [](Record& r) { r.before.bus = r.after->bus = Bus::usb; }},
      {"hidden by a controller", any, [](Record& r) { r.before.bus = r.after->bus = Bus::raid; }},
      {"higher level required", any, [](Record& r) { r.policy.required = {{Medium::unknown, Level::destruct}}; }},
      {"purge required", below_purge, [](Record& r) { r.policy.required = {{Medium::unknown, Level::purge}}; }},
      {"nothing required", any, [](Record& r) { r.policy.required = {{Medium::unknown, Level::none}}; }},
      {"policy without rule", any, [](Record& r) { r.policy.required.clear(); }},
  };
}

inline std::vector<Corruption> corruptions_of_the_drive() {
  return {
      {"not identified after", any, [](Record& r) { r.after.reset(); }},
      {"serial changed", any, [](Record& r) { r.after->identity.serial = "S1B2C3D4E6"; }},
      {"WWN changed", any,
       [](Record& r) {
         r.before.identity.wwn = "5000c500a1b2c3d4";
         r.after->identity.wwn = "5000c500a1b2c3d5";
       }},
      {"model changed", any, [](Record& r) { r.after->identity.model = "Disk 2"; }},
      {"no serial", any,
       [](Record& r) {
         r.before.identity.serial = r.before.identity.wwn = r.after->identity.serial = r.after->identity.wwn = "";
       }},
      {"placeholder serial", any,
       [](Record& r) {
         r.before.identity.wwn = r.after->identity.wwn = "";
         r.before.identity.serial = r.after->identity.serial = "0123456789";
       }},
      {"medium changed", any,
       [](Record& r) { r.after->medium = r.before.medium == Medium::flash ? Medium::hdd : Medium::flash; }},
      {"size shrank", any,
       [](Record& r) {
         --r.after->capacity.sectors;
         if (!r.after->namespaces.empty()) --r.after->namespaces.front().sectors;
         r.after->capacity.native_sectors.reset(), r.after->capacity.factory_sectors.reset();
         r.after->hidden = {};
         r.verification->bytes_read -= 512;
         if (r.overwrite) r.overwrite->bytes_written -= 512;
       }},
      {"size grew, not covered", any,
       [](Record& r) {
         r.after->capacity.sectors += 8;
         if (!r.after->namespaces.empty()) r.after->namespaces.front().sectors += 8;
         if (r.after->capacity.native_sectors)
           r.after->capacity.native_sectors = r.after->capacity.factory_sectors = r.after->capacity.sectors;
       }},
      {"size garbage", any,
       [](Record& r) {
         r.before.capacity.sectors = r.after->capacity.sectors = std::numeric_limits<std::uint64_t>::max();
         r.before.namespaces.clear(), r.after->namespaces.clear();
       }},
      {"size nought", any,
       [](Record& r) {
         r.before.capacity.sectors = r.after->capacity.sectors = 0;
         r.before.namespaces.clear(), r.after->namespaces.clear();
         r.verification->bytes_read = 0;
       }},
      {"a second namespace, not covered", [](const Record& r) { return r.before.bus == Bus::nvme; },
       [](Record& r) { r.after->namespaces.push_back({.id = 2, .sectors = 1000, .logical_sector = 512}); }},
      {"HPA stays", on_ata, [](Record& r) { r.after->capacity.native_sectors = r.after->capacity.sectors + 1; }},
      {"DCO stays", on_ata, [](Record& r) { r.after->capacity.factory_sectors = r.after->capacity.sectors + 1; }},
      {"native size no longer told", on_ata, [](Record& r) { r.after->capacity.native_sectors.reset(); }},
      {"factory size no longer told", on_ata, [](Record& r) { r.after->capacity.factory_sectors.reset(); }},
      {"larger before", on_ata, [](Record& r) { r.before.capacity.native_sectors = r.before.capacity.sectors + 2048; }},
      {"left with a password", any, [](Record& r) { r.after->security.enabled = true; }},
      {"left locked", any, [](Record& r) { r.after->security.enabled = r.after->security.locked = true; }},
      {"self-encryption locked", any, [](Record& r) { r.after->self_encryption.locked = true; }},
      {"reallocated sectors", below_purge, [](Record& r) { r.after->health.reallocated_sectors = 3; }},
      {"reallocated sectors before", below_purge,
       [](Record& r) {
         r.before.health.reallocated_sectors = 3;
         r.after->health = {};
       }},
      {"sectors out of use never told", [](const Record& r) { return on_ata(r) && below_purge(r); },
       [](Record& r) { r.before.health = r.after->health = {}; }},
      {"a part that no area covers", [](const Record& r) { return !by_sanitize(r); },
       [](Record& r) { r.after->capacity.uncovered_bytes = 512; }},
      {"boot areas write-protected", on_emmc, [](Record& r) { r.after->emmc.boot_write_protected = true; }},
      {"boot areas not read", on_emmc, [](Record& r) { r.verification->bytes_read = data_bytes(r.before); }},
  };
}

inline std::vector<Corruption> corruptions_of_the_proof() {
  return {
      {"not verified", any, [](Record& r) { r.verification.reset(); }},
      {"verification step missing", any, [](Record& r) { remove_steps(r, step::verify); }},
      {"verification before the erasure", any,
       [](Record& r) { std::swap(r.steps[r.steps.size() - 2], method_step(r)); }},
      {"verification step failed", any, [](Record& r) { r.steps[r.steps.size() - 2].end = StepEnd::failed; }},
      {"verification not completed", any, [](Record& r) { r.verification->completed = false; }},
      {"one sector not read", any, [](Record& r) { r.verification->bytes_read -= 512; }},
      {"read more than there is", any, [](Record& r) { r.verification->bytes_read += 512; }},
      {"one sector differs", any, [](Record& r) { r.verification->mismatched_sectors = 1; }},
      {"a range differs", any, [](Record& r) { r.verification->mismatches = {{.offset = 0, .bytes = 512}}; }},
      {"unreadable sector", any,
       [](Record& r) {
         r.verification->unreadable = {{.offset = 512, .bytes = 512}};
         r.verification->bytes_read -= 512;
       }},
      {"unreadable, counted as read", any,
       [](Record& r) { r.verification->unreadable = {{.offset = 512, .bytes = 512}}; }},
      {"range outside the medium", any,
       [](Record& r) {
         r.verification->unreadable = {{.offset = data_bytes(r.before) + boot_bytes(r.before), .bytes = 512}};
       }},
      {"range ends outside the medium", any,
       [](Record& r) {
         r.verification->unreadable = {{.offset = data_bytes(r.before) + boot_bytes(r.before) - 512, .bytes = 1024}};
       }},
      {"range beyond all numbers", any,
       [](Record& r) {
         r.verification->unreadable = {{.offset = std::numeric_limits<std::uint64_t>::max(), .bytes = 512}};
       }},
      {"empty range", any, [](Record& r) { r.verification->unreadable = {{.offset = 0, .bytes = 0}}; }},
      {"content mixed", any, [](Record& r) { r.verification->content = ContentClass::mixed; }},
      {"content unread", any, [](Record& r) { r.verification->content = ContentClass::unread; }},
      {"content is another's stream", by_firmware, [](Record& r) { r.verification->content = ContentClass::stream; }},
      {"content constant after an overwrite", by_overwrite,
       [](Record& r) { r.verification->content = ContentClass::constant; }},
      {"content random after an overwrite", by_overwrite,
       [](Record& r) { r.verification->content = ContentClass::random; }},
      {"one canary left", by_firmware, [](Record& r) { r.verification->canaries_found = 1; }},
      {"all canaries left", by_firmware,
       [](Record& r) { r.verification->canaries_found = r.verification->canaries_planted; }},
      {"no canary planted", by_firmware, [](Record& r) { r.verification->canaries_planted = 0; }},
      {"few canaries", by_firmware, [](Record& r) { r.verification->canaries_planted = 7; }},
      {"canaries without key", by_firmware, [](Record& r) { r.verification->canary_key.clear(); }},
      {"canaries planted after the erasure", by_firmware,
       [](Record& r) {
         remove_steps(r, step::canaries);
         r.steps.push_back(step_of(step::canaries, 95));
       }},
      {"no step planted them", by_firmware, [](Record& r) { remove_steps(r, step::canaries); }},
      {"another method erased the canaries", by_firmware,
       [](Record& r) {
         Step other = step_of(r.method == Method::format ? "security_erase" : "format", 15);
         other.end = StepEnd::failed;
         r.steps.insert(r.steps.begin() + 2, other);
       }},
      {"overwrite without its account", by_overwrite, [](Record& r) { r.overwrite.reset(); }},
      {"key too short", by_overwrite, [](Record& r) { r.overwrite->key.pop_back(); }},
      {"key too long", by_overwrite, [](Record& r) { r.overwrite->key += "too long"; }},
      {"one sector not written", by_overwrite, [](Record& r) { r.overwrite->bytes_written -= 512; }},
      {"unwritable sector", by_overwrite,
       [](Record& r) { r.overwrite->unwritable = {{.offset = 1024, .bytes = 512}}; }},
      {"resumed outside the medium", any,
       [](Record& r) {
         r.interruptions = {
             {.stopped_after = at(1), .resumed = at(2), .offset = data_bytes(r.before) + boot_bytes(r.before) + 1}};
       }},
  };
}

/// All of them. After any one that applies, assess() must not say « erased ».
inline std::vector<Corruption> corruptions() {
  std::vector<Corruption> all = corruptions_of_the_run();
  for (auto& each : corruptions_of_the_drive()) all.push_back(each);
  for (auto& each : corruptions_of_the_proof()) all.push_back(each);
  return all;
}

}  // namespace sanitization::testing
