#include "engine/faults_bench_test.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "sanitization/keystream.hpp"

namespace engine::faults {
namespace fs = std::filesystem;
using drives::FakeDrive;
using drives::FakeSpec;
using sanitization::Level;
using sanitization::Verdict;

namespace {

constexpr std::uint64_t small = 131;  // sectors

FakeSpec without_sanitize(FakeSpec spec) {
  spec.facts.sanitize = {};
  return spec;
}

FakeSpec small_emmc(const std::string& serial) {
  FakeSpec spec = drives::emmc(serial, small);
  spec.facts.emmc.boot_area_bytes = 16 * 1024;
  return spec;
}

void add_sata(std::vector<Kind>& kinds) {
  using namespace drives;
  kinds.push_back({"sata_hdd", [](auto& serial) { return sata_hdd(serial, small); }});
  kinds.push_back({"sata_hdd_4kn", [](auto& serial) { return with_sector(sata_hdd(serial, small * 4), 4096); }});
  kinds.push_back({"sata_hdd_hpa", [](auto& serial) { return hide(sata_hdd(serial, small), 30, 0); }});
  kinds.push_back({"sata_hdd_dco", [](auto& serial) { return hide(sata_hdd(serial, small), 0, 20); }});
  kinds.push_back({"sata_hdd_hpa_dco", [](auto& serial) { return hide(sata_hdd(serial, small), 20, 15); }});
  kinds.push_back({"sata_hdd_ama", [](auto& serial) { return hide(sata_hdd(serial, small), 25, 0, true); }});
  kinds.push_back({"sata_hdd_plain", [](auto& serial) {
                     FakeSpec spec = sata_hdd(serial, small);
                     spec.facts.security = {};
                     return spec;
                   }});
  kinds.push_back({"sata_ssd", [](auto& serial) { return sata_ssd(serial, small); }});
  kinds.push_back({"sata_ssd_encrypted", [](auto& serial) {
                     FakeSpec spec = sata_ssd(serial, small);
                     spec.old = OldContent::random;
                     return spec;
                   }});
  kinds.push_back({"sata_ssd_crypto", [](auto& serial) {
                     FakeSpec spec = sata_ssd(serial, small);
                     spec.facts.sanitize.block = false;
                     spec.facts.security.enhanced = false;
                     return spec;
                   }});
  kinds.push_back({"sata_ssd_frozen", [](auto& serial) {
                     FakeSpec spec = without_sanitize(sata_ssd(serial, small));
                     spec.facts.security.frozen = spec.frozen_at_power_on = true;
                     return spec;
                   }});
  kinds.push_back({"sata_ssd_frozen_hpa", [](auto& serial) {
                     FakeSpec spec = hide(without_sanitize(sata_ssd(serial, small)), 20, 0);
                     spec.facts.security.frozen = spec.frozen_at_power_on = true;
                     spec.can_unfreeze = false;
                     return spec;
                   }});
  kinds.push_back({"sata_left_locked", [](auto& serial) {
                     FakeSpec spec = sata_hdd(serial, small);
                     spec.facts.security.enabled = spec.facts.security.locked = true;
                     return spec;
                   }});
  kinds.push_back({"hybrid", [](auto& serial) { return hybrid(serial, small); }});
}

void add_locked(std::vector<Kind>& kinds) {
  using namespace drives;
  kinds.push_back({"sata_foreign_password",
                   [](auto& serial) {
                     FakeSpec spec = sata_hdd(serial, small);
                     spec.facts.security.enabled = spec.facts.security.locked = spec.foreign_password = true;
                     return spec;
                   },
                   true});
  kinds.push_back({"opal_locked", [](auto& serial) {
                     FakeSpec spec = sata_ssd(serial, small);
                     spec.facts.self_encryption = {.supported = true, .locking_enabled = true, .locked = true};
                     spec.psid = "PSID0123456789ABCDEF0123456789AB";
                     return spec;
                   }});
  kinds.push_back({"opal_locked_unlabelled",
                   [](auto& serial) {
                     FakeSpec spec = sata_ssd(serial, small);
                     spec.facts.self_encryption = {.supported = true, .locking_enabled = true, .locked = true};
                     return spec;
                   },
                   true});
}

void add_others(std::vector<Kind>& kinds) {
  using namespace drives;
  kinds.push_back({"nvme", [](auto& serial) { return nvme(serial, small); }});
  kinds.push_back({"nvme_two", [](auto& serial) { return nvme(serial, 80, 2); }});
  kinds.push_back({"nvme_two_format", [](auto& serial) { return without_sanitize(nvme(serial, 80, 2)); }});
  kinds.push_back({"nvme_no_fna", [](auto& serial) {
                     FakeSpec spec = without_sanitize(nvme(serial, small));
                     spec.facts.format.crypto = false;
                     return spec;
                   }});
  kinds.push_back({"nvme_4kn", [](auto& serial) { return with_sector(nvme(serial, small * 4), 4096); }});
  kinds.push_back({"sas_hdd", [](auto& serial) { return sas_hdd(serial, small); }});
  kinds.push_back({"sas_hdd_old", [](auto& serial) { return without_sanitize(sas_hdd(serial, small)); }});
  kinds.push_back({"sas_ssd", [](auto& serial) { return sas_ssd(serial, small); }});
  kinds.push_back({"sas_hdd_520", [](auto& serial) { return with_sector(sas_hdd(serial, 130), 520); }, true});
  kinds.push_back({"sas_hdd_protected", [](auto& serial) {
                     FakeSpec spec = sas_hdd(serial, 130);
                     spec.facts.protection_information = true;
                     return spec;
                   }});
  kinds.push_back({"emmc", [](auto& serial) { return small_emmc(serial); }});
  kinds.push_back({"emmc_protected", [](auto& serial) {
                     FakeSpec spec = small_emmc(serial);
                     spec.facts.emmc.boot_write_protected = true;
                     return spec;
                   }});
  kinds.push_back({"emmc_old", [](auto& serial) {
                     FakeSpec spec = small_emmc(serial);
                     spec.facts.emmc.sanitize = spec.facts.emmc.secure_trim = false;
                     return spec;
                   }});
  kinds.push_back({"usb_stick", [](auto& serial) { return usb_stick(serial, small); }});
  kinds.push_back({"usb_bridge_hdd", [](auto& serial) { return usb_bridge_hdd(serial, small); }});
  kinds.push_back({"virtual_disk", [](auto& serial) { return virtual_disk(serial, small); }});
  kinds.push_back({"virtual_disk_large", [](auto& serial) { return virtual_disk(serial, 9'221); }});
}

/// Is what the certificate's key says on the medium, byte for byte?
std::string differs_from_stream(const FakeDrive& drive, const sanitization::Record& record) {
  if (!record.overwrite) return "an overwrite without its key";
  sanitization::Keystream stream(record.overwrite->cipher, record.overwrite->key);
  const auto facts = drive.truth();
  std::vector<std::uint64_t> areas;
  for (const auto& part : facts.namespaces) areas.push_back(part.sectors * part.logical_sector);
  if (areas.empty()) areas.push_back(facts.capacity.bytes());
  std::uint64_t start = 0;
  for (std::size_t area = 0; area < areas.size(); ++area) {
    const auto found = drive.peek(area, 0, static_cast<std::size_t>(areas[area]));
    std::vector<std::uint8_t> expected(found.size());
    const std::uint64_t skip = start % 64;
    std::vector<std::uint8_t> whole(expected.size() + skip);
    stream.generate(start - skip, whole);
    std::copy(whole.begin() + static_cast<std::ptrdiff_t>(skip), whole.end(), expected.begin());
    const auto place = std::mismatch(found.begin(), found.end(), expected.begin());
    if (place.first != found.end()) {
      return "byte " + std::to_string(place.first - found.begin()) + " of area " + std::to_string(area) +
             " is not the stream's";
    }
    start += areas[area];
  }
  return {};
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::vector<Kind> all_kinds() {
  std::vector<Kind> kinds;
  add_sata(kinds);
  add_locked(kinds);
  add_others(kinds);
  return kinds;
}

sanitization::Policy policy_of(Level level, bool trust_crypto) {
  return {.id = std::string("test-") + std::string(code(level)) + (trust_crypto ? "-trust" : ""),
          .name = {{"fr", "Essai"}, {"en", "Test"}},
          .document = "Test",
          .standard = "none",
          .required = {{sanitization::Medium::unknown, level}},
          .trust_crypto_erase = trust_crypto};
}

std::vector<sanitization::Policy> all_policies() {
  return {policy_of(Level::clear, false), policy_of(Level::purge, true), policy_of(Level::purge, false)};
}

int rounds(int all) {
#ifdef __SANITIZE_ADDRESS__
  return std::max(1, all / 4);
#else
  return all;
#endif
}

Eraser::Limits quick_limits() {
  using std::chrono::milliseconds;
  return {.transfer = std::chrono::seconds(1),
          .command = std::chrono::seconds(1),
          .firmware_factor = 0,
          .firmware_least = milliseconds(200),
          .firmware_most = milliseconds(400),
          .errors = milliseconds(2000),
          .checkpoint = milliseconds(2),
          .poll = milliseconds(1)};
}

Folder::Folder() {
  // In memory where there is such a place: thousands of journals are written, each line of them to the disk.
  const fs::path memory = "/dev/shm";
  const fs::path parent = ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
  std::string name = (parent / "boucle-faults-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}
Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void copy_files(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const auto& file : fs::directory_iterator(from)) {
    std::error_code gone_meanwhile;
    if (file.is_regular_file(gone_meanwhile))
      fs::copy_file(file, to / file.path().filename(), fs::copy_options::overwrite_existing, gone_meanwhile);
  }
}

Workshop::Workshop() : journals_(folder_.path() / "journals"), now_([] { return base::system_now(); }) {
  bench_.set_practice(false);
}
Workshop::~Workshop() { end_program(); }

Eraser& Workshop::eraser() {
  if (!eraser_) eraser_ = std::make_unique<Eraser>(bench_, journals_, now_, quick_limits());
  return *eraser_;
}
void Workshop::end_program() {
  bench_.release();
  eraser_.reset();
}

base::Result<std::shared_ptr<Job>> Workshop::start(const std::shared_ptr<FakeDrive>& drive,
                                                   const sanitization::Policy& policy, const std::string& psid) {
  const auto identity = drive->truth().identity;
  return eraser().start({.identity = identity, .policy = policy, .confirmed_by = identity.serial, .psid = psid});
}

std::optional<Finished> Workshop::erase(const std::shared_ptr<FakeDrive>& drive, const sanitization::Policy& policy,
                                        const std::string& psid) {
  const auto job = start(drive, policy, psid);
  if (!job.ok()) {
    ADD_FAILURE() << job.refusal().code;
    return {};
  }
  if (!(*job)->wait(std::chrono::seconds(30))) {
    ADD_FAILURE() << "no end within 30 s";
    return {};
  }
  return (*job)->finished();
}

bool says_erased(const Finished& finished) {
  return finished.assessment.verdict == Verdict::erased ||
         finished.assessment.verdict == Verdict::erased_with_exceptions;
}

std::string falsehood(const FakeDrive& drive, const sanitization::Identity& identity, const Finished& finished) {
  const auto& said = finished.assessment;
  if (sanitization::assess(finished.record) != said) return "the record does not say what the assessment says";
  if (!says_erased(finished)) return {};
  const bool plain = said.verdict == Verdict::erased;
  if (plain && !said.exceptions.empty()) return "erased, with exceptions";
  if (!plain && said.exceptions.empty()) return "exceptions, but none";
  if (plain && said.achieved < said.required) return "below the level that the policy asks";
  if (said.achieved == Level::none) return "erased to no level";
  if (drive.truth().identity != identity) return "another drive stands there";
  const auto left = drive.old_data();
  if (left.namespaces) return "old data in another namespace";
  if (left.visible && !has(said.exceptions, "bad_sectors") && !has(said.exceptions, "unreadable_sectors"))
    return "old data";
  if (left.hidden && !has(said.exceptions, "hidden_area")) return "old data in a hidden area";
  if (left.boot && !has(said.exceptions, "boot_area")) return "old data in a boot area";
  if (left.spare && said.achieved >= Level::purge && !has(said.exceptions, "bad_sectors"))
    return "old data out of reach, at purge";
  if (plain && finished.record.method == sanitization::Method::overwrite)
    return differs_from_stream(drive, finished.record);
  return {};
}

std::string left_locked(const FakeDrive& drive, const FakeSpec& spec) {
  const auto facts = drive.truth();
  if (spec.foreign_password || !facts.security.enabled) return {};
  return facts.security.locked ? "left locked" : "left with a password";
}

std::string tell(const Finished& finished) {
  std::ostringstream text;
  const auto& record = finished.record;
  const auto& said = finished.assessment;
  text << code(said.verdict) << " at " << code(said.achieved) << " (asked " << code(said.required) << ")";
  if (record.method) text << " by " << code(*record.method);
  if (!record.decision.empty()) text << ", " << record.decision;
  for (const auto& one : said.exceptions) text << ", except " << one;
  for (const auto& one : said.reasons) text << ", " << one;
  text << "; steps:";
  for (const auto& one : record.steps) text << ' ' << one.what << '=' << code(one.end);
  return text.str();
}

void Tally::add(const std::string& row, const std::string& verdict) {
  ++rows_[row][verdict];
  ++runs_;
}

std::string Tally::table() const {
  std::ostringstream text;
  for (const auto& [row, verdicts] : rows_) {
    text << "  " << row << ':';
    for (const auto& [verdict, count] : verdicts) text << ' ' << verdict << ' ' << count;
    text << '\n';
  }
  return text.str();
}

}  // namespace engine::faults
