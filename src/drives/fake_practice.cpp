// The bench of the practice mode: five imaginary drives, each with something to learn.
#include "drives/fake.hpp"

namespace drives {
namespace {
constexpr std::uint64_t mebibyte = 2048;  // sectors
}

std::unique_ptr<FakeBench> practice_bench() {
  auto bench = std::make_unique<FakeBench>();

  FakeSpec frozen = sata_ssd("ENTRAINEMENT-SSD-1", 64 * mebibyte);
  frozen.facts.sanitize = {};  // an older one: only its password leads to an erasure of everything
  frozen.facts.security.frozen = true;
  frozen.frozen_at_power_on = true;
  frozen.firmware_time = std::chrono::seconds(20);
  frozen.bytes_per_second = 16'000'000;
  bench->add(std::move(frozen));

  FakeSpec worn = sata_hdd("ENTRAINEMENT-HDD-2", 64 * mebibyte);
  worn.device = "/dev/sdb";
  worn.facts.security = {};
  worn.facts.health.reallocated_sectors = 8;
  worn.spare_old_bytes = 8 * 512;
  worn.bytes_per_second = 6'000'000;
  worn.faults.weak = {{.offset = 10'485'760, .bytes = 4096}, {.offset = 41'943'040, .bytes = 4096}};
  worn.faults.write_errors = {{.offset = 52'428'800, .bytes = 8192}};
  bench->add(std::move(worn));

  FakeSpec quick = nvme("ENTRAINEMENT-NVME-3", 128 * mebibyte);
  quick.firmware_time = std::chrono::seconds(12);
  quick.bytes_per_second = 30'000'000;
  bench->add(std::move(quick));

  FakeSpec boot = usb_stick("ENTRAINEMENT-CLE-4", 16 * mebibyte);
  boot.device = "/dev/sdc";
  boot.use.boot_medium = true;
  boot.use.mounted = {"/"};
  bench->add(std::move(boot));

  FakeSpec slow = hide(sata_hdd("ENTRAINEMENT-HDD-5", 48 * mebibyte), 4 * mebibyte, 0);
  slow.device = "/dev/sdd";
  slow.facts.security = {};
  slow.bytes_per_second = 2'000'000;
  bench->add(std::move(slow));
  return bench;
}

}  // namespace drives
